// ingot-pass-destinations: results become arguments that kernels write into. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
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
    if (!launch)
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
    destination.set(place);
    return true;
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
