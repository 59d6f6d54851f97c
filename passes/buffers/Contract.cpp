// ingot-verify-buffers: what holds after the buffers stage. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_VERIFYBUFFERS
#include "passes/buffers/Passes.h.inc"

namespace {

constexpr StringRef allowed[] = {"builtin.module", "func.*", "rt.*",     "sym.*",    "arith.*", "math.*",
                                 "affine.apply",   "scf.*",  "memref.*", "vector.*", "ub.*",
                                 // An instruction of the machine that vectors have no operation for.
                                 "llvm.call_intrinsic"};
constexpr StringRef exceptions[] = {"memref.alloc", "memref.alloca", "memref.global", "memref.get_global"};

StringRef problemOf(Type type) { return isa<TensorType>(type) ? "is a tensor" : StringRef(); }

LogicalResult check(Operation *op) {
  auto function = dyn_cast<func::FuncOp>(op);
  if (function && function.getNumResults() != 0)
    return function.emitOpError() << "returns a buffer: it does not write its result in place";
  if (function && !rt::isKernel(function) && function.getNumArguments() != 0)
    return function.emitOpError() << "has arguments that are not bound to the interface";
  return success();
}

struct VerifyBuffers : impl::VerifyBuffersBase<VerifyBuffers> {
  void runOnOperation() override {
    if (failed(verifyContract(getOperation(), {"buffers", allowed, exceptions, problemOf, check})))
      signalPassFailure();
  }
};
} // namespace
} // namespace ingot
