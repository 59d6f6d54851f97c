// Interpolation along one axis of a resampled tensor, with tables of positions and weights. Used by LowerResize.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/sample/ResizeAxis.h"

using namespace mlir;

namespace ingot {

Tensor positionTable(Lowering &lowering, ArrayRef<int32_t> positions) {
  auto type = RankedTensorType::get(static_cast<int64_t>(positions.size()), lowering.operations().getI32Type());
  return lowering.constantTensor(DenseElementsAttr::get(type, positions));
}

namespace {

/// More taps than this are a loop instead of a list of additions.
constexpr int64_t unrolledTaps = 8;

/// The interpolation along one axis: element `first[o] + k` of the input counts `weights[k][o]` times at
/// position o of the result.
struct Interpolation {
  Resampled axis;
  nn::ResizeMode mode;
  double coefficient, extrapolated;
  bool antialias, excludes;
  /// Neighbours on each side, and all of them.
  sym::ExprAttr reach, taps;

  Interpolation(nn::ResizeOp op, const Resampled &axis)
      : axis(axis), mode(op.getMode()), coefficient(op.getCubicCoefficient().convertToDouble()),
        extrapolated(op.getExtrapolationValue().convertToDouble()), antialias(op.getAntialias()),
        excludes(op.getExcludeOutside()), reach(neighboursOnEachSide()), taps(sym::mul(reach, 2)) {}

  Lowering &lowering() const { return axis.lowering; }
  bool isUnrolled() const { return taps.isConstant() && taps.getValue() <= unrolledTaps; }

  // A kernel that is widened reaches as far as elements of the result are apart.
  sym::ExprAttr neighboursOnEachSide() const {
    int64_t radius = mode == nn::ResizeMode::Cubic ? 2 : 1;
    if (!antialias)
      return lowering().constant(radius);
    if (!axis.scale.tensor && axis.scale.known > 0) {
      double width = std::min(axis.scale.known, 1.0);
      return lowering().constant(static_cast<int64_t>(std::ceil(static_cast<double>(radius) / width - 1e-9)));
    }
    // A factor of the data is about the ratio of the sizes, which were rounded.
    sym::ExprAttr distance = sym::ceilDiv(sym::mul(axis.input, radius), axis.output);
    return sym::max(lowering().constant(radius), axis.scale.tensor ? sym::add(distance, 1) : distance);
  }
  bool normalizes() const { return antialias || excludes; }

  /// Tables of known values: where each position begins, one weight for each tap, 1 where it is outside.
  struct Tables {
    SmallVector<int32_t> first;
    SmallVector<SmallVector<double>> weights;
    SmallVector<bool> outside;
  };
  Tables staticTables() const;
  /// The weight of tap `tap` at coordinate `x`; the first tap is at `first`.
  template <typename Formulas, typename Number>
  Number weight(const Formulas &f, Number x, Number first, Number tap) const {
    Number index = f.c.add(first, tap), distance = f.c.sub(index, x);
    if (antialias) {
      Number factor = f.isRatio ? f.c.div(f.outputs, f.inputs) : f.scale, one = f.c.number(1);
      distance = f.c.mul(distance, f.c.select(f.c.less(factor, one), factor, one));
    }
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
      return formula(scalars, f, x, firstOf(scalars, f, x));
    });
  }
  // Where the taps of coordinate `x` begin.
  Value firstOf(ScalarBuilder &scalars, const ResizeFormulas<RunTime> &f, Value x) const {
    Value before = scalars.fromIndex(lowering().sizeValue(sym::add(reach, -1)), x.getType());
    return f.c.sub(f.c.floor(x), before);
  }
};

Interpolation::Tables Interpolation::staticTables() const {
  Tables tables;
  tables.weights.resize(taps.getValue());
  ResizeFormulas<CompileTime> f = axis.formulas();
  for (int64_t position = 0; position != axis.output.getValue(); ++position) {
    double x = f.coordinate(static_cast<double>(position)), total = 0;
    double first = std::floor(x) - static_cast<double>(reach.getValue() - 1);
    tables.first.push_back(static_cast<int32_t>(first));
    tables.outside.push_back(axis.isOutside(x));
    for (auto [tap, column] : llvm::enumerate(tables.weights)) {
      column.push_back(weight(f, x, first, static_cast<double>(tap)));
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
  return column(type, [&](ScalarBuilder &scalars, auto &, Value, Value first) {
    return scalars.cast(first, first.getType(), type);
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
  for (int64_t tap = 0; tap != taps.getValue(); ++tap)
    columns.push_back(column(type, [&](ScalarBuilder &, auto &f, Value x, Value first) {
      Value result = weight(f, x, first, f.c.number(static_cast<double>(tap)));
      if (!normalizes())
        return result;
      Value total = f.c.number(0);
      for (int64_t other = 0; other != taps.getValue(); ++other)
        total = f.c.add(total, weight(f, x, first, f.c.number(static_cast<double>(other))));
      return f.c.div(result, total);
    }));
  return columns;
}

// [output, taps], for many taps.
Tensor Interpolation::weightTable() const {
  Dims dims{axis.output, taps};
  Type type = lowering().operations().getF32Type();
  if (axis.isStatic()) {
    SmallVector<float> values;
    Tables tables = staticTables();
    for (size_t position = 0; position != tables.first.size(); ++position)
      for (const SmallVector<double> &column : tables.weights)
        values.push_back(static_cast<float>(column[position]));
    auto shape = RankedTensorType::get({axis.output.getValue(), taps.getValue()}, type);
    return lowering().constantTensor(DenseElementsAttr::get(shape, ArrayRef<float>(values)));
  }
  Tensor raw = lowering().pointwise({}, dims, type, [&](ScalarBuilder &scalars, ValueRange, Value) {
    ResizeFormulas<RunTime> f = axis.formulas(scalars);
    Value x = f.coordinate(axis.position(scalars, 0));
    return weight(f, x, firstOf(scalars, f, x), axis.position(scalars, 1));
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
    for (int64_t tap = 0; tap != taps.getValue(); ++tap) {
      Value read = element(scalars, input, scalars.add(begin, scalars.index(tap)), sum);
      Value term = scalars.mul(read, scalars.resizeFloat(elements[1 + tap], sum));
      total = total ? scalars.add(total, term) : term;
    }
    return total;
  });
}

Tensor Interpolation::applyLoop(const Tensor &input, Type sum, DimsRef dims) const {
  Dims loops(dims);
  loops.push_back(taps);
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
  if (!isUnrolled()) {
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

} // namespace

Tensor interpolate(nn::ResizeOp op, const Resampled &axis, const Tensor &input) {
  return Interpolation(op, axis).apply(input);
}

} // namespace ingot
