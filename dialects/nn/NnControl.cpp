// Verifiers of NnControl.td, in its order. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnControl.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnControl.cpp.inc"

/// A tensor of one element, as far as its type says.
static bool mayBeScalar(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  return !ranked || !ranked.hasStaticShape() || ranked.getNumElements() == 1;
}

static LogicalResult verifyYielded(Operation *op, YieldOp yield, ValueRange values, TypeRange results) {
  if (!yield || values.size() != results.size())
    return op->emitOpError() << "expected a region that yields " << results.size() << " values, got "
                             << (yield ? values.size() : 0);
  for (auto [result, value] : llvm::zip(results, values))
    if (failed(verifyElement(op, result, value.getType(), "a yielded value")))
      return failure();
  return success();
}

//===-- if
//-----------------------------------------------------------------------------------------------------===//

YieldOp IfOp::yieldOf(unsigned branch) {
  return dyn_cast<YieldOp>((*this)->getRegion(branch).front().getTerminator());
}

LogicalResult IfOp::verify() {
  if (!mayBeScalar(getCondition().getType())) // if_c1
    return emitOpError() << "expected a condition of one element, got " << getCondition().getType();
  for (unsigned branch : {0, 1}) {
    YieldOp yield = yieldOf(branch);
    if (failed(verifyYielded(*this, yield, yield ? yield.getValues() : ValueRange(), getResultTypes()))) // if_c2
      return failure();
  }
  return success();
}

//===-- loop
//---------------------------------------------------------------------------------------------------===//

YieldOp LoopOp::getYield() { return dyn_cast<YieldOp>(getBody().front().getTerminator()); }

bool LoopOp::endsEarly() { return getYield().getNumOperands() > getNumResults(); }

Value LoopOp::getContinue() { return endsEarly() ? getYield().getOperand(0) : Value(); }

OperandRange LoopOp::getYielded() { return getYield().getValues().take_back(getNumResults()); }

LogicalResult LoopOp::verify() {
  auto isInt64 = [](Type type) { return elementOf(type).isSignlessInteger(64) && mayBeScalar(type); };
  if (getTrip() && !isInt64(getTrip().getType())) // loop_c1
    return emitOpError() << "expected a number of iterations of one 'i64', got " << getTrip().getType();
  if (getCondition() && !mayBeScalar(getCondition().getType())) // loop_c1
    return emitOpError() << "expected a condition of one element, got " << getCondition().getType();
  Block &block = getBody().front();
  if (block.getNumArguments() != getInitial().size() + 1 ||
      block.getArgument(0).getType() != RankedTensorType::get({}, IntegerType::get(getContext(), 64))) // loop_c2
    return emitOpError() << "expected a block with an iteration number of type tensor<i64> and "
                         << getInitial().size() << " carried values, got " << block.getArgumentTypes();
  for (auto [argument, initial] : llvm::zip(getCarried(), getInitial()))
    if (failed(verifyElement(*this, initial.getType(), argument.getType(), "a carried value"))) // loop_c2
      return failure();
  if (getNumResults() < getInitial().size()) // loop_c5
    return emitOpError() << "expected at least " << getInitial().size() << " results, got " << getNumResults();
  for (auto [result, initial] : llvm::zip(getResults(), getInitial()))
    if (failed(verifyElement(*this, initial.getType(), result.getType(), "a result"))) // loop_c5
      return failure();
  YieldOp yield = getYield();
  ValueRange values = yield ? ValueRange(yield.getValues()) : ValueRange();
  bool ends = yield && values.size() == getNumResults() + 1;
  if (ends && (!elementOf(values.front().getType()).isInteger(1) || !mayBeScalar(values.front().getType()))) // loop_c3
    return emitOpError() << "expected a boolean that says whether another iteration follows, got "
                         << values.front().getType();
  if (failed(verifyYielded(*this, yield, ends ? values.drop_front() : values, getResultTypes()))) // loop_c3
    return failure();
  if (!ends && !getTrip()) // loop_c4
    return emitOpError() << "expected a number of iterations, or a region that says when to stop";
  return success();
}
