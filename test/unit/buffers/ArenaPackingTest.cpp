// Places in the arena: what lives at once never overlaps, and little is wasted. SPDX-License-Identifier:
// Apache-2.0
#include "passes/buffers/ArenaPacking.h"

#include "llvm/Support/MathExtras.h"
#include <gtest/gtest.h>
#include <random>

using namespace ingot;

namespace {
constexpr int64_t alignment = 64;

int64_t aligned(int64_t bytes) {
  return static_cast<int64_t>(llvm::alignTo(static_cast<uint64_t>(bytes), alignment));
}

/// The greatest sum of sizes at one step: no plan is smaller.
int64_t lowerBound(llvm::ArrayRef<ArenaBuffer> buffers) {
  int64_t bound = 0;
  for (const ArenaBuffer &at : buffers) {
    int64_t sum = 0;
    for (const ArenaBuffer &buffer : buffers)
      if (buffer.first <= at.first && at.first <= buffer.last)
        sum += buffer.bytes;
    bound = std::max(bound, sum);
  }
  return bound;
}

void expectValid(llvm::ArrayRef<ArenaBuffer> buffers, const ArenaPlan &plan) {
  ASSERT_EQ(plan.offsets.size(), buffers.size());
  int64_t sum = 0;
  for (size_t a = 0; a < buffers.size(); ++a) {
    sum += aligned(buffers[a].bytes);
    EXPECT_GE(plan.offsets[a], 0);
    EXPECT_EQ(plan.offsets[a] % alignment, 0);
    EXPECT_LE(plan.offsets[a] + buffers[a].bytes, plan.bytes);
    for (size_t b = 0; b < a; ++b) {
      bool together = buffers[a].first <= buffers[b].last && buffers[b].first <= buffers[a].last;
      bool apart = plan.offsets[a] + buffers[a].bytes <= plan.offsets[b] ||
                   plan.offsets[b] + buffers[b].bytes <= plan.offsets[a];
      EXPECT_TRUE(!together || apart) << "buffers " << b << " and " << a;
    }
  }
  EXPECT_EQ(plan.bytes % alignment, 0);
  EXPECT_LE(plan.bytes, sum);
  EXPECT_GE(plan.bytes, lowerBound(buffers));
}

llvm::SmallVector<ArenaBuffer> randomBuffers(std::mt19937 &random) {
  llvm::SmallVector<ArenaBuffer> buffers;
  size_t count = random() % 40;
  for (size_t number = 0; number < count; ++number) {
    ArenaBuffer buffer;
    buffer.bytes = static_cast<int64_t>(random() % 5 == 0 ? random() % 3 : random() % 5000);
    buffer.first = static_cast<int64_t>(random() % 30);
    buffer.last = buffer.first + static_cast<int64_t>(random() % 8);
    buffers.push_back(buffer);
  }
  return buffers;
}
} // namespace

TEST(ArenaPacking, RandomBuffers) {
  std::mt19937 random(3);
  for (int round = 0; round < 1000; ++round) {
    llvm::SmallVector<ArenaBuffer> buffers = randomBuffers(random);
    expectValid(buffers, packArena(buffers, alignment));
    if (HasFailure())
      FAIL() << "round " << round;
  }
}

TEST(ArenaPacking, Nothing) {
  EXPECT_EQ(packArena({}, alignment).bytes, 0);
  ArenaBuffer empty{0, 0, 3};
  EXPECT_EQ(packArena(empty, alignment).bytes, 0);
}

TEST(ArenaPacking, ChainNeedsTwoPlaces) { // each layer reads the one before it
  llvm::SmallVector<ArenaBuffer> buffers;
  for (int64_t step = 0; step < 50; ++step)
    buffers.push_back({1024, step, step + 1});
  EXPECT_EQ(packArena(buffers, alignment).bytes, 2048);
}

TEST(ArenaPacking, FillsGaps) { // the small one fits between what lives with it
  ArenaBuffer buffers[] = {{640, 0, 1}, {512, 1, 5}, {128, 3, 4}};
  ArenaPlan plan = packArena(buffers, alignment);
  expectValid(buffers, plan);
  EXPECT_EQ(plan.bytes, 1152);
  EXPECT_EQ(plan.offsets[2], 0);
}

TEST(ArenaPacking, IsDeterministic) {
  std::mt19937 random(11);
  llvm::SmallVector<ArenaBuffer> buffers = randomBuffers(random);
  EXPECT_EQ(packArena(buffers, alignment).offsets, packArena(buffers, alignment).offsets);
}

TEST(AssignSlots, RandomBuffers) {
  std::mt19937 random(5);
  for (int round = 0; round < 1000; ++round) {
    llvm::SmallVector<ArenaBuffer> buffers = randomBuffers(random);
    llvm::sort(buffers, [](const ArenaBuffer &a, const ArenaBuffer &b) { return a.first < b.first; });
    llvm::SmallVector<int64_t> slots = assignSlots(buffers);
    ASSERT_EQ(slots.size(), buffers.size());
    int64_t used = 0, alive = 0;
    for (size_t a = 0; a < buffers.size(); ++a) {
      EXPECT_LE(slots[a], used) << "slots are numbered in the order of first use";
      used = std::max(used, slots[a] + 1);
      int64_t now = 0;
      for (size_t b = 0; b <= a; ++b) {
        bool together = buffers[a].first <= buffers[b].last;
        now += together;
        EXPECT_TRUE(a == b || !together || slots[a] != slots[b]);
      }
      alive = std::max(alive, now);
    }
    EXPECT_EQ(used, alive) << "as many slots as buffers that live at once";
  }
}

TEST(AssignSlots, ReusesAfterTheLastUse) {
  ArenaBuffer buffers[] = {{1, 0, 2}, {1, 1, 1}, {1, 2, 4}, {1, 3, 3}};
  EXPECT_EQ(assignSlots(buffers), (llvm::SmallVector<int64_t>{0, 1, 1, 0}));
}
