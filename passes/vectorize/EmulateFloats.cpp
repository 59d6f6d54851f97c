// ingot-emulate-floats: narrow floating point where the machine has none. Before ingot-expand-math.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/TargetAttr.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/vectorize/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_EMULATEFLOATS
#include "passes/vectorize/Passes.h.inc"

namespace {

/// `type` with another element type.
Type withElement(Type type, Type element) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? Type(vector.clone(element)) : element;
}

/// Writes integer arithmetic on values of one shape.
struct Bits {
  Value constant(int64_t value, Type type) {
    TypedAttr scalar = builder.getIntegerAttr(getElementTypeOrSelf(type), value);
    if (auto vector = dyn_cast<VectorType>(type))
      scalar = DenseElementsAttr::get(vector, ArrayRef<Attribute>(scalar));
    return arith::ConstantOp::create(builder, loc, scalar);
  }
  template <typename Op>
  Value with(Value left, int64_t right) {
    return Op::create(builder, loc, left, constant(right, left.getType()));
  }
  Value select(arith::CmpIPredicate predicate, Value value, int64_t bound, Value yes, Value no) {
    Value holds = arith::CmpIOp::create(builder, loc, predicate, value, constant(bound, value.getType()));
    return arith::SelectOp::create(builder, loc, holds, yes, no);
  }
  Value asFloat(Value bits) {
    return arith::BitcastOp::create(builder, loc, withElement(bits.getType(), builder.getF32Type()), bits);
  }
  Value asBits(Value number) {
    return arith::BitcastOp::create(builder, loc, withElement(number.getType(), builder.getI32Type()), number);
  }
  OpBuilder &builder;
  Location loc;
};

/// f16 to f32: the exponent is corrected by an exact product, which normalizes subnormal numbers as well.
struct ExtendHalf : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isF16() || !getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not from f16 to f32");
    Bits bits{rewriter, op.getLoc()};
    Type i32 = withElement(op.getType(), rewriter.getI32Type());
    Value half =
        arith::BitcastOp::create(rewriter, op.getLoc(), withElement(op.getType(), rewriter.getI16Type()), op.getIn());
    Value wide = arith::ExtUIOp::create(rewriter, op.getLoc(), i32, half);
    Value magnitude = bits.with<arith::AndIOp>(wide, 0x7fff);
    Value shifted = bits.with<arith::ShLIOp>(magnitude, 13);
    Value scale = bits.asFloat(bits.constant(0x77800000, i32)); // 2^112
    Value finite = bits.asBits(arith::MulFOp::create(rewriter, op.getLoc(), bits.asFloat(shifted), scale));
    Value special = bits.with<arith::OrIOp>(shifted, 0x7f800000);
    Value number = bits.select(arith::CmpIPredicate::uge, magnitude, 0x7c00, special, finite);
    Value sign = bits.with<arith::ShLIOp>(bits.with<arith::AndIOp>(wide, 0x8000), 16);
    rewriter.replaceOp(op, bits.asFloat(arith::OrIOp::create(rewriter, op.getLoc(), number, sign)));
    return success();
  }
};

/// f32 to f16, to the nearest, ties to even: subnormal results are rounded by a sum, normal ones by a carry.
struct TruncateHalf : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn().getType()).isF32() || !getElementTypeOrSelf(op.getType()).isF16())
      return rewriter.notifyMatchFailure(op, "not from f32 to f16");
    Location loc = op.getLoc();
    Bits bits{rewriter, loc};
    Value word = bits.asBits(op.getIn());
    Type i32 = word.getType();
    Value magnitude = bits.with<arith::AndIOp>(word, 0x7fffffff);
    Value half = bits.asFloat(bits.constant(0x3f000000, i32)); // 0.5: its last bit is the last of a subnormal f16
    Value sum = arith::AddFOp::create(rewriter, loc, bits.asFloat(magnitude), half);
    Value subnormal = bits.with<arith::SubIOp>(bits.asBits(sum), 0x3f000000);
    Value odd = bits.with<arith::AndIOp>(bits.with<arith::ShRUIOp>(magnitude, 13), 1);
    // The exponent's bias goes from 127 to 15; with the last bit kept, 0xfff rounds up from more than half.
    Value biased = bits.with<arith::AddIOp>(magnitude, 0xfff - (int64_t(112) << 23));
    Value normal = bits.with<arith::ShRUIOp>(arith::AddIOp::create(rewriter, loc, biased, odd), 13);
    Value infinite = bits.constant(0x7c00, i32), nan = bits.constant(0x7e00, i32);
    Value special = bits.select(arith::CmpIPredicate::ugt, magnitude, 0x7f800000, nan, infinite);
    Value finite = bits.select(arith::CmpIPredicate::ult, magnitude, 0x38800000, subnormal, normal); // 2^-14
    Value number = bits.select(arith::CmpIPredicate::uge, magnitude, 0x47800000, special, finite);   // 2^16
    Value sign = bits.with<arith::AndIOp>(bits.with<arith::ShRUIOp>(word, 16), 0x8000);
    Value result = arith::TruncIOp::create(rewriter, loc, withElement(i32, rewriter.getI16Type()),
                                           arith::OrIOp::create(rewriter, loc, number, sign));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), result);
    return success();
  }
};

/// No machine converts between f64 and the narrow types.
template <typename Op>
struct ConvertInSteps : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto width = [](Type type) { return getElementTypeOrSelf(type).getIntOrFloatBitWidth(); };
    if (std::max(width(op.getIn().getType()), width(op.getType())) != 64 ||
        std::min(width(op.getIn().getType()), width(op.getType())) > 16)
      return rewriter.notifyMatchFailure(op, "not between f64 and a narrow type");
    Value middle = Op::create(rewriter, op.getLoc(), withElement(op.getType(), rewriter.getF32Type()), op.getIn());
    rewriter.replaceOpWithNewOp<Op>(op, op.getType(), middle);
    return success();
  }
};

struct EmulateFloats : impl::EmulateFloatsBase<EmulateFloats> {
  void runOnOperation() override {
    // x86-64-v3 brought the conversions of f16 together with the fused multiply-add.
    halves = !rt::readTarget(getOperation()).hasFma;
    SmallVector<Operation *> narrow;
    getOperation().walk([&](Operation *op) {
      bool computes = isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
                      OpTrait::hasElementwiseMappableTraits(op) &&
                      !isa<arith::ExtFOp, arith::TruncFOp, arith::BitcastOp, arith::SelectOp>(op);
      if ((computes || isa<vector::ReductionOp>(op)) &&
          (llvm::any_of(op->getOperandTypes(), [&](Type type) { return isNarrow(type); }) ||
           llvm::any_of(op->getResultTypes(), [&](Type type) { return isNarrow(type); })))
        narrow.push_back(op);
    });
    for (Operation *op : narrow)
      widen(op);
    RewritePatternSet patterns(&getContext());
    patterns.add<ConvertInSteps<arith::ExtFOp>, ConvertInSteps<arith::TruncFOp>>(&getContext());
    if (halves)
      patterns.add<ExtendHalf, TruncateHalf>(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

  bool isNarrow(Type type) const {
    Type element = getElementTypeOrSelf(type);
    return element.isBF16() || (halves && element.isF16());
  }

  /// Has `op` compute in f32.
  void widen(Operation *op) {
    OpBuilder builder(op);
    Type f32 = builder.getF32Type();
    for (OpOperand &operand : op->getOpOperands())
      if (isNarrow(operand.get().getType()))
        operand.set(
            arith::ExtFOp::create(builder, op->getLoc(), withElement(operand.get().getType(), f32), operand.get()));
    builder.setInsertionPointAfter(op);
    for (Value result : op->getResults()) {
      Type type = result.getType();
      if (!isNarrow(type))
        continue;
      result.setType(withElement(type, f32));
      Value rounded = arith::TruncFOp::create(builder, op->getLoc(), type, result);
      result.replaceAllUsesExcept(rounded, rounded.getDefiningOp());
    }
  }

  bool halves = false;
};

} // namespace
} // namespace ingot
