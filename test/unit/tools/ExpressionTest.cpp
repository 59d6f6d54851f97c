// Tests of tools/ingot/Expression.cpp: formulas as people read them, and damaged programs.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Expression.h"

#include "gtest/gtest.h"

#include <string>
#include <vector>

using namespace ingot::tool;

namespace {

using Program = std::vector<int64_t>;

/// The formula of `program` and END, in a model with the symbols N and S.
std::string text(Program program) {
  ingot_symbol symbols[2] = {};
  symbols[0].name = "N";
  symbols[1].name = "S";
  ingot_model model{};
  model.symbols = symbols;
  model.symbol_count = 2;
  program.push_back(INGOT_EXPR_END);
  return expressionText(model, program.data()).value_or("malformed");
}

const Program n = {INGOT_EXPR_SYMBOL, 0}, s = {INGOT_EXPR_SYMBOL, 1};
Program constant(int64_t value) { return {INGOT_EXPR_CONST, value}; }

Program join(const Program &left, const Program &right, int64_t operation) {
  Program program = left;
  program.insert(program.end(), right.begin(), right.end());
  program.push_back(operation);
  return program;
}

TEST(Expression, printsFormulas) {
  EXPECT_EQ(text(constant(64)), "64");
  EXPECT_EQ(text(n), "N");
  EXPECT_EQ(text(join(join(constant(64), n, INGOT_EXPR_MUL), constant(128), INGOT_EXPR_ADD)), "64 * N + 128");
  EXPECT_EQ(text(join(constant(64), join(n, s, INGOT_EXPR_ADD), INGOT_EXPR_MUL)), "64 * (N + S)");
  EXPECT_EQ(text(join(join(n, constant(8), INGOT_EXPR_CEILDIV), constant(512), INGOT_EXPR_LE)),
            "ceildiv(N, 8) <= 512");
  EXPECT_EQ(text(join(join(n, s, INGOT_EXPR_EQ), constant(1), INGOT_EXPR_EQ)), "(N == S) == 1");
  EXPECT_EQ(text(join(join(n, s, INGOT_EXPR_MIN), join(n, s, INGOT_EXPR_MAX), INGOT_EXPR_MOD)),
            "mod(min(N, S), max(N, S))");
  EXPECT_EQ(text(join(n, s, INGOT_EXPR_FLOORDIV)), "floordiv(N, S)");
}

TEST(Expression, refusesDamagedPrograms) {
  EXPECT_EQ(text({}), "malformed");
  EXPECT_EQ(text({INGOT_EXPR_ADD}), "malformed");
  EXPECT_EQ(text({INGOT_EXPR_SYMBOL, 2}), "malformed");
  EXPECT_EQ(text({INGOT_EXPR_SYMBOL, -1}), "malformed");
  EXPECT_EQ(text({99}), "malformed");
  EXPECT_EQ(text(join(n, s, 99)), "malformed");
  EXPECT_EQ(text({INGOT_EXPR_CONST, 1, INGOT_EXPR_CONST, 2}), "malformed");
  Program deep;
  for (int count = 0; count < INGOT_EXPR_STACK + 1; ++count)
    deep.insert(deep.end(), n.begin(), n.end());
  EXPECT_EQ(text(deep), "malformed");
  EXPECT_EQ(expressionText(ingot_model{}, nullptr), std::nullopt);
}

TEST(Expression, constants) {
  EXPECT_EQ(constantValue(Program{INGOT_EXPR_CONST, 7, INGOT_EXPR_END}.data()), 7);
  EXPECT_EQ(constantValue(Program{INGOT_EXPR_SYMBOL, 0, INGOT_EXPR_END}.data()), std::nullopt);
  EXPECT_EQ(constantValue(nullptr), std::nullopt);
}

} // namespace
