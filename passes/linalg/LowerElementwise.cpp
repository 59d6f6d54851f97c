// NnElementwise.td, but for activations: every operation is one linalg.generic whose body is a formula on
// scalars; broadcasting is in the indexing maps. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Formula.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ingot {
namespace {

//===- unary
//------------------------------------------------------------------------------------------------------===//

template <typename MathOp>
Value direct(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.unary<MathOp>(elements[0]);
}

Value absolute(ScalarBuilder &scalars, Operation *, ValueRange elements) { return scalars.abs(elements[0]); }
Value negation(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.negate(elements[0]);
}

// Zero and NaN are their own signs.
Value sign(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  Value rest = isa<FloatType>(terms.type) ? x : terms.zero();
  Value negative = scalars.select(terms.less(x, terms.zero()), terms.number(-1), rest);
  return scalars.select(terms.greater(x, terms.zero()), terms.one(), negative);
}

Value reciprocal(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.div(terms.one(), elements[0]);
}

Value inversion(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.binary<arith::XOrIOp>(elements[0], Terms(scalars, elements).number(-1));
}

Value isNan(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return arith::CmpFOp::create(scalars.operations(), scalars.location(), arith::CmpFPredicate::UNO,
                               elements[0], elements[0]);
}

Value isInfinite(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Value infinity = scalars.constant(highestAttr(elements[0].getType(), /*isUnsigned=*/false));
  return scalars.compare(Comparison::Equal, scalars.abs(elements[0]), infinity);
}

//===- binary and others
//------------------------------------------------------------------------------------------===//

template <Value (ScalarBuilder::*method)(Value, Value)>
Value binary(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return (scalars.*method)(elements[0], elements[1]);
}

template <typename ArithOp>
Value bits(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.binary<ArithOp>(elements[0], elements[1]);
}

template <Comparison comparison>
Value comparing(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.compare(comparison, elements[0], elements[1]);
}

Value remainder(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  return scalars.mod(elements[0], elements[1], cast<nn::ModOp>(op).getTruncated());
}

// A shift by the width or more gives 0, or the sign in all bits.
Value shiftLeft(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  Value width = terms.number(terms.type.getIntOrFloatBitWidth());
  auto inRange = arith::CmpIOp::create(scalars.operations(), scalars.location(), arith::CmpIPredicate::ult,
                                       elements[1], width);
  return scalars.select(inRange, scalars.binary<arith::ShLIOp>(elements[0], elements[1]), terms.zero());
}

Value shiftRight(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value last = terms.number(terms.type.getIntOrFloatBitWidth() - 1);
  auto inRange = arith::CmpIOp::create(scalars.operations(), scalars.location(), arith::CmpIPredicate::ule,
                                       elements[1], last);
  if (cast<ShapedType>(op->getOperand(0).getType()).getElementType().isUnsignedInteger())
    return scalars.select(inRange, scalars.binary<arith::ShRUIOp>(elements[0], elements[1]), terms.zero());
  return scalars.binary<arith::ShRSIOp>(elements[0], scalars.select(inRange, elements[1], last));
}

// Exponents that have a cheaper formula; a null value for all others.
Value powerOfConstant(Terms &terms, Value x, double exponent) {
  if (exponent == 1)
    return x;
  if (exponent == 2)
    return terms.mul(x, x);
  if (exponent == 3)
    return terms.mul(terms.mul(x, x), x);
  if (exponent == 4) {
    Value square = terms.mul(x, x);
    return terms.mul(square, square);
  }
  if (!isa<FloatType>(x.getType()))
    return {};
  if (exponent == 0.5)
    return terms.scalars.unary<math::SqrtOp>(x);
  if (exponent == -0.5)
    return terms.scalars.unary<math::RsqrtOp>(x);
  if (exponent == -1)
    return terms.div(terms.one(), x);
  return {};
}

// Integers: one squaring per bit of the exponent, so that every product wraps as it should.
Value integerPower(Terms &terms, Value base, Value exponent) {
  ScalarBuilder &scalars = terms.scalars;
  Value result = terms.one(), square = base;
  for (unsigned bit = 0, width = terms.type.getIntOrFloatBitWidth(); bit != width; ++bit) {
    Value shifted = scalars.binary<arith::ShRUIOp>(exponent, terms.number(bit));
    Value isSet = scalars.compare(Comparison::NotEqual, scalars.binary<arith::AndIOp>(shifted, terms.one()),
                                  terms.zero());
    result = scalars.select(isSet, terms.mul(result, square), result);
    square = terms.mul(square, square);
  }
  return result;
}

std::optional<double> constantOf(Value element) {
  Attribute value;
  if (!matchPattern(element, m_Constant(&value)))
    return std::nullopt;
  if (auto number = dyn_cast<FloatAttr>(value))
    return number.getValueAsDouble();
  if (auto number = dyn_cast<IntegerAttr>(value))
    return static_cast<double>(number.getInt());
  return std::nullopt;
}

Value power(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0], y = elements[1];
  if (std::optional<double> exponent = constantOf(y))
    if (Value result = powerOfConstant(terms, x, *exponent))
      return result;
  Type base = cast<ShapedType>(op->getOperand(0).getType()).getElementType();
  Type exponent = cast<ShapedType>(op->getOperand(1).getType()).getElementType();
  if (isa<FloatType>(base))
    return scalars.binary<math::PowFOp>(x, scalars.cast(y, exponent, base));
  if (!isa<FloatType>(exponent))
    return integerPower(terms, x, scalars.cast(y, exponent, base));
  Value wide = scalars.binary<math::PowFOp>(scalars.cast(x, base, exponent), y);
  return scalars.cast(wide, exponent, base);
}

Value selection(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return scalars.select(elements[0], elements[1], elements[2]);
}

Value clamping(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  auto clamp = cast<nn::ClampOp>(op);
  Value result = elements[0];
  if (clamp.getLow())
    result = scalars.max(result, elements[1]);
  return clamp.getHigh() ? scalars.min(result, elements.back()) : result;
}

Value conversion(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  return scalars.cast(elements[0], cast<ShapedType>(op->getOperand(0).getType()).getElementType(),
                      cast<ShapedType>(op->getResult(0).getType()).getElementType());
}

void addUnary(FormulaTable table) {
  table.add<nn::AbsOp>(absolute);
  table.add<nn::NegOp>(negation);
  table.add<nn::SignOp>(sign);
  table.add<nn::ExpOp>(direct<math::ExpOp>);
  table.add<nn::LogOp>(direct<math::LogOp>);
  table.add<nn::SqrtOp>(direct<math::SqrtOp>);
  table.add<nn::RsqrtOp>(direct<math::RsqrtOp>);
  table.add<nn::ReciprocalOp>(reciprocal);
  table.add<nn::FloorOp>(direct<math::FloorOp>);
  table.add<nn::CeilOp>(direct<math::CeilOp>);
  table.add<nn::RoundOp>(direct<math::RoundEvenOp>);
  table.add<nn::RoundHalfAwayOp>(direct<math::RoundOp>);
  table.add<nn::SinOp>(direct<math::SinOp>);
  table.add<nn::CosOp>(direct<math::CosOp>);
  table.add<nn::TanOp>(direct<math::TanOp>);
  table.add<nn::AsinOp>(direct<math::AsinOp>);
  table.add<nn::AcosOp>(direct<math::AcosOp>);
  table.add<nn::AtanOp>(direct<math::AtanOp>);
  table.add<nn::SinhOp>(direct<math::SinhOp>);
  table.add<nn::CoshOp>(direct<math::CoshOp>);
  table.add<nn::TanhOp>(direct<math::TanhOp>);
  table.add<nn::AsinhOp>(direct<math::AsinhOp>);
  table.add<nn::AcoshOp>(direct<math::AcoshOp>);
  table.add<nn::AtanhOp>(direct<math::AtanhOp>);
  table.add<nn::ErfOp>(direct<math::ErfOp>);
  table.add<nn::NotOp>(inversion);
  table.add<nn::BitwiseNotOp>(inversion);
  table.add<nn::IsNanOp>(isNan);
  table.add<nn::IsInfOp>(isInfinite);
}

void addOthers(FormulaTable table) {
  table.add<nn::AddOp>(binary<&ScalarBuilder::add>);
  table.add<nn::SubOp>(binary<&ScalarBuilder::sub>);
  table.add<nn::MulOp>(binary<&ScalarBuilder::mul>);
  table.add<nn::DivOp>(binary<&ScalarBuilder::div>);
  table.add<nn::ModOp>(remainder);
  table.add<nn::PowOp>(power);
  table.add<nn::MaxOp>(binary<&ScalarBuilder::max>);
  table.add<nn::MinOp>(binary<&ScalarBuilder::min>);
  table.add<nn::AndOp>(bits<arith::AndIOp>);
  table.add<nn::OrOp>(bits<arith::OrIOp>);
  table.add<nn::XorOp>(bits<arith::XOrIOp>);
  table.add<nn::BitwiseAndOp>(bits<arith::AndIOp>);
  table.add<nn::BitwiseOrOp>(bits<arith::OrIOp>);
  table.add<nn::BitwiseXorOp>(bits<arith::XOrIOp>);
  table.add<nn::ShiftLeftOp>(shiftLeft);
  table.add<nn::ShiftRightOp>(shiftRight);
  table.add<nn::EqualOp>(comparing<Comparison::Equal>);
  table.add<nn::LessOp>(comparing<Comparison::Less>);
  table.add<nn::LessEqualOp>(comparing<Comparison::LessEqual>);
  table.add<nn::GreaterOp>(comparing<Comparison::Greater>);
  table.add<nn::GreaterEqualOp>(comparing<Comparison::GreaterEqual>);
  table.add<nn::SelectOp>(selection);
  table.add<nn::ClampOp>(clamping);
  table.add<nn::CastOp>(conversion);
}

} // namespace

FailureOr<SmallVector<Tensor>> FormulaTable::apply(Formula formula, Operation *op, Lowering &lowering) {
  auto operands =
      llvm::map_to_vector(op->getOperands(), [&](Value operand) { return lowering.read(operand); });
  auto body = [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    return formula(scalars, op, elements);
  };
  return SmallVector<Tensor>{
      lowering.elementwise(operands, lowering.resultDims(), lowering.resultElement(), body)};
}

void addElementwiseLowerings(LoweringSet &set) {
  addUnary({set});
  addOthers({set});
}

} // namespace ingot
