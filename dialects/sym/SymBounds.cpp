// Proves lower bounds of polynomials: intervals, a shift of every atom to its bound, case distinction on
// `min` and `max`, relaxation of quotients, and addition of known facts. SPDX-License-Identifier: Apache-2.0
//
// Worked example: is N*S - N >= 0, knowing N >= 1 and S >= 1? By intervals N*S is in [1, inf) and -N in
// (-inf, -1], which says nothing. Written with n = N - 1 and s = S - 1, both at least 0, it is n*s + s, which
// is at least 0.
#include "dialects/sym/SymBounds.h"

#include "llvm/Support/MathExtras.h"

using namespace ingot::sym;

using Value = std::optional<int64_t>;

static Value plus(Value left, Value right) {
  int64_t result;
  if (!left || !right || llvm::AddOverflow(*left, *right, result))
    return std::nullopt;
  return result;
}

static Value times(Value left, Value right) {
  int64_t result;
  if (!left || !right || llvm::MulOverflow(*left, *right, result))
    return std::nullopt;
  return result;
}

static Value greater(Value left, Value right) {
  return !left ? right : !right ? left : std::max(*left, *right);
}

//===-- intervals
//----------------------------------------------------------------------------------------------===//

// The interval of a product. A missing end is infinite, so a product with it is known only where the sign is.
static Bounds productRange(Bounds left, Bounds right) {
  if (left.minimum == 1 && left.maximum == 1)
    return right;
  auto isNonNegative = [](Bounds bounds) { return bounds.minimum && *bounds.minimum >= 0; };
  if (isNonNegative(left) && isNonNegative(right)) {
    Value least = times(left.minimum, right.minimum);
    return {least ? least : Value(0), times(left.maximum, right.maximum)};
  }
  if (!left.minimum || !left.maximum || !right.minimum || !right.maximum)
    return {};
  Bounds result;
  bool isFirst = true;
  for (Value one : {left.minimum, left.maximum})
    for (Value other : {right.minimum, right.maximum}) {
      Value corner = times(one, other);
      if (!corner)
        return {};
      result.minimum = isFirst ? corner : Value(std::min(*result.minimum, *corner));
      result.maximum = isFirst ? corner : Value(std::max(*result.maximum, *corner));
      isFirst = false;
    }
  return result;
}

Value Search::lowerByIntervals(const Polynomial &polynomial) {
  Value total = 0;
  for (const Term &term : polynomial.terms()) {
    Bounds range{1, 1};
    for (ExprAttr atom : term.atoms)
      range = productRange(range, boundsOfAtom(atom));
    total = plus(total, times(term.coefficient > 0 ? range.minimum : range.maximum, term.coefficient));
    if (!total)
      return std::nullopt;
  }
  return total;
}

Bounds Search::boundsOfAtom(ExprAttr atom) {
  auto known = atomBounds.find(atom);
  if (known != atomBounds.end())
    return known->second;
  Bounds result = computeBoundsOfAtom(atom);
  atomBounds[atom] = result;
  return result;
}

Bounds Search::computeBoundsOfAtom(ExprAttr atom) {
  switch (atom.getKind()) {
  case ExprKind::Symbol:
    return facts.boundsOfSymbol(atom.getName());
  case ExprKind::FloorDiv:
    return boundsOfQuotient(atom);
  case ExprKind::Min:
  case ExprKind::Max:
    return boundsOfExtremum(atom);
  default:
    return {0, 1};
  }
}

Bounds Search::boundsOfQuotient(ExprAttr atom) {
  Bounds dividend = bounds(Polynomial::of(atom.getOperands()[0]));
  Bounds divisor = bounds(Polynomial::of(atom.getOperands()[1]));
  if (!divisor.minimum || *divisor.minimum < 1)
    return {};
  Bounds result;
  if (dividend.minimum && *dividend.minimum >= 0)
    result.minimum = divisor.maximum ? *dividend.minimum / *divisor.maximum : 0;
  else if (dividend.minimum)
    result.minimum = llvm::divideFloorSigned(*dividend.minimum, *divisor.minimum);
  if (dividend.maximum && *dividend.maximum >= 0)
    result.maximum = *dividend.maximum / *divisor.minimum;
  else if (dividend.maximum)
    result.maximum = divisor.maximum ? llvm::divideFloorSigned(*dividend.maximum, *divisor.maximum) : -1;
  return result;
}

Bounds Search::boundsOfExtremum(ExprAttr atom) {
  bool isMin = atom.getKind() == ExprKind::Min, isFirst = true;
  Bounds result;
  for (ExprAttr operand : atom.getOperands()) {
    Bounds next = bounds(Polynomial::of(operand));
    // For `min`: the greatest value is the least known one, the least value needs all of them. `max` mirrors
    // that.
    Value &easy = isMin ? result.maximum : result.minimum, &hard = isMin ? result.minimum : result.maximum;
    Value nextEasy = isMin ? next.maximum : next.minimum, nextHard = isMin ? next.minimum : next.maximum;
    auto better = [&](int64_t one, int64_t other) {
      return isMin ? std::min(one, other) : std::max(one, other);
    };
    easy = !easy ? nextEasy : !nextEasy ? easy : Value(better(*easy, *nextEasy));
    hard = isFirst ? nextHard : hard && nextHard ? Value(better(*hard, *nextHard)) : std::nullopt;
    isFirst = false;
  }
  return result;
}

//===-- shift
//--------------------------------------------------------------------------------------------------===//

// Replaces every atom by a polynomial.
static std::optional<Polynomial> compose(const Polynomial &polynomial,
                                         llvm::function_ref<std::optional<Polynomial>(ExprAttr)> image) {
  Polynomial result;
  for (const Term &term : polynomial.terms()) {
    std::optional<Polynomial> product = Polynomial::ofConstant(term.coefficient);
    for (ExprAttr atom : term.atoms) {
      std::optional<Polynomial> factor = image(atom);
      product = factor ? product->times(*factor) : std::nullopt;
      if (!product)
        return std::nullopt;
    }
    std::optional<Polynomial> sum = result.plus(*product);
    if (!sum)
      return std::nullopt;
    result = std::move(*sum);
  }
  return result;
}

static bool contains(const Term &term, ExprAttr atom) { return llvm::is_contained(term.atoms, atom); }

// Measures every atom from one of its bounds, which makes it nonnegative: from the upper one where it only
// pulls down.
Value Search::lowerByShift(const Polynomial &polynomial) {
  auto isFromAbove = [&](ExprAttr atom) {
    return boundsOfAtom(atom).maximum && llvm::all_of(polynomial.terms(), [&](const Term &term) {
             return !contains(term, atom) || term.coefficient < 0;
           });
  };
  auto shifted = compose(polynomial, [&](ExprAttr atom) -> std::optional<Polynomial> {
    Bounds range = boundsOfAtom(atom);
    if (isFromAbove(atom))
      return Polynomial::ofConstant(*range.maximum).plus(Polynomial::ofTerm({{atom}, 1}), -1);
    if (range.minimum)
      return Polynomial::ofConstant(*range.minimum).plus(Polynomial::ofTerm({{atom}, 1}));
    return std::nullopt;
  });
  if (!shifted)
    return std::nullopt;
  Value total = shifted->constantPart();
  Polynomial varying = shifted->withoutConstant();
  for (const Term &term : varying.terms()) {
    if (term.coefficient > 0)
      continue;
    Value greatest = 1;
    for (ExprAttr atom : term.atoms) {
      Bounds range = boundsOfAtom(atom);
      greatest = times(greatest, plus(range.maximum, times(range.minimum, -1)));
    }
    total = plus(total, times(greatest, term.coefficient));
  }
  return total;
}

//===-- relaxation
//---------------------------------------------------------------------------------------------===//

// Splits `polynomial` into atom * cofactor + rest; false where the atom occurs in a higher power.
static bool splitByAtom(const Polynomial &polynomial, ExprAttr atom, Polynomial &cofactor, Polynomial &rest) {
  for (const Term &term : polynomial.terms()) {
    Term reduced = term;
    auto *place = llvm::find(reduced.atoms, atom);
    bool isFactor = place != reduced.atoms.end();
    if (isFactor)
      reduced.atoms.erase(place);
    if (isFactor && contains(reduced, atom))
      return false;
    Polynomial &target = isFactor ? cofactor : rest;
    auto sum = target.plus(Polynomial::ofTerm(std::move(reduced)));
    if (!sum)
      return false;
    target = std::move(*sum);
  }
  return true;
}

static std::optional<Polynomial> fused(const std::optional<Polynomial> &left, const Polynomial &right,
                                       const Polynomial &rest) {
  auto product = left ? left->times(right) : std::nullopt;
  return product ? product->plus(rest) : std::nullopt;
}

// With q = floor(a / b) and b > 0: b*q is in [a - b + 1, a].
Value Search::lowerByQuotient(ExprAttr atom, bool isPositive, const Polynomial &cofactor,
                              const Polynomial &rest, unsigned depth) {
  Polynomial dividend = Polynomial::of(atom.getOperands()[0]),
             divisor = Polynomial::of(atom.getOperands()[1]);
  Value leastDivisor = lower(divisor, depth - 1);
  if (!leastDivisor || *leastDivisor < 1)
    return std::nullopt;
  std::optional<Polynomial> extreme = dividend;
  if (isPositive) {
    extreme = dividend.plus(divisor, -1);
    extreme = extreme ? extreme->plus(Polynomial::ofConstant(1)) : std::nullopt;
  }
  if (auto exact = cofactor.dividedExactly(divisor)) {
    auto relaxed = fused(extreme, *exact, rest);
    return relaxed ? lower(*relaxed, depth - 1) : std::nullopt;
  }
  // Otherwise bound b times the polynomial and divide: by a constant, or, for an unknown divisor, only the
  // sign.
  auto scaledRest = rest.times(divisor);
  auto relaxed = scaledRest ? fused(extreme, cofactor, *scaledRest) : std::nullopt;
  if (!relaxed)
    return std::nullopt;
  if (std::optional<int64_t> value = divisor.asConstant()) {
    Value scaled = lower(*relaxed, depth - 1);
    return scaled ? Value(llvm::divideCeilSigned(*scaled, *value)) : std::nullopt;
  }
  auto aboveMinusOne = relaxed->plus(divisor);
  Value scaled = aboveMinusOne ? lower(*aboveMinusOne, depth - 1) : std::nullopt;
  return scaled && *scaled >= 1 ? Value(0) : std::nullopt;
}

Value Search::lowerByAtom(const Polynomial &polynomial, ExprAttr atom, unsigned depth) {
  Polynomial cofactor, rest;
  if (!splitByAtom(polynomial, atom, cofactor, rest))
    return std::nullopt;
  Value least = lower(cofactor, depth - 1);
  bool isPositive = least && *least >= 0;
  if (!isPositive) {
    Value greatest = upper(cofactor, depth - 1);
    if (!greatest || *greatest > 0)
      return std::nullopt;
  }
  if (atom.getKind() == ExprKind::FloorDiv)
    return lowerByQuotient(atom, isPositive, cofactor, rest, depth);
  // min with a positive factor and max with a negative one can be any operand; otherwise every operand is a
  // bound.
  bool needsAll = (atom.getKind() == ExprKind::Min) == isPositive;
  Value result;
  bool isFirst = true;
  for (ExprAttr operand : atom.getOperands()) {
    auto replaced = fused(Polynomial::of(operand), cofactor, rest);
    Value bound = replaced ? lower(*replaced, depth - 1) : std::nullopt;
    if (needsAll && !bound)
      return std::nullopt;
    result = isFirst ? bound : needsAll ? Value(std::min(*result, *bound)) : greater(result, bound);
    isFirst = false;
  }
  return result;
}

// Subtracts a fact (which is at least 0) as often as cancels a term that pulls down.
Value Search::lowerByFact(const Polynomial &polynomial, const Polynomial &fact, unsigned depth) {
  Value best;
  for (const Term &term : polynomial.terms())
    for (const Term &other : fact.terms()) {
      bool cancels = term.coefficient < 0 && other.coefficient < 0 && !term.isConstant() &&
                     compareTerms(term, other) == 0 && term.coefficient % other.coefficient == 0;
      if (!cancels || term.coefficient == INT64_MIN)
        continue;
      auto reduced = polynomial.plus(fact, -(term.coefficient / other.coefficient));
      if (reduced)
        best = greater(best, lower(*reduced, depth - 1));
    }
  return best;
}

Value Search::lower(const Polynomial &polynomial, unsigned depth) {
  if (std::optional<int64_t> value = polynomial.asConstant())
    return value;
  if (++steps > maxSteps)
    return std::nullopt;
  Value best = greater(lowerByIntervals(polynomial), lowerByShift(polynomial));
  if (depth == 0)
    return best;
  llvm::SetVector<ExprAttr> atoms;
  for (const Term &term : polynomial.terms())
    for (ExprAttr atom : term.atoms)
      if (atom.getKind() == ExprKind::FloorDiv || atom.getKind() == ExprKind::Min ||
          atom.getKind() == ExprKind::Max)
        atoms.insert(atom);
  for (ExprAttr atom : atoms)
    best = greater(best, lowerByAtom(polynomial, atom, depth));
  for (ExprAttr fact : facts.nonNegative)
    best = greater(best, lowerByFact(polynomial, Polynomial::of(fact), depth));
  return best;
}

Value Search::upper(const Polynomial &polynomial, unsigned depth) {
  auto negated = polynomial.times(-1);
  Value result = negated ? lower(*negated, depth) : std::nullopt;
  return result && *result != INT64_MIN ? Value(-*result) : std::nullopt;
}

Bounds Search::bounds(const Polynomial &polynomial) {
  return {lower(polynomial, maxRelaxations), upper(polynomial, maxRelaxations)};
}
