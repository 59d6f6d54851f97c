// Shape rules of slices and splits: positions become offsets and steps. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// Foreign formats write "to the end" as the greatest 32-bit or 64-bit integer, and "from before the start"
// likewise.
static constexpr int64_t farAway = INT32_MAX;
// Others write a large round number; a guard then checks that the size is not larger still.
static constexpr int64_t almostFarAway = 1'000'000'000;

namespace {
/// One axis of a slice: the first element taken, how many, and the distance between them.
struct AxisSlice {
  ExprAttr offset, size;
  int64_t step;
};
} // namespace

// A position counted from the front and limited to [least, greatest]. Negative positions count from the end.
static ExprAttr clampPosition(ShapeContext &context, ExprAttr position, ExprAttr size, ExprAttr least,
                              ExprAttr greatest) {
  if (position.isConstant() && position.getValue() >= farAway)
    return greatest;
  if (position.isConstant() && position.getValue() <= -farAway)
    return least;
  ExprAttr isNegative = context.simplify(sym::lessThan(position, context.constant(0)));
  ExprAttr counted = sym::add(position, sym::mul(isNegative, size));
  return context.simplify(sym::max(least, sym::min(counted, greatest)));
}

// True where an end is meant as "to the end"; says so in a guard where a size could be larger.
static FailureOr<bool> meansEnd(SliceOp op, ShapeContext &context, ExprAttr position, ExprAttr size, int64_t axis) {
  if (!position.isConstant() || position.getValue() < almostFarAway)
    return false;
  if (position.getValue() < farAway &&
      failed(context.require(op, sym::lessEqual(size, position),
                             "expected dim " + llvm::Twine(axis) + ", " + size.str() +
                                 ", not to be greater than the end of the slice, " + position.str())))
    return failure();
  return true;
}

static AxisSlice sliceAxis(ShapeContext &context, ExprAttr size, ExprAttr start, ExprAttr end, int64_t step) {
  ExprAttr zero = context.constant(0), last = sym::add(size, -1);
  if (step > 0) {
    ExprAttr first = clampPosition(context, start, size, zero, size);
    ExprAttr limit = clampPosition(context, end, size, zero, size);
    return {first, sym::max(zero, sym::ceilDiv(sym::sub(limit, first), step)), step};
  }
  ExprAttr first = clampPosition(context, start, size, zero, last);
  ExprAttr limit = clampPosition(context, end, size, context.constant(-1), last);
  return {first, sym::max(zero, sym::ceilDiv(sym::sub(first, limit), -step)), step};
}

// The operands of a slice, one entry for each axis that it cuts.
namespace {
struct SliceOperands {
  Sizes starts, ends;
  llvm::SmallVector<int64_t> axes, steps;
};
} // namespace

static FailureOr<SliceOperands> readOperands(SliceOp op, ShapeContext &context, int64_t rank) {
  FailureOr<Sizes> starts = elementsOf(op, context, op.getStarts(), "starts");
  FailureOr<Sizes> ends = failed(starts) ? FailureOr<Sizes>(failure()) : elementsOf(op, context, op.getEnds(), "ends");
  if (failed(ends))
    return failure();
  SliceOperands result{*starts, *ends, {}, llvm::SmallVector<int64_t>(starts->size(), 1)};
  llvm::SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(starts->size()));
  if (op.getAxes() || op.getSteps()) {
    auto givenAxes = op.getAxes() ? context.constantsOf(op.getAxes()) : axes;
    auto givenSteps = op.getSteps() ? context.constantsOf(op.getSteps()) : result.steps;
    if (!givenAxes || !givenSteps)
      return context.error(op) << "expected axes and steps that are constant";
    axes = *givenAxes;
    result.steps = *givenSteps;
  }
  FailureOr<llvm::SmallVector<int64_t>> checked = checkedAxes(op, axes, rank);
  if (failed(checked))
    return failure();
  result.axes = *checked;
  size_t count = result.axes.size();
  if (result.starts.size() != count || result.ends.size() != count || result.steps.size() != count)
    return context.error(op) << "expected as many starts, ends and steps as axes, got " << result.starts.size() << ", "
                             << result.ends.size() << ", " << result.steps.size() << " and " << count;
  if (llvm::any_of(result.steps, [](int64_t step) { return step == 0 || step == INT64_MIN; }))
    return context.error(op) << "expected steps that are not 0";
  return result;
}

// Reads the elements that a slice with constant offsets takes.
static void sliceValues(SliceOp op, ShapeContext &context, llvm::ArrayRef<ExprAttr> offsets,
                        llvm::ArrayRef<int64_t> steps) {
  const TensorValue *input = context.valueOf(op.getInput());
  if (!input || llvm::any_of(offsets, [](ExprAttr offset) { return !offset.isConstant(); }))
    return;
  setElements(context, op.getResult(), [&](llvm::ArrayRef<int64_t> position) {
    llvm::SmallVector<int64_t> source;
    for (auto [index, offset, step, size] : llvm::zip(position, offsets, steps, input->shape)) {
      source.push_back(offset.getValue() + index * step);
      if (source.back() < 0 || source.back() >= size)
        return Scalar();
    }
    return elementAt(*input, source);
  });
}

// The core form: offsets and steps are given, the type has the sizes.
static LogicalResult inferCoreSlice(SliceOp op, ShapeContext &context) {
  FailureOr<Sizes> offsets = exprsOf(op, *op.getOffsets());
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(op.getType());
  if (failed(offsets))
    return failure();
  if (!type || !sym::isFullyNamed(type))
    return context.error(op) << "expected a result type that states the sizes, got " << op.getType();
  if (failed(context.setSizes(op.getResult(), sym::dimsOf(type))))
    return failure();
  sliceValues(op, context, *offsets, *op.getStepsAttr());
  return success();
}

LogicalResult SliceOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  if (!getStarts())
    return inferCoreSlice(*this, context);
  auto isKnown = [&](mlir::Value operand) { return !operand || context.constantsOf(operand); };
  auto starts = llvm::dyn_cast<mlir::RankedTensorType>(getStarts().getType());
  if (!isKnown(getAxes()) || !isKnown(getSteps()) || !starts || !starts.hasStaticShape())
    return replaceSlice(*this, context, *input);
  FailureOr<SliceOperands> operands = readOperands(*this, context, input->size());
  if (failed(operands))
    return failure();
  Sizes offsets(input->size(), context.constant(0)), sizes = *input;
  llvm::SmallVector<int64_t> steps(input->size(), 1);
  for (auto [index, axis, start, end, step] :
       llvm::enumerate(operands->axes, operands->starts, operands->ends, operands->steps)) {
    if (!start || !end) {
      FailureOr<SliceRange> range = runTimeSlice(*this, context, index, axis, (*input)[axis], step);
      if (failed(range))
        return failure();
      std::tie(offsets[axis], sizes[axis], steps[axis]) = std::tie(range->offset, range->size, step);
      continue;
    }
    FailureOr<bool> isWhole = meansEnd(*this, context, end, (*input)[axis], axis);
    if (failed(isWhole))
      return failure();
    ExprAttr last = *isWhole ? context.constant(INT64_MAX) : end;
    AxisSlice slice = sliceAxis(context, (*input)[axis], start, last, step);
    if (!slice.offset || !slice.size)
      return context.error(*this) << "the positions along dim " << axis << " do not fit 64 bits";
    offsets[axis] = context.simplify(slice.offset);
    sizes[axis] = slice.size;
    steps[axis] = step;
  }
  if (failed(context.setSizes(getResult(), sizes)))
    return failure();
  // One at a time: a range made before another is cleared writes back the other's old segment size.
  getStepsMutable().clear();
  getAxesMutable().clear();
  getEndsMutable().clear();
  getStartsMutable().clear();
  setOffsetsAttr(exprArray(getContext(), offsets));
  setStepsAttr(steps);
  sliceValues(*this, context, offsets, steps);
  return success();
}

//===-- split
//--------------------------------------------------------------------------------------------------===//

// The sizes of the parts: given, or equal ones of which the last may be smaller.
static FailureOr<Sizes> partSizes(SplitOp op, ShapeContext &context, int64_t axis, ExprAttr whole) {
  size_t count = op.getNumResults();
  if (op.getSizes())
    return runTimeSplit(op, context, axis, whole);
  Sizes result;
  if (op.getSizesAttr()) {
    llvm::ArrayRef<int64_t> given = *op.getSizesAttr();
    for (int64_t size : given)
      result.push_back(context.constant(size));
    return result;
  }
  ExprAttr part = sym::ceilDiv(whole, static_cast<int64_t>(count));
  result.assign(count - 1, part);
  result.push_back(sym::sub(whole, sym::mul(part, static_cast<int64_t>(count) - 1)));
  return result;
}

// The elements of one part, which begins at a constant position.
static void splitValues(SplitOp op, ShapeContext &context, int64_t axis, llvm::ArrayRef<ExprAttr> parts) {
  const TensorValue *input = context.valueOf(op.getInput());
  if (!input || llvm::any_of(parts, [](ExprAttr part) { return !part.isConstant(); }))
    return;
  int64_t start = 0;
  for (auto [result, part] : llvm::zip(op.getResults(), parts)) {
    setElements(context, result, [&](llvm::ArrayRef<int64_t> position) {
      llvm::SmallVector<int64_t> source(position);
      source[axis] += start;
      return source[axis] < input->shape[axis] ? elementAt(*input, source) : Scalar();
    });
    start += part.getValue();
  }
}

LogicalResult SplitOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  FailureOr<int64_t> axis =
      failed(input) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  if (getNumResults() == 0)
    return context.error(*this) << "expected at least one part";
  ExprAttr whole = (*input)[*axis];
  FailureOr<Sizes> parts = partSizes(*this, context, *axis, whole);
  if (failed(parts))
    return failure();
  if (parts->size() != getNumResults())
    return context.error(*this) << "expected " << getNumResults() << " sizes of parts, got " << parts->size();
  if (failed(context.unify(*this, "the sum of the parts", sym::sum(getContext(), *parts), whole)))
    return failure();
  setAxis(*axis);
  for (auto [result, part] : llvm::zip(getResults(), *parts)) {
    Sizes sizes = *input;
    sizes[*axis] = part;
    if (failed(context.setSizes(result, sizes)))
      return failure();
  }
  splitValues(*this, context, *axis, *parts);
  bool isConstant = llvm::all_of(*parts, [](ExprAttr part) { return part.isConstant(); });
  if (getSizes() && isConstant) {
    llvm::SmallVector<int64_t> constants;
    for (ExprAttr part : *parts)
      constants.push_back(part.getValue());
    setSizesAttr(constants);
    getSizesMutable().clear();
  }
  return success();
}
