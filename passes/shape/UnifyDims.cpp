// `ingot-unify-dims`: one name for sizes that are equal. Fourth in the shape stage.
// SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"
#include "passes/shape/Rewrite.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ingot {
#define GEN_PASS_DEF_UNIFYDIMS
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct UnifyDims : ingot::impl::UnifyDimsBase<UnifyDims> {
  void runOnOperation() override {
    sym::Facts facts = sym::Facts::of(getOperation());
    // The same few sizes appear everywhere; simplify each once.
    llvm::DenseMap<sym::ExprAttr, sym::ExprAttr> known;
    auto map = [&](sym::ExprAttr expr) {
      auto [entry, isNew] = known.try_emplace(expr);
      if (isNew) {
        sym::ExprAttr simplified = facts.simplify(expr);
        known[expr] = simplified;
        return simplified;
      }
      return entry->second;
    };
    if (failed(shape::rewriteSizes(getOperation(), map, /*keepInputs=*/true)))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        retypeInputs(function, map);
  }

private:
  // What reads an input sees the sizes as everything else does; the input itself says what a call passes.
  static void retypeInputs(func::FuncOp function, shape::SizeMap map) {
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    for (BlockArgument argument : function.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      SmallVector<sym::ExprAttr> dims = type ? sym::dimsOf(type) : SmallVector<sym::ExprAttr>();
      for (sym::ExprAttr &dim : dims)
        dim = dim ? map(dim) : dim;
      RankedTensorType unified = type ? sym::tensorTypeOf(dims, type.getElementType()) : type;
      if (unified == type || !unified || argument.use_empty())
        continue;
      auto reshape = nn::ReshapeOp::create(builder, argument.getLoc(), unified, argument, Value());
      argument.replaceAllUsesExcept(reshape.getResult(), reshape);
    }
    Operation *last = function.getBody().back().getTerminator();
    function.setFunctionType(FunctionType::get(function.getContext(), function.getArgumentTypes(),
                                               llvm::to_vector(last->getOperandTypes())));
  }
};
} // namespace
