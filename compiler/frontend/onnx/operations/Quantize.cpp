// Import functions of quantised operations: scaling and rounding as operations of their own, sums of products of
// integers, and one factor after them. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Quantized.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// The attributes that say how scales lie along the input; null and 0 where they are scalars.
struct Placement {
  IntegerAttr axis;
  uint64_t blockSize = 0;
};

static Placement readPlacement(Node &node, Value scale) {
  Placement placement;
  int64_t blockSize = node.integer("block_size", 0);
  if (blockSize < 0)
    (void)node.fail("expected 'block_size' to be at least 0, got " + Twine(blockSize));
  // An axis of a scalar means nothing, and need not exist.
  if (node.rank(scale) == 0 || (blockSize == 0 && node.length(scale) == 1))
    return placement;
  placement.axis = node.builder().getI64IntegerAttr(node.integer("axis", 1));
  placement.blockSize = static_cast<uint64_t>(std::max<int64_t>(blockSize, 0));
  return placement;
}

static bool isQuantizable(Node &node, Type type) {
  unsigned width = isa<IntegerType>(type) ? type.getIntOrFloatBitWidth() : 0;
  if (width == 8 || width == 16 || width == 32)
    return true;
  (void)node.fail("expected quantised integers of 8, 16 or 32 bits");
  return false;
}

LogicalResult importQuantizeLinear(Node &node) {
  Value input = node.input(0), scale = node.input(1), zero = node.optional(2);
  int64_t dataType = node.integer("output_dtype", 0), precision = node.integer("precision", 0);
  Type type = node.builder().getIntegerType(8, /*isSigned=*/false);
  if (zero)
    type = Node::elementOf(zero);
  else if (dataType != 0)
    type = node.dataType(dataType);
  Type real = precision != 0 ? node.dataType(precision) : Node::elementOf(scale);
  if (node.failed() || !isQuantizable(node, type))
    return failure();
  if (!isa<FloatType>(real)) // scales of integers, as ONNX 10 allowed
    real = node.float32();
  Placement placement = readPlacement(node, scale);
  node.result(0, node.create<nn::QuantizeOp>(type, castTo(node, input, real), castTo(node, scale, real), zero,
                                             placement.axis, placement.blockSize));
  return success();
}

LogicalResult importDequantizeLinear(Node &node) {
  Value input = node.input(0), scale = node.input(1), zero = node.optional(2);
  int64_t dataType = node.integer("output_dtype", 0);
  Type type = dataType ? node.dataType(dataType) : Node::elementOf(scale);
  if (node.failed() || !isQuantizable(node, Node::elementOf(input)))
    return failure();
  Placement placement = readPlacement(node, scale);
  node.result(0, node.create<nn::DequantizeOp>(type, input, scale, zero, placement.axis, placement.blockSize));
  return success();
}

/// Scale and zero point that use 0 to 255 for all of the input and 0: the spec's formulas, in its order.
LogicalResult importDynamicQuantizeLinear(Node &node) {
  DynamicQuantization made = quantizeDynamically(node, node.input(0));
  node.result(0, made.quantized);
  node.result(1, made.scale);
  node.result(2, made.zero);
  return success();
}

DynamicQuantization quantizeDynamically(Node &node, Value input) {
  Type real = Node::elementOf(input), byte = node.builder().getIntegerType(8, /*isSigned=*/false);
  Value zero = node.scalar(real, 0), span = node.scalar(real, 255);
  auto reduce = [&](nn::ReduceKind kind) {
    return node.like<nn::ReduceOp>(input, kind, SmallVector<int64_t>{}, /*keep_dims=*/false);
  };
  Value low = node.like<nn::MinOp>(reduce(nn::ReduceKind::Min), zero);
  Value high = node.like<nn::MaxOp>(reduce(nn::ReduceKind::Max), zero);
  Value scale = node.like<nn::DivOp>(node.like<nn::SubOp>(high, low), span);
  // Zeros only: any scale does; 1 keeps 0/0 away.
  Value isEmpty = node.create<nn::EqualOp>(node.boolean(), scale, zero);
  scale = node.create<nn::SelectOp>(real, isEmpty, node.scalar(real, 1), scale);
  Value point = node.like<nn::DivOp>(node.like<nn::SubOp>(zero, low), scale);
  point = node.like<nn::RoundOp>(node.like<nn::ClampOp>(point, zero, span));
  point = castTo(node, point, byte);
  Value quantized = node.create<nn::QuantizeOp>(byte, input, scale, point, IntegerAttr(), uint64_t(0));
  return {quantized, scale, point};
}

//===- Parameters of contractions -------------------------------------------------------------------------------===//

Value alignParameter(Node &node, Value parameter, int64_t axis, std::optional<int64_t> rank) {
  if (!parameter)
    return {};
  std::optional<int64_t> known = node.rank(parameter);
  if (known == 0 || node.length(parameter) == 1)
    return asScalar(node, parameter);
  if (known == 1)
    return alignVector(node, parameter, axis, rank);
  if (known && axis < 0) // one for each matrix of a batch: aligned already
    return parameter;
  (void)node.fail("expected scales and zero points that are scalars or vectors");
  return {};
}

static Value alignRows(Node &node, Value parameter) { return alignParameter(node, parameter, -2, std::nullopt); }
static Value alignColumns(Node &node, Value parameter) { return alignParameter(node, parameter, -1, std::nullopt); }

Value multiplyIntegers(Node &node, Value left, Value leftZero, Value right, Value rightZero) {
  // The rows of a product of a vector are no rows: its parameters are scalars.
  leftZero = node.rank(left) == 1 && leftZero ? asScalar(node, leftZero) : alignRows(node, leftZero);
  rightZero = alignColumns(node, rightZero);
  if (node.failed())
    return {};
  return node.create<nn::MatmulIntegerOp>(node.builder().getI32Type(), left, right, leftZero, rightZero);
}

Value requantize(Node &node, Value sum, Value factor, Value zero) {
  if (!isQuantizable(node, Node::elementOf(zero)))
    return {};
  return node.create<nn::RequantizeOp>(Node::elementOf(zero), sum, castTo(node, factor, node.float32()),
                                       asScalar(node, zero));
}

/// left * right / result, in f32.
static Value factorOf(Node &node, Value left, Value right, Value result) {
  Type real = node.float32();
  Value product = node.like<nn::MulOp>(castTo(node, left, real), castTo(node, right, real));
  return node.like<nn::DivOp>(product, castTo(node, asScalar(node, result), real));
}

//===- Contractions ---------------------------------------------------------------------------------------------===//

LogicalResult importMatMulInteger(Node &node) {
  Value product = multiplyIntegers(node, node.input(0), node.optional(2), node.input(1), node.optional(3));
  if (!product)
    return failure();
  node.result(0, product);
  return success();
}

LogicalResult importQLinearMatMul(Node &node) {
  Value product = multiplyIntegers(node, node.input(0), node.input(2), node.input(3), node.input(5));
  Value left = alignRows(node, node.input(1)), right = alignColumns(node, node.input(4));
  if (node.failed())
    return failure();
  Value result = requantize(node, product, factorOf(node, left, right, node.input(6)), node.input(7));
  if (!result)
    return failure();
  node.result(0, result);
  return success();
}

LogicalResult importConvInteger(Node &node) {
  Value sum = convolveIntegers(node, node.input(0), node.optional(2), node.input(1), node.optional(3));
  if (!sum)
    return failure();
  node.result(0, sum);
  return success();
}

LogicalResult importQLinearConv(Node &node) {
  Value weights = node.input(3);
  Value sum = convolveIntegers(node, node.input(0), node.input(2), weights, node.input(5));
  if (!sum)
    return failure();
  std::optional<int64_t> rank = node.rank(weights) ? node.rank(weights) : node.rank(node.input(0));
  if (Value bias = node.optional(8))
    sum = node.like<nn::AddOp>(sum, alignVector(node, bias, 1, rank));
  Value perChannel = alignParameter(node, node.input(4), 1, rank);
  if (node.failed())
    return failure();
  Value factor = factorOf(node, asScalar(node, node.input(1)), perChannel, node.input(6));
  Value result = requantize(node, sum, factor, node.input(7));
  if (!result)
    return failure();
  node.result(0, result);
  return success();
}

} // namespace ingot::onnx
