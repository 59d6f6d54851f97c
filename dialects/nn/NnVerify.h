// Checks that several nn operations share. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

namespace ingot::nn {

/// One operand and one result with equal element types, and equal shapes where known.
llvm::LogicalResult verifyUnary(mlir::Operation *op);
/// Two operands and one result with equal element types, and static shapes that broadcast.
llvm::LogicalResult verifyBinary(mlir::Operation *op);
/// Two operands with equal element types, and static shapes that broadcast.
llvm::LogicalResult verifyCompare(mlir::Operation *op);
/// `axes` are distinct and within the rank of `type` when it is ranked.
llvm::LogicalResult verifyAxes(mlir::Operation *op, mlir::Type type, llvm::ArrayRef<int64_t> axes);
/// Window attributes have one entry >= 1 for each of `spatial` axes; `pads` two or none.
llvm::LogicalResult verifyWindow(mlir::Operation *op, int64_t spatial, llvm::ArrayRef<int64_t> strides,
                                 llvm::ArrayRef<int64_t> dilations, llvm::ArrayRef<int64_t> pads);
/// `found` has the element type of `expected`; `what` names it in the diagnostic.
llvm::LogicalResult verifyElement(mlir::Operation *op, mlir::Type expected, mlir::Type found,
                                  llvm::StringRef what);
/// The element types of a contraction's operands agree, or are integers of at most 16 bits summed up in i32.
llvm::LogicalResult verifyContracted(mlir::Operation *op, mlir::Type lhs, mlir::Type rhs, mlir::Type result);
/// `value` has the rank, where there is a value and its rank is known; `what` names it in the diagnostic.
llvm::LogicalResult verifyRank(mlir::Operation *op, mlir::Value value, int64_t rank, llvm::StringRef what);
/// The element type of a tensor type.
mlir::Type elementOf(mlir::Type tensor);
/// `axis` counted from the front: negative values count from the end of `rank` axes.
inline int64_t normalizeAxis(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }

} // namespace ingot::nn
