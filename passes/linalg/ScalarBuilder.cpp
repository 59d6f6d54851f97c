// Arithmetic on single elements, chosen by element type. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/ScalarBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ingot {

Type storageOf(Type element) {
  return element.isUnsignedInteger() ? IntegerType::get(element.getContext(), element.getIntOrFloatBitWidth())
                                     : element;
}

Type accumulatorOf(Type element) {
  return isa<FloatType>(element) && element.getIntOrFloatBitWidth() < 32
             ? Float32Type::get(element.getContext())
             : element;
}

TypedAttr numberAttr(Type type, double value) {
  if (isa<FloatType>(type))
    return FloatAttr::get(type, value);
  return IntegerAttr::get(type, static_cast<int64_t>(value));
}

TypedAttr lowestAttr(Type type, bool isUnsigned) {
  if (auto floating = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat::getInf(floating.getFloatSemantics(), /*Negative=*/true));
  unsigned width = type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type,
                          isUnsigned || width == 1 ? APInt::getZero(width) : APInt::getSignedMinValue(width));
}

TypedAttr highestAttr(Type type, bool isUnsigned) {
  if (auto floating = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat::getInf(floating.getFloatSemantics()));
  unsigned width = type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type, isUnsigned || width == 1 ? APInt::getAllOnes(width)
                                                         : APInt::getSignedMaxValue(width));
}

static bool isFloat(Value value) { return isa<FloatType>(value.getType()); }
static bool isBoolean(Value value) { return value.getType().isInteger(1); }

// Positions are signed whatever the elements are.
bool ScalarBuilder::readsUnsigned(Value value) const {
  return isBoolean(value) || (isUnsigned && !value.getType().isIndex());
}

Value ScalarBuilder::constant(Type type, double value) { return constant(numberAttr(type, value)); }
Value ScalarBuilder::constant(TypedAttr value) { return arith::ConstantOp::create(builder, loc, value); }
Value ScalarBuilder::index(int64_t value) { return arith::ConstantIndexOp::create(builder, loc, value); }
Value ScalarBuilder::position(unsigned dim) { return linalg::IndexOp::create(builder, loc, dim); }

Value ScalarBuilder::add(Value left, Value right) {
  if (isFloat(left))
    return binary<arith::AddFOp>(left, right);
  return isBoolean(left) ? binary<arith::OrIOp>(left, right) : binary<arith::AddIOp>(left, right);
}

Value ScalarBuilder::sub(Value left, Value right) {
  return isFloat(left) ? binary<arith::SubFOp>(left, right) : binary<arith::SubIOp>(left, right);
}

Value ScalarBuilder::mul(Value left, Value right) {
  if (isFloat(left))
    return binary<arith::MulFOp>(left, right);
  return isBoolean(left) ? binary<arith::AndIOp>(left, right) : binary<arith::MulIOp>(left, right);
}

// Division by zero, and of the least integer by -1, trap on some machines: a model's data must not.
Value ScalarBuilder::div(Value left, Value right) {
  if (isFloat(left))
    return binary<arith::DivFOp>(left, right);
  Value one = constant(right.getType(), 1);
  Value safe = select(compare(Comparison::Equal, right, constant(right.getType(), 0)), one, right);
  if (readsUnsigned(left))
    return binary<arith::DivUIOp>(left, safe);
  Value isMinusOne = compare(Comparison::Equal, right, constant(right.getType(), -1));
  Value quotient = binary<arith::DivSIOp>(left, select(isMinusOne, one, safe));
  return select(isMinusOne, negate(left), quotient);
}

Value ScalarBuilder::mod(Value left, Value right, bool truncated) {
  Value zero = constant(left.getType(), 0), rest;
  if (isFloat(left)) {
    rest = binary<arith::RemFOp>(left, right);
  } else {
    // x mod 0 is taken as x mod 1, and so is x mod -1, which is 0 as well: neither may trap.
    Value one = constant(right.getType(), 1);
    Value safe = select(compare(Comparison::Equal, right, zero), one, right);
    if (readsUnsigned(left))
      return binary<arith::RemUIOp>(left, safe);
    safe = select(compare(Comparison::Equal, right, constant(right.getType(), -1)), one, safe);
    rest = binary<arith::RemSIOp>(left, safe);
  }
  if (truncated)
    return rest;
  Value differs =
      binary<arith::XOrIOp>(compare(Comparison::Less, rest, zero), compare(Comparison::Less, right, zero));
  Value wrong = binary<arith::AndIOp>(differs, compare(Comparison::NotEqual, rest, zero));
  return select(wrong, add(rest, right), rest);
}

Value ScalarBuilder::max(Value left, Value right) {
  if (isFloat(left))
    return binary<arith::MaximumFOp>(left, right);
  return readsUnsigned(left) ? binary<arith::MaxUIOp>(left, right) : binary<arith::MaxSIOp>(left, right);
}

Value ScalarBuilder::min(Value left, Value right) {
  if (isFloat(left))
    return binary<arith::MinimumFOp>(left, right);
  return readsUnsigned(left) ? binary<arith::MinUIOp>(left, right) : binary<arith::MinSIOp>(left, right);
}

Value ScalarBuilder::negate(Value value) {
  return isFloat(value) ? unary<arith::NegFOp>(value) : sub(constant(value.getType(), 0), value);
}

Value ScalarBuilder::abs(Value value) {
  if (isFloat(value))
    return unary<math::AbsFOp>(value);
  return readsUnsigned(value) ? value : unary<math::AbsIOp>(value);
}

static arith::CmpFPredicate floatPredicate(Comparison comparison) {
  switch (comparison) {
  case Comparison::Equal:
    return arith::CmpFPredicate::OEQ;
  case Comparison::NotEqual:
    return arith::CmpFPredicate::UNE;
  case Comparison::Less:
    return arith::CmpFPredicate::OLT;
  case Comparison::LessEqual:
    return arith::CmpFPredicate::OLE;
  case Comparison::Greater:
    return arith::CmpFPredicate::OGT;
  case Comparison::GreaterEqual:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("a comparison without a predicate");
}

static arith::CmpIPredicate integerPredicate(Comparison comparison, bool isUnsigned) {
  switch (comparison) {
  case Comparison::Equal:
    return arith::CmpIPredicate::eq;
  case Comparison::NotEqual:
    return arith::CmpIPredicate::ne;
  case Comparison::Less:
    return isUnsigned ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt;
  case Comparison::LessEqual:
    return isUnsigned ? arith::CmpIPredicate::ule : arith::CmpIPredicate::sle;
  case Comparison::Greater:
    return isUnsigned ? arith::CmpIPredicate::ugt : arith::CmpIPredicate::sgt;
  case Comparison::GreaterEqual:
    return isUnsigned ? arith::CmpIPredicate::uge : arith::CmpIPredicate::sge;
  }
  llvm_unreachable("a comparison without a predicate");
}

Value ScalarBuilder::compare(Comparison comparison, Value left, Value right) {
  if (isFloat(left))
    return arith::CmpFOp::create(builder, loc, floatPredicate(comparison), left, right);
  arith::CmpIPredicate predicate = integerPredicate(comparison, readsUnsigned(left));
  return arith::CmpIOp::create(builder, loc, predicate, left, right);
}

Value ScalarBuilder::select(Value condition, Value onTrue, Value onFalse) {
  return arith::SelectOp::create(builder, loc, condition, onTrue, onFalse);
}

Value ScalarBuilder::clamp(Value value, Value low, Value high) { return min(max(value, low), high); }

Value ScalarBuilder::resizeFloat(Value value, Type to) {
  Type from = value.getType();
  if (from == to)
    return value;
  unsigned fromWidth = from.getIntOrFloatBitWidth(), toWidth = to.getIntOrFloatBitWidth();
  if (fromWidth == toWidth) // f16 and bf16: through f32
    return resizeFloat(resizeFloat(value, builder.getF32Type()), to);
  if (fromWidth < toWidth)
    return arith::ExtFOp::create(builder, loc, to, value);
  return arith::TruncFOp::create(builder, loc, to, value);
}

// Narrow integers are made through a wider one, so that values out of range wrap as in C instead of being
// undefined.
static Value floatToInteger(OpBuilder &builder, Location loc, Value value, Type to) {
  unsigned width = to.getIntOrFloatBitWidth();
  Type storage = IntegerType::get(builder.getContext(), width);
  if (width == 64 && to.isUnsignedInteger())
    return arith::FPToUIOp::create(builder, loc, storage, value);
  unsigned through = width < 32 ? 32 : to.isUnsignedInteger() ? 64 : width;
  Value wide = arith::FPToSIOp::create(builder, loc, builder.getIntegerType(through), value);
  return through == width ? wide : arith::TruncIOp::create(builder, loc, storage, wide).getResult();
}

Value ScalarBuilder::cast(Value value, Type from, Type to) {
  Type storage = storageOf(to);
  if (from == to)
    return value;
  if (to.isInteger(1))
    return compare(Comparison::NotEqual, value, constant(value.getType(), 0));
  bool fromUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  if (isa<FloatType>(from))
    return isa<FloatType>(to) ? resizeFloat(value, to) : floatToInteger(builder, loc, value, to);
  if (isa<FloatType>(to))
    return fromUnsigned ? arith::UIToFPOp::create(builder, loc, storage, value).getResult()
                        : arith::SIToFPOp::create(builder, loc, storage, value).getResult();
  unsigned fromWidth = from.getIntOrFloatBitWidth(), toWidth = to.getIntOrFloatBitWidth();
  if (fromWidth == toWidth)
    return value;
  if (fromWidth > toWidth)
    return arith::TruncIOp::create(builder, loc, storage, value);
  return fromUnsigned ? arith::ExtUIOp::create(builder, loc, storage, value).getResult()
                      : arith::ExtSIOp::create(builder, loc, storage, value).getResult();
}

Value ScalarBuilder::toIndex(Value value) {
  if (value.getType().isIndex())
    return value;
  Type index = builder.getIndexType();
  return isUnsigned ? arith::IndexCastUIOp::create(builder, loc, index, value).getResult()
                    : arith::IndexCastOp::create(builder, loc, index, value).getResult();
}

Value ScalarBuilder::fromIndex(Value value, Type to) {
  if (to.isIndex())
    return value;
  if (!isa<FloatType>(to))
    return arith::IndexCastOp::create(builder, loc, to, value);
  // 32 bits hold every position of a tensor axis that fits memory as floats, and convert in vectors.
  Value integer = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), value);
  return arith::SIToFPOp::create(builder, loc, to, integer);
}

Value multiplyAdd(ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
  Type sum = accumulated.getType();
  Value left = elements[0], right = elements[1];
  if (isa<FloatType>(sum)) {
    left = scalars.resizeFloat(left, sum);
    right = scalars.resizeFloat(right, sum);
  }
  return scalars.add(accumulated, scalars.mul(left, right));
}

} // namespace ingot
