// Operations on quantised values in core form: scales and zero points that broadcast, contractions without zero points.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "passes/simplify/Sugar.h"
#include "passes/simplify/quantize/Quantized.h"

using namespace mlir;
using namespace ingot;

namespace {

/// One entry for each block of `axis` as one for each element: repeated, and cut where the last block is short.
Value repeatBlocks(TypedBuilder &build, Value parameter, ArrayRef<sym::ExprAttr> input, int64_t axis, int64_t block) {
  Dims dims = dimsOf(parameter), repeated = dims, merged = dims;
  Type element = build.elementOf(parameter);
  dims.insert(dims.begin() + axis + 1, build.size(1));
  repeated.insert(repeated.begin() + axis + 1, build.size(block));
  merged[axis] = sym::mul(merged[axis], block);
  Value split = build.reshape(parameter, dims);
  Value all = nn::BroadcastOp::create(build.builder, build.loc, sym::tensorTypeOf(repeated, element), split, Value());
  all = build.reshape(all, merged);
  if (merged[axis] == input[axis])
    return all;
  auto rank = static_cast<int64_t>(merged.size());
  merged[axis] = input[axis];
  return nn::SliceOp::create(build.builder, build.loc, sym::tensorTypeOf(merged, element), all, Value(), Value(),
                             Value(), Value(), build.builder.getArrayAttr(SmallVector<Attribute>(rank, build.size(0))),
                             build.builder.getDenseI64ArrayAttr(SmallVector<int64_t>(rank, 1)));
}

/// Scales and zero points broadcast; those of one element are scalars.
template <typename OpTy>
struct AlignParameters : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    auto isAligned = [](OpOperand &operand) {
      return !hasOneElement(operand.get()) || rankedType(operand.get()).getRank() == 0;
    };
    if (!op.getAxis() && llvm::all_of(op->getOpOperands().drop_front(), isAligned))
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Dims input = dimsOf(op.getInput());
    auto rank = static_cast<int64_t>(input.size()), block = static_cast<int64_t>(op.getBlockSize());
    int64_t axis = op.getAxis() ? nn::normalizeAxis(static_cast<int64_t>(*op.getAxis()), rank) : 0;
    rewriter.modifyOpInPlace(op, [&] {
      for (OpOperand &operand : op->getOpOperands().drop_front())
        operand.set(align(build, operand.get(), input, op.getAxis().has_value(), axis, block));
      op.removeAxisAttr();
      op.setBlockSize(0);
    });
    return success();
  }

private:
  static Value align(TypedBuilder &build, Value parameter, ArrayRef<sym::ExprAttr> input, bool hasAxis, int64_t axis,
                     int64_t block) {
    if (hasOneElement(parameter))
      return reshapeParameter(build, parameter, ArrayRef<sym::ExprAttr>());
    if (!hasAxis)
      return parameter;
    if (block > 0)
      return repeatBlocks(build, parameter, input, axis, block);
    Dims dims(input.size() - axis, build.size(1));
    dims[0] = dimsOf(parameter)[0];
    return reshapeParameter(build, parameter, dims);
  }
};

struct LowerMatmulInteger : OpRewritePattern<nn::MatmulIntegerOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulIntegerOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    rewriter.replaceOp(op, multiplyIntegers(build, op.getLhs(), op.getLhsZero(), op.getRhs(), op.getRhsZero(),
                                            /*transposeLhs=*/false, /*transposeRhs=*/false, dimsOf(op.getResult())));
    return success();
  }
};

struct LowerConvInteger : OpRewritePattern<nn::ConvIntegerOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConvIntegerOp op, PatternRewriter &rewriter) const override {
    if (op.getAutoPad() != nn::AutoPad::Explicit)
      return op.emitOpError("expected explicit paddings: run the shape stage before");
    TypedBuilder build(rewriter, op.getLoc());
    IntegerWindow window{op.getStrides(), op.getDilations(), op.getPads(), op.getGroup()};
    rewriter.replaceOp(op, convolveIntegers(build, op.getInput(), op.getInputZero(), op.getWeights(),
                                            op.getWeightsZero(), Value(), window, dimsOf(op.getResult())));
    return success();
  }
};

} // namespace

void ingot::populateQuantizationSugarPatterns(RewritePatternSet &patterns) {
  patterns
      .add<AlignParameters<nn::QuantizeOp>, AlignParameters<nn::DequantizeOp>, LowerMatmulInteger, LowerConvInteger>(
          patterns.getContext());
}
