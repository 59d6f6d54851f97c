// Operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_DATA
#define INGOT_NN_DATA
include "NnBase.td"
include "dialects/sym/SymAttrs.td"

//===-- sizes and conditions while the model runs
//----------------------------------------------------------------===//

/// Keeps its place among the operations that rely on it.
class Nn_OrderedOp<string mnemonic, list<Trait> traits = []>
    : Op<Nn_Dialect, mnemonic, traits # [MemoryEffects<[MemWrite]>, DeclareOpInterfaceMethods<Nn_ShapeRule>]>;

def Nn_SetSizeOp : Nn_OrderedOp<"set_size"> {
  let summary = "a tensor's element becomes a size";
  let description = [{
    From here on the data symbol `name` has the value of the one element of `value`. Where that lies outside of `least`
    to `greatest`, the run ends with `message`. Without `name` the value is only checked. Exists from `shape` to
    `simplify`.

    **Constraints:** (C1) `value` has one element. (C2) `message` is not empty.

    Example:
    ```mlir
    sym.symbol @K {bound = #sym.expr<100>}
    func.func @f(%n: tensor<i64>) {
      nn.set_size %n, #sym.expr<0> to #sym.expr<100> sets "K", "node 'r' (range): expected 0 to 100" : tensor<i64>
      return
    }
    ```
  }];
  let arguments = (ins Nn_IntTensor:$value, OptionalAttr<StrAttr>:$name, Sym_ExprAttr:$least, Sym_ExprAttr:$greatest,
      StrAttr:$message);
  let assemblyFormat = [{
    $value `,` qualified($least) `to` qualified($greatest) (`sets` $name^)? `,` $message attr-dict `:` type($value)
  }];
  let hasVerifier = 1;
}

def Nn_RequireOp : Nn_OrderedOp<"require"> {
  let summary = "a condition on sizes that only the data knows";
  let description = [{
    Where `condition` is 0 the run ends here with `message`. It is what `sym.guard` is for sizes that are known before
    the run. Exists from `shape` to `simplify`.

    **Constraints:** (C1) `message` is not empty.

    Example:
    ```mlir
    sym.symbol @K {bound = #sym.expr<100>}
    func.func @f() {
      nn.require #sym.expr<K == 4>, "node 'add' (add): expected equal sizes for dim 0, got K and 4"
      return
    }
    ```
  }];
  let arguments = (ins Sym_ExprAttr:$condition, StrAttr:$message);
  let assemblyFormat = "qualified($condition) `,` $message attr-dict";
  let hasVerifier = 1;
}

def Nn_CheckOp : Nn_OrderedOp<"check"> {
  let summary = "a condition on values";
  let description = [{
    Where the one element of `condition` is false the run ends here with `message`. Exists from `import` to `simplify`.

    **Constraints:** (C1) `condition` has one element. (C2) `message` is not empty.

    Example:
    ```mlir
    func.func @f(%holds: tensor<i1>) {
      nn.check %holds, "node 's' (squeeze): expected axes [0]" : tensor<i1>
      return
    }
    ```
  }];
  let arguments = (ins Nn_BoolTensor:$condition, StrAttr:$message);
  let assemblyFormat = "$condition `,` $message attr-dict `:` type($condition)";
  let hasVerifier = 1;
}

def Nn_ExpectSizeOp : Nn_Op<"expect_size"> {
  let summary = "a size that the model declares";
  let description = [{
    The one element of `value`, which follows from the sizes of the inputs, or, where only the data knows it, is
    `expected`: the shape stage then builds a check of that. Front ends make it of an operand that says a size where the
    model declares the shape that results. Exists from `import` to `shape`.

    **Constraints:** (C1) `value` has one element. (C2) element types agree.

    Example:
    ```mlir
    %n = nn.expect_size %depth [#sym.expr<10>] : (tensor<i64>) -> tensor<i64>
    ```
  }];
  let arguments = (ins Nn_IntTensor:$value, Sym_ExprAttr:$expected);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = "$value `[` qualified($expected) `]` attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

//===-- axes that are chosen while the model runs
//----------------------------------------------------------------===//

class Nn_AxesOp<string mnemonic, string what, string text, dag attrs, string format, string example>
    : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " The axes are the elements of the operand `axes`; the shape stage finds those that lead to "
      # "the shape that the model declares (`nn.declared`), and builds a check that the operand says the same. Exists "
      # "from `import` to `shape`.\n\n**Constraints:** (C1) element types agree. (C2) `axes` is a vector or a scalar.\n"
      # Nn_Example<example>.text;
  let arguments = !con((ins Nn_AnyTensor:$input, Nn_IntTensor:$axes), attrs);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = format # " $input `at` $axes attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_ReduceAtOp : Nn_AxesOp<"reduce_at", "nn.reduce along axes from an operand",
    "Combines elements as `nn.reduce`. No axes mean all, or with `noop_when_empty` none.",
    (ins Nn_ReduceKindAttr:$kind, DefaultValuedAttr<BoolAttr, "false">:$keep_dims,
         DefaultValuedAttr<BoolAttr, "false">:$noop_when_empty), "custom<ReduceKind>($kind)",
    "%y = nn.reduce_at sum %x at %axes : (tensor<2x3xf32>, tensor<1xi64>) -> tensor<*xf32>">;
def Nn_SqueezeAtOp : Nn_AxesOp<"squeeze_at", "nn.squeeze of axes from an operand", "Removes axes of size 1.", (ins), "",
    "%y = nn.squeeze_at %x at %axes : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<*xf32>">;
def Nn_UnsqueezeAtOp : Nn_AxesOp<"unsqueeze_at", "nn.unsqueeze at axes from an operand",
    "Inserts axes of size 1 so that they are at `axes` of the result.", (ins), "",
    "%y = nn.unsqueeze_at %x at %axes : (tensor<3xf32>, tensor<1xi64>) -> tensor<*xf32>">;
#endif
