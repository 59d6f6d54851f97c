// Slots of the arena with symbolic sizes: a slot is as large as its largest buffer. SPDX-License-Identifier: Apache-2.0
#include "passes/buffers/ArenaSlots.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ingot {
namespace {

/// The constant factor of a size, and what it multiplies.
std::pair<int64_t, sym::ExprAttr> splitFactor(sym::ExprAttr bytes) {
  if (bytes.getKind() != sym::ExprKind::Mul || !bytes.getOperands().front().isConstant())
    return {1, bytes};
  sym::ExprAttr rest = sym::product(bytes.getContext(), bytes.getOperands().drop_front());
  return {bytes.getOperands().front().getValue(), rest};
}

/// The slot of each buffer, and the size of each slot.
struct Slots {
  SmallVector<int64_t> of;
  SmallVector<sym::ExprAttr> sizes;
};

Slots shareAll(ArrayRef<ArenaBuffer> lives, ArrayRef<sym::ExprAttr> bytes) {
  Slots slots{assignSlots(lives), {}};
  for (auto [size, slot] : llvm::zip(bytes, slots.of)) {
    if (slot == static_cast<int64_t>(slots.sizes.size()))
      slots.sizes.push_back(size);
    else
      slots.sizes[slot] = sym::max(slots.sizes[slot], size);
  }
  return slots;
}

Slots shareAlike(ArrayRef<ArenaBuffer> lives, ArrayRef<sym::ExprAttr> bytes) {
  llvm::MapVector<Attribute, SmallVector<size_t>> alike;
  for (auto [number, size] : llvm::enumerate(bytes))
    alike[splitFactor(size).second].push_back(number);
  Slots slots;
  slots.of.resize(bytes.size());
  for (auto &[rest, members] : alike) {
    SmallVector<ArenaBuffer> theirs = llvm::map_to_vector(members, [&](size_t number) { return lives[number]; });
    SmallVector<int64_t> factors;
    for (auto [number, slot] : llvm::zip(members, assignSlots(theirs))) {
      slots.of[number] = static_cast<int64_t>(slots.sizes.size()) + slot;
      if (slot == static_cast<int64_t>(factors.size()))
        factors.push_back(0);
      factors[slot] = std::max(factors[slot], splitFactor(bytes[number]).first);
    }
    for (int64_t factor : factors)
      slots.sizes.push_back(sym::mul(cast<sym::ExprAttr>(rest), factor));
  }
  return slots;
}

std::optional<SlotPlan> place(const Slots &slots, MLIRContext *context, int64_t begin, int64_t alignment) {
  SmallVector<sym::ExprAttr> starts;
  sym::ExprAttr end = sym::constant(context, begin);
  for (sym::ExprAttr size : slots.sizes) {
    starts.push_back(end);
    end = sym::add(end, sym::mul(sym::ceilDiv(size, alignment), alignment));
    if (!end)
      return std::nullopt;
  }
  SlotPlan plan;
  for (int64_t slot : slots.of)
    plan.offsets.push_back(starts[slot]);
  plan.end = end;
  return plan;
}

} // namespace

std::optional<SlotPlan> planSlots(ArrayRef<ArenaBuffer> lives, ArrayRef<sym::ExprAttr> bytes, int64_t begin,
                                  int64_t alignment) {
  if (bytes.empty())
    return std::nullopt;
  MLIRContext *context = bytes.front().getContext();
  std::optional<SlotPlan> plan = place(shareAll(lives, bytes), context, begin, alignment);
  return plan ? plan : place(shareAlike(lives, bytes), context, begin, alignment);
}

} // namespace ingot
