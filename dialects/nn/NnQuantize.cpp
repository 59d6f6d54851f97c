// Verifiers of NnQuantize.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnQuantize.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnQuantize.cpp.inc"

/// `type` holds integers of 8 bits up to `widest`, `zero` (null where absent) the same ones.
static LogicalResult verifyIntegers(Operation *op, StringRef what, Type type, Value zero, unsigned widest) {
  Type element = elementOf(type);
  unsigned width = isa<IntegerType>(element) ? element.getIntOrFloatBitWidth() : 0;
  if (width < 8 || width > widest)
    return op->emitOpError() << "expected " << what << " of integers of 8 to " << widest << " bits, got " << element;
  return zero ? verifyElement(op, type, zero.getType(), "a zero point") : success();
}

static LogicalResult verifyBlocks(Operation *op, std::optional<int64_t> axis, int64_t blockSize) {
  if (blockSize < 0)
    return op->emitOpError() << "expected 'block_size' >= 0, got " << blockSize;
  if (blockSize > 0 && !axis)
    return op->emitOpError("expected 'axis' beside 'block_size'");
  return success();
}

static LogicalResult verifySameShape(Operation *op) {
  Type input = op->getOperand(0).getType(), result = op->getResult(0).getType();
  if (succeeded(verifyCompatibleShape(input, result)))
    return success();
  return op->emitOpError() << "expected a result of shape " << input << ", got " << result;
}

LogicalResult QuantizeOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getScale().getType(), "a scale")) || // quantize_c1
      failed(verifyIntegers(*this, "a result", getType(), getZeroPoint(), 32)) ||            // quantize_c2
      failed(verifyBlocks(*this, getAxis(), getBlockSize())))                                // quantize_c3
    return failure();
  return verifySameShape(*this); // quantize_c4
}

LogicalResult DequantizeOp::verify() {
  if (failed(verifyIntegers(*this, "an input", getInput().getType(), getZeroPoint(), 32)) || // dequantize_c1
      failed(verifyBlocks(*this, getAxis(), getBlockSize())))                                // dequantize_c2
    return failure();
  return verifySameShape(*this); // dequantize_c3
}

LogicalResult RequantizeOp::verify() {
  if (!elementOf(getFactor().getType()).isF32()) // requantize_c1
    return emitOpError() << "expected a factor of f32, got " << elementOf(getFactor().getType());
  if (failed(verifyIntegers(*this, "a result", getType(), getZeroPoint(), 16))) // requantize_c2
    return failure();
  return verifySameShape(*this); // requantize_c3
}

static LogicalResult verifySums(Operation *op) {
  Type element = elementOf(op->getResult(0).getType());
  if (element.isSignlessInteger(32))
    return success();
  return op->emitOpError() << "expected a result of i32, got " << element;
}

LogicalResult MatmulIntegerOp::verify() {
  if (failed(verifyIntegers(*this, "operands", getLhs().getType(), getLhsZero(), 16)) || // matmul_integer_c1
      failed(verifyIntegers(*this, "operands", getRhs().getType(), getRhsZero(), 16)))   // matmul_integer_c1
    return failure();
  return verifySums(*this); // matmul_integer_c2
}

static LogicalResult verifyChannels(ConvIntegerOp op, RankedTensorType input, RankedTensorType weights) {
  auto group = static_cast<int64_t>(op.getGroup());
  int64_t channels = input.getDimSize(1), perGroup = weights.getDimSize(1), outputs = weights.getDimSize(0);
  if (!ShapedType::isDynamic(channels) && !ShapedType::isDynamic(perGroup) && channels != perGroup * group)
    return op.emitOpError() << "expected " << perGroup * group << " input channels (weights " << weights << ", "
                            << group << " groups), got " << channels;
  if (!ShapedType::isDynamic(outputs) && outputs % group != 0)
    return op.emitOpError() << "expected output channels to be a multiple of " << group << " groups, got " << outputs;
  return success();
}

LogicalResult ConvIntegerOp::verify() {
  if (failed(verifyIntegers(*this, "operands", getInput().getType(), getInputZero(), 16)) ||     // conv_integer_c1
      failed(verifyIntegers(*this, "operands", getWeights().getType(), getWeightsZero(), 16)) || // conv_integer_c1
      failed(verifySums(*this)))                                                                 // conv_integer_c2
    return failure();
  auto input = dyn_cast<RankedTensorType>(getInput().getType());
  auto weights = dyn_cast<RankedTensorType>(getWeights().getType());
  for (RankedTensorType type : {input, weights}) // conv_integer_c3
    if (type && (type.getRank() < 3 || type.getRank() != static_cast<int64_t>(getStrides().size()) + 2))
      return emitOpError() << "expected operands with " << getStrides().size() << " spatial axes, at least one, got "
                           << type;
  if (failed(verifyWindow(*this, getStrides().size(), getStrides(), getDilations(), getPads()))) // conv_integer_c3
    return failure();
  if (getGroup() < 1) // conv_integer_c4
    return emitOpError() << "expected a group count >= 1, got " << getGroup();
  return input && weights ? verifyChannels(*this, input, weights) : success(); // conv_integer_c4
}
