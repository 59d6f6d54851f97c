// Normalisations as reductions and element-wise operations. Statistics of half-precision values are taken in
// f32, the variance from the centred values (two passes), as the sources demand.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "passes/simplify/Sugar.h"
#include "passes/simplify/TypedBuilder.h"

using namespace mlir;
using namespace ingot;

namespace {

/// The element type that statistics of `element` are computed in.
Type statisticsType(Type element) {
  return element.getIntOrFloatBitWidth() < 32 ? Float32Type::get(element.getContext()) : element;
}

/// A per-channel vector as [C, 1, ...], which broadcasts along axis 1 of the input.
Value alongChannels(TypedBuilder &build, Value vector, Value input) {
  Dims dims(rankedType(input).getRank() - 1, build.size(1));
  dims[0] = dimsOf(vector)[0];
  return build.reshape(vector, dims);
}

/// The mean of `input` over `axes`, which stay with size 1.
Value meanOf(TypedBuilder &build, Value input, ArrayRef<int64_t> axes) {
  Dims reduced, dims = dimsOf(input);
  for (int64_t axis : axes)
    reduced.push_back(dims[axis]);
  Value sum = build.reduce(nn::ReduceKind::Sum, input, axes, /*keepDims=*/true);
  return build.binary<nn::DivOp>(sum, build.count(build.elementOf(input), reduced), sum.getType());
}

/// (x - mean)/sqrt(variance + epsilon) over `axes`; without the mean for `rootMeanSquare`.
Value normalize(TypedBuilder &build, Value input, ArrayRef<int64_t> axes, double epsilon,
                bool rootMeanSquare) {
  Type element = build.elementOf(input);
  Value value = build.cast(input, statisticsType(element));
  if (!rootMeanSquare)
    value = build.binary<nn::SubOp>(value, meanOf(build, value, axes), value.getType());
  Value variance = meanOf(build, build.binary<nn::MulOp>(value, value, value.getType()), axes);
  Value shifted =
      build.binary<nn::AddOp>(variance, build.scalar(build.elementOf(value), epsilon), variance.getType());
  Value factor = build.unary<nn::RsqrtOp>(shifted);
  return build.cast(build.binary<nn::MulOp>(value, factor, value.getType()), element);
}

struct LowerBatchNorm : OpRewritePattern<nn::BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::BatchNormOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Type element = statisticsType(build.elementOf(op.getVariance()));
    Value variance = build.cast(op.getVariance(), element), mean = build.cast(op.getMean(), element);
    Value deviation = build.unary<nn::SqrtOp>(
        build.binary<nn::AddOp>(variance, build.scalar(element, op.getEpsilon().convertToDouble())));
    Value factor = build.binary<nn::DivOp>(build.cast(op.getScale(), element), deviation);
    Value shift =
        build.binary<nn::SubOp>(build.cast(op.getBias(), element), build.binary<nn::MulOp>(mean, factor));
    Type inputElement = build.elementOf(op.getInput());
    auto channels = [&](Value vector) {
      return alongChannels(build, build.cast(vector, inputElement), op.getInput());
    };
    Value scaled = build.binary<nn::MulOp>(op.getInput(), channels(factor), op.getType());
    rewriter.replaceOp(op, build.binary<nn::AddOp>(scaled, channels(shift), op.getType()));
    return success();
  }
};

struct LowerLayerNorm : OpRewritePattern<nn::LayerNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LayerNormOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    int64_t rank = rankedType(op.getInput()).getRank();
    auto axes = llvm::to_vector(llvm::seq<int64_t>(nn::normalizeAxis(op.getAxis(), rank), rank));
    if (axes.empty())
      return op.emitOpError("expected an axis within the rank");
    Value value =
        normalize(build, op.getInput(), axes, op.getEpsilon().convertToDouble(), op.getRootMeanSquare());
    if (op.getScale())
      value =
          build.binary<nn::MulOp>(value, build.cast(op.getScale(), build.elementOf(value)), value.getType());
    if (op.getBias())
      value =
          build.binary<nn::AddOp>(value, build.cast(op.getBias(), build.elementOf(value)), value.getType());
    rewriter.replaceOp(op, build.cast(value, rankedType(op.getResult()).getElementType()));
    return success();
  }
};

struct LowerGroupNorm : OpRewritePattern<nn::GroupNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::GroupNormOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Value input = op.getInput();
    Dims dims = dimsOf(input);
    if (op.getGroups() != 0) {
      // [N, C, ...] -> [N, groups, C/groups, ...]: only a split, so that layouts pass through it.
      sym::ExprAttr groups = build.size(op.getGroups());
      sym::ExprAttr channels = sym::floorDiv(dims[1], groups);
      if (!channels)
        return op.emitOpError("expected a positive number of groups");
      Dims split{dims[0], groups, channels};
      split.append(dims.begin() + 2, dims.end());
      input = build.reshape(input, split);
    }
    if (rankedType(input).getRank() < 3)
      return op.emitOpError("expected an input of rank >= 3 for one group per channel");
    auto axes = llvm::to_vector(llvm::seq<int64_t>(2, rankedType(input).getRank()));
    Value value = normalize(build, input, axes, op.getEpsilon().convertToDouble(), /*rootMeanSquare=*/false);
    value = build.reshape(value, dims);
    auto channels = [&](Value vector) {
      return alongChannels(build, build.cast(vector, build.elementOf(value)), value);
    };
    value = build.binary<nn::MulOp>(value, channels(op.getScale()), op.getType());
    rewriter.replaceOp(op, build.binary<nn::AddOp>(value, channels(op.getBias()), op.getType()));
    return success();
  }
};

} // namespace

void ingot::populateNormalizationPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerBatchNorm, LowerLayerNorm, LowerGroupNorm>(patterns.getContext());
}
