// ingot-collapse-loops: merges loops and axes that are contiguous in every operand. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/Fused.h"
#include "passes/tile/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_COLLAPSELOOPS
#include "passes/tile/Passes.h.inc"

namespace {

/// One operand of the kernel: its argument, and its map over the loops of the main operation.
struct Operand {
  OpOperand *use;
  BlockArgument argument;
  AffineMap map;
};

/// The plan for one kernel: for each loop the new loop (-1: removed), and whether it continues the one before it.
struct Plan {
  SmallVector<int64_t> newLoop;
  SmallVector<bool> continues;
  int64_t loops = 0;
};

struct Kernel {
  func::FuncOp function;
  linalg::GenericOp main, epilogue;
  SmallVector<int64_t> sizes;
  SmallVector<utils::IteratorType> kinds;
  SmallVector<Operand> operands;
  AffineMap epilogueToMain;
};

bool usesIndices(linalg::GenericOp op) {
  return op && (op.hasIndexSemantics() || !op.getBlock()->getOps<tensor::ExtractOp>().empty());
}

/// Reads a kernel of one operation or a fused pair whose operands are arguments; false for every other kernel.
bool readKernel(func::FuncOp function, Kernel &kernel) {
  kernel.function = function;
  SmallVector<linalg::GenericOp> generics(function.getOps<linalg::GenericOp>());
  if (generics.empty() || generics.size() > 2 || !function.getOps<tensor::InsertSliceOp>().empty())
    return false;
  kernel.main = generics[0];
  kernel.epilogue = generics.size() == 2 ? generics[1] : linalg::GenericOp();
  if (usesIndices(kernel.main) || usesIndices(kernel.epilogue))
    return false;
  kernel.sizes = kernel.main.getStaticLoopRanges();
  kernel.kinds = kernel.main.getIteratorTypesArray();
  // A loop of one iteration is at 0: `d1 + d4` of a 1x1 window is `d1`.
  SmallVector<AffineExpr> positions;
  for (auto [loop, size] : llvm::enumerate(kernel.sizes))
    positions.push_back(size == 1 ? getAffineConstantExpr(0, function.getContext())
                                  : getAffineDimExpr(loop, function.getContext()));
  auto add = [&](linalg::GenericOp op, OpOperand &use, AffineMap map) {
    map = simplifyAffineMap(map.replaceDimsAndSymbols(positions, {}, map.getNumDims(), 0));
    Value value = use.get();
    if (auto fill = value.getDefiningOp<linalg::FillOp>())
      value = fill.getOutputs()[0];
    if (value.getDefiningOp<tensor::EmptyOp>() || !isa<RankedTensorType>(value.getType()))
      return true; // the tensor between a fused pair, or a scalar
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument)
      return false;
    kernel.operands.push_back({&use, argument, map});
    return true;
  };
  for (OpOperand &use : kernel.main->getOpOperands())
    if (!add(kernel.main, use, kernel.main.getMatchingIndexingMap(&use)))
      return false;
  if (!kernel.epilogue)
    return true;
  OpOperand *link = linkBetween(kernel.main, kernel.epilogue);
  if (!link)
    return false;
  kernel.epilogueToMain = epilogueToMainLoops(kernel.main, kernel.epilogue);
  for (OpOperand &use : kernel.epilogue->getOpOperands())
    if (&use != link &&
        !add(kernel.epilogue, use, kernel.epilogue.getMatchingIndexingMap(&use).compose(kernel.epilogueToMain)))
      return false;
  return true;
}

/// True where loop `b` follows loop `a` in this operand, over the whole of both axes, or neither is in it.
bool follows(const Operand &operand, int64_t a, int64_t b, ArrayRef<int64_t> sizes) {
  bool hasA = operand.map.isFunctionOfDim(a), hasB = operand.map.isFunctionOfDim(b);
  if (!hasA && !hasB)
    return true;
  auto type = cast<RankedTensorType>(operand.argument.getType());
  int64_t uses = 0;
  bool adjacent = false;
  for (auto [axis, expr] : llvm::enumerate(operand.map.getResults())) {
    uses += expr.isFunctionOfDim(a) + expr.isFunctionOfDim(b);
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || static_cast<int64_t>(dim.getPosition()) != a || axis + 1 >= operand.map.getNumResults())
      continue;
    auto next = dyn_cast<AffineDimExpr>(operand.map.getResult(axis + 1));
    adjacent |= next && static_cast<int64_t>(next.getPosition()) == b && type.getDimSize(axis) == sizes[a] &&
                type.getDimSize(axis + 1) == sizes[b];
  }
  return adjacent && uses == 2;
}

Plan makePlan(const Kernel &kernel) {
  size_t count = kernel.sizes.size();
  Plan plan{SmallVector<int64_t>(count, -1), SmallVector<bool>(count, false)};
  int64_t previous = -1; // the last loop that stays
  for (size_t loop = 0; loop < count; ++loop) {
    if (kernel.sizes[loop] == 1)
      continue;
    int64_t size = kernel.sizes[loop];
    bool merges = previous >= 0 && !ShapedType::isDynamic(size) && !ShapedType::isDynamic(kernel.sizes[previous]) &&
                  kernel.kinds[loop] == kernel.kinds[previous] &&
                  llvm::all_of(kernel.operands, [&](const Operand &operand) {
                    return follows(operand, previous, static_cast<int64_t>(loop), kernel.sizes);
                  });
    plan.continues[loop] = merges;
    plan.newLoop[loop] = merges ? plan.loops - 1 : plan.loops++;
    previous = static_cast<int64_t>(loop);
  }
  return plan;
}

/// How the axes of one operand change.
struct Reshaped {
  RankedTensorType type;
  AffineMap map;
  SmallVector<ReassociationIndices> reassociation;
};

Reshaped reshape(const Kernel &kernel, const Plan &plan, RankedTensorType type, AffineMap map) {
  MLIRContext *context = type.getContext();
  SmallVector<AffineExpr> replacements;
  for (int64_t loop : plan.newLoop)
    replacements.push_back(loop < 0 ? getAffineConstantExpr(0, context) : getAffineDimExpr(loop, context));
  Reshaped result;
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> exprs;
  ReassociationIndices pending; // unit axes before the first that stays
  for (auto [axis, expr] : llvm::enumerate(map.getResults())) {
    AffineExpr replaced = expr.replaceDims(replacements);
    auto dim = dyn_cast<AffineDimExpr>(expr);
    bool dropped = type.getDimSize(axis) == 1 && replaced == getAffineConstantExpr(0, context);
    bool merged = dim && plan.newLoop[dim.getPosition()] >= 0 && plan.continues[dim.getPosition()];
    if (dropped && shape.empty()) {
      pending.push_back(static_cast<int64_t>(axis));
      continue;
    }
    if (dropped || merged) {
      result.reassociation.back().push_back(static_cast<int64_t>(axis));
      if (merged)
        shape.back() *= type.getDimSize(axis);
      continue;
    }
    pending.push_back(static_cast<int64_t>(axis));
    result.reassociation.push_back(pending);
    pending.clear();
    shape.push_back(type.getDimSize(axis));
    exprs.push_back(replaced);
  }
  result.type = RankedTensorType::get(shape, type.getElementType());
  result.map = AffineMap::get(plan.loops, 0, exprs, context);
  return result;
}

/// A constant in another shape is a constant over the same bytes.
template <typename Op>
struct ReshapeConstant : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto constant = op.getSrc().template getDefiningOp<arith::ConstantOp>();
    if (!constant || !op.getResultType().hasStaticShape())
      return rewriter.notifyMatchFailure(op, "the operand is no constant");
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue())) {
      rewriter.replaceOpWithNewOp<arith::ConstantOp>(
          op, DenseResourceElementsAttr::get(op.getResultType(), resource.getRawHandle()));
      return success();
    }
    auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
    if (!dense)
      return rewriter.notifyMatchFailure(op, "the constant has no dense elements");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, dense.reshape(op.getResultType()));
    return success();
  }
};

/// A kernel's result has the sizes of its destination, which are formulas of the symbols.
struct SizeOfResult : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::DimOp op, PatternRewriter &rewriter) const override {
    auto result = dyn_cast<OpResult>(op.getSource());
    auto launch = result ? dyn_cast<rt::LaunchOp>(result.getOwner()) : rt::LaunchOp();
    if (!launch)
      return rewriter.notifyMatchFailure(op, "the operand is no result of a kernel");
    rewriter.replaceOpWithNewOp<tensor::DimOp>(op, launch.getOutputs()[result.getResultNumber()], op.getIndex());
    return success();
  }
};

struct CollapseLoops : impl::CollapseLoopsBase<CollapseLoops> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    llvm::DenseMap<StringAttr, rt::LaunchOp> launches;
    getOperation().walk([&](rt::LaunchOp launch) { launches[launch.getCalleeAttr().getAttr()] = launch; });
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      Kernel kernel;
      if (!rt::isKernel(function) || !readKernel(function, kernel))
        continue;
      Plan plan = makePlan(kernel);
      if (plan.loops != static_cast<int64_t>(kernel.sizes.size()))
        rewrite(kernel, plan, launches.lookup(function.getNameAttr()), rewriter);
    }
    // Reshapes of reshapes and of constants fold. Canonicalization as a whole would undo the copies that kernels are.
    RewritePatternSet patterns(&getContext());
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, &getContext());
    patterns.add<ReshapeConstant<tensor::CollapseShapeOp>, ReshapeConstant<tensor::ExpandShapeOp>>(&getContext());
    tensor::populateFoldTensorEmptyPatterns(patterns);
    tensor::DimOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::CastOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::EmptyOp::getCanonicalizationPatterns(patterns, &getContext());
    memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
    patterns.add<SizeOfResult>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  /// Gives the arguments, the operations and the launch their new shapes.
  void rewrite(Kernel &kernel, const Plan &plan, rt::LaunchOp launch, RewriterBase &rewriter) {
    llvm::DenseMap<unsigned, Reshaped> arguments;
    llvm::DenseMap<OpOperand *, AffineMap> maps;
    for (Operand &operand : kernel.operands) {
      Reshaped reshaped = reshape(kernel, plan, cast<RankedTensorType>(operand.argument.getType()), operand.map);
      auto [found, isNew] = arguments.try_emplace(operand.argument.getArgNumber(), reshaped);
      if (!isNew && (found->second.type != reshaped.type || found->second.reassociation != reshaped.reassociation))
        return; // one argument, two ways to read it
      maps[operand.use] = reshaped.map;
    }
    SmallVector<utils::IteratorType> kinds;
    for (auto [loop, kind] : llvm::enumerate(kernel.kinds))
      if (plan.newLoop[loop] >= 0 && !plan.continues[loop])
        kinds.push_back(kind);
    for (auto [number, reshaped] : arguments)
      kernel.function.getArgument(number).setType(reshaped.type);

    rewriter.setInsertionPoint(kernel.main);
    // The tensor between a fused pair has the parallel loops as axes.
    linalg::GenericOp newMain = rebuild(kernel, kernel.main, kinds, maps, plan, rewriter);
    linalg::GenericOp last = newMain;
    if (kernel.epilogue) {
      rewriter.setInsertionPoint(kernel.epilogue);
      last = rebuildEpilogue(kernel, newMain, kinds, maps, plan, rewriter);
      rewriter.replaceAllUsesWith(kernel.epilogue->getResults(), last->getResults());
      rewriter.eraseOp(kernel.epilogue);
    } else {
      rewriter.replaceAllUsesWith(kernel.main->getResults(), newMain->getResults());
    }
    Operation *fill = kernel.main.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
    rewriter.eraseOp(kernel.main);
    if (fill && fill->use_empty())
      rewriter.eraseOp(fill);
    kernel.function.setFunctionType(
        rewriter.getFunctionType(kernel.function.getBody().getArgumentTypes(), last->getResultTypes()));
    reshapeLaunch(launch, arguments, rewriter);
  }

  static linalg::GenericOp clone(linalg::GenericOp op, ValueRange inputs, ValueRange inits, ArrayRef<AffineMap> maps,
                                 ArrayRef<utils::IteratorType> kinds, RewriterBase &rewriter) {
    auto result = linalg::GenericOp::create(rewriter, op.getLoc(), inits.getTypes(), inputs, inits, maps, kinds);
    rewriter.cloneRegionBefore(op.getRegion(), result.getRegion(), result.getRegion().begin());
    return result;
  }

  linalg::GenericOp rebuild(Kernel &kernel, linalg::GenericOp op, ArrayRef<utils::IteratorType> kinds,
                            llvm::DenseMap<OpOperand *, AffineMap> &maps, const Plan &plan, RewriterBase &rewriter) {
    SmallVector<AffineMap> newMaps;
    SmallVector<Value> inputs, inits;
    for (OpOperand &use : op->getOpOperands()) {
      Value value = use.get();
      AffineMap map = maps.lookup(&use);
      auto fill = value.getDefiningOp<linalg::FillOp>();
      Value place = fill ? fill.getOutputs()[0] : value;
      if (!map && isa<RankedTensorType>(value.getType())) { // the tensor between a fused pair
        auto type = cast<RankedTensorType>(value.getType());
        Reshaped reshaped = reshape(kernel, plan, type, op.getMatchingIndexingMap(&use));
        map = reshaped.map;
        SmallVector<OpFoldResult> sizes;
        auto empty = place.getDefiningOp<tensor::EmptyOp>();
        SmallVector<OpFoldResult> old = empty.getMixedSizes();
        for (const ReassociationIndices &group : reshaped.reassociation) {
          OpFoldResult size = old[group.back()];
          for (int64_t axis : group)
            if (type.isDynamicDim(axis))
              size = old[axis];
          sizes.push_back(size);
        }
        for (auto [axis, extent] : llvm::enumerate(reshaped.type.getShape()))
          if (!ShapedType::isDynamic(extent))
            sizes[axis] = rewriter.getIndexAttr(extent);
        place = tensor::EmptyOp::create(rewriter, op.getLoc(), sizes, type.getElementType());
      } else if (!map) {
        map = AffineMap::get(plan.loops, 0, rewriter.getContext());
      }
      if (fill)
        place = linalg::FillOp::create(rewriter, op.getLoc(), fill.getInputs(), ValueRange(place)).getResult(0);
      (op.isDpsInit(&use) ? inits : inputs).push_back(place);
      newMaps.push_back(map);
    }
    return clone(op, inputs, inits, newMaps, kinds, rewriter);
  }

  /// The epilogue over the parallel loops that stay, in the order of the axes of what it reads.
  linalg::GenericOp rebuildEpilogue(Kernel &kernel, linalg::GenericOp newMain, ArrayRef<utils::IteratorType> kinds,
                                    llvm::DenseMap<OpOperand *, AffineMap> &maps, const Plan &plan,
                                    RewriterBase &rewriter) {
    AffineMap written = newMain.getIndexingMapMatchingResult(newMain->getResult(0));
    // Loop i of the epilogue is axis i of the tensor between the two.
    SmallVector<AffineExpr> toEpilogue(plan.loops, rewriter.getAffineConstantExpr(0));
    for (auto [axis, expr] : llvm::enumerate(written.getResults()))
      toEpilogue[cast<AffineDimExpr>(expr).getPosition()] = rewriter.getAffineDimExpr(axis);
    unsigned loops = written.getNumResults();
    SmallVector<AffineMap> newMaps;
    SmallVector<Value> inputs, inits;
    for (OpOperand &use : kernel.epilogue->getOpOperands()) {
      AffineMap map = maps.lookup(&use);
      Value value = use.get();
      if (value == kernel.main.getResult(0)) {
        value = newMain.getResult(0);
        map = rewriter.getMultiDimIdentityMap(loops);
      } else if (map) {
        map = map.replaceDimsAndSymbols(toEpilogue, {}, loops, 0);
      } else {
        map = AffineMap::get(loops, 0, rewriter.getContext());
      }
      (kernel.epilogue.isDpsInit(&use) ? inits : inputs).push_back(value);
      newMaps.push_back(map);
    }
    SmallVector<utils::IteratorType> parallel(loops, utils::IteratorType::parallel);
    return clone(kernel.epilogue, inputs, inits, newMaps, parallel, rewriter);
  }

  static void reshapeLaunch(rt::LaunchOp launch, const llvm::DenseMap<unsigned, Reshaped> &arguments,
                            RewriterBase &rewriter) {
    rewriter.setInsertionPoint(launch);
    Location loc = launch.getLoc();
    auto collapse = [&](Value value, unsigned number) -> Value {
      auto found = arguments.find(number);
      if (found == arguments.end() || found->second.type == value.getType())
        return value;
      return tensor::CollapseShapeOp::create(rewriter, loc, found->second.type, value, found->second.reassociation);
    };
    SmallVector<Value> inputs, outputs;
    for (auto [number, input] : llvm::enumerate(launch.getInputs()))
      inputs.push_back(collapse(input, number));
    for (auto [number, output] : llvm::enumerate(launch.getOutputs()))
      outputs.push_back(collapse(output, number + inputs.size()));
    auto changed = rt::LaunchOp::create(rewriter, loc, ValueRange(outputs).getTypes(), launch.getCalleeAttr(), inputs,
                                        outputs, launch.getCount(), launch.getParallelAttr(), launch.getUpdateAttr());
    SmallVector<Value> results;
    for (auto [number, result] : llvm::enumerate(changed.getResults())) {
      Value old = launch.getResults()[number];
      if (old.getType() == result.getType()) {
        results.push_back(result);
        continue;
      }
      const Reshaped &reshaped = arguments.find(number + inputs.size())->second;
      results.push_back(
          tensor::ExpandShapeOp::create(rewriter, loc, old.getType(), result, reshaped.reassociation,
                                        tensor::getMixedSizes(rewriter, loc, launch.getOutputs()[number])));
    }
    rewriter.replaceOp(launch, results);
  }
};

} // namespace
} // namespace ingot
