// Verifiers, folds and canonicalisations of the operations of NnMove.td, in its order.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/Nn.h"

#include "dialects/nn/NnVerify.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace ingot::nn;

/// Input and result have one element type and one rank.
static LogicalResult verifySameRank(Operation *op, Type input, Type result) {
  if (failed(verifyElement(op, input, result, "a result")))
    return failure();
  auto from = dyn_cast<RankedTensorType>(input), to = dyn_cast<RankedTensorType>(result);
  if (from && to && from.getRank() != to.getRank())
    return op->emitOpError() << "expected a result of rank " << from.getRank() << ", got " << to;
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ReshapeOp::verify() {
  if (elementOf(getInput().getType()) != elementOf(getType())) // reshape_c1
    return emitOpError() << "expected a result of element type " << elementOf(getInput().getType())
                         << ", got " << elementOf(getType());
  auto input = dyn_cast<RankedTensorType>(getInput().getType()),
       result = dyn_cast<RankedTensorType>(getType());
  if (input && result && input.hasStaticShape() && result.hasStaticShape() &&
      input.getNumElements() != result.getNumElements()) // reshape_c2
    return emitOpError() << "expected " << input.getNumElements() << " elements, got "
                         << result.getNumElements();
  if (getShape())
    if (auto shape = dyn_cast<RankedTensorType>(getShape().getType());
        shape && shape.getRank() != 1) // reshape_c3
      return emitOpError() << "expected a shape of rank 1, got " << shape;
  return success();
}

template <typename Sugar>
static LogicalResult verifySugar(Sugar op) {
  return verifyElement(op, op.getInput().getType(), op.getType(), "a result"); // shape_sugar_c1
}
LogicalResult SqueezeOp::verify() { return verifySugar(*this); }
LogicalResult UnsqueezeOp::verify() { return verifySugar(*this); }
LogicalResult FlattenOp::verify() { return verifySugar(*this); }

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> permutation = getPermutation();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  if (permutation.empty())
    return success();
  llvm::SmallBitVector seen(permutation.size());
  for (int64_t axis : permutation) {
    if (axis < 0 || axis >= static_cast<int64_t>(permutation.size()) || seen.test(axis)) // transpose_c1
      return emitOpError() << "expected a permutation of 0 to " << permutation.size() - 1 << ", got "
                           << getPermutation();
    seen.set(axis);
  }
  if (input && input.getRank() != static_cast<int64_t>(permutation.size())) // transpose_c1
    return emitOpError() << "expected a permutation of " << input.getRank() << " axes, got "
                         << permutation.size();
  return success();
}

namespace {
/// transpose(transpose(x)) is one transpose, or x itself.
struct MergeTransposes : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> outer = op.getPermutation();
    bool identity = !outer.empty();
    for (auto [position, axis] : llvm::enumerate(outer))
      identity &= static_cast<int64_t>(position) == axis;
    if (identity && op.getInput().getType() == op.getType()) {
      rewriter.replaceOp(op, op.getInput());
      return success();
    }
    auto inner = op.getInput().getDefiningOp<TransposeOp>();
    if (!inner || outer.empty() || inner.getPermutation().size() != outer.size())
      return rewriter.notifyMatchFailure(op, "the operand is no transpose of the same rank");
    SmallVector<int64_t> merged;
    for (int64_t axis : outer)
      merged.push_back(inner.getPermutation()[axis]);
    rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), inner.getInput(), merged);
    return success();
  }
};
} // namespace

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<MergeTransposes>(context);
}

LogicalResult SliceOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // slice_c1
    return failure();
  if (getOffsets().has_value() != getStepsAttr().has_value()) // slice_c2
    return emitOpError() << "expected both 'offsets' and 'steps_attr', or neither";
  if (!getOffsets() && !getStarts()) // slice_c2
    return emitOpError() << "expected 'offsets' and 'steps_attr', or operands 'from' and 'to'";
  if (!getStepsAttr())
    return success();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  size_t rank = input ? input.getRank() : getStepsAttr()->size();
  if (getStepsAttr()->size() != rank || getOffsets()->size() != rank) // slice_c2
    return emitOpError() << "expected " << rank << " offsets and steps, got " << getOffsets()->size()
                         << " and " << getStepsAttr()->size();
  ArrayRef<int64_t> steps = *getStepsAttr();
  for (int64_t step : steps)
    if (step == 0) // slice_c2
      return emitOpError() << "expected steps that are not 0";
  return success();
}

LogicalResult SplitOp::verify() {
  if (getSizesAttr() && getSizesAttr()->size() != getNumResults()) // split_c2
    return emitOpError() << "expected " << getNumResults() << " sizes, one for each result, got "
                         << getSizesAttr()->size();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // split_c1
}

LogicalResult ConcatOp::verify() {
  if (getInputs().empty()) // concat_c1
    return emitOpError() << "expected at least one input";
  for (Value input : getInputs())
    if (elementOf(input.getType()) != elementOf(getType())) // concat_c2
      return emitOpError() << "expected inputs of element type " << elementOf(getType()) << ", got "
                           << elementOf(input.getType());
  RankedTensorType first;
  for (Value input : getInputs()) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    first = first ? first : type;
    if (type && type.getRank() != first.getRank()) // concat_c2
      return emitOpError() << "expected inputs of one rank, got " << first << " and " << type;
  }
  return verifyAxes(*this, first ? first : getType(), {static_cast<int64_t>(getAxis())}); // concat_c3
}

LogicalResult PadOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // pad_c1
    return failure();
  if (getValue() &&
      failed(verifyElement(*this, getInput().getType(), getValue().getType(), "a value"))) // pad_c1
    return failure();
  if (getLow().has_value() != getHigh().has_value() || (!getLow() && !getPads())) // pad_c2
    return emitOpError() << "expected 'low' and 'high', or the operand 'by'";
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  if (input && getLow() &&
      (static_cast<int64_t>(getLow()->size()) != input.getRank() ||
       getLow()->size() != getHigh()->size())) // pad_c2
    return emitOpError() << "expected " << input.getRank() << " paddings on each side, got "
                         << getLow()->size();
  return success();
}

LogicalResult BroadcastOp::verify() {
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // broadcast_c1
}

LogicalResult TileOp::verify() {
  return verifySameRank(*this, getInput().getType(), getType()); // tile_c1
}

LogicalResult GatherOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // gather_c2
    return failure();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // gather_c1
}

LogicalResult SizesOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type || type.getRank() > 1 || !type.hasStaticShape() ||
      type.getNumElements() != static_cast<int64_t>(getValues().size())) // sizes_c1
    return emitOpError() << "expected a scalar or vector of " << getValues().size() << " elements, got "
                         << getType();
  return success();
}

LogicalResult RangeOp::verify() {
  for (Value operand : getOperands())
    if (failed(verifyElement(*this, getType(), operand.getType(), "operands"))) // range_c1
      return failure();
  return success();
}

LogicalResult FillOp::verify() {
  if (getValue().getType() != elementOf(getType())) // fill_c1
    return emitOpError() << "expected a value of type " << elementOf(getType()) << ", got "
                         << getValue().getType();
  return success();
}

template <typename SpaceDepth>
static LogicalResult verifySpaceDepth(SpaceDepth op) {
  auto input = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (input && input.getRank() != 4) // space_depth_c1
    return op.emitOpError() << "expected an input of rank 4, got " << input;
  if (static_cast<int64_t>(op.getBlock()) < 1) // space_depth_c2
    return op.emitOpError() << "expected a block >= 1, got " << op.getBlock();
  return verifyElement(op, op.getInput().getType(), op.getType(), "a result"); // space_depth_c3
}
LogicalResult DepthToSpaceOp::verify() { return verifySpaceDepth(*this); }
LogicalResult SpaceToDepthOp::verify() { return verifySpaceDepth(*this); }
