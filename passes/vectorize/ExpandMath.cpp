// ingot-expand-math: transcendental functions become polynomials on vectors. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/TargetAttr.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Utils/VectorUtils.h"
#include "passes/vectorize/ExpandDouble.h"
#include "passes/vectorize/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_EXPANDMATH
#include "passes/vectorize/Passes.h.inc"

namespace {

/// max(x, c) with a constant c that is a number: `c > x ? c : x` keeps a NaN in x and is one instruction on x86.
template <typename Op, arith::CmpFPredicate predicate>
struct SelectExtreme : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Value x = op.getLhs(), c = op.getRhs();
    FloatAttr number;
    auto isNumber = [&](Value value) {
      Attribute attribute;
      if (!matchPattern(value, m_Constant(&attribute)))
        return false;
      if (auto splat = dyn_cast<SplatElementsAttr>(attribute))
        attribute = splat.getSplatValue<Attribute>();
      number = dyn_cast<FloatAttr>(attribute);
      return number && !number.getValue().isNaN();
    };
    if (!isNumber(c))
      std::swap(x, c);
    if (!isNumber(c))
      return rewriter.notifyMatchFailure(op, "no operand is a constant number");
    Value pick = arith::CmpFOp::create(rewriter, op.getLoc(), predicate, c, x);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, pick, c, x);
    return success();
  }
};

/// Targets without a fused multiply-add would call fmaf.
struct SplitFma : OpRewritePattern<math::FmaOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::FmaOp op, PatternRewriter &rewriter) const override {
    Value product = arith::MulFOp::create(rewriter, op.getLoc(), op.getA(), op.getB());
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, product, op.getC());
    return success();
  }
};

struct ExpandMath : impl::ExpandMathBase<ExpandMath> {
  void runOnOperation() override {
    rt::TargetInfo target = rt::readTarget(getOperation());
    RewritePatternSet patterns(&getContext());
    patterns.add<SelectExtreme<arith::MaximumFOp, arith::CmpFPredicate::OGT>,
                 SelectExtreme<arith::MinimumFOp, arith::CmpFPredicate::OLT>>(&getContext());
    math::populateExpansionPatterns(
        patterns, {"asinh", "acosh", "atanh", "sinh", "cosh", "tan", "exp2", "powf", "round", "fpowi"});
    populateDoublePatterns(patterns);
    populateMathPolynomialApproximationPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    if (target.hasFma)
      return;
    RewritePatternSet split(&getContext());
    split.add<SplitFma>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(split))))
      return signalPassFailure();
  }
};

} // namespace
} // namespace ingot
