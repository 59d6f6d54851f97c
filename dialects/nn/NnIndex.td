// Operations that read or write elements at positions that a tensor gives. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_INDEX
#define INGOT_NN_INDEX
include "NnBase.td"

//===- Writing at positions

class Nn_Scatter<string mnemonic, string what, string text, string constraints, dag extra, string example>
    : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " Where several updates have one position, the last one stays. With `by` they are combined "
      # "with what is there, in their order: `sum`, `prod`, `max` or `min`. Negative indices count from the end; an "
      # "index out of range writes nothing. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) element types of data, updates and result agree. (C2) elements are combined by `sum`, "
      # "`prod`, `max` or `min`. " # constraints # "\n" # Nn_Example<example>.text;
  let arguments = !con((ins Nn_AnyTensor:$data, Nn_IntTensor:$indices, Nn_AnyTensor:$updates,
      OptionalAttr<Nn_ReduceKindAttr>:$reduction), extra);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $data `at` $indices `put` $updates (`by` $reduction^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
def Nn_ScatterNdOp : Nn_Scatter<"scatter_nd", "data with slices replaced at indices",
    "The last axis of `indices` holds positions along the first axes of `data`; the slices there become those of "
    "`updates`, whose first axes are the other axes of `indices`. Source: ONNX ScatterND-18.",
    "(C3) `indices` has rank >= 1 and names at most as many axes as `data` has. (C4) the rank of `updates` is that of "
    "`data` and `indices` together, without the axes that are named and the last of `indices`.", (ins),
    "%y = nn.scatter_nd %x at %i put %u : (tensor<5x3xf32>, tensor<2x1xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>">;
def Nn_ScatterElementsOp : Nn_Scatter<"scatter_elements", "data with elements replaced at indices",
    "Each element of `updates` goes to its own position in `data`, but along `axis` to what `indices` says there. "
    "Source: ONNX ScatterElements-18.",
    "(C3) `axis` is within the rank. (C4) data, indices and updates have one rank >= 1.", (ins I64Attr:$axis),
    "%y = nn.scatter_elements %x at %i put %u by sum {axis = 0 : i64}\n"
    "        : (tensor<5x3xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> tensor<5x3xf32>">;

def Nn_TensorScatterOp : Nn_Op<"tensor_scatter"> {
  let summary = "a cache with new entries";
  let description = [{
    `updates` written over `data` along `axis`, from `starts[n]` on in batch n (0 without `starts`). What reaches behind
    the end goes on at the beginning with `circular`, else is left out; a negative start counts as 0. Exists from
    `import` to `simplify`. Source: ONNX TensorScatter-24.

    **Constraints:** (C1) element types of data, updates and result agree. (C2) `axis` is within the rank, and not the
    batch, axis 0. (C3) data and updates have one rank >= 2. (C4) `starts` has rank 1.

    Example:
    ```mlir
    %y = nn.tensor_scatter %x put %u from %s {axis = 1 : i64}
        : (tensor<2x8x4xf32>, tensor<2x1x4xf32>, tensor<2xi64>) -> tensor<2x8x4xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$data, Nn_AnyTensor:$updates, Optional<Nn_IntTensor>:$starts, I64Attr:$axis,
      DefaultValuedAttr<BoolAttr, "false">:$circular);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $data `put` $updates (`from` $starts^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

//===- Running along an axis

def Nn_CumulateOp : Nn_Op<"cumulate"> {
  let summary = "running sum or product along an axis";
  let description = [{
    Each element becomes the `sum` or `prod` of those up to it along `axis`: without itself when `exclusive`, of those
    from it on when `reverse`. Operand form: `along` holds the axis as a scalar. Core form: `axis` only. Exists from
    `import` to `simplify`. Source: ONNX CumSum-14, CumProd-26.

    **Constraints:** (C1) `kind` is sum or prod. (C2) shapes and element types agree. (C3) `axis` is within the rank.

    Example:
    ```mlir
    %y = nn.cumulate %x by sum {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$along, Nn_ReduceKindAttr:$kind,
      DefaultValuedAttr<I64Attr, "0">:$axis, DefaultValuedAttr<BoolAttr, "false">:$exclusive,
      DefaultValuedAttr<BoolAttr, "false">:$reverse);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $input (`along` $along^)? `by` $kind attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_TopKOp : Nn_Op<"top_k"> {
  let summary = "largest or smallest elements along an axis";
  let description = [{
    The k largest elements along `axis` (the smallest where not `largest`) in order, and their indices; of equal
    elements the first comes first, NaN counts as the largest. Operand form: `count` holds k. Core form: no `count`; the
    result types say it. Exists from `import` to `simplify`. Source: ONNX TopK-24.

    **Constraints:** (C1) element types of input and values agree. (C2) `axis` is within the rank. (C3) the indices are
    integers.

    Example:
    ```mlir
    %v, %i = nn.top_k %x {axis = -1 : i64} : (tensor<2x9xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$count, I64Attr:$axis,
      DefaultValuedAttr<BoolAttr, "true">:$largest);
  let results = (outs Nn_AnyTensor:$values, Nn_IntTensor:$indices);
  let assemblyFormat = "$input (`count` $count^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ReverseSequenceOp : Nn_Op<"reverse_sequence"> {
  let summary = "the beginning of each sequence reversed";
  let description = [{
    Reverses the first `lengths[n]` elements along `time_axis` in entry n of `batch_axis`; the others stay. Lengths are
    limited to the size of the axis. Exists from `import` to `simplify`. Source: ONNX ReverseSequence-10.

    **Constraints:** (C1) shapes and element types of input and result agree. (C2) the axes are distinct and within the
    rank. (C3) `lengths` has rank 1.

    Example:
    ```mlir
    %y = nn.reverse_sequence %x, %n {batch_axis = 1 : i64, time_axis = 0 : i64}
        : (tensor<4x2xf32>, tensor<2xi64>) -> tensor<4x2xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_IntTensor:$lengths, I64Attr:$batch_axis, I64Attr:$time_axis);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $lengths attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

//===- Windows and positions

class Nn_WindowIndex<string mnemonic, string what, string text, string constraints, dag operands, dag extra,
    string format, string example> : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " Channels are axis 1. Exists from `import` to `simplify`.\n\n"
      # "**Constraints:** (C1) `window`, `strides`, `dilations` have one entry >= 1 per spatial axis; `pads` has two, "
      # "or none. " # constraints # "\n" # Nn_Example<example>.text;
  let arguments = !con(operands, (ins DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides,
      DenseI64ArrayAttr:$dilations, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pads), extra);
  let assemblyFormat = format # " attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_MaxPoolIndicesOp : Nn_WindowIndex<"max_pool_indices", "where the largest value under a window is",
    "For each element of `pooled`, which `nn.max_pool` made of `input` with the same attributes, the position of the "
    "first element of that value in the input, counted over all of its axes, the last one fastest; with "
    "`column_major` the first spatial axis is the fastest. Source: ONNX MaxPool-22.",
    "(C2) input and pooled have one element type and one rank >= 3.", (ins Nn_AnyTensor:$input, Nn_AnyTensor:$pooled),
    (ins DefaultValuedAttr<Nn_AutoPadAttr, "::ingot::nn::AutoPad::Explicit">:$auto_pad,
     DefaultValuedAttr<BoolAttr, "false">:$column_major), "$input `to` $pooled",
    "%i = nn.max_pool_indices %x to %y {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>}\n"
    "        : (tensor<1x3x8xf32>, tensor<1x3x4xf32>) -> tensor<1x3x4xi64>"> {
  let results = (outs Nn_IntTensor:$result);
}
def Nn_MaxUnpoolOp : Nn_WindowIndex<"max_unpool", "zeros with values at the positions of a pool",
    "Undoes `nn.max_pool`: zeros, but the elements of `input` at the positions that `indices` count over all axes of "
    "the image that was pooled. A spatial size of it is `(size - 1) * stride + window - paddings`; `shape` cuts it or "
    "puts zeros behind its ends (core form: the result type says it). An index out of range writes nothing. Source: "
    "ONNX MaxUnpool-22.",
    "(C2) element types of input and result agree. (C3) input and indices have one rank >= 3.",
    (ins Nn_AnyTensor:$input, Nn_IntTensor:$indices, Optional<Nn_IntTensor>:$shape), (ins),
    "$input `at` $indices (`shape` $shape^)?",
    "%y = nn.max_unpool %x at %i {window = array<i64: 2>, strides = array<i64: 2>, dilations = array<i64: 1>}\n"
    "        : (tensor<1x3x4xf32>, tensor<1x3x4xi64>) -> tensor<1x3x8xf32>"> {
  let results = (outs Nn_AnyTensor:$result);
}

def Nn_Col2ImOp : Nn_Op<"col2im", [AttrSizedOperandSegments]> {
  let summary = "an image as the sum of its windows";
  let description = [{
    `input` is [N, C * window elements, positions]: each column is the part of an image under one position of a window,
    positions and window elements counted with the last axis fastest. Overlapping parts are added. Operand form: `image`
    and `block` hold the sizes of the image and of the window. Core form: the result type says the one, `window` the
    other, or `block` where only the data knows it. Exists from `import` to `simplify`. Source: ONNX Col2Im-18.

    **Constraints:** (C1) `strides` and `dilations` have one entry >= 1 per spatial axis; `pads` has two, or none.
    (C2) element types of input and result agree. (C3) the input has rank 3. (C4) `window` has one entry >= 1 per
    spatial axis where `block` is absent.

    Example:
    ```mlir
    %y = nn.col2im %x {window = array<i64: 1, 5>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>}
        : (tensor<1x5x5xf32>) -> tensor<1x1x5x5xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$image, Optional<Nn_IntTensor>:$block,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pads);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $input (`image` $image^)? (`block` $block^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_DetOp : Nn_Op<"det"> {
  let summary = "determinant of square matrices";
  let description = [{
    The determinant of the matrix that the last two axes hold, by elimination with row exchanges, in f32 or wider.
    Exists from `import` to `simplify`. Source: ONNX Det-22.

    **Constraints:** (C1) element types of input and result agree. (C2) the input has rank >= 2.

    Example:
    ```mlir
    %y = nn.det %x : (tensor<4x3x3xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
#endif
