// ingot-bufferize: tensors become memrefs, by upstream's one-shot bufferization. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
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
    for (auto function : getOperation().getOps<func::FuncOp>())
      protectInputs(function);
    bufferization::OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    options.setFunctionBoundaryTypeConversion(bufferization::LayoutMapOption::IdentityLayoutMap);
    options.bufferAlignment = 64;
    bufferization::BufferizationState state;
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), options, state)))
      signalPassFailure();
  }

  /// The caller's inputs stay as they are: a kernel that changes one gets a copy.
  static void protectInputs(func::FuncOp function) {
    auto outputs = function->getAttrOfType<IntegerAttr>("rt.output_count");
    if (!outputs)
      return;
    auto no = BoolAttr::get(function.getContext(), false);
    for (unsigned number = 0; number + outputs.getInt() < function.getNumArguments(); ++number)
      function.setArgAttr(number, bufferization::BufferizationDialect::kWritableAttrName, no);
  }
};
} // namespace
} // namespace ingot
