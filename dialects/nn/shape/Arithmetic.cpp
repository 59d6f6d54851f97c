// Element-wise arithmetic on sizes and fractions of sizes. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/Values.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <numeric>

using namespace ingot;
using namespace ingot::nn;

// Fractions with larger denominators are noise of rounding, not scale factors.
static constexpr int64_t maxDenominator = 1000;

//===-- scalars
//------------------------------------------------------------------------------------------------===//

// The greatest common divisor of the coefficients of a sum and `seed`.
static int64_t commonContent(ExprAttr expr, int64_t seed) {
  llvm::ArrayRef<ExprAttr> terms = expr.getKind() == sym::ExprKind::Add ? expr.getOperands() : expr;
  for (ExprAttr term : terms) {
    ExprAttr factor = term.getKind() == sym::ExprKind::Mul ? term.getOperands().front() : term;
    if (factor.isConstant() && factor.getValue() == INT64_MIN)
      return 1;
    seed = std::gcd(seed, factor.isConstant() ? factor.getValue() : 1);
  }
  return seed;
}

Scalar Scalar::fraction(ExprAttr numerator, int64_t denominator) {
  if (!numerator || denominator == 0 || denominator == INT64_MIN)
    return {};
  if (denominator < 0)
    return fraction(sym::mul(numerator, -1), -denominator);
  int64_t content = commonContent(numerator, denominator);
  if (content == 1)
    return {numerator, denominator, std::nullopt};
  return {sym::exactDiv(numerator, sym::constant(numerator.getContext(), content)), denominator / content,
          std::nullopt};
}

// The best fraction with a small denominator, by continued fractions; nothing where it is not within float
// accuracy.
static std::optional<std::pair<int64_t, int64_t>> approximate(double value) {
  double rest = std::fabs(value);
  int64_t numerator = 1, lastNumerator = 0, denominator = 0, lastDenominator = 1;
  for (int step = 0; step != 20 && rest < 1e15; ++step) {
    auto whole = static_cast<int64_t>(std::floor(rest));
    int64_t nextDenominator = whole * denominator + lastDenominator;
    if (nextDenominator > maxDenominator)
      return std::nullopt;
    lastNumerator = std::exchange(numerator, whole * numerator + lastNumerator);
    lastDenominator = std::exchange(denominator, nextDenominator);
    double found = static_cast<double>(numerator) / static_cast<double>(denominator);
    if (std::fabs(found - std::fabs(value)) <= 1e-7 * std::fabs(value))
      return std::pair(value < 0 ? -numerator : numerator, denominator);
    rest = 1.0 / (rest - static_cast<double>(whole));
  }
  return std::nullopt;
}

Scalar Scalar::of(mlir::MLIRContext *context, double value) {
  if (std::isfinite(value) && value == std::floor(value) && std::fabs(value) < 9e15)
    return {sym::constant(context, static_cast<int64_t>(value)), 1, value};
  if (std::isfinite(value) && std::fabs(value) < 1e9)
    if (auto found = approximate(value))
      return {sym::constant(context, found->first), found->second, value};
  return {ExprAttr(), 1, value};
}

std::optional<double> Scalar::constant() const {
  if (number)
    return number;
  if (numerator && numerator.isConstant())
    return static_cast<double>(numerator.getValue()) / static_cast<double>(denominator);
  return std::nullopt;
}

//===-- arithmetic
//---------------------------------------------------------------------------------------------===//

// A float constant rounded as the element type rounds.
Scalar Arithmetic::real(double value) const {
  return Scalar::of(context, element.isF32() ? static_cast<double>(static_cast<float>(value)) : value);
}

// Numerators over the common denominator; null where unknown.
static std::pair<ExprAttr, ExprAttr> commonNumerators(const Scalar &left, const Scalar &right,
                                                      int64_t &denominator) {
  if (!left.numerator || !right.numerator ||
      llvm::MulOverflow(left.denominator, right.denominator, denominator))
    return {};
  return {sym::mul(left.numerator, right.denominator), sym::mul(right.numerator, left.denominator)};
}

Scalar Arithmetic::add(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return real(*left.constant() + *right.constant());
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::fraction(sym::add(one, other), denominator);
}

Scalar Arithmetic::subtract(const Scalar &left, const Scalar &right) const {
  return add(left, negate(right));
}

Scalar Arithmetic::multiply(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return real(*left.constant() * *right.constant());
  int64_t denominator;
  if (llvm::MulOverflow(left.denominator, right.denominator, denominator))
    return {};
  return Scalar::fraction(sym::mul(left.numerator, right.numerator), denominator);
}

// Integers are divided towards zero, which is down where both are known not to be negative.
static Scalar divideIntegers(const sym::Facts &facts, ExprAttr left, ExprAttr right) {
  if (!left || !right || right.isConstant(0))
    return {};
  if (left.isConstant() && right.isConstant()) {
    if (left.getValue() == INT64_MIN)
      return {};
    return Scalar::of(sym::constant(left.getContext(), left.getValue() / right.getValue()));
  }
  if (facts.provedNonNegative(left) && facts.provedPositive(right))
    return Scalar::of(sym::floorDiv(left, right));
  return Scalar::of(sym::exactDiv(left, right));
}

Scalar Arithmetic::divide(const Scalar &left, const Scalar &right) const {
  if (!isFloat())
    return divideIntegers(facts, left.integer(), right.integer());
  if (left.constant() && right.constant())
    return *right.constant() == 0 ? Scalar() : real(*left.constant() / *right.constant());
  ExprAttr dividend = left.numerator ? sym::mul(left.numerator, right.denominator) : ExprAttr();
  ExprAttr divisor = right.numerator ? sym::mul(right.numerator, left.denominator) : ExprAttr();
  if (!dividend || !divisor)
    return {};
  if (divisor.isConstant())
    return Scalar::fraction(dividend, divisor.getValue());
  return Scalar::of(sym::exactDiv(dividend, divisor));
}

Scalar Arithmetic::modulo(const Scalar &left, const Scalar &right) const {
  if (isFloat() || !left.integer() || !right.integer())
    return {};
  return Scalar::of(sym::mod(left.integer(), right.integer()));
}

Scalar Arithmetic::power(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return real(std::pow(*left.constant(), *right.constant()));
  ExprAttr exponent = right.integer(), result = sym::constant(context, 1);
  if (!left.integer() || !exponent || !exponent.isConstant() || exponent.getValue() < 0 ||
      exponent.getValue() > 16)
    return {};
  for (int64_t count = 0; count != exponent.getValue(); ++count)
    result = sym::mul(result, left.integer());
  return Scalar::of(result);
}

Arithmetic::Binary Arithmetic::combinerOf(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::Sum:
    return &Arithmetic::add;
  case ReduceKind::Prod:
    return &Arithmetic::multiply;
  case ReduceKind::Max:
    return &Arithmetic::maximum;
  case ReduceKind::Min:
    return &Arithmetic::minimum;
  case ReduceKind::Any:
    return &Arithmetic::logicalOr;
  case ReduceKind::All:
    return &Arithmetic::logicalAnd;
  default:
    return nullptr;
  }
}

Scalar Arithmetic::minimum(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return real(std::fmin(*left.constant(), *right.constant()));
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::fraction(sym::min(one, other), denominator);
}

Scalar Arithmetic::maximum(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return real(std::fmax(*left.constant(), *right.constant()));
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::fraction(sym::max(one, other), denominator);
}

Scalar Arithmetic::logicalAnd(const Scalar &left, const Scalar &right) const {
  return Scalar::of(sym::mul(left.integer(), right.integer()));
}

Scalar Arithmetic::logicalOr(const Scalar &left, const Scalar &right) const {
  return logicalNot(logicalAnd(logicalNot(left), logicalNot(right)));
}

Scalar Arithmetic::logicalXor(const Scalar &left, const Scalar &right) const {
  return logicalNot(Scalar::of(sym::equal(left.integer(), right.integer())));
}

Scalar Arithmetic::equal(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return Scalar::of(sym::constant(context, *left.constant() == *right.constant()));
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::of(sym::equal(one, other));
}

Scalar Arithmetic::less(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return Scalar::of(sym::constant(context, *left.constant() < *right.constant()));
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::of(sym::lessThan(one, other));
}

Scalar Arithmetic::lessEqual(const Scalar &left, const Scalar &right) const {
  if (isFloat() && left.constant() && right.constant())
    return Scalar::of(sym::constant(context, *left.constant() <= *right.constant()));
  int64_t denominator;
  auto [one, other] = commonNumerators(left, right, denominator);
  return Scalar::of(sym::lessEqual(one, other));
}

Scalar Arithmetic::negate(const Scalar &value) const {
  Scalar result{sym::mul(value.numerator, -1), value.denominator, value.number};
  if (result.number)
    result.number = -*result.number;
  return result;
}

Scalar Arithmetic::absolute(const Scalar &value) const {
  if (isFloat() && value.constant())
    return real(std::fabs(*value.constant()));
  if (!value.numerator || facts.provedNonNegative(value.numerator))
    return value;
  return maximum(value, negate(value));
}

Scalar Arithmetic::sign(const Scalar &value) const {
  if (std::optional<double> number = value.constant())
    return Scalar::of(context, *number > 0 ? 1.0 : *number < 0 ? -1.0 : 0.0);
  if (value.numerator && facts.provedPositive(value.numerator))
    return Scalar::of(sym::constant(context, 1));
  return {};
}

Scalar Arithmetic::logicalNot(const Scalar &value) const {
  return Scalar::of(sym::logicalNot(value.integer()));
}

Scalar Arithmetic::floor(const Scalar &value) const {
  if (value.constant())
    return real(std::floor(*value.constant()));
  return Scalar::of(sym::floorDiv(value.numerator, value.denominator));
}

Scalar Arithmetic::ceil(const Scalar &value) const {
  if (value.constant())
    return real(std::ceil(*value.constant()));
  return Scalar::of(sym::ceilDiv(value.numerator, value.denominator));
}

Scalar Arithmetic::round(const Scalar &value) const {
  if (value.constant())
    return real(std::nearbyint(*value.constant()));
  return value.integer() ? value : Scalar();
}

// `element` is the type before the conversion.
Scalar Arithmetic::cast(const Scalar &value, mlir::Type to) const {
  if (llvm::isa<mlir::FloatType>(to)) {
    std::optional<double> number = value.constant();
    return number ? Arithmetic{facts, context, to}.real(*number) : value;
  }
  if (to.isInteger(1))
    return value.numerator ? logicalNot(Scalar::of(sym::equal(value.numerator, sym::constant(context, 0))))
                           : Scalar();
  if (!isFloat())
    return value;
  if (std::optional<double> number = value.constant())
    return std::fabs(*number) < 9e15
               ? Scalar::of(sym::constant(context, static_cast<int64_t>(std::trunc(*number))))
               : Scalar();
  // Towards zero, which is down where the value is known not to be negative.
  if (value.numerator && facts.provedNonNegative(value.numerator))
    return Scalar::of(sym::floorDiv(value.numerator, value.denominator));
  return Scalar::of(value.integer());
}

Scalar Arithmetic::select(const Scalar &condition, const Scalar &onTrue, const Scalar &onFalse) const {
  ExprAttr chosen = facts.simplify(condition.integer());
  if (!chosen)
    return {};
  if (chosen.isConstant())
    return chosen.getValue() ? onTrue : onFalse;
  // c * t + (1 - c) * f
  Scalar isTrue = Scalar::of(chosen);
  return add(multiply(isTrue, onTrue), multiply(logicalNot(isTrue), onFalse));
}
