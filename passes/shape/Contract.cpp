// `ingot-verify-shape`: what holds after the shape stage. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"
#include "dialects/nn/NnSample.h"

#include "passes/shape/Passes.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ingot {
#define GEN_PASS_DEF_VERIFYSHAPE
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

constexpr StringRef allowed[] = {"builtin.module", "func.func", "func.return", "nn.*", "sym.*"};
constexpr StringRef resolved[] = {"nn.shape",        "nn.size",        "nn.squeeze",   "nn.unsqueeze",
                                  "nn.flatten",      "nn.expect_size", "nn.reduce_at", "nn.squeeze_at",
                                  "nn.unsqueeze_at", "nn.take_first"};

StringRef typeProblem(Type type) {
  if (isa<UnrankedTensorType>(type))
    return "has no rank";
  return sym::isFullyNamed(type) ? "" : "has a size without a name";
}

LogicalResult noOperand(Operation *op, Value operand, StringRef name) {
  if (!operand)
    return success();
  return op->emitOpError() << "breaks the contract of stage 'shape': expected the core form, found operand '" << name
                           << "'";
}

template <typename OpTy>
LogicalResult explicitPadding(OpTy op) {
  if (op.getAutoPad() == nn::AutoPad::Explicit)
    return success();
  return op.emitOpError("breaks the contract of stage 'shape': expected explicit paddings, found 'auto_pad'");
}

/// No operation reads a size or a position from a tensor.
LogicalResult checkCoreForm(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<nn::ReshapeOp, nn::BroadcastOp, nn::FillOp>([](auto op) { return noOperand(op, op.getShape(), "shape"); })
      .Case([](nn::TileOp op) { return noOperand(op, op.getRepeats(), "repeats"); })
      .Case([](nn::SliceOp op) { return noOperand(op, op.getStarts(), "starts"); })
      .Case([](nn::SplitOp op) { return noOperand(op, op.getSizes(), "sizes"); })
      .Case([](nn::PadOp op) { return noOperand(op, op.getPads(), "pads"); })
      .Case([](nn::ResizeOp op) { return noOperand(op, op.getSizes(), "sizes"); })
      .Case<nn::ConvOp, nn::ConvTransposeOp, nn::MaxPoolOp, nn::AvgPoolOp>([](auto op) { return explicitPadding(op); })
      .Default([](Operation *) { return success(); });
}

struct VerifyShape : ingot::impl::VerifyShapeBase<VerifyShape> {
  void runOnOperation() override {
    Contract contract{"shape", allowed, resolved, typeProblem, checkCoreForm};
    if (failed(verifyContract(getOperation(), contract)) || failed(checkNames()))
      signalPassFailure();
  }

private:
  // Every name in a type is declared.
  LogicalResult checkNames() {
    llvm::StringSet<> declared;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      declared.insert(symbol.getName());
    llvm::DenseSet<Type> checked;
    WalkResult result = getOperation().walk([&](Operation *op) {
      for (Value value : op->getResults())
        if (failed(checkNames(op, value.getType(), declared, checked)))
          return WalkResult::interrupt();
      for (Region &region : op->getRegions())
        for (Value argument : region.getArguments())
          if (failed(checkNames(op, argument.getType(), declared, checked)))
            return WalkResult::interrupt();
      return WalkResult::advance();
    });
    return failure(result.wasInterrupted());
  }

  static LogicalResult checkNames(Operation *op, Type type, const llvm::StringSet<> &declared,
                                  llvm::DenseSet<Type> &checked) {
    auto ranked = dyn_cast<RankedTensorType>(type);
    if (!ranked || !checked.insert(type).second)
      return success();
    llvm::SetVector<StringRef> names;
    for (sym::ExprAttr dim : sym::dimsOf(ranked))
      sym::collectSymbols(dim, names);
    for (StringRef name : names)
      if (!declared.contains(name))
        return op->emitOpError() << "breaks the contract of stage 'shape': size '" << name << "' of " << type
                                 << " is not declared by a sym.symbol";
    return success();
  }
};
} // namespace
