// Passes of the vectorize stage. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_VECTORIZE_PASSES
#define INGOT_VECTORIZE_PASSES
include "mlir/Pass/PassBase.td"

def VectorizeKernels : Pass<"ingot-vectorize-kernels", "::mlir::ModuleOp"> {
  let summary = "write kernels as loops over native-width vectors";
  let description = [{
    Replaces every linalg operation of every kernel with `scf.for` loops over vectors, as its `#rt.tile` says. What a
    reduction accumulates stays in registers; an element-wise consumer is computed before the only store.

    Before:
    ```mlir
    %0 = linalg.generic {... iterator_types = ["parallel"]} ins(%a : tensor<64xf32>) outs(%b : tensor<64xf32>)
        attrs = {rt.tile = #rt.tile<vector = 0, lanes = 16, vectors = 4, row = -1, rows = 1, order = [0]>} {...}
    ```
    After:
    ```mlir
    %0 = scf.for %i = %begin to %end step %c1 iter_args(%d = %b) -> (tensor<64xf32>) {
      %x = vector.transfer_read %a[%j], %pad {in_bounds = [true]} : tensor<64xf32>, vector<16xf32>
      ...
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::affine::AffineDialect",
                           "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect"];
}

def EmulateFloats : Pass<"ingot-emulate-floats", "::mlir::ModuleOp"> {
  let summary = "compute narrow floating-point types in f32";
  let description = [{
    Arithmetic on bf16 (and on f16 where the machine cannot convert it) is done in f32 and rounded after each operation;
    the conversions become integer arithmetic on whole vectors. LLVM would call a library for them.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def ExpandMath : Pass<"ingot-expand-math", "::mlir::ModuleOp"> {
  let summary = "replace transcendental functions by polynomials";
  let description = [{
    No object that Ingot writes needs libm: exp, log, tanh, erf, sin, cos, ... become polynomials on whole vectors
    (upstream's approximations), what they need is expanded in turn. Accuracy on f32: exp 1 ulp, log 1 ulp, tanh 9e-8,
    erf 3e-7 absolute, sin and cos 6e-6 absolute on [-100, 100]. On f64 our own polynomials: a few units in the last
    place, sin and cos for |x| below 10^6. The remainder of a division (`arith.remf`) is exact on every type.

    `arith.maximumf` with a constant becomes a compare and a select, which is one instruction on x86.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
      "::mlir::vector::VectorDialect"];
}

def VerifyVectorize : Pass<"ingot-verify-vectorize", "::mlir::ModuleOp"> {
  let summary = "check what holds after the vectorize stage";
  let description = "No linalg operation is left; every kernel has its part bounds as its last arguments.";
}
#endif
