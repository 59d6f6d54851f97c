// Reductions, normalisations, softmax. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_REDUCE
#define INGOT_NN_REDUCE
include "NnBase.td"

def Nn_ReduceOp : Nn_Op<"reduce"> {
  let summary = "combine all elements along axes";
  let description = [{
    Combines the elements along `axes` (negative counts from the end; empty means all axes); the axes stay with size 1
    when `keep_dims`. Exists from `import` to `simplify`. Source: ONNX Reduce*-18.

    **Constraints:** (C1) the axes are distinct and within the rank. (C2) `any` and `all` take booleans.

    Example:
    ```mlir
    %y = nn.reduce mean %x {axes = array<i64: -1>, keep_dims = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_ReduceKindAttr:$kind, DenseI64ArrayAttr:$axes,
      DefaultValuedAttr<BoolAttr, "false">:$keep_dims);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "custom<ReduceKind>($kind) $input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ArgReduceOp : Nn_Op<"arg_reduce"> {
  let summary = "index of the largest or smallest element";
  let description = [{
    The index along `axis` of the largest (`kind` max) or smallest (min) element; the first, or the last when
    `select_last`. Exists from `import` to `simplify`. Source: ONNX ArgMax-13, ArgMin-13.

    **Constraints:** (C1) `kind` is max or min. (C2) `axis` is within the rank. (C3) the result holds integers.

    Example:
    ```mlir
    %y = nn.arg_reduce max %x {axis = -1 : i64} : (tensor<2x3xf32>) -> tensor<2xi64>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_ReduceKindAttr:$kind, I64Attr:$axis,
      DefaultValuedAttr<BoolAttr, "false">:$keep_dims, DefaultValuedAttr<BoolAttr, "false">:$select_last);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = "custom<ReduceKind>($kind) $input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

class Nn_SoftmaxLike<string mnemonic, string what, string formula> : Nn_Op<mnemonic> {
  let summary = what;
  let description = "Computes " # formula # " along `axes`, with the maximum subtracted first. Negative axes count "
      # "from the end. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the axes are distinct and within the rank. (C2) shapes and element types agree.\n"
      # Nn_Example<"%y = nn." # mnemonic # " %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>">.text;
  let arguments = (ins Nn_FloatTensor:$input, DenseI64ArrayAttr:$axes);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_SoftmaxOp : Nn_SoftmaxLike<"softmax", "normalised exponential", "e^x / sum e^x">;
def Nn_LogSoftmaxOp : Nn_SoftmaxLike<"log_softmax", "logarithm of softmax", "x - ln sum e^x">;

def Nn_BatchNormOp : Nn_Op<"batch_norm"> {
  let summary = "normalise with stored statistics";
  let description = [{
    `scale*(x - mean)/sqrt(variance + epsilon) + bias`, the four vectors indexed by axis 1 (inference form). The
    simplify stage folds it into a convolution before it, or makes it a multiplication and an addition. Exists from
    `import` to `simplify`. Source: ONNX BatchNormalization-15.

    **Constraints:** (C1) the input has rank >= 2. (C2) the vectors have rank 1.

    Example:
    ```mlir
    %y = nn.batch_norm %x, %s, %b, %m, %v {epsilon = 1.0e-5 : f64}
        : (tensor<1x3x2x2xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x2x2xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$scale, Nn_FloatTensor:$bias, Nn_FloatTensor:$mean,
      Nn_FloatTensor:$variance, F64Attr:$epsilon);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $bias `,` $mean `,` $variance attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_LayerNormOp : Nn_Op<"layer_norm", [AttrSizedOperandSegments]> {
  let summary = "normalise each row with its own statistics";
  let description = [{
    `scale*(x - mean)/sqrt(variance + epsilon) + bias` where mean and variance are those of all axes from `axis` on.
    Scale and bias broadcast to these axes; with `root_mean_square` the mean is not subtracted (RMSNorm). Exists from
    `import` to `simplify`. Source: ONNX LayerNormalization-17, RMSNormalization-23.

    **Constraints:** (C1) `axis` is within the rank.

    Example:
    ```mlir
    %y = nn.layer_norm %x scale %s bias %b {axis = -1 : i64, epsilon = 1.0e-5 : f64}
        : (tensor<2x8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x8xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Optional<Nn_FloatTensor>:$scale, Optional<Nn_FloatTensor>:$bias,
      I64Attr:$axis, F64Attr:$epsilon, DefaultValuedAttr<BoolAttr, "false">:$root_mean_square);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $input (`scale` $scale^)? (`bias` $bias^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
def Nn_GroupNormOp : Nn_Op<"group_norm"> {
  let summary = "normalise groups of channels";
  let description = [{
    Splits axis 1 into `groups` groups and normalises each group of each sample with its own mean and variance, then
    applies `scale` and `bias` per channel. `groups` = 0 means one group per channel (instance normalisation). Exists
    from `import` to `simplify`. Source: ONNX GroupNormalization-21, InstanceNormalization-22.

    **Constraints:** (C1) the input has rank >= 2. (C2) scale and bias have rank 1.

    Example:
    ```mlir
    %y = nn.group_norm %x, %s, %b {groups = 2 : i64, epsilon = 1.0e-5 : f64}
        : (tensor<1x4x2xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<1x4x2xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$scale, Nn_FloatTensor:$bias, I64Attr:$groups,
      F64Attr:$epsilon);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input `,` $scale `,` $bias attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
#endif
