// Import functions of normalisations. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// Half-precision inputs are normalised in single precision (`stash_type` 1), others in their own.
static Type stashType(Node &node, Type element) {
  bool isHalf = element.isF16() || element.isBF16();
  return isHalf && node.integer("stash_type", 1) == 1 ? node.float32() : element;
}

/// Statistics of the batch instead of stored ones; these are moved towards them.
static LogicalResult importTrainedNormalization(Node &node) {
  Value input = node.input(0);
  std::optional<int64_t> rank = node.rank(input);
  if (!rank || *rank < 2)
    return node.fail("'training_mode' needs an input of known rank, 2 or more");
  Type element = Node::elementOf(input), stash = element.isF64() ? element : node.float32();
  SmallVector<int64_t> axes{0};
  for (int64_t axis = 2; axis < *rank; ++axis)
    axes.push_back(axis);
  Value wide = castTo(node, input, stash);
  auto mean = [&](Value value) { return node.like<nn::ReduceOp>(value, nn::ReduceKind::Mean, axes, true); };
  Value average = mean(wide), centred = node.like<nn::SubOp>(wide, average);
  Value variance = mean(node.like<nn::MulOp>(centred, centred));
  auto vector = [&](Value statistic) { return node.like<nn::SqueezeOp>(statistic, axes); };
  average = vector(average);
  variance = vector(variance);
  APFloat epsilon(node.real("epsilon", 1e-5f));
  Value normal = node.like<nn::BatchNormOp>(wide, castTo(node, node.input(1), stash),
                                            castTo(node, node.input(2), stash), average, variance, epsilon);
  node.result(0, castTo(node, normal, element));
  double momentum = node.real("momentum", 0.9f);
  auto moved = [&](Value stored, Value current) {
    Value kept = node.like<nn::MulOp>(castTo(node, stored, stash), node.scalar(stash, momentum));
    Value added = node.like<nn::MulOp>(current, node.scalar(stash, 1 - momentum));
    return castTo(node, node.like<nn::AddOp>(kept, added), Node::elementOf(stored));
  };
  if (node.wants(1))
    node.result(1, moved(node.input(3), average));
  if (node.wants(2))
    node.result(2, moved(node.input(4), variance));
  return success();
}

LogicalResult importBatchNormalization(Node &node) {
  if (node.integer("training_mode", 0) != 0)
    return importTrainedNormalization(node);
  if (node.opset() < 9 && node.integer("spatial", 1) != 1)
    return node.fail("expected 'spatial' to be 1; statistics per activation are not supported");
  Value input = node.input(0);
  SmallVector<Value, 4> vectors;
  for (size_t index = 1; index < 5; ++index)
    vectors.push_back(castTo(node, node.input(index), Node::elementOf(input)));
  APFloat epsilon(node.real("epsilon", 1e-5f));
  node.result(0, node.like<nn::BatchNormOp>(input, vectors[0], vectors[1], vectors[2], vectors[3], epsilon));
  return success();
}

/// The outputs `Mean` and `InvStdDev` of LayerNormalization.
static LogicalResult importStatistics(Node &node, Value input, int64_t axis, double epsilon) {
  std::optional<int64_t> rank = node.rank(input);
  if (axis >= 0 && !rank)
    return node.fail("outputs 'Mean' and 'InvStdDev' need an input of known rank");
  SmallVector<int64_t> axes;
  for (int64_t each = axis < 0 ? axis : axis - *rank; each < 0; ++each)
    axes.push_back(each);
  Value mean = node.like<nn::ReduceOp>(input, nn::ReduceKind::Mean, axes, true);
  Value centred = node.like<nn::SubOp>(input, mean);
  Value squares = node.like<nn::MulOp>(centred, centred);
  Value variance = node.like<nn::ReduceOp>(squares, nn::ReduceKind::Mean, axes, true);
  Value shifted = node.like<nn::AddOp>(variance, node.scalar(Node::elementOf(input), epsilon));
  node.result(1, mean);
  node.result(2, node.like<nn::ReciprocalOp>(node.like<nn::SqrtOp>(shifted)));
  return success();
}

/// Scale and bias are applied in the element type of the input, after the conversion back from `stash_type`.
static Value normalizeRows(Node &node, Value input, int64_t axis, double epsilon, bool rootMeanSquare) {
  Type element = Node::elementOf(input), stash = stashType(node, element);
  Value scale = node.input(1), bias = node.optional(2);
  if (stash == element)
    return node.like<nn::LayerNormOp>(input, scale, bias, static_cast<uint64_t>(axis), APFloat(epsilon),
                                      rootMeanSquare);
  Value normal = node.create<nn::LayerNormOp>(stash, castTo(node, input, stash), Value(), Value(),
                                              static_cast<uint64_t>(axis), APFloat(epsilon), rootMeanSquare);
  Value scaled = node.like<nn::MulOp>(castTo(node, normal, element), scale);
  return bias ? node.like<nn::AddOp>(scaled, bias) : scaled;
}

LogicalResult importLayerNormalization(Node &node) {
  Value input = node.input(0);
  int64_t axis = node.integer("axis", -1);
  double epsilon = node.real("epsilon", 1e-5f);
  if (axis < -maximumRank || axis > maximumRank)
    return node.fail("axis " + Twine(axis) + " is out of range");
  node.result(0, normalizeRows(node, input, axis, epsilon, /*rootMeanSquare=*/false));
  if (!node.wants(1) && !node.wants(2))
    return success();
  return importStatistics(node, castTo(node, input, stashType(node, Node::elementOf(input))), axis, epsilon);
}

LogicalResult importRmsNormalization(Node &node) {
  node.result(0, normalizeRows(node, node.input(0), node.integer("axis", -1), node.real("epsilon", 1e-5f),
                               /*rootMeanSquare=*/true));
  return success();
}

static Value groupNorm(Node &node, Value input, Value scale, Value bias, int64_t groups) {
  APFloat epsilon(node.real("epsilon", 1e-5f));
  return node.like<nn::GroupNormOp>(input, scale, bias, static_cast<uint64_t>(groups), epsilon);
}

LogicalResult importInstanceNormalization(Node &node) {
  node.result(0, groupNorm(node, node.input(0), node.input(1), node.input(2), 0));
  return success();
}

/// One value per group -> one value per channel.
static Value perChannel(Node &node, Value input, Value perGroup, int64_t groups) {
  Value channels =
      node.create<nn::ShapeOp>(node.int64(), input, uint64_t(1), node.builder().getI64IntegerAttr(2));
  Value count = node.vector({groups}), each = node.like<nn::DivOp>(channels, count);
  Value shape = node.create<nn::ConcatOp>(node.int64(), SmallVector<Value>{count, each}, uint64_t(0));
  Value column = node.like<nn::UnsqueezeOp>(perGroup, SmallVector<int64_t>{1});
  return node.like<nn::ReshapeOp>(node.like<nn::BroadcastOp>(column, shape), node.vector({-1}), false);
}

LogicalResult importGroupNormalization(Node &node) {
  node.require("num_groups");
  int64_t groups = node.integer("num_groups", 1);
  if (groups < 1)
    return node.fail("expected 'num_groups' to be at least 1, got " + Twine(groups));
  Value input = node.input(0), scale = node.input(1), bias = node.input(2);
  Type element = Node::elementOf(input), stash = stashType(node, element);
  if (node.opset() < 21) {
    scale = perChannel(node, input, scale, groups);
    bias = perChannel(node, input, bias, groups);
  }
  Value wide = castTo(node, input, stash);
  Value normal = groupNorm(node, wide, castTo(node, scale, stash), castTo(node, bias, stash), groups);
  node.result(0, castTo(node, normal, element));
  return success();
}

/// x / |x| along one axis; a norm of 0 leaves zeros.
LogicalResult importLpNormalization(Node &node) {
  int64_t order = node.integer("p", 2);
  if (order != 1 && order != 2)
    return node.fail("expected 'p' to be 1 or 2, got " + Twine(order));
  Value input = node.input(0);
  Type element = Node::elementOf(input);
  nn::ReduceKind kind = order == 1 ? nn::ReduceKind::L1 : nn::ReduceKind::L2;
  Value norm = node.like<nn::ReduceOp>(input, kind, SmallVector<int64_t>{node.integer("axis", -1)}, true);
  Value isZero = node.create<nn::EqualOp>(node.boolean(), norm, node.scalar(element, 0));
  Value divisor = node.create<nn::SelectOp>(element, isZero, node.scalar(element, 1), norm);
  node.result(0, node.like<nn::DivOp>(input, divisor));
  return success();
}

/// x / (bias + alpha * mean of squares over neighbouring channels)^beta; the mean is a pool with the channels
/// as its first spatial axis, whose padding counts as zeros.
LogicalResult importLrn(Node &node) {
  node.require("size");
  int64_t size = node.integer("size", 1);
  Value input = node.input(0);
  std::optional<int64_t> rank = node.rank(input);
  if (size < 1 || size > INT32_MAX)
    return node.fail("expected 'size' to be at least 1, got " + Twine(size));
  if (!rank || *rank < 3)
    return node.fail("expected an input of known rank, 3 or more");
  Type element = Node::elementOf(input);
  size_t spatial = *rank - 1;
  SmallVector<int64_t> ones(spatial, 1), window(ones), pads(2 * spatial, 0);
  window[0] = size;
  pads[0] = (size - 1) / 2;
  pads[spatial] = size / 2;
  Value squares = node.like<nn::UnsqueezeOp>(node.like<nn::MulOp>(input, input), SmallVector<int64_t>{1});
  Value mean = node.like<nn::AvgPoolOp>(squares, window, ones, ones, pads, nn::AutoPad::Explicit,
                                        nn::Layout::ChannelsFirst, false, /*count_include_pad=*/true);
  Value scaled = node.like<nn::MulOp>(node.like<nn::SqueezeOp>(mean, SmallVector<int64_t>{1}),
                                      node.scalar(element, node.real("alpha", 1e-4f)));
  Value base = node.like<nn::AddOp>(scaled, node.scalar(element, node.real("bias", 1)));
  node.result(0, node.like<nn::DivOp>(
                     input, node.like<nn::PowOp>(base, node.scalar(element, node.real("beta", 0.75f)))));
  return success();
}

} // namespace ingot::onnx
