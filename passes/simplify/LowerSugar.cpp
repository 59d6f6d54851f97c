// `ingot-lower-sugar`: replaces operations that others of the dialect can express. The first pass of the
// simplify stage: everything after it sees core operations only. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "passes/simplify/Sugar.h"
#include "passes/simplify/TypedBuilder.h"

namespace ingot {
#define GEN_PASS_DEF_LOWERSUGAR
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;

namespace {
struct LowerSugar : ingot::impl::LowerSugarBase<LowerSugar> {
  void runOnOperation() override {
    if (failed(ingot::verifyRanked(getOperation())))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    ingot::populateMoveSugarPatterns(patterns);
    ingot::populateNormalizationPatterns(patterns);
    ingot::populateReductionPatterns(patterns);
    ingot::populateQuantizationSugarPatterns(patterns);
    ingot::populateRecurrentPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
