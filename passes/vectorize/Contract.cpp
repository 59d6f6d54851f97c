// ingot-verify-vectorize: what holds after the vectorize stage. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/vectorize/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_VERIFYVECTORIZE
#include "passes/vectorize/Passes.h.inc"

namespace {
struct VerifyVectorize : impl::VerifyVectorizeBase<VerifyVectorize> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk<WalkOrder::PreOrder>([](Operation *op) -> WalkResult {
      if (isa<linalg::LinalgDialect>(op->getDialect()))
        return op->emitError("'") << op->getName() << "' is left after the vectorize stage";
      auto kernel = dyn_cast<func::FuncOp>(op);
      if (!kernel || !rt::isKernel(kernel))
        return WalkResult::advance();
      ArrayRef<Type> types = kernel.getArgumentTypes();
      if (types.size() < 3 || !types.back().isIndex() || !types[types.size() - 2].isIndex())
        return kernel.emitError("kernel '") << kernel.getName() << "' lacks its part bounds as last arguments";
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
} // namespace ingot
