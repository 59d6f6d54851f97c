// `ingot-recognize-patterns`: replaces compositions by the operation they mean. Runs before
// `ingot-fuse-affine`. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "passes/simplify/Recognize.h"
#include "passes/simplify/TypedBuilder.h"

namespace ingot {
#define GEN_PASS_DEF_RECOGNIZEPATTERNS
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;

namespace {
struct RecognizePatterns : ingot::impl::RecognizePatternsBase<RecognizePatterns> {
  void runOnOperation() override {
    if (failed(ingot::verifyRanked(getOperation())))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    ingot::populateIdentityPatterns(patterns);
    ingot::populateReshapePatterns(patterns);
    ingot::populateActivationPatterns(patterns);
    ingot::populateGatherPatterns(patterns);
    ingot::populatePaddingPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
