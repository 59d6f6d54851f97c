// Where kernels write what they make; see Destinations.h. SPDX-License-Identifier: Apache-2.0
#include "passes/buffers/Destinations.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace ingot;

Origin Origin::of(Value value) {
  Origin origin{value, {}};
  while (Operation *op = origin.made.getDefiningOp()) {
    if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(op))
      break;
    origin.reshapes.push_back(op);
    origin.made = op->getOperand(0);
  }
  return origin;
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

Value ingot::placeOf(const Origin &origin, Value place, rt::LaunchOp launch, RewriterBase &rewriter) {
  rewriter.setInsertionPoint(launch);
  for (Operation *op : origin.reshapes) {
    Location loc = op->getLoc();
    auto type = cast<RankedTensorType>(op->getOperand(0).getType());
    if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
      place = tensor::CollapseShapeOp::create(rewriter, loc, type, place, expand.getReassociationIndices());
    } else if (isa<tensor::CastOp>(op)) {
      place = tensor::CastOp::create(rewriter, loc, type, place);
    } else {
      SmallVector<OpFoldResult> sizes;
      if (!sizesOf(op->getOperand(0), launch, sizes, rewriter))
        return {};
      place = tensor::ExpandShapeOp::create(rewriter, loc, type, place,
                                            cast<tensor::CollapseShapeOp>(op).getReassociationIndices(), sizes);
    }
  }
  return place;
}
