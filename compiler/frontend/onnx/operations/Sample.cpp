// Import functions of operations that read at computed positions. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

LogicalResult importGatherElements(Node &node) {
  node.result(
      0, node.like<nn::GatherElementsOp>(node.input(0), node.input(1), static_cast<uint64_t>(node.integer("axis", 0))));
  return success();
}

LogicalResult importGatherNd(Node &node) {
  int64_t batch = node.integer("batch_dims", 0);
  if (batch < 0 || batch > maximumRank)
    return node.fail("expected 'batch_dims' to be from 0 to " + Twine(maximumRank) + ", got " + Twine(batch));
  node.result(0, node.like<nn::GatherNdOp>(node.input(0), node.input(1), static_cast<uint64_t>(batch)));
  return success();
}

LogicalResult importBitCast(Node &node) {
  node.require("to");
  Type to = node.failed() ? Type() : node.dataType(node.integer("to", 0));
  if (!to)
    return failure();
  node.result(0, node.create<nn::BitcastOp>(to, node.input(0)));
  return success();
}

//===- Interpolation
//----------------------------------------------------------------------------------------------===//

/// Modes had other names until opset 19.
LogicalResult importGridSample(Node &node) {
  StringRef mode = node.string("mode", "linear"), padding = node.string("padding_mode", "zeros");
  auto knownMode = llvm::StringSwitch<std::optional<nn::ResizeMode>>(mode)
                       .Case("nearest", nn::ResizeMode::Nearest)
                       .Cases({"linear", "bilinear"}, nn::ResizeMode::Linear)
                       .Cases({"cubic", "bicubic"}, nn::ResizeMode::Cubic)
                       .Default(std::nullopt);
  auto knownPadding = llvm::StringSwitch<std::optional<nn::PadMode>>(padding)
                          .Case("zeros", nn::PadMode::Constant)
                          .Case("border", nn::PadMode::Edge)
                          .Case("reflection", nn::PadMode::Reflect)
                          .Default(std::nullopt);
  if (!knownMode || !knownPadding)
    return node.fail("expected 'mode' to be nearest, linear or cubic and 'padding_mode' to be zeros, border or "
                     "reflection, got '" +
                     mode + "' and '" + padding + "'");
  node.result(0, node.like<nn::GridSampleOp>(node.input(0), node.input(1), *knownMode, *knownPadding,
                                             node.integer("align_corners", 0) != 0, false));
  return success();
}

/// Element centres lie at halves from opset 16 on, unless the node says otherwise.
LogicalResult importRoiAlign(Node &node) {
  StringRef mode = node.string("mode", "avg");
  StringRef coordinates =
      node.string("coordinate_transformation_mode", node.opset() < 16 ? "output_half_pixel" : "half_pixel");
  int64_t height = node.integer("output_height", 1), width = node.integer("output_width", 1),
          samples = node.integer("sampling_ratio", 0);
  if (mode != "avg" && mode != "max")
    return node.fail("expected 'mode' to be avg or max, got '" + mode + "'");
  if (coordinates != "half_pixel" && coordinates != "output_half_pixel")
    return node.fail("expected 'coordinate_transformation_mode' to be half_pixel or output_half_pixel, got '" +
                     coordinates + "'");
  if (height < 1 || width < 1 || samples < 0 || height > INT16_MAX || width > INT16_MAX || samples > INT16_MAX)
    return node.fail("expected 'output_height' and 'output_width' of at least 1 and 'sampling_ratio' of at least "
                     "0, all at most 32767");
  node.result(0, node.like<nn::RoiAlignOp>(node.input(0), node.input(1), node.input(2), static_cast<uint64_t>(height),
                                           static_cast<uint64_t>(width), static_cast<uint64_t>(samples),
                                           APFloat(node.real("spatial_scale", 1.0)), coordinates == "half_pixel",
                                           mode == "max"));
  return success();
}

//===- Grids
//------------------------------------------------------------------------------------------------------===//

/// The sizes of axes `from` to `to` as a vector.
static Value sizesOf(Node &node, Value value, int64_t from, int64_t to) {
  return node.create<nn::ShapeOp>(node.int64(), value, static_cast<uint64_t>(from),
                                  node.builder().getI64IntegerAttr(to));
}
static Value join(Node &node, ArrayRef<Value> vectors) {
  return node.create<nn::ConcatOp>(node.int64(), vectors, uint64_t(0));
}
static Value reshape(Node &node, Value value, Value shape) { return node.like<nn::ReshapeOp>(value, shape, false); }
static Value unsqueeze(Node &node, Value value, ArrayRef<int64_t> axes) {
  return node.like<nn::UnsqueezeOp>(value, SmallVector<int64_t>(axes));
}
/// The elements of `value` at `position` of `axis`, which goes.
static Value part(Node &node, Value value, int64_t axis, int64_t position) {
  return node.like<nn::GatherOp>(value, node.scalar(node.int64(), static_cast<double>(position)),
                                 static_cast<uint64_t>(axis));
}
/// 0, 1, ... as `element`, as many as the scalar `count` says.
static Value countUp(Node &node, Value count, Type element) {
  Value zero = node.scalar(node.int64(), 0), one = node.scalar(node.int64(), 1);
  return castTo(node, node.create<nn::RangeOp>(node.int64(), zero, count, one), element);
}

/// theta * (x, y, 1) for the centres x and y of evenly spaced elements between -1 and 1.
LogicalResult importAffineGrid(Node &node) {
  Value theta = node.input(0), size = node.input(1);
  std::optional<int64_t> length = node.length(size);
  if (length && *length != 4 && *length != 5)
    return node.fail("expected a 'size' of 4 or 5 elements, got " + Twine(*length));
  if (!length)
    return node.fail("expected a 'size' of known length, 4 or 5");
  bool aligned = node.integer("align_corners", 0) != 0;
  Type element = Node::elementOf(theta);
  int64_t spatial = *length - 2;
  SmallVector<int64_t> points;
  for (int64_t axis = 1; axis <= spatial; ++axis)
    points.push_back(axis);
  auto column = [&](int64_t place) { return unsqueeze(node, part(node, theta, 2, place), points); };
  Value one = node.scalar(element, 1), two = node.scalar(element, 2), grid = column(spatial);
  // The first column of theta goes with the last spatial axis.
  for (int64_t place = 0; place != spatial; ++place) {
    Value count = castTo(node, part(node, size, 0, 1 + spatial - place), node.int64());
    Value steps = castTo(node, count, element), position = countUp(node, count, element);
    if (aligned)
      steps = node.like<nn::MaxOp>(node.like<nn::SubOp>(steps, one), one);
    else
      position = node.like<nn::AddOp>(position, node.scalar(element, 0.5));
    Value x = node.like<nn::SubOp>(node.like<nn::DivOp>(node.like<nn::MulOp>(position, two), steps), one);
    SmallVector<int64_t> behind; // the spatial axes after this one, and the coordinates
    for (int64_t axis = 0; axis <= place; ++axis)
      behind.push_back(1 + axis);
    grid = node.like<nn::AddOp>(grid, node.like<nn::MulOp>(unsqueeze(node, x, behind), column(place)));
  }
  node.result(0, grid);
  return success();
}

namespace {
/// What a deformable convolution is told.
struct DeformedWindow {
  SmallVector<int64_t> kernel, strides, dilations, pads;
  int64_t group, offsetGroup, filters, channels;
};
} // namespace

static SmallVector<int64_t> readPair(Node &node, StringRef attribute, size_t count, int64_t least, int64_t otherwise) {
  SmallVector<int64_t> list = node.integers(attribute);
  if (list.empty())
    return SmallVector<int64_t>(count, otherwise);
  bool isValid = list.size() == count;
  for (int64_t entry : list)
    isValid &= entry >= least && entry <= INT16_MAX;
  if (!isValid)
    (void)node.fail("expected " + Twine(count) + " entries from " + Twine(least) + " to 32767 in '" + attribute + "'");
  return isValid ? list : SmallVector<int64_t>(count, otherwise);
}

static FailureOr<DeformedWindow> readDeformedWindow(Node &node) {
  auto weights = dyn_cast<RankedTensorType>(node.input(1).getType());
  if (!weights || !weights.hasStaticShape() || weights.getRank() != 4)
    return node.fail("expected weights of known sizes and 2 spatial axes");
  DeformedWindow window;
  window.kernel.assign(weights.getShape().begin() + 2, weights.getShape().end());
  if (SmallVector<int64_t> stated = node.integers("kernel_shape"); !stated.empty() && stated != window.kernel)
    return node.fail("attribute 'kernel_shape' does not agree with the shape of the weights");
  window.strides = readPair(node, "strides", 2, 1, 1);
  window.dilations = readPair(node, "dilations", 2, 1, 1);
  window.pads = readPair(node, "pads", 4, 0, 0);
  window.group = node.integer("group", 1);
  window.offsetGroup = node.integer("offset_group", 1);
  if (node.failed())
    return failure();
  window.filters = weights.getDimSize(0);
  if (window.group < 1 || window.group > INT16_MAX || window.offsetGroup < 1 || window.offsetGroup > INT16_MAX)
    return node.fail("expected 'group' and 'offset_group' from 1 to 32767");
  window.channels = weights.getDimSize(1) * window.group;
  if (window.filters % window.group != 0 || window.channels % window.offsetGroup != 0)
    return node.fail("expected filters that 'group' divides and channels that 'offset_group' divides, got " +
                     Twine(window.filters) + " and " + Twine(window.channels));
  return window;
}

/// Where each element of the window reads for each output: [batch * groups, elements * rows, columns, (x, y)].
static Value deformedGrid(Node &node, const DeformedWindow &window, Value offset) {
  Type element = Node::elementOf(offset);
  SmallVector<double> within;
  for (int64_t group = 0; group != window.offsetGroup; ++group)
    for (int64_t row = 0; row != window.kernel[0]; ++row)
      for (int64_t column = 0; column != window.kernel[1]; ++column)
        within.append(
            {static_cast<double>(row * window.dilations[0]), static_cast<double>(column * window.dilations[1])});
  auto attributes = map_to_vector(within, [&](double value) -> Attribute { return Node::number(element, value); });
  auto type = RankedTensorType::get({static_cast<int64_t>(within.size()), 1, 1}, element);
  Value placed = node.like<nn::AddOp>(offset, node.constant(DenseElementsAttr::get(type, attributes)));
  Value pairs = reshape(node, placed, node.vector({-1, 2, 0, 0})); // (y, x) of each element
  auto along = [&](int64_t axis) {
    Value count = reshape(node, sizesOf(node, offset, 2 + axis, 3 + axis), node.vector({}));
    Value step = node.scalar(element, static_cast<double>(window.strides[axis]));
    Value start = node.scalar(element, static_cast<double>(-window.pads[axis]));
    Value first = node.like<nn::AddOp>(node.like<nn::MulOp>(countUp(node, count, element), step), start);
    return node.like<nn::AddOp>(part(node, pairs, 1, axis), axis == 0 ? unsqueeze(node, first, {1}) : first);
  };
  SmallVector<Value> coordinates{unsqueeze(node, along(1), {-1}), unsqueeze(node, along(0), {-1})};
  Value grid = node.create<nn::ConcatOp>(element, coordinates, static_cast<uint64_t>(-1));
  Value rows = node.like<nn::MulOp>(sizesOf(node, offset, 2, 3), node.vector({window.kernel[0] * window.kernel[1]}));
  return reshape(node, grid, join(node, {node.vector({-1}), rows, sizesOf(node, offset, 3, 4), node.vector({2})}));
}

/// Reads the input at the positions of the window plus offsets, then multiplies with the weights.
LogicalResult importDeformConv(Node &node) {
  FailureOr<DeformedWindow> read = readDeformedWindow(node);
  if (mlir::failed(read))
    return failure();
  const DeformedWindow &window = *read;
  Value input = node.input(0), weights = node.input(1), offset = node.input(2), bias = node.optional(3),
        mask = node.optional(4);
  int64_t elements = window.kernel[0] * window.kernel[1];
  Value batch = sizesOf(node, offset, 0, 1), image = sizesOf(node, offset, 2, 4);
  Value grouped = reshape(node, input, node.vector({-1, window.channels / window.offsetGroup, 0, 0}));
  Value grid = deformedGrid(node, window, offset);
  Value sampled = node.like<nn::GridSampleOp>(grouped, grid, nn::ResizeMode::Linear, nn::PadMode::Constant, false,
                                              /*in_elements=*/true);
  if (mask) {
    Value rows = node.like<nn::MulOp>(sizesOf(node, offset, 2, 3), node.vector({elements}));
    Value shape = join(node, {node.vector({-1, 1}), rows, sizesOf(node, offset, 3, 4)});
    sampled = node.like<nn::MulOp>(sampled, reshape(node, mask, shape));
  }
  int64_t depth = window.channels / window.group * elements;
  Value columns = reshape(node, sampled, join(node, {batch, node.vector({window.group, depth, -1})}));
  Value filters = reshape(node, weights, node.vector({window.group, window.filters / window.group, depth}));
  Value product = node.like<nn::MatmulOp>(filters, columns);
  Value result = reshape(node, product, join(node, {batch, node.vector({window.filters}), image}));
  node.result(0, bias ? node.like<nn::AddOp>(result, unsqueeze(node, bias, {1, 2})) : result);
  return success();
}

} // namespace ingot::onnx
