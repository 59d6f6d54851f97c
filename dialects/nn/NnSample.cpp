// Verifiers and builders of NnSample.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnSample.cpp.inc"

namespace {
/// A tensor type, where it is ranked.
RankedTensorType ranked(Value value) { return dyn_cast<RankedTensorType>(value.getType()); }
} // namespace

LogicalResult GatherElementsOp::verify() {
  RankedTensorType input = ranked(getInput()), indices = ranked(getIndices());
  if (input && indices && input.getRank() != indices.getRank()) // gather_elements_c1
    return emitOpError() << "expected indices of rank " << input.getRank() << ", got " << indices;
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // gather_elements_c3
    return failure();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // gather_elements_c2
}

LogicalResult GatherNdOp::verify() {
  auto batch = static_cast<int64_t>(getBatchDims());
  for (Value operand : {getInput(), getIndices()})
    if (RankedTensorType type = ranked(operand); batch < 0 || (type && batch >= type.getRank())) // gather_nd_c1
      return emitOpError() << "expected 'batch_dims' >= 0 and less than the ranks, got " << batch;
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // gather_nd_c2
}

LogicalResult GridSampleOp::verify() {
  RankedTensorType input = ranked(getInput()), grid = ranked(getGrid());
  for (RankedTensorType type : {input, grid})
    if (type && type.getRank() < 3) // grid_sample_c1
      return emitOpError() << "expected operands of rank 3 or more, got " << type;
  if (input && grid && input.getRank() != grid.getRank()) // grid_sample_c1
    return emitOpError() << "expected a grid of rank " << input.getRank() << ", got " << grid;
  if (getPadding() == PadMode::Wrap) // grid_sample_c3
    return emitOpError() << "expected padding constant, edge or reflect, got wrap";
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // grid_sample_c2
}

LogicalResult RoiAlignOp::verify() {
  for (auto [operand, rank] : llvm::zip(getOperands(), ArrayRef<int64_t>{4, 2, 1}))
    if (RankedTensorType type = ranked(operand); type && type.getRank() != rank) // roi_align_c1
      return emitOpError() << "expected an operand of rank " << rank << ", got " << type;
  if (static_cast<int64_t>(getHeight()) < 1 || static_cast<int64_t>(getWidth()) < 1 ||
      static_cast<int64_t>(getSamples()) < 0) // roi_align_c2
    return emitOpError() << "expected sizes >= 1 and samples >= 0, got " << getHeight() << ", " << getWidth() << " and "
                         << static_cast<int64_t>(getSamples());
  if (failed(verifyElement(*this, getInput().getType(), getRois().getType(), "boxes"))) // roi_align_c3
    return failure();
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // roi_align_c3
}

LogicalResult DiagonalOp::verify() {
  int64_t axes[] = {static_cast<int64_t>(getFirst()), static_cast<int64_t>(getSecond())};
  if (failed(verifyAxes(*this, getInput().getType(), axes))) // diagonal_c1
    return failure();
  return verifyElement(*this, getInput().getType(), getType(), "a result"); // diagonal_c2
}

LogicalResult BitcastOp::verify() {
  auto bits = [](Type tensor) {
    Type element = elementOf(tensor);
    return element.isIntOrFloat() ? std::max(8u, element.getIntOrFloatBitWidth()) : 0;
  };
  if (!bits(getType()) || bits(getInput().getType()) != bits(getType())) // bitcast_c1
    return emitOpError() << "expected element types with equally many bits, got " << elementOf(getInput().getType())
                         << " and " << elementOf(getType());
  if (failed(verifyCompatibleShape(getInput().getType(), getType()))) // bitcast_c2
    return emitOpError() << "expected a result of shape " << getInput().getType() << ", got " << getType();
  return success();
}

LogicalResult FrameOp::verify() {
  auto length = static_cast<int64_t>(getLength()), step = static_cast<int64_t>(getStep());
  if (length < 1 || step < 1) // frame_c2
    return emitOpError() << "expected 'length' and 'step' >= 1, got " << length << " and " << step;
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // frame_c3
    return failure();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // frame_c1
}

LogicalResult DftOp::verify() {
  auto axis = static_cast<int64_t>(getAxis());
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result")) || // dft_c2
      failed(verifyAxes(*this, getInput().getType(), {axis})))                     // dft_c1
    return failure();
  RankedTensorType input = ranked(getInput());
  if (axis == -1 || (input && axis == input.getRank() - 1)) // dft_c1
    return emitOpError() << "expected an axis before the last, got " << axis;
  if (getSize() && getSize()->size() != 1) // dft_c3
    return emitOpError() << "expected one entry in 'size', got " << getSize()->size();
  return success();
}

LogicalResult ResizeOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // resize_c1
    return failure();
  RankedTensorType from = ranked(getInput()), to = ranked(getResult());
  if (from && to && from.getRank() != to.getRank()) // resize_c1
    return emitOpError() << "expected a result of rank " << from.getRank() << ", got " << to;
  if ((getCoordinateMode() == CoordinateMode::TfCropAndResize) != static_cast<bool>(getRoi())) // resize_c2
    return emitOpError() << "expected 'roi' with mode tf_crop_and_resize, and only with it";
  return success();
}
