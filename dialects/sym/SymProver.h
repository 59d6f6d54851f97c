// What is known about the named dimensions of a module, and what follows from it. Sound: a proof is a proof;
// a missing one says nothing. Used by the shape stage to unify sizes and by `buffers` to bound them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/SymExpr.h"

#include <map>
#include <string>

namespace mlir {
class Operation;
} // namespace mlir

namespace ingot::sym {

/// The least and the greatest value of an expression; nothing where there is no (known) bound.
struct Bounds {
  std::optional<int64_t> minimum;
  std::optional<int64_t> maximum;
};

/// Bounds of symbols, and conditions that hold.
class Facts {
public:
  Facts() = default;

  /// The facts that the `sym.symbol`, `sym.assert` and `sym.guard` operations of a module state.
  static Facts of(mlir::Operation *module);

  /// Sets what is known about a symbol. A symbol without bounds is at least 0.
  void setBounds(llvm::StringRef symbol, Bounds bounds);

  /// Adds a condition (0 or 1) that holds. Set the bounds of its symbols first.
  void assume(ExprAttr condition);

  /// The interval of an expression.
  Bounds bounds(ExprAttr expr) const;

  bool provedEqual(ExprAttr left, ExprAttr right) const;
  bool provedLessEqual(ExprAttr left, ExprAttr right) const;
  /// At least 1.
  bool provedPositive(ExprAttr expr) const;
  /// At least 0.
  bool provedNonNegative(ExprAttr expr) const;
  /// The two can never be equal.
  bool provedDifferent(ExprAttr left, ExprAttr right) const;

  /// An expression that is equal under these facts and not larger: drops operands of `min` and `max` that
  /// never win, decides comparisons, and gives a constant where only one value is possible.
  ExprAttr simplify(ExprAttr expr) const;

  /// The declared bounds, by name.
  const std::map<std::string, Bounds, std::less<>> &symbols() const { return symbolBounds; }

  /// What is known about a symbol alone.
  Bounds boundsOfSymbol(llvm::StringRef name) const;

private:
  friend class Search;
  void define(ExprAttr difference);
  void assumeNonNegative(ExprAttr expr);
  ExprAttr applyDefinitions(ExprAttr expr) const;
  ExprAttr simplifyTree(ExprAttr expr) const;
  ExprAttr simplifyAtom(ExprAttr expr) const;
  ExprAttr simplifyExtremum(ExprAttr expr) const;

  std::map<std::string, Bounds, std::less<>> symbolBounds;
  // Expressions that are at least 0.
  llvm::SmallVector<ExprAttr> nonNegative;
  // Symbols that an assumed equation determines; applied front to back.
  llvm::SmallVector<std::pair<ExprAttr, ExprAttr>> definitions;
};

} // namespace ingot::sym
