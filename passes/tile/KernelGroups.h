// Which operations of the model's function run together as one kernel. Used by ingot-form-kernels.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ingot {

/// The operations of one kernel, in order; the last one makes the result.
struct KernelGroup {
  /// Part of the kernel's name: `contraction`, `reduce`, `elementwise`, `copy`, or what `rt.kernel_kind` says.
  llvm::StringRef kind;
  llvm::SmallVector<mlir::Operation *> operations;
  mlir::Operation *root() const { return operations.back(); }
};

/// Rewrites paddings, concatenations, slices and lone fills of `function` as linalg operations on parts of their
/// result, so that every computation is a linalg.generic, or a marked region of loops.
void expandCopies(mlir::func::FuncOp function, mlir::RewriterBase &rewriter);

/// True where `insert` writes one element of the first axis of a tensor, as a loop does in each iteration.
bool isElementOfFirstAxis(mlir::tensor::InsertSliceOp insert);

/// The groups of `function`, in the order of their roots.
llvm::SmallVector<KernelGroup> groupKernels(mlir::func::FuncOp function);

} // namespace ingot
