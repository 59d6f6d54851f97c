// Import functions of operations with a window: convolutions and pools. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Quantized.h"
#include "dialects/nn/NnIndex.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

/// The window attributes of a node, with defaults written out.
struct Window {
  SmallVector<int64_t> strides, dilations, pads;
  nn::AutoPad autoPad = nn::AutoPad::Explicit;
};

/// A list of `count` integers from `least` on; all `otherwise` where the attribute is absent.
SmallVector<int64_t> readList(Node &node, StringRef attribute, size_t count, int64_t least,
                              int64_t otherwise) {
  SmallVector<int64_t> list = node.integers(attribute);
  if (list.empty())
    return SmallVector<int64_t>(count, otherwise);
  if (list.size() != count)
    (void)node.fail("expected " + Twine(count) + " entries in '" + attribute + "', got " +
                    Twine(list.size()));
  for (int64_t entry : list)
    if (entry < least || entry > INT32_MAX)
      (void)node.fail("expected entries from " + Twine(least) + " to 2147483647 in '" + attribute +
                      "', got " + Twine(entry));
  return list;
}

Window readWindow(Node &node, int64_t spatial) {
  Window window;
  window.strides = readList(node, "strides", spatial, 1, 1);
  window.dilations = readList(node, "dilations", spatial, 1, 1);
  StringRef mode = node.string("auto_pad", "NOTSET");
  auto known = llvm::StringSwitch<std::optional<nn::AutoPad>>(mode)
                   .Case("NOTSET", nn::AutoPad::Explicit)
                   .Case("SAME_UPPER", nn::AutoPad::SameUpper)
                   .Case("SAME_LOWER", nn::AutoPad::SameLower)
                   .Case("VALID", nn::AutoPad::Valid)
                   .Default(std::nullopt);
  if (!known)
    (void)node.fail("expected 'auto_pad' to be NOTSET, SAME_UPPER, SAME_LOWER or VALID, got '" + mode + "'");
  window.autoPad = known.value_or(nn::AutoPad::Explicit);
  if (window.autoPad == nn::AutoPad::Explicit)
    window.pads = readList(node, "pads", 2 * spatial, 0, 0);
  return window;
}

/// The number of spatial axes of a convolution: attributes and both operands can tell; 0 with an error if
/// none does.
int64_t spatialAxes(Node &node, Value input, Value weights) {
  int64_t spatial = node.integers("kernel_shape").size();
  for (Value operand : {weights, input}) {
    std::optional<int64_t> rank = node.rank(operand);
    if (!rank)
      continue;
    if (*rank < 3 || (spatial && *rank != spatial + 2))
      (void)node.fail("expected operands of rank " + Twine(spatial ? spatial + 2 : 3) +
                      (spatial ? "" : " or more") + ", got rank " + Twine(*rank));
    spatial = *rank - 2;
  }
  if (spatial == 0)
    spatial = node.integers("strides").size();
  if (spatial == 0)
    (void)node.fail("cannot tell the number of spatial axes; state 'kernel_shape'");
  return std::clamp<int64_t>(spatial, 0, 32);
}

/// `kernel_shape` repeats what the weights say.
void checkKernelShape(Node &node, Value weights) {
  SmallVector<int64_t> kernel = node.integers("kernel_shape");
  auto type = dyn_cast<RankedTensorType>(weights.getType());
  if (kernel.empty() || !type || type.getRank() < 2 || !type.hasStaticShape())
    return;
  if (ArrayRef(kernel) != type.getShape().drop_front(2))
    (void)node.fail("attribute 'kernel_shape' does not agree with the shape of the weights");
}

int64_t readGroup(Node &node) {
  int64_t group = node.integer("group", 1);
  if (group < 1 || group > INT32_MAX)
    (void)node.fail("expected 'group' to be at least 1, got " + Twine(group));
  return group;
}

/// The window of a convolution, checked against both operands.
Window readConvolution(Node &node, Value input, Value weights) {
  int64_t spatial = spatialAxes(node, input, weights);
  checkKernelShape(node, weights);
  return readWindow(node, spatial);
}

SmallVector<int64_t> readKernel(Node &node) {
  node.require("kernel_shape");
  SmallVector<int64_t> kernel = node.integers("kernel_shape");
  if (kernel.empty() || kernel.size() > 30)
    (void)node.fail("expected 'kernel_shape' to have 1 to 30 entries");
  return readList(node, "kernel_shape", kernel.size(), 1, 1);
}

} // namespace

Value convolve(Node &node, Value input, Value weights, Value bias) {
  Window window = readConvolution(node, input, weights);
  int64_t group = readGroup(node);
  if (node.failed())
    return {};
  return node.like<nn::ConvOp>(input, weights, bias, window.strides, window.dilations, window.pads,
                               window.autoPad, nn::Layout::ChannelsFirst, static_cast<uint64_t>(group));
}

Value convolveIntegers(Node &node, Value input, Value inputZero, Value weights, Value weightsZero) {
  Window window = readConvolution(node, input, weights);
  int64_t group = readGroup(node);
  if (inputZero)
    inputZero = asScalar(node, inputZero);
  if (node.failed())
    return {};
  return node.create<nn::ConvIntegerOp>(node.builder().getI32Type(), input, weights, inputZero, weightsZero,
                                        window.strides, window.dilations, window.pads, window.autoPad,
                                        static_cast<uint64_t>(group));
}

LogicalResult importConv(Node &node) {
  Value convolved = convolve(node, node.input(0), node.input(1), node.optional(2));
  if (!convolved)
    return failure();
  node.result(0, convolved);
  return success();
}

LogicalResult importConvTranspose(Node &node) {
  int64_t spatial = spatialAxes(node, node.input(0), node.input(1));
  checkKernelShape(node, node.input(1));
  Window window = readWindow(node, spatial);
  int64_t group = readGroup(node);
  SmallVector<int64_t> extra = readList(node, "output_padding", spatial, 0, 0);
  SmallVector<int64_t> shape = node.integers("output_shape");
  if (shape.size() == static_cast<size_t>(spatial) + 2) // some writers give all axes
    shape.erase(shape.begin(), shape.begin() + 2);
  else if (!shape.empty())
    shape = readList(node, "output_shape", spatial, 1, 1);
  if (node.failed())
    return failure();
  if (all_of(extra, [](int64_t entry) { return entry == 0; }))
    extra.clear();
  node.result(0, node.like<nn::ConvTransposeOp>(node.input(0), node.input(1), node.optional(2),
                                                window.strides, window.dilations, window.pads, window.autoPad,
                                                nn::Layout::ChannelsFirst, static_cast<uint64_t>(group),
                                                extra, shape));
  return success();
}

//===- Pools
//------------------------------------------------------------------------------------------------------===//

LogicalResult importMaxPool(Node &node) {
  SmallVector<int64_t> kernel = readKernel(node);
  Window window = readWindow(node, kernel.size());
  bool ceil = node.integer("ceil_mode", 0) != 0;
  if (node.failed())
    return failure();
  Value pooled = node.like<nn::MaxPoolOp>(node.input(0), kernel, window.strides, window.dilations, window.pads,
                                          window.autoPad, nn::Layout::ChannelsFirst, ceil);
  node.result(0, pooled);
  if (node.wants(1))
    node.result(1, node.create<nn::MaxPoolIndicesOp>(node.int64(), node.input(0), pooled, kernel, window.strides,
                                                     window.dilations, window.pads, window.autoPad,
                                                     node.integer("storage_order", 0) != 0));
  return success();
}

LogicalResult importMaxUnpool(Node &node) {
  SmallVector<int64_t> kernel = readKernel(node);
  Window window = readWindow(node, kernel.size());
  if (node.failed())
    return failure();
  node.result(0, node.like<nn::MaxUnpoolOp>(node.input(0), node.input(1), node.optional(2), kernel, window.strides,
                                            window.dilations, window.pads));
  return success();
}

static Value poolMean(Node &node, Value input, bool includePad, bool sum) {
  SmallVector<int64_t> kernel = readKernel(node);
  Window window = readWindow(node, kernel.size());
  bool ceil = node.integer("ceil_mode", 0) != 0;
  if (node.failed())
    return {};
  return node.like<nn::AvgPoolOp>(input, kernel, window.strides, window.dilations, window.pads,
                                  window.autoPad, nn::Layout::ChannelsFirst, ceil, includePad, sum);
}

Value averagePool(Node &node, Value input, bool includePad) {
  return poolMean(node, input, includePad, /*sum=*/false);
}

LogicalResult importAveragePool(Node &node) {
  Value pooled = averagePool(node, node.input(0), node.integer("count_include_pad", 0) != 0);
  if (!pooled)
    return failure();
  node.result(0, pooled);
  return success();
}

/// |x|^order, of 32 bits where x has fewer, and its inverse for values that are not negative.
static Value powerOf(Node &node, Value x, int64_t order) {
  if (Node::elementOf(x).getIntOrFloatBitWidth() < 32)
    x = castTo(node, x, node.float32());
  if (order == 2)
    return node.like<nn::MulOp>(x, x);
  Value absolute = node.like<nn::AbsOp>(x);
  return order == 1 ? absolute : node.like<nn::PowOp>(absolute, node.scalar(Node::elementOf(x), order));
}
static Value rootOf(Node &node, Value x, int64_t order) {
  if (order == 1)
    return x;
  return order == 2 ? node.like<nn::SqrtOp>(x) : node.like<nn::PowOp>(x, node.scalar(Node::elementOf(x), 1.0 / order));
}

/// The p-th root of the sum of |x|^p.
LogicalResult importLpPool(Node &node) {
  int64_t order = node.integer("p", 2);
  if (order < 1)
    return node.fail("expected 'p' to be at least 1, got " + Twine(order));
  Value sum = poolMean(node, powerOf(node, node.input(0), order), /*includePad=*/true, /*sum=*/true);
  if (!sum)
    return failure();
  node.result(0, castTo(node, rootOf(node, sum, order), Node::elementOf(node.input(0))));
  return success();
}

/// Reduces all axes from the third on. Where the rank is not known, these become one axis, and the result
/// gets the sizes N, C and then a 1 for each of them.
Value globalPool(Node &node, Value input, nn::ReduceKind kind) {
  if (std::optional<int64_t> rank = node.rank(input)) {
    if (*rank < 3) {
      (void)node.fail("expected an input of rank 3 or more, got rank " + Twine(*rank));
      return {};
    }
    SmallVector<int64_t> axes;
    for (int64_t axis = 2; axis < *rank; ++axis)
      axes.push_back(axis);
    return node.like<nn::ReduceOp>(input, kind, axes, true);
  }
  Value merged = node.like<nn::ReshapeOp>(input, node.vector({0, 0, -1}), false);
  Value reduced = node.like<nn::ReduceOp>(merged, kind, SmallVector<int64_t>{2}, true);
  Value kept =
      node.create<nn::ShapeOp>(node.int64(), input, uint64_t(0), node.builder().getI64IntegerAttr(2));
  Value spatial = node.create<nn::ShapeOp>(node.int64(), input, uint64_t(2), IntegerAttr());
  Value ones = node.like<nn::AddOp>(node.like<nn::SubOp>(spatial, spatial), node.scalar(node.int64(), 1));
  Value shape = node.create<nn::ConcatOp>(node.int64(), SmallVector<Value>{kept, ones}, uint64_t(0));
  return node.like<nn::ReshapeOp>(reduced, shape, false);
}

LogicalResult importGlobalPool(Node &node, nn::ReduceKind kind) {
  Value pooled = globalPool(node, node.input(0), kind);
  if (!pooled)
    return failure();
  node.result(0, pooled);
  return success();
}

LogicalResult importGlobalLpPool(Node &node) {
  int64_t order = node.integer("p", 2);
  if (order < 1)
    return node.fail("expected 'p' to be at least 1, got " + Twine(order));
  if (order <= 2)
    return importGlobalPool(node, order == 1 ? nn::ReduceKind::L1 : nn::ReduceKind::L2);
  Value sum = globalPool(node, powerOf(node, node.input(0), order), nn::ReduceKind::Sum);
  if (!sum)
    return failure();
  node.result(0, castTo(node, rootOf(node, sum, order), Node::elementOf(node.input(0))));
  return success();
}

} // namespace ingot::onnx
