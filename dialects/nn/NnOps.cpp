// Verifiers and folds of nn operations that compute, in the order of the .td files; NnMove.cpp has the
// others. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/Nn.h"

#include "dialects/nn/NnVerify.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace ingot::nn;

//===- NnElementwise
//----------------------------------------------------------------------------------------------===//

LogicalResult PowOp::verify() {
  return verifyElement(*this, getLhs().getType(), getType(), "a result"); // pow_c1
}

LogicalResult SelectOp::verify() {
  Type element = elementOf(getOnTrue().getType());
  for (Type type : {getOnFalse().getType(), getResult().getType()})
    if (elementOf(type) != element) // select_c1
      return emitOpError() << "expected element type " << element << ", got " << elementOf(type);
  return success();
}

LogicalResult ClampOp::verify() {
  for (Value limit : getOperands().drop_front())
    if (failed(verifyElement(*this, getInput().getType(), limit.getType(), "limits"))) // clamp_c1
      return failure();
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // clamp_c1
}

LogicalResult CastOp::verify() {
  if (failed(verifyCompatibleShape(getInput().getType(), getType()))) // cast_c1
    return emitOpError() << "expected a result of shape " << getInput().getType() << ", got " << getType();
  return success();
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput()) : OpFoldResult();
}

//===- NnContraction
//----------------------------------------------------------------------------------------------===//

LogicalResult MatmulOp::verify() {
  if (failed(verifyContracted(*this, getLhs().getType(), getRhs().getType(), getType()))) // matmul_c1
    return failure();
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

//===- NnConv
//-----------------------------------------------------------------------------------------------------===//

template <typename ConvLike>
static LogicalResult verifyConvRanks(ConvLike op) {
  auto input = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto weights = dyn_cast<RankedTensorType>(op.getWeights().getType());
  for (RankedTensorType type : {input, weights}) // conv_c1
    if (type && type.getRank() < 3)
      return op.emitOpError() << "expected operands of rank >= 3, got " << type;
  if (input && weights && input.getRank() != weights.getRank()) // conv_c1
    return op.emitOpError() << "expected input and weights of equal rank, got " << input << " and "
                            << weights;
  RankedTensorType known = input ? input : weights;
  if (!known)
    return success();
  return verifyWindow(op, known.getRank() - 2, op.getStrides(), op.getDilations(), op.getPads()); // conv_c2
}

LogicalResult ConvOp::verify() {
  if (failed(verifyConvRanks(*this)) ||
      failed(verifyContracted(*this, getInput().getType(), getWeights().getType(), getType()))) // conv_c5
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
  int64_t perGroup = weights.getDimSize(last ? rank - 2 : 1),
          outputs = weights.getDimSize(last ? rank - 1 : 0);
  if (!ShapedType::isDynamic(channels) && !ShapedType::isDynamic(perGroup) &&
      channels != perGroup * static_cast<int64_t>(getGroup())) // conv_c3
    return emitOpError() << "expected " << perGroup * getGroup() << " input channels (weights " << weights
                         << ", " << getGroup() << " groups), got " << channels;
  if (!ShapedType::isDynamic(outputs) && outputs % getGroup() != 0) // conv_c3
    return emitOpError() << "expected output channels to be a multiple of " << getGroup() << " groups, got "
                         << outputs;
  if (!getBias())
    return success();
  auto bias = dyn_cast<RankedTensorType>(getBias().getType());
  if (bias && (bias.getRank() != 1 || (!bias.isDynamicDim(0) && !ShapedType::isDynamic(outputs) &&
                                       bias.getDimSize(0) != outputs))) // conv_c4
    return emitOpError() << "expected a bias of " << outputs << " elements, got " << bias;
  return success();
}

LogicalResult ConvTransposeOp::verify() {
  if (failed(verifyConvRanks(*this))) // conv_transpose_c1 conv_transpose_c2
    return failure();
  if (getGroup() < 1) // conv_transpose_c3
    return emitOpError() << "expected a group count >= 1, got " << getGroup();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  auto weights = dyn_cast<RankedTensorType>(getWeights().getType());
  if (!input || !weights || input.isDynamicDim(1) || weights.isDynamicDim(0))
    return success();
  int64_t channels = input.getDimSize(1);
  if (channels != weights.getDimSize(0) ||
      channels % static_cast<int64_t>(getGroup()) != 0) // conv_transpose_c3
    return emitOpError() << "expected " << weights.getDimSize(0) << " input channels, a multiple of "
                         << getGroup() << " groups, got " << channels;
  return success();
}

template <typename Pool>
static LogicalResult verifyPool(Pool op) {
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

//===- NnReduce
//---------------------------------------------------------------------------------------------------===//

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

template <typename Softmax>
static LogicalResult verifySoftmax(Softmax op) {
  if (failed(verifyUnary(op))) // softmax_like_c2
    return failure();
  return verifyAxes(op, op.getInput().getType(), op.getAxes()); // softmax_like_c1
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
