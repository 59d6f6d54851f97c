// The operations of the sym dialect: declare a name, promise, check, evaluate.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_DIALECTS_SYM_OPS
#define INGOT_DIALECTS_SYM_OPS

include "dialects/sym/SymAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Sym_SymbolOp : Sym_Op<"symbol", [HasParent<"::mlir::ModuleOp">]> {
  let summary = "declares a named dimension and its bounds";
  let description = [{
    Declares a size that each call decides, with the least and the greatest value that the artefact accepts. Without
    `min` the least value is 0, without `max` there is no bound. A call outside the bounds is refused before any work.
    The name is no MLIR symbol: a function may have the same name.

    With `bound` it is a *data symbol*: a size that only the data knows, for example the number of boxes found. No
    input says it; the model stores it while it runs (`rt.set_symbol`), until then it stands at the value of `bound`,
    which no call may exceed. Memory is planned for `bound`.

    Exists from `import` to `lower`, data symbols from `shape`.

    ```mlir
    sym.symbol @S {min = 1 : i64, max = 512 : i64}
    sym.symbol @found {bound = #sym.expr<4*S>}
    ```

    Constraints:
    - (C1) `min` is not negative
    - (C2) `min` is not greater than `max`
    - (C3) a module declares a name once
    - (C4) symbols declared before are all that `bound` reads
    - (C5) `max` and `bound` do not come together
  }];
  let arguments = (ins SymbolNameAttr:$name, OptionalAttr<I64Attr>:$min, OptionalAttr<I64Attr>:$max,
                       OptionalAttr<Sym_ExprAttr>:$bound);
  let assemblyFormat = "$name attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The least value that a call may give: `min`, or 0.
    int64_t minimum() { return getMin().value_or(0); }
    /// The greatest value that a call may give, or nothing.
    std::optional<int64_t> maximum() { return getMax(); }
    /// True for a size that only the data knows.
    bool isData() { return getBoundAttr() != nullptr; }

  private:
    ::llvm::LogicalResult verifyBound();

  public:
  }];
}

def Sym_AssertOp : Sym_Op<"assert", [HasParent<"::mlir::ModuleOp">]> {
  let summary = "a promise of the model about its named dimensions";
  let description = [{
    States that the condition is not 0 in every call. The prover uses it as a fact, and a call that breaks it is
    refused with the message before any work. The model's author wrote it; what the compiler needs is a `sym.guard`.

    Exists from `import` to `lower`.

    ```mlir
    sym.symbol @P
    sym.symbol @S {min = 1 : i64}
    sym.assert #sym.expr<le(P + S, 2048)> "the cache holds 2048 rows"
    ```

    Constraints:
    - (C1) every symbol of the condition is declared in the module
    - (C2) the condition is not the constant 0
  }];
  let arguments = (ins Sym_ExprAttr:$condition, StrAttr:$message);
  let assemblyFormat = "custom<Expr>($condition) $message attr-dict";
  let hasVerifier = 1;
}

def Sym_GuardOp : Sym_Op<"guard", [HasParent<"::mlir::ModuleOp">]> {
  let summary = "a run-time check on sizes that the compiler could not prove";
  let description = [{
    A call evaluates the condition before any work, and is refused with the message where it is 0. The `shape` stage
    makes one where two different expressions must be equal and neither proof nor refutation exists; later stages may
    rely on it.

    Exists from `shape` to `lower`.

    ```mlir
    sym.symbol @A
    sym.symbol @B
    sym.guard #sym.expr<A == B> "node 'add1' (add): dim 0 is A on one side and B on the other"
    ```

    Constraints:
    - (C1) every symbol of the condition is declared in the module
    - (C2) the condition is no constant
    - (C3) the message is not empty
  }];
  let arguments = (ins Sym_ExprAttr:$condition, StrAttr:$message);
  let assemblyFormat = "custom<Expr>($condition) $message attr-dict";
  let hasVerifier = 1;
}

def Sym_SizeOp : Sym_Op<"size", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
                                 DeclareOpInterfaceMethods<ConditionallySpeculatable>]> {
  let summary = "the value of an expression at run time";
  let description = [{
    Gives the value that the expression has in this call. A constant expression folds to `arith.constant`. Where a
    symbol of the expression is a data symbol, the operation reads memory: it stays behind the `rt.set_symbol` that it
    follows. Otherwise it has no effect and may go anywhere.

    Exists from `shape` to `buffers`.

    ```mlir
    %0 = sym.size #sym.expr<S + P> : index
    ```

    Constraints:
    - (C1) the result is an `index`
  }];
  let arguments = (ins Sym_ExprAttr:$expr);
  let results = (outs Index:$result);
  let assemblyFormat = "custom<IndexExpr>($expr) attr-dict";
  let hasFolder = 1;
}

#endif // INGOT_DIALECTS_SYM_OPS
