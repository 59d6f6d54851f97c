// Import functions of Resize and Upsample in all their versions. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

/// How positions and values are found; the defaults are those of Resize-11 and later.
struct Sampling {
  nn::ResizeMode mode = nn::ResizeMode::Nearest;
  nn::CoordinateMode coordinates = nn::CoordinateMode::HalfPixel;
  nn::NearestMode nearest = nn::NearestMode::RoundPreferFloor;
  double cubic = -0.75, extrapolation = 0;
  SmallVector<int64_t> axes;
  bool antialias = false, excludeOutside = false;
  nn::AspectPolicy policy = nn::AspectPolicy::Stretch;
  /// The part of the input to read; null where all is.
  Value box = {};
};

template <typename Enum>
Enum readEnum(Node &node, StringRef attribute, StringRef text, std::optional<Enum> known) {
  if (!known)
    (void)node.fail("'" + attribute + "' has the value '" + text + "', which is not supported");
  return known.value_or(Enum());
}

nn::ResizeMode readMode(Node &node) {
  StringRef text = node.string("mode", "nearest");
  return readEnum(node, "mode", text,
                  llvm::StringSwitch<std::optional<nn::ResizeMode>>(text)
                      .Case("nearest", nn::ResizeMode::Nearest)
                      .Cases({"linear", "bilinear", "trilinear"}, nn::ResizeMode::Linear)
                      .Case("cubic", nn::ResizeMode::Cubic)
                      .Default(std::nullopt));
}

LogicalResult resize(Node &node, Value scales, Value sizes, const Sampling &sampling) {
  if (node.failed())
    return failure();
  node.result(0, node.like<nn::ResizeOp>(node.input(0), scales, sizes, sampling.box, sampling.mode,
                                         sampling.coordinates, sampling.nearest, APFloat(sampling.cubic),
                                         DenseF64ArrayAttr(), sampling.axes, sampling.antialias,
                                         sampling.excludeOutside, APFloat(sampling.extrapolation), sampling.policy));
  return success();
}

/// An input that the format allows to be an empty tensor: null then.
Value unlessEmpty(Value operand) {
  auto type = operand ? dyn_cast<RankedTensorType>(operand.getType()) : RankedTensorType();
  return type && type.hasStaticShape() && type.getNumElements() == 0 ? Value() : operand;
}

/// Attributes of Resize-18 and later, and the box of mode tf_crop_and_resize.
void readOptions(Node &node, Sampling &sampling) {
  sampling.antialias = node.integer("antialias", 0) != 0 && sampling.mode != nn::ResizeMode::Nearest;
  sampling.excludeOutside = node.integer("exclude_outside", 0) != 0;
  sampling.extrapolation = node.real("extrapolation_value", 0);
  StringRef policy = node.string("keep_aspect_ratio_policy", "stretch");
  sampling.policy = readEnum(node, "keep_aspect_ratio_policy", policy, nn::symbolizeAspectPolicy(policy));
  if (sampling.coordinates != nn::CoordinateMode::TfCropAndResize)
    return;
  sampling.box = unlessEmpty(node.optional(1));
  if (!sampling.box)
    (void)node.fail("expected input 'roi' for mode tf_crop_and_resize");
}

} // namespace

/// Upsample is Resize with positions divided by the scale and rounded down.
LogicalResult importUpsample(Node &node) {
  Sampling sampling;
  sampling.mode = readMode(node);
  sampling.coordinates = nn::CoordinateMode::Asymmetric;
  sampling.nearest = nn::NearestMode::Floor;
  if (node.opset() >= 9)
    return node.numInputs() == 2 ? resize(node, node.input(1), Value(), sampling)
                                 : node.fail("expected 2 inputs, got 1");
  node.require("scales");
  SmallVector<float> scales;
  for (double scale : node.reals("scales"))
    scales.push_back(static_cast<float>(scale));
  auto type = RankedTensorType::get({static_cast<int64_t>(scales.size())}, node.float32());
  return resize(node, node.constant(DenseElementsAttr::get(type, ArrayRef<float>(scales))), Value(), sampling);
}

/// Resize-10 is Upsample, but where it makes an axis smaller, positions are rounded up.
LogicalResult importResize10(Node &node) {
  Sampling sampling;
  sampling.mode = readMode(node);
  sampling.coordinates = nn::CoordinateMode::Asymmetric;
  sampling.nearest = nn::NearestMode::Floor;
  if (std::optional<SmallVector<double>> scales = constantReals(node.input(1))) {
    bool shrinks = any_of(*scales, [](double scale) { return scale < 1; });
    if (shrinks && any_of(*scales, [](double scale) { return scale > 1; }))
      return node.fail("scales below and above 1 in one node are not supported");
    sampling.nearest = shrinks ? nn::NearestMode::Ceil : nn::NearestMode::Floor;
  }
  return resize(node, node.input(1), Value(), sampling);
}

LogicalResult importResize(Node &node) {
  Sampling sampling;
  sampling.mode = readMode(node);
  StringRef coordinates = node.string("coordinate_transformation_mode", "half_pixel");
  sampling.coordinates =
      readEnum(node, "coordinate_transformation_mode", coordinates, nn::symbolizeCoordinateMode(coordinates));
  StringRef nearest = node.string("nearest_mode", "round_prefer_floor");
  sampling.nearest = readEnum(node, "nearest_mode", nearest, nn::symbolizeNearestMode(nearest));
  sampling.cubic = node.real("cubic_coeff_a", -0.75);
  sampling.axes = node.integers("axes");
  readOptions(node, sampling);
  Value scales = unlessEmpty(node.optional(2)), sizes = unlessEmpty(node.optional(3));
  if ((scales != nullptr) == (sizes != nullptr))
    return node.fail("expected either input 'scales' or input 'sizes'");
  return resize(node, scales, sizes, sampling);
}

} // namespace ingot::onnx
