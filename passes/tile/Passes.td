// Passes of the tile stage. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_TILE_PASSES
#define INGOT_TILE_PASSES
include "mlir/Pass/PassBase.td"

def WidenBools : Pass<"ingot-widen-bools", "::mlir::ModuleOp"> {
  let summary = "store booleans as bytes";
  let description = [{
    Tensors of `i1` become tensors of `i8` holding 0 or 1, which is what the caller sees (abi.h): LLVM would pack a
    vector of `i1` into bits. Bodies compute with `i1`; arguments and results of the model get `ingot.bool`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def FormKernels : Pass<"ingot-form-kernels", "::mlir::ModuleOp"> {
  let summary = "group operations that run together and outline each group";
  let description = [{
    A kernel is a reduction or contraction with the element-wise operation that consumes its result, or one operation
    alone; paddings and concatenations become copies into parts of the result. What remains in the model's function is
    constants, views (reshapes), destinations (`tensor.empty`) and `rt.launch`.

    Before:
    ```mlir
    %1 = linalg.generic {contraction} ins(%x, %w) outs(%zeros)
    %2 = linalg.generic {add bias, relu} ins(%1, %b) outs(%empty)
    ```
    After:
    ```mlir
    %2 = rt.launch @kernel_0_contraction(%x, %w, %b) to (%empty) count %c1 : ...
    ```
    Remarks (category `ingot-tile`) tell what was fused and what was not.
  }];
  let dependentDialects = ["::ingot::rt::RtDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def CollapseLoops : Pass<"ingot-collapse-loops", "::mlir::ModuleOp"> {
  let summary = "merge loops and axes that are contiguous in every operand";
  let description = [{
    Loops of constant size that follow each other in every operand of a kernel become one; loops of one iteration
    vanish. The kernel's arguments lose axes accordingly and the launch gets reshapes, which cost nothing. A 1x1
    convolution becomes a matrix product with all pixels as rows, an element-wise operation one long loop.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def ChooseTiles : Pass<"ingot-choose-tiles", "::mlir::ModuleOp"> {
  let summary = "choose vector loop, register block and order of loops";
  let description = [{
    Writes `#rt.tile` on the main operation of each kernel, and the number of iterations of its outermost loop into the
    launches. The choice is made by the cost model (`CostModel.h`) from shapes and the module's `rt.target` alone.
    Remarks (category `ingot-tile`) tell the choice.
  }];
  let options = [Option<"parallelWork", "parallel-work", "int64_t", "400000",
      "Number of element operations from which a kernel is shared out to threads; below it threads cost more than they "
      "gain.">];
  let dependentDialects = ["::ingot::rt::RtDialect", "::mlir::arith::ArithDialect"];
}

def PackWeights : Pass<"ingot-pack-weights", "::mlir::ModuleOp"> {
  let summary = "lay out constant operands in the order the kernel reads them";
  let description = [{
    A constant operand of a contraction that varies with the vector loop v is rearranged at compile time to
    `[v / block, other loops..., v mod block]`, padded with zeros to whole blocks, so that the inner loop reads it
    sequentially in whole vectors.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def MergeKernels : Pass<"ingot-merge-kernels", "::mlir::ModuleOp"> {
  let summary = "keep one of several equal kernels";
  let description = [{
    Kernels with equal types, attributes and bodies are one function: 32 equal layers compile once. Remarks (category
    `ingot-tile`) tell how many went.
  }];
}

def VerifyTile : Pass<"ingot-verify-tile", "::mlir::ModuleOp"> {
  let summary = "check what holds after the tile stage";
  let description = [{
    The model's function holds constants, views, destinations and launches only; every linalg operation is in a kernel
    and has a `#rt.tile`, but for the element-wise operation that ends a fused kernel and fills of destinations.
  }];
}
#endif
