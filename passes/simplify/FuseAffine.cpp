// `ingot-fuse-affine`: multiplications and additions by constants after a convolution or a matrix product go
// into its weights and bias. Runs after `ingot-lower-sugar` has made them from batch norms.
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "passes/simplify/Constants.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/TypedBuilder.h"

namespace ingot {
#define GEN_PASS_DEF_FUSEAFFINE
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "FuseAffine";

/// Weights above this many elements are not copied for the sake of one user.
constexpr int64_t maxCopiedElements = 1 << 16;

/// `operand` as a vector over axis `axis` of a result of `rank` axes: rank 1 with all channels or one
/// element. Null where it varies along another axis.
Value asVector(TypedBuilder &build, Value operand, int64_t rank, int64_t axis) {
  Dims dims = dimsOf(operand);
  int64_t offset = rank - static_cast<int64_t>(dims.size());
  sym::ExprAttr size = build.size(1);
  if (offset < 0)
    return {};
  for (auto [index, dim] : llvm::enumerate(dims)) {
    if (static_cast<int64_t>(index) + offset == axis)
      size = dim;
    else if (!dim || !dim.isConstant(1))
      return {};
  }
  return build.reshape(operand, {size});
}

/// True where `operand` varies along `axis` only; asked before anything is built.
bool isVectorAlong(Value operand, int64_t rank, int64_t axis) {
  Dims dims = dimsOf(operand);
  int64_t offset = rank - static_cast<int64_t>(dims.size());
  for (auto [index, dim] : llvm::enumerate(dims))
    if (static_cast<int64_t>(index) + offset != axis && !(dim && dim.isConstant(1)))
      return false;
  return offset >= 0;
}

/// A vector over output channels as a factor of convolution weights [M, C/group, ...].
Value scaleWeights(TypedBuilder &build, nn::ConvOp conv, Value scale) {
  Dims dims(rankedType(conv.getWeights()).getRank(), build.size(1));
  dims[0] = dimsOf(scale)[0];
  return build.binary<nn::MulOp>(conv.getWeights(), build.reshape(scale, dims), conv.getWeights().getType());
}

/// The same for [C, M/group, ...]: channel m is m % (M/group) of the group that input channel c belongs to.
Value scaleWeights(TypedBuilder &build, nn::ConvTransposeOp conv, Value scale) {
  Dims dims = dimsOf(conv.getWeights());
  Dims factor(dims.size(), build.size(1));
  if (dimsOf(scale)[0].isConstant(1) || conv.getGroup() == 1) {
    factor[1] = dimsOf(scale)[0];
    return build.binary<nn::MulOp>(conv.getWeights(), build.reshape(scale, factor),
                                   conv.getWeights().getType());
  }
  sym::ExprAttr groups = build.size(conv.getGroup());
  Dims split{groups, sym::floorDiv(dims[0], groups)};
  split.append(dims.begin() + 1, dims.end());
  factor.insert(factor.begin(), groups);
  factor[2] = dims[1];
  Value weights = build.reshape(conv.getWeights(), split);
  weights = build.binary<nn::MulOp>(weights, build.reshape(scale, factor), weights.getType());
  return build.reshape(weights, dims);
}

/// A vector of one element repeated for all channels.
Value forAllChannels(TypedBuilder &build, Value vector, sym::ExprAttr channels) {
  if (dimsOf(vector)[0] == channels)
    return vector;
  Type type = sym::tensorTypeOf({channels}, build.elementOf(vector));
  return nn::BroadcastOp::create(build.builder, build.loc, type, vector, Value());
}

/// The operand that `OpTy` defines for this operation alone, and the constant beside it.
template <typename OpTy>
std::pair<OpTy, Value> matchOperands(Operation *op) {
  for (unsigned index : {0u, 1u}) {
    auto producer = op->getOperand(index).getDefiningOp<OpTy>();
    Value other = op->getOperand(1 - index);
    if (producer && producer->hasOneUse() && isConstantExpression(other) &&
        producer.getType() == op->getResult(0).getType())
      return {producer, other};
  }
  return {};
}

/// Why weights cannot be scaled at compile time; empty where they can.
StringRef weightsProblem(Value weights) {
  if (!isConstantExpression(weights))
    return "the weights are not constant";
  if (!isa<FloatType>(cast<ShapedType>(weights.getType()).getElementType()))
    return "the weights are integers";
  if (!weights.hasOneUse() && cast<ShapedType>(weights.getType()).getNumElements() > maxCopiedElements)
    return "large weights have another user";
  return {};
}

template <typename ConvTy>
struct FuseScale : OpRewritePattern<nn::MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MulOp op, PatternRewriter &rewriter) const override {
    auto [conv, factor] = matchOperands<ConvTy>(op);
    int64_t rank = rankedType(op.getResult()).getRank();
    if (!conv || conv.getLayout() != nn::Layout::ChannelsFirst || !isVectorAlong(factor, rank, 1))
      return rewriter.notifyMatchFailure(op, "no convolution times a constant per channel");
    if (StringRef problem = weightsProblem(conv.getWeights()); !problem.empty()) {
      remarkMissed(op, passName, problem);
      return rewriter.notifyMatchFailure(op, problem);
    }
    TypedBuilder build(rewriter, op.getLoc());
    Value scale = asVector(build, factor, rank, 1);
    auto fused = cast<ConvTy>(rewriter.clone(*conv));
    rewriter.setInsertionPoint(fused);
    fused.getWeightsMutable().assign(scaleWeights(build, conv, scale));
    if (conv.getBias())
      fused.getBiasMutable().assign(build.binary<nn::MulOp>(conv.getBias(), scale, conv.getBias().getType()));
    remarkDone(op, passName, "scaled the weights of the convolution before it");
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(conv);
    return success();
  }
};

template <typename ConvTy, typename OpTy>
struct FuseShift : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    auto [conv, term] = matchOperands<ConvTy>(op);
    constexpr bool isSub = std::is_same_v<OpTy, nn::SubOp>;
    int64_t rank = rankedType(op.getResult()).getRank();
    if (!conv || conv.getLayout() != nn::Layout::ChannelsFirst || !isVectorAlong(term, rank, 1) ||
        (isSub && term != op.getRhs()))
      return rewriter.notifyMatchFailure(op, "no convolution plus a constant per channel");
    TypedBuilder build(rewriter, op.getLoc());
    Value shift = forAllChannels(build, asVector(build, term, rank, 1), dimsOf(op.getResult())[1]);
    if (isSub)
      shift = build.unary<nn::NegOp>(shift);
    if (conv.getBias())
      shift = build.binary<nn::AddOp>(conv.getBias(), shift, conv.getBias().getType());
    auto fused = cast<ConvTy>(rewriter.clone(*conv));
    fused.getBiasMutable().assign(shift);
    remarkDone(op, passName, "added to the bias of the convolution before it");
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(conv);
    return success();
  }
};

/// matmul(x, W)*s = matmul(x, W*s) for s along the columns.
struct FuseMatmulScale : OpRewritePattern<nn::MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MulOp op, PatternRewriter &rewriter) const override {
    auto [matmul, factor] = matchOperands<nn::MatmulOp>(op);
    int64_t rank = rankedType(op.getResult()).getRank();
    if (!matmul || rankedType(matmul.getRhs()).getRank() < 2 || rank < 1 ||
        !isVectorAlong(factor, rank, rank - 1))
      return rewriter.notifyMatchFailure(op, "no matrix product times a constant per column");
    if (rankedType(matmul.getLhs()).getRank() < 2 && rank > 1)
      return rewriter.notifyMatchFailure(op, "the last axis is no column of the product of a vector");
    if (StringRef problem = weightsProblem(matmul.getRhs()); !problem.empty()) {
      remarkMissed(op, passName, problem);
      return rewriter.notifyMatchFailure(op, problem);
    }
    TypedBuilder build(rewriter, op.getLoc());
    Value scale = asVector(build, factor, rank, rank - 1);
    if (matmul.getTransposeB())
      scale = build.reshape(scale, {dimsOf(scale)[0], build.size(1)});
    auto fused = cast<nn::MatmulOp>(rewriter.clone(*matmul));
    rewriter.setInsertionPoint(fused);
    fused.getRhsMutable().assign(build.binary<nn::MulOp>(matmul.getRhs(), scale, matmul.getRhs().getType()));
    remarkDone(op, passName, "scaled the weights of the matrix product before it");
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(matmul);
    return success();
  }
};

struct FuseAffine : ingot::impl::FuseAffineBase<FuseAffine> {
  void runOnOperation() override {
    if (failed(verifyRanked(getOperation())))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseScale<nn::ConvOp>, FuseScale<nn::ConvTransposeOp>, FuseShift<nn::ConvOp, nn::AddOp>,
                 FuseShift<nn::ConvOp, nn::SubOp>, FuseShift<nn::ConvTransposeOp, nn::AddOp>,
                 FuseShift<nn::ConvTransposeOp, nn::SubOp>, FuseMatmulScale>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
