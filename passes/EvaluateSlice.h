// Which operations constants flow into alone, cut into components that are evaluated one by one. Internal to
// Evaluate. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "passes/Evaluate.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/SetVector.h"

namespace ingot {

/// True for an `arith.constant` of a tensor.
bool isTensorConstant(mlir::Operation *op);

/// True for an operation that the evaluator can compile, its operands aside.
bool isEvaluable(mlir::Operation *op);

/// Loop iterations that the operation takes; at least the elements of its results.
int64_t workOf(mlir::Operation *op);

/// Values that the operation and its regions read.
llvm::SmallVector<mlir::Value> operandsOf(mlir::Operation *op);

/// One component: its operations in order, constants as arguments, roots as results.
struct Component {
  llvm::SmallVector<mlir::Operation *> operations;
  llvm::SetVector<mlir::Value> leaves;
  llvm::SmallVector<mlir::Value> roots;
};

/// Cuts the operations behind `roots` into components; an error where something else than constants flows in.
llvm::Expected<llvm::SmallVector<Component>> sliceConstants(llvm::ArrayRef<mlir::Value> roots);

/// The results in `module` that are worth a constant.
llvm::SmallVector<mlir::Value> findConstantRoots(mlir::ModuleOp module, const FoldOptions &options);

} // namespace ingot
