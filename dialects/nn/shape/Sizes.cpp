// Shape rules of constants, of operations that tell sizes, and of those that make tensors from numbers.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

#include <cmath>

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

LogicalResult ConstantOp::inferShape(ShapeContext &context) {
  if (std::optional<TensorValue> value = readConstant(getValue()))
    context.setValue(getResult(), std::move(*value));
  return success();
}

LogicalResult ShapeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  auto rank = static_cast<int64_t>(input->size());
  auto clamp = [&](int64_t axis) { return std::clamp<int64_t>(normalizeAxis(axis, rank), 0, rank); };
  int64_t start = clamp(getStart()), end = std::max(start, clamp(getEnd().value_or(rank)));
  TensorValue value{{end - start}, {}};
  for (ExprAttr size : llvm::ArrayRef(*input).slice(start, end - start))
    value.elements.push_back(Scalar::of(size));
  if (failed(context.setSizes(getResult(), {context.constant(end - start)})))
    return failure();
  context.setValue(getResult(), std::move(value));
  return success();
}

LogicalResult SizeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input) || failed(context.setSizes(getResult(), {})))
    return failure();
  context.setValue(getResult(), {{}, {Scalar::of(sym::product(getContext(), *input))}});
  return success();
}

LogicalResult SizesOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> values = exprsOf(*this, getValues());
  if (failed(values))
    return failure();
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
    return Scalar::of((*values)[position.empty() ? 0 : position.front()]);
  });
  return success();
}

//===-- range
//--------------------------------------------------------------------------------------------------===//

// The one element of a scalar operand.
static Scalar scalarOf(ShapeContext &context, mlir::Value operand) {
  const TensorValue *value = context.valueOf(operand);
  return value && value->elements.size() == 1 ? value->elements.front() : Scalar();
}

// max(0, ceil((limit - start) / delta)), computed with doubles as ONNX does where all three are float
// constants.
static ExprAttr rangeSize(RangeOp op, ShapeContext &context, const Scalar &start, const Scalar &limit,
                          const Scalar &delta) {
  auto [first, last, step] = std::tuple(start.constant(), limit.constant(), delta.constant());
  if (mlir::isa<mlir::FloatType>(elementOf(op.getType())) && first && last && step) {
    double count = *step == 0 ? -1 : std::ceil((*last - *first) / *step);
    return count < 9e15 ? context.constant(static_cast<int64_t>(std::max(count, 0.0))) : ExprAttr();
  }
  Arithmetic arithmetic{context.facts(), context.getContext(), elementOf(op.getType())};
  Scalar span = arithmetic.subtract(limit, start);
  // (n / d) / (m / e) = n * e / (d * m)
  ExprAttr count =
      sym::ceilDiv(sym::mul(span.numerator, delta.denominator), sym::mul(delta.numerator, span.denominator));
  return sym::max(count, count ? context.constant(0) : ExprAttr());
}

LogicalResult RangeOp::inferShape(ShapeContext &context) {
  Scalar start = scalarOf(context, getStart()), limit = scalarOf(context, getLimit()),
         delta = scalarOf(context, getDelta());
  if (auto type = llvm::dyn_cast<mlir::RankedTensorType>(getType()))
    if (type.getRank() == 1 && sym::isFullyNamed(type)) // the core form of one that only the data knows
      return context.setSizes(getResult(), sym::dimsOf(type));
  if (!start.isKnown() || !limit.isKnown() || !delta.isKnown()) {
    FailureOr<ExprAttr> size = runTimeRange(*this, context);
    return failed(size) ? failure() : context.setSizes(getResult(), {*size});
  }
  if (delta.constant() && *delta.constant() == 0)
    return context.error(*this) << "expected a delta that is not 0";
  if (failed(context.setSizes(getResult(), {rangeSize(*this, context, start, limit, delta)})))
    return failure();
  Arithmetic arithmetic{context.facts(), context.getContext(), elementOf(getType())};
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
    Scalar index = Scalar::of(context.constant(position.front()));
    return arithmetic.add(start, arithmetic.multiply(index, delta));
  });
  return success();
}

//===-- fill
//---------------------------------------------------------------------------------------------------===//

static Scalar scalarOf(mlir::MLIRContext *context, mlir::TypedAttr value) {
  if (auto number = llvm::dyn_cast<mlir::FloatAttr>(value))
    return Scalar::of(context, number.getValueAsDouble());
  auto integer = llvm::dyn_cast<mlir::IntegerAttr>(value);
  if (!integer || integer.getValue().getBitWidth() > 64)
    return {};
  bool isUnsigned = integer.getType().isUnsignedInteger() || integer.getType().isInteger(1);
  if (isUnsigned && integer.getValue().getActiveBits() > 63)
    return {};
  return Scalar::of(sym::constant(context, isUnsigned ? static_cast<int64_t>(integer.getValue().getZExtValue())
                                                      : integer.getValue().getSExtValue()));
}

LogicalResult FillOp::inferShape(ShapeContext &context) {
  if (getShape()) {
    FailureOr<Sizes> sizes = runTimeFill(*this, context);
    if (failed(sizes) || failed(context.setSizes(getResult(), *sizes)))
      return failure();
    getShapeMutable().clear();
  } else if (!sym::isFullyNamed(getType())) {
    return context.error(*this) << "expected an operand with the sizes, or a result type that states them, got "
                                << getType();
  }
  Scalar value = scalarOf(getContext(), getValue());
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t>) { return value; });
  return success();
}
