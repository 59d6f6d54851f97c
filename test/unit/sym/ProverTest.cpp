// What the prover finds, and that it never finds what is not so. SPDX-License-Identifier: Apache-2.0
#include "test/unit/sym/RandomExpr.h"

#include <gtest/gtest.h>

using namespace ingot::sym;

namespace {
/// N, S, P with 1 <= N, 1 <= S <= 512, 0 <= P.
struct ProverTest : testing::Test {
  ProverTest() {
    facts.setBounds("N", {1, std::nullopt});
    facts.setBounds("S", {1, 512});
  }
  bool lessEqual(llvm::StringRef left, llvm::StringRef right) {
    return facts.provedLessEqual(sym(left), sym(right));
  }

  SymTest sym;
  Facts facts;
};
} // namespace

TEST_F(ProverTest, Linear) {
  EXPECT_TRUE(lessEqual("1", "N"));
  EXPECT_TRUE(lessEqual("S", "512"));
  EXPECT_TRUE(lessEqual("2*S - 3", "2*S + P"));
  EXPECT_FALSE(lessEqual("N", "S"));
  EXPECT_FALSE(lessEqual("2", "S"));
  EXPECT_TRUE(facts.provedPositive(sym("S + P")));
  EXPECT_FALSE(facts.provedPositive(sym("P")));
  EXPECT_TRUE(facts.provedNonNegative(sym("unknown")));
}

TEST_F(ProverTest, Products) {
  EXPECT_TRUE(lessEqual("N", "N*S"));
  EXPECT_TRUE(lessEqual("N*S", "512*N"));
  EXPECT_TRUE(lessEqual("N + S", "N*S + 1"));
  EXPECT_FALSE(lessEqual("N*S", "N*P"));
  EXPECT_TRUE(facts.provedPositive(sym("N*S*(P + 1)")));
}

TEST_F(ProverTest, Quotients) {
  EXPECT_TRUE(lessEqual("floordiv(S, 2)", "S"));
  EXPECT_TRUE(lessEqual("4*floordiv(S, 4)", "S"));
  EXPECT_TRUE(lessEqual("S", "4*ceildiv(S, 4)"));
  EXPECT_TRUE(lessEqual("mod(P, 4)", "3"));
  EXPECT_TRUE(lessEqual("0", "mod(P, 4)"));
  EXPECT_TRUE(lessEqual("mod(P, S)", "S - 1"));
  EXPECT_TRUE(lessEqual("0", "mod(P, S)"));
  EXPECT_TRUE(lessEqual("1", "floordiv(S - 1, 2) + 1"));
  EXPECT_TRUE(lessEqual("floordiv(P, N)", "P"));
  EXPECT_FALSE(lessEqual("1", "floordiv(S, 2)"));
  Bounds range = facts.bounds(sym("floordiv(S + 1, 2)"));
  EXPECT_EQ(range.minimum, 1);
  EXPECT_EQ(range.maximum, 256);
}

TEST_F(ProverTest, Extrema) {
  EXPECT_TRUE(lessEqual("min(S, P)", "S"));
  EXPECT_TRUE(lessEqual("min(S, 1000)", "512"));
  EXPECT_TRUE(lessEqual("P", "max(S, P)"));
  EXPECT_TRUE(lessEqual("max(S, N)", "S + N"));
  EXPECT_TRUE(lessEqual("min(S, P) + max(S, P)", "2*max(S, P)"));
  EXPECT_TRUE(facts.provedEqual(sym("min(S, 600)"), sym("S")));
  EXPECT_TRUE(facts.provedEqual(sym("max(1, S)"), sym("S")));
  EXPECT_EQ(facts.simplify(sym("max(0, min(S, 512)) + 1")), sym("S + 1"));
}

TEST_F(ProverTest, Conditions) {
  facts.assume(sym("S + P <= 2048"));
  EXPECT_TRUE(lessEqual("P", "2047"));
  EXPECT_TRUE(lessEqual("S + P - 1", "2047"));
  EXPECT_FALSE(lessEqual("P", "2046"));
  EXPECT_EQ(facts.simplify(sym("S == 0")), sym(0));
  EXPECT_EQ(facts.simplify(sym("S <= 512")), sym(1));
  EXPECT_EQ(facts.simplify(sym("P == 3")), sym("P == 3"));
}

TEST_F(ProverTest, Equations) {
  facts.assume(sym("N == S"));
  EXPECT_TRUE(facts.provedEqual(sym("2*N"), sym("N + S")));
  EXPECT_TRUE(lessEqual("N", "512"));
  EXPECT_EQ(facts.simplify(sym("N - S")), sym(0));
  facts.assume(sym("P == 5"));
  EXPECT_EQ(facts.simplify(sym("P + 1")), sym(6));
}

TEST_F(ProverTest, Different) {
  EXPECT_TRUE(facts.provedDifferent(sym("S"), sym("S + 1")));
  EXPECT_TRUE(facts.provedDifferent(sym("S"), sym(0)));
  EXPECT_TRUE(facts.provedDifferent(sym("2*N"), sym(3)));
  EXPECT_FALSE(facts.provedDifferent(sym("S"), sym("N")));
  EXPECT_FALSE(facts.provedDifferent(ExprAttr(), sym("N")));
}

// Whatever is claimed holds for every sample inside the bounds.
TEST(Prover, ClaimsHold) {
  SymTest sym;
  std::mt19937 random(5);
  unsigned numClaims = 0;
  for (int round = 0; round != 600; ++round) {
    Facts facts;
    llvm::StringMap<std::pair<int64_t, int64_t>> ranges;
    for (llvm::StringRef name : {"A", "B", "C"}) {
      int64_t low = random() % 4, high = low + random() % 6;
      ranges[name] = {low, high};
      facts.setBounds(name, {low, high});
    }
    RandomExpr made = makeRandom(&sym.context, random, 1 + random() % 3);
    RandomExpr other = makeRandom(&sym.context, random, 1 + random() % 2);
    if (!made.expr || !other.expr)
      continue;
    Bounds bounds = facts.bounds(made.expr);
    bool isLess = facts.provedLessEqual(made.expr, other.expr);
    bool isDifferent = facts.provedDifferent(made.expr, other.expr);
    ExprAttr simple = facts.simplify(made.expr);
    numClaims += bounds.minimum.has_value() + bounds.maximum.has_value() + isLess + isDifferent;
    for (int sample = 0; sample != 30; ++sample) {
      llvm::StringMap<int64_t> values;
      for (auto &range : ranges)
        values[range.getKey()] =
            range.second.first + random() % (range.second.second - range.second.first + 1);
      std::optional<int64_t> left = made.value(values), right = other.value(values);
      if (!left || !right)
        continue;
      ASSERT_TRUE(!bounds.minimum || *bounds.minimum <= *left)
          << made.expr.str() << " >= " << *bounds.minimum;
      ASSERT_TRUE(!bounds.maximum || *left <= *bounds.maximum)
          << made.expr.str() << " <= " << *bounds.maximum;
      ASSERT_TRUE(!isLess || *left <= *right) << made.expr.str() << " <= " << other.expr.str();
      ASSERT_TRUE(!isDifferent || *left != *right) << made.expr.str() << " != " << other.expr.str();
      if (std::optional<int64_t> simplified = evaluate(simple, values)) {
        ASSERT_EQ(*simplified, *left) << made.expr.str() << " is not " << simple.str();
      }
    }
  }
  EXPECT_GT(numClaims, 500u);
}
