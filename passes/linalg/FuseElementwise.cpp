// ingot-fuse-elementwise: fewer passes over memory. Which nests may be merged is decided here; how is
// upstream's. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace ingot {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "passes/linalg/Passes.h.inc"
} // namespace ingot

using namespace mlir;

namespace ingot {
namespace {

/// Arithmetic operations in a body that may be repeated without harm.
constexpr unsigned cheapOperations = 2;

// Moves an element as it is, by the indexing map alone.
bool isCopy(linalg::GenericOp op) {
  auto yield = cast<linalg::YieldOp>(op.getBody()->getTerminator());
  auto argument = dyn_cast<BlockArgument>(yield.getOperand(0));
  return argument && argument.getOwner() == op.getBody() && argument.getArgNumber() < op.getNumDpsInputs();
}

// Few operations, none of which takes long. Constants and positions are free.
bool isCheap(linalg::GenericOp op) {
  unsigned count = 0;
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (isa<arith::ConstantOp, linalg::IndexOp, arith::IndexCastOp>(inner))
      continue;
    bool isSlow =
        isa<arith::DivFOp, arith::RemFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(
            inner);
    if (isSlow || !isa<arith::ArithDialect>(inner.getDialect()))
      return false;
    ++count;
  }
  return count <= cheapOperations;
}

bool readsReduction(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputs(), [](Value input) {
    auto producer = input.getDefiningOp<linalg::GenericOp>();
    return producer && producer.getNumReductionLoops() != 0;
  });
}

bool dependsOnReduction(linalg::GenericOp op, AffineMap map) {
  SmallVector<unsigned> reductions;
  op.getReductionDims(reductions);
  return llvm::any_of(reductions, [&](unsigned loop) { return map.isFunctionOfDim(loop); });
}

// Two operands that vary along the reduced loops in different ways: a matrix product or a convolution.
bool isContraction(linalg::GenericOp op) {
  AffineMap first;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (!op.payloadUsesValueFromOperand(operand) || !dependsOnReduction(op, map))
      continue;
    if (first && first != map)
      return true;
    first = map;
  }
  return false;
}

bool usesDivision(AffineMap map) {
  bool found = false;
  for (AffineExpr result : map.getResults())
    result.walk([&](AffineExpr expr) {
      found |= expr.getKind() == AffineExprKind::FloorDiv || expr.getKind() == AffineExprKind::CeilDiv ||
               expr.getKind() == AffineExprKind::Mod;
    });
  return found;
}

// Every iteration of the consumer reads another element: nothing is computed twice.
bool readsEachElementOnce(linalg::GenericOp consumer, OpOperand &operand) {
  return consumer.getMatchingIndexingMap(&operand).isPermutation();
}

size_t countOperands(linalg::GenericOp producer, linalg::GenericOp consumer) {
  llvm::SmallDenseSet<Value> inputs;
  inputs.insert_range(producer.getDpsInputs());
  for (Value input : consumer.getDpsInputs())
    if (input.getDefiningOp() != producer)
      inputs.insert(input);
  return inputs.size();
}

bool mayFuse(OpOperand &operand, unsigned maxOperands) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand.getOwner());
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  if (!consumer || !producer || countOperands(producer, consumer) > maxOperands)
    return false;
  if (isContraction(consumer))
    return isCopy(producer) &&
           llvm::none_of(producer.getIndexingMapsArray(), [](AffineMap map) { return usesDivision(map); });
  if (isCopy(producer))
    return true;
  bool isRepeatable = isCheap(producer) && !readsReduction(producer);
  bool hasOneReader = llvm::all_equal(operand.get().getUsers());
  return isRepeatable || (hasOneReader && readsEachElementOnce(consumer, operand));
}

struct FuseElementwise : impl::FuseElementwiseBase<FuseElementwise> {
  using FuseElementwiseBase::FuseElementwiseBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(
        patterns, [&](OpOperand *operand) { return mayFuse(*operand, maxOperands); });
    linalg::populateInlineConstantOperandsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace ingot
