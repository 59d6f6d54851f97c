// ingot-hoist-invariants: what every iteration of a loop would compute again is computed once, before it.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "passes/linalg/Passes.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_HOISTINVARIANTS
#include "passes/linalg/Passes.h.inc"

namespace {
struct HoistInvariants : impl::HoistInvariantsBase<HoistInvariants> {
  void runOnOperation() override {
    SmallVector<LoopLikeOpInterface> loops; // inner ones first
    getOperation().walk([&](LoopLikeOpInterface loop) { loops.push_back(loop); });
    for (LoopLikeOpInterface loop : loops)
      hoist(loop);
  }

  /// A size that an iteration stores is read after that.
  static void hoist(LoopLikeOpInterface loop) {
    llvm::StringSet<> stored;
    loop->walk([&](rt::SetSymbolOp set) { stored.insert(set.getName()); });
    moveLoopInvariantCode(
        loop.getLoopRegions(), [&](Value value, Region *) { return loop.isDefinedOutsideOfLoop(value); },
        [&](Operation *op, Region *) {
          auto size = dyn_cast<sym::SizeOp>(op);
          return isMemoryEffectFree(op) && isSpeculatable(op) && !(size && reads(size.getExpr(), stored));
        },
        [&](Operation *op, Region *) { loop.moveOutOfLoop(op); });
  }

  static bool reads(sym::ExprAttr expr, const llvm::StringSet<> &stored) {
    llvm::SetVector<StringRef> names;
    sym::collectSymbols(expr, names);
    return llvm::any_of(names, [&](StringRef name) { return stored.contains(name); });
  }
};
} // namespace
} // namespace ingot
