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

} // namespace ingot::onnx
