// ingot-bufferize: tensors become memrefs, by upstream's one-shot bufferization. SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
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
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), options, state)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ingot
