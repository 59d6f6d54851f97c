// `ingot-verify-simplify`: core nn operations in core form, and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"
#include "dialects/nn/NnSample.h"

#include "dialects/nn/NnQuantize.h"
#include "passes/simplify/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ingot {
#define GEN_PASS_DEF_VERIFYSIMPLIFY
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringRef allowed[] = {"builtin.module", "func.func", "func.return", "nn.*", "sym.*"};
constexpr llvm::StringRef sugar[] = {
    "nn.split",          "nn.squeeze", "nn.unsqueeze",  "nn.flatten",    "nn.depth_to_space",
    "nn.space_to_depth", "nn.clamp",   "nn.batch_norm", "nn.layer_norm", "nn.group_norm",
    "nn.log_softmax",    "nn.lstm",    "nn.gru",        "nn.rnn",        "nn.shape",
    "nn.size",           "sym.size"};

StringRef typeProblem(Type type) {
  if (isa<UnrankedTensorType>(type))
    return "has no rank";
  return sym::isFullyNamed(type) ? "" : "has a size without a name";
}

LogicalResult noOperand(Operation *op, Value operand, StringRef name) {
  if (!operand)
    return success();
  return op->emitOpError()
         << "breaks the contract of stage 'simplify': expected the core form, found operand '" << name << "'";
}

template <typename OpTy>
LogicalResult explicitPadding(OpTy op) {
  if (op.getAutoPad() == nn::AutoPad::Explicit)
    return success();
  return op.emitOpError(
      "breaks the contract of stage 'simplify': expected explicit paddings, found 'auto_pad'");
}

template <typename OpTy>
LogicalResult alignedParameters(OpTy op) {
  if (!op.getAxis())
    return success();
  return op.emitOpError("breaks the contract of stage 'simplify': expected scales that broadcast, found 'axis'");
}

LogicalResult coreReduction(nn::ReduceOp op) {
  switch (op.getKind()) {
  case nn::ReduceKind::Sum:
  case nn::ReduceKind::Max:
  case nn::ReduceKind::Min:
  case nn::ReduceKind::Prod:
  case nn::ReduceKind::Any:
  case nn::ReduceKind::All:
    return success();
  default:
    return op.emitOpError(
               "breaks the contract of stage 'simplify': expected sum, max, min, prod, any or all, found '")
           << nn::stringifyReduceKind(op.getKind()) << "'";
  }
}

/// The core form: sizes, offsets and paddings are attributes or part of the result type.
LogicalResult checkCoreForm(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<nn::ReshapeOp, nn::BroadcastOp, nn::FillOp>(
          [](auto op) { return noOperand(op, op.getShape(), "shape"); })
      .Case([](nn::TileOp op) { return noOperand(op, op.getRepeats(), "repeats"); })
      .Case([](nn::SliceOp op) {
        if (!op.getOffsets() || !op.getStepsAttr())
          return LogicalResult(
              op.emitOpError("breaks the contract of stage 'simplify': expected the core form with "
                             "'offsets' and 'steps_attr'"));
        return noOperand(op, op.getStarts(), "starts");
      })
      .Case([](nn::PadOp op) {
        if (!op.getLow() || !op.getHigh())
          return LogicalResult(op.emitOpError(
              "breaks the contract of stage 'simplify': expected the core form with 'low' and 'high'"));
        return noOperand(op, op.getPads(), "pads");
      })
      .Case([](nn::ResizeOp op) {
        if (!op.getScalesAttr() && !op.getScales())
          return LogicalResult(op.emitOpError(
              "breaks the contract of stage 'simplify': expected the core form with 'scales_attr'"));
        return noOperand(op, op.getSizes(), "sizes");
      })
      .Case<nn::ConvOp, nn::ConvTransposeOp, nn::MaxPoolOp, nn::AvgPoolOp>(
          [](auto op) { return explicitPadding(op); })
      .Case<nn::QuantizeOp, nn::DequantizeOp>([](auto op) { return alignedParameters(op); })
      .Case([](nn::ReduceOp op) { return coreReduction(op); })
      .Default([](Operation *) { return success(); });
}

struct VerifySimplify : ingot::impl::VerifySimplifyBase<VerifySimplify> {
  void runOnOperation() override {
    Contract contract{"simplify", allowed, sugar, typeProblem, checkCoreForm};
    if (failed(verifyContract(getOperation(), contract)))
      signalPassFailure();
  }
};
} // namespace
