// Import functions of signal processing. Window functions are those of the ONNX schema.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include "dialects/nn/NnSample.h"

#include <cmath>

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

/// An input that must be one constant integer; `otherwise` where it is absent.
FailureOr<int64_t> constantInput(Node &node, size_t index, StringRef name, int64_t otherwise) {
  Value input = node.optional(index);
  if (!input)
    return otherwise;
  std::optional<SmallVector<int64_t>> value = constantIntegers(input);
  if (!value || value->size() != 1)
    return node.fail("expected input '" + name + "' to be one constant integer");
  return value->front();
}

Value transform(Node &node, Value input, Value length, int64_t axis, bool inverse, bool onesided) {
  return node.like<nn::DftOp>(input, length, static_cast<uint64_t>(axis), inverse, onesided, ArrayAttr());
}

} // namespace

/// The axis is an attribute until opset 19, an input from 20 on.
LogicalResult importDft(Node &node) {
  FailureOr<int64_t> axis =
      node.opset() < 20 ? FailureOr<int64_t>(node.integer("axis", 1)) : constantInput(node, 2, "axis", -2);
  if (mlir::failed(axis))
    return failure();
  Value length = node.optional(1);
  bool inverse = node.integer("inverse", 0) != 0, onesided = node.integer("onesided", 0) != 0;
  node.result(0, transform(node, node.input(0), length ? asScalar(node, length) : Value(), *axis, inverse, onesided));
  return success();
}

/// Frames of the signal, times the window, transformed.
LogicalResult importStft(Node &node) {
  Value signal = node.input(0), window = node.optional(2);
  Type element = Node::elementOf(signal);
  std::optional<int64_t> rank = node.rank(signal);
  int64_t otherwise = 0;
  if (auto type = window ? dyn_cast<RankedTensorType>(window.getType()) : RankedTensorType();
      type && type.getRank() == 1 && !type.isDynamicDim(0))
    otherwise = type.getDimSize(0);
  else if (window)
    otherwise = node.length(window).value_or(0);
  FailureOr<int64_t> step = constantInput(node, 1, "frame_step", 0);
  FailureOr<int64_t> length = constantInput(node, 3, "frame_length", otherwise);
  if (mlir::failed(step) || mlir::failed(length))
    return failure();
  if (*step < 1 || *length < 1 || *step > INT32_MAX || *length > INT32_MAX)
    return node.fail("expected 'frame_step' and the length of a frame to be constants of at least 1; give "
                     "'frame_length', or a window of known length");
  if (!rank || *rank < 2 || *rank > 3)
    return node.fail("expected a signal of rank 2 or 3");
  if (*rank == 2)
    signal = node.like<nn::UnsqueezeOp>(signal, SmallVector<int64_t>{2});
  Value frames =
      node.like<nn::FrameOp>(signal, uint64_t(1), static_cast<uint64_t>(*length), static_cast<uint64_t>(*step));
  if (window)
    frames = node.like<nn::MulOp>(frames,
                                  node.like<nn::UnsqueezeOp>(castTo(node, window, element), SmallVector<int64_t>{1}));
  node.result(0, transform(node, frames, Value(), 2, /*inverse=*/false, node.integer("onesided", 1) != 0));
  return success();
}

/// Triangles between neighbouring frequencies that are evenly spaced on the scale of mel, rounded down to bins of the
/// spectrum. Computed in double precision, as a bin more or less is a visible difference.
LogicalResult importMelWeightMatrix(Node &node) {
  Type wide = node.builder().getF64Type();
  int64_t number = node.integer("output_datatype", 1);
  Type element = node.dataType(number);
  if (!element)
    return failure();
  SmallVector<Value> inputs;
  for (Value input : node.inputs())
    inputs.push_back(castTo(node, asScalar(node, input), wide));
  auto constant = [&](double value) { return node.scalar(wide, value); };
  auto add = [&](Value left, Value right) { return node.like<nn::AddOp>(left, right); };
  auto sub = [&](Value left, Value right) { return node.like<nn::SubOp>(left, right); };
  auto mul = [&](Value left, Value right) { return node.like<nn::MulOp>(left, right); };
  auto div = [&](Value left, Value right) { return node.like<nn::DivOp>(left, right); };
  auto count = [&](Value limit) {
    Value zero = node.scalar(node.int64(), 0), one = node.scalar(node.int64(), 1);
    return castTo(node, node.create<nn::RangeOp>(node.int64(), zero, castTo(node, limit, node.int64()), one), wide);
  };
  auto column = [&](Value vector) { return node.like<nn::UnsqueezeOp>(vector, SmallVector<int64_t>{1}); };
  auto mel = [&](Value hertz) {
    Value whole = add(constant(1), div(hertz, constant(700)));
    return mul(constant(2595 / std::log(10.0)), node.like<nn::LogOp>(whole));
  };
  Value length = inputs[1], lowest = mel(inputs[3]), highest = mel(inputs[4]);
  Value step = div(sub(highest, lowest), add(inputs[0], constant(2)));
  Value channels = count(asScalar(node, node.input(0)));
  Value two = node.scalar(node.int64(), 2), one = node.scalar(node.int64(), 1);
  Value half = node.like<nn::DivOp>(castTo(node, asScalar(node, node.input(1)), node.int64()), two);
  Value bins = column(count(node.like<nn::AddOp>(half, one)));
  auto edge = [&](double offset) {
    Value at = add(mul(add(channels, constant(offset)), step), lowest);
    Value power = node.like<nn::ExpOp>(mul(at, constant(std::log(10.0) / 2595)));
    Value hertz = mul(constant(700), sub(power, constant(1)));
    return node.like<nn::FloorOp>(div(mul(add(length, constant(1)), hertz), inputs[2]));
  };
  Value left = edge(0), middle = edge(1), right = edge(2);
  auto compare = [&](auto tag, Value a, Value b) {
    return node.create<typename decltype(tag)::type>(node.boolean(), a, b);
  };
  struct Less {
    using type = nn::LessOp;
  };
  struct LessEqual {
    using type = nn::LessEqualOp;
  };
  struct Equal {
    using type = nn::EqualOp;
  };
  auto both = [&](Value a, Value b) { return node.like<nn::AndOp>(a, b); };
  auto select = [&](Value condition, Value a, Value b) { return node.create<nn::SelectOp>(wide, condition, a, b); };
  Value zero = constant(0), isFlat = compare(Equal(), left, middle);
  Value rise = div(sub(bins, left), select(isFlat, constant(1), sub(middle, left)));
  Value isRising = both(compare(LessEqual(), left, bins), compare(LessEqual(), bins, middle));
  Value rising = select(isFlat, castTo(node, compare(Equal(), bins, middle), wide), select(isRising, rise, zero));
  Value isEmpty = compare(LessEqual(), right, middle);
  Value fall = div(sub(right, bins), select(isEmpty, constant(1), sub(right, middle)));
  Value isFalling = both(compare(LessEqual(), middle, bins), compare(Less(), bins, right));
  node.result(0, castTo(node, select(isFalling, fall, rising), element));
  return success();
}

} // namespace ingot::onnx
