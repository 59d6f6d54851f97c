// ingot-carry-buffers: branches and loops on tensors say which memory their results are in.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "passes/buffers/Destinations.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_CARRYBUFFERS
#include "passes/buffers/Passes.h.inc"

namespace {

using Sizes = SmallVector<OpFoldResult>;

/// Finds the sizes of tensors as values that a place before them can use.
class SizeFinder {
public:
  SizeFinder(Operation *place, OpBuilder &builder) : place(place), dominance(place), builder(builder) {}

  /// The sizes of `value`, computed before the place; nothing where they are not known there.
  std::optional<Sizes> find(Value value);

private:
  std::optional<Sizes> findDynamic(Value value);
  std::optional<Sizes> findForResult(OpResult result);
  std::optional<Sizes> findForArgument(BlockArgument argument);
  std::optional<Value> hoist(Value size);
  bool readsData(sym::SizeOp formula);

  Operation *place;
  DominanceInfo dominance;
  OpBuilder &builder;
};

std::optional<Sizes> SizeFinder::find(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.hasStaticShape())
    return getAsIndexOpFoldResult(builder.getContext(), type.getShape());
  std::optional<Sizes> sizes = findDynamic(value);
  if (!sizes)
    return std::nullopt;
  for (auto [axis, size] : llvm::enumerate(*sizes)) {
    if (!type.isDynamicDim(axis)) {
      size = builder.getIndexAttr(type.getDimSize(axis));
    } else if (auto computed = dyn_cast<Value>(size)) {
      std::optional<Value> hoisted = hoist(computed);
      if (!hoisted)
        return std::nullopt;
      size = *hoisted;
    }
  }
  return sizes;
}

/// A size that is computed after the place is computed again before it.
std::optional<Value> SizeFinder::hoist(Value size) {
  if (dominance.properlyDominates(size, place))
    return size;
  Operation *op = size.getDefiningOp();
  if (auto formula = dyn_cast_or_null<sym::SizeOp>(op); formula && readsData(formula))
    return std::nullopt; // it may be stored after the place
  if (!op || op->getNumRegions() != 0 || op->getNumResults() != 1 || !isPure(op) || isa<tensor::DimOp>(op))
    return std::nullopt;
  IRMapping mapping;
  for (Value operand : op->getOperands()) {
    std::optional<Value> hoisted = hoist(operand);
    if (!hoisted)
      return std::nullopt;
    mapping.map(operand, *hoisted);
  }
  return builder.clone(*op, mapping)->getResult(0);
}

/// True where a formula reads a size that the run stores.
bool SizeFinder::readsData(sym::SizeOp formula) {
  llvm::SetVector<StringRef> names;
  sym::collectSymbols(formula.getExpr(), names);
  return place->getParentOfType<func::FuncOp>()
      .walk([&](rt::SetSymbolOp set) {
        return names.contains(set.getName()) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

std::optional<Sizes> SizeFinder::findForArgument(BlockArgument argument) {
  Operation *parent = argument.getOwner()->getParentOp();
  if (auto function = dyn_cast<func::FuncOp>(parent)) {
    auto shape = function.getArgAttrOfType<sym::ShapeAttr>(argument.getArgNumber(), "sym.shape");
    if (!shape)
      return std::nullopt;
    Sizes sizes;
    for (sym::ExprAttr dim : shape.getDims())
      sizes.push_back(sym::SizeOp::create(builder, argument.getLoc(), builder.getIndexType(), dim).getResult());
    return sizes;
  }
  if (auto loop = dyn_cast<LoopLikeOpInterface>(parent))
    if (OpOperand *initial = loop.getTiedLoopInit(argument))
      return find(initial->get());
  return std::nullopt;
}

std::optional<Sizes> SizeFinder::findForResult(OpResult result) {
  Operation *op = result.getOwner();
  if (auto launch = dyn_cast<rt::LaunchOp>(op))
    return find(launch.getOutputs()[result.getResultNumber()]);
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    std::optional<Sizes> sizes = find(branch.thenYield().getOperand(result.getResultNumber()));
    return sizes ? sizes : find(branch.elseYield().getOperand(result.getResultNumber()));
  }
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return find(loop.getInitArgs()[result.getResultNumber()]);
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return find(loop.getConditionOp().getArgs()[result.getResultNumber()]);
  return std::nullopt;
}

std::optional<Sizes> SizeFinder::findDynamic(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return findForArgument(argument);
  Operation *op = value.getDefiningOp();
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return Sizes(empty.getMixedSizes());
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return Sizes(expand.getMixedOutputShape());
  if (isa<tensor::CastOp>(op))
    return find(op->getOperand(0));
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return find(insert.getDest());
  if (auto insert = dyn_cast<tensor::InsertOp>(op))
    return find(insert.getDest());
  if (auto materialize = dyn_cast<bufferization::MaterializeInDestinationOp>(op))
    return find(materialize.getDest());
  if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = extract.getDroppedDims();
    Sizes sizes;
    for (auto [axis, size] : llvm::enumerate(extract.getMixedSizes()))
      if (!dropped.test(axis))
        sizes.push_back(size);
    return sizes;
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    std::optional<Sizes> from = find(collapse.getSrc());
    if (!from)
      return std::nullopt;
    Sizes sizes;
    for (const ReassociationIndices &group : collapse.getReassociationIndices()) {
      OpFoldResult size = builder.getIndexAttr(1);
      for (int64_t axis : group)
        size = affine::makeComposedFoldedAffineApply(
            builder, op->getLoc(),
            AffineMap::get(0, 2, builder.getAffineSymbolExpr(0) * builder.getAffineSymbolExpr(1)),
            {size, (*from)[axis]});
      sizes.push_back(size);
    }
    return sizes;
  }
  return findForResult(cast<OpResult>(value));
}

/// Memory for `value`, before `place`; null where its size is not known there.
Value emptyBefore(Value value, Operation *place) {
  OpBuilder builder(place);
  auto type = cast<RankedTensorType>(value.getType());
  std::optional<Sizes> sizes = SizeFinder(place, builder).find(value);
  if (!sizes)
    return {};
  SmallVector<Value> dynamic;
  for (auto [axis, size] : llvm::enumerate(*sizes))
    if (type.isDynamicDim(axis))
      dynamic.push_back(getValueOrCreateConstantIndexOp(builder, value.getLoc(), size));
  return tensor::EmptyOp::create(builder, value.getLoc(), type, dynamic);
}

Value writeInto(OpBuilder &builder, Value value, Value destination) {
  if (value.getType() != destination.getType())
    value = tensor::CastOp::create(builder, value.getLoc(), destination.getType(), value);
  return bufferization::MaterializeInDestinationOp::create(builder, value.getLoc(), destination.getType(), value,
                                                           destination)
      .getResult();
}

//===- Values that are changed in place ---------------------------------------------------------------------------===//

/// The tensor that `value` is, with parts of it changed, through operations that change nothing else; `value` itself
/// where nothing was changed. Null where a tensor between them is used elsewhere, so that it must not change.
Value changedFrom(Value value) {
  Value whole = value;
  while (Operation *op = whole.getDefiningOp()) {
    Value before;
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
      before = insert.getDest();
    else if (auto insert = dyn_cast<tensor::InsertOp>(op))
      before = insert.getDest();
    else if (auto launch = dyn_cast<rt::LaunchOp>(op); launch && launch.getUpdate())
      before = launch.getOutputs()[cast<OpResult>(whole).getResultNumber()];
    else if (auto loop = dyn_cast<scf::ForOp>(op)) {
      unsigned number = cast<OpResult>(whole).getResultNumber();
      Value yielded = changedFrom(loop.getYieldedValues()[number]);
      before = yielded == loop.getRegionIterArgs()[number] ? loop.getInitArgs()[number] : Value();
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      unsigned number = cast<OpResult>(whole).getResultNumber();
      Value onTrue = changedFrom(branch.thenYield().getOperand(number));
      before = onTrue == changedFrom(branch.elseYield().getOperand(number)) ? onTrue : Value();
    }
    if (!before)
      return whole;
    whole = before;
  }
  return whole;
}

/// True where an iteration changes the carried tensor in place, and reads it nowhere else.
bool isChangedInPlace(BlockArgument carried, Value yielded) {
  if (changedFrom(yielded) != carried)
    return false;
  auto isBranch = [](OpOperand &use) { return isa<scf::YieldOp>(use.getOwner()); };
  int64_t changes = 0;
  for (OpOperand &use : carried.getUses())
    changes += !isBranch(use);
  return changes <= 1;
}

//===- Branches and loops -----------------------------------------------------------------------------------------===//

struct CarryBuffers : impl::CarryBuffersBase<CarryBuffers> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> operations; // inner ones first
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!rt::isKernel(function) && !function.isExternal()) {
        separate(function, rewriter);
        function.walk([&](Operation *op) {
          if (isa<scf::IfOp, scf::ForOp, scf::WhileOp>(op))
            operations.push_back(op);
        });
      }
    for (Operation *op : operations) {
      if (auto branch = dyn_cast<scf::IfOp>(op)) {
        joinBranches(branch);
      } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
        carry(llvm::to_vector(loop.getRegionIterArgs()), loop.getInitArgs(), loop.getBody()->getTerminator(), loop);
      } else {
        auto aligned = alignRegions(cast<scf::WhileOp>(op));
        auto carried = aligned.getAfterArguments().take_front(aligned.getInits().size());
        carry(llvm::to_vector(carried), aligned.getInits(), aligned.getYieldOp(), aligned);
      }
    }
  }

private:
  /// A place of its own for each kernel: clean-ups made equal ones one, and whatever shares a place is compared, each
  /// with each, when memory is planned.
  static void separate(func::FuncOp function, RewriterBase &rewriter) {
    SmallVector<OpOperand *> repeated;
    function.walk([&](tensor::EmptyOp empty) {
      if (!empty->use_empty())
        for (OpOperand &use : llvm::drop_begin(empty->getUses()))
          repeated.push_back(&use);
    });
    for (OpOperand *use : repeated) {
      rewriter.setInsertionPoint(use->get().getDefiningOp());
      use->set(rewriter.clone(*use->get().getDefiningOp())->getResult(0));
    }
  }

  /// Both branches write their results into the same memory.
  void joinBranches(scf::IfOp branch) {
    for (OpResult result : branch.getResults()) {
      unsigned number = result.getResultNumber();
      if (!isa<RankedTensorType>(result.getType()) || changedFrom(result) != result)
        continue;
      Value destination = emptyBefore(result, branch);
      if (!destination)
        continue;
      joined.insert(result);
      for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()})
        if (Value value = yield.getOperand(number); !makeIn(value, destination, yield->getBlock())) {
          OpBuilder builder(yield);
          yield.setOperand(number, writeInto(builder, value, destination));
        }
    }
  }

  /// Has the kernel of `block` that makes `value` write into `place`; false where none does.
  bool makeIn(Value value, Value place, Block *block) {
    Origin origin = Origin::of(value);
    auto launch = origin.made.getDefiningOp<rt::LaunchOp>();
    if (!launch || launch.getUpdate() || launch->getBlock() != block || value.getType() != place.getType())
      return false;
    OpOperand &destination = launch.getOutputsMutable()[cast<OpResult>(origin.made).getResultNumber()];
    if (!bound.insert(&destination).second)
      return false;
    IRRewriter rewriter(value.getContext());
    Value shaped = placeOf(origin, place, launch, rewriter);
    if (shaped)
      destination.set(shaped);
    else
      bound.erase(&destination);
    return shaped != nullptr;
  }

  /// Gives every region of a loop the same tensors at the same places, as bufferization expects them.
  static scf::WhileOp alignRegions(scf::WhileOp loop) {
    SmallVector<Value> passed(loop.getBeforeArguments());
    SmallVector<unsigned> places;
    for (Value value : loop.getConditionOp().getArgs()) {
      auto argument = dyn_cast<BlockArgument>(value);
      bool isCarried = argument && argument.getOwner() == loop.getBeforeBody();
      places.push_back(isCarried ? argument.getArgNumber() : passed.size());
      if (!isCarried)
        passed.push_back(value);
    }
    IRRewriter rewriter(loop);
    auto aligned = scf::WhileOp::create(rewriter, loop.getLoc(), ValueRange(passed).getTypes(), loop.getInits());
    aligned.getBefore().takeBody(loop.getBefore());
    aligned.getConditionOp().getArgsMutable().assign(passed);
    Block *after = loop.getAfterBody();
    SmallVector<Location> locations(passed.size(), loop.getLoc());
    Block *body = rewriter.createBlock(&aligned.getAfter(), {}, ValueRange(passed).getTypes(), locations);
    SmallVector<Value> arguments, results;
    for (unsigned place : places) {
      arguments.push_back(body->getArgument(place));
      results.push_back(aligned.getResult(place));
    }
    rewriter.mergeBlocks(after, body, arguments);
    rewriter.replaceOp(loop, results);
    return aligned;
  }

  /// Every iteration leaves the carried values in the memory where it found them. What shares memory with a carried
  /// value is copied away first: another one may have to be written there.
  void carry(ArrayRef<BlockArgument> carried, ValueRange initial, Operation *yield, Operation *loop) {
    OpBuilder builder(yield);
    SmallVector<unsigned> numbers;
    for (auto [number, argument] : llvm::enumerate(carried)) {
      Value value = yield->getOperand(number);
      if (!isa<RankedTensorType>(value.getType()) || value == argument || isChangedInPlace(argument, value))
        continue;
      if (!isFresh(value, yield->getBlock()) && !isDefinedOutside(value, loop))
        if (Value place = emptyBefore(initial[number], loop))
          yield->setOperand(number, writeInto(builder, value, place));
      numbers.push_back(number);
    }
    for (unsigned number : numbers)
      yield->setOperand(number, writeInto(builder, yield->getOperand(number), carried[number]));
  }

  /// True where `value` is in memory of its own, which no carried value shares. Where a kernel makes it in another
  /// shape, that memory gets the shape of what is carried, so that the two can be exchanged.
  bool isFresh(Value value, Block *block) {
    Origin origin = Origin::of(value);
    if (joined.contains(origin.made))
      return true;
    auto launch = origin.made.getDefiningOp<rt::LaunchOp>();
    if (launch && !launch.getUpdate() && !origin.reshapes.empty())
      if (Value place = emptyBefore(value, launch))
        (void)makeIn(value, place, block);
    return isa_and_nonnull<tensor::FromElementsOp, arith::ConstantOp, tensor::EmptyOp>(origin.made.getDefiningOp()) ||
           (launch && !launch.getUpdate());
  }

  static bool isDefinedOutside(Value value, Operation *loop) {
    return !loop->isAncestor(value.getParentRegion()->getParentOp());
  }

  // Results of branches that are in memory of their own, and destinations of launches that were chosen here.
  llvm::DenseSet<Value> joined;
  llvm::DenseSet<OpOperand *> bound;
};

} // namespace
} // namespace ingot
