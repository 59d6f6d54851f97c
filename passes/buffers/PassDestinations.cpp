// ingot-pass-destinations: results become arguments that kernels write into. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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
    SmallVector<Operation *> reshapes; // from the result back to the launch
    Value made = value;
    while (Operation *op = made.getDefiningOp()) {
      if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(op))
        break;
      reshapes.push_back(op);
      made = op->getOperand(0);
    }
    auto launch = made.getDefiningOp<rt::LaunchOp>();
    if (!launch || isChangedLater(made))
      return false;
    if (!isKnownBefore(argumentOf(output), launch))
      return false;
    unsigned number = cast<OpResult>(made).getResultNumber();
    OpOperand &destination = launch.getOutputsMutable()[number];
    if (!bound.insert(&destination).second)
      return false;
    rewriter.setInsertionPoint(launch);
    Value place = output;
    for (Operation *op : reshapes) {
      Location loc = op->getLoc();
      auto type = cast<RankedTensorType>(op->getOperand(0).getType());
      if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
        place = tensor::CollapseShapeOp::create(rewriter, loc, type, place, expand.getReassociationIndices());
      } else if (isa<tensor::CastOp>(op)) {
        place = tensor::CastOp::create(rewriter, loc, type, place);
      } else {
        SmallVector<OpFoldResult> sizes;
        if (!sizesOf(op->getOperand(0), launch, sizes, rewriter)) {
          bound.erase(&destination);
          return false;
        }
        place = tensor::ExpandShapeOp::create(rewriter, loc, type, place,
                                              cast<tensor::CollapseShapeOp>(op).getReassociationIndices(), sizes);
      }
    }
    if (launch.getUpdate())
      place = startIn(place, destination, launch, bound, rewriter);
    destination.set(place);
    return true;
  }

  /// A kernel that changes `value` in place would change the output.
  static bool isChangedLater(Value value) {
    return llvm::any_of(value.getUses(), [](OpOperand &use) {
      Operation *user = use.getOwner();
      if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(user))
        return isChangedLater(user->getResult(0));
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

  /// The sizes of `value`, which comes after `launch`, as values before it.
  static bool sizesOf(Value value, rt::LaunchOp launch, SmallVector<OpFoldResult> &sizes, RewriterBase &rewriter) {
    auto type = cast<RankedTensorType>(value.getType());
    if (type.hasStaticShape()) {
      sizes = getAsIndexOpFoldResult(rewriter.getContext(), type.getShape());
      return true;
    }
    auto result = dyn_cast<OpResult>(value);
    if (result && result.getOwner() == launch) {
      sizes = tensor::getMixedSizes(rewriter, value.getLoc(), launch.getOutputs()[result.getResultNumber()]);
      return true;
    }
    if (auto expand = value.getDefiningOp<tensor::ExpandShapeOp>()) {
      sizes = expand.getMixedOutputShape();
      return llvm::all_of(expand.getOutputShape(), [&](Value size) {
        Operation *definition = size.getDefiningOp();
        return !definition || definition->getBlock() != launch->getBlock() || definition->isBeforeInBlock(launch);
      });
    }
    return false;
  }
};

} // namespace
} // namespace ingot
