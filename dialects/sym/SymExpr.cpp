// The builders of canonical expressions: the rules that make equal sizes the same pointer.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymExpr.h"
#include "dialects/sym/SymPolynomial.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace ingot::sym;
using mlir::MLIRContext;

ExprAttr ingot::sym::constant(MLIRContext *context, int64_t value) {
  return ExprAttr::get(context, ExprKind::Constant, value, llvm::StringRef(), llvm::ArrayRef<ExprAttr>(), 1u,
                       1u);
}

ExprAttr ingot::sym::symbol(MLIRContext *context, llvm::StringRef name) {
  return ExprAttr::get(context, ExprKind::Symbol, int64_t(0), name, llvm::ArrayRef<ExprAttr>(), 1u, 1u);
}

int ingot::sym::compare(ExprAttr left, ExprAttr right) {
  if (left == right)
    return 0;
  if (left.getKind() != right.getKind())
    return left.getKind() < right.getKind() ? -1 : 1;
  if (left.getValue() != right.getValue())
    return left.getValue() < right.getValue() ? -1 : 1;
  if (int order = left.getName().compare(right.getName()))
    return order;
  for (auto [one, other] : llvm::zip(left.getOperands(), right.getOperands()))
    if (int order = compare(one, other))
      return order;
  return left.getOperands().size() < right.getOperands().size() ? -1 : 1;
}

//===-- sums and products
//--------------------------------------------------------------------------------------===//

static ExprAttr toExpr(const std::optional<Polynomial> &polynomial, MLIRContext *context) {
  return polynomial ? polynomial->toExpr(context) : ExprAttr();
}

ExprAttr ingot::sym::add(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  return toExpr(Polynomial::of(left).plus(Polynomial::of(right)), left.getContext());
}

ExprAttr ingot::sym::sub(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  return toExpr(Polynomial::of(left).plus(Polynomial::of(right), -1), left.getContext());
}

ExprAttr ingot::sym::mul(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  return toExpr(Polynomial::of(left).times(Polynomial::of(right)), left.getContext());
}

ExprAttr ingot::sym::exactDiv(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  return toExpr(Polynomial::of(left).dividedExactly(Polynomial::of(right)), left.getContext());
}

ExprAttr ingot::sym::sum(MLIRContext *context, llvm::ArrayRef<ExprAttr> terms) {
  ExprAttr result = constant(context, 0);
  for (ExprAttr term : terms)
    result = add(result, term);
  return result;
}

ExprAttr ingot::sym::product(MLIRContext *context, llvm::ArrayRef<ExprAttr> factors) {
  ExprAttr result = constant(context, 1);
  for (ExprAttr factor : factors)
    result = mul(result, factor);
  return result;
}

//===-- quotients
//----------------------------------------------------------------------------------------------===//

// The remainder of value by divisor > 0 nearest to zero. Of the two that are equally near, the one with the
// sign of `value` where `keepSign`, else the positive one.
static int64_t balancedRemainder(int64_t value, int64_t divisor, bool keepSign) {
  int64_t remainder = value % divisor;
  if (remainder > divisor / 2)
    return remainder - divisor;
  if (remainder < -(divisor / 2))
    return remainder + divisor;
  bool isTie = divisor % 2 == 0 && remainder == -(divisor / 2);
  return isTie && !keepSign ? -remainder : remainder;
}

// Splits `dividend` into divisor * quotient + rest. In the rest, coefficients are balanced remainders and the
// constant is in [0, divisor). Which representative is taken does not matter for the value, only that it is
// always the same.
static bool splitMultiples(const Polynomial &dividend, int64_t divisor, Polynomial &quotient,
                           Polynomial &rest) {
  for (const Term &term : dividend.terms()) {
    int64_t kept = balancedRemainder(term.coefficient, divisor, /*keepSign=*/rest.isZero());
    if (term.isConstant() && kept < 0)
      kept += divisor;
    int64_t moved;
    if (llvm::SubOverflow(term.coefficient, kept, moved))
      return false;
    auto newQuotient = quotient.plus(Polynomial::ofTerm({term.atoms, moved / divisor}));
    auto newRest = rest.plus(Polynomial::ofTerm({term.atoms, kept}));
    if (!newQuotient || !newRest)
      return false;
    quotient = std::move(*newQuotient);
    rest = std::move(*newRest);
  }
  return true;
}

// floor((x + k) / d) where x has coefficients divisible by g, and g divides d: x, k and d can be divided by
// g.
static bool divideContent(Polynomial &rest, int64_t &divisor) {
  int64_t content = std::gcd(rest.contentWithoutConstant(), divisor);
  if (content <= 1)
    return true;
  Polynomial result = Polynomial::ofConstant(llvm::divideFloorSigned(rest.constantPart(), content));
  Polynomial varying = rest.withoutConstant();
  for (const Term &term : varying.terms()) {
    auto added = result.plus(Polynomial::ofTerm({term.atoms, term.coefficient / content}));
    if (!added)
      return false;
    result = std::move(*added);
  }
  rest = std::move(result);
  divisor /= content;
  return true;
}

static ExprAttr floorDivByConstant(ExprAttr left, int64_t divisor);

// floor((floor(a / b) + k) / d) = floor((a + k * b) / (b * d)) for constants b, d > 0. Null where it does not
// apply.
static ExprAttr mergeNested(const Polynomial &rest, int64_t divisor, MLIRContext *context) {
  const Term &leading = rest.terms().front();
  if (rest.withoutConstant().terms().size() != 1 || leading.atoms.size() != 1 || leading.coefficient != 1)
    return {};
  ExprAttr inner = leading.atoms.front();
  if (inner.getKind() != ExprKind::FloorDiv || !inner.getOperands()[1].isConstant())
    return {};
  int64_t innerDivisor = inner.getOperands()[1].getValue(), product, shift;
  if (llvm::MulOverflow(innerDivisor, divisor, product) ||
      llvm::MulOverflow(innerDivisor, rest.constantPart(), shift))
    return {};
  return floorDivByConstant(add(inner.getOperands()[0], shift), product);
}

// Worked example: floordiv(5*S - 1, 4) = S + floordiv(S - 1, 4) = S - 1 + floordiv(S + 3, 4).
static ExprAttr floorDivByConstant(ExprAttr left, int64_t divisor) {
  if (!left)
    return {};
  MLIRContext *context = left.getContext();
  if (divisor < 0)
    return divisor == INT64_MIN ? ExprAttr() : floorDivByConstant(mul(left, -1), -divisor);
  Polynomial quotient, rest;
  if (!splitMultiples(Polynomial::of(left), divisor, quotient, rest) || !divideContent(rest, divisor))
    return {};
  ExprAttr whole = quotient.toExpr(context);
  if (divisor == 1)
    return add(whole, rest.toExpr(context));
  if (std::optional<int64_t> value = rest.asConstant())
    return add(whole, constant(context, llvm::divideFloorSigned(*value, divisor)));
  if (rest.terms().front().coefficient < 0) {
    // -floor(-x / d) = floor((x + d - 1) / d): of the two spellings, the one with a positive leading term.
    auto negated = rest.times(-1);
    auto shifted = negated ? negated->plus(Polynomial::ofConstant(divisor - 1)) : std::nullopt;
    return shifted ? sub(whole, floorDivByConstant(shifted->toExpr(context), divisor)) : ExprAttr();
  }
  if (ExprAttr merged = mergeNested(rest, divisor, context))
    return add(whole, merged);
  return add(whole,
             makeNode(context, ExprKind::FloorDiv, {rest.toExpr(context), constant(context, divisor)}));
}

// The greatest monomial that divides every term of both, with a coefficient that makes the divisor's leading
// one positive.
static Term commonFactor(const Polynomial &left, const Polynomial &right) {
  Term factor = right.terms().front();
  uint64_t content = 0;
  for (const Polynomial *polynomial : {&left, &right})
    for (const Term &term : polynomial->terms()) {
      content = std::gcd(content, static_cast<uint64_t>(std::abs(term.coefficient)));
      llvm::SmallVector<ExprAttr, 2> shared, remaining = term.atoms;
      for (ExprAttr atom : factor.atoms)
        if (auto *place = llvm::find(remaining, atom); place != remaining.end()) {
          shared.push_back(atom);
          remaining.erase(place);
        }
      factor.atoms = std::move(shared);
    }
  int64_t sign = right.terms().front().coefficient < 0 ? -1 : 1;
  factor.coefficient = sign * static_cast<int64_t>(content);
  return factor;
}

static bool hasExtremeCoefficient(const Polynomial &polynomial) {
  return llvm::any_of(polynomial.terms(), [](const Term &term) { return term.coefficient == INT64_MIN; });
}

// Moves the terms that a divisor of one term divides out of the quotient: floordiv(S*P + P, S) = P +
// floordiv(P, S).
static ExprAttr floorDivByExpr(const Polynomial &dividend, const Polynomial &divisor, MLIRContext *context) {
  Polynomial quotient, rest = dividend;
  if (divisor.terms().size() == 1) {
    rest = Polynomial();
    for (const Term &term : dividend.terms()) {
      Polynomial single = Polynomial::ofTerm(term);
      std::optional<Polynomial> exact = single.dividedExactly(divisor);
      std::optional<Polynomial> sum = exact ? quotient.plus(*exact) : rest.plus(single);
      if (!sum)
        return {};
      (exact ? quotient : rest) = std::move(*sum);
    }
  }
  ExprAttr whole = quotient.toExpr(context);
  if (rest.isZero())
    return whole;
  if (!quotient.isZero())
    return add(whole, floorDiv(rest.toExpr(context), divisor.toExpr(context)));
  return makeNode(context, ExprKind::FloorDiv, {rest.toExpr(context), divisor.toExpr(context)});
}

ExprAttr ingot::sym::floorDiv(ExprAttr left, ExprAttr right) {
  if (!left || !right || right.isConstant(0))
    return {};
  if (right.isConstant())
    return floorDivByConstant(left, right.getValue());
  MLIRContext *context = left.getContext();
  if (left.isConstant(0))
    return left;
  if (ExprAttr exact = exactDiv(left, right))
    return exact;
  Polynomial dividend = Polynomial::of(left), divisor = Polynomial::of(right);
  if (hasExtremeCoefficient(dividend) || hasExtremeCoefficient(divisor))
    return {};
  Polynomial factor = Polynomial::ofTerm(commonFactor(dividend, divisor));
  auto smallDividend = dividend.dividedExactly(factor), smallDivisor = divisor.dividedExactly(factor);
  if (!smallDividend || !smallDivisor)
    return {};
  if (std::optional<int64_t> value = smallDivisor->asConstant())
    return floorDivByConstant(smallDividend->toExpr(context), *value);
  return floorDivByExpr(*smallDividend, *smallDivisor, context);
}

ExprAttr ingot::sym::ceilDiv(ExprAttr left, ExprAttr right) {
  return mul(floorDiv(mul(left, -1), right), -1);
}

ExprAttr ingot::sym::mod(ExprAttr left, ExprAttr right) {
  return sub(left, mul(floorDiv(left, right), right));
}

//===-- extrema
//------------------------------------------------------------------------------------------------===//

// Where the difference of two operands is a constant, one of them never wins.
static void insertExtremum(llvm::SmallVectorImpl<ExprAttr> &operands, ExprAttr expr, ExprKind kind) {
  for (ExprAttr &operand : operands) {
    ExprAttr difference = sub(expr, operand);
    if (!difference || !difference.isConstant())
      continue;
    if (kind == ExprKind::Min ? difference.getValue() < 0 : difference.getValue() > 0)
      operand = expr;
    return;
  }
  operands.push_back(expr);
}

static ExprAttr extremum(ExprAttr left, ExprAttr right, ExprKind kind) {
  if (!left || !right)
    return {};
  llvm::SmallVector<ExprAttr> operands;
  for (ExprAttr expr : {left, right}) {
    if (expr.getKind() != kind)
      insertExtremum(operands, expr, kind);
    else
      for (ExprAttr operand : expr.getOperands())
        insertExtremum(operands, operand, kind);
  }
  if (operands.size() == 1)
    return operands.front();
  llvm::sort(operands, [](ExprAttr one, ExprAttr other) { return compare(one, other) < 0; });
  return makeNode(left.getContext(), kind, operands);
}

ExprAttr ingot::sym::min(ExprAttr left, ExprAttr right) { return extremum(left, right, ExprKind::Min); }
ExprAttr ingot::sym::max(ExprAttr left, ExprAttr right) { return extremum(left, right, ExprKind::Max); }

//===-- comparisons
//--------------------------------------------------------------------------------------------===//

// Writes `polynomial ~ 0` with positive coefficients only: the negative terms go to the right, the constant
// too unless nothing else is on the left.
static ExprAttr makeComparison(ExprKind kind, const Polynomial &polynomial, int64_t offset,
                               MLIRContext *context) {
  Polynomial left, right;
  for (const Term &term : polynomial.terms()) {
    Polynomial &side = term.coefficient > 0 ? left : right;
    auto sum = side.plus(Polynomial::ofTerm(term), term.coefficient > 0 ? 1 : -1);
    if (!sum)
      return {};
    side = std::move(*sum);
  }
  auto leftSide = left.isZero() ? left.plus(Polynomial::ofConstant(offset)) : left;
  auto rightSide = left.isZero() ? right : right.plus(Polynomial::ofConstant(offset), -1);
  if (!leftSide || !rightSide)
    return {};
  return makeNode(context, kind, {leftSide->toExpr(context), rightSide->toExpr(context)});
}

static std::optional<Polynomial> scaledDown(const Polynomial &polynomial, int64_t factor) {
  return polynomial.dividedExactly(Polynomial::ofConstant(factor));
}

ExprAttr ingot::sym::equal(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  MLIRContext *context = left.getContext();
  auto difference = Polynomial::of(left).plus(Polynomial::of(right), -1);
  if (!difference)
    return {};
  if (std::optional<int64_t> value = difference->asConstant())
    return constant(context, *value == 0);
  int64_t content = difference->contentWithoutConstant();
  if (difference->constantPart() % content != 0)
    return constant(context, 0);
  if (difference->terms().front().coefficient < 0)
    content = -content;
  auto reduced = scaledDown(*difference, content);
  if (!reduced)
    return {};
  return makeComparison(ExprKind::Equal, reduced->withoutConstant(), reduced->constantPart(), context);
}

ExprAttr ingot::sym::lessEqual(ExprAttr left, ExprAttr right) {
  if (!left || !right)
    return {};
  MLIRContext *context = left.getContext();
  auto difference = Polynomial::of(left).plus(Polynomial::of(right), -1);
  if (!difference)
    return {};
  if (std::optional<int64_t> value = difference->asConstant())
    return constant(context, *value <= 0);
  // g*x + k <= 0 is x + ceil(k / g) <= 0 for integers.
  int64_t content = difference->contentWithoutConstant();
  auto reduced = scaledDown(difference->withoutConstant(), content);
  if (!reduced)
    return {};
  return makeComparison(ExprKind::LessEqual, *reduced,
                        llvm::divideCeilSigned(difference->constantPart(), content), context);
}

ExprAttr ingot::sym::lessThan(ExprAttr left, ExprAttr right) { return lessEqual(add(left, 1), right); }

ExprAttr ingot::sym::logicalNot(ExprAttr condition) { return add(mul(condition, -1), 1); }

//===-- the same with integers
//---------------------------------------------------------------------------------===//

static ExprAttr constantLike(ExprAttr expr, int64_t value) {
  return expr ? constant(expr.getContext(), value) : ExprAttr();
}

ExprAttr ingot::sym::add(ExprAttr left, int64_t right) { return add(left, constantLike(left, right)); }
ExprAttr ingot::sym::mul(ExprAttr left, int64_t right) { return mul(left, constantLike(left, right)); }
ExprAttr ingot::sym::floorDiv(ExprAttr left, int64_t right) {
  return floorDiv(left, constantLike(left, right));
}
ExprAttr ingot::sym::ceilDiv(ExprAttr left, int64_t right) {
  return ceilDiv(left, constantLike(left, right));
}
