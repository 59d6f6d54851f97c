// Sizes that an operand says at run time: reshape, broadcast, tile, fill, range, split, pad. Part of the shape sweep.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;
using mlir::Value;

//===-- reshape
//------------------------------------------------------------------------------------------------===//

// What each element stands for at run time: 0 copies a size, -1 is what remains.
static Value resolveAtRunTime(ReshapeOp op, ShapeContext &context, RunTimeBuilder &build, const Sizes &input,
                              size_t rank) {
  Value shape = build.asIntegers(op.getShape());
  if (!op.getAllowZero()) {
    Sizes copied(input.begin(), input.begin() + std::min(rank, input.size()));
    copied.resize(rank, context.constant(0));
    shape = build.select(build.is<EqualOp>(shape, build.scalar(int64_t(0))), build.vector(copied), shape);
  }
  Value isOpen = build.is<EqualOp>(shape, build.scalar(-1)), one = build.scalar(1);
  Value others = build.reduce(ReduceKind::Prod, build.select(isOpen, one, shape), {});
  Value total = build.scalar(sym::product(context.getContext(), input));
  return build.select(isOpen, build.of<DivOp>(total, build.of<MaxOp>(others, one)), shape);
}

// The operand says the sizes that were found otherwise, or leaves them open.
static LogicalResult checkShape(ReshapeOp op, ShapeContext &context, const Sizes &sizes, const Sizes &input) {
  RunTimeBuilder build(context, op);
  llvm::SmallVector<bool> copies, any(sizes.size(), true);
  for (auto [axis, size] : llvm::enumerate(sizes))
    copies.push_back(!op.getAllowZero() && axis < input.size() && input[axis] == size);
  build.checkEqual(build.asIntegers(op.getShape()), sizes, "a shape", {{-1, any}, {0, copies}});
  return success(!build.failed());
}

FailureOr<Sizes> ingot::nn::runTimeReshape(ReshapeOp op, ShapeContext &context, Sizes values, const Sizes &input) {
  std::optional<Sizes> declared = modelSizes(op, 0, context, values.size());
  bool isChecked = false;
  for (auto [axis, value] : llvm::enumerate(values))
    if (declared && (*declared)[axis] && (!value || value.isConstant(-1) || value.isConstant(0))) {
      isChecked |= !value;
      value = (*declared)[axis];
    }
  auto isOpen = [](ExprAttr value) { return !value || value.isConstant(-1); };
  ExprAttr total = sym::product(context.getContext(), input);
  if (llvm::count_if(values, isOpen) > 1) {
    RunTimeBuilder build(context, op);
    Value resolved = resolveAtRunTime(op, context, build, input, values.size());
    for (auto [axis, value] : llvm::enumerate(values)) {
      if (!isOpen(value))
        continue;
      FailureOr<ExprAttr> size = build.size(llvm::Twine(axis), build.element(resolved, axis), {}, total);
      if (failed(size))
        return failure();
      value = *size;
    }
    // Their product is compared with `total` below, in 64 bits, which it must fit for that.
    mlir::Type real = mlir::Float64Type::get(context.getContext());
    Value product = build.reduce(ReduceKind::Prod, build.make<CastOp>(real, resolved), {});
    Value limit = build.make<CastOp>(real, build.scalar(int64_t(1) << 62));
    build.check(build.is<LessOp>(product, limit), "expected sizes whose product fits 64 bits");
    isChecked = false; // what the operand leaves open was computed from all of it
  }
  // One size that is left follows from the others.
  ExprAttr others = context.constant(1), *open = nullptr;
  for (auto [axis, value] : llvm::enumerate(values)) {
    if (isOpen(value)) {
      open = &value;
      isChecked |= !value;
      continue;
    }
    if (value.isConstant(0) && !op.getAllowZero() && axis < input.size())
      value = input[axis];
    others = sym::mul(others, value);
  }
  if (open)
    *open = context.simplify(sym::floorDiv(total, others));
  ExprAttr product = open && *open ? sym::mul(*open, others) : others;
  if (!product || failed(context.unify(op, "the number of elements", total, product)))
    return failure();
  if (isChecked && failed(checkShape(op, context, values, input)))
    return failure();
  return values;
}

//===-- broadcast, tile, fill
//----------------------------------------------------------------------------------===//

FailureOr<Sizes> ingot::nn::runTimeBroadcast(BroadcastOp op, ShapeContext &context, const Sizes &input) {
  FailureOr<Sizes> values = elementsOf(op, context, op.getShape(), "sizes");
  if (failed(values) || allKnown(*values))
    return values;
  size_t rank = std::max(values->size(), input.size()), front = rank - values->size();
  std::optional<Sizes> declared = modelSizes(op, 0, context, rank);
  RunTimeBuilder build(context, op);
  Value shape = build.asIntegers(op.getShape());
  Sizes expected = *values;
  llvm::SmallVector<bool> mayBeOne(values->size(), false);
  for (auto [index, value] : llvm::enumerate(*values)) {
    if (value)
      continue;
    size_t axis = front + index;
    ExprAttr from = axis + input.size() >= rank ? input[axis + input.size() - rank] : context.constant(1);
    ExprAttr wanted = declared && (*declared)[axis] ? (*declared)[axis] : from.isConstant(1) ? ExprAttr() : from;
    if (!wanted) {
      FailureOr<ExprAttr> size = context.dataSize(op, llvm::Twine(axis), build.element(shape, index), {});
      if (failed(size))
        return failure();
      wanted = *size;
    }
    value = expected[index] = wanted;
    mayBeOne[index] = from == wanted;
  }
  build.checkEqual(shape, expected, "sizes", {{1, mayBeOne}});
  return build.failed() ? FailureOr<Sizes>(failure()) : values;
}

FailureOr<Sizes> ingot::nn::runTimeTile(TileOp op, ShapeContext &context, const Sizes &input) {
  FailureOr<Sizes> repeats = elementsOf(op, context, op.getRepeats(), "counts of repetitions", input.size());
  if (failed(repeats) || allKnown(*repeats))
    return repeats;
  std::optional<Sizes> declared = modelSizes(op, 0, context, input.size());
  RunTimeBuilder build(context, op);
  Value given = build.asIntegers(op.getRepeats());
  for (auto [axis, count] : llvm::enumerate(*repeats)) {
    if (count || axis >= input.size())
      continue;
    ExprAttr whole = declared ? (*declared)[axis] : ExprAttr(), exact;
    if (whole && whole.isConstant() && input[axis].isConstant() && input[axis].getValue() > 0)
      exact = whole.getValue() % input[axis].getValue() == 0 ? sym::floorDiv(whole, input[axis]) : ExprAttr();
    else if (whole)
      exact = sym::exactDiv(whole, input[axis]);
    FailureOr<ExprAttr> size = build.size("repeat" + llvm::Twine(axis), build.element(given, axis), exact, {});
    if (failed(size))
      return failure();
    count = *size;
  }
  return repeats;
}

FailureOr<Sizes> ingot::nn::runTimeFill(FillOp op, ShapeContext &context) {
  FailureOr<Sizes> sizes = elementsOf(op, context, op.getShape(), "sizes");
  if (failed(sizes) || allKnown(*sizes))
    return sizes;
  std::optional<Sizes> declared = modelSizes(op, 0, context, sizes->size());
  RunTimeBuilder build(context, op);
  Value given = build.asIntegers(op.getShape());
  for (auto [axis, size] : llvm::enumerate(*sizes)) {
    if (size)
      continue;
    FailureOr<ExprAttr> found =
        build.size(llvm::Twine(axis), build.element(given, axis), declared ? (*declared)[axis] : ExprAttr(), {});
    if (failed(found))
      return failure();
    size = *found;
  }
  return sizes;
}

//===-- range
//--------------------------------------------------------------------------------------------------===//

// ceil((limit - start) / delta), at least 0, in the arithmetic of the elements.
static Value countAtRunTime(RangeOp op, RunTimeBuilder &build) {
  mlir::Type element = elementOf(op.getType());
  if (mlir::isa<mlir::FloatType>(element)) {
    Value span = build.make<SubOp>(element, op.getLimit(), op.getStart());
    Value count = build.make<CeilOp>(element, build.make<DivOp>(element, span, op.getDelta()));
    return build.of<MaxOp>(build.asIntegers(count), build.scalar(int64_t(0)));
  }
  Value zero = build.scalar(int64_t(0)), delta = build.asIntegers(op.getDelta());
  Value span = build.of<SubOp>(build.asIntegers(op.getLimit()), build.asIntegers(op.getStart()));
  Value isDown = build.is<LessOp>(delta, zero);
  Value forward = build.select(isDown, build.of<SubOp>(zero, span), span);
  return build.count(forward, build.of<MaxOp>(build.of<AbsOp>(delta), build.scalar(1)));
}

FailureOr<ExprAttr> ingot::nn::runTimeRange(RangeOp op, ShapeContext &context) {
  RunTimeBuilder build(context, op);
  Value count = countAtRunTime(op, build);
  std::optional<Sizes> declared = modelSizes(op, 0, context, 1);
  return build.size("0", count, declared ? declared->front() : ExprAttr(), {});
}

//===-- split
//--------------------------------------------------------------------------------------------------===//

FailureOr<Sizes> ingot::nn::runTimeSplit(SplitOp op, ShapeContext &context, int64_t axis, ExprAttr whole) {
  FailureOr<Sizes> sizes = elementsOf(op, context, op.getSizes(), "sizes of the parts", op.getNumResults());
  if (failed(sizes) || allKnown(*sizes))
    return sizes;
  RunTimeBuilder build(context, op);
  Value given = build.asIntegers(op.getSizes());
  for (auto [part, size] : llvm::enumerate(*sizes)) {
    if (size)
      continue;
    std::optional<Sizes> declared = modelSizes(op, part, context);
    bool says = declared && axis < static_cast<int64_t>(declared->size());
    FailureOr<ExprAttr> found = build.size("part" + llvm::Twine(part), build.element(given, part),
                                           says ? (*declared)[axis] : ExprAttr(), whole);
    if (failed(found))
      return failure();
    size = *found;
  }
  return sizes;
}

//===-- pad
//----------------------------------------------------------------------------------------------------===//

namespace {
/// The paddings of all axes as vectors, and which axes have some.
struct RunTimePads {
  Value low, high;
};
} // namespace

// Paddings of axes that only the data knows: a matrix tells which entry speaks of which axis.
static RunTimePads spreadPads(PadOp op, ShapeContext &context, RunTimeBuilder &build, int64_t count, int64_t rank) {
  Value pads = build.asIntegers(op.getPads()), low = build.part(pads, 0, count), high = build.part(pads, count, count);
  if (!op.getAxes())
    return {low, high};
  Value axes = build.asIntegers(op.getAxes());
  axes =
      build.select(build.is<LessOp>(axes, build.scalar(int64_t(0))), build.of<AddOp>(axes, build.scalar(rank)), axes);
  Value all = build.vector(llvm::to_vector(llvm::seq<int64_t>(rank)));
  Value isNamed = build.is<EqualOp>(build.reshape(axes, {count, 1}), build.reshape(all, {1, rank}));
  Value zero = build.scalar(int64_t(0)), one = build.scalar(1);
  Value times = build.reduce(ReduceKind::Sum, build.select(isNamed, one, zero), {0, 1});
  build.check(build.is<EqualOp>(times, build.scalar(count)), "expected distinct axes within rank " + llvm::Twine(rank));
  auto spread = [&](Value part) {
    return build.reduce(ReduceKind::Sum, build.select(isNamed, build.reshape(part, {count, 1}), zero), {0});
  };
  return {spread(low), spread(high)};
}

namespace {
/// One axis: what the operand says, and what follows.
struct RunTimeAxis {
  Value before, after;
  /// What a negative padding leaves of the input.
  ExprAttr start = {}, kept = {};
  ExprAttr low = {}, high = {}, whole = {};
};
} // namespace

// A negative padding removes elements first; then what is not negative is added.
static LogicalResult padAxis(PadOp op, ShapeContext &context, RunTimeBuilder &build, int64_t axis, ExprAttr size,
                             ExprAttr declared, RunTimeAxis &found) {
  Value zero = build.scalar(int64_t(0)), all = build.scalar(size);
  auto removed = [&](Value padding) { return build.clamp(build.of<SubOp>(zero, padding), zero, all); };
  Value first = removed(found.before), last = removed(found.after);
  Value low = build.of<MaxOp>(found.before, zero), high = build.of<MaxOp>(found.after, zero);
  Value kept = build.of<MaxOp>(build.of<SubOp>(build.of<SubOp>(all, first), last), zero);
  Value sum = build.of<AddOp>(build.of<AddOp>(kept, low), high);
  auto name = [&](llvm::StringRef what) { return (what + llvm::Twine(axis)).str(); };
  FailureOr<ExprAttr> whole = build.size(llvm::Twine(axis), sum, declared, {});
  FailureOr<ExprAttr> rest = failed(whole) ? whole : context.dataSize(op, name("kept"), kept, size);
  FailureOr<ExprAttr> start = failed(rest) ? rest : context.dataSize(op, name("start"), first, size);
  FailureOr<ExprAttr> before = failed(start) ? start : context.dataSize(op, name("low"), low, *whole);
  if (failed(before))
    return failure();
  found.start = *start, found.kept = *rest, found.low = *before, found.whole = *whole;
  found.high = context.simplify(sym::sub(sym::sub(*whole, *rest), *before));
  build.check(build.is<EqualOp>(high, build.scalar(found.high)), "expected paddings that lead to size " + whole->str());
  return success(!build.failed());
}

LogicalResult ingot::nn::runTimePad(PadOp op, ShapeContext &context, const Sizes &input, Sizes &low, Sizes &high,
                                    Sizes &result) {
  auto rank = static_cast<int64_t>(input.size());
  FailureOr<int64_t> named = op.getAxes() ? lengthOf(op, context, op.getAxes(), "axes") : FailureOr<int64_t>(rank);
  FailureOr<int64_t> length = failed(named) ? named : lengthOf(op, context, op.getPads(), "paddings", 2 * *named);
  if (failed(length))
    return failure();
  if (*length != 2 * *named)
    return context.error(op) << "expected " << 2 * *named << " paddings, two for each axis, got " << *length;
  RunTimeBuilder build(context, op);
  RunTimePads pads = spreadPads(op, context, build, *named, rank);
  std::optional<Sizes> lows = context.integersOf(pads.low), highs = context.integersOf(pads.high);
  std::optional<Sizes> declared = modelSizes(op, 0, context, rank);
  Sizes starts(rank, context.constant(0)), kept = input;
  result = input;
  for (int64_t axis = 0; axis != rank; ++axis) {
    low[axis] = lows ? (*lows)[axis] : ExprAttr();
    high[axis] = highs ? (*highs)[axis] : ExprAttr();
    if (low[axis] && high[axis]) {
      result[axis] = sym::add(sym::add(input[axis], low[axis]), high[axis]);
      continue;
    }
    RunTimeAxis found{build.element(pads.low, axis), build.element(pads.high, axis)};
    if (failed(padAxis(op, context, build, axis, input[axis], declared ? (*declared)[axis] : ExprAttr(), found)))
      return failure();
    std::tie(low[axis], high[axis], result[axis]) = std::tie(found.low, found.high, found.whole);
    std::tie(starts[axis], kept[axis]) = std::tie(found.start, found.kept);
  }
  Value rest = kept == input ? op.getInput() : build.slice(op.getInput(), starts, kept);
  if (build.failed())
    return failure();
  op.getInputMutable().assign(rest);
  return success();
}
