// The arguments that convolutions and pools share. Private to their import functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Importer.h"

namespace ingot::nnef {

/// Strides, dilations and paddings of one window, one entry for each of its axes.
struct Window {
  llvm::SmallVector<int64_t> size, stride, dilation;
  llvm::SmallVector<std::pair<int64_t, int64_t>> padding;
  /// No paddings are given: the result has ceil(size / stride) positions.
  bool isAutomatic = false;
  std::string border;

  int64_t extent(size_t axis) const { return dilation[axis] * (size[axis] - 1) + 1; }
  nn::AutoPad autoPad() const { return isAutomatic ? nn::AutoPad::SameUpper : nn::AutoPad::Explicit; }
  /// All paddings before, then all after; empty for automatic ones.
  llvm::SmallVector<int64_t> pads() const {
    llvm::SmallVector<int64_t> result;
    for (auto [before, after] : padding)
      result.push_back(before);
    for (auto [before, after] : padding)
      result.push_back(after);
    return result;
  }
  bool hasPadding() const {
    return isAutomatic || llvm::any_of(padding, [](auto pair) { return pair.first != 0 || pair.second != 0; });
  }
  /// The window without its first axes.
  void dropFront(size_t count) {
    size.erase(size.begin(), size.begin() + count);
    stride.erase(stride.begin(), stride.begin() + count);
    dilation.erase(dilation.begin(), dilation.begin() + count);
    if (!isAutomatic)
      padding.erase(padding.begin(), padding.begin() + count);
  }
  /// True if it covers one element along an axis and moves by one.
  bool isTrivial(size_t axis) const {
    return size[axis] == 1 && stride[axis] == 1 && (isAutomatic || padding[axis] == std::pair<int64_t, int64_t>());
  }
};

/// Reads the common arguments; `size` has been found by the caller.
Window windowOf(Call &call, llvm::ArrayRef<int64_t> size);

/// Makes the padding of the last axes an operation of its own, which fills it as `border` says: with `fill` if
/// that is constant.
mlir::Value padSeparately(Importer &importer, Call &call, mlir::Value input, Window &window, llvm::StringRef border,
                          double fill = 0);

/// Borders that repeat the input are padded before the window moves. Gives the padded input.
mlir::Value resolveBorder(Importer &importer, Call &call, mlir::Value input, Window &window);

/// `input` with each axis extended as `border` says, by the paddings of `low` and `high`; null, with an error,
/// for an unknown border.
mlir::Value padWith(Importer &importer, Call &call, mlir::Value input, llvm::StringRef border,
                    llvm::ArrayRef<nn::ExprAttr> low, llvm::ArrayRef<nn::ExprAttr> high, mlir::Value fill);

/// A pool whose window lies on the axes after the first two, as nn wants it.
struct Pool {
  mlir::Value input;
  Window window;
  /// The window also covers the first two axes: two more were put before them, to be removed from the result.
  bool isLifted = false;
};

/// Reads the input and the window of a pool; borders are not resolved yet.
Pool readPool(Importer &importer, Call &call);
/// The result as the operation wants it: without the axes that readPool put before it.
Value finishPool(Importer &importer, Call &call, const Pool &pool, mlir::Value result);

} // namespace ingot::nnef
