// Where buffers go in one block of memory. SPDX-License-Identifier: Apache-2.0
#include "passes/buffers/ArenaPacking.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

namespace ingot {

static bool overlap(const ArenaBuffer &a, const ArenaBuffer &b) { return a.first <= b.last && b.first <= a.last; }

ArenaPlan packArena(llvm::ArrayRef<ArenaBuffer> buffers, int64_t alignment) {
  ArenaPlan plan;
  plan.offsets.assign(buffers.size(), 0);
  llvm::SmallVector<size_t> order;
  for (size_t index = 0; index < buffers.size(); ++index)
    order.push_back(index);
  llvm::sort(order, [&](size_t a, size_t b) {
    return buffers[a].bytes != buffers[b].bytes ? buffers[a].bytes > buffers[b].bytes : a < b;
  });
  llvm::SmallVector<size_t> placed; // by offset
  for (size_t index : order) {
    int64_t offset = 0;
    for (size_t other : placed) {
      if (!overlap(buffers[index], buffers[other]))
        continue;
      if (offset + buffers[index].bytes <= plan.offsets[other])
        break; // fits in the gap before this one
      int64_t end = plan.offsets[other] + buffers[other].bytes;
      offset = std::max(offset, static_cast<int64_t>(llvm::alignTo(static_cast<uint64_t>(end), alignment)));
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + buffers[index].bytes);
    placed.insert(
        llvm::upper_bound(placed, index, [&](size_t a, size_t b) { return plan.offsets[a] < plan.offsets[b]; }), index);
  }
  plan.bytes = static_cast<int64_t>(llvm::alignTo(static_cast<uint64_t>(plan.bytes), alignment));
  return plan;
}

llvm::SmallVector<int64_t> assignSlots(llvm::ArrayRef<ArenaBuffer> buffers) {
  llvm::SmallVector<int64_t> slots, busyUntil;
  for (const ArenaBuffer &buffer : buffers) {
    auto *free = llvm::find_if(busyUntil, [&](int64_t last) { return last < buffer.first; });
    slots.push_back(free - busyUntil.begin());
    if (free == busyUntil.end())
      busyUntil.push_back(buffer.last);
    else
      *free = buffer.last;
  }
  return slots;
}

} // namespace ingot
