// Arithmetic on symbolic elements, and the shape rules' view of tensors as lists of them. Internal to the
// shape rules. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "dialects/nn/ShapeContext.h"

namespace ingot::nn {

/// What an element-wise operation does to one element, with the element type of its operands. Gives an
/// unknown scalar where it cannot tell.
struct Arithmetic {
  const sym::Facts &facts;
  mlir::MLIRContext *context;
  mlir::Type element;

  using Unary = Scalar (Arithmetic::*)(const Scalar &) const;
  using Binary = Scalar (Arithmetic::*)(const Scalar &, const Scalar &) const;

  /// What joins two elements of a reduction; null where that is no function of their values (a mean, a norm).
  static Binary combinerOf(ReduceKind kind);

  Scalar add(const Scalar &left, const Scalar &right) const;
  Scalar subtract(const Scalar &left, const Scalar &right) const;
  Scalar multiply(const Scalar &left, const Scalar &right) const;
  Scalar divide(const Scalar &left, const Scalar &right) const;
  Scalar modulo(const Scalar &left, const Scalar &right) const;
  Scalar power(const Scalar &left, const Scalar &right) const;
  Scalar minimum(const Scalar &left, const Scalar &right) const;
  Scalar maximum(const Scalar &left, const Scalar &right) const;
  Scalar logicalAnd(const Scalar &left, const Scalar &right) const;
  Scalar logicalOr(const Scalar &left, const Scalar &right) const;
  Scalar logicalXor(const Scalar &left, const Scalar &right) const;
  Scalar equal(const Scalar &left, const Scalar &right) const;
  Scalar less(const Scalar &left, const Scalar &right) const;
  Scalar lessEqual(const Scalar &left, const Scalar &right) const;
  Scalar greater(const Scalar &left, const Scalar &right) const { return less(right, left); }
  Scalar greaterEqual(const Scalar &left, const Scalar &right) const { return lessEqual(right, left); }
  Scalar negate(const Scalar &value) const;
  Scalar absolute(const Scalar &value) const;
  Scalar sign(const Scalar &value) const;
  Scalar logicalNot(const Scalar &value) const;
  Scalar floor(const Scalar &value) const;
  Scalar ceil(const Scalar &value) const;
  Scalar round(const Scalar &value) const;
  Scalar identity(const Scalar &value) const { return value; }
  Scalar none(const Scalar &) const { return {}; }
  Scalar noneOfTwo(const Scalar &, const Scalar &) const { return {}; }
  /// Conversion to another element type.
  Scalar cast(const Scalar &value, mlir::Type to) const;
  Scalar select(const Scalar &condition, const Scalar &onTrue, const Scalar &onFalse) const;

private:
  Scalar real(double value) const;
  bool isFloat() const { return mlir::isa<mlir::FloatType>(element); }
};

/// The elements of a constant with at most `maxElements`, or nothing.
std::optional<TensorValue> readConstant(mlir::ElementsAttr attribute);

/// The shape of a tensor type that is static and small enough for a value; nothing otherwise.
std::optional<llvm::SmallVector<int64_t>> smallShape(mlir::Type type);

/// Builds the value of `result` by asking, for each position, for an element.
void setElements(ShapeContext &context, mlir::Value result,
                 llvm::function_ref<Scalar(llvm::ArrayRef<int64_t> position)> element);

/// The element of `value` at a position, with size-1 axes and missing leading axes broadcast.
Scalar elementAt(const TensorValue &value, llvm::ArrayRef<int64_t> position);

/// The attribute form of size expressions.
mlir::ArrayAttr exprArray(mlir::MLIRContext *context, llvm::ArrayRef<ExprAttr> exprs);

/// Reads an attribute written by `exprArray`; fails with a diagnostic for anything else.
llvm::FailureOr<Sizes> exprsOf(mlir::Operation *op, mlir::ArrayAttr attribute);

/// `axis` counted from the front; fails with a diagnostic where it is outside the rank.
llvm::FailureOr<int64_t> checkedAxis(mlir::Operation *op, int64_t axis, int64_t rank);

/// All axes of a list counted from the front, distinct; fails with a diagnostic.
llvm::FailureOr<llvm::SmallVector<int64_t>> checkedAxes(mlir::Operation *op, llvm::ArrayRef<int64_t> axes,
                                                        int64_t rank);

} // namespace ingot::nn
