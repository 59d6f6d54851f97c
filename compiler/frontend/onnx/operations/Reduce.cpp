// Import functions of reductions, softmax and hardmax. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnData.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

FailureOr<SmallVector<int64_t>> readAxes(Node &node, size_t index) {
  Value operand = node.optional(index);
  if (!operand)
    return node.integers("axes");
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  if (type && type.hasStaticShape() && type.getNumElements() == 0)
    return SmallVector<int64_t>();
  std::optional<SmallVector<int64_t>> axes = constantIntegers(operand);
  if (!axes)
    return node.fail("expected constant axes; ingot does not choose axes at run time");
  return *axes;
}

bool choosesAxes(Node &node, size_t index) {
  Value operand = node.optional(index);
  auto type = operand ? dyn_cast<RankedTensorType>(operand.getType()) : RankedTensorType();
  bool isEmpty = type && type.hasStaticShape() && type.getNumElements() == 0;
  return operand && !isEmpty && !constantIntegers(operand);
}

/// What a reduction over no axes does to each element.
static Value reduceNothing(Node &node, Value input, nn::ReduceKind kind) {
  switch (kind) {
  case nn::ReduceKind::L1:
  case nn::ReduceKind::L2:
    return node.like<nn::AbsOp>(input);
  case nn::ReduceKind::LogSum:
    return node.like<nn::LogOp>(input);
  case nn::ReduceKind::SumSquare:
    return node.like<nn::MulOp>(input, input);
  default:
    return input;
  }
}

LogicalResult importReduction(Node &node, nn::ReduceKind kind) {
  Value input = node.input(0);
  if (Node::elementOf(input).isInteger(1)) {
    if (kind != nn::ReduceKind::Max && kind != nn::ReduceKind::Min)
      return node.fail("expected numbers, got booleans");
    kind = kind == nn::ReduceKind::Max ? nn::ReduceKind::Any : nn::ReduceKind::All;
  }
  bool keep = node.integer("keepdims", 1) != 0;
  if (choosesAxes(node, 1)) {
    bool noop = node.integer("noop_with_empty_axes", 0) != 0;
    node.result(0, node.like<nn::ReduceAtOp>(input, node.input(1), kind, keep, noop));
    return success();
  }
  FailureOr<SmallVector<int64_t>> axes = readAxes(node, 1);
  if (mlir::failed(axes))
    return failure();
  if (axes->empty() && node.integer("noop_with_empty_axes", 0) != 0)
    node.result(0, reduceNothing(node, input, kind));
  else
    node.result(0, node.like<nn::ReduceOp>(input, kind, *axes, keep));
  return success();
}

LogicalResult importArgReduction(Node &node, nn::ReduceKind kind) {
  int64_t axis = node.integer("axis", 0);
  bool keep = node.integer("keepdims", 1) != 0, last = node.integer("select_last_index", 0) != 0;
  node.result(0,
              node.create<nn::ArgReduceOp>(node.int64(), node.input(0), kind, static_cast<uint64_t>(axis), keep, last));
  return success();
}

//===- Softmax and its like
//---------------------------------------------------------------------------------------===//

/// Until opset 12 these operations see a matrix, split at `axis`. That is the same as normalising over all
/// axes from `axis` on; where the rank is not known, the matrix is really made. `normalize` gets the tensor
/// and the axes.
static LogicalResult importNormalized(Node &node, llvm::function_ref<Value(Value, SmallVector<int64_t>)> normalize) {
  Value input = node.input(0);
  int64_t axis = node.integer("axis", node.opset() < 13 ? 1 : -1);
  if (axis < -maximumRank || axis > maximumRank)
    return node.fail("axis " + Twine(axis) + " is out of range");
  if (node.opset() >= 13) {
    node.result(0, normalize(input, {axis}));
    return success();
  }
  std::optional<int64_t> rank = node.rank(input);
  if (rank && (axis < -*rank || axis > *rank))
    return node.fail("axis " + Twine(axis) + " is out of range for an input of rank " + Twine(*rank));
  SmallVector<int64_t> axes;
  for (int64_t each = rank && axis >= 0 ? axis - *rank : axis; each < 0; ++each)
    axes.push_back(each);
  bool asMatrix = axes.empty();
  if (!asMatrix) {
    node.result(0, normalize(input, axes));
    return success();
  }
  Value shape = node.create<nn::ShapeOp>(node.int64(), input, uint64_t(0), IntegerAttr());
  Value matrix = node.like<nn::FlattenOp>(input, static_cast<uint64_t>(axis));
  node.result(0, node.like<nn::ReshapeOp>(normalize(matrix, {1}), shape, false));
  return success();
}

LogicalResult importSoftmax(Node &node) {
  return importNormalized(
      node, [&](Value input, SmallVector<int64_t> axes) { return node.like<nn::SoftmaxOp>(input, axes); });
}

LogicalResult importLogSoftmax(Node &node) {
  return importNormalized(
      node, [&](Value input, SmallVector<int64_t> axes) { return node.like<nn::LogSoftmaxOp>(input, axes); });
}

/// 1 at the first largest element along one axis, 0 elsewhere. Over several axes a matrix is made.
LogicalResult importHardmax(Node &node) {
  auto alongAxis = [&](Value input, int64_t axis) -> Value {
    Type element = Node::elementOf(input);
    Value largest = node.create<nn::ArgReduceOp>(node.int64(), input, nn::ReduceKind::Max, static_cast<uint64_t>(axis),
                                                 true, false);
    Value positions = alignVector(node, positionsAlong(node, input, axis), axis, node.rank(input));
    if (!positions)
      return {};
    Value isLargest = node.create<nn::EqualOp>(node.boolean(), positions, largest);
    return castTo(node, isLargest, element);
  };
  Value input = node.input(0);
  int64_t axis = node.integer("axis", node.opset() < 13 ? 1 : -1);
  Value hard;
  if (node.opset() >= 13 || axis == -1) {
    hard = alongAxis(input, axis);
  } else {
    Value shape = node.create<nn::ShapeOp>(node.int64(), input, uint64_t(0), IntegerAttr());
    Value matrix = alongAxis(node.like<nn::FlattenOp>(input, static_cast<uint64_t>(axis)), -1);
    hard = node.like<nn::ReshapeOp>(matrix, shape, false);
  }
  if (!hard)
    return failure();
  node.result(0, hard);
  return success();
}

} // namespace ingot::onnx
