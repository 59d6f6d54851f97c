// Operations that sample a tensor at computed points. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_SAMPLE
#define INGOT_NN_SAMPLE
include "NnBase.td"

def Nn_GatherElementsOp : Nn_Op<"gather_elements"> {
  let summary = "one element for each index";
  let description = [{
    Element [i, j, ...] of the result is element [i, j, ...] of the input with the position along `axis` replaced by
    that element of `indices`. Negative indices count from the end, an index out of range is clamped. Exists from
    `import` to `simplify`. Source: ONNX GatherElements-13.

    **Constraints:** (C1) input and indices have equal rank. (C2) `axis` is within the rank. (C3) element types of input
    and result agree.

    Example:
    ```mlir
    %y = nn.gather_elements %x, %i {axis = 1 : i64} : (tensor<5x3xf32>, tensor<5x2xi64>) -> tensor<5x2xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_IntTensor:$indices, I64Attr:$axis);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_GatherNdOp : Nn_Op<"gather_nd"> {
  let summary = "take slices at tuples of indices";
  let description = [{
    The last axis of `indices` holds positions along the axes of the input that follow the first `batch_dims`, which
    both share; each tuple is replaced by what it selects. Negative indices count from the end, an index out of range is
    clamped. Exists from `import` to `simplify`. Source: ONNX GatherND-13.

    **Constraints:** (C1) `batch_dims` >= 0 and less than both ranks. (C2) element types of input and result agree.

    Example:
    ```mlir
    %y = nn.gather_nd %x, %i {batch_dims = 1 : i64} : (tensor<2x5x3xf32>, tensor<2x4x1xi64>) -> tensor<2x4x3xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_IntTensor:$indices, DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_GridSampleOp : Nn_Op<"grid_sample"> {
  let summary = "interpolate at the points of a grid";
  let description = [{
    The input is [N, C, spatial...]. The last axis of `grid`, [N, points..., coordinates], holds the position of one
    point along the spatial axes, the last of them first: from -1 to 1 between the corners of the input (between the
    centres of the corner elements with `align_corners`), or counted in elements with `in_elements`. Elements outside
    are zero (`padding` constant), the nearest one (edge), or mirrored (reflect). Exists from `import` to `simplify`.
    Source: ONNX GridSample-22.

    **Constraints:** (C1) input and grid have equal rank >= 3. (C2) element types of input and result agree. (C3)
    `padding` is not wrap.

    Example:
    ```mlir
    %y = nn.grid_sample %x, %g {mode = #nn.resize_mode<linear>, padding = #nn.pad_mode<edge>}
        : (tensor<1x3x8x8xf32>, tensor<1x4x5x2xf32>) -> tensor<1x3x4x5xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$grid, Nn_ResizeModeAttr:$mode,
      DefaultValuedAttr<Nn_PadModeAttr, "::ingot::nn::PadMode::Constant">:$padding,
      DefaultValuedAttr<BoolAttr, "false">:$align_corners, DefaultValuedAttr<BoolAttr, "false">:$in_elements);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input `,` $grid attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_RoiAlignOp : Nn_Op<"roi_align"> {
  let summary = "pool boxes of an image by interpolation";
  let description = [{
    Divides each box of `rois` ([boxes, 4]: x and y of two corners, times `scale`) into `height` x `width` bins and
    combines `samples` x `samples` interpolated points of image `batch` of each bin: their mean, or with `maximum` the
    greatest of their weighted neighbours. With `samples` 0 a bin has as many points as elements along each side. With
    `half_pixel` element centres lie at halves. Exists from `import` to `simplify`. Source: ONNX RoiAlign-22.

    **Constraints:** (C1) ranks are 4, 2 and 1. (C2) `height` and `width` are at least 1, `samples` at least 0. (C3)
    element types of input, boxes and result agree.

    Example:
    ```mlir
    %y = nn.roi_align %x, %r, %b {height = 7 : i64, width = 7 : i64, samples = 2 : i64, scale = 0.25 : f64}
        : (tensor<1x3x32x32xf32>, tensor<9x4xf32>, tensor<9xi64>) -> tensor<9x3x7x7xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$rois, Nn_IntTensor:$batch, I64Attr:$height,
      I64Attr:$width, I64Attr:$samples, F64Attr:$scale, DefaultValuedAttr<BoolAttr, "false">:$half_pixel,
      DefaultValuedAttr<BoolAttr, "false">:$maximum);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input `,` $rois `,` $batch attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_DiagonalOp : Nn_Op<"diagonal"> {
  let summary = "elements whose positions along two axes agree";
  let description = [{
    Drops axis `second`: the result has the elements whose position along it is that along axis `first`. Exists from
    `import` to `simplify`.

    **Constraints:** (C1) both axes are distinct and within the rank. (C2) element types agree.

    Example:
    ```mlir
    %y = nn.diagonal %x {first = 0 : i64, second = 1 : i64} : (tensor<3x3x2xf32>) -> tensor<3x2xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, I64Attr:$first, I64Attr:$second);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_BitcastOp : Nn_Op<"bitcast", [Nn_Elementwise]> {
  let summary = "the same bits as another type";
  let description = [{
    Reads the bits of each element as an element of the result's type. A boolean has 8 bits, of which the lowest tells.
    Exists from `import` to `simplify`. Source: ONNX BitCast-26.

    **Constraints:** (C1) both element types have the same number of bits. (C2) shapes agree.

    Example:
    ```mlir
    %y = nn.bitcast %x : (tensor<2xf32>) -> tensor<2xi32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_FrameOp : Nn_Op<"frame"> {
  let summary = "overlapping stretches of an axis";
  let description = [{
    Replaces `axis` by two: the frames that begin at every multiple of `step` and lie within the axis, and the `length`
    positions of each. Exists from `import` to `simplify`.

    **Constraints:** (C1) `axis` is within the rank. (C2) `length` and `step` are at least 1. (C3) element types agree.

    Example:
    ```mlir
    %y = nn.frame %x {axis = 1 : i64, length = 4 : i64, step = 2 : i64} : (tensor<1x8xf32>) -> tensor<1x3x4xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, I64Attr:$axis, I64Attr:$length, I64Attr:$step);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_DftOp : Nn_Op<"dft"> {
  let summary = "discrete Fourier transform along an axis";
  let description = [{
    The last axis holds the real and the imaginary part, or the real part alone. Element k of the result is the sum of
    `x[j] e^(-2 pi i j k / length)` over `axis`, which is cut or extended by zeros to `length`; with `inverse` that of
    `x[j] e^(2 pi i j k / length) / length`. With `onesided` only the first length / 2 + 1 elements are made, or, with
    `inverse`, given: the result then has a real part only. Operand form: `length` is a scalar, or absent: the size of
    the axis (2 * (size - 1) for what is given in part). Core form: `size` holds the length. Exists from `import` to
    `simplify`. Source: ONNX DFT-20.

    **Constraints:** (C1) `axis` is within the rank, and not the last. (C2) element types agree. (C3) `size` has one
    entry.

    Example:
    ```mlir
    %y = nn.dft %x {axis = 1 : i64} : (tensor<1x8x1xf32>) -> tensor<1x8x2xf32>
    %z = nn.dft %x {axis = 1 : i64, onesided = true, size = [#sym.expr<8>]} : (tensor<1x8x1xf32>) -> tensor<1x5x2xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Optional<Nn_IntTensor>:$length, I64Attr:$axis,
      DefaultValuedAttr<BoolAttr, "false">:$inverse, DefaultValuedAttr<BoolAttr, "false">:$onesided,
      OptionalAttr<Nn_ExprArrayAttr>:$size);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input (`length` $length^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ResizeOp : Nn_Op<"resize", [AttrSizedOperandSegments]> {
  let summary = "resample the axes of a tensor";
  let description = [{
    Operand form: `scales` (floats) or `sizes` (integers), one per axis, or per axis of `axes`. `policy` says which
    factor all axes take. Core form: `scales_attr` with one factor per axis (the ratio that the coordinate formula uses;
    0 stands for the ratio of the sizes), and the result type; `scales` stays, with one factor per axis of `axes`, where
    only the data knows them.

    `antialias` widens the kernel where an axis shrinks; `exclude_outside` leaves neighbours outside of the input out
    instead of repeating the edge. Mode tf_crop_and_resize reads the box `roi` (starts, then ends, in parts of 1, of all
    axes or those of `axes`); what lies outside of the input is `extrapolation_value`. Exists from `import` to
    `simplify`. Source: ONNX Resize-19.

    **Constraints:** (C1) element types and ranks agree. (C2) `roi` is given exactly for tf_crop_and_resize.

    Example:
    ```mlir
    %y = nn.resize %x {mode = #nn.resize_mode<nearest>, coordinate_mode = #nn.coordinate_mode<asymmetric>,
                       nearest_mode = #nn.nearest_mode<floor>, scales_attr = array<f64: 1.0, 1.0, 2.0, 2.0>}
        : (tensor<1x1x2x2xf32>) -> tensor<1x1x4x4xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_FloatTensor>:$scales, Optional<Nn_IntTensor>:$sizes,
      Optional<Nn_FloatTensor>:$roi, Nn_ResizeModeAttr:$mode, Nn_CoordinateModeAttr:$coordinate_mode,
      Nn_NearestModeAttr:$nearest_mode, DefaultValuedAttr<F64Attr, "-0.75">:$cubic_coefficient,
      OptionalAttr<DenseF64ArrayAttr>:$scales_attr, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$axes,
      DefaultValuedAttr<BoolAttr, "false">:$antialias, DefaultValuedAttr<BoolAttr, "false">:$exclude_outside,
      DefaultValuedAttr<F64Attr, "0.0">:$extrapolation_value,
      DefaultValuedAttr<Nn_AspectPolicyAttr, "::ingot::nn::AspectPolicy::Stretch">:$policy);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $input (`scales` $scales^)? (`sizes` $sizes^)? (`roi` $roi^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
#endif
