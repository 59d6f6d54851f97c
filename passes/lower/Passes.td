// Passes of the lower stage. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_LOWER_PASSES
#define INGOT_LOWER_PASSES
include "mlir/Pass/PassBase.td"

def ExpandSizes : Pass<"ingot-expand-sizes", "::mlir::ModuleOp"> {
  let summary = "size formulas become index arithmetic";
  let description = [{
    `sym.size #sym.expr<S + P>` becomes `arith` on `rt.symbol "S"` and `rt.symbol "P"`. Divisions round as the formulas
    do; the runtime has checked before the call that no divisor is zero.
  }];
  let dependentDialects = ["::ingot::rt::RtDialect", "::mlir::arith::ArithDialect"];
}

def LowerKernels : Pass<"ingot-lower-kernels", "::mlir::ModuleOp"> {
  let summary = "vectors, loops and buffers become the llvm dialect";
  let description = [{
    Vector transfers become plain or masked loads and stores, loops become branches, `rt` operations become accesses to
    the `ingot_call` that the entry point receives, launches become calls, parallel ones through
    `ingot_call.parallel_for`. The model's function becomes `i32 (ptr)`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::cf::ControlFlowDialect",
                           "::mlir::vector::VectorDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::affine::AffineDialect"];
}

def ModelTable : Pass<"ingot-model-table", "::mlir::ModuleOp"> {
  let summary = "write the model table";
  let description = [{
    From `ingot.interface`, the `sym` operations and `rt.target` the constant `ingot_model` of `abi.h` is written, with
    the weights blob as a constant, and the one public function `NAME` that returns its address.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::ingot::sym::SymDialect"];
}

def VerifyLower : Pass<"ingot-verify-lower", "::mlir::ModuleOp"> {
  let summary = "check what holds after the lower stage";
  let description = "Only the llvm dialect is left, and one function is public.";
}
#endif
