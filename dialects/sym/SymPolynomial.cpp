// Checked arithmetic on polynomials over atoms: the normal form of every size expression.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymPolynomial.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace ingot::sym;

// Enough for every real shape formula; keeps products of sums from exploding.
static constexpr size_t maxTerms = 256;
static constexpr unsigned maxDivisionSteps = 512;

static uint64_t magnitude(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

static int compareAtoms(llvm::ArrayRef<ExprAttr> left, llvm::ArrayRef<ExprAttr> right) {
  for (auto [one, other] : llvm::zip(left, right))
    if (int order = compare(one, other))
      return order;
  return 0;
}

int ingot::sym::compareTerms(const Term &left, const Term &right) {
  if (left.atoms.size() != right.atoms.size())
    return left.atoms.size() > right.atoms.size() ? -1 : 1;
  return compareAtoms(left.atoms, right.atoms);
}

ExprAttr ingot::sym::makeNode(mlir::MLIRContext *context, ExprKind kind, llvm::ArrayRef<ExprAttr> operands) {
  unsigned depth = 0, weight = 1;
  for (ExprAttr operand : operands) {
    if (!operand)
      return {};
    depth = std::max(depth, operand.getDepth());
    weight += operand.getWeight();
    if (weight > maxExprWeight)
      return {};
  }
  // Sums and products alternate with atoms, so three levels of the tree are one of the notation.
  if (depth + 1 > 3 * maxExprDepth)
    return {};
  return ExprAttr::get(context, kind, int64_t(0), llvm::StringRef(), operands, depth + 1, weight);
}

static Term termOf(ExprAttr expr) {
  if (expr.isConstant())
    return {{}, expr.getValue()};
  if (expr.getKind() != ExprKind::Mul)
    return {{expr}, 1};
  Term term{{}, 1};
  for (ExprAttr factor : expr.getOperands()) {
    if (factor.isConstant())
      term.coefficient = factor.getValue();
    else
      term.atoms.push_back(factor);
  }
  return term;
}

Polynomial Polynomial::of(ExprAttr expr) {
  Polynomial result;
  if (expr.getKind() == ExprKind::Add)
    for (ExprAttr operand : expr.getOperands())
      result.termList.push_back(termOf(operand));
  else if (!expr.isConstant(0))
    result.termList.push_back(termOf(expr));
  return result;
}

Polynomial Polynomial::ofConstant(int64_t value) { return ofTerm({{}, value}); }

Polynomial Polynomial::ofTerm(Term term) {
  Polynomial result;
  if (term.coefficient != 0)
    result.termList.push_back(std::move(term));
  return result;
}

std::optional<int64_t> Polynomial::asConstant() const {
  if (termList.empty())
    return 0;
  if (termList.size() == 1 && termList.front().isConstant())
    return termList.front().coefficient;
  return std::nullopt;
}

int64_t Polynomial::constantPart() const {
  return !termList.empty() && termList.back().isConstant() ? termList.back().coefficient : 0;
}

Polynomial Polynomial::withoutConstant() const {
  Polynomial result = *this;
  if (constantPart() != 0)
    result.termList.pop_back();
  return result;
}

int64_t Polynomial::contentWithoutConstant() const {
  uint64_t content = 0;
  for (const Term &term : termList)
    if (!term.isConstant())
      content = std::gcd(content, magnitude(term.coefficient));
  return content > INT64_MAX ? 1 : static_cast<int64_t>(content);
}

// Adds a term at its place.
bool Polynomial::insert(Term term) {
  if (term.coefficient == 0)
    return true;
  auto *place = llvm::lower_bound(
      termList, term, [](const Term &one, const Term &other) { return compareTerms(one, other) < 0; });
  if (place == termList.end() || compareTerms(*place, term) != 0) {
    termList.insert(place, std::move(term));
    return termList.size() <= maxTerms;
  }
  if (llvm::AddOverflow(place->coefficient, term.coefficient, place->coefficient))
    return false;
  if (place->coefficient == 0)
    termList.erase(place);
  return true;
}

std::optional<Polynomial> Polynomial::plus(const Polynomial &other, int64_t factor) const {
  Polynomial result = *this;
  for (Term term : other.termList)
    if (llvm::MulOverflow(term.coefficient, factor, term.coefficient) || !result.insert(std::move(term)))
      return std::nullopt;
  return result;
}

std::optional<Polynomial> Polynomial::times(int64_t factor) const { return times(ofConstant(factor)); }

// Comparisons are 0 or 1, so their powers are themselves.
static bool isIdempotent(ExprAttr atom) {
  return atom.getKind() == ExprKind::Equal || atom.getKind() == ExprKind::LessEqual;
}

static std::optional<Term> multiply(const Term &left, const Term &right) {
  Term result;
  if (llvm::MulOverflow(left.coefficient, right.coefficient, result.coefficient))
    return std::nullopt;
  result.atoms = left.atoms;
  result.atoms.append(right.atoms);
  llvm::sort(result.atoms, [](ExprAttr one, ExprAttr other) { return compare(one, other) < 0; });
  auto repeats = [](ExprAttr one, ExprAttr other) { return one == other && isIdempotent(one); };
  result.atoms.erase(std::unique(result.atoms.begin(), result.atoms.end(), repeats), result.atoms.end());
  if (result.atoms.size() > maxExprDepth)
    return std::nullopt;
  return result;
}

std::optional<Polynomial> Polynomial::times(const Polynomial &other) const {
  Polynomial result;
  for (const Term &left : termList)
    for (const Term &right : other.termList) {
      std::optional<Term> term = multiply(left, right);
      if (!term || !result.insert(std::move(*term)))
        return std::nullopt;
    }
  return result;
}

// The quotient of two terms, where the divisor's atoms and coefficient divide.
static std::optional<Term> divide(const Term &term, const Term &divisor) {
  if (divisor.coefficient == -1 ? term.coefficient == INT64_MIN : term.coefficient % divisor.coefficient != 0)
    return std::nullopt;
  Term quotient{term.atoms, term.coefficient / divisor.coefficient};
  for (ExprAttr atom : divisor.atoms) {
    auto *place = llvm::find(quotient.atoms, atom);
    if (place == quotient.atoms.end())
      return std::nullopt;
    quotient.atoms.erase(place);
  }
  return quotient;
}

std::optional<Polynomial> Polynomial::dividedExactly(const Polynomial &divisor) const {
  if (divisor.isZero())
    return std::nullopt;
  Polynomial remainder = *this, quotient;
  for (unsigned step = 0; step != maxDivisionSteps; ++step) {
    if (remainder.isZero())
      return quotient;
    std::optional<Term> term = divide(remainder.termList.front(), divisor.termList.front());
    if (!term)
      return std::nullopt;
    std::optional<Polynomial> taken = divisor.times(ofTerm(*term));
    // With idempotent atoms the leading term might not cancel; then this is no division.
    if (!taken || taken->isZero() || compareTerms(taken->termList.front(), remainder.termList.front()) != 0)
      return std::nullopt;
    std::optional<Polynomial> rest = remainder.plus(*taken, -1);
    if (!rest || !quotient.insert(std::move(*term)))
      return std::nullopt;
    remainder = std::move(*rest);
  }
  return std::nullopt;
}

static ExprAttr exprOf(mlir::MLIRContext *context, const Term &term) {
  if (term.isConstant())
    return constant(context, term.coefficient);
  if (term.coefficient == 1 && term.atoms.size() == 1)
    return term.atoms.front();
  llvm::SmallVector<ExprAttr> factors;
  if (term.coefficient != 1)
    factors.push_back(constant(context, term.coefficient));
  factors.append(term.atoms.begin(), term.atoms.end());
  return makeNode(context, ExprKind::Mul, factors);
}

ExprAttr Polynomial::toExpr(mlir::MLIRContext *context) const {
  if (std::optional<int64_t> value = asConstant())
    return constant(context, *value);
  if (termList.size() == 1)
    return exprOf(context, termList.front());
  llvm::SmallVector<ExprAttr> operands;
  for (const Term &term : termList)
    operands.push_back(exprOf(context, term));
  return makeNode(context, ExprKind::Add, operands);
}
