// The cost model: which loops become vectors and register blocks. SPDX-License-Identifier: Apache-2.0
#include "passes/tile/CostModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace llvm;

namespace ingot {

/// A size that stands for one known only at run time.
static int64_t assumed(const LoopShape &loop) { return loop.size < 0 ? 64 : loop.size; }

/// Relative cost of one element when loop `candidate` is cut into `lanes`: memory accesses of all operands, with a
/// scattered access as dear as one access for each lane, spread over the lanes that do useful work.
static double costOf(const KernelShape &kernel, int64_t candidate, int64_t lanes) {
  double cost = 1, reduced = 1;
  for (const LoopShape &loop : kernel.loops)
    reduced *= loop.reduction ? static_cast<double>(std::max<int64_t>(assumed(loop), 1)) : 1;
  for (const OperandShape &operand : kernel.operands) {
    double access = 0;
    switch (operand.access[candidate]) {
    case LaneAccess::Invariant:
      access = 0.5;
      break;
    case LaneAccess::Contiguous:
      access = 1;
      break;
    case LaneAccess::Scattered:
      access = (operand.output ? 1.5 : 1.25) * static_cast<double>(lanes);
      break;
    }
    cost += operand.once ? access / reduced : access;
  }
  int64_t size = assumed(kernel.loops[candidate]);
  double vectors = static_cast<double>(divideCeil(static_cast<uint64_t>(size), static_cast<uint64_t>(lanes)));
  cost *= vectors / static_cast<double>(size);
  if (kernel.loops[candidate].reduction) // the lanes are combined at the end
    cost *= 1.0 + 8.0 / static_cast<double>(size);
  return cost;
}

/// Iterations from which a loop is long enough to be blocked.
static constexpr int64_t enoughRows = 8;

/// The loop that is blocked in registers so that what varies with the vector is loaded once for many rows: a parallel
/// loop that at least one varying input does not depend on. The innermost one that is long enough is best, because
/// its rows are neighbours in memory; else the longest.
static int64_t chooseRow(const KernelShape &kernel, int64_t vector) {
  int64_t best = -1, bestSize = 1;
  for (size_t index = 0; index < kernel.loops.size(); ++index) {
    const LoopShape &loop = kernel.loops[index];
    if (loop.reduction || static_cast<int64_t>(index) == vector)
      continue;
    bool reuse = any_of(kernel.operands, [&](const OperandShape &operand) {
      return !operand.once && !operand.depends[index] && operand.depends[vector];
    });
    int64_t size = std::min(assumed(loop), enoughRows);
    if (reuse && assumed(loop) > 1 && size >= bestSize) {
      best = static_cast<int64_t>(index);
      bestSize = size;
    }
  }
  return best;
}

/// Splits `size` into the fewest blocks of at most `limit`, as equal as possible.
static int64_t balanced(int64_t size, int64_t limit) {
  if (size <= limit)
    return std::max<int64_t>(size, 1);
  int64_t blocks = static_cast<int64_t>(divideCeil(static_cast<uint64_t>(size), static_cast<uint64_t>(limit)));
  return static_cast<int64_t>(divideCeil(static_cast<uint64_t>(size), static_cast<uint64_t>(blocks)));
}

/// Elements of a register block that may be stored one by one.
static constexpr int64_t scatteredElements = 128;

/// Vectors and rows of one register block: the accumulators leave room for the operands of one step.
static void chooseBlock(const KernelShape &kernel, const rt::TargetInfo &target, TileChoice &tile) {
  bool reduces = any_of(kernel.loops, [](const LoopShape &loop) { return loop.reduction; });
  const LoopShape &vectorLoop = kernel.loops[tile.vector];
  int64_t available =
      static_cast<int64_t>(divideCeil(static_cast<uint64_t>(assumed(vectorLoop)), static_cast<uint64_t>(tile.lanes)));
  if (!reduces || tile.lanes == 1) {
    tile.vectors = tile.lanes == 1 ? 1 : std::min<int64_t>(available, 4);
    return;
  }
  if (vectorLoop.reduction) {
    tile.vectors = std::min<int64_t>(available, 4);
    return;
  }
  tile.row = chooseRow(kernel, tile.vector);
  int64_t accumulators = target.vectorRegisters >= 32 ? 24 : 12;
  if (tile.row < 0) {
    tile.vectors = std::min<int64_t>(available, 4);
    return;
  }
  // Elements that go to scattered places are stored one by one: a big block of them would be mostly that code.
  bool scatters = any_of(kernel.operands, [&](const OperandShape &operand) {
    return operand.once && operand.access[tile.vector] == LaneAccess::Scattered;
  });
  if (scatters)
    accumulators = std::min(accumulators, std::max<int64_t>(scatteredElements / tile.lanes, 4));
  tile.vectors = std::min<int64_t>(available, 2);
  int64_t size = kernel.loops[tile.row].size;
  int64_t limit = accumulators / tile.vectors;
  if (tile.vectors == 1) // one load for each row and step: more rows than this gain nothing
    limit = std::min<int64_t>(limit, 14);
  tile.rows = size < 0 ? std::min<int64_t>(limit, 6) : balanced(size, limit);
}

/// Loops outermost first: single iterations last; the vector loop goes outermost where an operand that varies with it
/// does not fit half the level 2 cache, else just outside the row loop.
static void chooseOrder(const KernelShape &kernel, const rt::TargetInfo &target, TileChoice &tile) {
  SmallVector<int64_t> outer, single;
  for (auto [index, loop] : enumerate(kernel.loops)) {
    int64_t dim = static_cast<int64_t>(index);
    if (loop.reduction || dim == tile.vector || dim == tile.row)
      continue;
    (loop.size == 1 ? single : outer).push_back(dim);
  }
  // The outermost loop is what threads share: a batch known at run time only may be 1, so a long loop goes outside it.
  auto isLong = [&](int64_t loop) { return kernel.loops[loop].size >= 16; };
  if (!outer.empty() && kernel.loops[outer.front()].size < 0)
    if (auto *found = find_if(outer, isLong); found != outer.end())
      std::rotate(outer.begin(), found, found + 1);
  bool streams = any_of(kernel.operands, [&](const OperandShape &operand) {
    return !operand.once && tile.row >= 0 && operand.depends[tile.vector] && !operand.depends[tile.row] &&
           operand.bytes > static_cast<int64_t>(target.level2Bytes / 2);
  });
  bool vectorIsParallel = tile.vector >= 0 && !kernel.loops[tile.vector].reduction;
  if (vectorIsParallel && streams)
    tile.order.push_back(tile.vector);
  append_range(tile.order, outer);
  // Without a loop outside, rows are what threads share, if there is more than one block of them.
  bool rowFirst = outer.empty() && !streams && tile.row >= 0 &&
                  (kernel.loops[tile.row].size < 0 || kernel.loops[tile.row].size > tile.rows);
  if (rowFirst)
    tile.order.push_back(tile.row);
  if (vectorIsParallel && !streams)
    tile.order.push_back(tile.vector);
  if (tile.row >= 0 && !rowFirst)
    tile.order.push_back(tile.row);
  append_range(tile.order, single);
}

TileChoice chooseTile(const KernelShape &kernel, const rt::TargetInfo &target) {
  TileChoice tile;
  int64_t lanes = target.lanes(kernel.elementBits);
  double best = costOf(kernel, 0, 1) * 1e9;
  for (auto [index, loop] : enumerate(kernel.loops)) {
    int64_t dim = static_cast<int64_t>(index);
    if ((loop.reduction && !kernel.reassociable) || (loop.size >= 0 && loop.size < 2))
      continue;
    double cost = costOf(kernel, dim, lanes);
    if (cost < best) {
      best = cost;
      tile.vector = dim;
    }
  }
  if (tile.vector < 0) { // nothing to vectorise: scalar loops
    chooseOrder(kernel, target, tile);
    return tile;
  }
  // Short loops take the narrowest vector that holds them.
  int64_t size = kernel.loops[tile.vector].size;
  tile.lanes = lanes;
  bool reduction = kernel.loops[tile.vector].reduction; // its remainder is scalar, a parallel loop's is masked
  while (size > 0 && tile.lanes > 1 && (reduction ? tile.lanes > size : tile.lanes / 2 >= size))
    tile.lanes /= 2;
  chooseBlock(kernel, target, tile);
  chooseOrder(kernel, target, tile);
  return tile;
}

} // namespace ingot
