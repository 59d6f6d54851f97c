// The reduction loops of a tile: accumulators in registers, lanes combined at the end.
// SPDX-License-Identifier: Apache-2.0
#include "passes/vectorize/KernelEmitter.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace ingot {

/// Register operations that an unrolled window may expand to.
static constexpr int64_t unrollBudget = 224;

bool KernelEmitter::unrolls(unsigned level) {
  int64_t operations = tile.rows * tile.vectors * static_cast<int64_t>(main.getBlock()->getOperations().size() - 1);
  for (int64_t loop : ArrayRef(reductionLoops).drop_front(level)) {
    if (ShapedType::isDynamic(sizes[loop]) || sizes[loop] > 16)
      return false;
    operations *= sizes[loop];
  }
  return operations <= unrollBudget;
}

/// A scalar or vector that every accumulator starts from: what the destination was filled with, or holds.
SmallVector<Value> KernelEmitter::initialAccumulators() {
  Values accumulators;
  loaded.clear();
  for (OpOperand &init : main.getDpsInitsMutable()) {
    bool read = main.payloadUsesValueFromOperand(&init);
    auto fill = init.get().getDefiningOp<linalg::FillOp>();
    for (int64_t row = 0; row < tile.rows; ++row)
      for (int64_t vector = 0; vector < tile.vectors; ++vector) {
        if (!read)
          accumulators.push_back(Value());
        else
          accumulators.push_back(toVector(fill ? fill.getInputs()[0] : load(init, row, vector)));
      }
  }
  return accumulators;
}

FailureOr<SmallVector<Value>> KernelEmitter::emitReduction(unsigned level, Values accumulators) {
  if (level == reductionLoops.size())
    return emitReductionStep(accumulators);
  if (dot.group && level + 1 == reductionLoops.size())
    return emitDotReduction(level, std::move(accumulators));
  int64_t loop = reductionLoops[level];
  if (unrolls(level)) {
    for (int64_t iteration = 0; iteration < sizes[loop]; ++iteration) {
      positions[loop] = {Value(), 1, iteration};
      FailureOr<Values> next = emitReduction(level + 1, std::move(accumulators));
      if (failed(next))
        return failure();
      accumulators = std::move(*next);
    }
    return accumulators;
  }
  return emitReductionLoop(level, constantIndex(0), loopSize(loop), 1, accumulators,
                           [&](Values values) { return emitReduction(level + 1, std::move(values)); });
}

/// The loop `level` from chunk `first` to `last`, with what `inner` writes for the accumulators it carries.
FailureOr<SmallVector<Value>> KernelEmitter::emitReductionLoop(unsigned level, Value first, Value last, int64_t scale,
                                                               const Values &accumulators,
                                                               llvm::function_ref<FailureOr<Values>(Values)> inner) {
  auto body = scf::ForOp::create(rewriter, loc, first, last, constantIndex(1), accumulators);
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointToStart(body.getBody());
  positions[reductionLoops[level]] = {body.getInductionVar(), scale, 0};
  FailureOr<Values> next = inner(Values(body.getRegionIterArgs()));
  if (failed(next))
    return failure();
  scf::YieldOp::create(rewriter, loc, *next);
  return Values(body.getResults());
}

FailureOr<SmallVector<Value>> KernelEmitter::emitReductionStep(const Values &accumulators) {
  loaded.clear();
  int64_t outputs = main.getNumDpsInits(), registers = tile.rows * tile.vectors;
  Values next(accumulators.size());
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t vector = 0; vector < tile.vectors; ++vector) {
      Values arguments;
      for (OpOperand *input : main.getDpsInputOperands())
        arguments.push_back(main.payloadUsesValueFromOperand(input) ? load(*input, row, vector) : Value());
      for (int64_t output = 0; output < outputs; ++output)
        arguments.push_back(accumulators[output * registers + row * tile.vectors + vector]);
      FailureOr<Values> results = emitBody(main, arguments, row, vector);
      if (failed(results))
        return failure();
      for (int64_t output = 0; output < outputs; ++output)
        next[output * registers + row * tile.vectors + vector] = toVector((*results)[output]);
    }
  return next;
}

/// Whole blocks of vectors, then whole vectors, then single elements; the lanes are combined between the last two.
FailureOr<SmallVector<Value>> KernelEmitter::emitVectorReduction() {
  SmallVector<Operation *> combiners;
  if (!matchReduction(main.getRegionOutputArgs(), 0, combiners) || combiners.size() != 1)
    return main.emitError("expected a reduction with one combiner");
  Operation *combiner = combiners.front();
  std::optional<vector::CombiningKind> kind = linalg::getCombinerOpKind(combiner);
  std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
  if (!kind || !neutral)
    return main.emitError("expected a combiner with a neutral element, got '") << combiner->getName() << "'";
  int64_t loop = fused.tile.getVector(), lanes = fused.tile.getLanes(), vectors = fused.tile.getVectors();
  unsigned level = reductionLoops.size() - 1;
  Value size = loopSize(loop);
  auto combine = [&](Value left, Value right) -> Value {
    OperationState state(loc, combiner->getName());
    state.addOperands({left, right});
    state.addTypes(left.getType());
    state.addAttributes(combiner->getAttrs());
    return rewriter.create(state)->getResult(0);
  };
  // Runs the loops outside the vector loop once for every part; `run` starts at the outermost of them.
  auto run = [&](Value first, Value last, int64_t scale, Values start) -> FailureOr<Values> {
    std::function<FailureOr<Values>(unsigned, Values)> nest = [&](unsigned outer, Values values) -> FailureOr<Values> {
      if (outer == level)
        return emitReductionLoop(level, first, last, scale, values,
                                 [&](Values inner) { return emitReductionStep(inner); });
      return emitReductionLoop(outer, constantIndex(0), loopSize(reductionLoops[outer]), 1, values,
                               [&](Values inner) { return nest(outer + 1, std::move(inner)); });
    };
    return nest(0, std::move(start));
  };
  auto quotient = [&](int64_t divisor) {
    return ShapedType::isDynamic(sizes[loop]) ? rewriter.createOrFold<arith::DivUIOp>(loc, size, constantIndex(divisor))
                                              : constantIndex(sizes[loop] / divisor);
  };
  auto scaled = [&](Value value, int64_t factor) {
    return rewriter.createOrFold<arith::MulIOp>(loc, value, constantIndex(factor));
  };

  Value identity = arith::ConstantOp::create(rewriter, loc, *neutral);
  Values start(tile.rows * tile.vectors, toVector(identity));
  Value blocks = quotient(lanes * vectors), whole = quotient(lanes);
  FailureOr<Values> block = run(constantIndex(0), blocks, lanes * vectors, start);
  if (failed(block))
    return failure();
  Values rows;
  for (int64_t row = 0; row < tile.rows; ++row) {
    Value value = (*block)[row * vectors];
    for (int64_t vector = 1; vector < vectors; ++vector)
      value = combine(value, (*block)[row * vectors + vector]);
    rows.push_back(value);
  }
  tile.vectors = 1;
  FailureOr<Values> single = run(scaled(blocks, vectors), whole, lanes, rows);
  if (failed(single))
    return failure();
  tile.lanes = 1;
  Values initial = initialAccumulators(), scalars;
  for (auto [row, value] : llvm::enumerate(*single))
    scalars.push_back(
        combine(initial[row], vector::ReductionOp::create(rewriter, loc, *kind, value, arith::FastMathFlags::reassoc)));
  FailureOr<Values> results = run(scaled(whole, lanes), size, 1, scalars);
  return results; // the stores that follow are scalar: emitTile restores the tile after them
}

} // namespace ingot
