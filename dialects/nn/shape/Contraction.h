// The shape rule that matrix products share. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/ShapeContext.h"

namespace ingot::nn {

/// The sizes of the one result of `op`: the product of the matrices in the last two axes of `lhs` and `rhs`, as
/// NumPy's `matmul`.
llvm::LogicalResult inferMatmul(mlir::Operation *op, ShapeContext &context, mlir::Value lhs, mlir::Value rhs,
                                bool transposeLhs, bool transposeRhs);

} // namespace ingot::nn
