// The two attributes of the sym dialect: an expression, and a shape of expressions.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_DIALECTS_SYM_ATTRS
#define INGOT_DIALECTS_SYM_ATTRS

include "dialects/sym/SymDialect.td"
include "mlir/IR/TensorEncoding.td"

def Sym_ExprAttr : Sym_Attr<"Expr", "expr"> {
  let summary = "an integer expression of named dimensions, canonical";
  let description = [{
    A value of 64-bit integers and symbols under `+ - *`, `floordiv`, `ceildiv`, `mod`, `min`, `max`, and the
    comparisons `==` and `<=`, which are 0 or 1. It is kept as a polynomial over atoms (symbols, quotients, extrema,
    comparisons) with sorted terms; `ceildiv` and `mod` are rewritten to `floordiv`. Build one with the functions of
    `SymExpr.h` only: they canonicalise, and give a null attribute where a value does not fit 64 bits, a divisor is
    zero, or the expression is too large.

    Divisors are assumed to be non-zero: `floordiv(N * S, N)` is `S`.

    In text, `<=` is written `le(a, b)`: MLIR takes a bare `<` inside an attribute for a bracket. A name that is no
    identifier is quoted.

    ```mlir
    #sym.expr<4*S - 3>
    #sym.expr<floordiv("seq len" + 3, 4)>
    #sym.expr<le(S + P, 2048)>
    ```

    Constraints:
    - (C1) the text is an expression of this grammar, nested at most 64 deep
    - (C2) every intermediate value that is constant fits 64 bits, and no divisor is the constant 0
  }];
  // `value` is set for constants, `name` for symbols, `operands` for everything else; `depth` and `weight` (number of
  // nodes) are derived and bound the recursion of everything that walks expressions.
  let parameters = (ins "::ingot::sym::ExprKind":$kind, "int64_t":$value, StringRefParameter<"symbol">:$name,
                        ArrayRefParameter<"ExprAttr">:$operands, "unsigned":$depth, "unsigned":$weight);
  let extraClassDeclaration = [{
    static constexpr ::llvm::StringLiteral getMnemonic() { return {"expr"}; }
    /// True for an expression without symbols.
    bool isConstant() const { return getKind() == ExprKind::Constant; }
    /// True for the constant `value`.
    bool isConstant(int64_t value) const { return isConstant() && getValue() == value; }
    /// The value of a constant.
    std::optional<int64_t> constantValue() const {
      return isConstant() ? std::optional<int64_t>(getValue()) : std::nullopt;
    }
    /// True for a symbol alone.
    bool isSymbol() const { return getKind() == ExprKind::Symbol; }
    /// Text for people: `S + P <= 2048`.
    std::string str() const;
    /// Text of the attribute between `<` and `>`.
    void print(::llvm::raw_ostream &stream, bool forAttribute = false) const;
  }];
}

def Sym_ShapeAttr : Sym_Attr<"Shape", "shape", [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "the sizes of a ranked tensor, one expression for each dim";
  let description = [{
    The encoding of a `RankedTensorType` that has dynamic dims. A fully static type carries none, so that two equal
    types are one type. Make such types by `sym::tensorTypeOf` and read them by `sym::dimsOf`.

    ```mlir
    tensor<?x2048xf32, #sym.shape<N, 2048>>
    ```

    Constraints:
    - (C1) as many expressions as the tensor has dims
    - (C2) the expression of a static dim is that constant
    - (C3) the expression of a dynamic dim is no constant
    - (C4) at least one dim is dynamic
  }];
  let parameters = (ins ArrayRefParameter<"ExprAttr">:$dims);
  let extraClassDeclaration = [{
    static constexpr ::llvm::StringLiteral getMnemonic() { return {"shape"}; }
  }];
}

#endif // INGOT_DIALECTS_SYM_ATTRS
