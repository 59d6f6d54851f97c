// Contractions without a window. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_CONTRACTION
#define INGOT_NN_CONTRACTION
include "NnBase.td"

def Nn_MatmulOp : Nn_Op<"matmul"> {
  let summary = "batched matrix product";
  let description = [{
    The product of the matrices in the last two axes, as NumPy's `matmul`: the axes before them broadcast, a rank-1
    operand gets an axis of size 1 that is removed from the result. `transpose_a` and `transpose_b` swap the last two
    axes of an operand first (rank >= 2). Integers of 8 and 16 bits may differ in type and give sums in i32, which wrap.
    Exists from `import` to `simplify`.

    **Constraints:** (C1) the element types of the operands agree, or they are integers of at most 16 bits and the
    result holds i32. (C2) ranked operands have rank >= 1. (C3) static inner sizes agree.

    Example:
    ```mlir
    %c = nn.matmul %a, %b {transpose_b = true} : (tensor<7x2x3xf32>, tensor<5x3xf32>) -> tensor<7x2x5xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$lhs, Nn_AnyTensor:$rhs, DefaultValuedAttr<BoolAttr, "false">:$transpose_a,
      DefaultValuedAttr<BoolAttr, "false">:$transpose_b);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
#endif
