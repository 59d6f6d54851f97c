// Sums of products of atoms with 64-bit coefficients: the arithmetic behind canonical expressions and their
// prover. Internal to the sym dialect. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/SymExpr.h"

namespace ingot::sym {

/// A coefficient times a product of atoms, the atoms in the order of `compare`.
struct Term {
  llvm::SmallVector<ExprAttr, 2> atoms;
  int64_t coefficient = 0;

  bool isConstant() const { return atoms.empty(); }
};

/// A polynomial: terms by falling degree, then by their atoms; no two with the same atoms, none with
/// coefficient 0.
class Polynomial {
public:
  /// The polynomial that an expression spells. The expression must not be null.
  static Polynomial of(ExprAttr expr);
  static Polynomial ofConstant(int64_t value);
  static Polynomial ofTerm(Term term);

  llvm::ArrayRef<Term> terms() const { return termList; }
  bool isZero() const { return termList.empty(); }
  std::optional<int64_t> asConstant() const;
  /// The coefficient of the term without atoms, or 0.
  int64_t constantPart() const;
  /// The same without that term.
  Polynomial withoutConstant() const;
  /// The greatest common divisor of all coefficients (but the constant one); 0 where there are none.
  int64_t contentWithoutConstant() const;

  /// All give nothing where a coefficient does not fit 64 bits or the result has too many terms.
  std::optional<Polynomial> plus(const Polynomial &other, int64_t factor = 1) const;
  std::optional<Polynomial> times(const Polynomial &other) const;
  std::optional<Polynomial> times(int64_t factor) const;
  /// The quotient by a polynomial that divides this one without remainder.
  std::optional<Polynomial> dividedExactly(const Polynomial &divisor) const;

  /// The canonical expression; null where it is too large.
  ExprAttr toExpr(mlir::MLIRContext *context) const;

private:
  bool insert(Term term);

  llvm::SmallVector<Term, 4> termList;
};

/// Order of terms: higher degree first, then by atoms. Compatible with multiplication, as exact division
/// needs.
int compareTerms(const Term &left, const Term &right);

/// Makes a node with derived depth and weight; null where it would be too large. Operands must be canonical.
ExprAttr makeNode(mlir::MLIRContext *context, ExprKind kind, llvm::ArrayRef<ExprAttr> operands);

} // namespace ingot::sym
