// Shape rule of loops: carried values keep their shape, the number of iterations is the size of what is
// collected. Short loops whose values change shape are written out. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/control/Control.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::Operation;
using mlir::success;

/// A loop of more iterations, or whose iterations have more operations in all, is not written out.
static constexpr int64_t maxUnrolledIterations = 64, maxUnrolledOperations = 4096;

namespace {
/// The rule of one loop.
class LoopRule {
public:
  LoopRule(LoopOp loop, ShapeContext &context) : loop(loop), context(context) {}
  LogicalResult infer();

private:
  LogicalResult checkScalar(mlir::Value value, llvm::StringRef what);
  void forwardInvariants();
  LogicalResult findTrip();
  bool canUnroll() const;
  LogicalResult unroll();
  LogicalResult inferIteration();
  LogicalResult unifyCarried();
  LogicalResult setResults();
  void setTrip();
  LogicalResult countByData();
  mlir::Value stack(llvm::ArrayRef<mlir::Value> parts, mlir::Value like);

  LoopOp loop;
  ShapeContext &context;
  /// The number of iterations where the loop does not end early; null where only the data knows it.
  ExprAttr trip;
  /// Whether the first iteration runs; null where only the data knows it.
  ExprAttr starts;
};
} // namespace

LogicalResult LoopRule::checkScalar(mlir::Value value, llvm::StringRef what) {
  if (!value)
    return success();
  FailureOr<Sizes> sizes = context.sizesOf(loop, value);
  return success(succeeded(sizes) &&
                 succeeded(context.unify(loop, what, sym::product(loop.getContext(), *sizes),
                                         context.constant(1))));
}

// A value that every iteration hands on as it is has no need to be carried: what is known of it holds inside.
void LoopRule::forwardInvariants() {
  for (auto [argument, initial, yielded] : llvm::zip(loop.getCarried(), loop.getInitial(), loop.getYielded()))
    if (yielded == argument)
      argument.replaceAllUsesWith(initial);
}

LogicalResult LoopRule::findTrip() {
  if (failed(checkScalar(loop.getTrip(), "the number of iterations")) ||
      failed(checkScalar(loop.getCondition(), "the condition")))
    return failure();
  starts = loop.getCondition() ? integerOf(context, loop.getCondition()) : context.constant(1);
  ExprAttr limit = loop.getTrip() ? integerOf(context, loop.getTrip()) : ExprAttr();
  if (limit)
    limit = sym::max(limit, context.constant(0));
  trip = starts && limit ? sym::mul(starts, limit) : ExprAttr();
  trip = trip ? context.simplify(trip) : trip;
  if ((starts && starts.isConstant(0)) || (limit && limit.isConstant(0)))
    trip = context.constant(0);
  return success();
}

//===-- writing out
//---------------------------------------------------------------------------------------------===//

bool LoopRule::canUnroll() const {
  bool runsAll = !LoopOp(loop).endsEarly() || (trip && trip.isConstant(1));
  if (!trip || !trip.isConstant() || !runsAll || trip.getValue() > maxUnrolledIterations)
    return false;
  int64_t operations = 0;
  LoopOp(loop).getBody().walk([&](Operation *) { ++operations; });
  return operations * trip.getValue() <= maxUnrolledOperations;
}

// Joins collected values along a new first axis; `like` is one of them.
mlir::Value LoopRule::stack(llvm::ArrayRef<mlir::Value> parts, mlir::Value like) {
  mlir::OpBuilder builder(loop);
  mlir::Type element = llvm::cast<mlir::ShapedType>(like.getType()).getElementType();
  mlir::Type type = mlir::UnrankedTensorType::get(element);
  llvm::SmallVector<mlir::Value> rows;
  for (mlir::Value part : parts)
    rows.push_back(UnsqueezeOp::create(builder, loop.getLoc(), type, part, builder.getDenseI64ArrayAttr({0})));
  return rows.size() == 1
             ? rows.front()
             : ConcatOp::create(builder, loop.getLoc(), type, rows, builder.getI64IntegerAttr(0)).getResult();
}

LogicalResult LoopRule::unroll() {
  mlir::OpBuilder builder(loop);
  mlir::Block &block = loop.getBody().front();
  llvm::SmallVector<mlir::Value> carried(loop.getInitial());
  llvm::SmallVector<llvm::SmallVector<mlir::Value>> collected(loop.numCollected());
  auto infer = [&](Operation *op) { return llvm::cast<ShapeRule>(op).inferShape(context); };
  for (int64_t number = 0; number != trip.getValue(); ++number) {
    // A region of its own, because rules may erase or replace what they infer.
    mlir::Region iteration;
    mlir::IRMapping mapping;
    mapping.map(loop.getIteration(), buildScalar(builder, loop.getLoc(), builder.getI64Type(),
                                                 context.constant(number), context));
    mapping.map(loop.getCarried(), carried);
    mlir::Block &copy = iteration.emplaceBlock();
    mlir::OpBuilder inner(loop.getContext());
    inner.setInsertionPointToEnd(&copy);
    for (Operation &op : block)
      inner.clone(op, mapping);
    if (failed(inferBlock(copy, context)))
      return failure();
    Operation *yield = copy.getTerminator();
    mlir::ValueRange values = yield->getOperands().take_back(loop.getNumResults());
    for (auto [before, after] : llvm::zip(carried, values.take_front(carried.size()))) {
      auto from = llvm::cast<mlir::RankedTensorType>(before.getType()),
           to = llvm::cast<mlir::RankedTensorType>(after.getType());
      if (from.getRank() != to.getRank())
        return context.error(loop) << "expected carried values that keep their rank, got " << from.getRank()
                                   << " before an iteration and " << to.getRank() << " after it";
      before = after;
    }
    for (auto [list, value] : llvm::zip(collected, values.drop_front(carried.size())))
      list.push_back(value);
    loop->getBlock()->getOperations().splice(loop->getIterator(), copy.getOperations(), copy.begin(),
                                             std::prev(copy.end()));
    yield->erase();
  }
  llvm::SmallVector<mlir::Value> results(carried);
  for (llvm::ArrayRef<mlir::Value> parts : collected) {
    mlir::Value stacked = stack(parts, parts.front());
    if (auto concat = stacked.getDefiningOp<ConcatOp>())
      for (mlir::Value row : concat.getInputs())
        if (failed(infer(row.getDefiningOp())))
          return failure();
    if (failed(infer(stacked.getDefiningOp())))
      return failure();
    results.push_back(stacked);
  }
  mlir::remark::passed(loop.getLoc(), mlir::remark::RemarkOpts::name("UnrollLoop").category("ingot-shape"))
      << ShapeContext::describe(loop) << ": written out, " << std::to_string(trip.getValue()) << " iterations";
  loop->replaceAllUsesWith(results);
  context.forget(loop);
  loop->erase();
  return success();
}

//===-- one iteration for all
//-----------------------------------------------------------------------------------===//

LogicalResult LoopRule::inferIteration() {
  for (auto [argument, initial] : llvm::zip(loop.getCarried(), loop.getInitial())) {
    FailureOr<Sizes> sizes = context.sizesOf(loop, initial);
    if (failed(sizes))
      return failure();
    argument.setType(sym::tensorTypeOf(*sizes, llvm::cast<mlir::ShapedType>(initial.getType()).getElementType()));
  }
  if (failed(inferBlock(loop.getBody().front(), context)))
    return failure();
  return success(succeeded(checkScalar(loop.getContinue(), "the condition")) && succeeded(unifyCarried()));
}

LogicalResult LoopRule::unifyCarried() {
  if (trip && trip.isConstant(0))
    return success();
  for (auto [number, argument] : llvm::enumerate(loop.getCarried())) {
    mlir::Value yielded = loop.getYielded()[number];
    if (yielded == loop.getInitial()[number])
      continue;
    FailureOr<Sizes> before = context.sizesOf(loop, argument), after = context.sizesOf(loop, yielded);
    if (failed(before) || failed(after))
      return failure();
    std::string what = "carried value " + std::to_string(number);
    if (before->size() != after->size())
      return context.error(loop) << "expected " << what << " to keep its rank, got " << before->size()
                                 << " before an iteration and " << after->size() << " after it";
    // Written out, a loop needs no sizes that agree.
    bool mayDiffer = canUnroll();
    for (auto [axis, sizes] : llvm::enumerate(llvm::zip(*before, *after)))
      if ((mayDiffer && !context.facts().provedEqual(std::get<0>(sizes), std::get<1>(sizes))) ||
          failed(context.unify(loop, "dim " + llvm::Twine(axis) + " of " + what +
                                         " before and after an iteration (only a loop with a constant number of at "
                                         "most " + llvm::Twine(maxUnrolledIterations) + " iterations may change it)",
                               std::get<0>(sizes), std::get<1>(sizes))))
        return failure();
  }
  return success();
}

// The number of iterations as the operand that says it, alone.
void LoopRule::setTrip() {
  mlir::OpBuilder builder(loop);
  loop.getTripMutable().assign(
      buildScalar(builder, loop.getLoc(), builder.getI64Type(), trip, context));
  loop.getConditionMutable().clear();
  if (loop.endsEarly())
    loop.getYield()->eraseOperand(0);
}

// Operands say how often the loop runs, and whether it starts: that is the size of what is collected.
LogicalResult LoopRule::countByData() {
  mlir::OpBuilder builder(loop);
  mlir::Type type = mlir::UnrankedTensorType::get(builder.getI64Type());
  mlir::Value least = buildScalar(builder, loop.getLoc(), builder.getI64Type(), context.constant(0), context);
  auto limit = MaxOp::create(builder, loop.getLoc(), type, loop.getTrip(), least);
  mlir::Value count = limit;
  if (failed(limit.inferShape(context)))
    return failure();
  if (loop.getCondition()) {
    auto runs = CastOp::create(builder, loop.getLoc(), type, loop.getCondition());
    auto product = MulOp::create(builder, loop.getLoc(), type, limit, runs);
    if (failed(runs.inferShape(context)) || failed(product.inferShape(context)))
      return failure();
    count = product;
  }
  FailureOr<ExprAttr> size = context.dataSize(loop, "iterations", count, {});
  if (failed(size))
    return failure();
  trip = *size;
  loop.getTripMutable().assign(count);
  loop.getConditionMutable().clear();
  return success();
}

LogicalResult LoopRule::setResults() {
  if (loop.endsEarly() && !(trip && trip.isConstant(0)))
    trip = countIterations(loop, context);
  if (trip)
    setTrip();
  else if (loop.numCollected() != 0 && !loop.endsEarly() && failed(countByData()))
    return failure();
  for (auto [number, yielded] : llvm::enumerate(loop.getYielded())) {
    bool isCarried = number < loop.numCarried();
    mlir::Value like = isCarried ? loop.getInitial()[number] : mlir::Value(yielded);
    FailureOr<Sizes> sizes = context.sizesOf(loop, like);
    if (failed(sizes))
      return failure();
    if (!isCarried && !trip)
      return context.error(loop)
             << "expected a number of iterations that follows from the sizes of the inputs, because it is the "
                "size of result "
             << number << ", got one that only the data knows; carry a tensor of fixed size instead";
    if (!isCarried)
      sizes->insert(sizes->begin(), trip);
    if (failed(context.setSizes(loop.getResult(number), *sizes)))
      return failure();
    if (const TensorValue *value = context.valueOf(like); isCarried && value && yielded == like) {
      TensorValue copy = *value;
      context.setValue(loop.getResult(number), std::move(copy));
    }
  }
  return success();
}

LogicalResult LoopRule::infer() {
  forwardInvariants();
  if (failed(findTrip()))
    return failure();
  if (trip && trip.isConstant(1) && canUnroll())
    return unroll();
  if (!canUnroll() || trip.isConstant(0))
    return success(succeeded(inferIteration()) && succeeded(setResults()));
  // Where the values of the iterations differ in what the rules need to know, each gets code of its own.
  ShapeContext before = context;
  Operation *spare = loop->clone(); // rules rewrite what they infer
  Attempt attempt = Attempt::run(loop.getContext(), [&] {
    return success(succeeded(inferIteration()) && succeeded(setResults()));
  });
  if (attempt.succeeded()) {
    spare->erase();
    return success();
  }
  context = std::move(before);
  loop->getBlock()->getOperations().insert(loop->getIterator(), spare);
  loop->replaceAllUsesWith(spare->getResults());
  loop->erase();
  loop = llvm::cast<LoopOp>(spare);
  return unroll();
}

LogicalResult LoopOp::inferShape(ShapeContext &context) { return LoopRule(*this, context).infer(); }
