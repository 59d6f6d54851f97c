// Tests of planSlots: places of buffers whose sizes are formulas. SPDX-License-Identifier: Apache-2.0
#include "passes/buffers/ArenaSlots.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringMap.h"
#include "gtest/gtest.h"

using namespace ingot;

namespace {

struct ArenaSlots : testing::Test {
  ArenaSlots() {
    context.loadDialect<sym::SymDialect>();
    n = sym::symbol(&context, "N");
  }

  int64_t valueOf(sym::ExprAttr expr, int64_t n) {
    llvm::StringMap<int64_t> values;
    for (const char *name : {"N", "M"})
      values[name] = n;
    for (int number = 0; number < 64; ++number)
      values["S" + std::to_string(number)] = n;
    return sym::evaluate(expr, values).value_or(-1);
  }

  mlir::MLIRContext context;
  sym::ExprAttr n;
};

TEST_F(ArenaSlots, SharesThePlaceOfADeadBuffer) {
  llvm::SmallVector<ArenaBuffer> lives = {{0, 0, 1}, {0, 1, 2}, {0, 2, 3}};
  llvm::SmallVector<sym::ExprAttr> bytes = {sym::mul(n, 4), sym::mul(n, 8), sym::symbol(&context, "M")};
  std::optional<SlotPlan> plan = planSlots(lives, bytes, 128, 64);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->offsets[0], plan->offsets[2]);
  EXPECT_EQ(valueOf(plan->offsets[0], 10), 128);
  EXPECT_EQ(valueOf(plan->offsets[1], 10), 128 + 64);
  EXPECT_EQ(valueOf(plan->end, 10), 128 + 64 + 128);
}

TEST_F(ArenaSlots, HasNoPlanForNothing) { EXPECT_FALSE(planSlots({}, {}, 0, 64)); }

// Hundreds of different products in one place would be a formula of thousands of nodes.
TEST_F(ArenaSlots, KeepsFormulasShort) {
  llvm::SmallVector<ArenaBuffer> lives;
  llvm::SmallVector<sym::ExprAttr> bytes;
  llvm::SmallVector<sym::ExprAttr> shapes;
  for (int number = 0; number < 64; ++number) {
    sym::ExprAttr size = sym::symbol(&context, "S" + std::to_string(number));
    shapes.push_back(sym::mul(sym::floorDiv(sym::add(size, 1), 2), sym::floorDiv(sym::add(size, 3), 4)));
  }
  for (int step = 0; step < 640; ++step) {
    lives.push_back({0, step, step + 1});
    bytes.push_back(sym::mul(shapes[step % 64], step + 1));
  }
  std::optional<SlotPlan> plan = planSlots(lives, bytes, 0, 64);
  ASSERT_TRUE(plan);
  // Buffers that live together never overlap.
  for (int step = 1; step < 640; ++step) {
    int64_t before = valueOf(plan->offsets[step - 1], 9), here = valueOf(plan->offsets[step], 9);
    int64_t bytesBefore = valueOf(bytes[step - 1], 9), bytesHere = valueOf(bytes[step], 9);
    EXPECT_TRUE(before + bytesBefore <= here || here + bytesHere <= before) << step;
    EXPECT_LE(here + bytesHere, valueOf(plan->end, 9));
  }
}

} // namespace
