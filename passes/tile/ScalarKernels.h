// Kernels that are loops over single elements already: outlined as they are. Used by ingot-form-kernels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"
#include "mlir/Support/LLVM.h"

namespace ingot {

/// Replaces `root`, an operation that is marked with `rt.kernel_kind`, by the launch of kernel `name`, a new function
/// before `function`, that does the same. What its results start as is updated in place; a `tensor.empty` that it
/// writes is a destination, or memory of its own where it is no result. Fails with a diagnostic where a result does not
/// start as a tensor from outside.
llvm::LogicalResult outlineScalarKernel(mlir::Operation *root, mlir::Operation *function, llvm::StringRef name,
                                        mlir::RewriterBase &rewriter);

} // namespace ingot
