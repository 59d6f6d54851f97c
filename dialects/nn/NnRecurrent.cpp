// Verifiers and builders of NnRecurrent.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnRecurrent.h"

#include "dialects/nn/NnVerify.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnRecurrent.cpp.inc"

std::optional<Activation> ingot::nn::parseActivation(StringRef name) {
  return llvm::StringSwitch<std::optional<Activation>>(name)
      .Case("relu", Activation::Relu)
      .Case("tanh", Activation::Tanh)
      .Case("sigmoid", Activation::Sigmoid)
      .Case("affine", Activation::Affine)
      .Case("leaky_relu", Activation::LeakyRelu)
      .Case("thresholded_relu", Activation::ThresholdedRelu)
      .Case("scaled_tanh", Activation::ScaledTanh)
      .Case("hard_sigmoid", Activation::HardSigmoid)
      .Case("elu", Activation::Elu)
      .Case("softsign", Activation::Softsign)
      .Case("softplus", Activation::Softplus)
      .Default(std::nullopt);
}

// What the cells have in common; the tags of the checks are those of each cell.
template <typename Cell>
static LogicalResult verifyCell(Cell op) {
  for (Value operand : op->getOperands())
    if (operand != op.getLengths() && // lstm_c1 gru_c1 rnn_c1
        failed(verifyElement(op, op.getInput().getType(), operand.getType(), "operands")))
      return failure();
  for (Value result : op->getResults())
    if (failed(verifyElement(op, op.getInput().getType(), result.getType(), "results")))
      return failure();
  size_t directions = op.getReverse().size();
  if (directions != 1 && directions != 2) // lstm_c2 gru_c2 rnn_c2
    return op.emitOpError() << "expected 1 or 2 directions in 'reverse', got " << directions;
  size_t count = Cell::functions * directions;
  for (size_t found : {op.getActivations().size(), op.getAlphas().size(), op.getBetas().size()})
    if (found != count) // lstm_c3 gru_c3 rnn_c3
      return op.emitOpError() << "expected " << count << " activations with an alpha and a beta each, got " << found;
  for (StringAttr name : op.getActivations().template getAsRange<StringAttr>())
    if (!parseActivation(name)) // lstm_c3 gru_c3 rnn_c3
      return op.emitOpError() << "expected a known activation, got " << name;
  // lstm_c4 gru_c4 rnn_c4
  if (failed(verifyRank(op, op.getInput(), 3, "an input")) || failed(verifyRank(op, op.getWeights(), 3, "weights")) ||
      failed(verifyRank(op, op.getRecurrence(), 3, "a recurrence")) ||
      failed(verifyRank(op, op.getBias(), 2, "a bias")) || failed(verifyRank(op, op.getLengths(), 1, "lengths")) ||
      failed(verifyRank(op, op.getInitialH(), 3, "an initial state")))
    return failure();
  if (op.getClip() && !(op.getClip()->convertToDouble() > 0)) // lstm_c5 gru_c5 rnn_c5
    return op.emitOpError() << "expected a positive 'clip', got " << op.getClip()->convertToDouble();
  return success();
}

LogicalResult LstmOp::verify() {
  if (failed(verifyCell(*this)) || failed(verifyRank(*this, getInitialC(), 3, "an initial state")))
    return failure();
  return verifyRank(*this, getPeepholes(), 2, "peepholes");
}
LogicalResult GruOp::verify() { return verifyCell(*this); }
LogicalResult RnnOp::verify() { return verifyCell(*this); }
