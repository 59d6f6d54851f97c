// Contractions of dequantised operands: sum((x - z) s * (w - v) t) = s t sum((x - z) (w - v)), a sum of integers that
// is scaled once. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/quantize/Quantized.h"

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "ResolveQuantization";

/// Products of two differences of bytes, each below 256, whose sum surely fits 32 bits.
constexpr int64_t maxSummands = INT32_MAX / (255 * 255);

/// Bytes in f32, with one scale and zero point; null where `value` is something else.
nn::DequantizeOp dequantizedBytes(Value value) {
  nn::DequantizeOp op = dequantized(value);
  return op && holdsBytes(op.getInput()) ? op : nn::DequantizeOp();
}

bool isPerTensor(nn::DequantizeOp op) {
  return hasOneElement(op.getScale()) && (!op.getZeroPoint() || hasOneElement(op.getZeroPoint()));
}

/// Scale and zero point run along `axis` at most.
bool isPerAxis(nn::DequantizeOp op, int64_t axis) {
  int64_t rank = rankedType(op.getInput()).getRank();
  return isAlong(op.getScale(), rank, axis) && (!op.getZeroPoint() || isAlong(op.getZeroPoint(), rank, axis));
}

/// The number of products in each sum, where it is constant and small enough.
bool sumsFit(ArrayRef<sym::ExprAttr> reduced) {
  int64_t count = 1;
  for (sym::ExprAttr size : reduced) {
    if (!size.isConstant() || size.getValue() > maxSummands)
      return false;
    count *= std::max<int64_t>(size.getValue(), 1);
    if (count > maxSummands)
      return false;
  }
  return true;
}

/// A parameter along one axis as it broadcasts to a result of `rank` axes along `axis`.
Value placed(TypedBuilder &build, Value parameter, int64_t rank, int64_t axis) {
  if (hasOneElement(parameter))
    return reshapeParameter(build, parameter, ArrayRef<sym::ExprAttr>());
  Dims dims(rank - axis, build.size(1));
  for (sym::ExprAttr size : dimsOf(parameter))
    if (!size.isConstant(1))
      dims[0] = size;
  return reshapeParameter(build, parameter, dims);
}

/// The integers of a bias whose scale is that of the sums; null where it has another one.
Value integersOfBias(Value bias, Value scale) {
  nn::DequantizeOp op = bias ? dequantized(bias) : nn::DequantizeOp();
  bool isWide = op && rankedType(op.getInput()).getElementType().isSignlessInteger(32);
  return isWide && isZeroPoint(op.getZeroPoint()) && agree(op.getScale(), scale) ? op.getInput() : Value();
}

struct ResolveConv : OpRewritePattern<nn::ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConvOp op, PatternRewriter &rewriter) const override {
    nn::DequantizeOp input = dequantizedBytes(op.getInput()), weights = dequantizedBytes(op.getWeights());
    if (!input || !weights || op.getLayout() != nn::Layout::ChannelsFirst || op.getAutoPad() != nn::AutoPad::Explicit)
      return rewriter.notifyMatchFailure(op, "operands are no dequantised bytes");
    if (!isPerTensor(input) || !isPerAxis(weights, 0) ||
        !sumsFit(ArrayRef<sym::ExprAttr>(dimsOf(weights.getInput())).drop_front()))
      return rewriter.notifyMatchFailure(op, "scales along other axes, or sums that may overflow");
    TypedBuilder build(rewriter, op.getLoc());
    int64_t rank = rankedType(op.getResult()).getRank();
    Value scale = multiplyScales(build, input.getScale(), placed(build, weights.getScale(), rank, 1));
    Value bias = integersOfBias(op.getBias(), scale);
    IntegerWindow window{op.getStrides(), op.getDilations(), op.getPads(), op.getGroup()};
    Value sums = convolveIntegers(build, input.getInput(), input.getZeroPoint(), weights.getInput(),
                                  weights.getZeroPoint(), bias, window, dimsOf(op.getResult()));
    Value result = dequantize(build, sums, scale, Value());
    if (op.getBias() && !bias) {
      Dims dims(rank - 1, build.size(1));
      dims[0] = dimsOf(op.getBias())[0];
      result = build.binary<nn::AddOp>(result, build.reshape(op.getBias(), dims), op.getType());
    }
    remarkDone(op, passName, "made a convolution of integers");
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ResolveMatmul : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    nn::DequantizeOp lhs = dequantizedBytes(op.getLhs()), rhs = dequantizedBytes(op.getRhs());
    if (!lhs || !rhs || !rankedType(op.getResult()).getElementType().isF32())
      return rewriter.notifyMatchFailure(op, "operands are no dequantised bytes");
    int64_t rhsRank = rankedType(op.getRhs()).getRank(), columns = rhsRank - (op.getTransposeB() ? 2 : 1);
    int64_t inner = rhsRank == 1 ? 0 : rhsRank - (op.getTransposeB() ? 1 : 2);
    bool isKnownScale = rhsRank == 1 ? isPerTensor(rhs) : isPerAxis(rhs, columns);
    if (!isPerTensor(lhs) || !isKnownScale || !sumsFit(dimsOf(op.getRhs())[inner]))
      return rewriter.notifyMatchFailure(op, "scales along other axes, or sums that may overflow");
    TypedBuilder build(rewriter, op.getLoc());
    int64_t rank = rankedType(op.getResult()).getRank();
    Value scale = multiplyScales(build, lhs.getScale(), placed(build, rhs.getScale(), rank, rank - 1));
    Value sums = multiplyIntegers(build, lhs.getInput(), lhs.getZeroPoint(), rhs.getInput(), rhs.getZeroPoint(),
                                  op.getTransposeA(), op.getTransposeB(), dimsOf(op.getResult()));
    remarkDone(op, passName, "made a matrix product of integers");
    rewriter.replaceOp(op, dequantize(build, sums, scale, Value()));
    return success();
  }
};

/// A bias of the same scale as the sums before it is added in integers.
struct AddIntegerBias : OpRewritePattern<nn::AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::AddOp op, PatternRewriter &rewriter) const override {
    for (bool swapped : {false, true}) {
      nn::DequantizeOp sums = dequantized(swapped ? op.getRhs() : op.getLhs());
      Value other = swapped ? op.getLhs() : op.getRhs();
      if (!sums || !sums->hasOneUse() || sums.getType() != op.getType() || !isZeroPoint(sums.getZeroPoint()) ||
          !rankedType(sums.getInput()).getElementType().isSignlessInteger(32) || !isConstantExpression(other))
        continue;
      Value bias = integersOfBias(other, sums.getScale());
      if (!bias)
        continue;
      TypedBuilder build(rewriter, op.getLoc());
      Value total = build.binary<nn::AddOp>(sums.getInput(), bias, sums.getInput().getType());
      rewriter.replaceOp(op, dequantize(build, total, sums.getScale(), Value()));
      return success();
    }
    return failure();
  }
};

} // namespace

void ingot::populateQuantizedContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<ResolveConv, ResolveMatmul, AddIntegerBias>(patterns.getContext());
}
