// Products of quantised matrices of com.microsoft. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Quantized.h"
#include "compiler/frontend/onnx/microsoft/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx::microsoft {
namespace {

/// left * right of scales along rows and columns, in f32; null with an error.
Value scaleOf(Node &node, Value left, Value right) {
  left = alignParameter(node, left, -2, std::nullopt);
  right = alignParameter(node, right, -1, std::nullopt);
  if (node.failed())
    return {};
  return node.like<nn::MulOp>(castTo(node, left, node.float32()), castTo(node, right, node.float32()));
}

/// The reals that 32-bit sums stand for, plus a bias that may be null.
LogicalResult finishInReals(Node &node, Value sums, Value scale, Value bias) {
  if (!sums || !scale)
    return failure();
  Value result = node.create<nn::DequantizeOp>(node.float32(), sums, scale, Value(), IntegerAttr(), uint64_t(0));
  node.result(0, bias ? node.like<nn::AddOp>(result, bias) : result);
  return success();
}

} // namespace

/// Inputs: A, B, their scales, their zero points, bias.
LogicalResult importMatMulIntegerToFloat(Node &node) {
  Value sums = multiplyIntegers(node, node.input(0), node.optional(4), node.input(1), node.optional(5));
  return finishInReals(node, sums, scaleOf(node, node.input(2), node.input(3)), node.optional(6));
}

/// Inputs: A in reals, B, its scale, its zero point, bias.
LogicalResult importDynamicQuantizeMatMul(Node &node) {
  DynamicQuantization left = quantizeDynamically(node, node.input(0));
  Value sums = multiplyIntegers(node, left.quantized, left.zero, node.input(1), node.optional(3));
  return finishInReals(node, sums, scaleOf(node, left.scale, node.input(2)), node.optional(4));
}

/// alpha A' B' + C, with C in units of the sums; reals where the result has no scale.
LogicalResult importQGemm(Node &node) {
  auto operand = [&](size_t index, StringRef attribute) {
    Value matrix = node.input(index);
    return node.integer(attribute, 0) != 0 ? node.like<nn::TransposeOp>(matrix, SmallVector<int64_t>{1, 0}) : matrix;
  };
  Value sums = multiplyIntegers(node, operand(0, "transA"), node.input(2), operand(3, "transB"), node.input(5));
  Value scale = scaleOf(node, node.input(1), node.input(4));
  if (!sums || !scale)
    return failure();
  if (Value addend = node.optional(6))
    sums = node.like<nn::AddOp>(sums, addend);
  if (double alpha = node.real("alpha", 1); alpha != 1)
    scale = node.like<nn::MulOp>(scale, node.scalar(node.float32(), alpha));
  Value resultScale = node.optional(7), zero = node.optional(8);
  if (!resultScale)
    return finishInReals(node, sums, scale, Value());
  if (!zero)
    zero = node.scalar(Node::elementOf(node.input(0)), 0);
  Value factor = node.like<nn::DivOp>(scale, asScalar(node, castTo(node, resultScale, node.float32())));
  Value result = requantize(node, sums, factor, zero);
  if (!result)
    return failure();
  node.result(0, result);
  return success();
}

} // namespace ingot::onnx::microsoft
