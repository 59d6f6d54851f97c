// ingot-vectorize-kernels: finds the operations of each kernel and has them written as loops over vectors.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "passes/Fused.h"
#include "passes/vectorize/KernelEmitter.h"
#include "passes/vectorize/Passes.h"
#include "passes/vectorize/VectorizeRuns.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_VECTORIZEKERNELS
#include "passes/vectorize/Passes.h.inc"

namespace {

struct VectorizeKernels : impl::VectorizeKernelsBase<VectorizeKernels> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    rt::TargetInfo target = rt::readTarget(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (rt::isKernel(function) && failed(vectorize(function, rewriter)))
        return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (rt::isKernel(function))
        vectorizeRuns(function, target, rewriter);
  }

  LogicalResult vectorize(func::FuncOp kernel, RewriterBase &rewriter) {
    SmallVector<linalg::GenericOp> mains;
    kernel.walk([&](linalg::GenericOp op) {
      if (op->hasAttr(rt::tileAttrName))
        mains.push_back(op);
    });
    // Several operations in one kernel (the parts of a concatenation) are not shared out to threads.
    bool whole = mains.size() != 1;
    for (linalg::GenericOp main : mains) {
      FusedOperation fused{main, epilogueOf(main), main->getAttrOfType<rt::TileAttr>(rt::tileAttrName), {}, {}};
      if (!whole) {
        fused.begin = kernel.getArgument(kernel.getNumArguments() - 2);
        fused.end = kernel.getArgument(kernel.getNumArguments() - 1);
      }
      FailureOr<SmallVector<Value>> results = KernelEmitter(rewriter, fused).emit();
      if (failed(results))
        return failure();
      rewriter.replaceOp(fused.epilogue ? fused.epilogue : main, *results);
      if (fused.epilogue)
        rewriter.eraseOp(main);
    }
    kernel.walk([&](linalg::FillOp fill) {
      if (fill->use_empty())
        rewriter.eraseOp(fill);
    });
    return success();
  }
};

} // namespace
} // namespace ingot
