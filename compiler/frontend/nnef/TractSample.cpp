// Import functions of tract's operations that pick, interpolate or transform: gather forms, grid_sample, fft, stft.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringSwitch.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

/// Indices as integers: exporters also write them as floating-point numbers.
static mlir::Value indicesOf(Importer &importer, Call &call) {
  mlir::Value indices = importer.tensor(call, "indices");
  if (call.failed() || mlir::isa<mlir::IntegerType>(Importer::elementOf(indices)))
    return indices;
  return importer.cast(call, indices, importer.builder().getI64Type());
}

Value importGatherElements(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input"), indices = indicesOf(importer, call);
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(input));
  return wrap(importer.like<nn::GatherElementsOp>(call, input, indices, static_cast<uint64_t>(axis)));
}

Value importGatherNd(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input"), indices = indicesOf(importer, call);
  int64_t batch = call.integer("batch_dims");
  return wrap(importer.like<nn::GatherNdOp>(call, input, indices, static_cast<uint64_t>(batch)));
}

Value importGridSample(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, {*call.find("input"), *call.find("grid")});
  std::string modeName = call.string("mode"), padding = call.string("padding_mode");
  bool alignsCorners = call.logical("align_corners");
  if (call.failed())
    return {};
  auto mode = llvm::StringSwitch<std::optional<nn::ResizeMode>>(modeName)
                  .Cases({"bilinear", "linear"}, nn::ResizeMode::Linear)
                  .Case("nearest", nn::ResizeMode::Nearest)
                  .Cases({"bicubic", "cubic"}, nn::ResizeMode::Cubic)
                  .Default(std::nullopt);
  auto outside = llvm::StringSwitch<std::optional<nn::PadMode>>(padding)
                     .Case("zeros", nn::PadMode::Constant)
                     .Case("border", nn::PadMode::Edge)
                     .Case("reflection", nn::PadMode::Reflect)
                     .Default(std::nullopt);
  if (!mode)
    return call.fail("mode '" + modeName + "' is not supported: expected bilinear, nearest or bicubic");
  if (!outside)
    return call.fail("padding_mode '" + padding + "' is not supported: expected zeros, border or reflection");
  return wrap(importer.like<nn::GridSampleOp>(call, operands[0], operands[1], *mode, *outside, alignsCorners, false));
}

//===- Fourier transforms -------------------------------------------------------------------------------===//

// The last axis holds the real and the imaginary part.

/// The axis of an operation on complex numbers.
static int64_t axisOf(Importer &importer, Call &call, mlir::Value input) {
  int64_t axis = call.integer("axis");
  if (call.failed())
    return 0;
  int64_t rank = Importer::rankOf(input);
  axis = importer.axis(call, axis, rank);
  if (!call.failed() && axis == rank - 1)
    call.fail("expected an axis before the last one, which holds the real and the imaginary parts");
  return axis;
}

/// tract does not divide by the length in either direction.
Value importFft(Importer &importer, Call &call) {
  mlir::Value input = importer.floatTensor(call, "input");
  int64_t axis = axisOf(importer, call, input);
  bool isInverse = call.logical("inverse");
  mlir::Value result = importer.like<nn::DftOp>(call, input, mlir::Value(), static_cast<uint64_t>(axis), isInverse,
                                                /*onesided=*/false, mlir::ArrayAttr());
  if (call.failed() || !isInverse)
    return wrap(result);
  mlir::Value length = importer.scalar(call, Importer::sizesOf(input)[axis]);
  return wrap(importer.like<nn::MulOp>(call, result, importer.cast(call, length, Importer::elementOf(result))));
}

/// The window of a frame: zeros are put around one that is shorter.
static mlir::Value windowOfFrame(Importer &importer, Call &call, int64_t frame, mlir::Type element) {
  mlir::Value window = importer.tensor(call, "window", element);
  if (call.failed() || Importer::rankOf(window) == 0)
    return window;
  ExprAttr size = Importer::sizesOf(window).front();
  if (Importer::rankOf(window) != 1 || !size.isConstant() || size.getValue() > frame) {
    call.fail("expected a window of at most " + llvm::Twine(frame) + " elements, the size of a frame");
    return {};
  }
  int64_t missing = frame - size.getValue();
  if (missing > 0) {
    mlir::OpBuilder &builder = importer.builder();
    mlir::Attribute low = importer.number(missing / 2), high = importer.number(missing - missing / 2);
    window = importer.like<nn::PadOp>(call, window, mlir::Value(), importer.splat(call, {}, element, 0), mlir::Value(),
                                      nn::PadMode::Constant, builder.getArrayAttr({low}), builder.getArrayAttr({high}));
  }
  return importer.reshape(call, window, {importer.number(frame), importer.number(1)});
}

Value importStft(Importer &importer, Call &call) {
  mlir::Value input = importer.floatTensor(call, "input");
  int64_t axis = axisOf(importer, call, input), frame = call.integer("frame"), step = call.integer("stride");
  if (call.failed())
    return {};
  if (frame < 1 || step < 1 || frame > INT32_MAX || step > INT32_MAX)
    return call.fail("expected a positive frame and stride, got " + llvm::Twine(frame) + " and " + llvm::Twine(step));
  mlir::Value window = windowOfFrame(importer, call, frame, Importer::elementOf(input));
  mlir::Value frames = importer.like<nn::FrameOp>(call, input, static_cast<uint64_t>(axis),
                                                  static_cast<uint64_t>(frame), static_cast<uint64_t>(step));
  if (call.failed())
    return {};
  // The axes after that of the frame's positions are those of the window.
  Sizes sizes(static_cast<size_t>(Importer::rankOf(frames) - axis - 1), importer.number(1));
  sizes.front() = Importer::rankOf(window) == 0 ? importer.number(1) : importer.number(frame);
  mlir::Value weighted = importer.like<nn::MulOp>(call, frames, importer.reshape(call, window, sizes));
  return wrap(importer.like<nn::DftOp>(call, weighted, mlir::Value(), static_cast<uint64_t>(axis + 1),
                                       /*inverse=*/false, /*onesided=*/false, mlir::ArrayAttr()));
}

} // namespace ingot::nnef
