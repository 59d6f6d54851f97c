// ingot-choose-tiles: describes each kernel to the cost model and records its choice.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "passes/Fused.h"
#include "passes/tile/CostModel.h"
#include "passes/tile/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_CHOOSETILES
#include "passes/tile/Passes.h.inc"

namespace {

/// The operations of a kernel that get loops of their own: all but those that finish another one in registers.
SmallVector<linalg::GenericOp> mainOperations(func::FuncOp kernel) {
  SmallVector<linalg::GenericOp> generics(kernel.getOps<linalg::GenericOp>());
  llvm::erase_if(generics, [](linalg::GenericOp op) {
    return llvm::any_of(op.getDpsInputs(), [](Value input) { return input.getDefiningOp<linalg::GenericOp>(); });
  });
  return generics;
}

unsigned bitsOf(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isIntOrFloat() ? std::max(8u, element.getIntOrFloatBitWidth()) : 64;
}

/// The combiner of a reduction with one output may be applied lane by lane.
bool isReassociable(linalg::GenericOp op) {
  SmallVector<Operation *> combiners;
  if (op.getNumDpsInits() != 1 || !matchReduction(op.getRegionOutputArgs(), 0, combiners) || combiners.size() != 1)
    return false;
  return linalg::getCombinerOpKind(combiners.front()) && arith::getNeutralElement(combiners.front());
}

/// A constant of a contraction, which is laid out as its kernel reads it (`ingot-pack-weights`).
bool isPacked(rt::LaunchOp launch, linalg::GenericOp main, OpOperand &use) {
  auto argument = dyn_cast<BlockArgument>(use.get());
  AffineMap map = main.getMatchingIndexingMap(&use);
  if (!argument || !argument.hasOneUse() || !map.isProjectedPermutation() ||
      argument.getArgNumber() >= launch.getInputs().size() ||
      !launch.getInputs()[argument.getArgNumber()].getDefiningOp<arith::ConstantOp>())
    return false;
  SmallVector<unsigned> reductions;
  main.getReductionDims(reductions);
  return llvm::any_of(reductions, [&](unsigned loop) { return map.isFunctionOfDim(loop); });
}

/// Adds what `use` of `op` does when each loop of `kernel` becomes the vector; `map` is over these loops.
void addOperand(KernelShape &kernel, OpOperand &use, AffineMap map, bool isOutput, bool once, int64_t lanes) {
  auto type = dyn_cast<RankedTensorType>(use.get().getType());
  if (!type)
    return;
  OperandShape operand;
  operand.output = isOutput;
  operand.once = once;
  operand.bytes = type.hasStaticShape() ? type.getNumElements() * (bitsOf(type) / 8) : -1;
  for (unsigned loop = 0; loop < kernel.loops.size(); ++loop) {
    operand.access.push_back(classifyAccess(map, use.get(), loop, lanes));
    operand.depends.push_back(dependsOn(map, loop));
  }
  kernel.operands.push_back(std::move(operand));
}

/// `op`, and what finishes it in registers, as the cost model sees them.
KernelShape describe(rt::LaunchOp launch, linalg::GenericOp op, const rt::TargetInfo &target) {
  KernelShape kernel;
  for (auto [size, kind] : llvm::zip(op.getStaticLoopRanges(), op.getIteratorTypesArray()))
    kernel.loops.push_back({ShapedType::isDynamic(size) ? -1 : size, kind == utils::IteratorType::reduction});
  kernel.elementBits = 8;
  for (OpOperand &use : op->getOpOperands())
    kernel.elementBits = std::max(kernel.elementBits, bitsOf(use.get().getType()));
  int64_t lanes = target.lanes(kernel.elementBits);
  linalg::GenericOp epilogue = epilogueOf(op);
  for (OpOperand *use : op.getDpsInputOperands()) {
    size_t before = kernel.operands.size();
    addOperand(kernel, *use, op.getMatchingIndexingMap(use), false, false, lanes);
    if (kernel.operands.size() != before && isPacked(launch, op, *use))
      for (auto [loop, access] : llvm::zip_equal(kernel.loops, kernel.operands.back().access))
        if (!loop.reduction && access == LaneAccess::Scattered)
          access = LaneAccess::Contiguous;
  }
  if (!epilogue)
    for (OpOperand &use : op.getDpsInitsMutable())
      addOperand(kernel, use, op.getMatchingIndexingMap(&use), true, true, lanes);
  if (epilogue) {
    AffineMap toMain = epilogueToMainLoops(op, epilogue);
    OpOperand *link = linkBetween(op, epilogue);
    for (OpOperand &use : epilogue->getOpOperands())
      if (&use != link)
        addOperand(kernel, use, epilogue.getMatchingIndexingMap(&use).compose(toMain), epilogue.isDpsInit(&use), true,
                   lanes);
  }
  kernel.reassociable = isReassociable(op);
  return kernel;
}

struct ChooseTiles : impl::ChooseTilesBase<ChooseTiles> {
  using ChooseTilesBase::ChooseTilesBase;

  void runOnOperation() override {
    rt::TargetInfo target = rt::readTarget(getOperation());
    SymbolTable symbols(getOperation());
    getOperation().walk([&](rt::LaunchOp launch) {
      auto kernel = symbols.lookup<func::FuncOp>(launch.getCallee());
      SmallVector<linalg::GenericOp> mains = mainOperations(kernel);
      for (linalg::GenericOp main : mains)
        choose(launch, main, target);
      if (mains.size() == 1)
        countIterations(launch, mains.front());
    });
  }

  static void choose(rt::LaunchOp launch, linalg::GenericOp main, const rt::TargetInfo &target) {
    TileChoice choice;
    if (main.getNumLoops() > 0)
      choice = chooseTile(describe(launch, main, target), target);
    main->setAttr(rt::tileAttrName, rt::TileAttr::get(main.getContext(), choice.vector, choice.lanes, choice.vectors,
                                                      choice.row, choice.rows, choice.order));
    remark::passed(main.getLoc(), remark::RemarkOpts::name("Tile").category("ingot-tile"))
        << "vector loop " << remark::metric("vector", choice.vector) << ", lanes "
        << remark::metric("lanes", choice.lanes) << ", vectors " << remark::metric("vectors", choice.vectors)
        << ", row loop " << remark::metric("row", choice.row) << ", rows " << remark::metric("rows", choice.rows);
  }

  /// Writes the trip count of the outermost loop into the launch; enough work makes it parallel.
  void countIterations(rt::LaunchOp launch, linalg::GenericOp main) {
    auto tile = main->getAttrOfType<rt::TileAttr>(rt::tileAttrName);
    if (tile.getOrder().empty())
      return;
    int64_t loop = tile.getOrder().front(), chunk = 1;
    if (loop == tile.getVector())
      chunk = tile.getLanes() * tile.getVectors();
    else if (loop == tile.getRow())
      chunk = tile.getRows();
    SmallVector<int64_t> sizes = main.getStaticLoopRanges();
    OpBuilder builder(launch);
    Location loc = launch.getLoc();
    Value count;
    if (!ShapedType::isDynamic(sizes[loop])) {
      count = arith::ConstantIndexOp::create(builder, loc, (sizes[loop] + chunk - 1) / chunk);
    } else {
      Value size = sizeAtLaunch(launch, main, loop, builder);
      if (!size) {
        launch.emitError("cannot tell how often the outermost loop of kernel '") << launch.getCallee() << "' runs";
        return signalPassFailure();
      }
      Value step = arith::ConstantIndexOp::create(builder, loc, chunk);
      count = chunk == 1 ? size : arith::CeilDivUIOp::create(builder, loc, size, step).getResult();
    }
    launch.getCountMutable().assign(count);
    int64_t work = 1;
    for (int64_t size : sizes)
      work = std::min<int64_t>(work * (ShapedType::isDynamic(size) ? 64 : std::max<int64_t>(size, 1)), INT32_MAX);
    if (work >= parallelWork && !(sizes[loop] >= 0 && sizes[loop] <= chunk))
      launch.setParallel(true);
  }

  /// The size of `loop` as a value beside the launch: an axis of an operand that the loop runs along.
  static Value sizeAtLaunch(rt::LaunchOp launch, linalg::GenericOp main, int64_t loop, OpBuilder &builder) {
    SmallVector<Value> operands(launch.getInputs());
    llvm::append_range(operands, launch.getOutputs());
    auto sizeFrom = [&](Value value, AffineMap map) -> Value {
      if (auto fill = value.getDefiningOp<linalg::FillOp>())
        value = fill.getOutputs()[0];
      auto argument = dyn_cast<BlockArgument>(value);
      if (!argument || !isa<RankedTensorType>(value.getType()))
        return {};
      for (auto [axis, expr] : llvm::enumerate(map.getResults()))
        if (auto dim = dyn_cast<AffineDimExpr>(expr); dim && static_cast<int64_t>(dim.getPosition()) == loop)
          return tensor::DimOp::create(builder, launch.getLoc(), operands[argument.getArgNumber()],
                                       static_cast<int64_t>(axis));
      return {};
    };
    for (OpOperand &use : main->getOpOperands())
      if (Value size = sizeFrom(use.get(), main.getMatchingIndexingMap(&use)))
        return size;
    linalg::GenericOp epilogue = epilogueOf(main);
    if (!epilogue)
      return {};
    AffineMap toMain = epilogueToMainLoops(main, epilogue);
    for (OpOperand &use : epilogue->getOpOperands())
      if (Value size = sizeFrom(use.get(), epilogue.getMatchingIndexingMap(&use).compose(toMain)))
        return size;
    return {};
  }
};

} // namespace
} // namespace ingot
