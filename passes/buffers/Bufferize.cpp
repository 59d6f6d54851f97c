// ingot-bufferize: tensors become memrefs, by upstream's one-shot bufferization. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_BUFFERIZE
#include "passes/buffers/Passes.h.inc"

namespace {
struct Bufferize : impl::BufferizeBase<Bufferize> {
  void runOnOperation() override {
    bufferization::OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    options.setFunctionBoundaryTypeConversion(bufferization::LayoutMapOption::IdentityLayoutMap);
    options.bufferAlignment = 64;
    bufferization::BufferizationState state;
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), options, state)) ||
        failed(bufferization::dropEquivalentBufferResults(getOperation())))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (rt::isKernel(function) && function.getNumResults() != 0) {
        function.emitError("kernel '") << function.getName() << "' does not write its result in place";
        return signalPassFailure();
      }
  }
};
} // namespace
} // namespace ingot
