// ingot-pass-destinations: results become arguments that kernels write into. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/buffers/Destinations.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_PASSDESTINATIONS
#include "passes/buffers/Passes.h.inc"

namespace {

struct PassDestinations : impl::PassDestinationsBase<PassDestinations> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!rt::isKernel(function) && !function.isExternal())
        pass(function, rewriter);
  }

  static void pass(func::FuncOp function, RewriterBase &rewriter) {
    auto returned = cast<func::ReturnOp>(function.getBody().front().getTerminator());
    function->setAttr("rt.output_count", rewriter.getI64IntegerAttr(returned.getNumOperands()));
    llvm::DenseSet<OpOperand *> bound; // destinations of launches that are outputs already
    for (auto [number, value] : llvm::enumerate(returned.getOperands())) {
      auto attributes = function.getResultAttrDict(number);
      (void)function.insertArgument(function.getNumArguments(), value.getType(), attributes, value.getLoc());
      BlockArgument output = function.getArguments().back();
      if (!writeInto(value, output, bound, rewriter)) {
        rewriter.setInsertionPoint(returned);
        bufferization::MaterializeInDestinationOp::create(rewriter, value.getLoc(), value.getType(), value, output);
      }
    }
    rewriter.setInsertionPoint(returned);
    rewriter.replaceOpWithNewOp<func::ReturnOp>(returned);
    function.removeResAttrsAttr();
    function.setFunctionType(rewriter.getFunctionType(function.getBody().getArgumentTypes(), {}));
  }

  /// Has the kernel that makes `value` write into `output`; false where that cannot be.
  static bool writeInto(Value value, Value output, llvm::DenseSet<OpOperand *> &bound, RewriterBase &rewriter) {
    Origin origin = Origin::of(value);
    auto launch = origin.made.getDefiningOp<rt::LaunchOp>();
    if (!launch)
      return collectInto(origin, output);
    if (isChangedLater(origin.made) || !isKnownBefore(argumentOf(output), launch))
      return false;
    OpOperand &destination = launch.getOutputsMutable()[cast<OpResult>(origin.made).getResultNumber()];
    if (!bound.insert(&destination).second)
      return false;
    Value place = placeOf(origin, output, launch, rewriter);
    if (!place) {
      bound.erase(&destination);
      return false;
    }
    if (launch.getUpdate())
      place = startIn(place, destination, launch, bound, rewriter);
    destination.set(place);
    return true;
  }

  /// Has a loop that begins with empty memory, or both branches of a condition, write into `output`.
  static bool collectInto(const Origin &origin, Value output) {
    auto argument = dyn_cast<BlockArgument>(output);
    Operation *op = origin.made.getDefiningOp();
    if (!argument || !origin.reshapes.empty() || !op || isChangedLater(origin.made) || !isKnownBefore(argument, op))
      return false;
    unsigned number = cast<OpResult>(origin.made).getResultNumber();
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      OpOperand &initial = loop.getInitArgsMutable()[number];
      if (!initial.get().getDefiningOp<tensor::EmptyOp>())
        return false;
      initial.set(output);
      return true;
    }
    auto branch = dyn_cast<scf::IfOp>(op);
    tensor::EmptyOp memory = branch ? memoryOf(branch.thenYield().getOperand(number)) : tensor::EmptyOp();
    if (!memory || memory != memoryOf(branch.elseYield().getOperand(number)))
      return false;
    memory.getResult().replaceAllUsesWith(output);
    return true;
  }

  /// The empty memory that a branch writes `value` into; null where it is somewhere else.
  static tensor::EmptyOp memoryOf(Value value) {
    Value made = Origin::of(value).made;
    if (auto launch = made.getDefiningOp<rt::LaunchOp>())
      made = Origin::of(launch.getOutputs()[cast<OpResult>(made).getResultNumber()]).made;
    else if (auto written = made.getDefiningOp<bufferization::MaterializeInDestinationOp>())
      made = written.getDest();
    return made.getDefiningOp<tensor::EmptyOp>();
  }

  /// A kernel that changes `value` in place would change the output.
  static bool isChangedLater(Value value) {
    return llvm::any_of(value.getUses(), [](OpOperand &use) {
      Operation *user = use.getOwner();
      if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(user))
        return isChangedLater(user->getResult(0));
      if (isa<scf::SCFDialect>(user->getDialect())) // a loop may change what it begins with
        return true;
      auto launch = dyn_cast<rt::LaunchOp>(user);
      return launch && launch.getUpdate() && use.getOperandNumber() >= launch.getOutputs().getBeginOperandIndex();
    });
  }

  /// True where neither `value` nor what it is a view of has another user.
  static bool isUnused(Value value) {
    if (!value.use_empty())
      return false;
    for (Operation *op = value.getDefiningOp();
         isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(op);
         op = op->getOperand(0).getDefiningOp())
      if (!op->getOperand(0).hasOneUse())
        return false;
    return true;
  }

  /// Moves the reshapes that make `place` of an argument before all launches; false where they need sizes.
  static bool moveToStart(Value place, RewriterBase &rewriter) {
    SmallVector<Operation *> reshapes;
    for (; Operation *op = place.getDefiningOp(); place = op->getOperand(0)) {
      if (op->getNumOperands() != 1)
        return false;
      reshapes.push_back(op);
    }
    Block *block = cast<BlockArgument>(place).getOwner();
    if (!reshapes.empty() && !isKnownBefore(cast<BlockArgument>(place), &block->front()))
      return false;
    for (Operation *op : reshapes) // the last one first
      rewriter.moveOpBefore(op, block, block->begin());
    return true;
  }

  /// What a kernel changes in place has to be in the output before: it is made there, or copied.
  static Value startIn(Value place, OpOperand &destination, rt::LaunchOp launch, llvm::DenseSet<OpOperand *> &bound,
                       RewriterBase &rewriter) {
    Value start = destination.get();
    destination.set(place); // the start has one user less
    if (isUnused(start) && moveToStart(place, rewriter) && writeInto(start, place, bound, rewriter))
      return start;
    rewriter.setInsertionPoint(launch);
    return bufferization::MaterializeInDestinationOp::create(rewriter, start.getLoc(), start.getType(), start, place)
        .getResult();
  }

  /// The argument that `place` is a view of.
  static BlockArgument argumentOf(Value place) {
    while (Operation *op = place.getDefiningOp())
      place = op->getOperand(0);
    return cast<BlockArgument>(place);
  }

  /// False where a size of the output is stored after `user`: its view cannot be made before that.
  static bool isKnownBefore(BlockArgument output, Operation *user) {
    auto function = cast<func::FuncOp>(output.getOwner()->getParentOp());
    auto shape = function.getArgAttrOfType<sym::ShapeAttr>(output.getArgNumber(), "sym.shape");
    llvm::SetVector<StringRef> names;
    for (sym::ExprAttr dim : shape ? shape.getDims() : ArrayRef<sym::ExprAttr>())
      sym::collectSymbols(dim, names);
    if (names.empty())
      return true;
    WalkResult walked = function.walk([&](rt::SetSymbolOp set) {
      Operation *top = output.getOwner()->findAncestorOpInBlock(*set);
      bool isAfter = names.contains(set.getName()) && (!top || !top->isBeforeInBlock(user));
      return isAfter ? WalkResult::interrupt() : WalkResult::advance();
    });
    return !walked.wasInterrupted();
  }
};

} // namespace
} // namespace ingot
