// The search for the least value of a polynomial under facts; internal to the sym dialect.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/SymPolynomial.h"
#include "dialects/sym/SymProver.h"

namespace ingot::sym {

/// One question. It has a budget of steps, so that an answer always comes; a used-up budget means "not
/// proved".
class Search {
public:
  explicit Search(const Facts &facts) : facts(facts) {}

  Bounds bounds(const Polynomial &polynomial);
  /// A proved lower bound, or nothing.
  std::optional<int64_t> lower(const Polynomial &polynomial) { return lower(polynomial, maxRelaxations); }

private:
  using Value = std::optional<int64_t>;
  static constexpr unsigned maxRelaxations = 4;
  static constexpr unsigned maxSteps = 600;

  Value lower(const Polynomial &polynomial, unsigned depth);
  Value upper(const Polynomial &polynomial, unsigned depth);
  Value lowerByIntervals(const Polynomial &polynomial);
  Value lowerByShift(const Polynomial &polynomial);
  Value lowerByAtom(const Polynomial &polynomial, ExprAttr atom, unsigned depth);
  Value lowerByQuotient(ExprAttr atom, bool isPositive, const Polynomial &cofactor, const Polynomial &rest,
                        unsigned depth);
  Value lowerByFact(const Polynomial &polynomial, const Polynomial &fact, unsigned depth);

  Bounds boundsOfAtom(ExprAttr atom);
  Bounds computeBoundsOfAtom(ExprAttr atom);
  Bounds boundsOfQuotient(ExprAttr atom);
  Bounds boundsOfExtremum(ExprAttr atom);

  const Facts &facts;
  unsigned steps = 0;
  llvm::DenseMap<ExprAttr, Bounds> atomBounds;
};

} // namespace ingot::sym
