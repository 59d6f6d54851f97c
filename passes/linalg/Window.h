// The window of a convolution or a pool: which axes it slides along and how far the input is padded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"

namespace ingot {

struct Window {
  bool channelsLast = false;
  llvm::SmallVector<int64_t> strides, dilations;
  /// Per spatial axis: window size, and the paddings that the operation declares.
  Dims sizes, low, high;

  int64_t spatial() const { return static_cast<int64_t>(strides.size()); }
  int64_t channelAxis() const { return channelsLast ? spatial() + 1 : 1; }
  int64_t spatialAxis(int64_t index) const { return index + (channelsLast ? 1 : 2); }

  /// The part of the padded input that windows at `outputs` positions of spatial axis `index` cover, minus
  /// `size`.
  sym::ExprAttr missing(int64_t index, sym::ExprAttr outputs, sym::ExprAttr size) const {
    sym::ExprAttr covered = sym::mul(sym::add(outputs, -1), strides[index]);
    covered = sym::add(covered, sym::add(sym::mul(sym::add(sizes[index], -1), dilations[index]), 1));
    return sym::sub(covered, size);
  }

  /// Where in the input the window element `element` of output position `output` lies.
  mlir::AffineExpr position(int64_t index, mlir::AffineExpr output, mlir::AffineExpr element) const {
    return output * strides[index] + element * dilations[index];
  }

  /// Paddings for all axes of the input.
  Dims forAllAxes(Lowering &lowering, DimsRef paddings) const {
    Dims all(spatial() + 2, lowering.constant(0));
    for (int64_t index = 0; index != spatial(); ++index)
      all[spatialAxis(index)] = paddings[index];
    return all;
  }
};

/// The window of a convolution or pool whose output has the sizes `result`.
template <typename Op>
Window windowOf(Op op, Lowering &lowering, DimsRef input, DimsRef result, DimsRef sizes) {
  Window window;
  window.channelsLast = op.getLayout() == nn::Layout::ChannelsLast;
  window.strides.assign(op.getStrides().begin(), op.getStrides().end());
  window.dilations.assign(op.getDilations().begin(), op.getDilations().end());
  window.sizes.assign(sizes.begin(), sizes.end());
  sym::ExprAttr zero = lowering.constant(0);
  for (int64_t index = 0; index != window.spatial(); ++index) {
    nn::AutoPad mode = op.getAutoPad();
    if (mode == nn::AutoPad::Explicit || mode == nn::AutoPad::Valid) {
      bool none = mode == nn::AutoPad::Valid || op.getPads().empty();
      window.low.push_back(none ? zero : lowering.constant(op.getPads()[index]));
      window.high.push_back(none ? zero : lowering.constant(op.getPads()[window.spatial() + index]));
      continue;
    }
    int64_t axis = window.spatialAxis(index);
    sym::ExprAttr total = sym::max(window.missing(index, result[axis], input[axis]), zero);
    sym::ExprAttr smaller = sym::floorDiv(total, 2), larger = sym::sub(total, smaller);
    window.low.push_back(mode == nn::AutoPad::SameUpper ? smaller : larger);
    window.high.push_back(mode == nn::AutoPad::SameUpper ? larger : smaller);
  }
  return window;
}

} // namespace ingot
