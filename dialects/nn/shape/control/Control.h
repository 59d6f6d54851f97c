// What the shape rules of branches and loops share. Internal to the shape rules.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/NnControl.h"
#include "dialects/nn/ShapeContext.h"

#include <string>
#include <utility>

namespace ingot::nn {

/// Diagnostics of an attempt, kept until it is known whether another one succeeds.
class Attempt {
public:
  /// Runs `infer` and keeps the errors that it reports.
  static Attempt run(mlir::MLIRContext *context, llvm::function_ref<llvm::LogicalResult()> infer);

  bool succeeded() const { return mlir::succeeded(result); }
  /// Reports what was kept. Always failure.
  llvm::LogicalResult report() const;

private:
  llvm::LogicalResult result = mlir::failure();
  llvm::SmallVector<std::pair<mlir::Location, std::string>> errors;
};

/// The integer that a tensor of one element holds, as an expression; null where that is not known.
ExprAttr integerOf(const ShapeContext &context, mlir::Value scalar);

/// A scalar tensor with the value of an expression.
mlir::Value buildScalar(mlir::OpBuilder &builder, mlir::Location location, mlir::Type element, ExprAttr expr,
                        ShapeContext &context);

/// How many iterations a loop runs whose condition compares numbers that grow evenly; null where it does not.
/// Its body is inferred.
ExprAttr countIterations(LoopOp loop, ShapeContext &context);

} // namespace ingot::nn
