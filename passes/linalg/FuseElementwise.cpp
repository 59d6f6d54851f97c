// ingot-fuse-elementwise: fewer passes over memory. Which nests may be merged is decided here; how is
// upstream's. SPDX-License-Identifier: Apache-2.0
#include "passes/Dot.h"
#include "passes/linalg/NameSizes.h"
#include "passes/linalg/Passes.h"
#include "passes/linalg/control/FoldScalars.h"
#include "llvm/ADT/SmallBitVector.h"

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

// Moves an element as it is, by the indexing map alone. Between two steps of fusion an operation may have the results
// of both that were merged.
bool isCopy(linalg::GenericOp op) {
  auto yield = cast<linalg::YieldOp>(op.getBody()->getTerminator());
  if (yield.getNumOperands() != 1)
    return false;
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
        isa<arith::DivFOp, arith::RemFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(inner);
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

// Tensors that are read as a whole, not repeated along a loop. Reading two of them again costs more than a
// result.
unsigned countWholeInputs(linalg::GenericOp op) {
  return llvm::count_if(op.getDpsInputOperands(),
                        [&](OpOperand *operand) { return op.getMatchingIndexingMap(operand).isPermutation(); });
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

// A loop's size is that of an axis which it runs along alone. Where only the tensor that fusion removes has such
// an axis (a producer that reads a flipped or strided slice, in a reduction), upstream would keep it as a result.
bool keepsLoopSizes(linalg::GenericOp producer, linalg::GenericOp consumer, OpOperand &operand) {
  llvm::SmallBitVector covered(consumer.getNumLoops());
  auto cover = [&](AffineExpr expr) {
    if (auto loop = dyn_cast<AffineDimExpr>(expr))
      covered.set(loop.getPosition());
  };
  for (OpOperand &other : consumer->getOpOperands())
    if (&other != &operand)
      llvm::for_each(consumer.getMatchingIndexingMap(&other).getResults(), cover);
  AffineMap read = consumer.getMatchingIndexingMap(&operand);
  AffineMap written = producer.getIndexingMapMatchingResult(cast<OpResult>(operand.get()));
  SmallVector<AffineExpr> loops(producer.getNumLoops(), getAffineConstantExpr(0, operand.get().getContext()));
  for (auto [axis, expr] : llvm::enumerate(written.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(expr))
      loops[loop.getPosition()] = read.getResult(axis);
  for (OpOperand *input : producer.getDpsInputOperands())
    for (AffineExpr expr : producer.getMatchingIndexingMap(input).getResults())
      cover(expr.replaceDims(loops));
  return covered.all();
}

// The fill whose elements a copy moves, or null.
linalg::FillOp filledSource(linalg::GenericOp copy) {
  bool isMove = copy.getNumDpsInputs() == 1 && copy.getNumReductionLoops() == 0 && isCopy(copy);
  return isMove ? copy.getDpsInputs()[0].getDefiningOp<linalg::FillOp>() : linalg::FillOp();
}

// Neighbours in the last axis of the copy are neighbours in its input.
bool keepsRows(linalg::GenericOp copy) {
  AffineMap read = copy.getIndexingMapsArray().front();
  return read.getNumResults() > 0 &&
         read.getResults().back() == getAffineDimExpr(read.getNumDims() - 1, copy.getContext());
}

bool mayFuse(OpOperand &operand, unsigned maxOperands) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand.getOwner());
  auto producer = operand.get().getDefiningOp<linalg::GenericOp>();
  if (!consumer || !producer || consumer->getBlock() != producer->getBlock() ||
      countOperands(producer, consumer) > maxOperands || !keepsLoopSizes(producer, consumer, operand) ||
      filledSource(producer))
    return false;
  // Products of narrow integers read several neighbours at once.
  if (isContraction(consumer) && isCopy(producer) && matchDotProduct(consumer) && !keepsRows(producer))
    return false;
  if (isContraction(consumer))
    return isCopy(producer) &&
           llvm::none_of(producer.getIndexingMapsArray(), [](AffineMap map) { return usesDivision(map); });
  if (isCopy(producer))
    return true;
  // What follows a contraction is computed while its result is in registers.
  if (consumer.getNumReductionLoops() != 0 && readsReduction(producer))
    return false;
  bool isRepeatable = isCheap(producer) && !readsReduction(producer) && countWholeInputs(producer) <= 1;
  bool hasOneReader = llvm::all_equal(operand.get().getUsers());
  return isRepeatable || (hasOneReader && readsEachElementOnce(consumer, operand));
}

//===- changes of shape between nests
//-----------------------------------------------------------------------------===//

bool isParallel(linalg::GenericOp op) { return op.getNumReductionLoops() == 0; }

bool addsOnlyUnitAxes(tensor::ExpandShapeOp op) {
  return llvm::all_of(op.getReassociationIndices(), [&](const ReassociationIndices &group) {
    return llvm::count_if(group, [&](int64_t axis) { return op.getType().getDimSize(axis) != 1; }) <= 1;
  });
}

// A parallel nest that reads a contraction's result in another shape takes the contraction's shape: then it
// can be computed with it.
bool mayTakeShapeOfReduction(OpOperand &operand) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand.getOwner());
  auto collapse = operand.get().getDefiningOp<tensor::CollapseShapeOp>();
  if (!consumer || !isParallel(consumer) || !collapse || !collapse->hasOneUse() ||
      !readsEachElementOnce(consumer, operand))
    return false;
  auto producer = collapse.getSrc().getDefiningOp<linalg::GenericOp>();
  return producer && producer->getBlock() == consumer->getBlock() && !isParallel(producer) && producer->hasOneUse();
}

// A parallel nest whose whole operands all got axes of size 1 works without these.
bool mayDropUnitAxes(OpOperand &operand) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand.getOwner());
  if (!consumer || !isParallel(consumer))
    return false;
  return llvm::all_of(consumer.getDpsInputOperands(), [&](OpOperand *input) {
    auto expand = input->get().getDefiningOp<tensor::ExpandShapeOp>();
    bool isWhole = consumer.getMatchingIndexingMap(input).getNumResults() == consumer.getNumLoops();
    return !isWhole || (expand && addsOnlyUnitAxes(expand));
  });
}

/// A contraction whose result is only transposed writes it in that order, as long as rows stay rows.
struct WriteTransposed : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp copy, PatternRewriter &rewriter) const override {
    if (!isParallel(copy) || copy.getNumDpsInputs() != 1 || !isCopy(copy))
      return rewriter.notifyMatchFailure(copy, "no copy");
    auto producer = copy.getDpsInputs()[0].getDefiningOp<linalg::GenericOp>();
    AffineMap read = copy.getIndexingMapsArray()[0], write = copy.getIndexingMapsArray()[1];
    if (!producer || producer->getBlock() != copy->getBlock() || isParallel(producer) || !producer->hasOneUse() ||
        !read.isPermutation() || !write.isIdentity())
      return rewriter.notifyMatchFailure(copy, "not the only reader of a contraction, in another order");
    unsigned last = read.getNumDims() - 1;
    if (read.isEmpty() || read.getDimPosition(last) != last)
      return rewriter.notifyMatchFailure(copy, "rows do not stay rows");
    auto fill = producer.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
    if (!fill)
      return rewriter.notifyMatchFailure(copy, "the destination is no fill");
    // Element i of the copy is element read(i) of the product: write through the inverse.
    Value start =
        linalg::FillOp::create(rewriter, producer.getLoc(), fill.getInputs()[0], copy.getDpsInits()[0]).getResult(0);
    SmallVector<AffineMap> maps = producer.getIndexingMapsArray();
    maps.back() = inversePermutation(read).compose(maps.back());
    auto replacement =
        linalg::GenericOp::create(rewriter, producer.getLoc(), copy->getResultTypes(), producer.getDpsInputs(), start,
                                  maps, producer.getIteratorTypesArray());
    rewriter.inlineRegionBefore(producer.getRegion(), replacement.getRegion(), replacement.getRegion().end());
    rewriter.replaceOp(copy, replacement);
    rewriter.eraseOp(producer);
    return success();
  }
};

/// A copy of equal elements in another order or shape is a fill. Fused into a contraction it would be an operand that
/// says the sizes of loops and nothing else, which upstream keeps as a result.
struct FillOfCopy : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp copy, PatternRewriter &rewriter) const override {
    linalg::FillOp fill = filledSource(copy);
    if (!fill)
      return rewriter.notifyMatchFailure(copy, "no copy of a fill");
    rewriter.replaceOpWithNewOp<linalg::FillOp>(copy, fill.getInputs()[0], copy.getDpsInits()[0]);
    return success();
  }
};

struct FuseElementwise : impl::FuseElementwiseBase<FuseElementwise> {
  using FuseElementwiseBase::FuseElementwiseBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(patterns,
                                                 [&](OpOperand *operand) { return mayFuse(*operand, maxOperands); });
    linalg::populateInlineConstantOperandsPatterns(patterns);
    linalg::populateFoldReshapeOpsByExpansionPatterns(
        patterns, [](OpOperand *operand) { return mayTakeShapeOfReduction(*operand); });
    linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns,
                                                       [](OpOperand *operand) { return mayDropUnitAxes(*operand); });
    patterns.add<WriteTransposed>(context);
    patterns.add<FillOfCopy>(context, /*benefit=*/2); // before upstream moves the value into the body of the copy
    addSizePatterns(patterns);
    addScalarPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace ingot
