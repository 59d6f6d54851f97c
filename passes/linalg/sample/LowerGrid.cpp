// NnSample.td, interpolation at computed points. One element of the result is one sum of neighbours, whose positions
// and weights are computed beside it. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/linalg/sample/ResizeFormulas.h"
#include "passes/linalg/sample/Sample.h"

using namespace mlir;

namespace ingot {
namespace {

/// What is wrong with a coordinate is cut off here: NaN counts as `low`.
Value limit(ScalarBuilder &scalars, Value value, Value low, Value high) {
  value = scalars.select(scalars.compare(Comparison::GreaterEqual, value, low), value, low);
  return scalars.select(scalars.compare(Comparison::LessEqual, value, high), value, high);
}

/// One neighbour along one axis.
struct Neighbour {
  /// Within the input.
  Value index, weight;
  /// Null where it always exists.
  Value exists;
};

/// The samples of one operation. Coordinates are computed in `type`.
struct Sampler {
  Lowering &lowering;
  Tensor input;
  Type type;
  nn::ResizeMode mode;
  nn::PadMode padding;
  bool alignCorners, inElements;

  struct Axis {
    sym::ExprAttr dim;
    Value size, low, high; // floats: the size, the borders that reflect
  };

  Value number(ScalarBuilder &scalars, double value) const { return scalars.constant(type, value); }

  Axis axisAt(ScalarBuilder &scalars, int64_t axis) const {
    Axis result{input.dims[axis], scalars.fromIndex(lowering.sizeValue(input.dims[axis]), type), {}, {}};
    bool aligned = alignCorners || inElements;
    result.low = number(scalars, aligned ? 0.0 : -0.5);
    result.high = scalars.sub(result.size, number(scalars, aligned ? 1.0 : 0.5));
    return result;
  }

  // From [-1, 1] to positions of elements.
  Value position(ScalarBuilder &scalars, const Axis &axis, Value coordinate) const {
    if (inElements)
      return coordinate;
    Value half = number(scalars, 0.5), one = number(scalars, 1), moved = scalars.add(coordinate, one);
    if (alignCorners)
      return scalars.mul(scalars.mul(moved, half), scalars.sub(axis.size, one));
    return scalars.mul(scalars.sub(scalars.mul(moved, axis.size), one), half);
  }

  // Mirrors at the borders as often as needed. A range of 0 leaves its only place.
  Value reflect(ScalarBuilder &scalars, const Axis &axis, Value x) const {
    Value zero = number(scalars, 0), range = scalars.sub(axis.high, axis.low), two = number(scalars, 2);
    Value isEmpty = scalars.compare(Comparison::LessEqual, range, zero);
    Value safe = scalars.select(isEmpty, number(scalars, 1), range), period = scalars.mul(safe, two);
    Value distance = scalars.abs(scalars.sub(x, axis.low));
    Value turns = scalars.unary<math::FloorOp>(scalars.div(distance, period));
    Value rest = scalars.sub(distance, scalars.mul(turns, period));
    Value back = scalars.sub(period, rest);
    Value folded = scalars.select(scalars.compare(Comparison::Greater, rest, safe), back, rest);
    return scalars.add(axis.low, scalars.select(isEmpty, zero, folded));
  }

  // A point outside moves to where its value comes from.
  Value bring(ScalarBuilder &scalars, const Axis &axis, Value x) const {
    Value last = scalars.sub(axis.size, number(scalars, 1));
    if (padding == nn::PadMode::Edge)
      return limit(scalars, x, number(scalars, 0), last);
    if (padding == nn::PadMode::Reflect) {
      Value far = number(scalars, 1e9);
      x = limit(scalars, x, scalars.negate(far), far);
      Value inside = scalars.binary<arith::AndIOp>(scalars.compare(Comparison::GreaterEqual, x, axis.low),
                                                   scalars.compare(Comparison::LessEqual, x, axis.high));
      return scalars.select(inside, x, reflect(scalars, axis, x));
    }
    // Everything outside is zero, however far: no neighbour beyond these counts.
    return limit(scalars, x, number(scalars, -4), scalars.add(axis.size, number(scalars, 4)));
  }

  /// The neighbour at the float position `x`, a whole number.
  Neighbour neighbour(ScalarBuilder &scalars, const Axis &axis, Value x, Value weight) const {
    Value zero = scalars.index(0), last = scalars.sub(lowering.sizeValue(axis.dim), scalars.index(1));
    Value exists;
    if (padding == nn::PadMode::Reflect && mode != nn::ResizeMode::Nearest) {
      Value inside = scalars.binary<arith::AndIOp>(scalars.compare(Comparison::GreaterEqual, x, axis.low),
                                                   scalars.compare(Comparison::LessEqual, x, axis.high));
      x = scalars.select(inside, x, reflect(scalars, axis, x));
    }
    Value index = floatToIndex(scalars, x);
    if (padding == nn::PadMode::Constant)
      exists = scalars.binary<arith::AndIOp>(scalars.compare(Comparison::GreaterEqual, index, zero),
                                             scalars.compare(Comparison::LessEqual, index, last));
    return {scalars.clamp(index, zero, last), weight, exists};
  }

  SmallVector<Neighbour> neighbours(ScalarBuilder &scalars, const Axis &axis, Value coordinate) const {
    Value x = position(scalars, axis, coordinate);
    if (mode == nn::ResizeMode::Nearest) {
      x = bring(scalars, axis, scalars.unary<math::RoundEvenOp>(x));
      return {neighbour(scalars, axis, x, Value())};
    }
    x = bring(scalars, axis, x);
    Value floor = scalars.unary<math::FloorOp>(x);
    bool isCubic = mode == nn::ResizeMode::Cubic;
    SmallVector<Neighbour> all;
    for (int64_t tap = isCubic ? -1 : 0; tap != (isCubic ? 3 : 2); ++tap) {
      Value place = scalars.add(floor, number(scalars, static_cast<double>(tap)));
      all.push_back(neighbour(scalars, axis, place, weight(scalars, scalars.sub(place, x))));
    }
    return all;
  }

  Value weight(ScalarBuilder &scalars, Value distance) const {
    ResizeFormulas<RunTime> formulas{RunTime{scalars, type}, nn::CoordinateMode::HalfPixel, {}, {}, {}, {}, {}, false};
    return formulas.kernel(mode, -0.75, distance);
  }

  /// The sum over neighbours along `axes` from `axis` on, given those along the axes before.
  Value sum(ScalarBuilder &scalars, ArrayRef<SmallVector<Neighbour>> axes, SmallVector<Value> &position,
            Value exists) const {
    if (axes.empty()) {
      Value read = tensor::ExtractOp::create(scalars.operations(), scalars.location(), input.value, position);
      read = scalars.resizeFloat(read, type);
      return exists ? scalars.select(exists, read, number(scalars, 0)) : read;
    }
    Value total;
    for (const Neighbour &neighbour : axes.front()) {
      Value both = !exists || !neighbour.exists ? (exists ? exists : neighbour.exists)
                                                : scalars.binary<arith::AndIOp>(exists, neighbour.exists);
      position.push_back(neighbour.index);
      Value part = sum(scalars, axes.drop_front(), position, both);
      position.pop_back();
      if (neighbour.weight)
        part = scalars.mul(part, neighbour.weight);
      total = total ? scalars.add(total, part) : part;
    }
    return total;
  }
};

Lowered lowerGridSample(nn::GridSampleOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), grid = lowering.read(op.getGrid());
  Dims dims = lowering.resultDims();
  int64_t spatial = input.rank() - 2;
  bool isDouble = input.element.isF64() || grid.element.isF64();
  Type type = isDouble ? lowering.operations().getF64Type() : Type(lowering.operations().getF32Type());
  Sampler sampler{lowering, input, type, op.getMode(), op.getPadding(), op.getAlignCorners(), op.getInElements()};
  // The coordinates of a point, the first spatial axis first; loops (batch, channel, points...).
  SmallVector<Operand> operands;
  for (int64_t axis = 0; axis != spatial; ++axis) {
    SmallVector<AffineExpr> results{lowering.loop(0)};
    for (int64_t point = 0; point != spatial; ++point)
      results.push_back(lowering.loop(2 + point));
    results.push_back(getAffineConstantExpr(spatial - 1 - axis, lowering.context()));
    operands.push_back({grid.value, lowering.mapOf(dims.size(), results)});
  }
  return lowering.pointwise(operands, dims, input.element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    SmallVector<SmallVector<Neighbour>> axes;
    for (int64_t axis = 0; axis != spatial; ++axis)
      axes.push_back(
          sampler.neighbours(scalars, sampler.axisAt(scalars, 2 + axis), scalars.resizeFloat(elements[axis], type)));
    SmallVector<Value> position{scalars.position(0), scalars.position(1)};
    return scalars.resizeFloat(sampler.sum(scalars, axes, position, Value()), input.element);
  });
}

} // namespace

void addGridLowerings(LoweringSet &set) { set.add<nn::GridSampleOp>(lowerGridSample); }

} // namespace ingot
