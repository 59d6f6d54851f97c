// ingot-verify-tile: what holds after the tile stage. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "passes/tile/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_VERIFYTILE
#include "passes/tile/Passes.h.inc"

namespace {

constexpr StringRef allowed[] = {"builtin.module", "func.*",       "rt.*",     "sym.*",    "arith.*",
                                 "math.*",         "affine.apply", "linalg.*", "tensor.*", "scf.*"};

LogicalResult check(Operation *op) {
  if (!isa<linalg::LinalgDialect>(op->getDialect()) || isa<linalg::IndexOp, linalg::YieldOp>(op))
    return success();
  auto function = op->getParentOfType<func::FuncOp>();
  if (!rt::isKernel(function))
    return op->emitOpError() << "is in no kernel after the tile stage";
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic)
    return isa<linalg::FillOp>(op) ? success() : LogicalResult(op->emitOpError() << "is no linalg.generic");
  bool finishes =
      llvm::any_of(generic.getDpsInputs(), [](Value input) { return input.getDefiningOp<linalg::GenericOp>(); });
  if (!finishes && !op->hasAttr(rt::tileAttrName))
    return op->emitOpError() << "has no '" << rt::tileAttrName << "'";
  return success();
}

struct VerifyTile : impl::VerifyTileBase<VerifyTile> {
  void runOnOperation() override {
    if (failed(verifyContract(getOperation(), {"tile", allowed, {}, nullptr, check})))
      signalPassFailure();
  }
};
} // namespace
} // namespace ingot
