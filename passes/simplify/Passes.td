// The passes of the simplify stage, in the order of its pipeline. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_PASSES_SIMPLIFY
#define INGOT_PASSES_SIMPLIFY
include "mlir/Pass/PassBase.td"

def LowerSugar : Pass<"ingot-lower-sugar", "::mlir::func::FuncOp"> {
  let summary = "replace operations that others can express";
  let description = [{
    Splits become slices; squeeze, unsqueeze and flatten reshapes; space_to_depth and depth_to_space reshapes around a
    transpose; normalisations and log_softmax reductions and element-wise operations; clamp a max and a min; reductions
    other than sum, max, min, prod, any and all become one of these between element-wise operations. Axes of
    reductions are written out. A recurrent cell becomes one product of its weights with the inputs of all steps, and a
    loop (or nothing around it, for one step) of a product and element-wise operations. Sizes keep their names.

    ```mlir
    %y = nn.reduce l1 %x {axes = array<i64: -1>} : (tensor<2x3xf32>) -> tensor<2xf32>
    ```
    becomes
    ```mlir
    %0 = nn.abs %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %y = nn.reduce sum %0 {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2xf32>
    ```
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}

def RecognizePatterns : Pass<"ingot-recognize-patterns", "::mlir::func::FuncOp"> {
  let summary = "replace compositions by the operation they mean";
  let description = [{
    Finds activations that exporters spell out (silu, gelu in both forms, sigmoid, hard_swish, mish, rsqrt), products
    with a one-hot matrix (a gather of rows, zero for an index that is out of range), paddings with zeros before a
    convolution, and operations that do nothing
    (adding 0, multiplying by 1, reshaping twice, slicing everything, casts that lose nothing).

    ```mlir
    %0 = nn.sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
    %y = nn.mul %x, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    ```
    becomes
    ```mlir
    %y = nn.silu %x : (tensor<4xf32>) -> tensor<4xf32>
    ```
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}

def ResolveQuantization : Pass<"ingot-resolve-quantization", "::mlir::func::FuncOp"> {
  let summary = "compute quantised models with integers";
  let description = [{
    Exporters write a quantised model as floats between `dequantize` and `quantize`. Convolutions and matrix products of
    dequantised bytes become sums of integers that are scaled once; scales that meet become one factor; reshapes,
    transposes, maxima and rectifiers work on the integers; sums and products of two tensors and means get one factor
    for each operand. Results differ from the floats' by one step of the scale at most, where these are near a tie.
    Sums that may overflow 32 bits stay in float. Remarks (category `ingot-simplify`) tell what became integers and
    what stays in float.

    ```mlir
    %0 = nn.dequantize %x scale %s : (tensor<2x3xi8>, tensor<f32>) -> tensor<2x3xf32>
    %1 = nn.dequantize %w scale %t : (tensor<3x4xi8>, tensor<f32>) -> tensor<3x4xf32>
    %2 = nn.matmul %0, %1 : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
    %y = nn.quantize %2 scale %u : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xi8>
    ```
    becomes, with the constant f = s t / u,
    ```mlir
    %0 = nn.matmul %x, %w : (tensor<2x3xi8>, tensor<3x4xi8>) -> tensor<2x4xi32>
    %y = nn.requantize %0 factor %f : (tensor<2x4xi32>, tensor<f32>) -> tensor<2x4xi8>
    ```
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}

def FuseAffine : Pass<"ingot-fuse-affine", "::mlir::func::FuncOp"> {
  let summary = "fold constant factors and terms into weights and bias";
  let description = [{
    A convolution that only a multiplication or an addition by a constant per output channel uses takes it into its
    weights and bias; a matrix product with constant weights takes a constant factor per column. The new weights are nn
    operations on constants; `ingot-fold-constants` evaluates them.

    ```mlir
    %0 = nn.conv %x, %w {...} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32>
    %y = nn.mul %0, %s : (tensor<1x4x8x8xf32>, tensor<4x1x1xf32>) -> tensor<1x4x8x8xf32>
    ```
    becomes
    ```mlir
    %0 = nn.reshape %s : (tensor<4x1x1xf32>) -> tensor<4x1x1x1xf32>
    %1 = nn.mul %w, %0 : (tensor<4x3x1x1xf32>, tensor<4x1x1x1xf32>) -> tensor<4x3x1x1xf32>
    %y = nn.conv %x, %1 {...} : (tensor<1x3x8x8xf32>, tensor<4x3x1x1xf32>) -> tensor<1x4x8x8xf32>
    ```
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}

def ChooseLayout : Pass<"ingot-choose-layout", "::mlir::func::FuncOp"> {
  let summary = "put channels last and remove transposes";
  let description = [{
    Makes convolutions `channels_last` between two transposes, then moves transposes down through element-wise
    operations, pools, concat, pad, slice, resize, softmax, reductions and reshapes until they cancel or meet an
    operation that fixes the order of axes; operands beside them are permuted where that costs nothing (constants, unit
    axes, other transposes). A transpose that is left before an operation whose other users all undo it moves up. One
    that moves only axes of size 1 becomes a reshape.

    ```mlir
    %0 = nn.conv %x, %w {...} : (tensor<1x8x9x9xf32>, tensor<8x8x1x1xf32>) -> tensor<1x8x9x9xf32>
    %y = nn.relu %0 : (tensor<1x8x9x9xf32>) -> tensor<1x8x9x9xf32>
    ```
    becomes
    ```mlir
    %0 = nn.transpose %x {permutation = array<i64: 0, 2, 3, 1>} : (tensor<1x8x9x9xf32>) -> tensor<1x9x9x8xf32>
    %1 = nn.transpose %w {permutation = array<i64: 2, 3, 1, 0>} : (tensor<8x8x1x1xf32>) -> tensor<1x1x8x8xf32>
    %2 = nn.conv %0, %1 {layout = #nn.layout<channels_last>, ...} : (...) -> tensor<1x9x9x8xf32>
    %3 = nn.relu %2 : (tensor<1x9x9x8xf32>) -> tensor<1x9x9x8xf32>
    %y = nn.transpose %3 {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x9x9x8xf32>) -> tensor<1x8x9x9xf32>
    ```
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}

def VerifySimplify : Pass<"ingot-verify-simplify", "::mlir::ModuleOp"> {
  let summary = "check the contract of the simplify stage";
  let description = [{
    Only core operations of nn in their core form are left, beside sym and func: no sugar, no size operand, no
    `auto_pad`, reductions that combine elements and nothing else.
  }];
  let dependentDialects = ["::ingot::nn::NnDialect"];
}
#endif
