// Shape rule of the resampling operation: sizes and factors determine each other.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/Values.h"

#include <cmath>

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

// The axes that the operands speak of.
static FailureOr<llvm::SmallVector<int64_t>> resizedAxes(ResizeOp op, int64_t rank) {
  if (op.getAxes().empty())
    return llvm::to_vector(llvm::seq<int64_t>(rank));
  return checkedAxes(op, op.getAxes(), rank);
}

// floor(size * factor), in the arithmetic of the reference (single precision) for a constant size.
static ExprAttr scaledSize(ShapeContext &context, ExprAttr size, const Scalar &factor) {
  if (size.isConstant() && factor.constant()) {
    float result = std::floor(static_cast<float>(size.getValue()) * static_cast<float>(*factor.constant()));
    return result >= 0 && result < 9e15f ? context.constant(static_cast<int64_t>(result)) : ExprAttr();
  }
  return sym::floorDiv(sym::mul(size, factor.numerator), factor.denominator);
}

// result / size, where that is the same number in every call.
static std::optional<double> factorOf(ShapeContext &context, ExprAttr result, ExprAttr size) {
  if (result == size)
    return 1.0;
  if (result.isConstant() && size.isConstant())
    return static_cast<double>(result.getValue()) / static_cast<double>(size.getValue());
  // A size that is a constant multiple up to 4096ths.
  for (int64_t denominator : {1, 2, 3, 4, 5, 6, 8, 16, 32, 64})
    if (ExprAttr quotient = sym::exactDiv(sym::mul(result, denominator), size);
        quotient && quotient.isConstant())
      return static_cast<double>(quotient.getValue()) / static_cast<double>(denominator);
  return std::nullopt;
}

static LogicalResult inferFromScales(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes,
                                     Sizes &sizes, llvm::MutableArrayRef<double> factors) {
  const TensorValue *scales = context.valueOf(op.getScales());
  if (!scales || scales->elements.size() != axes.size())
    return context.error(op)
           << "expected " << axes.size()
           << " constant factors, one for each axis, got others or values that only the data knows";
  for (auto [axis, scale] : llvm::zip(axes, scales->elements)) {
    std::optional<double> factor = scale.constant();
    if (!factor || !(*factor > 0))
      return context.error(op) << "expected a constant factor > 0 for dim " << axis;
    factors[axis] = *factor;
    sizes[axis] = scaledSize(context, sizes[axis], scale);
  }
  return mlir::success();
}

static LogicalResult inferFromSizes(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes,
                                    Sizes &sizes, llvm::MutableArrayRef<double> factors) {
  FailureOr<Sizes> wanted = context.requireIntegers(op, op.getSizes(), "sizes");
  if (failed(wanted))
    return failure();
  if (wanted->size() != axes.size())
    return context.error(op) << "expected " << axes.size() << " sizes, one for each axis, got "
                             << wanted->size();
  for (auto [axis, size] : llvm::zip(axes, *wanted)) {
    std::optional<double> factor = factorOf(context, size, sizes[axis]);
    if (!factor || !(*factor > 0) || !std::isfinite(*factor))
      return context.error(op) << "expected a factor that is the same for every call, got " << size.str()
                               << " over " << sizes[axis].str() << " for dim " << axis
                               << "; fix the sizes with --dim";
    factors[axis] = *factor;
    sizes[axis] = size;
  }
  return mlir::success();
}

LogicalResult ResizeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getInput());
  FailureOr<llvm::SmallVector<int64_t>> axes =
      failed(sizes) ? FailureOr<llvm::SmallVector<int64_t>>(failure()) : resizedAxes(*this, sizes->size());
  if (failed(axes))
    return failure();
  if (!getScales() && !getSizes()) {
    auto type = llvm::dyn_cast<mlir::RankedTensorType>(getType());
    if (!type || !sym::isFullyNamed(type) || !getScalesAttr() || getScalesAttr()->size() != sizes->size())
      return context.error(*this) << "expected factors or sizes as an operand, or 'scales_attr' with "
                                  << sizes->size() << " entries and a result type that states the sizes";
    return context.setSizes(getResult(), sym::dimsOf(type));
  }
  llvm::SmallVector<double> factors(sizes->size(), 1.0);
  LogicalResult inferred = getSizes() ? inferFromSizes(*this, context, *axes, *sizes, factors)
                                      : inferFromScales(*this, context, *axes, *sizes, factors);
  if (failed(inferred) || failed(context.setSizes(getResult(), *sizes)))
    return failure();
  getSizesMutable().clear();
  getScalesMutable().clear();
  setScalesAttr(llvm::ArrayRef<double>(factors));
  setAxes(llvm::ArrayRef<int64_t>());
  return mlir::success();
}
