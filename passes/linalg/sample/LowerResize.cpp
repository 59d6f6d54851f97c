// NnSample.td, resampling. Along an axis of known sizes the source positions and weights are tables made here;
// otherwise they are computed. Interpolation goes axis by axis, which gives the same as all at once.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"
#include "passes/linalg/sample/ResizeFormulas.h"

using namespace mlir;

namespace ingot {
namespace {

/// More taps than this are a loop instead of a list of additions.
constexpr int64_t unrolledTaps = 8;

/// A number that is known now, or an element of a tensor that the program reads.
struct Parameter {
  double known = 0;
  Value tensor = {};
  int64_t place = 0;

  Value read(ScalarBuilder &scalars) const {
    if (!tensor)
      return scalars.constant(scalars.operations().getF32Type(), known);
    Value element =
        tensor::ExtractOp::create(scalars.operations(), scalars.location(), tensor, ValueRange{scalars.index(place)});
    return scalars.resizeFloat(element, scalars.operations().getF32Type());
  }
};

Value clampToAxis(Lowering &lowering, ScalarBuilder &scalars, Value index, sym::ExprAttr size) {
  return scalars.clamp(index, scalars.index(0), scalars.sub(lowering.sizeValue(size), scalars.index(1)));
}

Value floatToIndex(ScalarBuilder &scalars, Value value) {
  return scalars.toIndex(scalars.cast(value, value.getType(), scalars.operations().getI32Type()));
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
    Type type = scalars.operations().getF32Type();
    auto size = [&](sym::ExprAttr expr) { return scalars.fromIndex(lowering.sizeValue(expr), type); };
    return {RunTime{scalars},    coordinates,         size(input),       size(output),
            scale.read(scalars), start.read(scalars), end.read(scalars), isRatio};
  }

  bool isOutside(double x) const { return crops() && (x < 0 || x > static_cast<double>(input.getValue() - 1)); }
  Value isOutside(ScalarBuilder &scalars, Value x, Value inputs) const {
    Value zero = scalars.constant(x.getType(), 0), one = scalars.constant(x.getType(), 1);
    return scalars.binary<arith::OrIOp>(scalars.compare(Comparison::Less, x, zero),
                                        scalars.compare(Comparison::Greater, x, scalars.sub(inputs, one)));
  }

  Value position(ScalarBuilder &scalars, unsigned loop) const {
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
  Value nearest(ScalarBuilder &scalars) const {
    ResizeFormulas<RunTime> f = formulas(scalars);
    Value x = f.coordinate(position(scalars, axis));
    Value index = clampToAxis(lowering, scalars, floatToIndex(scalars, f.round(rounding, x)), input);
    return crops() ? scalars.select(isOutside(scalars, x, f.inputs), scalars.index(-1), index) : index;
  }

  /// Source positions as an expression of the loop, or null.
  AffineExpr evenPositions() const;
};

AffineExpr Resampled::evenPositions() const {
  AffineExpr loop = lowering.loop(axis);
  if (crops())
    return {};
  if (!isStatic()) {
    // A whole factor repeats every element, however a centre between two elements is rounded.
    auto factor = static_cast<int64_t>(scale.known);
    bool isWhole =
        !scale.tensor && static_cast<double>(factor) == scale.known && factor >= 1 && output == sym::mul(input, factor);
    bool fromStart =
        coordinates == nn::CoordinateMode::Asymmetric && (rounding == nn::NearestMode::Floor || factor == 1);
    bool fromCentre =
        (coordinates == nn::CoordinateMode::HalfPixel || coordinates == nn::CoordinateMode::HalfPixelSymmetric) &&
        rounding != nn::NearestMode::Floor && rounding != nn::NearestMode::Ceil;
    return isWhole && (fromStart || fromCentre) ? loop.floorDiv(factor) : AffineExpr();
  }
  int64_t outputs = output.getValue(), inputs = input.getValue();
  auto isAlways = [&](llvm::function_ref<int64_t(int64_t)> formula) {
    return llvm::all_of(llvm::seq(outputs), [&](int64_t position) { return nearest(position) == formula(position); });
  };
  if (inputs > 0 && outputs % inputs == 0) {
    int64_t factor = outputs / inputs;
    if (isAlways([&](int64_t position) { return position / factor; }))
      return loop.floorDiv(factor);
  }
  if (outputs == 1)
    return getAffineConstantExpr(nearest(0), lowering.context());
  int64_t first = outputs > 0 ? nearest(0) : 0, step = outputs > 1 ? nearest(1) - first : 1;
  // The loop alone would have to run along the whole axis.
  bool isWhole = first == 0 && step == 1 && outputs != inputs;
  if (!isWhole && isAlways([&](int64_t position) { return first + step * position; }))
    return loop * step + first;
  return {};
}

//===- nearest
//----------------------------------------------------------------------------------------------------===//

Tensor positionTable(Lowering &lowering, ArrayRef<int32_t> positions) {
  auto type = RankedTensorType::get(static_cast<int64_t>(positions.size()), lowering.operations().getI32Type());
  return lowering.constantTensor(DenseElementsAttr::get(type, positions));
}

Tensor resampleNearest(Lowering &lowering, const Tensor &input, DimsRef dims, ArrayRef<Resampled> axes,
                       double extrapolated) {
  auto rank = static_cast<unsigned>(dims.size());
  SmallVector<AffineExpr> even;
  for (unsigned axis = 0; axis != rank; ++axis)
    even.push_back(lowering.loop(axis));
  for (const Resampled &axis : axes)
    even[axis.axis] = axis.evenPositions();
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
  auto element = [&](ScalarBuilder &scalars, ValueRange elements, Value) -> Value {
    SmallVector<Value> position;
    for (unsigned axis = 0; axis != rank; ++axis)
      position.push_back(scalars.position(axis));
    Value outside, zero = scalars.index(0);
    for (const Resampled &axis : axes) {
      Value index = axis.isStatic() ? scalars.toIndex(elements[tableOf[axis.axis]]) : axis.nearest(scalars);
      if (axis.crops()) {
        Value isBefore = scalars.compare(Comparison::Less, index, zero);
        outside = outside ? scalars.binary<arith::OrIOp>(outside, isBefore) : isBefore;
        index = scalars.max(index, zero);
      }
      position[axis.axis] = index;
    }
    Value read = tensor::ExtractOp::create(scalars.operations(), scalars.location(), input.value, position);
    if (!outside)
      return read;
    return scalars.select(outside, scalars.constant(read.getType(), extrapolated), read);
  };
  return lowering.pointwise(tables, dims, input.element, element);
}

//===- interpolation
//----------------------------------------------------------------------------------------------===//

/// The interpolation along one axis: element `first[o] + k` of the input counts `weights[k][o]` times at
/// position o of the result.
struct Interpolation {
  Resampled axis;
  nn::ResizeMode mode;
  double coefficient, extrapolated;
  bool antialias, excludes;
  int64_t taps;

  Interpolation(nn::ResizeOp op, const Resampled &axis)
      : axis(axis), mode(op.getMode()), coefficient(op.getCubicCoefficient().convertToDouble()),
        extrapolated(op.getExtrapolationValue().convertToDouble()), antialias(op.getAntialias()),
        excludes(op.getExcludeOutside()), taps(2 * reach()) {}

  Lowering &lowering() const { return axis.lowering; }
  /// Less than 1 where the kernel is widened.
  double width() const { return antialias ? std::min(axis.scale.known, 1.0) : 1.0; }
  // Neighbours on each side.
  int64_t reach() const {
    int64_t radius = mode == nn::ResizeMode::Cubic ? 2 : 1;
    return static_cast<int64_t>(std::ceil(static_cast<double>(radius) / width() - 1e-9));
  }
  bool normalizes() const { return antialias || excludes; }

  /// Tables of known values: where each position begins, one weight for each tap, 1 where it is outside.
  struct Tables {
    SmallVector<int32_t> first;
    SmallVector<SmallVector<double>> weights;
    SmallVector<bool> outside;
  };
  Tables staticTables() const;
  /// The weight of tap `tap` at coordinate `x` with the floor `floor`.
  template <typename Formulas, typename Number>
  Number weight(const Formulas &f, Number x, Number floor, Number tap) const {
    Number index = f.c.add(f.c.sub(floor, f.c.number(static_cast<double>(reach() - 1))), tap);
    Number distance = f.c.mul(f.c.sub(index, x), f.c.number(width()));
    Number result = f.kernel(mode, coefficient, distance);
    if (!excludes)
      return result;
    Number zero = f.c.number(0);
    result = f.c.select(f.c.less(index, zero), zero, result);
    return f.c.select(f.c.less(index, f.inputs), result, zero);
  }

  Tensor first() const;
  SmallVector<Tensor> weightColumns() const;
  Tensor weightTable() const;
  Tensor outside() const;
  Tensor apply(const Tensor &input) const;

private:
  Tensor applyUnrolled(const Tensor &input, ArrayRef<Operand> operands, Type sum, DimsRef dims) const;
  Tensor applyLoop(const Tensor &input, Type sum, DimsRef dims) const;
  Value element(ScalarBuilder &scalars, const Tensor &input, Value index, Type sum) const;
  template <typename Formula>
  Tensor column(Type element, Formula formula) const {
    return lowering().pointwise({}, {axis.output}, element, [&](ScalarBuilder &scalars, ValueRange, Value) {
      ResizeFormulas<RunTime> f = axis.formulas(scalars);
      Value x = f.coordinate(axis.position(scalars, 0));
      return formula(scalars, f, x, f.c.floor(x));
    });
  }
};

Interpolation::Tables Interpolation::staticTables() const {
  Tables tables;
  tables.weights.resize(taps);
  ResizeFormulas<CompileTime> f = axis.formulas();
  for (int64_t position = 0; position != axis.output.getValue(); ++position) {
    double x = f.coordinate(static_cast<double>(position)), floor = std::floor(x), total = 0;
    tables.first.push_back(static_cast<int32_t>(static_cast<int64_t>(floor) - reach() + 1));
    tables.outside.push_back(axis.isOutside(x));
    for (auto [tap, column] : llvm::enumerate(tables.weights)) {
      column.push_back(weight(f, x, floor, static_cast<double>(tap)));
      total += column.back();
    }
    for (SmallVector<double> &column : tables.weights)
      column.back() /= normalizes() && total != 0 ? total : 1.0;
  }
  return tables;
}

// A vector of floats as a tensor.
Tensor floatTable(Lowering &lowering, ArrayRef<double> values) {
  auto type = RankedTensorType::get(static_cast<int64_t>(values.size()), lowering.operations().getF32Type());
  auto narrow = llvm::map_to_vector(values, [](double value) { return static_cast<float>(value); });
  return lowering.constantTensor(DenseElementsAttr::get(type, ArrayRef<float>(narrow)));
}

Tensor Interpolation::first() const {
  if (axis.isStatic())
    return positionTable(lowering(), staticTables().first);
  Type type = lowering().operations().getI32Type();
  return column(type, [&](ScalarBuilder &scalars, auto &f, Value, Value floor) {
    Value start = f.c.sub(floor, f.c.number(static_cast<double>(reach() - 1)));
    return scalars.cast(start, start.getType(), type);
  });
}

Tensor Interpolation::outside() const {
  Type type = lowering().operations().getI1Type();
  if (axis.isStatic()) {
    SmallVector<bool> outside = staticTables().outside;
    auto shape = RankedTensorType::get(static_cast<int64_t>(outside.size()), type);
    return lowering().constantTensor(DenseElementsAttr::get(shape, ArrayRef<bool>(outside)));
  }
  return column(type,
                [&](ScalarBuilder &scalars, auto &f, Value x, Value) { return axis.isOutside(scalars, x, f.inputs); });
}

SmallVector<Tensor> Interpolation::weightColumns() const {
  SmallVector<Tensor> columns;
  if (axis.isStatic()) {
    for (const SmallVector<double> &column : staticTables().weights)
      columns.push_back(floatTable(lowering(), column));
    return columns;
  }
  Type type = lowering().operations().getF32Type();
  for (int64_t tap = 0; tap != taps; ++tap)
    columns.push_back(column(type, [&](ScalarBuilder &, auto &f, Value x, Value floor) {
      Value result = weight(f, x, floor, f.c.number(static_cast<double>(tap)));
      if (!normalizes())
        return result;
      Value total = f.c.number(0);
      for (int64_t other = 0; other != taps; ++other)
        total = f.c.add(total, weight(f, x, floor, f.c.number(static_cast<double>(other))));
      return f.c.div(result, total);
    }));
  return columns;
}

// [output, taps], for many taps.
Tensor Interpolation::weightTable() const {
  Dims dims{axis.output, lowering().constant(taps)};
  Type type = lowering().operations().getF32Type();
  if (axis.isStatic()) {
    SmallVector<float> values;
    Tables tables = staticTables();
    for (size_t position = 0; position != tables.first.size(); ++position)
      for (const SmallVector<double> &column : tables.weights)
        values.push_back(static_cast<float>(column[position]));
    auto shape = RankedTensorType::get({axis.output.getValue(), taps}, type);
    return lowering().constantTensor(DenseElementsAttr::get(shape, ArrayRef<float>(values)));
  }
  Tensor raw = lowering().pointwise({}, dims, type, [&](ScalarBuilder &scalars, ValueRange, Value) {
    ResizeFormulas<RunTime> f = axis.formulas(scalars);
    Value x = f.coordinate(axis.position(scalars, 0));
    return weight(f, x, f.c.floor(x), axis.position(scalars, 1));
  });
  llvm::SmallBitVector reduced(2);
  reduced.set(1);
  Tensor total = lowering().reduce(
      Operand{raw.value, lowering().identity(2)}, dims, reduced, type, numberAttr(type, 0),
      [](ScalarBuilder &scalars, ValueRange elements, Value sum) { return scalars.add(sum, elements[0]); });
  Operand operands[] = {{raw.value, lowering().identity(2)}, lowering().along(total, {0}, 2)};
  return lowering().pointwise(operands, dims, type, [](ScalarBuilder &scalars, ValueRange elements, Value) {
    return scalars.div(elements[0], elements[1]);
  });
}

// Element `index` along the axis, or that at the edge.
Value Interpolation::element(ScalarBuilder &scalars, const Tensor &input, Value index, Type sum) const {
  SmallVector<Value> position;
  for (int64_t other = 0; other != input.rank(); ++other)
    position.push_back(other == axis.axis ? clampToAxis(lowering(), scalars, index, axis.input)
                                          : scalars.position(other));
  Value read = tensor::ExtractOp::create(scalars.operations(), scalars.location(), input.value, position);
  return scalars.cast(read, input.element, sum);
}

Tensor Interpolation::applyUnrolled(const Tensor &input, ArrayRef<Operand> operands, Type sum, DimsRef dims) const {
  return lowering().pointwise(operands, dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    Value begin = scalars.toIndex(elements[0]), total;
    for (int64_t tap = 0; tap != taps; ++tap) {
      Value read = element(scalars, input, scalars.add(begin, scalars.index(tap)), sum);
      Value term = scalars.mul(read, scalars.resizeFloat(elements[1 + tap], sum));
      total = total ? scalars.add(total, term) : term;
    }
    return total;
  });
}

Tensor Interpolation::applyLoop(const Tensor &input, Type sum, DimsRef dims) const {
  Dims loops(dims);
  loops.push_back(lowering().constant(taps));
  auto tapLoop = static_cast<int64_t>(dims.size());
  llvm::SmallBitVector reduced(loops.size());
  reduced.set(tapLoop);
  Operand operands[] = {lowering().along(first(), {axis.axis}, loops.size()),
                        lowering().along(weightTable(), {axis.axis, tapLoop}, loops.size())};
  return lowering().reduce(operands, loops, reduced, sum, numberAttr(sum, 0),
                           [&](ScalarBuilder &scalars, ValueRange elements, Value total) {
                             Value index = scalars.add(scalars.toIndex(elements[0]), scalars.position(tapLoop));
                             Value read = element(scalars, input, index, sum);
                             return scalars.add(total, scalars.mul(read, scalars.resizeFloat(elements[1], sum)));
                           });
}

Tensor Interpolation::apply(const Tensor &input) const {
  Dims dims = input.dims;
  dims[axis.axis] = axis.output;
  auto rank = static_cast<unsigned>(dims.size());
  Type sum = input.element.isF64() ? input.element : lowering().operations().getF32Type();
  Tensor result;
  if (taps > unrolledTaps) {
    result = applyLoop(input, sum, dims);
  } else {
    SmallVector<Operand> operands{lowering().along(first(), {axis.axis}, rank)};
    for (const Tensor &column : weightColumns())
      operands.push_back(lowering().along(column, {axis.axis}, rank));
    result = applyUnrolled(input, operands, sum, dims);
  }
  if (!axis.crops())
    return result;
  Operand operands[] = {{result.value, lowering().identity(rank)}, lowering().along(outside(), {axis.axis}, rank)};
  return lowering().pointwise(operands, dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    return scalars.select(elements[1], scalars.constant(sum, extrapolated), elements[0]);
  });
}

//===- all axes
//---------------------------------------------------------------------------------------------------===//

// Entry `place` of a vector of floats.
Parameter parameter(Lowering &lowering, Value vector, int64_t place) {
  if (auto constant = vector.getDefiningOp<nn::ConstantOp>())
    if (auto values = dyn_cast<DenseFPElementsAttr>(constant.getValue()))
      return {values.getValues<APFloat>()[place].convertToDouble()};
  return {0, lowering.read(vector).value, place};
}

// The factor of one axis and the box that is read, from attributes and operands.
Resampled describeAxis(nn::ResizeOp op, Lowering &lowering, int64_t axis, sym::ExprAttr input, sym::ExprAttr output) {
  Resampled result{lowering, op.getCoordinateMode(), op.getNearestMode(), axis, input, output, false, {1}, {0}, {1}};
  ArrayRef<int64_t> named = op.getAxes();
  auto found = llvm::find(named, axis);
  int64_t place = named.empty() ? axis : found - named.begin();
  bool isNamed = named.empty() || found != named.end();
  int64_t count = named.empty() ? cast<RankedTensorType>(op.getType()).getRank() : static_cast<int64_t>(named.size());
  bool sizesKnown = input.isConstant() && output.isConstant();
  if (op.getScales() && isNamed)
    result.scale = parameter(lowering, op.getScales(), place);
  else if (op.getScalesAttr())
    result.scale = {(*op.getScalesAttr())[axis]};
  if (!result.scale.tensor && sizesKnown && input.getValue() != 0) {
    double exact = static_cast<double>(output.getValue()) / static_cast<double>(input.getValue());
    double given = result.scale.known;
    result.isRatio = given == 0 || std::abs(exact - given) < 1e-6 * exact;
    result.scale.known = result.isRatio ? exact : given;
  } else if (!result.scale.tensor && result.scale.known == 0) {
    result.isRatio = true;
  }
  if (op.getRoi() && isNamed) {
    result.start = parameter(lowering, op.getRoi(), place);
    result.end = parameter(lowering, op.getRoi(), count + place);
  }
  return result;
}

bool changes(const Resampled &axis) {
  bool wholeBox = !axis.start.tensor && !axis.end.tensor && axis.start.known == 0 && axis.end.known == 1;
  bool isOne = !axis.scale.tensor && (axis.isRatio || axis.scale.known == 1);
  return axis.input != axis.output || !isOne || (axis.crops() && !wholeBox);
}

// Rounds to an integer type within its range.
Value roundTo(ScalarBuilder &scalars, Value value, Type element) {
  if (isa<FloatType>(element))
    return scalars.cast(value, value.getType(), element);
  Type storage = storageOf(element);
  bool isUnsigned = element.isUnsignedInteger();
  auto bound = [&](TypedAttr attr) {
    APInt limit = cast<IntegerAttr>(attr).getValue();
    double exact = isUnsigned ? limit.roundToDouble() : limit.signedRoundToDouble();
    // The greatest integers have no float of their own: the one below must do.
    if (limit.getBitWidth() > 24 && exact > 0)
      exact = std::nextafter(static_cast<float>(exact), 0.0f);
    return scalars.constant(value.getType(), exact);
  };
  Value rounded = scalars.unary<math::RoundEvenOp>(value);
  rounded = scalars.clamp(rounded, bound(lowestAttr(storage, isUnsigned)), bound(highestAttr(storage, isUnsigned)));
  return scalars.cast(rounded, value.getType(), element);
}

Lowered lowerResize(nn::ResizeOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  if (op.getScalesAttr() && static_cast<int64_t>(op.getScalesAttr()->size()) != input.rank())
    return lowering.unsupported("expected one entry of 'scales_attr' per axis");
  SmallVector<Resampled> axes;
  for (int64_t number = 0; number != input.rank(); ++number) {
    Resampled axis = describeAxis(op, lowering, number, input.dims[number], dims[number]);
    if (!changes(axis))
      continue;
    if (op.getAntialias() && (axis.scale.tensor || axis.scale.known == 0))
      return lowering.unsupported("expected a constant factor for 'antialias'; fix the sizes with --dim");
    axes.push_back(axis);
  }
  if (axes.empty())
    return input;
  if (op.getMode() == nn::ResizeMode::Nearest)
    return resampleNearest(lowering, input, dims, axes, op.getExtrapolationValue().convertToDouble());
  Tensor result = input;
  for (const Resampled &axis : axes)
    result = Interpolation(op, axis).apply(result);
  Type element = lowering.resultElement();
  if (result.element == element)
    return result;
  return lowering.elementwise(result, result.dims, element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    return roundTo(scalars, elements[0], element);
  });
}

} // namespace

void addResizeLowerings(LoweringSet &set) { set.add<nn::ResizeOp>(lowerResize); }

} // namespace ingot
