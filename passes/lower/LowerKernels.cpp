// ingot-lower-kernels: vectors, loops and buffers become the llvm dialect. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/rt/TargetAttr.h"
#include "dialects/sym/Sym.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "passes/lower/EntryPoint.h"
#include "passes/lower/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_LOWERKERNELS
#include "passes/lower/Passes.h.inc"

namespace {

/// A reshape of contiguous memory is the same memory with other sizes. Upstream's expansion of strided metadata derives
/// sizes from strides instead, and fails on groups with several sizes known at run time only.
template <typename Op>
struct ReshapeContiguous : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto source = cast<MemRefType>(op.getSrc().getType());
    MemRefType result = op.getResultType();
    if (!source.getLayout().isIdentity() || !result.getLayout().isIdentity())
      return rewriter.notifyMatchFailure(op, "the memory is not contiguous");
    Location loc = op.getLoc();
    SmallVector<OpFoldResult> sizes = sizesOf(op, rewriter), strides(result.getRank());
    auto product = [&](OpFoldResult a, OpFoldResult b) {
      AffineExpr left = rewriter.getAffineSymbolExpr(0), right = rewriter.getAffineSymbolExpr(1);
      return affine::makeComposedFoldedAffineApply(rewriter, loc, AffineMap::get(0, 2, left * right), {a, b});
    };
    OpFoldResult stride = rewriter.getIndexAttr(1);
    for (int64_t axis = result.getRank() - 1; axis >= 0; --axis) {
      strides[axis] = stride;
      if (axis > 0)
        stride = product(stride, sizes[axis]);
    }
    auto view = memref::ReinterpretCastOp::create(rewriter, loc, op.getSrc(), rewriter.getIndexAttr(0), sizes, strides);
    rewriter.replaceOp(op, view.getType() == result ? view.getResult()
                                                    : memref::CastOp::create(rewriter, loc, result, view).getResult());
    return success();
  }

  static SmallVector<OpFoldResult> sizesOf(memref::ExpandShapeOp op, OpBuilder &) { return op.getMixedOutputShape(); }
  static SmallVector<OpFoldResult> sizesOf(memref::CollapseShapeOp op, OpBuilder &builder) {
    SmallVector<OpFoldResult> from = memref::getMixedSizes(builder, op.getLoc(), op.getSrc()), sizes;
    for (const ReassociationIndices &group : op.getReassociationIndices()) {
      OpFoldResult size = builder.getIndexAttr(1);
      for (int64_t axis : group) {
        AffineExpr left = builder.getAffineSymbolExpr(0), right = builder.getAffineSymbolExpr(1);
        size = affine::makeComposedFoldedAffineApply(builder, op.getLoc(), AffineMap::get(0, 2, left * right),
                                                     {size, from[axis]});
      }
      sizes.push_back(size);
    }
    return sizes;
  }
};

struct LowerKernels : impl::LowerKernelsBase<LowerKernels> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    MLIRContext *context = &getContext();
    LowerToLLVMOptions options(context);
    options.overrideIndexBitwidth(rt::readTarget(module).indexBits);
    LLVMTypeConverter converter(context, options);

    SmallVector<StringRef> symbols;
    for (auto symbol : module.getOps<sym::SymbolOp>())
      symbols.push_back(symbol.getName());
    auto internal = LLVM::LinkageAttr::get(context, LLVM::Linkage::Internal);
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (!rt::isKernel(function) && failed(makeEntryPoint(function, symbols, converter)))
        return signalPassFailure();
    // Nothing but the model function is visible; kernels stay functions of their own, as profiles name them.
    auto keep = ArrayAttr::get(context, {StringAttr::get(context, "noinline"), StringAttr::get(context, "nounwind")});
    for (auto function : module.getOps<func::FuncOp>()) {
      function->setAttr("llvm.linkage", internal);
      if (rt::isKernel(function))
        function->setAttr("passthrough", keep);
      function->removeAttr(rt::kernelAttrName);
    }
    lowerCopies(module, options.getIndexBitwidth());
    if (failed(simplifyAccesses(module)))
      return signalPassFailure();
    SmallVector<StringRef> messages;
    for (auto function : module.getOps<func::FuncOp>()) // only now: a check may be anywhere in loops and branches
      lowerChecks(function, messages);
    module->setAttr("ingot.checks", Builder(context).getStrArrayAttr(messages));
    if (failed(convert(module, converter)))
      return signalPassFailure();
    moveAsIntegers(module, !rt::readTarget(module).hasFma);
  }

  /// Narrow floats that the machine does not have go between memory and registers as integers: what is computed with
  /// them is on integers already (ingot-emulate-floats), and LLVM would call a library where such a float is chosen
  /// between two others.
  static void moveAsIntegers(ModuleOp module, bool halves) {
    auto integerOf = [&](Type type) -> Type {
      auto vector = dyn_cast<VectorType>(type);
      Type element = vector ? vector.getElementType() : type;
      if (!element.isBF16() && !(halves && element.isF16()))
        return {};
      Type integer = IntegerType::get(type.getContext(), 16);
      return vector ? Type(vector.clone(integer)) : integer;
    };
    module.walk([&](Operation *op) {
      if (!isa<LLVM::StoreOp, LLVM::LoadOp, LLVM::MaskedStoreOp, LLVM::MaskedLoadOp>(op))
        return;
      OpBuilder builder(op);
      for (OpOperand &operand : op->getOpOperands()) // what is stored, or stays where nothing is loaded
        if (Type integer = integerOf(operand.get().getType()))
          operand.set(LLVM::BitcastOp::create(builder, op->getLoc(), integer, operand.get()));
      builder.setInsertionPointAfter(op);
      for (Value loaded : op->getResults()) {
        Type type = loaded.getType(), integer = integerOf(type);
        if (!integer)
          continue;
        loaded.setType(integer);
        auto value = LLVM::BitcastOp::create(builder, op->getLoc(), type, loaded);
        loaded.replaceAllUsesExcept(value, value);
      }
    });
  }

  /// Copies of whole buffers become runs of bytes; later, views have lost the layouts that show that they are whole.
  static void lowerCopies(ModuleOp module, unsigned indexBits) {
    module.walk([&](memref::CopyOp copy) {
      auto type = dyn_cast<MemRefType>(copy.getSource().getType());
      auto target = dyn_cast<MemRefType>(copy.getTarget().getType());
      if (!type || !target || !type.getLayout().isIdentity() || !target.getLayout().isIdentity())
        return;
      OpBuilder builder(copy);
      Location loc = copy.getLoc();
      auto integer = builder.getIntegerType(indexBits);
      auto addressOf = [&](Value buffer) -> Value {
        Value address = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, buffer);
        Value number = arith::IndexCastOp::create(builder, loc, integer, address);
        return LLVM::IntToPtrOp::create(builder, loc, LLVM::LLVMPointerType::get(builder.getContext()), number,
                                        LLVM::DereferenceableAttr());
      };
      Value bytes = arith::ConstantIndexOp::create(builder, loc, (type.getElementTypeBitWidth() + 7) / 8);
      for (int64_t axis = 0; axis < type.getRank(); ++axis)
        bytes = builder.createOrFold<arith::MulIOp>(loc, bytes,
                                                    builder.createOrFold<memref::DimOp>(loc, copy.getSource(), axis));
      bytes = arith::IndexCastOp::create(builder, loc, integer, bytes);
      Value to = addressOf(copy.getTarget()), from = addressOf(copy.getSource());
      LLVM::MemcpyOp::create(builder, loc, to, from, bytes, /*isVolatile=*/false);
      copy.erase();
    });
  }

  /// Transfers become loads and stores of one vector, views become addresses, affine maps become arithmetic.
  LogicalResult simplifyAccesses(ModuleOp module) {
    RewritePatternSet patterns(module.getContext());
    vector::populateVectorTransferLoweringPatterns(patterns, /*maxTransferRank=*/1);
    vector::populateVectorMaskOpLoweringPatterns(patterns);
    vector::populateVectorBroadcastLoweringPatterns(patterns);
    patterns.add<ReshapeContiguous<memref::ExpandShapeOp>, ReshapeContiguous<memref::CollapseShapeOp>>(
        module.getContext(), /*benefit=*/2);
    memref::populateExpandStridedMetadataPatterns(patterns);
    if (failed(applyPatternsGreedily(module, std::move(patterns))))
      return failure();
    RewritePatternSet control(module.getContext());
    populateAffineToStdConversionPatterns(control);
    populateSCFToControlFlowConversionPatterns(control);
    arith::populateCeilFloorDivExpandOpsPatterns(control);
    ConversionTarget target(*module.getContext());
    target.addIllegalDialect<affine::AffineDialect, scf::SCFDialect>();
    target.addIllegalOp<arith::CeilDivSIOp, arith::CeilDivUIOp, arith::FloorDivSIOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    return applyPartialConversion(module, target, std::move(control));
  }

  LogicalResult convert(ModuleOp module, LLVMTypeConverter &converter) {
    RewritePatternSet patterns(module.getContext());
    arith::populateArithToLLVMConversionPatterns(converter, patterns);
    populateMathToLLVMConversionPatterns(converter, patterns);
    populateVectorToLLVMConversionPatterns(converter, patterns);
    populateFinalizeMemRefToLLVMConversionPatterns(converter, patterns);
    populateFuncToLLVMConversionPatterns(converter, patterns);
    cf::populateControlFlowToLLVMConversionPatterns(converter, patterns);
    ub::populateUBToLLVMConversionPatterns(converter, patterns);
    LLVMConversionTarget target(*module.getContext());
    target.addLegalOp<ModuleOp, UnrealizedConversionCastOp>();
    target.addLegalDialect<sym::SymDialect>();
    return applyFullConversion(module, target, std::move(patterns));
  }
};
} // namespace
} // namespace ingot
