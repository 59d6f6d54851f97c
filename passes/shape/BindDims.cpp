// `ingot-bind-dims`: the user's bounds of named sizes. Second in the shape stage.
// SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"
#include "passes/shape/Rewrite.h"

#include "llvm/ADT/StringMap.h"

namespace ingot {
#define GEN_PASS_DEF_BINDDIMS
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

static constexpr llvm::StringLiteral dimsName = "ingot.dims";

namespace {
struct BindDims : ingot::impl::BindDimsBase<BindDims> {
  void runOnOperation() override {
    Attribute attribute = getOperation()->getAttr(dimsName);
    if (!attribute)
      return;
    auto dims = dyn_cast<DictionaryAttr>(attribute);
    if (!dims) {
      getOperation().emitError() << "expected 'ingot.dims' to be a dictionary of bounds, got " << attribute;
      return signalPassFailure();
    }
    for (NamedAttribute entry : dims)
      if (failed(bind(entry)))
        return signalPassFailure();
    if (failed(substituteConstants()))
      return signalPassFailure();
    getOperation()->removeAttr(dimsName);
    if (!unknown.empty())
      getOperation()->setAttr(dimsName, DictionaryAttr::get(&getContext(), unknown));
  }

private:
  LogicalResult bind(NamedAttribute entry) {
    StringRef name = entry.getName();
    auto bounds = dyn_cast<DenseI64ArrayAttr>(entry.getValue());
    if (!bounds || bounds.size() != 2)
      return getOperation().emitError() << "expected two bounds for dimension '" << name << "', got "
                                        << entry.getValue();
    int64_t low = bounds[0], high = bounds[1];
    if (low < 0 || low > high)
      return getOperation().emitError() << "expected bounds of dimension '" << name
                                        << "' with 0 <= least <= greatest, got " << low << " and " << high;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>()) {
      if (symbol.getName() != name)
        continue;
      symbol.setMin(low);
      if (high == INT64_MAX)
        symbol.removeMaxAttr();
      else
        symbol.setMax(high);
      if (low == high)
        constants[name] = low;
      return success();
    }
    unknown.push_back(entry); // perhaps of a size that only the data knows; inference finds those
    return success();
  }

  LogicalResult substituteConstants() {
    if (constants.empty())
      return success();
    auto map = [&](sym::ExprAttr expr) {
      return sym::substitute(expr, [&](StringRef name) {
        auto entry = constants.find(name);
        return entry == constants.end() ? sym::ExprAttr() : sym::constant(&getContext(), entry->second);
      });
    };
    if (failed(shape::rewriteSizes(getOperation(), map, /*keepInputs=*/false)))
      return failure();
    for (auto promise : llvm::make_early_inc_range(getOperation().getOps<sym::AssertOp>()))
      if (failed(substitute(promise, map)))
        return failure();
    for (auto guard : llvm::make_early_inc_range(getOperation().getOps<sym::GuardOp>()))
      if (failed(substitute(guard, map)))
        return failure();
    for (auto symbol : llvm::make_early_inc_range(getOperation().getOps<sym::SymbolOp>()))
      if (constants.count(symbol.getName()))
        symbol.erase();
    return success();
  }

  // Conditions that hold now go; one that does not hold is the user's contradiction.
  template <typename Condition>
  LogicalResult substitute(Condition op, shape::SizeMap map) {
    sym::ExprAttr condition = map(op.getCondition());
    if (!condition || condition.isConstant(0))
      return op.emitError() << "the given dimensions break the condition " << op.getCondition().str() << ": "
                            << op.getMessage();
    if (condition.isConstant())
      op.erase();
    else
      op.setConditionAttr(condition);
    return success();
  }

  llvm::StringMap<int64_t> constants;
  SmallVector<NamedAttribute> unknown;
};
} // namespace
