// NnMove.td, resampling. Along an axis of known sizes the source positions and weights are tables made here;
// otherwise they are computed in the body. Interpolation goes axis by axis, which gives the same as all at
// once. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;

namespace ingot {
namespace {

/// One axis that changes. Positions are computed in 32-bit floats, as other implementations do, so that ties
/// agree.
struct Resampled {
  nn::CoordinateMode coordinateMode;
  nn::NearestMode nearestMode;
  int64_t axis;
  sym::ExprAttr input, output;
  float scale;

  bool isStatic() const { return input.isConstant() && output.isConstant(); }
  double ratio() const;
  double coordinate(int64_t position) const;
  int64_t nearest(int64_t position) const;
  Value coordinate(Lowering &lowering, ScalarBuilder &scalars) const;
  Value nearest(Lowering &lowering, ScalarBuilder &scalars) const;
  /// Known sizes: source positions as an expression of the loop, or null.
  AffineExpr evenPositions(Lowering &lowering) const;
};

double Resampled::ratio() const {
  double exact = static_cast<double>(output.getValue()) / static_cast<double>(input.getValue());
  return std::abs(exact - scale) < 1e-6 * exact ? exact : scale;
}

double Resampled::coordinate(int64_t position) const {
  auto x = static_cast<double>(position), inputs = static_cast<double>(input.getValue());
  auto outputs = static_cast<double>(output.getValue());
  // Where the factor is the ratio of the sizes, so that a coordinate between two elements is exactly that.
  auto unscale = [&](double value) {
    return ratio() == outputs / inputs ? value * inputs / outputs : value / ratio();
  };
  switch (coordinateMode) {
  case nn::CoordinateMode::HalfPixel:
    return unscale(x + 0.5) - 0.5;
  case nn::CoordinateMode::Asymmetric:
    return unscale(x);
  case nn::CoordinateMode::AlignCorners:
    return outputs == 1 ? 0.0 : x * (inputs - 1) / (outputs - 1);
  case nn::CoordinateMode::PytorchHalfPixel:
    return outputs > 1 ? unscale(x + 0.5) - 0.5 : 0.0;
  case nn::CoordinateMode::HalfPixelSymmetric:
    return inputs / 2 * (1 - outputs / (ratio() * inputs)) + unscale(x + 0.5) - 0.5;
  }
  llvm_unreachable("a coordinate mode without a formula");
}

int64_t Resampled::nearest(int64_t position) const {
  double x = coordinate(position), rounded = 0;
  switch (nearestMode) {
  case nn::NearestMode::Floor:
    rounded = std::floor(x);
    break;
  case nn::NearestMode::Ceil:
    rounded = std::ceil(x);
    break;
  case nn::NearestMode::RoundPreferFloor:
    rounded = std::ceil(x - 0.5);
    break;
  case nn::NearestMode::RoundPreferCeil:
    rounded = std::floor(x + 0.5);
    break;
  }
  return std::clamp<int64_t>(static_cast<int64_t>(rounded), 0, input.getValue() - 1);
}

// The same formulas as operations.
Value Resampled::coordinate(Lowering &lowering, ScalarBuilder &scalars) const {
  Type type = scalars.operations().getF32Type();
  auto number = [&](double value) { return scalars.constant(type, value); };
  auto size = [&](sym::ExprAttr expr) { return scalars.fromIndex(lowering.sizeValue(expr), type); };
  Value x = scalars.fromIndex(scalars.position(axis), type);
  auto halfPixel = [&] {
    return scalars.sub(scalars.div(scalars.add(x, number(0.5)), number(scale)), number(0.5));
  };
  switch (coordinateMode) {
  case nn::CoordinateMode::HalfPixel:
    return halfPixel();
  case nn::CoordinateMode::Asymmetric:
    return scalars.div(x, number(scale));
  case nn::CoordinateMode::AlignCorners: {
    Value last = scalars.max(scalars.sub(size(output), number(1)), number(1));
    return scalars.div(scalars.mul(x, scalars.sub(size(input), number(1))), last);
  }
  case nn::CoordinateMode::PytorchHalfPixel:
    return scalars.select(scalars.compare(Comparison::Greater, size(output), number(1)), halfPixel(),
                          number(0));
  case nn::CoordinateMode::HalfPixelSymmetric: {
    Value adjustment = scalars.div(size(output), scalars.mul(number(scale), size(input)));
    Value offset = scalars.mul(scalars.mul(size(input), number(0.5)), scalars.sub(number(1), adjustment));
    return scalars.add(offset, halfPixel());
  }
  }
  llvm_unreachable("a coordinate mode without a formula");
}

Value clampToAxis(Lowering &lowering, ScalarBuilder &scalars, Value index, sym::ExprAttr size) {
  return scalars.clamp(index, scalars.index(0), scalars.sub(lowering.sizeValue(size), scalars.index(1)));
}

Value floatToIndex(ScalarBuilder &scalars, Value value) {
  return scalars.toIndex(scalars.cast(value, value.getType(), scalars.operations().getI32Type()));
}

Value Resampled::nearest(Lowering &lowering, ScalarBuilder &scalars) const {
  Value x = coordinate(lowering, scalars), half = scalars.constant(x.getType(), 0.5);
  switch (nearestMode) {
  case nn::NearestMode::Floor:
    x = scalars.unary<math::FloorOp>(x);
    break;
  case nn::NearestMode::Ceil:
    x = scalars.unary<math::CeilOp>(x);
    break;
  case nn::NearestMode::RoundPreferFloor:
    x = scalars.unary<math::CeilOp>(scalars.sub(x, half));
    break;
  case nn::NearestMode::RoundPreferCeil:
    x = scalars.unary<math::FloorOp>(scalars.add(x, half));
    break;
  }
  return clampToAxis(lowering, scalars, floatToIndex(scalars, x), input);
}

AffineExpr Resampled::evenPositions(Lowering &lowering) const {
  AffineExpr loop = lowering.loop(axis);
  if (!isStatic()) {
    // A whole factor repeats every element, however a centre between two elements is rounded.
    auto factor = static_cast<int64_t>(scale);
    bool isWhole = static_cast<float>(factor) == scale && factor >= 1 && output == sym::mul(input, factor);
    bool fromStart = coordinateMode == nn::CoordinateMode::Asymmetric &&
                     (nearestMode == nn::NearestMode::Floor || factor == 1);
    bool fromCentre = (coordinateMode == nn::CoordinateMode::HalfPixel ||
                       coordinateMode == nn::CoordinateMode::HalfPixelSymmetric) &&
                      nearestMode != nn::NearestMode::Floor && nearestMode != nn::NearestMode::Ceil;
    return isWhole && (fromStart || fromCentre) ? loop.floorDiv(factor) : AffineExpr();
  }
  int64_t outputs = output.getValue(), inputs = input.getValue();
  auto isAlways = [&](llvm::function_ref<int64_t(int64_t)> formula) {
    return llvm::all_of(llvm::seq(outputs),
                        [&](int64_t position) { return nearest(position) == formula(position); });
  };
  if (inputs > 0 && outputs % inputs == 0) {
    int64_t factor = outputs / inputs;
    if (isAlways([&](int64_t position) { return position / factor; }))
      return loop.floorDiv(factor);
  }
  if (outputs == 1)
    return getAffineConstantExpr(nearest(0), lowering.context());
  int64_t start = outputs > 0 ? nearest(0) : 0, step = outputs > 1 ? nearest(1) - start : 1;
  // The loop alone would have to run along the whole axis.
  bool isStart = start == 0 && step == 1 && outputs != inputs;
  if (!isStart && isAlways([&](int64_t position) { return start + step * position; }))
    return loop * step + start;
  return {};
}

//===- nearest
//----------------------------------------------------------------------------------------------------===//

Tensor positionTable(Lowering &lowering, ArrayRef<int32_t> positions) {
  auto type =
      RankedTensorType::get(static_cast<int64_t>(positions.size()), lowering.operations().getI32Type());
  return lowering.constantTensor(DenseElementsAttr::get(type, positions));
}

Tensor resampleNearest(Lowering &lowering, const Tensor &input, DimsRef dims, ArrayRef<Resampled> axes) {
  auto rank = static_cast<unsigned>(dims.size());
  SmallVector<AffineExpr> even;
  for (unsigned axis = 0; axis != rank; ++axis)
    even.push_back(lowering.loop(axis));
  for (const Resampled &axis : axes)
    even[axis.axis] = axis.evenPositions(lowering);
  if (llvm::all_of(even, [](AffineExpr expr) { return static_cast<bool>(expr); }))
    return lowering.copy(input, lowering.mapOf(rank, even), dims);

  SmallVector<Operand> tables;
  SmallVector<int> tableOf(rank, -1);
  for (const Resampled &axis : axes)
    if (axis.isStatic()) {
      auto positions = llvm::map_to_vector(llvm::seq(axis.output.getValue()), [&](int64_t position) {
        return static_cast<int32_t>(axis.nearest(position));
      });
      tableOf[axis.axis] = static_cast<int>(tables.size());
      tables.push_back(lowering.along(positionTable(lowering, positions), {axis.axis}, rank));
    }
  return lowering.pick(input, tables, dims, [&](ScalarBuilder &scalars, ValueRange elements) {
    SmallVector<Value> position;
    for (unsigned axis = 0; axis != rank; ++axis)
      position.push_back(scalars.position(axis));
    for (const Resampled &axis : axes)
      position[axis.axis] =
          axis.isStatic() ? scalars.toIndex(elements[tableOf[axis.axis]]) : axis.nearest(lowering, scalars);
    return position;
  });
}

//===- interpolation
//----------------------------------------------------------------------------------------------===//

/// Weights of neighbouring elements by the distance `f` in [0, 1) from the one at the floor of the
/// coordinate. Written once for floats of the compiler (`Number` = float) and of the program.
template <typename Number, typename Calculus>
SmallVector<Number> weightsOf(nn::ResizeMode mode, double coefficient, Number f, Calculus c) {
  if (mode == nn::ResizeMode::Linear)
    return {c.sub(c.number(1), f), f};
  // Keys' cubic convolution: the outer pair at distances 1 + f and 2 - f, the inner pair at f and 1 - f.
  Number a = c.number(coefficient);
  auto inner = [&](Number x) {
    Number cubic = c.sub(c.mul(c.number(coefficient + 2), x), c.number(coefficient + 3));
    return c.add(c.mul(c.mul(cubic, x), x), c.number(1));
  };
  auto outer = [&](Number x) {
    Number quadratic = c.sub(c.mul(a, x), c.number(5 * coefficient));
    Number cubic = c.add(c.mul(quadratic, x), c.number(8 * coefficient));
    return c.sub(c.mul(cubic, x), c.number(4 * coefficient));
  };
  Number rest = c.sub(c.number(1), f);
  return {outer(c.add(f, c.number(1))), inner(f), inner(rest), outer(c.add(rest, c.number(1)))};
}

struct CompileTime {
  static float number(double value) { return static_cast<float>(value); }
  static float add(float left, float right) { return left + right; }
  static float sub(float left, float right) { return left - right; }
  static float mul(float left, float right) { return left * right; }
};

struct RunTime {
  ScalarBuilder &scalars;
  Value number(double value) { return scalars.constant(scalars.operations().getF32Type(), value); }
  Value add(Value left, Value right) { return scalars.add(left, right); }
  Value sub(Value left, Value right) { return scalars.sub(left, right); }
  Value mul(Value left, Value right) { return scalars.mul(left, right); }
};

/// Where the neighbours of an output element begin, and their weights.
struct Neighbours {
  Value first;
  SmallVector<Value> weights;
};

/// The interpolation along one axis.
struct Interpolation {
  Lowering &lowering;
  Resampled axis;
  nn::ResizeMode mode;
  double coefficient;

  // A cubic begins one element before the floor of the coordinate.
  int64_t shift() const { return mode == nn::ResizeMode::Cubic ? -1 : 0; }

  SmallVector<Operand> tables(unsigned rank) const {
    if (!axis.isStatic())
      return {};
    SmallVector<int32_t> firsts;
    SmallVector<SmallVector<float>> weights(mode == nn::ResizeMode::Cubic ? 4 : 2);
    for (int64_t position = 0; position != axis.output.getValue(); ++position) {
      double x = axis.coordinate(position), floor = std::floor(x);
      firsts.push_back(static_cast<int32_t>(floor) + static_cast<int32_t>(shift()));
      for (auto [place, weight] :
           llvm::enumerate(weightsOf(mode, coefficient, static_cast<float>(x - floor), CompileTime())))
        weights[place].push_back(weight);
    }
    SmallVector<Operand> operands{lowering.along(positionTable(lowering, firsts), {axis.axis}, rank)};
    for (ArrayRef<float> column : weights) {
      auto type = RankedTensorType::get(axis.output.getValue(), lowering.operations().getF32Type());
      Tensor table = lowering.constantTensor(DenseElementsAttr::get(type, column));
      operands.push_back(lowering.along(table, {axis.axis}, rank));
    }
    return operands;
  }

  Neighbours neighbours(ScalarBuilder &scalars, ValueRange elements) const {
    if (axis.isStatic())
      return {scalars.toIndex(elements[0]), SmallVector<Value>(elements.drop_front())};
    Value x = axis.coordinate(lowering, scalars), floor = scalars.unary<math::FloorOp>(x);
    Value first = scalars.add(floatToIndex(scalars, floor), scalars.index(shift()));
    return {first, weightsOf(mode, coefficient, scalars.sub(x, floor), RunTime{scalars})};
  }

  // Sums in f32; neighbours outside of the input are the element at its edge.
  Tensor apply(const Tensor &input) const {
    Dims dims = input.dims;
    dims[axis.axis] = axis.output;
    auto rank = static_cast<unsigned>(dims.size());
    Type sum = lowering.operations().getF32Type();
    return lowering.pointwise(
        tables(rank), dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
          Neighbours around = neighbours(scalars, elements);
          Value total;
          for (auto [place, weight] : llvm::enumerate(around.weights)) {
            Value index = scalars.add(around.first, scalars.index(static_cast<int64_t>(place)));
            SmallVector<Value> position;
            for (unsigned other = 0; other != rank; ++other)
              position.push_back(scalars.position(other));
            position[axis.axis] = clampToAxis(lowering, scalars, index, axis.input);
            Value element =
                tensor::ExtractOp::create(scalars.operations(), scalars.location(), input.value, position);
            Value term = scalars.mul(scalars.cast(element, input.element, sum), weight);
            total = total ? scalars.add(total, term) : term;
          }
          return total;
        });
  }
};

Lowered lowerResize(nn::ResizeOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  std::optional<ArrayRef<double>> scales = op.getScalesAttr();
  if (scales && static_cast<int64_t>(scales->size()) != input.rank())
    return lowering.unsupported("expected one entry of 'scales_attr' per axis");
  SmallVector<Resampled> axes;
  for (int64_t number = 0; number != input.rank(); ++number) {
    Resampled axis{op.getCoordinateMode(), op.getNearestMode(), number,
                   input.dims[number],     dims[number],        1.0f};
    if (scales)
      axis.scale = static_cast<float>((*scales)[number]);
    else if (axis.isStatic() && axis.input.getValue() != 0)
      axis.scale = static_cast<float>(axis.output.getValue()) / static_cast<float>(axis.input.getValue());
    else if (axis.input != axis.output)
      return lowering.unsupported("expected 'scales_attr' where sizes are not constant");
    if (axis.input != axis.output || axis.scale != 1.0f)
      axes.push_back(axis);
  }
  if (axes.empty())
    return input;
  if (op.getMode() == nn::ResizeMode::Nearest)
    return resampleNearest(lowering, input, dims, axes);
  Tensor result = input;
  for (const Resampled &axis : axes)
    result =
        Interpolation{lowering, axis, op.getMode(), op.getCubicCoefficient().convertToDouble()}.apply(result);
  Type element = lowering.resultElement();
  return lowering.elementwise(result, result.dims, element,
                              [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                                return scalars.cast(elements[0], scalars.operations().getF32Type(), element);
                              });
}

} // namespace

void addResizeLowerings(LoweringSet &set) { set.add<nn::ResizeOp>(lowerResize); }

} // namespace ingot
