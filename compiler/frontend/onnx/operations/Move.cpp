// Import functions of operations that take, join and place elements. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

static Value slice(Node &node, Value starts, Value ends, Value axes, Value steps) {
  return node.like<nn::SliceOp>(node.input(0), starts, ends, axes, steps, ArrayAttr(), DenseI64ArrayAttr());
}

LogicalResult importSliceAttributes(Node &node) {
  node.require("starts");
  node.require("ends");
  SmallVector<int64_t> starts = node.integers("starts"), ends = node.integers("ends"),
                       axes = node.integers("axes");
  if (starts.size() != ends.size() || (node.has("axes") && axes.size() != starts.size()))
    return node.fail("expected 'starts', 'ends' and 'axes' to have equal lengths");
  Value axesOperand = node.has("axes") ? node.vector(axes) : Value();
  node.result(0, slice(node, node.vector(starts), node.vector(ends), axesOperand, Value()));
  return success();
}

LogicalResult importSlice(Node &node) {
  node.result(0, slice(node, node.input(1), node.input(2), node.optional(3), node.optional(4)));
  return success();
}

/// Sizes are an attribute until opset 12, an input from 13 on, or equal parts.
LogicalResult importSplit(Node &node) {
  Value input = node.input(0);
  int64_t axis = node.integer("axis", 0), parts = node.integer("num_outputs", node.numOutputs());
  SmallVector<int64_t> sizes = node.integers("split");
  if (parts != static_cast<int64_t>(node.numOutputs()))
    return node.fail("expected 'num_outputs' to be " + Twine(node.numOutputs()) + ", got " + Twine(parts));
  if (!sizes.empty() && sizes.size() != node.numOutputs())
    return node.fail("expected " + Twine(node.numOutputs()) + " sizes in 'split', got " +
                     Twine(sizes.size()));
  auto sizesAttr = sizes.empty() ? DenseI64ArrayAttr() : node.builder().getDenseI64ArrayAttr(sizes);
  SmallVector<Type> types(node.numOutputs(), UnrankedTensorType::get(Node::elementOf(input)));
  Operation *split =
      node.record(nn::SplitOp::create(node.builder(), node.location(), types, input, node.optional(1),
                                      static_cast<uint64_t>(axis), sizesAttr));
  for (auto [index, part] : enumerate(split->getResults()))
    node.result(index, part);
  return success();
}

LogicalResult importConcat(Node &node) {
  node.require("axis");
  Type element = Node::elementOf(node.input(0));
  node.result(
      0, node.create<nn::ConcatOp>(element, node.inputs(), static_cast<uint64_t>(node.integer("axis", 0))));
  return success();
}

static LogicalResult pad(Node &node, Value pads, Value value, Value axes) {
  StringRef mode = node.string("mode", "constant");
  auto known = llvm::StringSwitch<std::optional<nn::PadMode>>(mode)
                   .Case("constant", nn::PadMode::Constant)
                   .Case("reflect", nn::PadMode::Reflect)
                   .Case("edge", nn::PadMode::Edge)
                   .Case("wrap", nn::PadMode::Wrap)
                   .Default(std::nullopt);
  if (!known)
    return node.fail("expected 'mode' to be constant, reflect, edge or wrap, got '" + mode + "'");
  Value fill = value && *known == nn::PadMode::Constant ? asScalar(node, value) : Value();
  node.result(0, node.like<nn::PadOp>(node.input(0), pads, fill, axes, *known, ArrayAttr(), ArrayAttr()));
  return success();
}

LogicalResult importPadOf(Node &node, ArrayRef<int64_t> pads) {
  double value = node.real("value", 0);
  Value fill = value != 0 ? node.scalar(Node::elementOf(node.input(0)), value) : Value();
  return pad(node, node.vector(pads), fill, Value());
}

LogicalResult importPadAttributes(Node &node) {
  node.require("pads");
  return importPadOf(node, node.integers("pads"));
}

LogicalResult importPad(Node &node) { return pad(node, node.input(1), node.optional(2), node.optional(3)); }

/// Pads or cuts both ends of each axis so that the middle stays. A negative padding cuts; the half that is
/// rounded towards zero goes to the front in both cases.
LogicalResult importCenterCropPad(Node &node) {
  Value input = node.input(0), target = castTo(node, node.input(1), node.int64());
  Value sizes = node.create<nn::ShapeOp>(node.int64(), input, uint64_t(0), IntegerAttr());
  Value axes = node.has("axes") ? node.vector(node.integers("axes")) : Value();
  if (axes)
    sizes = node.like<nn::GatherOp>(sizes, axes, uint64_t(0));
  Value total = node.like<nn::SubOp>(target, sizes), front = node.like<nn::DivOp>(total, node.vector({2}));
  SmallVector<Value> pads{front, node.like<nn::SubOp>(total, front)};
  Value both = node.create<nn::ConcatOp>(node.int64(), pads, uint64_t(0));
  node.result(
      0, node.like<nn::PadOp>(input, both, Value(), axes, nn::PadMode::Constant, ArrayAttr(), ArrayAttr()));
  return success();
}

LogicalResult importGather(Node &node) {
  node.result(0, node.like<nn::GatherOp>(node.input(0), node.input(1),
                                         static_cast<uint64_t>(node.integer("axis", 0))));
  return success();
}

static FailureOr<int64_t> readBlock(Node &node) {
  node.require("blocksize");
  int64_t block = node.integer("blocksize", 1);
  if (block < 1 || block > INT16_MAX)
    return node.fail("expected 'blocksize' to be from 1 to 32767, got " + Twine(block));
  return block;
}

LogicalResult importDepthToSpace(Node &node) {
  FailureOr<int64_t> block = readBlock(node);
  StringRef mode = node.string("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    return node.fail("expected 'mode' to be DCR or CRD, got '" + mode + "'");
  if (mlir::failed(block))
    return failure();
  node.result(0, node.like<nn::DepthToSpaceOp>(node.input(0), static_cast<uint64_t>(*block), mode == "CRD"));
  return success();
}

LogicalResult importSpaceToDepth(Node &node) {
  FailureOr<int64_t> block = readBlock(node);
  if (mlir::failed(block))
    return failure();
  node.result(0, node.like<nn::SpaceToDepthOp>(node.input(0), static_cast<uint64_t>(*block)));
  return success();
}

} // namespace ingot::onnx
