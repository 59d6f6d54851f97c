// Shape rule of the resampling operation: sizes and factors determine each other.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
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
    if (ExprAttr quotient = sym::exactDiv(sym::mul(result, denominator), size); quotient && quotient.isConstant())
      return static_cast<double>(quotient.getValue()) / static_cast<double>(denominator);
  return std::nullopt;
}

// The sizes that the factors of operand `scales` give at run time, plus `rounding`, rounded down.
static LogicalResult scaledAtRunTime(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes, Sizes &sizes,
                                     double rounding, llvm::ArrayRef<ExprAttr> bounds) {
  RunTimeBuilder build(context, op);
  mlir::OpBuilder builder(op);
  auto element = llvm::cast<mlir::FloatType>(elementOf(op.getScales().getType()));
  Sizes inputs;
  for (int64_t axis : axes)
    inputs.push_back(sizes[axis]);
  mlir::Value exact =
      build.make<MulOp>(element, op.getScales(), build.make<CastOp>(element, build.vector(llvm::ArrayRef(inputs))));
  auto scalar = mlir::RankedTensorType::get({}, element);
  mlir::Attribute number = builder.getFloatAttr(element, rounding);
  mlir::Value half = ConstantOp::create(builder, op.getLoc(), scalar, mlir::DenseElementsAttr::get(scalar, number));
  mlir::Value wanted = build.of<CastOp>(build.make<AddOp>(element, exact, half));
  std::optional<Sizes> declared = modelSizes(op, 0, context, sizes.size());
  for (auto [index, axis] : llvm::enumerate(axes)) {
    FailureOr<ExprAttr> size =
        build.size(llvm::Twine(axis), build.element(wanted, static_cast<int64_t>(index)),
                   declared ? (*declared)[axis] : ExprAttr(), bounds.empty() ? ExprAttr() : bounds[index]);
    if (failed(size))
      return failure();
    sizes[axis] = *size;
  }
  return mlir::success();
}

// Factors that are the same in every call become attributes; others stay an operand, which only the data may know.
static LogicalResult inferFromScales(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes, Sizes &sizes,
                                     llvm::MutableArrayRef<double> factors, bool &isConstant) {
  const TensorValue *scales = context.valueOf(op.getScales());
  if (scales && scales->elements.size() != axes.size())
    return context.error(op) << "expected " << axes.size() << " factors, one for each axis, got "
                             << scales->elements.size();
  if (!scales || llvm::any_of(scales->elements, [](const Scalar &scale) { return !scale.isKnown(); })) {
    isConstant = false;
    auto type = llvm::dyn_cast<mlir::RankedTensorType>(op.getType());
    if (!type || !sym::isFullyNamed(type))
      return scaledAtRunTime(op, context, axes, sizes, /*rounding=*/0, {});
    sizes = Sizes(sym::dimsOf(type));
    return mlir::success();
  }
  for (auto [axis, scale] : llvm::zip(axes, scales->elements)) {
    std::optional<double> factor = scale.constant();
    if (factor && !(*factor > 0 && std::isfinite(*factor)))
      return context.error(op) << "expected a factor > 0 for dim " << axis << ", got " << *factor;
    isConstant &= factor.has_value();
    factors[axis] = factor.value_or(0);
    sizes[axis] = scaledSize(context, sizes[axis], scale);
  }
  return mlir::success();
}

// The same where a size is no constant: the factor becomes operand `scales`.
static LogicalResult policyAtRunTime(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes,
                                     llvm::ArrayRef<ExprAttr> wanted, Sizes &sizes) {
  bool isLeast = op.getPolicy() == AspectPolicy::NotLarger;
  RunTimeBuilder build(context, op);
  mlir::Type element = mlir::Float32Type::get(context.getContext());
  Sizes inputs;
  for (int64_t axis : axes)
    inputs.push_back(sizes[axis]);
  mlir::Value lengths = build.make<CastOp>(element, build.vector(llvm::ArrayRef(inputs)));
  mlir::Value ratios =
      build.make<DivOp>(element, build.make<CastOp>(element, build.asIntegers(op.getSizes())), lengths);
  if (build.failed())
    return failure();
  mlir::Value chosen =
      build.reduceTo(element, isLeast ? ReduceKind::Min : ReduceKind::Max, ratios, {0}, /*keepDims=*/true);
  mlir::Value count = build.vector({static_cast<int64_t>(axes.size())});
  mlir::Value scales = build.make<BroadcastOp>(element, chosen, count);
  if (build.failed())
    return failure();
  op.getScalesMutable().assign(scales);
  return scaledAtRunTime(op, context, axes, sizes, /*rounding=*/0.5, isLeast ? wanted : llvm::ArrayRef<ExprAttr>());
}

// One factor for all axes: the least or greatest ratio of a wanted size. `given` has one for each of `axes`.
static LogicalResult applyPolicy(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes,
                                 llvm::ArrayRef<ExprAttr> given, Sizes &sizes, llvm::MutableArrayRef<double> factors) {
  bool isLeast = op.getPolicy() == AspectPolicy::NotLarger;
  std::optional<double> chosen;
  Sizes wanted = sizes;
  for (auto [axis, size] : llvm::zip(axes, given))
    wanted[axis] = size;
  for (int64_t axis : axes) {
    if (!sizes[axis].isConstant() || !wanted[axis] || !wanted[axis].isConstant() || sizes[axis].getValue() < 1)
      return policyAtRunTime(op, context, axes, given, sizes);
    double ratio = static_cast<double>(wanted[axis].getValue()) / static_cast<double>(sizes[axis].getValue());
    chosen = !chosen ? ratio : isLeast ? std::min(*chosen, ratio) : std::max(*chosen, ratio);
  }
  for (int64_t axis : axes) {
    double exact = *chosen * static_cast<double>(sizes[axis].getValue());
    sizes[axis] = context.constant(static_cast<int64_t>(exact + 0.5));
    factors[axis] = *chosen;
  }
  return mlir::success();
}

static LogicalResult inferFromSizes(ResizeOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes, Sizes &sizes,
                                    llvm::MutableArrayRef<double> factors) {
  FailureOr<Sizes> given = elementsOf(op, context, op.getSizes(), "sizes");
  if (failed(given))
    return failure();
  if (given->size() != axes.size())
    return context.error(op) << "expected " << axes.size() << " sizes, one for each axis, got " << given->size();
  if (op.getPolicy() != AspectPolicy::Stretch)
    return applyPolicy(op, context, axes, *given, sizes, factors);
  Sizes wanted = sizes;
  std::optional<Sizes> declared = modelSizes(op, 0, context, sizes.size());
  RunTimeBuilder build(context, op);
  for (auto [index, axis] : llvm::enumerate(axes)) {
    if (!(*given)[index]) {
      mlir::Value size = build.element(build.asIntegers(op.getSizes()), static_cast<int64_t>(index));
      FailureOr<ExprAttr> found = build.size(llvm::Twine(axis), size, declared ? (*declared)[axis] : ExprAttr(), {});
      if (failed(found))
        return failure();
      (*given)[index] = *found;
    }
    wanted[axis] = (*given)[index];
  }
  for (int64_t axis : axes) {
    std::optional<double> factor = factorOf(context, wanted[axis], sizes[axis]);
    if (sizes[axis].isConstant(0) && !wanted[axis].isConstant(0))
      return context.error(op) << "expected a size of 0 for dim " << axis << ", which is empty, got "
                               << wanted[axis].str();
    factors[axis] = factor && *factor > 0 && std::isfinite(*factor) ? *factor : 0;
  }
  sizes = wanted;
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
      return context.error(*this) << "expected factors or sizes as an operand, or 'scales_attr' with " << sizes->size()
                                  << " entries and a result type that states the sizes";
    return context.setSizes(getResult(), sym::dimsOf(type));
  }
  llvm::SmallVector<double> factors(sizes->size(), 1.0);
  bool isConstant = true;
  LogicalResult inferred = getSizes() ? inferFromSizes(*this, context, *axes, *sizes, factors)
                                      : inferFromScales(*this, context, *axes, *sizes, factors, isConstant);
  if (failed(inferred) || failed(context.setSizes(getResult(), *sizes)))
    return failure();
  getSizesMutable().clear();
  if (isConstant && !(getPolicy() != AspectPolicy::Stretch && getScales())) {
    getScalesMutable().clear();
    setScalesAttr(llvm::ArrayRef<double>(factors));
  }
  setPolicy(AspectPolicy::Stretch);
  // The operands that stay speak of these.
  setAxes(getScales() || getRoi() ? llvm::ArrayRef<int64_t>(*axes) : llvm::ArrayRef<int64_t>());
  return mlir::success();
}
