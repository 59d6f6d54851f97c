// Canonical form, folding and evaluation of expressions. SPDX-License-Identifier: Apache-2.0
#include "test/unit/sym/RandomExpr.h"

#include <gtest/gtest.h>

using namespace ingot::sym;

static llvm::StringMap<int64_t> valuesOf(int64_t a, int64_t b, int64_t c) {
  llvm::StringMap<int64_t> values;
  values["A"] = a;
  values["B"] = b;
  values["C"] = c;
  return values;
}

TEST(Expr, EqualIsPointerEqual) {
  SymTest sym;
  EXPECT_EQ(sym("S + P"), sym("P + S"));
  EXPECT_EQ(sym("(S + P) * 4 - 4*P"), sym("4*S"));
  EXPECT_EQ(sym("(S + 1) * (S - 1)"), sym("S*S - 1"));
  EXPECT_EQ(sym("floordiv(5*S - 1, 4)"), sym("S - 1 + floordiv(S + 3, 4)"));
  EXPECT_EQ(sym("ceildiv(S, 4)"), sym("floordiv(S + 3, 4)"));
  EXPECT_EQ(sym("-floordiv(-S, 4)"), sym("ceildiv(S, 4)"));
  EXPECT_EQ(sym("floordiv(-S, 4)"), sym("-ceildiv(S, 4)"));
  EXPECT_EQ(sym("floordiv(2*S + 3, 4)"), sym("floordiv(S + 1, 2)"));
  EXPECT_EQ(sym("floordiv(floordiv(S, 2) + 1, 3)"), sym("floordiv(S + 2, 6)"));
  EXPECT_EQ(sym("floordiv(S, 4) * 4 + mod(S, 4)"), sym("S"));
  EXPECT_EQ(sym("min(S, P)"), sym("min(P, S)"));
  EXPECT_EQ(sym("min(S, S + 1)"), sym("S"));
  EXPECT_EQ(sym("max(S, min(4, 3))"), sym("max(3, S)"));
  EXPECT_EQ(sym("2*S == 4"), sym("S == 2"));
  EXPECT_EQ(sym("A == B"), sym("B == A"));
  EXPECT_EQ(sym("2*S <= 5"), sym("S <= 2"));
  EXPECT_EQ(sym("(S == 1) * (S == 1)"), sym("S == 1"));
}

TEST(Expr, ConstantsFold) {
  SymTest sym;
  EXPECT_EQ(sym("floordiv(-7, 2)"), sym(-4));
  EXPECT_EQ(sym("ceildiv(-7, 2)"), sym(-3));
  EXPECT_EQ(sym("mod(-7, 2)"), sym(1));
  EXPECT_EQ(sym("mod(7, -2)"), sym(-1));
  EXPECT_EQ(sym("S - S"), sym(0));
  EXPECT_EQ(sym("S == S + 1"), sym(0));
  EXPECT_EQ(sym("2*S == 5"), sym(0));
  EXPECT_EQ(sym("S <= S"), sym(1));
}

TEST(Expr, QuotientsBySymbols) {
  SymTest sym;
  EXPECT_EQ(sym("floordiv(N*S*64, N*S)"), sym(64));
  EXPECT_EQ(sym("floordiv((N + 1) * (S + P), S + P)"), sym("N + 1"));
  EXPECT_EQ(sym("floordiv(S*P + P, S)"), sym("P + floordiv(P, S)"));
  EXPECT_EQ(sym("floordiv(6*N, 4*N)"), sym(1));
  EXPECT_EQ(exactDiv(sym("S*S - 1"), sym("S - 1")), sym("S + 1"));
  EXPECT_FALSE(exactDiv(sym("S*S + 1"), sym("S - 1")));
  EXPECT_FALSE(exactDiv(sym("S"), sym(0)));
}

TEST(Expr, OverflowAndDivisionByZeroGiveNull) {
  SymTest sym;
  EXPECT_FALSE(add(sym(INT64_MAX), 1));
  EXPECT_FALSE(mul(sym(INT64_MIN), -1));
  EXPECT_FALSE(mul(mul(sym("S"), INT64_MAX), 2));
  EXPECT_FALSE(floorDiv(sym("S"), 0));
  EXPECT_FALSE(floorDiv(sym(INT64_MIN), -1));
  EXPECT_FALSE(mod(sym("S"), sym(0)));
  EXPECT_FALSE(add(ExprAttr(), sym("S")));
  EXPECT_FALSE(equal(sym("S"), ExprAttr()));
  EXPECT_FALSE(logicalNot(ExprAttr()));
}

TEST(Expr, SizeIsBounded) {
  SymTest sym;
  ExprAttr power = sym("A + B + C + D"), nested = sym("S");
  for (int step = 0; power && step != 20; ++step)
    power = mul(power, power);
  EXPECT_FALSE(power);
  for (int step = 0; nested && step != 1000; ++step)
    nested = floorDiv(add(mul(nested, 2), 1), sym("P"));
  EXPECT_FALSE(nested);
}

TEST(Expr, Substitute) {
  SymTest sym;
  auto bind = [&](llvm::StringRef name) { return name == "S" ? sym("2*T") : ExprAttr(); };
  EXPECT_EQ(substitute(sym("floordiv(S, 2) + P"), bind), sym("P + T"));
  EXPECT_EQ(substitute(sym("S == 4"), bind), sym("T == 2"));
  auto zero = [&](llvm::StringRef) { return sym(0); };
  EXPECT_FALSE(substitute(sym("floordiv(P, S)"), zero));
}

TEST(Expr, Evaluate) {
  SymTest sym;
  EXPECT_EQ(evaluate(sym("floordiv(A*B + 3, C)"), valuesOf(2, 5, 4)), 3);
  EXPECT_EQ(evaluate(sym("floordiv(A, B)"), valuesOf(2, 0, 4)), std::nullopt);
  EXPECT_EQ(evaluate(sym("A*A"), valuesOf(INT64_MAX, 0, 0)), std::nullopt);
  EXPECT_EQ(evaluate(sym("X"), valuesOf(1, 2, 3)), std::nullopt);
}

TEST(Expr, CollectSymbols) {
  SymTest sym;
  llvm::SetVector<llvm::StringRef> names;
  collectSymbols(sym("min(B, floordiv(A, 2)) + B"), names);
  EXPECT_EQ(names.size(), 2u);
  EXPECT_TRUE(names.contains("A"));
}

// Canonicalisation never changes a value, where the value is defined.
TEST(Expr, CanonicalFormKeepsValues) {
  SymTest sym;
  std::mt19937 random(7);
  unsigned numChecked = 0;
  for (int round = 0; round != 4000; ++round) {
    RandomExpr made = makeRandom(&sym.context, random, 1 + random() % 4);
    if (!made.expr)
      continue;
    for (int sample = 0; sample != 8; ++sample) {
      auto next = [&] { return static_cast<int64_t>(random() % 19) - 9; };
      llvm::StringMap<int64_t> values = valuesOf(next(), next(), next());
      std::optional<int64_t> expected = made.value(values), found = evaluate(made.expr, values);
      if (!expected || !found)
        continue;
      ++numChecked;
      ASSERT_EQ(*expected, *found) << made.expr.str() << " at " << values["A"] << " " << values["B"] << " "
                                   << values["C"];
    }
  }
  EXPECT_GT(numChecked, 10000u);
}

// A second canonicalisation changes nothing, and the order of structure is an order.
TEST(Expr, CanonicalFormIsStable) {
  SymTest sym;
  std::mt19937 random(11);
  ExprAttr last = sym(0);
  for (int round = 0; round != 2000; ++round) {
    ExprAttr expr = makeRandom(&sym.context, random, 3).expr;
    if (!expr)
      continue;
    auto keep = [&](llvm::StringRef name) { return symbol(&sym.context, name); };
    ASSERT_EQ(substitute(expr, keep), expr) << expr.str();
    ASSERT_EQ(compare(expr, last) < 0, compare(last, expr) > 0);
    ASSERT_EQ(compare(expr, last) == 0, expr == last);
    last = expr;
  }
}
