// Quantised element-wise operations, pools and joins of com.microsoft, as reals between dequantisation and
// quantisation; `ingot-resolve-quantization` makes integers of them. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Quantized.h"
#include "compiler/frontend/onnx/microsoft/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx::microsoft {
namespace {

/// A tensor with one scale and zero point, which may be null.
Value dequantize(Node &node, Value input, Value scale, Value zero) {
  return node.create<nn::DequantizeOp>(node.float32(), input, asScalar(node, castTo(node, scale, node.float32())),
                                       zero ? asScalar(node, zero) : Value(), IntegerAttr(), uint64_t(0));
}

/// `reals` in the type of `zero`, or of `like` where that is null.
Value quantize(Node &node, Value reals, Value scale, Value zero, Value like) {
  return node.create<nn::QuantizeOp>(Node::elementOf(zero ? zero : like), reals,
                                     asScalar(node, castTo(node, scale, node.float32())),
                                     zero ? asScalar(node, zero) : Value(), IntegerAttr(), uint64_t(0));
}

/// A function of the reals that input 0 stands for, with scales and zero points at 1 to 4.
LogicalResult importFunction(Node &node, llvm::function_ref<Value(Value)> function) {
  Value result = function(dequantize(node, node.input(0), node.input(1), node.optional(2)));
  if (!result)
    return failure();
  node.result(0, quantize(node, result, node.input(3), node.optional(4), node.input(0)));
  return success();
}

/// saturate(round(reals)) as elements of `like`: for sums that have the zero point in them.
Value roundTo(Node &node, Value reals, Value like) {
  return node.create<nn::QuantizeOp>(Node::elementOf(like), reals, node.scalar(node.float32(), 1), Value(),
                                     IntegerAttr(), uint64_t(0));
}

bool isChannelsLast(Node &node) {
  if (node.integer("channels_last", 0) == 0)
    return false;
  (void)node.fail("expected 'channels_last' to be 0; channels last are not supported");
  return true;
}

} // namespace

/// (w - (y s/u + z t/u)) + b t/u + a s/u, in the order in which ONNX Runtime adds it up: its zero points are in the sum
/// before it is rounded.
LogicalResult importQLinearAdd(Node &node) {
  Type real = node.float32();
  auto scalar = [&](Value value) { return value ? asScalar(node, castTo(node, value, real)) : node.scalar(real, 0); };
  Value unit = scalar(node.input(6));
  Value left = node.like<nn::DivOp>(scalar(node.input(1)), unit);
  Value right = node.like<nn::DivOp>(scalar(node.input(4)), unit);
  Value offset = node.like<nn::AddOp>(node.like<nn::MulOp>(left, scalar(node.optional(2))),
                                      node.like<nn::MulOp>(right, scalar(node.optional(5))));
  Value sum = node.like<nn::SubOp>(scalar(node.optional(7)), offset);
  sum = node.like<nn::AddOp>(node.like<nn::MulOp>(castTo(node, node.input(3), real), right), sum);
  sum = node.like<nn::AddOp>(node.like<nn::MulOp>(castTo(node, node.input(0), real), left), sum);
  node.result(0, roundTo(node, sum, node.input(0)));
  return success();
}

LogicalResult importQLinearMul(Node &node) {
  Type real = node.float32();
  Value product, factor;
  for (size_t index : {0, 3}) {
    Value difference = castTo(node, node.input(index), real);
    if (Value zero = node.optional(index + 2))
      difference = node.like<nn::SubOp>(difference, asScalar(node, castTo(node, zero, real)));
    Value scale = asScalar(node, castTo(node, node.input(index + 1), real));
    product = product ? node.like<nn::MulOp>(product, difference) : difference;
    factor = factor ? node.like<nn::MulOp>(factor, scale) : scale;
  }
  factor = node.like<nn::DivOp>(factor, asScalar(node, castTo(node, node.input(6), real)));
  product = node.like<nn::MulOp>(product, factor);
  if (Value zero = node.optional(7))
    product = node.like<nn::AddOp>(product, asScalar(node, castTo(node, zero, real)));
  node.result(0, roundTo(node, product, node.input(0)));
  return success();
}

LogicalResult importQLinearAveragePool(Node &node) {
  if (isChannelsLast(node))
    return failure();
  return importFunction(
      node, [&](Value input) { return averagePool(node, input, node.integer("count_include_pad", 0) != 0); });
}

LogicalResult importQLinearGlobalAveragePool(Node &node) {
  if (isChannelsLast(node))
    return failure();
  return importFunction(node, [&](Value input) { return globalPool(node, input, nn::ReduceKind::Mean); });
}

LogicalResult importQLinearReduceMean(Node &node) {
  SmallVector<int64_t> axes = node.integers("axes");
  bool keep = node.integer("keepdims", 1) != 0;
  return importFunction(node,
                        [&](Value input) { return node.like<nn::ReduceOp>(input, nn::ReduceKind::Mean, axes, keep); });
}

/// The attribute 'opset' says which Softmax is meant: until 12 it runs over all axes from 'axis' on.
LogicalResult importQLinearSoftmax(Node &node) {
  node.require("opset");
  int64_t axis = node.integer("axis", -1);
  SmallVector<int64_t> axes{axis};
  if (node.integer("opset", 13) < 13) {
    std::optional<int64_t> rank = node.rank(node.input(0));
    if (!rank || axis < -*rank || axis >= *rank)
      return node.fail("expected an input of known rank with axis " + Twine(axis));
    axes.clear();
    for (int64_t each = axis < 0 ? axis : axis - *rank; each < 0; ++each)
      axes.push_back(each);
  }
  return importFunction(node, [&](Value input) { return node.like<nn::SoftmaxOp>(input, axes); });
}

LogicalResult importQLinearSigmoid(Node &node) {
  return importFunction(node, [&](Value input) { return node.like<nn::SigmoidOp>(input); });
}

LogicalResult importQLinearLeakyRelu(Node &node) {
  APFloat alpha(node.real("alpha", 0.01f));
  return importFunction(node, [&](Value input) { return node.like<nn::LeakyReluOp>(input, alpha); });
}

/// Inputs: scale and zero point of the result, then a tensor, its scale and its zero point for each part.
LogicalResult importQLinearConcat(Node &node) {
  node.require("axis");
  if (node.numInputs() % 3 != 2)
    return node.fail("expected a scale and a zero point, then groups of three inputs, got " + Twine(node.numInputs()) +
                     " inputs");
  SmallVector<Value> parts;
  for (size_t index = 2; index < node.numInputs(); index += 3) {
    Value part = dequantize(node, node.input(index), node.input(index + 1), node.input(index + 2));
    parts.push_back(quantize(node, part, node.input(0), node.input(1), node.input(index)));
  }
  Type element = Node::elementOf(node.input(1));
  node.result(0, node.create<nn::ConcatOp>(element, parts, static_cast<uint64_t>(node.integer("axis", 0))));
  return success();
}

LogicalResult importQLinearWhere(Node &node) {
  Value onTrue = dequantize(node, node.input(1), node.input(2), node.input(3));
  Value onFalse = dequantize(node, node.input(4), node.input(5), node.input(6));
  Value trueBytes = quantize(node, onTrue, node.input(7), node.input(8), node.input(1));
  Value falseBytes = quantize(node, onFalse, node.input(7), node.input(8), node.input(4));
  node.result(0, node.create<nn::SelectOp>(Node::elementOf(node.input(8)), node.input(0), trueBytes, falseBytes));
  return success();
}

} // namespace ingot::onnx::microsoft
