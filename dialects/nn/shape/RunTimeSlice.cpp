// Positions that operands of a slice say at run time. Part of the shape sweep; a slice whose positions are known is
// in Slice.cpp. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;
using mlir::Value;

namespace {
/// Positions of a slice, or of several axes of it at once, counted from the front and limited.
struct Limits {
  Value first, span;
};
} // namespace

// `isBack` tells for each axis whether the step is negative; null where no step is.
static Limits limitPositions(RunTimeBuilder &build, Value start, Value end, Value size, Value isBack) {
  Value zero = build.scalar(int64_t(0)), minusOne = build.scalar(-1);
  auto counted = [&](Value position) {
    return build.select(build.is<LessOp>(position, zero), build.of<AddOp>(position, size), position);
  };
  Value from = counted(start), to = counted(end);
  Value first = build.clamp(from, zero, size), limit = build.clamp(to, zero, size);
  Value span = build.of<SubOp>(limit, first);
  if (!isBack)
    return {first, span};
  Value last = build.of<SubOp>(size, build.scalar(1));
  Value backFirst = build.clamp(from, zero, last), backLimit = build.clamp(to, minusOne, last);
  return {build.select(isBack, backFirst, first), build.select(isBack, build.of<SubOp>(backFirst, backLimit), span)};
}

FailureOr<SliceRange> ingot::nn::runTimeSlice(SliceOp op, ShapeContext &context, int64_t index, int64_t axis,
                                              ExprAttr size, int64_t step) {
  RunTimeBuilder build(context, op);
  Value start = build.element(build.asIntegers(op.getStarts()), index);
  Value end = build.element(build.asIntegers(op.getEnds()), index);
  Value isBack = step < 0 ? build.is<LessOp>(build.scalar(-1), build.scalar(int64_t(0))) : Value();
  Limits limits = limitPositions(build, start, end, build.scalar(size), isBack);
  int64_t stride = step < 0 ? -step : step;
  std::optional<Sizes> declared = modelSizes(op, 0, context);
  bool says = declared && axis < static_cast<int64_t>(declared->size());
  FailureOr<ExprAttr> count = build.size(llvm::Twine(axis), build.count(limits.span, build.scalar(stride)),
                                         says ? (*declared)[axis] : ExprAttr(), sym::ceilDiv(size, stride));
  if (failed(count))
    return failure();
  FailureOr<ExprAttr> offset = context.dataSize(op, "start" + llvm::Twine(axis), limits.first, size);
  if (failed(offset))
    return failure();
  return SliceRange{*offset, *count};
}

namespace {
/// The operands of a slice as one entry for each axis of the tensor.
struct AllAxes {
  Value starts, ends, steps;
};
} // namespace

// A matrix tells which entry of the operands speaks of which axis; an axis without an entry is taken whole.
static AllAxes spread(SliceOp op, RunTimeBuilder &build, ExprAttr count, int64_t rank, Value sizes) {
  Value zero = build.scalar(int64_t(0)), one = build.scalar(1);
  Value all = build.vector(llvm::to_vector(llvm::seq<int64_t>(rank)));
  Value axes = op.getAxes() ? build.asIntegers(op.getAxes()) : build.of<RangeOp>(zero, build.scalar(count), one);
  axes = build.select(build.is<LessOp>(axes, zero), build.of<AddOp>(axes, build.scalar(rank)), axes);
  auto column = [&](Value vector) { return build.of<UnsqueezeOp>(vector, llvm::ArrayRef<int64_t>(1)); };
  Value isNamed = build.is<EqualOp>(column(axes), all);
  Value times = build.reduce(ReduceKind::Sum, build.select(isNamed, one, zero), {0, 1});
  build.check(build.is<EqualOp>(times, build.scalar(count)), "expected distinct axes within rank " + llvm::Twine(rank));
  Value isCut = build.reduce(ReduceKind::Any, isNamed, {0});
  auto pick = [&](Value operand, Value otherwise) {
    Value chosen = build.select(isNamed, column(build.asIntegers(operand)), zero);
    return build.select(isCut, build.reduce(ReduceKind::Sum, chosen, {0}), otherwise);
  };
  return {pick(op.getStarts(), zero), pick(op.getEnds(), sizes), op.getSteps() ? pick(op.getSteps(), one) : one};
}

LogicalResult ingot::nn::replaceSlice(SliceOp op, ShapeContext &context, const Sizes &input) {
  FailureOr<Sizes> counts = context.sizesOf(op, op.getStarts());
  if (failed(counts))
    return failure();
  auto rank = static_cast<int64_t>(input.size());
  if (counts->size() != 1)
    return context.error(op) << "expected starts as a vector, got rank " << counts->size();
  ExprAttr count = counts->front();
  if (failed(context.require(op, sym::lessEqual(count, context.constant(rank)),
                             "expected at most " + llvm::Twine(rank) + " axes, got " + count.str())))
    return failure();
  RunTimeBuilder build(context, op);
  Value zero = build.scalar(int64_t(0)), sizes = build.vector(input);
  AllAxes all = spread(op, build, count, rank, sizes);
  build.check(build.is<NotOp>(build.is<EqualOp>(all.steps, zero)), "expected steps that are not 0");
  Value isBack = build.is<LessOp>(all.steps, zero);
  Limits limits = limitPositions(build, all.starts, all.ends, sizes, isBack);
  // A longer step than the axis takes one element all the same.
  Value stride = build.clamp(build.of<AbsOp>(all.steps), build.scalar(1), build.of<MaxOp>(sizes, build.scalar(1)));
  Value lengths = build.count(limits.span, stride);
  Value steps = build.select(isBack, build.of<SubOp>(zero, stride), stride);
  if (build.failed())
    return failure();
  std::optional<Sizes> declared = modelSizes(op, 0, context, rank);
  mlir::Type element = llvm::cast<mlir::TensorType>(op.getInput().getType()).getElementType();
  Value result = op.getInput();
  for (int64_t axis = 0; axis != rank; ++axis) {
    FailureOr<ExprAttr> size = build.size(llvm::Twine(axis), build.element(lengths, axis),
                                          declared ? (*declared)[axis] : ExprAttr(), input[axis]);
    if (failed(size))
      return failure();
    Value positions = build.of<RangeOp>(zero, build.scalar(*size), build.scalar(1));
    positions =
        build.of<AddOp>(build.element(limits.first, axis), build.of<MulOp>(positions, build.element(steps, axis)));
    result = build.make<GatherOp>(element, result, positions, axis);
  }
  if (build.failed())
    return failure();
  op.getResult().replaceAllUsesWith(result);
  op.getResult().setType(llvm::cast<mlir::TensorType>(result.getType()));
  return success();
}
