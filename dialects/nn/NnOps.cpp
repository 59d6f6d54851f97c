// Verifiers, folds and canonicalisations of nn operations, in the order of the .td files.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/Nn.h"

#include "dialects/nn/NnVerify.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace ingot::nn;

//===- NnElementwise ----------------------------------------------------------------------------------------------===//

LogicalResult SelectOp::verify() {
  Type element = elementOf(getOnTrue().getType());
  for (Type type : {getOnFalse().getType(), getResult().getType()})
    if (elementOf(type) != element) // select_c1
      return emitOpError() << "expected element type " << element << ", got " << elementOf(type);
  return success();
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput()) : OpFoldResult();
}

//===- NnContraction ----------------------------------------------------------------------------------------------===//

LogicalResult MatmulOp::verify() {
  if (elementOf(getLhs().getType()) != elementOf(getRhs().getType())) // matmul_c1
    return emitOpError() << "expected operands of one element type, got " << elementOf(getLhs().getType()) << " and "
                         << elementOf(getRhs().getType());
  auto lhs = dyn_cast<RankedTensorType>(getLhs().getType());
  auto rhs = dyn_cast<RankedTensorType>(getRhs().getType());
  for (RankedTensorType type : {lhs, rhs})
    if (type && type.getRank() < 1) // matmul_c2
      return emitOpError() << "expected operands of rank >= 1, got " << type;
  if (!lhs || !rhs)
    return success();
  int64_t left = lhs.getDimSize(lhs.getRank() - (getTransposeA() && lhs.getRank() > 1 ? 2 : 1));
  int64_t right = rhs.getDimSize(rhs.getRank() - (getTransposeB() || rhs.getRank() == 1 ? 1 : 2));
  if (!ShapedType::isDynamic(left) && !ShapedType::isDynamic(right) && left != right) // matmul_c3
    return emitOpError() << "expected inner sizes that agree, got " << left << " and " << right;
  return success();
}

//===- NnConv -----------------------------------------------------------------------------------------------------===//

template <typename ConvLike> static LogicalResult verifyConvRanks(ConvLike op) {
  auto input = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto weights = dyn_cast<RankedTensorType>(op.getWeights().getType());
  for (RankedTensorType type : {input, weights}) // conv_c1
    if (type && type.getRank() < 3)
      return op.emitOpError() << "expected operands of rank >= 3, got " << type;
  if (input && weights && input.getRank() != weights.getRank()) // conv_c1
    return op.emitOpError() << "expected input and weights of equal rank, got " << input << " and " << weights;
  RankedTensorType known = input ? input : weights;
  if (!known)
    return success();
  return verifyWindow(op, known.getRank() - 2, op.getStrides(), op.getDilations(), op.getPads()); // conv_c2
}

LogicalResult ConvOp::verify() {
  if (failed(verifyConvRanks(*this)))
    return failure();
  if (getGroup() < 1) // conv_c3
    return emitOpError() << "expected a group count >= 1, got " << getGroup();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  auto weights = dyn_cast<RankedTensorType>(getWeights().getType());
  if (!input || !weights)
    return success();
  bool last = getLayout() == Layout::ChannelsLast;
  int64_t rank = input.getRank();
  int64_t channels = input.getDimSize(last ? rank - 1 : 1);
  int64_t perGroup = weights.getDimSize(last ? rank - 2 : 1), outputs = weights.getDimSize(last ? rank - 1 : 0);
  if (!ShapedType::isDynamic(channels) && !ShapedType::isDynamic(perGroup) &&
      channels != perGroup * static_cast<int64_t>(getGroup())) // conv_c3
    return emitOpError() << "expected " << perGroup * getGroup() << " input channels (weights " << weights << ", "
                         << getGroup() << " groups), got " << channels;
  if (!ShapedType::isDynamic(outputs) && outputs % getGroup() != 0) // conv_c3
    return emitOpError() << "expected output channels to be a multiple of " << getGroup() << " groups, got " << outputs;
  if (!getBias())
    return success();
  auto bias = dyn_cast<RankedTensorType>(getBias().getType());
  if (bias && (bias.getRank() != 1 || (!bias.isDynamicDim(0) && !ShapedType::isDynamic(outputs) &&
                                       bias.getDimSize(0) != outputs))) // conv_c4
    return emitOpError() << "expected a bias of " << outputs << " elements, got " << bias;
  return success();
}

LogicalResult ConvTransposeOp::verify() { return verifyConvRanks(*this); }

template <typename Pool> static LogicalResult verifyPool(Pool op) {
  auto input = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (input && input.getRank() < 3) // pool_c1
    return op.emitOpError() << "expected an input of rank >= 3, got " << input;
  int64_t spatial = input ? input.getRank() - 2 : static_cast<int64_t>(op.getWindow().size());
  if (static_cast<int64_t>(op.getWindow().size()) != spatial) // pool_c2
    return op.emitOpError() << "expected " << spatial << " window sizes, got " << op.getWindow().size();
  for (int64_t size : op.getWindow())
    if (size < 1) // pool_c2
      return op.emitOpError() << "expected window sizes >= 1, got " << size;
  return verifyWindow(op, spatial, op.getStrides(), op.getDilations(), op.getPads());
}
LogicalResult MaxPoolOp::verify() { return verifyPool(*this); }
LogicalResult AvgPoolOp::verify() { return verifyPool(*this); }

//===- NnReduce ---------------------------------------------------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  bool logical = getKind() == ReduceKind::Any || getKind() == ReduceKind::All;
  if (logical && !elementOf(getInput().getType()).isInteger(1)) // reduce_c2
    return emitOpError() << "expected booleans, got " << elementOf(getInput().getType());
  return verifyAxes(*this, getInput().getType(), getAxes()); // reduce_c1
}

LogicalResult ArgReduceOp::verify() {
  if (getKind() != ReduceKind::Max && getKind() != ReduceKind::Min) // arg_reduce_c1
    return emitOpError() << "expected kind max or min, got " << stringifyReduceKind(getKind());
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // arg_reduce_c2
}

template <typename Softmax> static LogicalResult verifySoftmax(Softmax op) {
  if (failed(verifyUnary(op))) // softmax_c2
    return failure();
  return verifyAxes(op, op.getInput().getType(), op.getAxes()); // softmax_c1
}
LogicalResult SoftmaxOp::verify() { return verifySoftmax(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifySoftmax(*this); }

static LogicalResult verifyVectors(Operation *op, ValueRange vectors) {
  for (Value vector : vectors)
    if (auto type = dyn_cast<RankedTensorType>(vector.getType()); type && type.getRank() != 1)
      return op->emitOpError() << "expected vectors of rank 1, got " << type;
  auto input = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  if (input && input.getRank() < 2)
    return op->emitOpError() << "expected an input of rank >= 2, got " << input;
  return success();
}
LogicalResult BatchNormOp::verify() { // batch_norm_c1 batch_norm_c2
  return verifyVectors(*this, getOperands().drop_front());
}
LogicalResult GroupNormOp::verify() { // group_norm_c1 group_norm_c2
  return verifyVectors(*this, getOperands().drop_front());
}
LogicalResult LayerNormOp::verify() { // layer_norm_c1
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())});
}

//===- NnMove -----------------------------------------------------------------------------------------------------===//

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult ReshapeOp::verify() {
  if (elementOf(getInput().getType()) != elementOf(getType())) // reshape_c1
    return emitOpError() << "expected a result of element type " << elementOf(getInput().getType()) << ", got "
                         << elementOf(getType());
  auto input = dyn_cast<RankedTensorType>(getInput().getType()), result = dyn_cast<RankedTensorType>(getType());
  if (input && result && input.hasStaticShape() && result.hasStaticShape() &&
      input.getNumElements() != result.getNumElements()) // reshape_c2
    return emitOpError() << "expected " << input.getNumElements() << " elements, got " << result.getNumElements();
  if (getShape())
    if (auto shape = dyn_cast<RankedTensorType>(getShape().getType()); shape && shape.getRank() != 1) // reshape_c3
      return emitOpError() << "expected a shape of rank 1, got " << shape;
  return success();
}

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> permutation = getPermutation();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  if (permutation.empty())
    return success();
  llvm::SmallBitVector seen(permutation.size());
  for (int64_t axis : permutation) {
    if (axis < 0 || axis >= static_cast<int64_t>(permutation.size()) || seen.test(axis)) // transpose_c1
      return emitOpError() << "expected a permutation of 0 to " << permutation.size() - 1 << ", got " << getPermutation();
    seen.set(axis);
  }
  if (input && input.getRank() != static_cast<int64_t>(permutation.size())) // transpose_c1
    return emitOpError() << "expected a permutation of " << input.getRank() << " axes, got " << permutation.size();
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
  if (getOffsets().has_value() != getStepsAttr().has_value()) // slice_c2
    return emitOpError() << "expected both 'offsets' and 'steps_attr', or neither";
  if (!getOffsets() && !getStarts()) // slice_c2
    return emitOpError() << "expected 'offsets' and 'steps_attr', or operands 'from' and 'to'";
  if (!getStepsAttr())
    return success();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  size_t rank = input ? input.getRank() : getStepsAttr()->size();
  if (getStepsAttr()->size() != rank || getOffsets()->size() != rank) // slice_c2
    return emitOpError() << "expected " << rank << " offsets and steps, got " << getOffsets()->size() << " and "
                         << getStepsAttr()->size();
  ArrayRef<int64_t> steps = *getStepsAttr();
  for (int64_t step : steps)
    if (step == 0) // slice_c2
      return emitOpError() << "expected steps that are not 0";
  return success();
}

LogicalResult ConcatOp::verify() {
  if (getInputs().empty()) // concat_c1
    return emitOpError() << "expected at least one input";
  for (Value input : getInputs())
    if (elementOf(input.getType()) != elementOf(getType())) // concat_c2
      return emitOpError() << "expected inputs of element type " << elementOf(getType()) << ", got "
                           << elementOf(input.getType());
  return verifyAxes(*this, getInputs().front().getType(), {static_cast<int64_t>(getAxis())}); // concat_c3
}

LogicalResult PadOp::verify() {
  if (getLow().has_value() != getHigh().has_value() || (!getLow() && !getPads())) // pad_c2
    return emitOpError() << "expected 'low' and 'high', or the operand 'by'";
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  if (input && getLow() &&
      (static_cast<int64_t>(getLow()->size()) != input.getRank() || getLow()->size() != getHigh()->size())) // pad_c2
    return emitOpError() << "expected " << input.getRank() << " paddings on each side, got " << getLow()->size();
  return success();
}

LogicalResult GatherOp::verify() {
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // gather_c1
}

LogicalResult SizesOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getType());
  if (!type || type.getRank() > 1 || !type.hasStaticShape() ||
      type.getNumElements() != static_cast<int64_t>(getValues().size())) // sizes_c1
    return emitOpError() << "expected a scalar or vector of " << getValues().size() << " elements, got " << getType();
  return success();
}
