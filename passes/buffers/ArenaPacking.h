// Where buffers go in one block of memory: a pure function, unit-tested. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace ingot {

/// A buffer that is alive from step `first` to step `last`, both included.
struct ArenaBuffer {
  int64_t bytes = 0;
  int64_t first = 0, last = 0;
};

/// Offsets, and the bytes that they need together.
struct ArenaPlan {
  llvm::SmallVector<int64_t> offsets;
  int64_t bytes = 0;
};

/// Places buffers largest first at the lowest aligned offset that is free during their lifetime. The result is at
/// least the greatest sum of sizes alive at one step, and in practice close to it.
ArenaPlan packArena(llvm::ArrayRef<ArenaBuffer> buffers, int64_t alignment);

/// The slot of each buffer when a slot is reused as soon as its buffer is dead; buffers in order of `first`.
llvm::SmallVector<int64_t> assignSlots(llvm::ArrayRef<ArenaBuffer> buffers);

} // namespace ingot
