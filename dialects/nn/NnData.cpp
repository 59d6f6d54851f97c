// Verifiers and builders of NnData.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"

#include "dialects/nn/NnSyntax.h"
#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnData.cpp.inc"

/// A tensor whose number of elements is known is a scalar or [1].
static LogicalResult verifyOneElement(Operation *op, Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (type && type.hasStaticShape() && type.getNumElements() != 1)
    return op->emitOpError() << "expected a tensor of one element, got " << type;
  return success();
}

static LogicalResult verifyMessage(Operation *op, StringRef message) {
  if (message.empty())
    return op->emitOpError() << "expected a message that names the node, what it expects and what it found";
  return success();
}

LogicalResult SetSizeOp::verify() {
  if (failed(verifyOneElement(*this, getValue()))) // set_size_c1
    return failure();
  return verifyMessage(*this, getMessage()); // set_size_c2
}

LogicalResult RequireOp::verify() { return verifyMessage(*this, getMessage()); } // require_c1

LogicalResult CheckOp::verify() {
  if (failed(verifyOneElement(*this, getCondition()))) // check_c1
    return failure();
  return verifyMessage(*this, getMessage()); // check_c2
}

static LogicalResult verifySameElement(Operation *op, Value operand, Value result) {
  if (elementOf(operand.getType()) != elementOf(result.getType()))
    return op->emitOpError() << "expected a result of " << elementOf(operand.getType()) << ", got "
                             << elementOf(result.getType());
  return success();
}

LogicalResult ExpectSizeOp::verify() {
  if (failed(verifyOneElement(*this, getValue()))) // expect_size_c1
    return failure();
  return verifySameElement(*this, getValue(), getResult()); // expect_size_c2
}

static LogicalResult verifyAxesOperand(Operation *op) {
  if (failed(verifySameElement(op, op->getOperand(0), op->getResult(0)))) // reduce_at_c1
    return failure();
  auto axes = dyn_cast<RankedTensorType>(op->getOperand(1).getType());
  if (axes && axes.getRank() > 1) // reduce_at_c2
    return op->emitOpError() << "expected axes as a vector or a scalar, got " << axes;
  return success();
}

LogicalResult ReduceAtOp::verify() { return verifyAxesOperand(*this); }
LogicalResult SqueezeAtOp::verify() { return verifyAxesOperand(*this); }
LogicalResult UnsqueezeAtOp::verify() { return verifyAxesOperand(*this); }

static LogicalResult verifyPlaces(Operation *op) {
  for (Value result : op->getResults())
    if (!elementOf(result.getType()).isInteger(64))
      return op->emitOpError() << "expected results of 64-bit integers, got " << result.getType();
  return success();
}

LogicalResult NonZeroOp::verify() { return verifyPlaces(*this); } // non_zero_c1

LogicalResult UniqueOp::verify() {
  auto type = dyn_cast<RankedTensorType>(getInput().getType());
  if (type && type.getRank() != 2) // unique_c1
    return emitOpError() << "expected a matrix, got " << type;
  return verifyPlaces(*this); // unique_c2
}

LogicalResult NonMaxSuppressionOp::verify() {
  for (Value scalar : getOperands().drop_front(2)) // non_max_suppression_c1
    if (failed(verifyOneElement(*this, scalar)))
      return failure();
  return verifyPlaces(*this); // non_max_suppression_c2
}

LogicalResult TakeFirstOp::verify() {
  if (getInputs().size() != getAxes().size() || getInputs().size() != getNumResults()) // take_first_c1
    return emitOpError() << "expected an axis and a result for each of " << getInputs().size() << " inputs, got "
                         << getAxes().size() << " and " << getNumResults();
  if (failed(verifyOneElement(*this, getCount()))) // take_first_c2
    return failure();
  for (auto [input, result] : llvm::zip(getInputs(), getResults())) // take_first_c3
    if (failed(verifySameElement(*this, input, result)))
      return failure();
  return success();
}
