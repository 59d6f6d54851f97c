// log_softmax, and reductions that are a sum or a maximum between element-wise operations.
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Sugar.h"
#include "passes/simplify/TypedBuilder.h"

using namespace mlir;
using namespace ingot;
using nn::ReduceKind;

namespace {

/// Sums of half-precision values overflow and lose digits: take them in f32. Other types stay.
Value widened(TypedBuilder &build, Value value) {
  auto element = dyn_cast<FloatType>(build.elementOf(value));
  return element && element.getWidth() < 32 ? build.cast(value, build.builder.getF32Type()) : value;
}

/// ln(sum(e^x)) over axes that stay, and the shifted input x - max that it is computed from.
/// An infinite maximum is not subtracted: inf - inf is no number.
std::pair<Value, Value> logSumExp(TypedBuilder &build, Value value, ArrayRef<int64_t> axes) {
  Value maximum = build.reduce(ReduceKind::Max, value, axes, /*keepDims=*/true);
  Type flags = sym::tensorTypeOf(dimsOf(maximum), build.builder.getI1Type());
  Value infinite = build.unary<nn::IsInfOp>(maximum, flags);
  Value zero = build.scalar(build.elementOf(value), 0.0);
  Value shift = build.select(infinite, zero, maximum, maximum.getType());
  Value shifted = build.binary<nn::SubOp>(value, shift, value.getType());
  Value sum = build.reduce(ReduceKind::Sum, build.unary<nn::ExpOp>(shifted), axes, /*keepDims=*/true);
  return {build.binary<nn::AddOp>(build.unary<nn::LogOp>(sum), shift, sum.getType()), shifted};
}

/// x - max - ln(sum(e^(x - max))): subtracting twice keeps the digits of x - max.
struct LowerLogSoftmax : OpRewritePattern<nn::LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LogSoftmaxOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Value value = widened(build, op.getInput());
    SmallVector<int64_t> axes = normalizedAxes(op.getAxes(), rankedType(value).getRank());
    Value maximum = build.reduce(ReduceKind::Max, value, axes, /*keepDims=*/true);
    Value shifted = build.binary<nn::SubOp>(value, maximum, value.getType());
    Value sum = build.reduce(ReduceKind::Sum, build.unary<nn::ExpOp>(shifted), axes, /*keepDims=*/true);
    Value result = build.binary<nn::SubOp>(shifted, build.unary<nn::LogOp>(sum), value.getType());
    rewriter.replaceOp(op, build.cast(result, build.elementOf(op.getInput())));
    return success();
  }
};

struct LowerReduce : OpRewritePattern<nn::ReduceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReduceOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    SmallVector<int64_t> axes = normalizedAxes(op.getAxes(), rankedType(op.getInput()).getRank());
    if (isCore(op.getKind())) {
      if (axes == op.getAxes() || axes.empty())
        return failure();
      rewriter.modifyOpInPlace(op, [&] { op.setAxes(axes); });
      return success();
    }
    Value result = lower(build, op, widened(build, op.getInput()), axes);
    rewriter.replaceOp(
        op, build.cast(build.reshape(build.cast(result, build.elementOf(op.getInput())), op.getType()),
                       build.elementOf(op.getResult())));
    return success();
  }

private:
  static bool isCore(ReduceKind kind) {
    return kind == ReduceKind::Sum || kind == ReduceKind::Max || kind == ReduceKind::Min ||
           kind == ReduceKind::Prod || kind == ReduceKind::Any || kind == ReduceKind::All;
  }

  static Value lower(TypedBuilder &build, nn::ReduceOp op, Value value, ArrayRef<int64_t> axes) {
    auto sum = [&](Value input) { return build.reduce(ReduceKind::Sum, input, axes, op.getKeepDims()); };
    auto square = [&] { return build.binary<nn::MulOp>(value, value, value.getType()); };
    switch (op.getKind()) {
    case ReduceKind::Mean: {
      Dims reduced, dims = dimsOf(value);
      for (int64_t axis : axes)
        reduced.push_back(dims[axis]);
      Value total = sum(value);
      return build.binary<nn::DivOp>(total, build.count(build.elementOf(value), reduced), total.getType());
    }
    case ReduceKind::L1:
      return sum(build.unary<nn::AbsOp>(value));
    case ReduceKind::L2:
      return squareRoot(build, sum(square()));
    case ReduceKind::SumSquare:
      return sum(square());
    case ReduceKind::LogSum:
      return logarithm(build, sum(value));
    case ReduceKind::LogSumExp:
      return logSumExp(build, toFloat(build, value), axes).first;
    default:
      return sum(value);
    }
  }

  /// ONNX allows roots and logarithms of integer sums; they are computed in f32.
  static Value toFloat(TypedBuilder &build, Value value) {
    return isa<FloatType>(build.elementOf(value)) ? value : build.cast(value, build.builder.getF32Type());
  }
  static Value squareRoot(TypedBuilder &build, Value value) {
    return build.unary<nn::SqrtOp>(toFloat(build, value));
  }
  static Value logarithm(TypedBuilder &build, Value value) {
    return build.unary<nn::LogOp>(toFloat(build, value));
  }
};

} // namespace

void ingot::populateReductionPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerLogSoftmax, LowerReduce>(patterns.getContext());
}
