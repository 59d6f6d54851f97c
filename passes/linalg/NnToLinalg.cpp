// ingot-convert-nn-to-linalg: the one conversion pass of the linalg stage. Types lose their names and their
// signs, and the function's interface keeps both as attributes. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"
#include "passes/linalg/Passes.h"
#include "passes/linalg/control/LowerControl.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ingot {
#define GEN_PASS_DEF_CONVERTNNTOLINALG
#include "passes/linalg/Passes.h.inc"
} // namespace ingot

using namespace mlir;

namespace ingot {
namespace {

RankedTensorType plainType(RankedTensorType type) {
  return RankedTensorType::get(type.getShape(), storageOf(type.getElementType()));
}

/// What a converted type does not say any more, as attributes of one argument or result.
void describe(Type type, llvm::function_ref<void(StringRef, Attribute)> setAttribute) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return;
  MLIRContext *context = type.getContext();
  setAttribute(shapeAttrName, sym::ShapeAttr::get(context, sym::dimsOf(tensor)));
  if (tensor.getElementType().isUnsignedInteger())
    setAttribute(unsignedAttrName, UnitAttr::get(context));
}

void describeInterface(func::FuncOp function) {
  for (auto [number, type] : llvm::enumerate(function.getArgumentTypes()))
    describe(type, [&, index = number](StringRef name, Attribute value) { function.setArgAttr(index, name, value); });
  for (auto [number, type] : llvm::enumerate(function.getResultTypes()))
    describe(type,
             [&, index = number](StringRef name, Attribute value) { function.setResultAttr(index, name, value); });
}

LogicalResult checkNamed(Operation *op, TypeRange types) {
  for (Type type : types)
    if (isa<TensorType>(type) && !sym::isFullyNamed(type))
      return op->emitOpError() << "has type " << type << " with a size that has no name; the shape stage gives it one";
  return success();
}

LogicalResult checkInput(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    bool isFine = succeeded(checkNamed(op, op->getResultTypes()));
    if (auto function = dyn_cast<func::FuncOp>(op))
      isFine = isFine && succeeded(checkNamed(op, function.getArgumentTypes()));
    return isFine ? WalkResult::advance() : WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

struct ConvertNnToLinalg : impl::ConvertNnToLinalgBase<ConvertNnToLinalg> {
  using ConvertNnToLinalgBase::ConvertNnToLinalgBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    if (failed(checkInput(getOperation())))
      return signalPassFailure();
    getOperation().walk([](func::FuncOp function) { describeInterface(function); });

    TypeConverter converter;
    converter.addConversion([](Type type) { return type; });
    converter.addConversion([](RankedTensorType type) { return plainType(type); });

    ConversionTarget target(*context);
    target.addLegalDialect<arith::ArithDialect, linalg::LinalgDialect, math::MathDialect, scf::SCFDialect,
                           sym::SymDialect, tensor::TensorDialect>();
    target.addLegalOp<rt::CheckOp, rt::SetSymbolOp>();
    target.addIllegalDialect<nn::NnDialect>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp function) {
      return converter.isSignatureLegal(function.getFunctionType()) && converter.isLegal(&function.getBody());
    });
    target.addDynamicallyLegalOp<func::ReturnOp, func::CallOp>([&](Operation *op) { return converter.isLegal(op); });

    RewritePatternSet patterns(context);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, converter);
    populateReturnOpTypeConversionPattern(patterns, converter);
    populateCallOpTypeConversionPattern(patterns, converter);
    addControlPatterns(patterns, converter);
    LoweringSet set(patterns, converter);
    addElementwiseLowerings(set);
    addActivationLowerings(set);
    addContractionLowerings(set);
    addConvLowerings(set);
    addPoolLowerings(set);
    addReduceLowerings(set);
    addNormLowerings(set);
    addMoveLowerings(set);
    addMakeLowerings(set);
    addGatherLowerings(set);
    addResizeLowerings(set);
    addScatterLowerings(set);
    addSequenceLowerings(set);
    addPositionLowerings(set);
    addWindowIndexLowerings(set);
    addSampleLowerings(set);
    addDataLowerings(set);
    addQuantizeLowerings(set);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace ingot
