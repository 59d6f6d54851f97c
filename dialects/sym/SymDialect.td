// The sym dialect itself, and the base classes of its attributes and operations.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_DIALECTS_SYM_DIALECT
#define INGOT_DIALECTS_SYM_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Sym_Dialect : Dialect {
  let name = "sym";
  let cppNamespace = "::ingot::sym";
  let summary = "Named dimensions and integer expressions over them";
  let description = [{
    A size that is unknown at compile time has a name (`S`, `batch`); a size that follows from others is an
    expression of names (`S + P`, `floordiv(S + 1, 2)`). Expressions are attributes in one canonical form, so that
    two sizes that are equal as polynomials are the same pointer. The operations declare the names with their bounds
    (`sym.symbol`), state what the model promises (`sym.assert`), state what a call must check (`sym.guard`), and
    give an expression a run-time value (`sym.size`).

    Exists from `import` to `lower`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 0;
  let extraClassDeclaration = [{
    /// Parses and prints `#sym.expr<...>` and `#sym.shape<...>`.
    ::mlir::Attribute parseAttribute(::mlir::DialectAsmParser &parser, ::mlir::Type type) const override;
    void printAttribute(::mlir::Attribute attribute, ::mlir::DialectAsmPrinter &printer) const override;

  private:
    void registerAttributes();
  public:
  }];
}

class Sym_Op<string mnemonic, list<Trait> traits = []> : Op<Sym_Dialect, mnemonic, traits>;
// No ODS mnemonic: the dialect parses and prints its attributes from their text, see SymAttrs.cpp.
class Sym_Attr<string name, string word, list<Trait> traits = []> : AttrDef<Sym_Dialect, name, traits> {
  let attrName = "sym." # word;
}

#endif // INGOT_DIALECTS_SYM_DIALECT
