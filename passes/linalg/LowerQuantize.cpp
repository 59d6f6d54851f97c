// NnQuantize.td: scaling and rounding as formulas on scalars. The simplify stage has written contractions of integers
// as nn.matmul and nn.conv. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnQuantize.h"
#include "passes/linalg/Formula.h"

using namespace mlir;

namespace ingot {
namespace {

Type elementOf(Value tensor) { return cast<ShapedType>(tensor.getType()).getElementType(); }

bool isOne(Value scalar) {
  Attribute value;
  auto number = matchPattern(scalar, m_Constant(&value)) ? dyn_cast<FloatAttr>(value) : FloatAttr();
  return number && number.getValue().isExactlyValue(1.0);
}

/// The ends of an integer type, in either signedness, as numbers.
std::pair<double, double> rangeOf(Type element) {
  double span = std::ldexp(1.0, static_cast<int>(element.getIntOrFloatBitWidth()));
  return element.isUnsignedInteger() ? std::make_pair(0.0, span - 1) : std::make_pair(-span / 2, span / 2 - 1);
}

/// saturate(round(real) + zero) as `element`; `zero` may be null. The sum is exact: it is made in f64 where the result
/// has more bits than f32 keeps. Comparisons that do not hold take NaN to an end of the range.
Value saturate(ScalarBuilder &scalars, Value real, Value zero, Type element) {
  OpBuilder &builder = scalars.operations();
  Type wide = element.getIntOrFloatBitWidth() > 16 ? Type(builder.getF64Type()) : Type(builder.getF32Type());
  if (real.getType().isF64())
    wide = real.getType();
  Value rounded = scalars.resizeFloat(scalars.unary<math::RoundEvenOp>(real), wide);
  if (zero)
    rounded = scalars.add(rounded, scalars.cast(zero, element, wide));
  auto [lowest, highest] = rangeOf(element);
  Value low = scalars.constant(wide, lowest), high = scalars.constant(wide, highest);
  Value limited = scalars.select(scalars.compare(Comparison::Greater, rounded, low), rounded, low);
  limited = scalars.select(scalars.compare(Comparison::Less, limited, high), limited, high);
  return scalars.cast(limited, wide, element);
}

Value quantization(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Value real = isOne(elements[1]) ? elements[0] : scalars.div(elements[0], elements[1]);
  return saturate(scalars, real, elements.size() > 2 ? elements[2] : Value(), elementOf(op->getResult(0)));
}

Value dequantization(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Type from = elementOf(op->getOperand(0)), scale = elementOf(op->getOperand(1)), to = elementOf(op->getResult(0));
  OpBuilder &builder = scalars.operations();
  Type wide = scale.isF64() || to.isF64() ? Type(builder.getF64Type()) : Type(builder.getF32Type());
  Value zero = elements.size() > 2 ? elements[2] : Value(), real;
  if (from.getIntOrFloatBitWidth() > 16) { // f32 would not keep the difference of two of them
    Type plain = storageOf(from);
    Value difference = zero ? scalars.sub(elements[0], zero) : elements[0];
    real = scalars.cast(difference, zero ? plain : from, wide);
  } else {
    real = scalars.cast(elements[0], from, wide);
    if (zero)
      real = scalars.sub(real, scalars.cast(zero, from, wide));
  }
  if (!isOne(elements[1]))
    real = scalars.mul(real, scalars.resizeFloat(elements[1], wide));
  return scalars.resizeFloat(real, to);
}

Value requantization(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Value real = scalars.cast(elements[0], elementOf(op->getOperand(0)), scalars.operations().getF32Type());
  if (!isOne(elements[1]))
    real = scalars.mul(real, elements[1]);
  return saturate(scalars, real, elements.size() > 2 ? elements[2] : Value(), elementOf(op->getResult(0)));
}

} // namespace

void addQuantizeLowerings(LoweringSet &set) {
  FormulaTable table{set};
  table.add<nn::QuantizeOp>(quantization);
  table.add<nn::DequantizeOp>(dequantization);
  table.add<nn::RequantizeOp>(requantization);
}

} // namespace ingot
