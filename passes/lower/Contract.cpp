// ingot-verify-lower: what holds after the lower stage. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "passes/lower/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_VERIFYLOWER
#include "passes/lower/Passes.h.inc"

namespace {

constexpr StringRef allowed[] = {"builtin.module", "llvm.*"};

struct VerifyLower : impl::VerifyLowerBase<VerifyLower> {
  void runOnOperation() override {
    if (failed(verifyContract(getOperation(), {"lower", allowed})))
      return signalPassFailure();
    int visible = 0;
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      visible += function.getLinkage() == LLVM::Linkage::External && !function.isExternal();
    if (visible == 1)
      return;
    getOperation().emitError("expected one public function after the lower stage, got ") << visible;
    signalPassFailure();
  }
};
} // namespace
} // namespace ingot
