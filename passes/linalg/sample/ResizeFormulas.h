// Where an element of a resampled axis comes from, and with what weights: written once for numbers of the compiler
// and for those of the program. Used by LowerResize.cpp. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/NnSample.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/linalg/ScalarBuilder.h"

#include <cmath>

namespace ingot {

/// Arithmetic while the compiler runs.
struct CompileTime {
  using Number = double;
  using Condition = bool;
  static double number(double value) { return value; }
  static double add(double left, double right) { return left + right; }
  static double sub(double left, double right) { return left - right; }
  static double mul(double left, double right) { return left * right; }
  static double div(double left, double right) { return left / right; }
  static double abs(double value) { return std::abs(value); }
  static double floor(double value) { return std::floor(value); }
  static double ceil(double value) { return std::ceil(value); }
  static bool less(double left, double right) { return left < right; }
  static double select(bool condition, double onTrue, double onFalse) { return condition ? onTrue : onFalse; }
};

/// The same as operations on floats of type `type`. Positions take 32 bits: other implementations do, so that ties
/// agree.
struct RunTime {
  using Number = mlir::Value;
  using Condition = mlir::Value;
  ScalarBuilder &scalars;
  mlir::Type type;

  mlir::Value number(double value) const { return scalars.constant(type, value); }
  mlir::Value add(mlir::Value left, mlir::Value right) const { return scalars.add(left, right); }
  mlir::Value sub(mlir::Value left, mlir::Value right) const { return scalars.sub(left, right); }
  mlir::Value mul(mlir::Value left, mlir::Value right) const { return scalars.mul(left, right); }
  mlir::Value div(mlir::Value left, mlir::Value right) const { return scalars.div(left, right); }
  mlir::Value abs(mlir::Value value) const { return scalars.abs(value); }
  mlir::Value floor(mlir::Value value) const { return scalars.unary<mlir::math::FloorOp>(value); }
  mlir::Value ceil(mlir::Value value) const { return scalars.unary<mlir::math::CeilOp>(value); }
  mlir::Value less(mlir::Value left, mlir::Value right) const { return scalars.compare(Comparison::Less, left, right); }
  mlir::Value select(mlir::Value condition, mlir::Value onTrue, mlir::Value onFalse) const {
    return scalars.select(condition, onTrue, onFalse);
  }
};

/// One axis: its sizes before and after, the factor, the part of the input that mode tf_crop_and_resize reads.
template <typename Calculus>
struct ResizeFormulas {
  using Number = typename Calculus::Number;

  Calculus c;
  nn::CoordinateMode mode;
  Number inputs, outputs, scale, start, end;
  /// The factor is the ratio of the sizes: a coordinate between two elements is then exactly that.
  bool isRatio;

  Number unscale(Number value) const { return isRatio ? c.div(c.mul(value, inputs), outputs) : c.div(value, scale); }
  /// The size of the result before it was rounded.
  Number exactOutputs() const { return isRatio ? outputs : c.mul(scale, inputs); }
  Number halfPixel(Number x) const { return c.sub(unscale(c.add(x, c.number(0.5))), c.number(0.5)); }

  /// x * range / (exact size - 1), or `otherwise` where the size is 1.
  Number spread(Number x, Number range, Number otherwise) const {
    Number last = c.sub(exactOutputs(), c.number(1));
    auto isOne = c.less(c.abs(last), c.number(1e-6));
    Number divisor = c.select(isOne, c.number(1), last);
    return c.select(isOne, otherwise, c.div(c.mul(x, range), divisor));
  }

  /// The position in the input of position `x` of the result.
  Number coordinate(Number x) const {
    Number zero = c.number(0), one = c.number(1), last = c.sub(inputs, one);
    switch (mode) {
    case nn::CoordinateMode::HalfPixel:
      return halfPixel(x);
    case nn::CoordinateMode::Asymmetric:
      return unscale(x);
    case nn::CoordinateMode::AlignCorners:
      return spread(x, last, zero);
    case nn::CoordinateMode::PytorchHalfPixel:
      return c.select(c.less(one, outputs), halfPixel(x), zero);
    case nn::CoordinateMode::HalfPixelSymmetric: {
      Number offset = c.mul(c.mul(inputs, c.number(0.5)), c.sub(one, c.div(outputs, exactOutputs())));
      return isRatio ? halfPixel(x) : c.add(offset, halfPixel(x));
    }
    case nn::CoordinateMode::TfHalfPixelForNn:
      return unscale(c.add(x, c.number(0.5)));
    case nn::CoordinateMode::TfCropAndResize: {
      Number range = c.mul(c.sub(end, start), last);
      return c.add(spread(x, range, c.mul(range, c.number(0.5))), c.mul(start, last));
    }
    }
    llvm_unreachable("a coordinate mode without a formula");
  }

  Number round(nn::NearestMode nearest, Number x) const {
    switch (nearest) {
    case nn::NearestMode::Floor:
      return c.floor(x);
    case nn::NearestMode::Ceil:
      return c.ceil(x);
    case nn::NearestMode::RoundPreferFloor:
      return c.ceil(c.sub(x, c.number(0.5)));
    case nn::NearestMode::RoundPreferCeil:
      return c.floor(c.add(x, c.number(0.5)));
    }
    llvm_unreachable("a nearest mode without a formula");
  }

  /// The weight of an element at a distance: a triangle, or Keys' cubic convolution.
  Number kernel(nn::ResizeMode interpolation, double a, Number distance) const {
    Number zero = c.number(0), one = c.number(1), x = c.abs(distance);
    if (interpolation == nn::ResizeMode::Linear)
      return c.select(c.less(x, one), c.sub(one, x), zero);
    Number near = c.sub(c.mul(c.number(a + 2), x), c.number(a + 3));
    near = c.add(c.mul(c.mul(near, x), x), one);
    Number far = c.add(c.mul(c.sub(c.mul(c.number(a), x), c.number(5 * a)), x), c.number(8 * a));
    far = c.sub(c.mul(far, x), c.number(4 * a));
    return c.select(c.less(x, one), near, c.select(c.less(x, c.number(2)), far, zero));
  }
};

} // namespace ingot
