// `ingot-verify-linalg`: what holds after the linalg stage. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/linalg/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

namespace ingot {
#define GEN_PASS_DEF_VERIFYLINALG
#include "passes/linalg/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

constexpr StringRef allowed[] = {"builtin.module",
                                 "func.func",
                                 "func.return",
                                 "linalg.generic",
                                 "linalg.fill",
                                 "linalg.index",
                                 "linalg.yield",
                                 "tensor.cast",
                                 "tensor.collapse_shape",
                                 "tensor.empty",
                                 "tensor.expand_shape",
                                 "tensor.extract",
                                 "tensor.extract_slice",
                                 "tensor.from_elements",
                                 "tensor.insert",
                                 "tensor.insert_slice",
                                 "tensor.pad",
                                 "tensor.yield",
                                 "arith.*",
                                 "math.*",
                                 "rt.check",
                                 "rt.set_symbol",
                                 "scf.*",
                                 "sym.*"};

StringRef typeProblem(Type type) {
  auto tensor = dyn_cast<TensorType>(type);
  if (!tensor)
    return "";
  auto ranked = dyn_cast<RankedTensorType>(tensor);
  if (!ranked)
    return "has no rank";
  if (ranked.getEncoding())
    return "has an encoding";
  return tensor.getElementType().isUnsignedInteger() ? "has unsigned elements" : "";
}

LogicalResult checkNest(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1)
    return op.emitOpError() << "breaks the contract of stage 'linalg': expected 1 destination, got "
                            << op.getNumDpsInits();
  Operation *destination = op.getDpsInits()[0].getDefiningOp();
  bool isFill = isa_and_nonnull<linalg::FillOp>(destination);
  if (op.getNumReductionLoops() != 0 ? isFill : isFill || isa_and_nonnull<tensor::EmptyOp>(destination))
    return success();
  return op.emitOpError() << "breaks the contract of stage 'linalg': expected "
                          << (op.getNumReductionLoops() != 0 ? "linalg.fill" : "tensor.empty") << " as the destination";
}

LogicalResult checkFunction(func::FuncOp op) {
  auto check = [&](StringRef what, unsigned number, Type type, Attribute shape) -> LogicalResult {
    if (!isa<TensorType>(type) || isa_and_nonnull<sym::ShapeAttr>(shape))
      return success();
    return op.emitOpError() << "breaks the contract of stage 'linalg': " << what << " " << number
                            << " has no attribute '" << shapeAttrName << "'";
  };
  for (auto [number, type] : llvm::enumerate(op.getArgumentTypes()))
    if (failed(check("argument", number, type, op.getArgAttr(number, shapeAttrName))))
      return failure();
  for (auto [number, type] : llvm::enumerate(op.getResultTypes()))
    if (failed(check("result", number, type, op.getResultAttr(number, shapeAttrName))))
      return failure();
  return success();
}

/// A kernel of loops over single elements: an scf.execute_region that nothing inlines.
LogicalResult checkScalarKernel(Operation *op) {
  auto problem = [&](Operation *where, StringRef text) {
    return where->emitOpError() << "breaks the contract of stage 'linalg': " << text;
  };
  auto root = dyn_cast<scf::ExecuteRegionOp>(op);
  if (!root || !root.getNoInline() || !root.getRegion().hasOneBlock())
    return problem(op, "expected a kernel of loops to be an scf.execute_region no_inline of one block");
  if (!llvm::all_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType>))
    return problem(op, "expected tensors as results of a kernel of loops");
  WalkResult result = root.getRegion().walk<WalkOrder::PreOrder>([&](Operation *inner) -> WalkResult {
    if (isa<linalg::LinalgDialect>(inner->getDialect()) || rt::isScalarKernel(inner))
      return problem(inner, "expected single elements inside of a kernel of loops");
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult checkOperation(Operation *op) {
  if (rt::isScalarKernel(op))
    return checkScalarKernel(op);
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([](linalg::GenericOp op) { return checkNest(op); })
      .Case([](func::FuncOp op) { return checkFunction(op); })
      .Default([](Operation *) { return success(); });
}

struct VerifyLinalg : ingot::impl::VerifyLinalgBase<VerifyLinalg> {
  void runOnOperation() override {
    Contract contract{"linalg", allowed, {}, typeProblem, checkOperation};
    if (failed(verifyContract(getOperation(), contract)))
      signalPassFailure();
  }
};

} // namespace
