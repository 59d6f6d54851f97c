// The greatest value that an expression can have over all values of the data symbols: what memory is planned for.
// Used by the buffers stage. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"

namespace ingot::sym {

/// Replaces data symbols by what bounds them.
class DataLimits {
public:
  explicit DataLimits(mlir::ModuleOp module);

  /// An expression without data symbols that is at least `expr` in every run; `expr` itself where it has none. Null
  /// where no such expression was found.
  ExprAttr above(ExprAttr expr) { return limit(expr, true); }
  /// True where `expr` is largest when every data symbol stands at its bound, as the runtime assumes of the sizes of
  /// outputs, or reads none.
  bool isLargestAtBounds(ExprAttr expr);
  /// True where `expr` reads a data symbol.
  bool readsData(ExprAttr expr) const;

private:
  ExprAttr limit(ExprAttr expr, bool isUpper);
  ExprAttr limitOfProduct(ExprAttr expr, bool isUpper);
  ExprAttr limitOfQuotient(ExprAttr expr, bool isUpper);

  Facts facts;
  /// The least value and the bound, itself without data symbols (null where there is none).
  llvm::StringMap<std::pair<ExprAttr, ExprAttr>> symbols;
};

} // namespace ingot::sym
