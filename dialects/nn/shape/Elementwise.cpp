// Shape rules of element-wise operations, and what they do to symbolic values.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

static Arithmetic arithmeticFor(ShapeContext &context, mlir::Value operand) {
  return {context.facts(), context.getContext(), elementOf(operand.getType())};
}

// All operands broadcast against each other.
static LogicalResult inferBroadcast(mlir::Operation *op, ShapeContext &context) {
  Sizes sizes;
  for (mlir::Value operand : op->getOperands()) {
    FailureOr<Sizes> next = context.sizesOf(op, operand);
    FailureOr<Sizes> merged =
        failed(next) ? FailureOr<Sizes>(failure()) : context.broadcast(op, sizes, *next);
    if (failed(merged))
      return failure();
    sizes = std::move(*merged);
  }
  return context.setSizes(op->getResult(0), sizes);
}

static LogicalResult inferUnary(mlir::Operation *op, ShapeContext &context, Arithmetic::Unary apply) {
  if (failed(inferBroadcast(op, context)))
    return failure();
  const TensorValue *input = context.valueOf(op->getOperand(0));
  if (!input)
    return success();
  Arithmetic arithmetic = arithmeticFor(context, op->getOperand(0));
  TensorValue result{input->shape, {}};
  for (const Scalar &scalar : input->elements)
    result.elements.push_back((arithmetic.*apply)(scalar));
  context.setValue(op->getResult(0), std::move(result));
  return success();
}

static LogicalResult inferBinary(mlir::Operation *op, ShapeContext &context, Arithmetic::Binary apply) {
  if (failed(inferBroadcast(op, context)))
    return failure();
  const TensorValue *left = context.valueOf(op->getOperand(0)), *right = context.valueOf(op->getOperand(1));
  if (!left || !right)
    return success();
  Arithmetic arithmetic = arithmeticFor(context, op->getOperand(0));
  setElements(context, op->getResult(0), [&](llvm::ArrayRef<int64_t> position) {
    return (arithmetic.*apply)(elementAt(*left, position), elementAt(*right, position));
  });
  return success();
}

#define INGOT_UNARY(OP, FUNCTION)                                                                            \
  LogicalResult OP::inferShape(ShapeContext &context) {                                                      \
    return inferUnary(*this, context, &Arithmetic::FUNCTION);                                                \
  }
#define INGOT_BINARY(OP, FUNCTION)                                                                           \
  LogicalResult OP::inferShape(ShapeContext &context) {                                                      \
    return inferBinary(*this, context, &Arithmetic::FUNCTION);                                               \
  }

INGOT_UNARY(AbsOp, absolute)
INGOT_UNARY(NegOp, negate)
INGOT_UNARY(SignOp, sign)
INGOT_UNARY(FloorOp, floor)
INGOT_UNARY(CeilOp, ceil)
INGOT_UNARY(RoundOp, round)
INGOT_UNARY(NotOp, logicalNot)

INGOT_BINARY(AddOp, add)
INGOT_BINARY(SubOp, subtract)
INGOT_BINARY(MulOp, multiply)
INGOT_BINARY(DivOp, divide)
INGOT_BINARY(PowOp, power)
INGOT_BINARY(MaxOp, maximum)
INGOT_BINARY(MinOp, minimum)
INGOT_BINARY(AndOp, logicalAnd)
INGOT_BINARY(OrOp, logicalOr)
INGOT_BINARY(XorOp, logicalXor)
INGOT_BINARY(EqualOp, equal)
INGOT_BINARY(LessOp, less)
INGOT_BINARY(LessEqualOp, lessEqual)
INGOT_BINARY(GreaterOp, greater)
INGOT_BINARY(GreaterEqualOp, greaterEqual)

// Operations that never appear in shape arithmetic: their results have no symbolic value.
#define INGOT_OPAQUE(OP)                                                                                     \
  LogicalResult OP::inferShape(ShapeContext &context) { return inferBroadcast(*this, context); }

INGOT_OPAQUE(ExpOp)
INGOT_OPAQUE(LogOp)
INGOT_OPAQUE(SqrtOp)
INGOT_OPAQUE(RsqrtOp)
INGOT_OPAQUE(ReciprocalOp)
INGOT_OPAQUE(RoundHalfAwayOp)
INGOT_OPAQUE(SinOp)
INGOT_OPAQUE(CosOp)
INGOT_OPAQUE(TanOp)
INGOT_OPAQUE(AsinOp)
INGOT_OPAQUE(AcosOp)
INGOT_OPAQUE(AtanOp)
INGOT_OPAQUE(SinhOp)
INGOT_OPAQUE(CoshOp)
INGOT_OPAQUE(TanhOp)
INGOT_OPAQUE(AsinhOp)
INGOT_OPAQUE(AcoshOp)
INGOT_OPAQUE(AtanhOp)
INGOT_OPAQUE(ErfOp)
INGOT_OPAQUE(SigmoidOp)
INGOT_OPAQUE(ReluOp)
INGOT_OPAQUE(SiluOp)
INGOT_OPAQUE(MishOp)
INGOT_OPAQUE(SoftplusOp)
INGOT_OPAQUE(SoftsignOp)
INGOT_OPAQUE(HardSwishOp)
INGOT_OPAQUE(BitwiseNotOp)
INGOT_OPAQUE(GeluOp)
INGOT_OPAQUE(LeakyReluOp)
INGOT_OPAQUE(ThresholdedReluOp)
INGOT_OPAQUE(EluOp)
INGOT_OPAQUE(CeluOp)
INGOT_OPAQUE(SeluOp)
INGOT_OPAQUE(HardSigmoidOp)
INGOT_OPAQUE(IsNanOp)
INGOT_OPAQUE(IsInfOp)
INGOT_OPAQUE(BitwiseAndOp)
INGOT_OPAQUE(BitwiseOrOp)
INGOT_OPAQUE(BitwiseXorOp)
INGOT_OPAQUE(ShiftLeftOp)
INGOT_OPAQUE(ShiftRightOp)

LogicalResult ModOp::inferShape(ShapeContext &context) {
  if (!getTruncated())
    return inferBinary(*this, context, &Arithmetic::modulo);
  return inferBroadcast(*this, context);
}

LogicalResult SelectOp::inferShape(ShapeContext &context) {
  if (failed(inferBroadcast(*this, context)))
    return failure();
  const TensorValue *condition = context.valueOf(getCondition());
  const TensorValue *onTrue = context.valueOf(getOnTrue()), *onFalse = context.valueOf(getOnFalse());
  if (!condition || !onTrue || !onFalse)
    return success();
  Arithmetic arithmetic = arithmeticFor(context, getOnTrue());
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
    return arithmetic.select(elementAt(*condition, position), elementAt(*onTrue, position),
                             elementAt(*onFalse, position));
  });
  return success();
}

LogicalResult ClampOp::inferShape(ShapeContext &context) {
  if (failed(inferBroadcast(*this, context)))
    return failure();
  const TensorValue *input = context.valueOf(getInput());
  const TensorValue *low = getLow() ? context.valueOf(getLow()) : nullptr;
  const TensorValue *high = getHigh() ? context.valueOf(getHigh()) : nullptr;
  if (!input || (getLow() && !low) || (getHigh() && !high))
    return success();
  Arithmetic arithmetic = arithmeticFor(context, getInput());
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
    Scalar result = elementAt(*input, position);
    if (low)
      result = arithmetic.maximum(result, elementAt(*low, position));
    return high ? arithmetic.minimum(result, elementAt(*high, position)) : result;
  });
  return success();
}

LogicalResult CastOp::inferShape(ShapeContext &context) {
  if (failed(inferBroadcast(*this, context)))
    return failure();
  const TensorValue *input = context.valueOf(getInput());
  if (!input)
    return success();
  Arithmetic arithmetic = arithmeticFor(context, getInput());
  TensorValue result{input->shape, {}};
  for (const Scalar &scalar : input->elements)
    result.elements.push_back(arithmetic.cast(scalar, elementOf(getType())));
  context.setValue(getResult(), std::move(result));
  return success();
}
