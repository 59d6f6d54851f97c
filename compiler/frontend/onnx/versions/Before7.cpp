// Forms that operations had before opset 7; see Before7.h. Import step. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/versions/Before7.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

Value alignSecond(Node &node) {
  Value first = node.input(0), second = node.input(1);
  // Without `axis`, the last axes agree, as they do in later opsets.
  if (node.integer("broadcast", 0) == 0 || !node.has("axis"))
    return second;
  std::optional<int64_t> firstRank = node.rank(first), secondRank = node.rank(second);
  if (!firstRank || !secondRank)
    return (void)node.fail("attribute 'axis' needs operands of known rank"), Value();
  int64_t axis = node.integer("axis", 0), behind = *firstRank - axis - *secondRank;
  if (axis < 0 || behind < 0)
    return (void)node.fail("expected 'axis' from 0 to " + Twine(*firstRank - *secondRank) + ", got " + Twine(axis)),
           Value();
  if (behind == 0)
    return second;
  SmallVector<int64_t> axes;
  for (int64_t each = 0; each < behind; ++each)
    axes.push_back(*secondRank + each);
  return node.like<nn::UnsqueezeOp>(second, axes);
}

LogicalResult importCastToName(Node &node) {
  node.require("to");
  StringRef name = node.string("to", "");
  // Names of TensorProto.DataType, and their numbers.
  int64_t number = llvm::StringSwitch<int64_t>(name)
                       .Case("FLOAT", 1)
                       .Case("UINT8", 2)
                       .Case("INT8", 3)
                       .Case("UINT16", 4)
                       .Case("INT16", 5)
                       .Case("INT32", 6)
                       .Case("INT64", 7)
                       .Case("BOOL", 9)
                       .Case("FLOAT16", 10)
                       .Case("DOUBLE", 11)
                       .Case("UINT32", 12)
                       .Case("UINT64", 13)
                       .Default(0);
  if (!node.failed() && number == 0)
    return node.fail("expected 'to' to name a type of numbers or BOOL, got '" + name + "'");
  Type element = node.failed() ? Type() : node.dataType(number);
  if (!element)
    return failure();
  node.result(0, castTo(node, node.input(0), element));
  return success();
}

LogicalResult importPReluOfChannels(Node &node) {
  Value input = node.input(0), slope = node.input(1);
  if (node.length(slope) != 1) {
    slope = alignVector(node, slope, 1, node.rank(input));
    if (!slope)
      return failure();
  }
  Value isNegative = node.create<nn::LessOp>(node.boolean(), input, node.scalar(Node::elementOf(input), 0));
  Value scaled = node.like<nn::MulOp>(input, slope);
  node.result(0, node.create<nn::SelectOp>(Node::elementOf(input), isNegative, scaled, input));
  return success();
}

LogicalResult importReshapeAttribute(Node &node) {
  node.require("shape");
  node.result(0, node.like<nn::ReshapeOp>(node.input(0), node.vector(node.integers("shape")), false));
  return success();
}

LogicalResult importConcatOfChannels(Node &node) {
  Type element = Node::elementOf(node.input(0));
  node.result(0, node.create<nn::ConcatOp>(element, node.inputs(), static_cast<uint64_t>(node.integer("axis", 1))));
  return success();
}

LogicalResult importPaddings(Node &node) {
  node.require("paddings");
  return importPadOf(node, node.integers("paddings"));
}

LogicalResult importSeluOfFiveDigits(Node &node) {
  APFloat alpha(node.real("alpha", 1.6732f)), gamma(node.real("gamma", 1.0507f));
  node.result(0, node.like<nn::SeluOp>(node.input(0), alpha, gamma));
  return success();
}

static LogicalResult requireTest(Node &node) {
  if (node.integer("is_test", 0) != 0)
    return success();
  return node.fail("expected 'is_test' to be 1; ingot compiles inference only");
}

LogicalResult importDropoutTest(Node &node) { return failed(requireTest(node)) ? failure() : importDropout(node); }

LogicalResult importBatchNormalizationTest(Node &node) {
  return failed(requireTest(node)) ? failure() : importBatchNormalization(node);
}

} // namespace ingot::onnx
