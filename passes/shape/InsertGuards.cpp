// `ingot-insert-guards`: the checks that a call must make, without those that are proved. Fifth in the shape
// stage. SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"

#include "mlir/IR/Remarks.h"

namespace ingot {
#define GEN_PASS_DEF_INSERTGUARDS
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct InsertGuards : ingot::impl::InsertGuardsBase<InsertGuards> {
  void runOnOperation() override {
    sym::Facts facts;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      facts.setBounds(symbol.getName(), {symbol.minimum(), symbol.maximum()});
    for (auto promise : getOperation().getOps<sym::AssertOp>())
      facts.assume(promise.getCondition());
    for (auto guard : llvm::make_early_inc_range(getOperation().getOps<sym::GuardOp>()))
      if (failed(keepOrDrop(guard, facts)))
        return signalPassFailure();
  }

private:
  // The condition is kept as it was found: it names the sizes that the message names.
  static LogicalResult keepOrDrop(sym::GuardOp guard, sym::Facts &facts) {
    sym::ExprAttr condition = facts.simplify(guard.getCondition());
    if (condition && condition.isConstant(0))
      return guard.emitError() << guard.getMessage();
    auto options = remark::RemarkOpts::name("InsertGuards").category("ingot-shape");
    if (condition && condition.isConstant()) {
      remark::passed(guard.getLoc(), options) << "proved: " << guard.getMessage();
      guard.erase();
      return success();
    }
    remark::missed(guard.getLoc(), options) << "each call checks: " << guard.getMessage();
    facts.assume(guard.getCondition());
    return success();
  }
};
} // namespace
