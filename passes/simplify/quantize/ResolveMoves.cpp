// What only moves elements, or takes the greatest, does it on integers: dequantisation moves down through it,
// quantisation up. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/quantize/Quantized.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "ResolveQuantization";

/// One scale and zero point for all elements.
template <typename OpTy>
bool isPerTensor(OpTy op) {
  return !op.getAxis() && hasOneElement(op.getScale()) && (!op.getZeroPoint() || hasOneElement(op.getZeroPoint()));
}

/// Dequantised integers of at most 16 bits, with one scale; null where `value` is something else.
nn::DequantizeOp dequantizedTensor(Value value) {
  nn::DequantizeOp op = dequantized(value);
  bool isNarrow = op && rankedType(op.getInput()).getElementType().getIntOrFloatBitWidth() <= 16;
  return isNarrow && isPerTensor(op) ? op : nn::DequantizeOp();
}

/// True where element i of the result is an element of operand 0 at a place that does not depend on data, or the
/// greatest or least of several: any function that keeps the order of numbers goes through it.
bool keepsOrder(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<nn::ReshapeOp, nn::BroadcastOp>([](auto move) { return !move.getShape(); })
      .Case([](nn::TileOp tile) { return !tile.getRepeats(); })
      .Case([](nn::SliceOp slice) { return slice.getOffsets() && !slice.getStarts(); })
      .Case<nn::TransposeOp, nn::MaxPoolOp>([](Operation *) { return true; })
      .Case([](nn::ReduceOp reduce) {
        return reduce.getKind() == nn::ReduceKind::Max || reduce.getKind() == nn::ReduceKind::Min;
      })
      .Case([](nn::PadOp pad) { return pad.getLow() && pad.getHigh() && pad.getMode() != nn::PadMode::Constant; })
      .Default([](Operation *) { return false; });
}

/// `op` on other operands, with results of their element type.
Operation *cloneWith(PatternRewriter &rewriter, Operation *op, ValueRange operands, Type element) {
  IRMapping mapping;
  mapping.map(op->getOperands().take_front(operands.size()), operands);
  Operation *clone = rewriter.clone(*op, mapping);
  Dims dims = dimsOf(op->getResult(0));
  rewriter.modifyOpInPlace(clone, [&] { clone->getResult(0).setType(sym::tensorTypeOf(dims, element)); });
  return clone;
}

/// Each user dequantises for itself: it costs nothing there, and a tensor of floats in memory otherwise.
struct SplitDequantize : OpRewritePattern<nn::DequantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::DequantizeOp op, PatternRewriter &rewriter) const override {
    if (op->hasOneUse() || op->use_empty() || isConstantExpression(op.getInput()))
      return failure();
    for (OpOperand &use : llvm::make_early_inc_range(llvm::drop_begin(op->getUses()))) {
      Value copy = rewriter.clone(*op)->getResult(0);
      rewriter.modifyOpInPlace(use.getOwner(), [&] { use.set(copy); });
    }
    return success();
  }
};

/// move(dequantize(x)) = dequantize(move(x)).
struct SinkDequantize : RewritePattern {
  explicit SinkDequantize(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (op->getNumOperands() == 0 || !keepsOrder(op))
      return failure();
    nn::DequantizeOp input = dequantizedTensor(op->getOperand(0));
    if (!input || isConstantExpression(input.getInput()))
      return failure();
    Operation *moved = cloneWith(rewriter, op, input.getInput(), rankedType(input.getInput()).getElementType());
    TypedBuilder build(rewriter, op->getLoc());
    rewriter.replaceOp(op, dequantize(build, moved->getResult(0), input.getScale(), input.getZeroPoint()));
    return success();
  }
};

/// A constant padding whose value is 0 is one of the zero point.
struct SinkThroughPad : OpRewritePattern<nn::PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::PadOp op, PatternRewriter &rewriter) const override {
    nn::DequantizeOp input = dequantizedTensor(op.getInput());
    bool isCore = op.getLow() && op.getHigh() && !op.getPads() && op.getMode() == nn::PadMode::Constant;
    if (!input || !isCore || (op.getValue() && !isSplat(op.getValue(), 0.0)))
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Type element = rankedType(input.getInput()).getElementType();
    Value zero = input.getZeroPoint() ? build.reshape(input.getZeroPoint(), ArrayRef<sym::ExprAttr>()) : Value();
    Value padded =
        nn::PadOp::create(rewriter, op.getLoc(), sym::tensorTypeOf(dimsOf(op.getResult()), element), input.getInput(),
                          Value(), zero, Value(), nn::PadMode::Constant, op.getLowAttr(), op.getHighAttr());
    rewriter.replaceOp(op, dequantize(build, padded, input.getScale(), input.getZeroPoint()));
    return success();
  }
};

/// Inputs of one scale are joined as integers.
struct SinkThroughConcat : OpRewritePattern<nn::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConcatOp op, PatternRewriter &rewriter) const override {
    SmallVector<Value> integers;
    nn::DequantizeOp first;
    for (Value operand : op.getInputs()) {
      nn::DequantizeOp input = dequantizedTensor(operand);
      if (!input)
        return failure();
      if (!first)
        first = input;
      bool isSame = first.getInput().getType() == input.getInput().getType() ||
                    rankedType(first.getInput()).getElementType() == rankedType(input.getInput()).getElementType();
      if (!isSame || !sameScale(first.getScale(), input.getScale()) ||
          !sameZeroPoint(first.getZeroPoint(), input.getZeroPoint()))
        return rewriter.notifyMatchFailure(op, "inputs of different scales");
      integers.push_back(input.getInput());
    }
    Operation *joined = cloneWith(rewriter, op, integers, rankedType(integers.front()).getElementType());
    TypedBuilder build(rewriter, op.getLoc());
    rewriter.replaceOp(op, dequantize(build, joined->getResult(0), first.getScale(), first.getZeroPoint()));
    return success();
  }

private:
  static bool sameScale(Value left, Value right) {
    return left == right || (splatOf(left) && splatOf(left) == splatOf(right));
  }
};

/// True for what is computed from integers, or fused with what is: quantising earlier makes a tensor smaller.
bool isComputed(Value value) {
  Operation *op = value.getDefiningOp();
  return op && op->hasOneUse() && op->hasTrait<nn::Elementwise>() && !dequantizedTensor(value);
}

/// quantize(move(x)) = move(quantize(x)).
struct HoistQuantize : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    Operation *move = op.getInput().getDefiningOp();
    if (!move || !move->hasOneUse() || move->getNumOperands() == 0 || !keepsOrder(move) || !isPerTensor(op) ||
        !isComputed(move->getOperand(0)) || isConstantExpression(move->getOperand(0)))
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    Type element = rankedType(op.getResult()).getElementType();
    Value early = quantize(build, move->getOperand(0), op.getScale(), op.getZeroPoint(), element);
    rewriter.setInsertionPoint(op);
    rewriter.replaceOp(op, cloneWith(rewriter, move, early, element)->getResults());
    return success();
  }
};

/// The number that a real constant becomes.
std::optional<int64_t> quantizedConstant(nn::QuantizeOp op, double real) {
  std::optional<double> scale = splatOf(op.getScale());
  std::optional<double> zero = op.getZeroPoint() ? splatOf(op.getZeroPoint()) : std::optional<double>(0.0);
  if (!scale || !zero || !(*scale > 0) || std::isnan(real))
    return std::nullopt;
  auto [low, high] = integerRange(rankedType(op.getResult()).getElementType());
  float quotient = std::nearbyint(static_cast<float>(real) / static_cast<float>(*scale));
  double sum = std::clamp(static_cast<double>(quotient) + *zero, static_cast<double>(low), static_cast<double>(high));
  return static_cast<int64_t>(sum);
}

/// quantize(max(x, c)) = max(quantize(x), quantize(c)), which is nothing where c is the least number there is: a
/// rectifier before its own saturation. `OpTy` is nn.max, nn.min or nn.relu.
template <typename OpTy>
struct QuantizeBeforeLimit : OpRewritePattern<nn::QuantizeOp> {
  using OpRewritePattern<nn::QuantizeOp>::OpRewritePattern;
  static constexpr bool isMin = std::is_same_v<OpTy, nn::MinOp>;

  LogicalResult matchAndRewrite(nn::QuantizeOp op, PatternRewriter &rewriter) const override {
    auto limit = op.getInput().template getDefiningOp<OpTy>();
    if (!limit || !limit->hasOneUse() || !isPerTensor(op))
      return failure();
    Value input = limit->getOperand(0);
    std::optional<double> bound = 0.0;
    if constexpr (!std::is_same_v<OpTy, nn::ReluOp>) {
      bound = splatOf(limit->getOperand(1));
      if (!bound && (bound = splatOf(input)))
        input = limit->getOperand(1);
    }
    Type element = rankedType(op.getResult()).getElementType();
    if (!bound || input.getType() != op.getInput().getType() || element.getIntOrFloatBitWidth() > 16)
      return failure();
    std::optional<int64_t> integer = quantizedConstant(op, *bound);
    if (!integer)
      return rewriter.notifyMatchFailure(op, "the scale is not known");
    TypedBuilder build(rewriter, op.getLoc());
    Value result = quantize(build, input, op.getScale(), op.getZeroPoint(), element);
    auto [low, high] = integerRange(element);
    if (*integer == (isMin ? high : low)) {
      remarkDone(limit, passName, "dropped a limit that saturation implies");
    } else {
      Value known = build.scalar(element, static_cast<double>(*integer));
      if constexpr (isMin)
        result = build.binary<nn::MinOp>(result, known, op.getType());
      else
        result = build.binary<nn::MaxOp>(result, known, op.getType());
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void ingot::populateQuantizedMovePatterns(RewritePatternSet &patterns) {
  patterns.add<SplitDequantize, SinkDequantize, SinkThroughPad, SinkThroughConcat, HoistQuantize,
               QuantizeBeforeLimit<nn::MaxOp>, QuantizeBeforeLimit<nn::MinOp>, QuantizeBeforeLimit<nn::ReluOp>>(
      patterns.getContext());
}
