// Import functions of element-wise operations with attributes, versions or no direct counterpart in nn.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include <cfloat>

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

Value castTo(Node &node, Value value, Type element) {
  return Node::elementOf(value) == element ? value : node.create<nn::CastOp>(element, value);
}

LogicalResult importIdentity(Node &node) {
  node.result(0, node.input(0));
  return success();
}

/// The inference form: the identity, and a mask of ones for those who read it.
LogicalResult importDropout(Node &node) {
  // A ratio of 0 drops nothing, whatever the mode.
  auto ratio = node.optional(1) ? constantReals(node.optional(1)) : std::nullopt;
  bool dropsNothing = ratio && ratio->size() == 1 && ratio->front() == 0;
  if (Value training = dropsNothing ? Value() : node.optional(2)) {
    auto constant = constantIntegers(training);
    if (!constant || constant->size() != 1 || constant->front() != 0)
      return node.fail("expected 'training_mode' to be the constant false, or 'ratio' to be the constant 0; random "
                       "numbers are not supported");
  }
  node.result(0, node.input(0));
  if (!node.wants(1))
    return success();
  Type element = node.opset() < 10 ? Node::elementOf(node.input(0)) : node.boolean();
  Value shape = node.create<nn::ShapeOp>(node.int64(), node.input(0), uint64_t(0), IntegerAttr());
  node.result(1, node.create<nn::FillOp>(element, shape, Node::number(element, 1)));
  return success();
}

LogicalResult importClipAttributes(Node &node) {
  Type element = Node::elementOf(node.input(0));
  double low = node.real("min", -FLT_MAX), high = node.real("max", FLT_MAX);
  Value lowest = low > -FLT_MAX ? node.scalar(element, low) : Value();
  Value highest = high < FLT_MAX ? node.scalar(element, high) : Value();
  node.result(0, node.like<nn::ClampOp>(node.input(0), lowest, highest));
  return success();
}

LogicalResult importClip(Node &node) {
  node.result(0, node.like<nn::ClampOp>(node.input(0), node.optional(1), node.optional(2)));
  return success();
}

LogicalResult importCast(Node &node) {
  node.require("to");
  Type element = node.failed() ? Type() : node.dataType(node.integer("to", 0));
  if (!element)
    return failure();
  node.result(0, castTo(node, node.input(0), element));
  return success();
}

LogicalResult importCastLike(Node &node) {
  node.result(0, castTo(node, node.input(0), Node::elementOf(node.input(1))));
  return success();
}

LogicalResult importGelu(Node &node) {
  StringRef approximate = node.string("approximate", "none");
  if (approximate != "none" && approximate != "tanh")
    return node.fail("expected 'approximate' to be 'none' or 'tanh', got '" + approximate + "'");
  node.result(0, node.like<nn::GeluOp>(node.input(0), approximate == "tanh"));
  return success();
}

LogicalResult importHardSigmoid(Node &node) {
  APFloat alpha(node.real("alpha", 0.2f)), beta(node.real("beta", 0.5f));
  node.result(0, node.like<nn::HardSigmoidOp>(node.input(0), alpha, beta));
  return success();
}

LogicalResult importSelu(Node &node) {
  APFloat alpha(node.real("alpha", 1.67326319217681884765625)),
      gamma(node.real("gamma", 1.05070102214813232421875));
  node.result(0, node.like<nn::SeluOp>(node.input(0), alpha, gamma));
  return success();
}

/// x where x >= 0, otherwise slope * x.
LogicalResult importPRelu(Node &node) {
  Value input = node.input(0), zero = node.scalar(Node::elementOf(input), 0);
  Value isNegative = node.create<nn::LessOp>(node.boolean(), input, zero);
  Value scaled = node.like<nn::MulOp>(input, node.input(1));
  node.result(0, node.create<nn::SelectOp>(Node::elementOf(input), isNegative, scaled, input));
  return success();
}

/// x + bias below -lambd, x - bias above lambd, 0 between.
LogicalResult importShrink(Node &node) {
  Value input = node.input(0);
  Type element = Node::elementOf(input);
  double limit = node.real("lambd", 0.5);
  Value bias = node.scalar(element, node.real("bias", 0));
  Value isLow = node.create<nn::LessOp>(node.boolean(), input, node.scalar(element, -limit));
  Value isHigh = node.create<nn::GreaterOp>(node.boolean(), input, node.scalar(element, limit));
  Value high =
      node.create<nn::SelectOp>(element, isHigh, node.like<nn::SubOp>(input, bias), node.scalar(element, 0));
  node.result(0, node.create<nn::SelectOp>(element, isLow, node.like<nn::AddOp>(input, bias), high));
  return success();
}

LogicalResult importSwish(Node &node) {
  Value input = node.input(0);
  double alpha = node.real("alpha", 1);
  if (alpha == 1) {
    node.result(0, node.like<nn::SiluOp>(input));
    return success();
  }
  Value scaled = node.like<nn::MulOp>(input, node.scalar(Node::elementOf(input), alpha));
  node.result(0, node.like<nn::MulOp>(input, node.like<nn::SigmoidOp>(scaled)));
  return success();
}

LogicalResult importIsInf(Node &node) {
  bool positive = node.integer("detect_positive", 1) != 0, negative = node.integer("detect_negative", 1) != 0;
  Value input = node.input(0), isInfinite = node.create<nn::IsInfOp>(node.boolean(), input);
  if (positive && negative) {
    node.result(0, isInfinite);
    return success();
  }
  Value zero = node.scalar(Node::elementOf(input), 0);
  Value wanted;
  if (positive)
    wanted = node.create<nn::GreaterOp>(node.boolean(), input, zero);
  else if (negative)
    wanted = node.create<nn::LessOp>(node.boolean(), input, zero);
  else
    wanted = node.scalar(node.boolean(), 0);
  node.result(0, node.create<nn::AndOp>(node.boolean(), isInfinite, wanted));
  return success();
}

LogicalResult importMod(Node &node) {
  bool truncated = node.integer("fmod", 0) != 0;
  if (!truncated && isa<FloatType>(Node::elementOf(node.input(0))))
    return node.fail("expected attribute 'fmod' to be 1 for floating-point operands");
  node.result(0, node.like<nn::ModOp>(node.input(0), node.input(1), truncated));
  return success();
}

LogicalResult importBitShift(Node &node) {
  node.require("direction");
  StringRef direction = node.string("direction", "LEFT");
  if (direction == "LEFT")
    return importBinary<nn::ShiftLeftOp>(node);
  if (direction == "RIGHT")
    return importBinary<nn::ShiftRightOp>(node);
  return node.fail("expected 'direction' to be 'LEFT' or 'RIGHT', got '" + direction + "'");
}

LogicalResult importMean(Node &node) {
  if (mlir::failed(importVariadic<nn::AddOp>(node)))
    return failure();
  Value sum = node.results()[0];
  if (node.numInputs() > 1)
    node.result(0, node.like<nn::DivOp>(sum, node.scalar(Node::elementOf(sum), node.numInputs())));
  return success();
}

LogicalResult importWhere(Node &node) {
  Value onTrue = node.input(1);
  node.result(0, node.create<nn::SelectOp>(Node::elementOf(onTrue), node.input(0), onTrue, node.input(2)));
  return success();
}

} // namespace ingot::onnx
