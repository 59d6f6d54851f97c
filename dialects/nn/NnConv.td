// Operations with a sliding window: convolutions and pools. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_CONV
#define INGOT_NN_CONV
include "NnBase.td"

/// Attributes of every window. pads is begin then end, one of each per spatial axis.
defvar Nn_WindowAttrs = (ins DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pads,
    DefaultValuedAttr<Nn_AutoPadAttr, "::ingot::nn::AutoPad::Explicit">:$auto_pad,
    DefaultValuedAttr<Nn_LayoutAttr, "::ingot::nn::Layout::ChannelsFirst">:$layout);

def Nn_ConvOp : Nn_Op<"conv"> {
  let summary = "convolution over any number of spatial axes";
  let description = [{
    Cross-correlation of `input` with `weights`, plus `bias` (one value per output channel). With `channels_first` the
    input is [N, C, spatial...] and the weights are [M, C/group, window...]; with `channels_last`, which the simplify
    stage chooses, the input is [N, spatial..., C] and the weights are [window..., C/group, M]. `pads` holds the
    paddings before all spatial axes, then those after; empty means none. The shape stage resolves `auto_pad` (core
    form: explicit). Integers of 8 and 16 bits may differ in type and give sums in i32, which wrap. Exists from
    `import` to `simplify`. Source: ONNX Conv-22.

    **Constraints:** (C1) input and weights have equal rank >= 3. (C2) `strides`, `dilations` have one entry per
    spatial axis, all >= 1; `pads` has two, or none. (C3) C is a multiple of `group`, M as well, and the weights agree.
    (C4) a bias has rank 1 and M elements.
    (C5) the element types of input and weights agree, or they are integers of at most 16 bits and the result holds
    i32.

    Example:
    ```mlir
    %y = nn.conv %x, %w bias %b {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
                                strides = array<i64: 1, 1>}
        : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32>, tensor<16xf32>) -> tensor<1x16x8x8xf32>
    ```
  }];
  let arguments = !con((ins Nn_AnyTensor:$input, Nn_AnyTensor:$weights, Optional<Nn_AnyTensor>:$bias),
      Nn_WindowAttrs, (ins DefaultValuedAttr<I64Attr, "1">:$group));
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $weights (`bias` $bias^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ConvTransposeOp : Nn_Op<"conv_transpose"> {
  let summary = "transposed convolution";
  let description = [{
    The gradient of a convolution with respect to its input: every input element adds its multiple of the window to
    the output. Weights are [C, M/group, window...]. The output size is
    `stride*(size - 1) + output_padding + dilation*(window - 1) + 1 - pads`, or `output_shape` where given. Always
    `channels_first`. Exists from `import` to `simplify`. Source: ONNX ConvTranspose-22.

    **Constraints:** (C1) input and weights have equal rank >= 3. (C2) `strides`, `dilations` have one entry per
    spatial axis, all >= 1; `pads` has two, or none. (C3) C agrees and is a multiple of `group`, which is >= 1.

    Example:
    ```mlir
    %y = nn.conv_transpose %x, %w {dilations = array<i64: 1, 1>, strides = array<i64: 2, 2>}
        : (tensor<1x3x8x8xf32>, tensor<3x4x2x2xf32>) -> tensor<1x4x16x16xf32>
    ```
  }];
  let arguments = !con((ins Nn_AnyTensor:$input, Nn_AnyTensor:$weights, Optional<Nn_AnyTensor>:$bias),
      Nn_WindowAttrs, (ins DefaultValuedAttr<I64Attr, "1">:$group,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$output_padding,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$output_shape));
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $weights (`bias` $bias^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

class Nn_Pool<string mnemonic, string what, string text, dag extra> : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " The input is [N, C, spatial...] with `channels_first` and [N, spatial..., C] with "
      # "`channels_last`. `ceil_mode` rounds the output size up (a window never starts in the end padding). The shape "
      # "stage resolves `auto_pad`. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) the input has rank >= 3. (C2) `window`, `strides`, `dilations` have one entry >= 1 per "
      # "spatial axis; `pads` has two, or none.\n"
      # Nn_Example<"%y = nn." # mnemonic # " %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, "
          # "dilations = array<i64: 1, 1>}\n        : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>">.text;
  let arguments = !con((ins Nn_AnyTensor:$input, DenseI64ArrayAttr:$window), Nn_WindowAttrs,
      (ins DefaultValuedAttr<BoolAttr, "false">:$ceil_mode), extra);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_MaxPoolOp : Nn_Pool<"max_pool", "largest value under a window",
    "The largest element under the window; padding counts as the lowest value.", (ins)>;
def Nn_AvgPoolOp : Nn_Pool<"avg_pool", "mean under a window",
    "The mean of the elements under the window; padding counts as zeros when `count_include_pad`, else not at all. "
    "With `sum` their sum.",
    (ins DefaultValuedAttr<BoolAttr, "false">:$count_include_pad, DefaultValuedAttr<BoolAttr, "false">:$sum)>;
#endif
