// Operations that only move elements, and clamp, in terms of slice, reshape, transpose, max and min.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "passes/simplify/Sugar.h"
#include "passes/simplify/TypedBuilder.h"

using namespace mlir;
using namespace ingot;

namespace {

struct LowerSplit : OpRewritePattern<nn::SplitOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SplitOp op, PatternRewriter &rewriter) const override {
    int64_t rank = rankedType(op.getInput()).getRank();
    int64_t axis = nn::normalizeAxis(op.getAxis(), rank);
    TypedBuilder build(rewriter, op.getLoc());
    sym::ExprAttr start = build.size(0);
    SmallVector<Value> parts;
    for (Value result : op.getResults()) {
      SmallVector<Attribute> offsets(rank, build.size(0));
      offsets[axis] = start;
      parts.push_back(nn::SliceOp::create(rewriter, op.getLoc(), result.getType(), op.getInput(), Value(),
                                          Value(), Value(), Value(), rewriter.getArrayAttr(offsets),
                                          rewriter.getDenseI64ArrayAttr(SmallVector<int64_t>(rank, 1))));
      start = sym::add(start, dimsOf(result)[axis]);
      if (!start)
        return op.emitOpError("expected an end of each part within 64 bits");
    }
    rewriter.replaceOp(op, parts);
    return success();
  }
};

/// squeeze, unsqueeze, flatten: the result type says everything.
template <typename OpTy>
struct LowerToReshape : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, TypedBuilder(rewriter, op.getLoc()).reshape(op.getInput(), op.getType()));
    return success();
  }
};

/// [N, C, H, W] -> [N, b, b, C/bb, H, W] (or [N, C/bb, b, b, H, W]) -> [N, C/bb, H, b, W, b] -> [N, C/bb, Hb,
/// Wb].
struct LowerDepthToSpace : OpRewritePattern<nn::DepthToSpaceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::DepthToSpaceOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Dims in = dimsOf(op.getInput()), out = dimsOf(op.getResult());
    sym::ExprAttr block = build.size(op.getBlock());
    Value split = op.getColumnRow()
                      ? build.reshape(op.getInput(), {in[0], out[1], block, block, in[2], in[3]})
                      : build.reshape(op.getInput(), {in[0], block, block, out[1], in[2], in[3]});
    SmallVector<int64_t> permutation =
        op.getColumnRow() ? SmallVector<int64_t>{0, 1, 4, 2, 5, 3} : SmallVector<int64_t>{0, 3, 4, 1, 5, 2};
    rewriter.replaceOp(op, build.reshape(build.transpose(split, permutation), op.getType()));
    return success();
  }
};

/// [N, C, Hb, Wb] -> [N, C, H, b, W, b] -> [N, b, b, C, H, W] -> [N, bbC, H, W].
struct LowerSpaceToDepth : OpRewritePattern<nn::SpaceToDepthOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SpaceToDepthOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Dims in = dimsOf(op.getInput()), out = dimsOf(op.getResult());
    sym::ExprAttr block = build.size(op.getBlock());
    Value split = build.reshape(op.getInput(), {in[0], in[1], out[2], block, out[3], block});
    rewriter.replaceOp(op, build.reshape(build.transpose(split, {0, 3, 5, 1, 2, 4}), op.getType()));
    return success();
  }
};

struct LowerClamp : OpRewritePattern<nn::ClampOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ClampOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Value value = op.getInput();
    if (op.getLow())
      value = build.binary<nn::MaxOp>(value, op.getLow(), op.getType());
    if (op.getHigh())
      value = build.binary<nn::MinOp>(value, op.getHigh(), op.getType());
    rewriter.replaceOp(op, value);
    return success();
  }
};

} // namespace

void ingot::populateMoveSugarPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerSplit, LowerToReshape<nn::SqueezeOp>, LowerToReshape<nn::UnsqueezeOp>,
               LowerToReshape<nn::FlattenOp>, LowerDepthToSpace, LowerSpaceToDepth, LowerClamp>(
      patterns.getContext());
}
