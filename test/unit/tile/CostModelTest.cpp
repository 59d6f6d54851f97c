// What every tile must obey, over random kernels, and the choices for a few known ones.
// SPDX-License-Identifier: Apache-2.0
#include "passes/tile/CostModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <gtest/gtest.h>
#include <random>

using namespace ingot;

namespace {

rt::TargetInfo machine(unsigned bytes, unsigned registers) {
  rt::TargetInfo target;
  target.vectorBytes = bytes;
  target.vectorRegisters = registers;
  return target;
}

/// An operand that runs along `loops`, the last of which is contiguous.
OperandShape operand(size_t count, llvm::ArrayRef<int64_t> loops, bool output = false,
                     int64_t bytes = 1 << 16) {
  OperandShape shape;
  shape.output = output;
  shape.once = output;
  shape.bytes = bytes;
  for (size_t loop = 0; loop < count; ++loop) {
    bool depends = llvm::is_contained(loops, static_cast<int64_t>(loop));
    bool last = depends && loops.back() == static_cast<int64_t>(loop);
    shape.depends.push_back(depends);
    shape.access.push_back(last      ? LaneAccess::Contiguous
                           : depends ? LaneAccess::Scattered
                                     : LaneAccess::Invariant);
  }
  return shape;
}

/// C[i, j] += A[i, k] * B[k, j].
KernelShape product(int64_t m, int64_t n, int64_t k) {
  KernelShape kernel;
  kernel.loops = {{m, false}, {n, false}, {k, true}};
  kernel.operands = {operand(3, {0, 2}), operand(3, {2, 1}), operand(3, {0, 1}, true)};
  kernel.reassociable = true;
  return kernel;
}

KernelShape randomKernel(std::mt19937 &random) {
  auto below = [&](int64_t limit) { return static_cast<int64_t>(random() % static_cast<uint64_t>(limit)); };
  constexpr int64_t sizes[] = {-1, 1, 2, 3, 7, 8, 16, 31, 64, 100, 1000};
  KernelShape kernel;
  int64_t count = 1 + below(6);
  for (int64_t loop = 0; loop < count; ++loop)
    kernel.loops.push_back({sizes[below(11)], below(3) == 0});
  int64_t operands = 1 + below(3);
  for (int64_t number = 0; number <= operands; ++number) {
    llvm::SmallVector<int64_t> loops;
    for (int64_t loop = 0; loop < count; ++loop)
      if (number == operands ? !kernel.loops[static_cast<size_t>(loop)].reduction : below(2) == 0)
        loops.push_back(loop);
    std::shuffle(loops.begin(), loops.end(), random);
    kernel.operands.push_back(
        operand(static_cast<size_t>(count), loops, number == operands, below(2) == 0 ? 1 << 24 : 1 << 10));
  }
  kernel.elementBits = 8u << below(4);
  kernel.reassociable = below(2) == 0;
  return kernel;
}

/// Everything that KernelEmitter relies on.
void expectValid(const KernelShape &kernel, const rt::TargetInfo &target, const TileChoice &tile) {
  int64_t loops = static_cast<int64_t>(kernel.loops.size());
  ASSERT_GE(tile.vector, -1);
  ASSERT_LT(tile.vector, loops);
  ASSERT_GE(tile.row, -1);
  ASSERT_LT(tile.row, loops);
  EXPECT_TRUE(llvm::isPowerOf2_64(static_cast<uint64_t>(tile.lanes)));
  EXPECT_LE(tile.lanes, static_cast<int64_t>(target.lanes(kernel.elementBits)));
  EXPECT_GE(tile.vectors, 1);
  EXPECT_GE(tile.rows, 1);
  // Accumulators, the vectors of one step and one broadcast fit in registers.
  EXPECT_LE(tile.rows * tile.vectors + tile.vectors + 1, static_cast<int64_t>(target.vectorRegisters));
  if (tile.vector < 0) {
    EXPECT_EQ(tile.lanes * tile.vectors, 1);
  } else {
    const LoopShape &loop = kernel.loops[static_cast<size_t>(tile.vector)];
    EXPECT_NE(loop.size, 1);
    EXPECT_TRUE(!loop.reduction || kernel.reassociable);
    EXPECT_TRUE(!loop.reduction || loop.size < 0 || tile.lanes <= loop.size) << "nothing masks a reduction";
  }
  if (tile.row < 0) {
    EXPECT_EQ(tile.rows, 1);
  } else {
    EXPECT_NE(tile.row, tile.vector);
    EXPECT_FALSE(kernel.loops[static_cast<size_t>(tile.row)].reduction);
  }
  // The order holds every parallel loop once, and no other.
  llvm::SmallVector<int64_t> expected, sorted(tile.order);
  for (int64_t loop = 0; loop < loops; ++loop)
    if (!kernel.loops[static_cast<size_t>(loop)].reduction)
      expected.push_back(loop);
  llvm::sort(sorted);
  EXPECT_EQ(sorted, expected);
}

} // namespace

TEST(CostModel, RandomKernels) {
  std::mt19937 random(7);
  for (const rt::TargetInfo &target : {machine(16, 16), machine(32, 16), machine(64, 32), machine(8, 32)})
    for (int round = 0; round < 2000; ++round) {
      KernelShape kernel = randomKernel(random);
      expectValid(kernel, target, chooseTile(kernel, target));
      if (HasFailure())
        FAIL() << "round " << round << ", " << target.vectorBytes << " bytes";
    }
}

TEST(CostModel, Products) {
  for (const rt::TargetInfo &target : {machine(16, 16), machine(32, 16), machine(64, 32)})
    for (int64_t m : {-1, 1, 2, 5, 6, 7, 24, 25, 100})
      for (int64_t n : {-1, 1, 3, 8, 15, 16, 17, 33, 256})
        for (int64_t k : {-1, 1, 4, 64}) {
          KernelShape kernel = product(m, n, k);
          expectValid(kernel, target, chooseTile(kernel, target));
        }
}

TEST(CostModel, ProductTakesColumnsAsVectorAndRowsAsBlock) {
  TileChoice wide = chooseTile(product(60, 64, 64), machine(64, 32));
  EXPECT_EQ(wide.vector, 1);
  EXPECT_EQ(wide.lanes, 16);
  EXPECT_EQ(wide.row, 0);
  EXPECT_EQ(wide.rows * wide.vectors, 24);
  TileChoice narrow = chooseTile(product(60, 64, 64), machine(16, 16));
  EXPECT_EQ(narrow.lanes, 4);
  EXPECT_EQ(narrow.rows * narrow.vectors, 12);
}

TEST(CostModel, RowsAreBalanced) { // 7 rows: not 6 and 1
  TileChoice tile = chooseTile(product(7, 64, 64), machine(32, 16));
  EXPECT_EQ(tile.vectors, 2);
  EXPECT_EQ(tile.rows, 4);
}

TEST(CostModel, OneRowHasNoBlock) {
  TileChoice tile = chooseTile(product(1, 64, 64), machine(32, 16));
  EXPECT_EQ(tile.vector, 1);
  EXPECT_EQ(tile.row, -1);
  EXPECT_EQ(tile.rows, 1);
}

TEST(CostModel, ShortLoopsTakeShortVectors) {
  KernelShape kernel;
  kernel.loops = {{3, false}};
  kernel.operands = {operand(1, {0}), operand(1, {0}, true)};
  EXPECT_EQ(chooseTile(kernel, machine(64, 32)).lanes, 4); // masked
  kernel.loops = {{1, false}};
  TileChoice scalar = chooseTile(kernel, machine(64, 32));
  EXPECT_EQ(scalar.vector, -1);
  EXPECT_EQ(scalar.lanes, 1);
}

TEST(CostModel, SumAlongRowsNeedsAnAssociativeCombiner) {
  KernelShape kernel;
  kernel.loops = {{16, false}, {1024, true}};
  kernel.operands = {operand(2, {0, 1}), operand(2, {0}, true)};
  kernel.reassociable = true;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).vector, 1);
  kernel.reassociable = false;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).vector, 0);
}

TEST(CostModel, BigWeightsAreReadOnce) { // what does not fit the cache is the outermost loop's
  KernelShape kernel = product(64, 4096, 4096);
  kernel.operands[1].bytes = 64 << 20;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).order.front(), 1);
  kernel.operands[1].bytes = 1 << 10;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).order.front(), 0);
}

TEST(CostModel, ScatteredResultsTakeSmallBlocks) { // stored one by one: C is written column by column
  KernelShape kernel = product(128, 128, 512);
  kernel.operands[2] = operand(3, {1, 0}, true);
  TileChoice tile = chooseTile(kernel, machine(64, 32));
  EXPECT_EQ(tile.vector, 1); // what is touched once does not outweigh the sum over k
  EXPECT_LE(tile.rows * tile.vectors * tile.lanes, 128);
}

TEST(CostModel, OneBlockOfRowsIsNotShared) { // threads share the columns of a short, wide product
  TileChoice tile = chooseTile(product(7, 2000, 64), machine(64, 32));
  ASSERT_EQ(tile.row, 0);
  EXPECT_EQ(tile.order.front(), tile.vector);
}

TEST(CostModel, WidestElementSetsTheLanes) {
  KernelShape kernel;
  kernel.loops = {{1000, false}};
  kernel.operands = {operand(1, {0}), operand(1, {0}, true)};
  kernel.elementBits = 64;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).lanes, 4);
  kernel.elementBits = 8;
  EXPECT_EQ(chooseTile(kernel, machine(32, 16)).lanes, 32);
}
