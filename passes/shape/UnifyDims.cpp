// `ingot-unify-dims`: one name for sizes that are equal. Fourth in the shape stage.
// SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"
#include "passes/shape/Rewrite.h"

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
      signalPassFailure();
  }
};
} // namespace
