// What each operation of an nn program costs: floating-point operations and bytes moved, as formulas of the
// symbols. The only place that counts; read by dump and bench. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"

#include "llvm/ADT/StringMap.h"

#include <optional>
#include <vector>

namespace ingot::tool {

/// A null expression means unknown: a size has no name yet.
struct OpCost {
  /// A multiplication with an addition counts 2, any other scalar function of an element 1; a softmax 5 per
  /// element, a normalisation 5 to 7. Operations that only move or choose data count 0.
  sym::ExprAttr flops;
  /// Operands and results once each; 0 for an operation that only renames axes.
  sym::ExprAttr bytes;
};

struct CountedOp {
  mlir::Operation *op;
  OpCost cost;
};

/// All operations of the program but constants and terminators, in order; the bodies of nested regions once
/// each.
std::vector<CountedOp> countOps(mlir::ModuleOp module);

/// Bytes of all constants: the weights as the model stores them.
int64_t constantBytes(mlir::ModuleOp module);

/// Sum of one side of the costs for given symbols; nothing where any of them is unknown.
std::optional<int64_t> totalFlops(const std::vector<CountedOp> &ops, const llvm::StringMap<int64_t> &symbols);
std::optional<int64_t> totalBytes(const std::vector<CountedOp> &ops, const llvm::StringMap<int64_t> &symbols);

/// The same as a formula; null where unknown or too long.
sym::ExprAttr totalFlopsFormula(const std::vector<CountedOp> &ops, mlir::MLIRContext *context);

} // namespace ingot::tool
