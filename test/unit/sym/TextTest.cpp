// Printing and parsing of expressions. SPDX-License-Identifier: Apache-2.0
#include "test/unit/sym/RandomExpr.h"

#include <gtest/gtest.h>

using namespace ingot::sym;

static std::string errorOf(SymTest &sym, llvm::StringRef text) {
  llvm::Expected<ExprAttr> result = parse(&sym.context, text);
  return result ? "no error" : llvm::toString(result.takeError());
}

TEST(Text, Print) {
  SymTest sym;
  EXPECT_EQ(sym("3 + -2*S*P").str(), "-2*P*S + 3");
  EXPECT_EQ(sym("4*S - 3").str(), "4*S - 3");
  EXPECT_EQ(sym("S - P").str(), "-P + S");
  EXPECT_EQ(sym("S + P <= 2048").str(), "P + S <= 2048");
  EXPECT_EQ(sym("(S == 1) * P").str(), "P*(S == 1)");
  EXPECT_EQ(sym("\"seq len\" + 1").str(), "\"seq len\" + 1");
  EXPECT_EQ(sym("\"a\\22b\"").getName(), "a\"b");
  EXPECT_EQ(toString({sym("N"), ExprAttr(), sym(3)}), "[N, ?, 3]");
}

TEST(Text, ExtremeIntegers) {
  SymTest sym;
  EXPECT_EQ(sym("-9223372036854775808"), sym(INT64_MIN));
  EXPECT_EQ(sym("S + -9223372036854775808"), add(sym("S"), INT64_MIN));
  EXPECT_EQ(sym(add(sym("S"), INT64_MIN).str()), add(sym("S"), INT64_MIN));
  EXPECT_EQ(sym(mul(sym("S"), INT64_MIN).str()), mul(sym("S"), INT64_MIN));
}

TEST(Text, RoundTrip) {
  SymTest sym;
  std::mt19937 random(3);
  for (int round = 0; round != 2000; ++round) {
    ExprAttr expr = makeRandom(&sym.context, random, 3).expr;
    if (!expr)
      continue;
    ASSERT_EQ(sym(expr.str()), expr) << expr.str();
    std::string text;
    llvm::raw_string_ostream stream(text);
    expr.print(stream, /*forAttribute=*/true);
    ASSERT_EQ(text.find('<'), std::string::npos) << text;
    ASSERT_EQ(sym(text), expr) << text;
  }
}

TEST(Text, Errors) {
  SymTest sym;
  EXPECT_EQ(errorOf(sym, ""), "expected an integer, a symbol or '(' at column 1 of ''");
  EXPECT_EQ(errorOf(sym, "S +"), "expected an integer, a symbol or '(' at column 4 of 'S +'");
  EXPECT_EQ(errorOf(sym, "S P"), "expected the end of the expression at column 3 of 'S P'");
  EXPECT_EQ(errorOf(sym, "(S"), "expected ')' at column 3 of '(S'");
  EXPECT_EQ(errorOf(sym, "\"S"), "expected '\"' at the end of the symbol at column 3 of '\"S'");
  EXPECT_EQ(errorOf(sym, "mod(S)"), "expected 2 operands of 'mod', got 1 at column 6 of 'mod(S)'");
  EXPECT_NE(errorOf(sym, "mod(S, 2, 3)").find("expected 2 operands of 'mod'"), std::string::npos);
  EXPECT_NE(errorOf(sym, "sin(S)").find("'sin' is no function"), std::string::npos);
  EXPECT_NE(errorOf(sym, "99999999999999999999").find("does not fit 64 bits"), std::string::npos);
  EXPECT_NE(errorOf(sym, "floordiv(S, 0)").find("a divisor is 0"), std::string::npos);
  EXPECT_NE(errorOf(sym, std::string(5000, '(')).find("nested at most 64 deep"), std::string::npos);
  EXPECT_NE(errorOf(sym, std::string(5000, '-')).find("nested at most 64 deep"), std::string::npos);
}
