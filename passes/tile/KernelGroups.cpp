// Which operations of the model's function run together as one kernel. SPDX-License-Identifier: Apache-2.0
#include "passes/tile/KernelGroups.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ingot {

//===- Copies -----------------------------------------------------------------------------------------------------===//

/// A generic that writes `source` (a tensor of the destination's shape, or a scalar) into `destination`.
static Value copyInto(RewriterBase &rewriter, Location loc, Value source, Value destination) {
  auto type = cast<RankedTensorType>(destination.getType());
  AffineMap identity = rewriter.getMultiDimIdentityMap(type.getRank());
  SmallVector<AffineMap> maps{identity};
  SmallVector<Value> inputs;
  if (isa<RankedTensorType>(source.getType())) {
    maps.insert(maps.begin(), identity);
    inputs.push_back(source);
  }
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  return linalg::GenericOp::create(rewriter, loc, type, inputs, destination, maps, loops,
                                   [&](OpBuilder &builder, Location inner, ValueRange arguments) {
                                     linalg::YieldOp::create(builder, inner,
                                                             inputs.empty() ? source : Value(arguments[0]));
                                   })
      .getResult(0);
}

/// Writes `source` into the part of `destination` at `offsets`; a scalar source needs `sizes`.
static Value copyPart(RewriterBase &rewriter, Location loc, Value source, Value destination,
                      ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes, ArrayRef<OpFoldResult> strides) {
  Value part = tensor::ExtractSliceOp::create(rewriter, loc, destination, offsets, sizes, strides);
  if (auto type = dyn_cast<RankedTensorType>(source.getType()); type && type != part.getType())
    part = tensor::CastOp::create(rewriter, loc, type, part);
  Value written = copyInto(rewriter, loc, source, part);
  return tensor::InsertSliceOp::create(rewriter, loc, written, destination, offsets, sizes, strides);
}

/// tensor.pad by a constant: the interior is copied, every slab around it is filled, nothing is written twice.
static LogicalResult expandPad(tensor::PadOp pad, RewriterBase &rewriter) {
  Value value = pad.getConstantPaddingValue();
  if (!value)
    return failure();
  rewriter.setInsertionPoint(pad);
  Location loc = pad.getLoc();
  SmallVector<OpFoldResult> low = pad.getMixedLowPad(), high = pad.getMixedHighPad();
  SmallVector<OpFoldResult> inner = tensor::getMixedSizes(rewriter, loc, pad.getSource());
  int64_t rank = static_cast<int64_t>(inner.size());
  auto sum = [&](ArrayRef<OpFoldResult> terms) -> OpFoldResult {
    AffineExpr expr = rewriter.getAffineConstantExpr(0);
    for (unsigned term = 0; term < terms.size(); ++term)
      expr = expr + rewriter.getAffineSymbolExpr(term);
    return affine::makeComposedFoldedAffineApply(rewriter, loc, AffineMap::get(0, terms.size(), expr), terms);
  };
  SmallVector<OpFoldResult> outer;
  for (int64_t axis = 0; axis < rank; ++axis)
    outer.push_back(sum({low[axis], inner[axis], high[axis]}));
  SmallVector<OpFoldResult> ones(rank, rewriter.getIndexAttr(1)), zeros(rank, rewriter.getIndexAttr(0));
  Value result = tensor::EmptyOp::create(rewriter, loc, outer, pad.getResultType().getElementType());
  if (result.getType() != pad.getResultType())
    result = tensor::CastOp::create(rewriter, loc, pad.getResultType(), result);
  // Axes before the current one are inside, those after it span everything.
  SmallVector<OpFoldResult> offsets = zeros, sizes = outer;
  for (int64_t axis = 0; axis < rank; ++axis) {
    for (bool before : {true, false}) {
      OpFoldResult extent = before ? low[axis] : high[axis];
      if (isConstantIntValue(extent, 0))
        continue;
      offsets[axis] = before ? OpFoldResult(rewriter.getIndexAttr(0)) : sum({low[axis], inner[axis]});
      sizes[axis] = extent;
      result = copyPart(rewriter, loc, value, result, offsets, sizes, ones);
    }
    offsets[axis] = low[axis];
    sizes[axis] = inner[axis];
  }
  rewriter.replaceOp(pad, copyPart(rewriter, loc, pad.getSource(), result, low, inner, ones));
  return success();
}

/// The destination of `insert`; a copy of it where it is more than a place to write to.
static Value ownDestination(tensor::InsertSliceOp insert, RewriterBase &rewriter) {
  Value destination = insert.getDest();
  Operation *definition = destination.getDefiningOp();
  if (auto cast = dyn_cast_or_null<tensor::CastOp>(definition))
    definition = cast.getSource().getDefiningOp();
  if (isa_and_nonnull<tensor::EmptyOp>(definition) ||
      (isa_and_nonnull<tensor::InsertSliceOp>(definition) && destination.hasOneUse()))
    return destination;
  Location loc = insert.getLoc();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, destination);
  Value empty = tensor::EmptyOp::create(rewriter, loc, sizes, insert.getDestType().getElementType());
  if (empty.getType() != destination.getType())
    empty = tensor::CastOp::create(rewriter, loc, destination.getType(), empty);
  SmallVector<OpFoldResult> offsets(sizes.size(), rewriter.getIndexAttr(0)), ones(sizes.size(), rewriter.getIndexAttr(1));
  return copyPart(rewriter, loc, destination, empty, offsets, sizes, ones);
}

void expandCopies(func::FuncOp function, RewriterBase &rewriter) {
  SmallVector<Operation *> operations;
  function.walk([&](Operation *op) {
    if (isa<tensor::PadOp, tensor::InsertSliceOp, tensor::ExtractSliceOp, linalg::FillOp>(op))
      operations.push_back(op);
  });
  for (Operation *op : operations) {
    rewriter.setInsertionPoint(op);
    Location loc = op->getLoc();
    if (auto pad = dyn_cast<tensor::PadOp>(op)) {
      (void)expandPad(pad, rewriter); // the contract reports a padding by anything but a constant
    } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
      if (insert.getSourceType().getRank() != insert.getDestType().getRank())
        continue;
      rewriter.replaceOp(insert, copyPart(rewriter, loc, insert.getSource(), ownDestination(insert, rewriter),
                                          insert.getMixedOffsets(), insert.getMixedSizes(), insert.getMixedStrides()));
    } else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
      rewriter.setInsertionPointAfter(extract);
      Value empty = tensor::EmptyOp::create(rewriter, loc, tensor::getMixedSizes(rewriter, loc, extract.getResult()),
                                            extract.getType().getElementType());
      if (empty.getType() != extract.getType())
        empty = tensor::CastOp::create(rewriter, loc, extract.getType(), empty);
      Value copy = copyInto(rewriter, loc, extract.getResult(), empty);
      rewriter.replaceAllUsesExcept(extract.getResult(), copy, copy.getDefiningOp());
      // Sizes of the copy are those of its destination; nothing else reads the slice.
    } else if (auto fill = dyn_cast<linalg::FillOp>(op)) {
      bool initial = llvm::all_of(fill->getUsers(), [&](Operation *user) {
        auto generic = dyn_cast<linalg::GenericOp>(user);
        return generic && llvm::is_contained(generic.getDpsInits(), fill.getResult(0));
      });
      if (!initial)
        rewriter.replaceOp(fill, copyInto(rewriter, loc, fill.getInputs()[0], fill.getOutputs()[0]));
    }
  }
}

//===- Groups -----------------------------------------------------------------------------------------------------===//

static bool isElementwise(linalg::GenericOp op) { return op.getNumParallelLoops() == op.getNumLoops(); }

/// True where `op` multiplies and accumulates: at least two inputs vary along a reduction loop.
static bool isContraction(linalg::GenericOp op) {
  SmallVector<unsigned> reductions;
  op.getReductionDims(reductions);
  int varying = 0;
  for (OpOperand *input : op.getDpsInputOperands())
    varying += llvm::any_of(reductions, [&](unsigned loop) {
      return op.getMatchingIndexingMap(input).isFunctionOfDim(loop);
    });
  return !reductions.empty() && varying >= 2;
}

/// The reduction that `consumer` can finish in registers: read once, elementwise and through a permutation.
static linalg::GenericOp producerFor(linalg::GenericOp consumer) {
  linalg::GenericOp best;
  if (!isElementwise(consumer))
    return best;
  for (OpOperand *input : consumer.getDpsInputOperands()) {
    auto producer = input->get().getDefiningOp<linalg::GenericOp>();
    if (!producer || isElementwise(producer) || producer->getNumResults() != 1 ||
        !producer.getResult(0).hasOneUse() || producer->getBlock() != consumer->getBlock())
      continue;
    AffineMap read = consumer.getMatchingIndexingMap(input);
    AffineMap written = producer.getIndexingMapMatchingResult(producer->getResult(0));
    if (!read.isPermutation() || !written.isProjectedPermutation() ||
        written.getNumResults() != consumer.getNumLoops())
      continue;
    // Of several, the dearest; of equals, the latest: its inputs are the freshest.
    bool better = !best || (isContraction(producer) && !isContraction(best)) ||
                  (isContraction(producer) == isContraction(best) && best->isBeforeInBlock(producer));
    if (better)
      best = producer;
  }
  return best;
}

/// Adds `op` and what only describes a part of its operands or destination: slices, casts, fills.
static void collect(Operation *op, llvm::SetVector<Operation *> &into) {
  for (Value operand : op->getOperands()) {
    Operation *definition = operand.getDefiningOp();
    if (!definition || into.contains(definition))
      continue;
    bool view = isa<linalg::FillOp, tensor::ExtractSliceOp, tensor::InsertSliceOp>(definition);
    if (auto cast = dyn_cast<tensor::CastOp>(definition))
      view = isa_and_nonnull<tensor::ExtractSliceOp>(cast.getSource().getDefiningOp());
    auto generic = dyn_cast<linalg::GenericOp>(definition);
    bool part = generic && isa<tensor::InsertSliceOp>(op); // what a part is written with
    if (view || part)
      collect(definition, into);
  }
  into.insert(op);
}

SmallVector<KernelGroup> groupKernels(func::FuncOp function) {
  llvm::DenseSet<Operation *> taken;
  SmallVector<KernelGroup> groups;
  // From the last operation to the first, so that consumers claim their producers.
  for (Operation &op : llvm::reverse(function.getBody().front())) {
    bool isRoot = isa<linalg::GenericOp>(op) || isa<tensor::InsertSliceOp>(op);
    if (!isRoot || taken.contains(&op))
      continue;
    KernelGroup group{"elementwise", {}};
    llvm::SetVector<Operation *> operations;
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      if (linalg::GenericOp producer = producerFor(generic); producer && !taken.contains(producer)) {
        collect(producer, operations);
        remark::passed(op.getLoc(), remark::RemarkOpts::name("FuseEpilogue").category("ingot-tile"))
            << "computed in the registers of its producer";
        group.kind = isContraction(producer) ? "contraction" : "reduce";
      } else if (!isElementwise(generic)) {
        group.kind = isContraction(generic) ? "contraction" : "reduce";
      }
    } else {
      group.kind = "copy";
    }
    collect(&op, operations);
    group.operations = operations.takeVector();
    llvm::sort(group.operations, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
    taken.insert(group.operations.begin(), group.operations.end());
    groups.push_back(std::move(group));
  }
  std::reverse(groups.begin(), groups.end());
  return groups;
}

} // namespace ingot
