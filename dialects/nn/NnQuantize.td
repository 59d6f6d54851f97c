// Operations on integers that stand for real numbers. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_QUANTIZE
#define INGOT_NN_QUANTIZE
include "NnBase.td"

/// How `scale` and `zero_point` lie along the input, for operations that take them as a foreign format writes them.
defvar Nn_QuantizationAttrs = (ins OptionalAttr<I64Attr>:$axis, DefaultValuedAttr<I64Attr, "0">:$block_size);

defvar Nn_ParameterText = [{
    `scale` and `zero_point` (zero where absent) are tensors of one element, or broadcast to the input with trailing
    axes aligned. With `axis` they are vectors along that axis of the input instead, or, with a `block_size` above 0,
    tensors of the input's rank whose axis `axis` has one entry for each `block_size` elements. The simplify stage
    leaves the core form: no `axis`, no `block_size`. Exists from `import` to `simplify`.
  }];

def Nn_QuantizeOp : Nn_Op<"quantize", [Nn_Elementwise]> {
  let summary = "real numbers as integers of a scale";
  let description = !strconcat([{
    Computes saturate(round(x / scale) + zero_point): the quotient is in the element type of the input, ties go to
    even, the sum saturates at the ends of the result's integer type. NaN gives some value of that type.
  }], Nn_ParameterText, [{
    Source: ONNX QuantizeLinear-25.

    **Constraints:** (C1) input and scale have one floating-point element type. (C2) the result holds integers of 8,
    16 or 32 bits, the zero point as well, of the same type. (C3) `block_size` is >= 0, and above 0 only with `axis`.
    (C4) the shapes of input and result agree.

    Example:
    ```mlir
    %q = nn.quantize %x scale %s zero %z : (tensor<2x3xf32>, tensor<f32>, tensor<ui8>) -> tensor<2x3xui8>
    ```
  }]);
  let arguments = !con((ins Nn_FloatTensor:$input, Nn_FloatTensor:$scale, Optional<Nn_IntTensor>:$zero_point),
      Nn_QuantizationAttrs);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = [{$input `scale` $scale (`zero` $zero_point^)? attr-dict
      `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

def Nn_DequantizeOp : Nn_Op<"dequantize", [Nn_Elementwise]> {
  let summary = "the real numbers that integers of a scale stand for";
  let description = !strconcat([{
    Computes (x - zero_point) scale, in f32 (f64 where the scale or the result is), rounded to the result's type.
  }], Nn_ParameterText, [{
    Source: ONNX DequantizeLinear-25.

    **Constraints:** (C1) the input holds integers of 8, 16 or 32 bits, the zero point as well, of the same type.
    (C2) `block_size` is >= 0, and above 0 only with `axis`. (C3) the shapes of input and result agree.

    Example:
    ```mlir
    %x = nn.dequantize %q scale %s {axis = 1 : i64} : (tensor<2x3xi8>, tensor<3xf32>) -> tensor<2x3xf32>
    ```
  }]);
  let arguments = !con((ins Nn_IntTensor:$input, Nn_FloatTensor:$scale, Optional<Nn_IntTensor>:$zero_point),
      Nn_QuantizationAttrs);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{$input `scale` $scale (`zero` $zero_point^)? attr-dict
      `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

def Nn_RequantizeOp : Nn_Op<"requantize", [Nn_Elementwise]> {
  let summary = "integers of one scale as integers of another";
  let description = [{
    Computes saturate(round(x factor) + zero_point) in f32; `factor` is the scale of the input over that of the result.
    Ties go to even, the sum saturates at the ends of the result's type. What follows a sum of products of integers.
    `factor` and `zero_point` (zero where absent) broadcast to the input with trailing axes aligned. Exists from
    `import` to `simplify`.

    **Constraints:** (C1) the factor holds f32. (C2) the result holds integers of 8 or 16 bits, the zero point as well,
    of the same type. (C3) the shapes of input and result agree.

    Example:
    ```mlir
    %q = nn.requantize %sum factor %f zero %z : (tensor<2x3xi32>, tensor<3xf32>, tensor<i8>) -> tensor<2x3xi8>
    ```
  }];
  let arguments = (ins Nn_IntTensor:$input, Nn_FloatTensor:$factor, Optional<Nn_IntTensor>:$zero_point);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = [{$input `factor` $factor (`zero` $zero_point^)? attr-dict
      `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

def Nn_MatmulIntegerOp : Nn_Op<"matmul_integer", [AttrSizedOperandSegments]> {
  let summary = "matrix product of integers minus their zero points";
  let description = [{
    The product of `lhs` - `lhs_zero` and `rhs` - `rhs_zero`, as `nn.matmul` without transpositions, in 32 bits (sums
    wrap). An absent zero point is zero; others broadcast to their operand with trailing axes aligned. The simplify
    stage writes it as an `nn.matmul` of integers and corrections. Exists from `import` to `simplify`. Source: ONNX
    MatMulInteger-10.

    **Constraints:** (C1) operands hold integers of 8 or 16 bits, a zero point those of its operand. (C2) the result
    holds i32.

    Example:
    ```mlir
    %c = nn.matmul_integer %a, %b lhs_zero %z : (tensor<2x3xui8>, tensor<3x4xi8>, tensor<ui8>) -> tensor<2x4xi32>
    ```
  }];
  let arguments = (ins Nn_IntTensor:$lhs, Nn_IntTensor:$rhs, Optional<Nn_IntTensor>:$lhs_zero,
      Optional<Nn_IntTensor>:$rhs_zero);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = [{$lhs `,` $rhs (`lhs_zero` $lhs_zero^)? (`rhs_zero` $rhs_zero^)? attr-dict
      `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

def Nn_ConvIntegerOp : Nn_Op<"conv_integer", [AttrSizedOperandSegments]> {
  let summary = "convolution of integers minus their zero points";
  let description = [{
    The convolution of `input` - `input_zero` with `weights` - `weights_zero`, as `nn.conv` with `channels_first`, in
    32 bits (sums wrap). Paddings count as zeros after the subtraction. An absent zero point is zero; `input_zero` is
    a scalar, `weights_zero` a scalar or a vector with one element per output channel. The shape stage resolves
    `auto_pad`; the simplify stage writes it as an `nn.conv` of integers and corrections. Exists from `import` to
    `simplify`. Source: ONNX ConvInteger-10.

    **Constraints:** (C1) input and weights hold integers of 8 or 16 bits, a zero point those of its operand. (C2) the
    result holds i32. (C3) input and weights have equal rank >= 3; `strides`, `dilations` have one entry per spatial
    axis, all >= 1; `pads` has two, or none. (C4) `group` is >= 1; a static C is `group` times that of the weights, a
    static M a multiple of `group`.

    Example:
    ```mlir
    %y = nn.conv_integer %x, %w input_zero %z {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
                                               strides = array<i64: 1, 1>}
        : (tensor<1x3x8x8xui8>, tensor<16x3x3x3xi8>, tensor<ui8>) -> tensor<1x16x8x8xi32>
    ```
  }];
  let arguments = (ins Nn_IntTensor:$input, Nn_IntTensor:$weights, Optional<Nn_IntTensor>:$input_zero,
      Optional<Nn_IntTensor>:$weights_zero, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pads,
      DefaultValuedAttr<Nn_AutoPadAttr, "::ingot::nn::AutoPad::Explicit">:$auto_pad,
      DefaultValuedAttr<I64Attr, "1">:$group);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = [{$input `,` $weights (`input_zero` $input_zero^)? (`weights_zero` $weights_zero^)? attr-dict
      `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}
#endif
