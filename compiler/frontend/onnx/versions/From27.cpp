// Operations that came with opsets 27 and 28; see From27.h. Import step. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/versions/From27.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// The size of an axis, where the type of an input or constant says it.
static std::optional<int64_t> knownSize(Value value, int64_t axis) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || type.getRank() <= axis || type.isDynamicDim(axis))
    return std::nullopt;
  return type.getDimSize(axis);
}

/// The sizes of axes [begin, end) as a vector.
static Value sizesOf(Node &node, Value value, int64_t begin, int64_t end) {
  return node.create<nn::ShapeOp>(node.int64(), value, static_cast<uint64_t>(begin),
                                  node.builder().getI64IntegerAttr(end));
}

/// The state before the first input: as many zeros as the window looks back.
static Value emptyState(Node &node, Value input, Value weights) {
  Value back = node.like<nn::SubOp>(sizesOf(node, weights, 2, 3), node.vector({1}));
  Value shape = node.create<nn::ConcatOp>(node.int64(), ValueRange{sizesOf(node, input, 0, 2), back}, uint64_t(0));
  Type element = Node::elementOf(input);
  return node.create<nn::FillOp>(element, shape, Node::number(element, 0));
}

LogicalResult importCausalConvWithState(Node &node) {
  Value input = node.input(0), weights = node.input(1), state = node.optional(3);
  StringRef activation = node.string("activation", "none");
  if (activation != "none" && activation != "silu" && activation != "swish")
    return node.fail("expected 'activation' to be none, silu or swish, got '" + activation + "'");
  std::optional<int64_t> channels = knownSize(weights, 0);
  if (!channels)
    channels = knownSize(input, 1);
  if (!channels)
    return node.fail("the number of channels must be known; give the weights or the input a constant size");
  if (!state)
    state = emptyState(node, input, weights);
  Value all = node.create<nn::ConcatOp>(Node::elementOf(input), ValueRange{state, input}, uint64_t(2));
  SmallVector<int64_t> ones{1}, pads{0, 0};
  Value result = node.like<nn::ConvOp>(all, weights, node.optional(2), ones, ones, pads, nn::AutoPad::Explicit,
                                       nn::Layout::ChannelsFirst, static_cast<uint64_t>(*channels));
  node.result(0, activation == "none" ? result : node.like<nn::SiluOp>(result));
  if (!node.wants(1))
    return success();
  // The last positions: from the size of the input on, as many as the state has.
  Value start = sizesOf(node, input, 2, 3), end = node.vector({INT64_MAX}), axis = node.vector({2});
  node.result(1, node.like<nn::SliceOp>(all, start, end, axis, Value(), ArrayAttr(), DenseI64ArrayAttr()));
  return success();
}

LogicalResult importRangeOfFloats(Node &node) {
  Type element = Node::elementOf(node.input(0));
  bool stashes = isa<FloatType>(element) && element.getIntOrFloatBitWidth() == 16;
  Type stash = stashes ? node.dataType(node.integer("stash_type", 1)) : element;
  if (!stash)
    return failure();
  SmallVector<Value, 3> inputs;
  for (size_t index = 0; index < 3; ++index)
    inputs.push_back(castTo(node, node.input(index), stash));
  Value range = node.like<nn::RangeOp>(inputs[0], inputs[1], inputs[2]);
  node.result(0, castTo(node, range, element));
  return success();
}

LogicalResult importSpaceToDepthOfMode(Node &node) {
  StringRef mode = node.string("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    return node.fail("expected 'mode' to be DCR or CRD, got '" + mode + "'");
  if (failed(importSpaceToDepth(node)) || mode == "DCR")
    return failure(node.results().empty());
  // Channels are [block, block, C]; CRD wants [C, block, block].
  Value blocks = node.results()[0];
  int64_t area = node.integer("blocksize", 1) * node.integer("blocksize", 1);
  SmallVector<Value> sizes{sizesOf(node, blocks, 0, 1), node.vector({area, -1}), sizesOf(node, blocks, 2, 4)};
  Value split = node.create<nn::ConcatOp>(node.int64(), sizes, uint64_t(0));
  Value apart = node.like<nn::ReshapeOp>(blocks, split, false);
  Value turned = node.like<nn::TransposeOp>(apart, SmallVector<int64_t>{0, 2, 1, 3, 4});
  node.result(0, node.like<nn::ReshapeOp>(turned, sizesOf(node, blocks, 0, 4), false));
  return success();
}

LogicalResult importSwiGlu(Node &node) {
  Value gate = node.input(0);
  double alpha = node.real("alpha", 1);
  Value swish;
  if (alpha == 1) {
    swish = node.like<nn::SiluOp>(gate);
  } else {
    Value scaled = node.like<nn::MulOp>(gate, node.scalar(Node::elementOf(gate), alpha));
    swish = node.like<nn::MulOp>(gate, node.like<nn::SigmoidOp>(scaled));
  }
  node.result(0, node.like<nn::MulOp>(swish, node.input(1)));
  return success();
}

} // namespace ingot::onnx
