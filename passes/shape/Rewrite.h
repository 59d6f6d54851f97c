// Substitution of sizes in a whole module: types of values, of functions, and attributes. Internal to the
// shape stage. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "llvm/Support/LogicalResult.h"

namespace mlir {
class Operation;
} // namespace mlir

namespace ingot::shape {

/// Gives the new form of a size; null where it does not exist.
using SizeMap = llvm::function_ref<sym::ExprAttr(sym::ExprAttr)>;

/// Rewrites the sizes in the result types, block arguments and attributes of all operations under `root`, and
/// in function types. Where `keepInputs`, the arguments of functions stay. Fails with a diagnostic at the
/// operation where a size does not exist or would be negative.
llvm::LogicalResult rewriteSizes(mlir::Operation *root, SizeMap map, bool keepInputs);

} // namespace ingot::shape
