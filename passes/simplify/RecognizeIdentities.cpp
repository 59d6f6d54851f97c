// Operations that do nothing, and cheaper operations of the same meaning. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Recognize.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/TypedBuilder.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "RecognizePatterns";

/// x op neutral = x; `Sides` says on how many sides the neutral element may stand.
template <typename OpTy, int neutral, bool bothSides>
struct DropNeutral : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    for (bool swapped : {false, true}) {
      Value kept = swapped ? op.getRhs() : op.getLhs(), other = swapped ? op.getLhs() : op.getRhs();
      if ((swapped && !bothSides) || kept.getType() != op.getType() || !isSplat(other, neutral))
        continue;
      remarkDone(op, passName, "dropped an operation that does nothing");
      rewriter.replaceOp(op, kept);
      return success();
    }
    return failure();
  }
};

/// x / 2^k = x * 2^-k exactly.
struct DivideByPowerOfTwo : OpRewritePattern<nn::DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::DivOp op, PatternRewriter &rewriter) const override {
    auto constant = op.getRhs().getDefiningOp<nn::ConstantOp>();
    std::optional<double> divisor = constant ? splatOf(op.getRhs()) : std::nullopt;
    auto element = dyn_cast<FloatType>(rankedType(op.getResult()).getElementType());
    if (!divisor || !element || !std::isfinite(*divisor) || *divisor == 0.0)
      return failure();
    int exponent;
    if (std::abs(std::frexp(*divisor, &exponent)) != 0.5 || std::abs(exponent) > 14)
      return rewriter.notifyMatchFailure(op, "the divisor is no power of two");
    auto inverse = DenseElementsAttr::get(rankedType(op.getRhs()), FloatAttr::get(element, 1.0 / *divisor));
    Value factor = nn::ConstantOp::create(rewriter, constant.getLoc(), cast<ElementsAttr>(inverse));
    remarkDone(op, passName, "made a division by a power of two a multiplication");
    rewriter.replaceOpWithNewOp<nn::MulOp>(op, op.getType(), op.getLhs(), factor);
    return success();
  }
};

/// Powers with a small constant exponent.
struct ExpandPower : OpRewritePattern<nn::PowOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::PowOp op, PatternRewriter &rewriter) const override {
    std::optional<double> exponent = splatOf(op.getRhs());
    Value base = op.getLhs();
    if (!exponent || base.getType() != op.getType())
      return failure();
    TypedBuilder build(rewriter, op.getLoc());
    bool isFloat = isa<FloatType>(build.elementOf(base));
    auto square = [&] { return build.binary<nn::MulOp>(base, base, op.getType()); };
    Value result;
    if (*exponent == 1.0)
      result = base;
    else if (*exponent == 2.0)
      result = square();
    else if (*exponent == 3.0)
      result = build.binary<nn::MulOp>(square(), base, op.getType());
    else if (*exponent == 0.5 && isFloat)
      result = build.unary<nn::SqrtOp>(base);
    else if (*exponent == -0.5 && isFloat)
      result = build.unary<nn::RsqrtOp>(base);
    else if (*exponent == -1.0 && isFloat)
      result = build.unary<nn::ReciprocalOp>(base);
    else
      return rewriter.notifyMatchFailure(op, "no exponent with a simpler form");
    remarkDone(op, passName, "made a power multiplications or a root");
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// Moves that give all elements of their input in the same places.
template <typename OpTy>
struct DropWholeMove : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    if (op->getOperand(0).getType() != op->getResult(0).getType() || !keepsPlaces(op))
      return failure();
    remarkDone(op, passName, "dropped an operation that does nothing");
    rewriter.replaceOp(op, op->getOperand(0));
    return success();
  }

private:
  static bool allConstant(std::optional<ArrayAttr> exprs, int64_t value) {
    return exprs &&
           llvm::all_of(*exprs, [&](Attribute expr) { return cast<sym::ExprAttr>(expr).isConstant(value); });
  }
  static bool keepsPlaces(Operation *op) {
    return llvm::TypeSwitch<Operation *, bool>(op)
        .Case([](nn::SliceOp slice) {
          return slice.getStepsAttr() && allConstant(slice.getOffsets(), 0) &&
                 llvm::all_of(*slice.getStepsAttr(), [](int64_t step) { return step == 1; });
        })
        .Case([](nn::PadOp pad) { return allConstant(pad.getLow(), 0) && allConstant(pad.getHigh(), 0); })
        .Case([](nn::ConcatOp concat) { return concat.getInputs().size() == 1; })
        .Default([](Operation *) { return true; });
  }
};

/// True where every value of `from` is one of `to`.
bool isLossless(Type from, Type to) {
  auto toFloat = dyn_cast<FloatType>(to);
  if (auto fromFloat = dyn_cast<FloatType>(from))
    return toFloat &&
           (from == to || (toFloat.getWidth() >= 2 * fromFloat.getWidth() && fromFloat.getWidth() >= 16));
  unsigned width = from.getIntOrFloatBitWidth();
  if (width == 1)
    return true;
  bool isUnsigned = from.isUnsignedInteger();
  if (toFloat)
    return toFloat.getFPMantissaWidth() >= width;
  if (to.getIntOrFloatBitWidth() == 1)
    return false;
  if (isUnsigned == to.isUnsignedInteger())
    return to.getIntOrFloatBitWidth() >= width;
  return isUnsigned && to.getIntOrFloatBitWidth() > width;
}

/// A cast of a cast that lost nothing.
struct MergeCasts : OpRewritePattern<nn::CastOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CastOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<nn::CastOp>();
    if (!inner)
      return failure();
    Type from = rankedType(inner.getInput()).getElementType(),
         middle = rankedType(op.getInput()).getElementType();
    if (!isLossless(from, middle))
      return rewriter.notifyMatchFailure(op, "the inner cast may change values");
    remarkDone(op, passName, "merged two casts");
    if (inner.getInput().getType() == op.getType())
      rewriter.replaceOp(op, inner.getInput());
    else
      rewriter.replaceOpWithNewOp<nn::CastOp>(op, op.getType(), inner.getInput());
    return success();
  }
};

/// An operand that is broadcast explicitly where the operation does it anyway.
struct DropBroadcast : RewritePattern {
  explicit DropBroadcast(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!op->hasTrait<nn::Elementwise>() || op->getNumOperands() < 2 || op->getNumResults() != 1)
      return failure();
    for (OpOperand &operand : op->getOpOperands()) {
      auto broadcast = operand.get().getDefiningOp<nn::BroadcastOp>();
      if (!broadcast || broadcast.getShape() || !isImplied(op, operand, broadcast.getInput()))
        continue;
      remarkDone(op, passName, "dropped a broadcast that the operation does itself");
      rewriter.modifyOpInPlace(op, [&] { operand.set(broadcast.getInput()); });
      return success();
    }
    return failure();
  }

private:
  /// The other operands alone already have the sizes of the result.
  static bool isImplied(Operation *op, OpOperand &broadcast, Value input) {
    Dims dims = dimsOf(input);
    for (OpOperand &operand : op->getOpOperands())
      if (&operand != &broadcast)
        dims = broadcastDims(dims, dimsOf(operand.get()));
    return dims == dimsOf(op->getResult(0));
  }
};

struct MergeReshapes : OpRewritePattern<nn::ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReshapeOp op, PatternRewriter &rewriter) const override {
    if (op.getShape())
      return failure();
    if (op.getInput().getType() == op.getType()) {
      rewriter.replaceOp(op, op.getInput());
      return success();
    }
    auto inner = op.getInput().getDefiningOp<nn::ReshapeOp>();
    if (!inner || inner.getShape())
      return failure();
    rewriter.modifyOpInPlace(op, [&] { op.getInputMutable().assign(inner.getInput()); });
    return success();
  }
};

} // namespace

void ingot::populateIdentityPatterns(RewritePatternSet &patterns) {
  patterns.add<DropNeutral<nn::AddOp, 0, true>, DropNeutral<nn::SubOp, 0, false>,
               DropNeutral<nn::MulOp, 1, true>, DropNeutral<nn::DivOp, 1, false>, DivideByPowerOfTwo,
               ExpandPower, DropWholeMove<nn::SliceOp>, DropWholeMove<nn::PadOp>, DropWholeMove<nn::ConcatOp>,
               DropWholeMove<nn::BroadcastOp>, DropWholeMove<nn::TileOp>, MergeCasts, DropBroadcast>(
      patterns.getContext());
}

void ingot::populateReshapePatterns(RewritePatternSet &patterns) {
  patterns.add<MergeReshapes>(patterns.getContext());
}
