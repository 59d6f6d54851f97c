// The steps of `ingot-choose-layout`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"
#include "passes/simplify/Permutation.h"

namespace ingot {

/// True where `op` can work on operands whose axes are reordered: where its result is a transpose by
/// `permutation` of what it computes from operands before that transpose.
bool canPermute(mlir::Operation *op, llvm::ArrayRef<int64_t> permutation);

/// The operands whose axes are those of the result.
mlir::MutableArrayRef<mlir::OpOperand> permutedOperands(mlir::Operation *op);

/// What it costs to have an operand as it was before a transpose by `permutation`.
enum class OperandCost {
  Cancels, ///< it is that transpose
  Free,    ///< a constant, a scalar, a reshape, or there already
  Moves    ///< a transpose of its data
};
OperandCost costBefore(mlir::Value operand, int64_t rank, llvm::ArrayRef<int64_t> permutation);

/// Makes `op` work on its operands as they were before a transpose by `permutation`; gives that result.
mlir::Value permute(mlir::RewriterBase &rewriter, mlir::Operation *op, llvm::ArrayRef<int64_t> permutation);

/// Transposes move down as long as nothing is moved in their place.
void populateSinkPatterns(mlir::RewritePatternSet &patterns);
/// A transpose that all users of a value share moves up where that leaves fewer.
void populateHoistPatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
