// Places in the arena for buffers whose sizes are formulas. Part of ingot-plan-arena.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "passes/buffers/ArenaPacking.h"

#include <optional>

namespace ingot {

/// Where buffers begin, and where the last one ends; in bytes.
struct SlotPlan {
  llvm::SmallVector<sym::ExprAttr> offsets;
  sym::ExprAttr end;
};

/// Gives buffers with the lifetimes `lives`, in order of `first`, and the sizes `bytes` places from `begin` on.
/// A place is used again when its buffer is dead, for a buffer of any size. Where the formula of the end gets too long
/// (many sizes in one place), only sizes that differ by a constant factor share a place. Nothing where that is too long
/// as well.
std::optional<SlotPlan> planSlots(llvm::ArrayRef<ArenaBuffer> lives, llvm::ArrayRef<sym::ExprAttr> bytes, int64_t begin,
                                  int64_t alignment);

} // namespace ingot
