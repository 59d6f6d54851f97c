// The passes of the linalg stage, in the order of its pipeline. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_PASSES_LINALG
#define INGOT_PASSES_LINALG
include "mlir/Pass/PassBase.td"

def ConvertNnToLinalg : Pass<"ingot-convert-nn-to-linalg", "::mlir::ModuleOp"> {
  let summary = "turn every nn operation into loop nests over tensors";
  let description = [{
    Each nn operation becomes `linalg.generic`, `linalg.fill` and operations of `tensor`; sizes are `sym.size`. Tensor
    types lose the encoding `#sym.shape` and the sign of their elements; the function's arguments and results keep
    both as attributes `sym.shape` and `ingot.unsigned`.

    Before:
    ```mlir
    func.func @m(%x: tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<?x4xf32, #sym.shape<N, 4>> {
      %y = nn.relu %x : (tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<?x4xf32, #sym.shape<N, 4>>
      return %y : tensor<?x4xf32, #sym.shape<N, 4>>
    }
    ```
    After:
    ```mlir
    #map = affine_map<(d0, d1) -> (d0, d1)>
    func.func @m(%x: tensor<?x4xf32> {sym.shape = #sym.shape<N, 4>})
        -> (tensor<?x4xf32> {sym.shape = #sym.shape<N, 4>}) {
      %n = sym.size #sym.expr<N> : index
      %e = tensor.empty(%n) : tensor<?x4xf32>
      %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
          ins(%x : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %zero = arith.constant 0.0 : f32
        %max = arith.maximumf %in, %zero : f32
        linalg.yield %max : f32
      } -> tensor<?x4xf32>
      return %y : tensor<?x4xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::scf::SCFDialect", "::ingot::rt::RtDialect",
                           "::ingot::sym::SymDialect",
                           "::mlir::tensor::TensorDialect"];
}

def HoistInvariants : Pass<"ingot-hoist-invariants", "::mlir::ModuleOp"> {
  let summary = "move what a loop repeats before it";
  let description = [{
    Operations of a loop's body that read nothing of the iteration move before the loop (upstream's motion of invariant
    code), except sizes that the loop stores itself.

    Before: `scf.for ... { %a = linalg.generic ins(%x) ... %b = linalg.generic ins(%a, %carried) ... }`
    After: `%a = linalg.generic ins(%x) ... scf.for ... { %b = linalg.generic ins(%a, %carried) ... }`
  }];
}

def FoldConstants : Pass<"ingot-fold-constants", "::mlir::ModuleOp"> {
  let summary = "evaluate subgraphs of constants";
  let description = [{
    The largest subgraphs into which only constants flow are compiled by plain loops, run in this process, and replaced
    by their values. Equal subgraphs on different constants are compiled once. Fills and broadcasts stay, as they fuse
    for free, and so does what would grow too much. What cannot be evaluated stays as it is.

    Before:
    ```mlir
    %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
    %e = tensor.empty() : tensor<2x2xf32>
    %t = linalg.transpose ins(%w : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) permutation = [1, 0]
    ```
    After:
    ```mlir
    %t = arith.constant dense<[[1.0, 3.0], [2.0, 4.0]]> : tensor<2x2xf32>
    ```
  }];
  let options = [Option<"growthFloorBytes", "growth-floor-bytes", "int64_t", "1048576",
                        "results up to this size are always folded, those of functions, divisions and sums up to 16 "
                        "times as large; less gives smaller artefacts">,
                 Option<"maxGrowth", "max-growth", "int64_t", "8",
                        "larger results may have this many times the bytes of their constants">];
  let statistics = [Statistic<"numValues", "num-values", "values replaced by constants">,
                    Statistic<"numKernels", "num-kernels", "different subgraphs compiled">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def FuseElementwise : Pass<"ingot-fuse-elementwise", "::mlir::ModuleOp"> {
  let summary = "merge element-wise loop nests into the nests that read them";
  let description = [{
    A parallel nest goes into the nest that reads its result when nobody else reads it, or when it is cheap to repeat.
    Contractions take in copies only (a transpose, a broadcast, a slice), by their indexing map. A nest that several
    others read, and that costs something, stays; so does one whose element would be computed more than once.

    Before:
    ```mlir
    %1 = linalg.generic {maps = [id, id]} ins(%x) outs(%e) { exp }
    %2 = linalg.generic {maps = [id, id]} ins(%1) outs(%e) { negf }
    ```
    After:
    ```mlir
    %2 = linalg.generic {maps = [id, id]} ins(%x) outs(%e) { exp, negf }
    ```
  }];
  let options = [Option<"maxOperands", "max-operands", "unsigned", "8",
                        "most operands of a merged nest; more need more registers and streams than a core has">];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def VerifyLinalg : Pass<"ingot-verify-linalg", "::mlir::ModuleOp"> {
  let summary = "check what holds after the linalg stage";
  let description = [{
    No nn operation is left; every loop nest is a `linalg.generic` whose destination is `tensor.empty` (parallel) or
    `linalg.fill` (reductions); tensors are ranked and have neither encoding nor unsigned elements; every tensor
    argument and result of a function has the attribute `sym.shape`.
  }];
}

#endif // INGOT_PASSES_LINALG
