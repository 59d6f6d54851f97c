// `ingot-choose-layout`: channels last for convolutions and pools, and no transposes between them. Runs after
// `ingot-fuse-affine`, last before the clean-up of the stage. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "passes/simplify/Constants.h"
#include "passes/simplify/Layout.h"
#include "passes/simplify/Recognize.h"
#include "passes/simplify/Remark.h"

namespace ingot {
#define GEN_PASS_DEF_CHOOSELAYOUT
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "ChooseLayout";

/// A convolution whose generated code runs along channels: all of them, or each on its own. Others follow
/// when their input has channels last already, as pools do.
bool prefersChannelsLast(nn::ConvOp conv) {
  sym::ExprAttr perGroup = dimsOf(conv.getWeights())[1];
  return conv.getGroup() == 1 || (perGroup && perGroup.isConstant(1));
}

void putChannelsLast(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  function.walk([&](nn::ConvOp conv) {
    Permutation permutation = toChannelsFirst(rankedType(conv.getResult()).getRank());
    if (!canPermute(conv, permutation))
      return;
    if (!prefersChannelsLast(conv)) {
      remarkMissed(conv, passName, "left channels first: several groups of several channels");
      return;
    }
    remarkDone(conv, passName, "put channels last");
    rewriter.setInsertionPoint(conv);
    Value result = permute(rewriter, conv, permutation);
    rewriter.replaceOpWithNewOp<nn::TransposeOp>(conv, conv.getType(), result, permutation);
  });
}

/// A transpose that moves only axes of size 1 moves no data.
struct ReshapeForTranspose : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    if (!movesUnitAxesOnly(dimsOf(op.getInput()), op.getPermutation()))
      return failure();
    rewriter.replaceOp(op, TypedBuilder(rewriter, op.getLoc()).reshape(op.getInput(), op.getType()));
    return success();
  }
};

/// A padding before a convolution takes the order of axes that the convolution wants, as its own padding would: the
/// transpose moves less, and can be part of what makes the data.
struct TransposeBeforePad : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<nn::PadOp>();
    Permutation inverse = inverseOf(op.getPermutation());
    bool isForConv = op->hasOneUse() && isa<nn::ConvOp>(*op->user_begin());
    if (!pad || !pad->hasOneUse() || !isForConv || !canPermute(pad, inverse))
      return failure();
    rewriter.replaceOp(op, permute(rewriter, pad, inverse));
    return success();
  }
};

struct ChooseLayout : ingot::impl::ChooseLayoutBase<ChooseLayout> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (failed(verifyRanked(function)))
      return signalPassFailure();
    putChannelsLast(function);
    // Down, then up what is stuck, then down again what that has set free.
    if (failed(apply(populateSinkPatterns)) || failed(apply(populateHoistPatterns)) ||
        failed(apply(populateSinkPatterns)) || failed(apply(populateFinalPatterns)))
      return signalPassFailure();
    function.walk([](nn::TransposeOp transpose) {
      if (!isConstantExpression(transpose))
        remarkMissed(transpose, passName, "a transpose of data is left");
    });
  }

private:
  static void populateFinalPatterns(RewritePatternSet &patterns) {
    patterns.add<ReshapeForTranspose, TransposeBeforePad>(patterns.getContext());
    populateReshapePatterns(patterns);
  }

  LogicalResult apply(void (*populate)(RewritePatternSet &)) {
    RewritePatternSet patterns(&getContext());
    populate(patterns);
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    return applyPatternsGreedily(getOperation(), std::move(patterns), config);
  }
};
} // namespace
