// How often a loop runs that counts: its condition compares numbers that grow by the same step in each iteration,
// as exporters write "for i in range(n)". SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/control/Control.h"
#include "dialects/nn/NnVerify.h"

using namespace ingot;
using namespace ingot::nn;

namespace {

/// A scalar that is start + step * (number of the iteration); `start` is null for anything else.
struct Counter {
  ExprAttr start;
  ExprAttr step;
};

class Counting {
public:
  Counting(LoopOp loop, ShapeContext &context) : loop(loop), context(context) {}
  ExprAttr iterations();

private:
  Counter counterOf(mlir::Value value, unsigned depth = 16);
  Counter counterOfArgument(mlir::BlockArgument argument, unsigned depth);
  Counter difference(mlir::Value left, mlir::Value right);
  /// A counter that is positive as long as another iteration follows.
  Counter distance();

  LoopOp loop;
  ShapeContext &context;
  /// Floats count exactly up to here; null where the counters are integers.
  std::optional<int64_t> exactUntil;
};

// A carried value to which every iteration adds the same number.
Counter Counting::counterOfArgument(mlir::BlockArgument argument, unsigned depth) {
  if (argument == loop.getIteration())
    return {context.constant(0), context.constant(1)};
  if (argument.getOwner() != &loop.getBody().front())
    return {};
  unsigned number = argument.getArgNumber() - 1;
  ExprAttr start = integerOf(context, loop.getInitial()[number]);
  auto add = loop.getYielded()[number].getDefiningOp<AddOp>();
  if (!start || !add)
    return {};
  mlir::Value other = add.getLhs() == argument ? add.getRhs() : add.getLhs();
  if (add.getLhs() != argument && add.getRhs() != argument)
    return {};
  Counter step = counterOf(other, depth);
  return step.start && step.step.isConstant(0) ? Counter{start, step.start} : Counter{};
}

Counter Counting::counterOf(mlir::Value value, unsigned depth) {
  if (ExprAttr known = integerOf(context, value))
    return {known, context.constant(0)};
  if (depth == 0)
    return {};
  if (auto argument = llvm::dyn_cast<mlir::BlockArgument>(value))
    return counterOfArgument(argument, depth - 1);
  mlir::Operation *op = value.getDefiningOp();
  if (llvm::isa<CastOp, ReshapeOp, SqueezeOp, UnsqueezeOp>(op)) {
    if (auto type = llvm::dyn_cast<mlir::FloatType>(elementOf(value.getType()))) {
      int64_t exact = int64_t(1) << std::min(type.getFPMantissaWidth(), 53u);
      exactUntil = exactUntil ? std::min(*exactUntil, exact) : exact;
    }
    return counterOf(op->getOperand(0), depth - 1);
  }
  if (!llvm::isa<AddOp, SubOp>(op) || !llvm::isa<mlir::IntegerType>(elementOf(value.getType())))
    return {};
  Counter left = counterOf(op->getOperand(0), depth - 1), right = counterOf(op->getOperand(1), depth - 1);
  if (!left.start || !right.start)
    return {};
  if (llvm::isa<AddOp>(op))
    return {sym::add(left.start, right.start), sym::add(left.step, right.step)};
  return {sym::sub(left.start, right.start), sym::sub(left.step, right.step)};
}

Counter Counting::difference(mlir::Value left, mlir::Value right) {
  Counter from = counterOf(left), to = counterOf(right);
  if (!from.start || !to.start)
    return {};
  return {sym::sub(from.start, to.start), sym::sub(from.step, to.step)};
}

Counter Counting::distance() {
  mlir::Operation *compare = loop.getContinue().getDefiningOp();
  bool isNegated = false;
  while (compare && llvm::isa<NotOp, ReshapeOp, SqueezeOp, UnsqueezeOp>(compare)) {
    isNegated ^= llvm::isa<NotOp>(compare);
    compare = compare->getOperand(0).getDefiningOp();
  }
  if (!compare || !llvm::isa<LessOp, LessEqualOp, GreaterOp, GreaterEqualOp>(compare))
    return {};
  // left < right, or its opposite right <= left; a distance of integers is at least 1 where it is positive.
  bool isLess = llvm::isa<LessOp, LessEqualOp>(compare) != isNegated;
  bool isStrict = llvm::isa<LessOp, GreaterOp>(compare) != isNegated;
  unsigned low = isLess ? 0 : 1;
  Counter result = difference(compare->getOperand(1 - low), compare->getOperand(low));
  if (result.start && !isStrict)
    result.start = sym::add(result.start, 1);
  return result;
}

// After iteration i another one follows where start + step * i > 0.
ExprAttr Counting::iterations() {
  ExprAttr limit = loop.getTrip() ? integerOf(context, loop.getTrip()) : ExprAttr();
  ExprAttr starts = loop.getCondition() ? integerOf(context, loop.getCondition()) : context.constant(1);
  if (!starts || (loop.getTrip() && !limit))
    return {};
  // Exporters write the greatest number for "no limit".
  if (limit && limit.isConstant() && limit.getValue() >= int64_t(1) << 48)
    limit = {};
  ExprAttr known = integerOf(context, loop.getContinue()), count;
  if (known && known.isConstant()) {
    count = known.isConstant(0) ? context.constant(1) : limit;
  } else if (Counter left = distance(); left.start && left.step && left.step.isConstant()) {
    int64_t step = left.step.getValue();
    if (step < 0 && step != INT64_MIN)
      count = sym::add(sym::max(sym::ceilDiv(left.start, -step), context.constant(0)), 1);
    else if (context.facts().provedPositive(left.start))
      count = limit;
  }
  if (count && limit && count != limit)
    count = sym::min(count, sym::max(limit, context.constant(0)));
  count = count ? sym::mul(starts, count) : count;
  count = count ? context.simplify(count) : count;
  if (count && exactUntil &&
      failed(context.require(loop, sym::lessEqual(count, context.constant(*exactUntil)),
                             "expected at most " + llvm::Twine(*exactUntil) +
                                 " iterations, because the loop counts in floating point, got " + count.str())))
    return {};
  return count;
}

} // namespace

ExprAttr ingot::nn::countIterations(LoopOp loop, ShapeContext &context) {
  return Counting(loop, context).iterations();
}
