// Scales that meet become one, and element-wise operations between dequantisation and quantisation work in the unit of
// the result: one factor for each operand, no division. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/quantize/Quantized.h"

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "ResolveQuantization";

unsigned widthOf(Value integers) { return rankedType(integers).getElementType().getIntOrFloatBitWidth(); }

/// quantize(dequantize(x)) with equal parameters is x.
struct DropRoundTrip : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    nn::DequantizeOp input = dequantized(op.getInput());
    if (!input || op.getAxis() || input.getInput().getType() != op.getType() || widthOf(op.getResult()) > 16)
      return failure();
    bool sameScale = op.getScale() == input.getScale() ||
                     (splatOf(op.getScale()) && splatOf(op.getScale()) == splatOf(input.getScale()));
    if (!sameScale || !sameZeroPoint(op.getZeroPoint(), input.getZeroPoint()))
      return failure();
    remarkDone(op, passName, "dropped a dequantisation that is undone");
    rewriter.replaceOp(op, input.getInput());
    return success();
  }
};

/// quantize(dequantize(sums)): one factor.
struct Requantize : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    nn::DequantizeOp sums = dequantized(op.getInput());
    if (!sums || op.getAxis() || widthOf(sums.getInput()) != 32 || !isZeroPoint(sums.getZeroPoint()) ||
        widthOf(op.getResult()) > 16)
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Value factor = divideScales(build, sums.getScale(), op.getScale());
    if (rankedType(factor).getRank() > rankedType(op.getResult()).getRank())
      return rewriter.notifyMatchFailure(op, "a scale of more axes than the result");
    rewriter.replaceOpWithNewOp<nn::RequantizeOp>(op, op.getType(), sums.getInput(), factor, op.getZeroPoint());
    return success();
  }
};

bool hasUnitScale(nn::QuantizeOp op) { return isSplat(op.getScale(), 1.0); }

/// A dequantisation for one user whose scale may be divided by the result's.
nn::DequantizeOp scaledOperand(Value value) {
  nn::DequantizeOp op = dequantized(value);
  return op && op->hasOneUse() ? op : nn::DequantizeOp();
}

/// quantize(a + b, s) = quantize(a/s + b/s, 1), the same for a difference.
template <typename OpTy>
struct ScaleSum : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern<nn::QuantizeOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    auto sum = op.getInput().template getDefiningOp<OpTy>();
    if (!sum || !sum->hasOneUse() || op.getAxis() || hasUnitScale(op) || !hasOneElement(op.getScale()) ||
        !rankedType(op.getScale()).getElementType().isF32())
      return failure();
    nn::DequantizeOp left = scaledOperand(sum.getLhs()), right = scaledOperand(sum.getRhs());
    if (!left || !right)
      return rewriter.notifyMatchFailure(op, "operands are not dequantised");
    TypedBuilder build(rewriter, op.getLoc());
    auto scaled = [&](nn::DequantizeOp operand) {
      Value factor = divideScales(build, operand.getScale(), op.getScale());
      return dequantize(build, operand.getInput(), factor, operand.getZeroPoint());
    };
    Value lhs = scaled(left), rhs = scaled(right);
    Value total = build.binary<OpTy>(lhs, rhs, sum.getType());
    Value unit = build.scalar(build.builder.getF32Type(), 1.0);
    remarkDone(sum, passName, "scaled a sum to its result");
    rewriter.replaceOp(op, quantize(build, total, unit, op.getZeroPoint(), build.elementOf(op.getResult())));
    return success();
  }
};

/// quantize(a * b): the product of integers, times one factor.
struct ScaleProduct : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    auto product = op.getInput().getDefiningOp<nn::MulOp>();
    if (!product || !product->hasOneUse() || op.getAxis() || widthOf(op.getResult()) > 16)
      return failure();
    nn::DequantizeOp left = scaledOperand(product.getLhs()), right = scaledOperand(product.getRhs());
    for (nn::DequantizeOp operand : {left, right})
      if (!operand || !holdsBytes(operand.getInput()) || !hasOneElement(operand.getScale()))
        return rewriter.notifyMatchFailure(op, "operands are no bytes of one scale");
    TypedBuilder build(rewriter, op.getLoc());
    Type int32 = rewriter.getI32Type();
    auto difference = [&](nn::DequantizeOp operand) {
      Value wide = build.cast(operand.getInput(), int32);
      return isZeroPoint(operand.getZeroPoint())
                 ? wide
                 : build.binary<nn::SubOp>(wide, build.cast(operand.getZeroPoint(), int32), wide.getType());
    };
    Value lhs = difference(left), rhs = difference(right);
    Type type = sym::tensorTypeOf(dimsOf(op.getResult()), int32);
    Value integers = build.binary<nn::MulOp>(lhs, rhs, type);
    Value factor = divideScales(build, multiplyScales(build, left.getScale(), right.getScale()), op.getScale());
    remarkDone(product, passName, "made a product of integers");
    rewriter.replaceOpWithNewOp<nn::RequantizeOp>(op, op.getType(), integers, factor, op.getZeroPoint());
    return success();
  }
};

/// A known factor before quantisation takes the result's scale in: multiplications for a division.
template <typename OpTy>
struct ScaleFactor : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern<nn::QuantizeOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    auto scaling = op.getInput().template getDefiningOp<OpTy>();
    if (!scaling || !scaling->hasOneUse() || op.getAxis() || !hasOneElement(op.getScale()) || !realsOf(op.getScale()))
      return failure();
    Value input = scaling.getLhs(), factor = scaling.getRhs();
    if constexpr (std::is_same_v<OpTy, nn::MulOp>)
      if (!realsOf(factor))
        std::swap(input, factor);
    bool isKnown = hasOneElement(factor) && realsOf(factor) && !realsOf(input);
    if (!isKnown || input.getType() != op.getInput().getType() || !comesFromIntegers(input))
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Value scale = std::is_same_v<OpTy, nn::MulOp> ? divideScales(build, op.getScale(), factor)
                                                  : multiplyScales(build, op.getScale(), factor);
    rewriter.replaceOp(op, quantize(build, input, scale, op.getZeroPoint(), build.elementOf(op.getResult())));
    return success();
  }

private:
  /// Sums and means of dequantised integers, whose scale was pulled out.
  static bool comesFromIntegers(Value value) {
    Operation *op = value.getDefiningOp();
    return op && isa<nn::AvgPoolOp, nn::ReduceOp, nn::MulOp, nn::DivOp, nn::ReshapeOp>(op);
  }
};

/// mean(dequantize(x, s)) = s mean(dequantize(x, 1)): integers are added up exactly, and the factor goes with what
/// follows. For mean pools and sums.
template <typename OpTy>
struct PullScale : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    if constexpr (std::is_same_v<OpTy, nn::ReduceOp>)
      if (op.getKind() != nn::ReduceKind::Sum)
        return failure();
    nn::DequantizeOp input = scaledOperand(op.getInput());
    if (!input || !holdsBytes(input.getInput()) || !hasOneElement(input.getScale()) || isSplat(input.getScale(), 1.0) ||
        isConstantExpression(input.getInput()))
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Value unit = build.scalar(rewriter.getF32Type(), 1.0);
    Value scale = build.reshape(input.getScale(), ArrayRef<sym::ExprAttr>());
    auto pooled = cast<OpTy>(rewriter.clone(*op));
    rewriter.setInsertionPoint(pooled);
    Value integers = dequantize(build, input.getInput(), unit, input.getZeroPoint());
    rewriter.modifyOpInPlace(pooled, [&] { pooled.getInputMutable().assign(integers); });
    rewriter.setInsertionPointAfter(pooled);
    remarkDone(op, passName, "added up integers");
    rewriter.replaceOp(op, build.binary<nn::MulOp>(pooled.getResult(), scale, op.getType()));
    return success();
  }
};

} // namespace

void ingot::populateQuantizedScalePatterns(RewritePatternSet &patterns) {
  patterns.add<DropRoundTrip, Requantize, ScaleSum<nn::AddOp>, ScaleSum<nn::SubOp>, ScaleProduct,
               ScaleFactor<nn::MulOp>, ScaleFactor<nn::DivOp>, PullScale<nn::AvgPoolOp>, PullScale<nn::ReduceOp>>(
      patterns.getContext());
}
