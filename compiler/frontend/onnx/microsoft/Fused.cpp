// Operations of com.microsoft that are several operations of ONNX in one. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "compiler/frontend/onnx/microsoft/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx::microsoft {

LogicalResult importBiasGelu(Node &node) {
  Value sum = node.like<nn::AddOp>(node.input(0), node.input(1));
  node.result(0, node.like<nn::GeluOp>(sum, /*approximate=*/false));
  return success();
}

LogicalResult importFastGelu(Node &node) {
  Value input = node.input(0);
  if (Value bias = node.optional(1))
    input = node.like<nn::AddOp>(input, bias);
  node.result(0, node.like<nn::GeluOp>(input, /*approximate=*/true));
  return success();
}

/// x / (1 + e^(-alpha x)).
LogicalResult importQuickGelu(Node &node) {
  Value input = node.input(0);
  Value scaled = node.like<nn::MulOp>(input, node.scalar(Node::elementOf(input), node.real("alpha", 1.702f)));
  node.result(0, node.like<nn::MulOp>(input, node.like<nn::SigmoidOp>(scaled)));
  return success();
}

/// The activation of a node by its name and parameters; null with an error.
static Value activate(Node &node, Value input) {
  StringRef name = node.string("activation", "");
  SmallVector<double> parameters = node.reals("activation_params");
  auto parameter = [&](size_t index, double otherwise) {
    return APFloat(index < parameters.size() ? parameters[index] : otherwise);
  };
  if (name.empty())
    return input;
  if (name == "Relu")
    return node.like<nn::ReluOp>(input);
  if (name == "Sigmoid")
    return node.like<nn::SigmoidOp>(input);
  if (name == "Tanh")
    return node.like<nn::TanhOp>(input);
  if (name == "LeakyRelu")
    return node.like<nn::LeakyReluOp>(input, parameter(0, 0.01f));
  if (name == "HardSigmoid")
    return node.like<nn::HardSigmoidOp>(input, parameter(0, 0.2f), parameter(1, 0.5f));
  if (name == "Clip" && parameters.size() == 2) {
    Type element = Node::elementOf(input);
    return node.like<nn::ClampOp>(input, node.scalar(element, parameters[0]), node.scalar(element, parameters[1]));
  }
  (void)node.fail("expected 'activation' to be Relu, Sigmoid, Tanh, LeakyRelu, HardSigmoid or Clip with two "
                  "'activation_params', got '" +
                  name + "'");
  return {};
}

/// Inputs: data, weights, bias, a tensor that is added before the activation.
LogicalResult importFusedConv(Node &node) {
  Value result = convolve(node, node.input(0), node.input(1), node.optional(2));
  if (!result)
    return failure();
  if (Value addend = node.optional(3))
    result = node.like<nn::AddOp>(result, addend);
  result = activate(node, result);
  if (!result)
    return failure();
  node.result(0, result);
  return success();
}

LogicalResult importFusedMatMul(Node &node) {
  if (node.integer("transBatchA", 0) != 0 || node.integer("transBatchB", 0) != 0)
    return node.fail("expected 'transBatchA' and 'transBatchB' to be 0");
  Value product = node.like<nn::MatmulOp>(node.input(0), node.input(1), node.integer("transA", 0) != 0,
                                          node.integer("transB", 0) != 0);
  if (double alpha = node.real("alpha", 1); alpha != 1)
    product = node.like<nn::MulOp>(product, node.scalar(Node::elementOf(product), alpha));
  node.result(0, product);
  return success();
}

/// The sum of input, skip and bias, normalised along the last axis; output 3 is the sum itself.
static LogicalResult importSkipNormalization(Node &node, Value shift, Value bias, bool rootMeanSquare) {
  if (node.wants(1) || node.wants(2))
    return node.fail("outputs 'mean' and 'inv_std_var' are not supported");
  Value sum = node.like<nn::AddOp>(node.input(0), node.input(1));
  if (bias)
    sum = node.like<nn::AddOp>(sum, bias);
  APFloat epsilon(node.real("epsilon", 1e-12f));
  node.result(
      0, node.like<nn::LayerNormOp>(sum, node.input(2), shift, static_cast<uint64_t>(-1), epsilon, rootMeanSquare));
  if (node.wants(3))
    node.result(3, sum);
  return success();
}

LogicalResult importSkipLayerNormalization(Node &node) {
  return importSkipNormalization(node, node.optional(3), node.optional(4), /*rootMeanSquare=*/false);
}

LogicalResult importSkipSimplifiedLayerNormalization(Node &node) {
  return importSkipNormalization(node, Value(), node.optional(3), /*rootMeanSquare=*/true);
}

} // namespace ingot::onnx::microsoft
