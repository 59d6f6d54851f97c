// Builds nn operations whose result types, with their named sizes, follow from the operands; used by every
// pass of the simplify stage, so that shape inference never runs again. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "mlir/IR/Builders.h"

namespace ingot {

using Dims = llvm::SmallVector<sym::ExprAttr>;

/// The ranked type of a value; every value is ranked after the shape stage.
inline mlir::RankedTensorType rankedType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

/// The sizes of a value.
inline Dims dimsOf(mlir::Value value) { return sym::dimsOf(rankedType(value)); }

/// The sizes of two operands broadcast against each other, trailing axes aligned.
Dims broadcastDims(llvm::ArrayRef<sym::ExprAttr> left, llvm::ArrayRef<sym::ExprAttr> right);

/// Axes counted from the front, sorted; all axes when there are none.
llvm::SmallVector<int64_t> normalizedAxes(llvm::ArrayRef<int64_t> axes, int64_t rank);

/// What the shape stage promises and every pass here relies on: all tensors are ranked, permutations are
/// written out. Reports where it does not hold.
llvm::LogicalResult verifyRanked(mlir::Operation *function);

/// A builder at one place: insertion point and location.
class TypedBuilder {
public:
  TypedBuilder(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}

  template <typename OpTy>
  mlir::Value unary(mlir::Value input, mlir::Type type = {}) {
    return OpTy::create(builder, loc, type ? type : input.getType(), input);
  }

  template <typename OpTy>
  mlir::Value binary(mlir::Value left, mlir::Value right, mlir::Type type = {}) {
    mlir::OperationState state(loc, OpTy::getOperationName());
    state.addOperands({left, right});
    state.addTypes(type ? type : broadcastType(left, right, elementOf(left)));
    return builder.create(state)->getResult(0);
  }

  template <typename OpTy>
  mlir::Value compare(mlir::Value left, mlir::Value right) {
    return OpTy::create(builder, loc, broadcastType(left, right, builder.getI1Type()), left, right);
  }

  mlir::Value select(mlir::Value condition, mlir::Value onTrue, mlir::Value onFalse, mlir::Type type);

  /// A core reduction (sum, max, min, prod, any, all).
  mlir::Value reduce(nn::ReduceKind kind, mlir::Value input, llvm::ArrayRef<int64_t> axes, bool keepDims,
                     mlir::Type type = {});
  mlir::Value transpose(mlir::Value input, llvm::ArrayRef<int64_t> permutation, mlir::Type type = {});
  /// A core reshape; the input itself where it has these sizes already.
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<sym::ExprAttr> dims);
  mlir::Value reshape(mlir::Value input, mlir::Type type);
  /// The input itself where it has this element type.
  mlir::Value cast(mlir::Value input, mlir::Type element);
  /// A rank-0 constant.
  mlir::Value scalar(mlir::Type element, double value);
  /// The product of sizes as a rank-0 tensor: a constant, or computed where a size is named.
  mlir::Value count(mlir::Type element, llvm::ArrayRef<sym::ExprAttr> dims);

  /// `right` as a size expression.
  sym::ExprAttr size(int64_t value) { return sym::constant(builder.getContext(), value); }

  mlir::Type elementOf(mlir::Value value) { return rankedType(value).getElementType(); }
  mlir::OpBuilder &builder;
  mlir::Location loc;

private:
  mlir::Type broadcastType(mlir::Value left, mlir::Value right, mlir::Type element);
};

} // namespace ingot
