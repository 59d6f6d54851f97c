// NnSample.td, resampling. Along an axis of known sizes the source positions and weights are tables made here;
// otherwise they are computed. Interpolation goes axis by axis, which gives the same as all at once.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/sample/ResizeAxis.h"

using namespace mlir;

namespace ingot {

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

namespace {

//===- nearest
//----------------------------------------------------------------------------------------------------===//

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
    if (changes(axis))
      axes.push_back(axis);
  }
  if (axes.empty())
    return input;
  if (op.getMode() == nn::ResizeMode::Nearest)
    return resampleNearest(lowering, input, dims, axes, op.getExtrapolationValue().convertToDouble());
  Tensor result = input;
  for (const Resampled &axis : axes)
    result = interpolate(op, axis, result);
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
