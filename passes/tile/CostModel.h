// The cost model: which loops become vectors and register blocks. A pure function, unit-tested.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/rt/TargetAttr.h"
#include "passes/Access.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace ingot {

/// One loop of an operation. `size` is -1 where it is only known at run time.
struct LoopShape {
  int64_t size = -1;
  bool reduction = false;
};

/// One operand as the cost model sees it.
struct OperandShape {
  /// For each loop, what the operand does when that loop becomes the vector.
  llvm::SmallVector<LaneAccess> access;
  /// For each loop, whether the address depends on it.
  llvm::SmallVector<bool> depends;
  bool output = false;
  /// Touched once for each result element, outside the reduction loops: outputs, and what an epilogue reads.
  bool once = false;
  /// Bytes of the whole operand, or -1.
  int64_t bytes = -1;
};

struct KernelShape {
  llvm::SmallVector<LoopShape> loops;
  llvm::SmallVector<OperandShape> operands;
  /// Width of the widest element that the kernel touches.
  unsigned elementBits = 32;
  /// The reduction may be done lane by lane and then across lanes (its combiner is associative and known).
  bool reassociable = false;
};

/// What `#rt.tile` holds.
struct TileChoice {
  int64_t vector = -1, lanes = 1, vectors = 1, row = -1, rows = 1;
  llvm::SmallVector<int64_t> order;
};

/// Picks the tile with the lowest estimated cost. Always succeeds: lanes = 1 is scalar code.
TileChoice chooseTile(const KernelShape &kernel, const rt::TargetInfo &target);

} // namespace ingot
