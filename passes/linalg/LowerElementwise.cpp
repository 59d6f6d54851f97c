// NnElementwise.td: every operation is one linalg.generic whose body is a formula on scalars; broadcasting is
// in the indexing maps. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ingot {
namespace {

/// The result element from the operand elements.
using Formula = Value (*)(ScalarBuilder &scalars, Operation *op, ValueRange elements);

/// Short names for what formulas are made of. All operands of one formula have one type.
struct Terms {
  ScalarBuilder &scalars;
  Type type;

  Terms(ScalarBuilder &scalars, ValueRange elements) : scalars(scalars), type(elements[0].getType()) {}
  Value number(double value) { return scalars.constant(type, value); }
  Value zero() { return number(0); }
  Value one() { return number(1); }
  Value add(Value left, Value right) { return scalars.add(left, right); }
  Value sub(Value left, Value right) { return scalars.sub(left, right); }
  Value mul(Value left, Value right) { return scalars.mul(left, right); }
  Value div(Value left, Value right) { return scalars.div(left, right); }
  Value exp(Value value) { return scalars.unary<math::ExpOp>(value); }
  Value tanh(Value value) { return scalars.unary<math::TanhOp>(value); }
  Value less(Value left, Value right) { return scalars.compare(Comparison::Less, left, right); }
  Value greater(Value left, Value right) { return scalars.compare(Comparison::Greater, left, right); }
  Value positivePart(Value value) { return scalars.max(value, zero()); }
};

template <typename Op>
double attribute(Operation *op, APFloat (Op::*getter)()) {
  return (cast<Op>(op).*getter)().convertToDouble();
}

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

Value logistic(Terms &terms, Value x) {
  return terms.div(terms.one(), terms.add(terms.one(), terms.exp(terms.scalars.negate(x))));
}

Value sigmoid(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return logistic(terms, elements[0]);
}

Value silu(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], logistic(terms, elements[0]));
}

// ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), where nothing overflows.
Value softplusOf(Terms &terms, Value x) {
  Value small = terms.exp(terms.scalars.negate(terms.scalars.abs(x)));
  return terms.add(terms.positivePart(x), terms.scalars.unary<math::Log1pOp>(small));
}

Value softplus(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return softplusOf(terms, elements[0]);
}

Value mish(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], terms.tanh(softplusOf(terms, elements[0])));
}

Value softsign(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.div(elements[0], terms.add(terms.one(), scalars.abs(elements[0])));
}

Value hardSigmoidOf(Terms &terms, Value x, double alpha, double beta) {
  Value line = terms.add(terms.mul(x, terms.number(alpha)), terms.number(beta));
  return terms.scalars.clamp(line, terms.zero(), terms.one());
}

Value hardSigmoid(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  return hardSigmoidOf(terms, elements[0], attribute(op, &nn::HardSigmoidOp::getAlpha),
                       attribute(op, &nn::HardSigmoidOp::getBeta));
}

Value hardSwish(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], hardSigmoidOf(terms, elements[0], 1.0 / 6.0, 0.5));
}

Value relu(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return Terms(scalars, elements).positivePart(elements[0]);
}

Value gelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0], bell;
  if (cast<nn::GeluOp>(op).getApproximate()) {
    Value cube = terms.mul(terms.mul(x, x), terms.mul(x, terms.number(0.044715)));
    bell = terms.tanh(terms.mul(terms.add(x, cube), terms.number(0.79788456080286535588))); // sqrt(2/pi)
  } else {
    bell = scalars.unary<math::ErfOp>(terms.mul(x, terms.number(0.70710678118654752440)));
  }
  return terms.mul(terms.mul(x, terms.number(0.5)), terms.add(terms.one(), bell));
}

Value leakyRelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0], scaled = terms.mul(x, terms.number(attribute(op, &nn::LeakyReluOp::getAlpha)));
  return scalars.select(terms.less(x, terms.zero()), scaled, x);
}

Value thresholdedRelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value limit = terms.number(attribute(op, &nn::ThresholdedReluOp::getAlpha));
  return scalars.select(terms.greater(elements[0], limit), elements[0], terms.zero());
}

// e^x - 1 of what is not positive, so that the branch not taken does not overflow.
Value expMinusOne(Terms &terms, Value x) {
  return terms.sub(terms.exp(terms.scalars.min(x, terms.zero())), terms.one());
}

Value elu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  Value curve = terms.mul(terms.number(attribute(op, &nn::EluOp::getAlpha)), expMinusOne(terms, x));
  return scalars.select(terms.less(x, terms.zero()), curve, x);
}

Value celu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  double alpha = attribute(op, &nn::CeluOp::getAlpha);
  Value curve = expMinusOne(terms, terms.mul(x, terms.number(1.0 / alpha)));
  return terms.add(terms.positivePart(x), terms.mul(terms.number(alpha), curve));
}

Value selu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  Value curve = terms.mul(terms.number(attribute(op, &nn::SeluOp::getAlpha)), expMinusOne(terms, x));
  Value gamma = terms.number(attribute(op, &nn::SeluOp::getGamma));
  return terms.mul(gamma, scalars.select(terms.greater(x, terms.zero()), x, curve));
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
    return scalars.binary<math::IPowIOp>(x, scalars.cast(y, exponent, base));
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

/// Adds formulas, one line for each operation.
struct Table {
  LoweringSet &set;

  template <typename Op>
  void add(Formula formula) {
    set.add(Op::getOperationName(),
            [formula](Operation *op, Lowering &lowering) -> FailureOr<SmallVector<Tensor>> {
              auto operands = llvm::map_to_vector(op->getOperands(),
                                                  [&](Value operand) { return lowering.read(operand); });
              auto body = [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                return formula(scalars, op, elements);
              };
              return SmallVector<Tensor>{
                  lowering.elementwise(operands, lowering.resultDims(), lowering.resultElement(), body)};
            });
  }
};

void addUnary(Table table) {
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
  table.add<nn::SigmoidOp>(sigmoid);
  table.add<nn::ReluOp>(relu);
  table.add<nn::SiluOp>(silu);
  table.add<nn::MishOp>(mish);
  table.add<nn::SoftplusOp>(softplus);
  table.add<nn::SoftsignOp>(softsign);
  table.add<nn::HardSwishOp>(hardSwish);
  table.add<nn::NotOp>(inversion);
  table.add<nn::BitwiseNotOp>(inversion);
  table.add<nn::GeluOp>(gelu);
  table.add<nn::LeakyReluOp>(leakyRelu);
  table.add<nn::ThresholdedReluOp>(thresholdedRelu);
  table.add<nn::EluOp>(elu);
  table.add<nn::CeluOp>(celu);
  table.add<nn::SeluOp>(selu);
  table.add<nn::HardSigmoidOp>(hardSigmoid);
  table.add<nn::IsNanOp>(isNan);
  table.add<nn::IsInfOp>(isInfinite);
}

void addOthers(Table table) {
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

void addElementwiseLowerings(LoweringSet &set) {
  addUnary({set});
  addOthers({set});
}

} // namespace ingot
