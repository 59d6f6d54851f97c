// Axes that an operand says at run time. Those that lead to the shape that the model declares are candidates; the
// operand says which one it is. Part of the shape sweep. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;
using mlir::Value;

// The axes of a tensor of this rank have 2^rank subsets.
static constexpr size_t maximumRank = 10;

/// A set of axes, one bit for each.
using AxisMask = unsigned;

static bool contains(AxisMask mask, size_t axis) { return mask >> axis & 1; }

static llvm::SmallVector<int64_t> axesOf(AxisMask mask, size_t rank) {
  llvm::SmallVector<int64_t> axes;
  for (size_t axis = 0; axis != rank; ++axis)
    if (contains(mask, axis))
      axes.push_back(static_cast<int64_t>(axis));
  return axes;
}

// Whether two sizes can be equal; null is one that nothing says.
static bool mayBeEqual(ShapeContext &context, ExprAttr left, ExprAttr right) {
  return !left || !right || !context.facts().provedDifferent(left, right);
}

// Whether `full` without the axes of the mask (where `keep`: with size 1 there) can be `rest`.
static bool leadsTo(ShapeContext &context, AxisMask mask, const Sizes &full, const Sizes &rest, bool keep) {
  ExprAttr one = context.constant(1);
  size_t next = 0;
  for (auto [axis, size] : llvm::enumerate(full)) {
    bool isTaken = contains(mask, axis);
    if (isTaken && !keep)
      continue;
    if (next == rest.size() || !mayBeEqual(context, isTaken ? one : size, rest[next]))
      return false;
    // A named size that is declared as 1 is reduced, not 1 by chance.
    if (keep && !isTaken && rest[next] && rest[next].isConstant(1) && !size.isConstant())
      return false;
    ++next;
  }
  return next == rest.size();
}

// The sets of axes of `full` that lead to `rest`, without those in `ignored`.
static FailureOr<llvm::SmallVector<AxisMask>> candidatesFor(mlir::Operation *op, ShapeContext &context,
                                                            const Sizes &full, const std::optional<Sizes> &rest,
                                                            bool keep, AxisMask ignored) {
  if (full.size() > maximumRank)
    return ShapeContext::error(op) << "expected a rank of at most " << maximumRank
                                   << " for axes that only the data knows, got " << full.size();
  llvm::SmallVector<AxisMask> candidates;
  for (AxisMask mask = 0; rest && mask != AxisMask(1) << full.size(); ++mask)
    if ((mask & ignored) == 0 && leadsTo(context, mask, full, *rest, keep))
      candidates.push_back(mask);
  if (candidates.empty() && rest)
    return ShapeContext::error(op) << "expected a declared shape that some axes lead to, got " << sym::toString(*rest)
                                   << " from " << sym::toString(full);
  if (candidates.empty())
    return ShapeContext::error(op) << "expected axes that are constant, or a shape that the model declares for the "
                                      "result (value_info), got axes that only the data knows";
  return candidates;
}

// Which axes the operand names: a boolean for each of `rank` axes.
static Value namedAxes(RunTimeBuilder &build, Value operand, int64_t rank, bool noneMeansAll) {
  Value axes = build.asIntegers(operand), zero = build.scalar(int64_t(0));
  if (axes && llvm::cast<mlir::RankedTensorType>(axes.getType()).getRank() == 0)
    axes = build.reshape(axes, {1});
  axes = build.select(build.is<LessOp>(axes, zero), build.of<AddOp>(axes, build.scalar(rank)), axes);
  Value all = build.vector(llvm::to_vector(llvm::seq<int64_t>(rank)));
  Value column = build.of<UnsqueezeOp>(axes, llvm::ArrayRef<int64_t>(1));
  Value isNamed = build.reduce(ReduceKind::Any, build.is<EqualOp>(column, all), {0});
  if (!noneMeansAll)
    return isNamed;
  Value count = build.of<ShapeOp>(axes, uint64_t(0), mlir::IntegerAttr());
  return build.is<OrOp>(isNamed, build.is<EqualOp>(count, zero));
}

// For each candidate whether the operand says it, a scalar; ends the run where it says none.
static llvm::SmallVector<Value> checkCandidates(RunTimeBuilder &build, Value named, llvm::ArrayRef<AxisMask> candidates,
                                                AxisMask ignored, size_t rank) {
  llvm::SmallVector<Value> results;
  Value any;
  std::string texts;
  for (AxisMask candidate : candidates) {
    llvm::SmallVector<int64_t> wanted, isFree;
    for (size_t axis = 0; axis != rank; ++axis) {
      wanted.push_back(contains(candidate, axis));
      isFree.push_back(contains(ignored, axis));
    }
    Value one = build.scalar(1);
    Value agrees = build.is<EqualOp>(named, build.is<EqualOp>(build.vector(wanted), one));
    agrees = build.all(build.is<OrOp>(agrees, build.is<EqualOp>(build.vector(isFree), one)));
    any = any ? build.is<OrOp>(any, agrees) : agrees;
    results.push_back(agrees);
    std::string text;
    for (int64_t axis : axesOf(candidate, rank))
      text += (text.empty() ? "" : ", ") + std::to_string(axis);
    texts += (texts.empty() ? "[" : " or [") + text + "]";
  }
  build.check(any, "expected axes " + texts + ", which lead to the shape that the model declares");
  return results;
}

// The operation stays without uses, and goes.
static LogicalResult replaceResult(mlir::Operation *op, Value result) {
  if (!result)
    return failure();
  op->getResult(0).replaceAllUsesWith(result);
  op->getResult(0).setType(result.getType());
  return success();
}

// What a reduction over these axes gives; over none, what it does to each element.
static Value reduced(ReduceAtOp op, RunTimeBuilder &build, llvm::ArrayRef<int64_t> axes) {
  mlir::Type element = elementOf(op.getType());
  if (!axes.empty())
    return build.reduceTo(element, op.getKind(), op.getInput(), axes, op.getKeepDims());
  switch (op.getKind()) {
  case ReduceKind::L1:
  case ReduceKind::L2:
    return build.make<AbsOp>(element, op.getInput());
  case ReduceKind::LogSum:
    return build.make<LogOp>(element, op.getInput());
  case ReduceKind::SumSquare:
    return build.make<MulOp>(element, op.getInput(), op.getInput());
  default:
    return op.getInput();
  }
}

// What is combined along one axis after another gives the same as along all at once: an operation on each element
// first, one kind of reduction, an operation on each element last.
static ReduceKind repeatableKind(ReduceKind kind) {
  bool isSum =
      kind == ReduceKind::L1 || kind == ReduceKind::L2 || kind == ReduceKind::SumSquare || kind == ReduceKind::LogSum;
  return isSum ? ReduceKind::Sum : kind;
}

// Nothing is declared: along each axis the operand chooses between the reduction and the elements, and a size between
// 1 and the input's.
static LogicalResult reduceByChoice(ReduceAtOp op, ShapeContext &context, const Sizes &input) {
  RunTimeBuilder build(context, op);
  mlir::Type element = elementOf(op.getType());
  auto rank = static_cast<int64_t>(input.size());
  ReduceKind kind = op.getKind(), repeated = repeatableKind(kind);
  Value named = namedAxes(build, op.getAxes(), rank, !op.getNoopWhenEmpty()), result = op.getInput();
  if (kind == ReduceKind::L1)
    result = build.make<AbsOp>(element, result);
  else if (kind == ReduceKind::L2 || kind == ReduceKind::SumSquare)
    result = build.make<MulOp>(element, result, result);
  Sizes sizes = input;
  for (int64_t axis = 0; axis != rank; ++axis) {
    if (input[axis].isConstant(1))
      continue;
    if (failed(context.require(op, sym::lessEqual(context.constant(1), input[axis]),
                               "expected dim " + llvm::Twine(axis) +
                                   " not to be empty where only the data knows "
                                   "whether it is reduced")))
      return failure();
    Value isNamed = build.element(named, axis);
    Value reduced = build.reduceTo(element, repeated, result, {axis}, /*keepDims=*/true);
    Value chosen = build.make<SelectOp>(element, isNamed, reduced, result);
    Value size = build.select(isNamed, build.scalar(1), build.scalar(input[axis]));
    FailureOr<ExprAttr> found = build.size(llvm::Twine(axis), size, {}, input[axis]);
    if (failed(found))
      return failure();
    sizes[axis] = *found;
    result = build.firstPart(chosen, sizes);
  }
  if (kind == ReduceKind::L2)
    result = build.make<SqrtOp>(element, result);
  else if (kind == ReduceKind::LogSum)
    result = build.make<LogOp>(element, result);
  return replaceResult(op, result);
}

LogicalResult ReduceAtOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  // Along an axis of size 1 there is nothing to combine.
  AxisMask ignored = 0;
  for (auto [axis, size] : llvm::enumerate(*input))
    if (getKeepDims() && size.isConstant(1) && axis < maximumRank)
      ignored |= AxisMask(1) << axis;
  std::optional<Sizes> declared =
      modelSizes(*this, 0, context, getKeepDims() ? std::optional(input->size()) : std::nullopt);
  if (getKeepDims() && (!declared || !allKnown(*declared)))
    return reduceByChoice(*this, context, *input);
  FailureOr<llvm::SmallVector<AxisMask>> candidates =
      candidatesFor(*this, context, *input, declared, getKeepDims(), ignored);
  if (failed(candidates))
    return failure();
  RunTimeBuilder build(context, *this);
  Value named = namedAxes(build, getAxes(), static_cast<int64_t>(input->size()), !getNoopWhenEmpty());
  llvm::SmallVector<Value> agrees = checkCandidates(build, named, *candidates, ignored, input->size());
  mlir::Type element = elementOf(getType());
  Value result;
  for (auto [candidate, isIt] : llvm::zip(*candidates, agrees)) {
    Value chosen = reduced(*this, build, axesOf(candidate, input->size()));
    result = result ? build.make<SelectOp>(element, isIt, chosen, result) : chosen;
  }
  return replaceResult(*this, result);
}

// The elements keep their order: whichever axes the operand says, the result is a reshape.
static LogicalResult replaceByReshape(mlir::Operation *op, ShapeContext &context, const Sizes &full,
                                      const std::optional<Sizes> &rest, bool isSqueeze) {
  ExprAttr one = context.constant(1);
  FailureOr<llvm::SmallVector<AxisMask>> found = candidatesFor(op, context, full, rest, false, 0);
  if (failed(found))
    return failure();
  // All axes that are taken have size 1.
  llvm::SmallVector<AxisMask> candidates;
  for (AxisMask candidate : *found)
    if (llvm::all_of(axesOf(candidate, full.size()),
                     [&](int64_t axis) { return mayBeEqual(context, full[axis], one); }))
      candidates.push_back(candidate);
  if (candidates.empty())
    return ShapeContext::error(op) << "expected a declared shape that axes of size 1 lead to, got "
                                   << sym::toString(*rest) << " and " << sym::toString(full);
  Sizes sizes = isSqueeze ? *rest : full, known = isSqueeze ? full : *rest;
  size_t next = 0;
  for (size_t axis = 0; axis != full.size(); ++axis) {
    bool isTaken = contains(candidates.front(), axis);
    ExprAttr &target = isSqueeze ? sizes[isTaken ? 0 : next] : sizes[axis];
    if (!target && candidates.size() > 1)
      return ShapeContext::error(op) << "expected axes that are constant, or a declared shape without unknown sizes";
    if (isSqueeze && isTaken)
      continue;
    if (!target)
      target = isSqueeze ? known[axis] : isTaken ? one : known[next];
    next += !isTaken;
  }
  RunTimeBuilder build(context, op);
  auto rank = static_cast<int64_t>(full.size());
  Value named = namedAxes(build, op->getOperand(1), rank, false);
  checkCandidates(build, named, candidates, 0, full.size());
  return build.failed() ? failure() : replaceResult(op, build.reshape(op->getOperand(0), sizes));
}

LogicalResult SqueezeAtOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  return replaceByReshape(*this, context, *input, modelSizes(*this, 0, context), true);
}

LogicalResult UnsqueezeAtOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  std::optional<Sizes> declared = modelSizes(*this, 0, context);
  if (!declared)
    return context.error(*this) << "expected axes that are constant, or a shape that the model declares for the "
                                   "result (value_info), got axes that only the data knows";
  return replaceByReshape(*this, context, *declared, *input, false);
}
