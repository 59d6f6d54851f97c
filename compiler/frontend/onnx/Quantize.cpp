// Import functions of quantised operations, as arithmetic: 32-bit integers for sums, floats for scales.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// A scale or zero point as something that broadcasts: a scalar, or one value per index of `axis`.
static Value alignParameter(Node &node, Value parameter, int64_t axis, std::optional<int64_t> rank) {
  std::optional<int64_t> known = node.rank(parameter);
  if (known == 0 || node.length(parameter) == 1)
    return asScalar(node, parameter);
  if (known == 1)
    return alignVector(node, parameter, axis, rank);
  (void)node.fail("expected scales and zero points that are scalars or vectors");
  return {};
}

/// round(real) + zero, limited to the range of `type` and converted to it. `zero` may be null.
static Value saturate(Node &node, Value real, Value zero, Type type) {
  unsigned width = type.isInteger() ? type.getIntOrFloatBitWidth() : 0;
  if (width != 8 && width != 16) {
    (void)node.fail("expected to quantise to integers of 8 or 16 bits");
    return {};
  }
  double span = static_cast<double>(1u << width), low = type.isUnsignedInteger() ? 0 : -span / 2;
  Type element = Node::elementOf(real);
  Value rounded = node.like<nn::RoundOp>(real);
  if (zero)
    rounded = node.like<nn::AddOp>(rounded, castTo(node, zero, element));
  Value limited =
      node.like<nn::ClampOp>(rounded, node.scalar(element, low), node.scalar(element, low + span - 1));
  return castTo(node, limited, type);
}

Value shiftToInt32(Node &node, Value input, Value zero) {
  Type int32 = node.builder().getI32Type();
  Value wide = castTo(node, input, int32);
  return zero ? node.like<nn::SubOp>(wide, castTo(node, zero, int32)) : wide;
}

static bool isBlocked(Node &node) {
  if (node.integer("block_size", 0) == 0)
    return false;
  (void)node.fail("'block_size' is not supported");
  return true;
}

LogicalResult importQuantizeLinear(Node &node) {
  Value input = node.input(0), zero = node.optional(2);
  int64_t axis = node.integer("axis", 1), dataType = node.integer("output_dtype", 0);
  std::optional<int64_t> rank = node.rank(input);
  Type type = node.builder().getIntegerType(8, /*isSigned=*/false);
  if (zero)
    type = Node::elementOf(zero);
  else if (dataType != 0)
    type = node.dataType(dataType);
  Value scale = alignParameter(node, node.input(1), axis, rank);
  if (zero)
    zero = alignParameter(node, zero, axis, rank);
  if (isBlocked(node) || node.failed())
    return failure();
  Value real = castTo(node, input, node.float32());
  Value quantized =
      saturate(node, node.like<nn::DivOp>(real, castTo(node, scale, node.float32())), zero, type);
  if (!quantized)
    return failure();
  node.result(0, quantized);
  return success();
}

LogicalResult importDequantizeLinear(Node &node) {
  Value input = node.input(0), zero = node.optional(2), scale = node.input(1);
  int64_t axis = node.integer("axis", 1), dataType = node.integer("output_dtype", 0);
  std::optional<int64_t> rank = node.rank(input);
  Type type = dataType ? node.dataType(dataType) : Node::elementOf(scale);
  scale = alignParameter(node, scale, axis, rank);
  if (zero)
    zero = alignParameter(node, zero, axis, rank);
  if (isBlocked(node) || node.failed())
    return failure();
  Value real = castTo(node, shiftToInt32(node, input, zero), Node::elementOf(scale));
  node.result(0, castTo(node, node.like<nn::MulOp>(real, scale), type));
  return success();
}

/// Parameters of the left operand of a product are per row, those of the right one per column.
static Value alignRows(Node &node, Value parameter) {
  return parameter ? alignParameter(node, parameter, -2, std::nullopt) : Value();
}
static Value alignColumns(Node &node, Value parameter) {
  return parameter ? alignParameter(node, parameter, -1, std::nullopt) : Value();
}

static Value multiplyIntegers(Node &node, Value left, Value leftZero, Value right, Value rightZero) {
  leftZero = alignRows(node, leftZero);
  rightZero = alignColumns(node, rightZero);
  if (node.failed())
    return {};
  return node.like<nn::MatmulOp>(shiftToInt32(node, left, leftZero), shiftToInt32(node, right, rightZero));
}

LogicalResult importMatMulInteger(Node &node) {
  Value product = multiplyIntegers(node, node.input(0), node.optional(2), node.input(1), node.optional(3));
  if (!product)
    return failure();
  node.result(0, product);
  return success();
}

static Value convolveIntegers(Node &node, Value input, Value inputZero, Value weights, Value weightsZero,
                              Value bias) {
  if (inputZero)
    inputZero = asScalar(node, inputZero);
  if (weightsZero)
    weightsZero = alignParameter(node, weightsZero, 0, node.rank(weights));
  if (node.failed())
    return {};
  // Paddings are zeros after the subtraction, which is the zero point before it.
  return convolve(node, shiftToInt32(node, input, inputZero), shiftToInt32(node, weights, weightsZero), bias);
}

LogicalResult importConvInteger(Node &node) {
  Value sum =
      convolveIntegers(node, node.input(0), node.optional(2), node.input(1), node.optional(3), Value());
  if (!sum)
    return failure();
  node.result(0, sum);
  return success();
}

/// The sum of products times left * right / result, quantised.
static LogicalResult requantize(Node &node, Value sum, Value left, Value right, Value result, Value zero) {
  if (!sum || !left || !right || node.failed())
    return failure();
  Type element = Node::elementOf(left);
  Value factor = node.like<nn::DivOp>(node.like<nn::MulOp>(left, right), asScalar(node, result));
  Value real = node.like<nn::MulOp>(castTo(node, sum, element), factor);
  Value quantized = saturate(node, real, asScalar(node, zero), Node::elementOf(zero));
  if (!quantized)
    return failure();
  node.result(0, quantized);
  return success();
}

LogicalResult importQLinearMatMul(Node &node) {
  Value product = multiplyIntegers(node, node.input(0), node.input(2), node.input(3), node.input(5));
  return requantize(node, product, alignRows(node, node.input(1)), alignColumns(node, node.input(4)),
                    node.input(6), node.input(7));
}

LogicalResult importQLinearConv(Node &node) {
  Value weights = node.input(3);
  Value sum = convolveIntegers(node, node.input(0), node.input(2), weights, node.input(5), node.optional(8));
  Value perChannel = alignParameter(node, node.input(4), 1, node.rank(weights));
  return requantize(node, sum, asScalar(node, node.input(1)), perChannel, node.input(6), node.input(7));
}

} // namespace ingot::onnx
