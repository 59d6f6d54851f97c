// One axis of a resampled tensor: where its elements come from. Used by LowerResize.cpp and Interpolate.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"
#include "passes/linalg/sample/ResizeFormulas.h"
#include "passes/linalg/sample/Sample.h"

namespace ingot {

/// A number that is known now, or an element of a tensor that the program reads.
struct Parameter {
  double known = 0;
  mlir::Value tensor = {};
  int64_t place = 0;

  mlir::Value read(ScalarBuilder &scalars) const {
    if (!tensor)
      return scalars.constant(scalars.operations().getF32Type(), known);
    mlir::Value element = mlir::tensor::ExtractOp::create(scalars.operations(), scalars.location(), tensor,
                                                          mlir::ValueRange{scalars.index(place)});
    return scalars.resizeFloat(element, scalars.operations().getF32Type());
  }
};

inline mlir::Value clampToAxis(Lowering &lowering, ScalarBuilder &scalars, mlir::Value index, sym::ExprAttr size) {
  return scalars.clamp(index, scalars.index(0), scalars.sub(lowering.sizeValue(size), scalars.index(1)));
}

/// One axis that changes.
struct Resampled {
  Lowering &lowering;
  nn::CoordinateMode coordinates;
  nn::NearestMode rounding;
  int64_t axis;
  sym::ExprAttr input, output;
  bool isRatio = false;
  Parameter scale, start, end;

  bool crops() const { return coordinates == nn::CoordinateMode::TfCropAndResize; }
  bool isStatic() const {
    return input.isConstant() && output.isConstant() && !scale.tensor && !start.tensor && !end.tensor;
  }

  ResizeFormulas<CompileTime> formulas() const {
    return {CompileTime(),
            coordinates,
            static_cast<double>(input.getValue()),
            static_cast<double>(output.getValue()),
            scale.known,
            start.known,
            end.known,
            isRatio};
  }
  ResizeFormulas<RunTime> formulas(ScalarBuilder &scalars) const {
    mlir::Type type = scalars.operations().getF32Type();
    auto size = [&](sym::ExprAttr expr) { return scalars.fromIndex(lowering.sizeValue(expr), type); };
    return {RunTime{scalars, type}, coordinates,         size(input),       size(output),
            scale.read(scalars),    start.read(scalars), end.read(scalars), isRatio};
  }

  bool isOutside(double x) const { return crops() && (x < 0 || x > static_cast<double>(input.getValue() - 1)); }
  mlir::Value isOutside(ScalarBuilder &scalars, mlir::Value x, mlir::Value inputs) const {
    mlir::Value zero = scalars.constant(x.getType(), 0), one = scalars.constant(x.getType(), 1);
    return scalars.binary<mlir::arith::OrIOp>(scalars.compare(Comparison::Less, x, zero),
                                              scalars.compare(Comparison::Greater, x, scalars.sub(inputs, one)));
  }

  mlir::Value position(ScalarBuilder &scalars, unsigned loop) const {
    return scalars.fromIndex(scalars.position(loop), scalars.operations().getF32Type());
  }

  /// The nearest element; -1 where the result is the extrapolation value.
  int64_t nearest(int64_t position) const {
    ResizeFormulas<CompileTime> f = formulas();
    double x = f.coordinate(static_cast<double>(position));
    if (isOutside(x))
      return -1;
    double limit = static_cast<double>(input.getValue() - 1);
    return static_cast<int64_t>(std::max(0.0, std::min(f.round(rounding, x), limit)));
  }
  mlir::Value nearest(ScalarBuilder &scalars) const {
    ResizeFormulas<RunTime> f = formulas(scalars);
    mlir::Value x = f.coordinate(position(scalars, axis));
    mlir::Value index = clampToAxis(lowering, scalars, floatToIndex(scalars, f.round(rounding, x)), input);
    return crops() ? scalars.select(isOutside(scalars, x, f.inputs), scalars.index(-1), index) : index;
  }

  /// Source positions as an expression of the loop, or null.
  mlir::AffineExpr evenPositions() const;
};

/// A vector of positions as a tensor.
Tensor positionTable(Lowering &lowering, llvm::ArrayRef<int32_t> positions);
/// The input with one axis interpolated; elements are 32-bit floats, or 64-bit ones where the input's are.
Tensor interpolate(nn::ResizeOp op, const Resampled &axis, const Tensor &input);

} // namespace ingot
