// Operations that move elements, make them, or tell their number. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_MOVE
#define INGOT_NN_MOVE
include "NnBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def Nn_ConstantOp : Nn_Op<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "values known at compile time";
  let description = [{
    A tensor of known values. Big values are dense resources that point into the model file; they are never printed,
    hashed or copied. Exists from `import` to `simplify`.

    **Constraints:** (C1) the result type is the type of the value.

    Example:
    ```mlir
    %y = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value), [{
    build($_builder, $_state, value.getShapedType(), value);
  }]>];
}

def Nn_ReshapeOp : Nn_Op<"reshape"> {
  let summary = "the same elements in another shape";
  let description = [{
    Operand form: `shape` holds the sizes; -1 (at most one) is what remains, 0 copies the input's size unless
    `allow_zero`. Core form: no `shape`; the result type says it. Exists from `import` to `simplify`.
    Source: ONNX Reshape-25.

    **Constraints:** (C1) element types agree. (C2) static element counts agree. (C3) `shape` has rank 1.

    Example:
    ```mlir
    %y = nn.reshape %x : (tensor<2x6xf32>) -> tensor<3x4xf32>
    %z = nn.reshape %x to %shape : (tensor<2x6xf32>, tensor<2xi64>) -> tensor<*xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$shape,
      DefaultValuedAttr<BoolAttr, "false">:$allow_zero);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input (`to` $shape^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

class Nn_ShapeSugar<string mnemonic, string what, string text, dag attrs, string example> : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " The shape stage replaces it with `nn.reshape`. Exists from `import` to `shape`.\n\n"
      # "**Constraints:** (C1) element types agree.\n" # Nn_Example<example>.text;
  let arguments = !con((ins Nn_AnyTensor:$input), attrs);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_SqueezeOp : Nn_ShapeSugar<"squeeze", "remove axes of size 1",
    "Removes `axes`, which have size 1 (negative counts from the end); empty means every axis of size 1.",
    (ins DenseI64ArrayAttr:$axes), "%y = nn.squeeze %x {axes = array<i64: 0>} : (tensor<1x2xf32>) -> tensor<2xf32>">;
def Nn_UnsqueezeOp : Nn_ShapeSugar<"unsqueeze", "insert axes of size 1",
    "Inserts axes of size 1 so that they are at `axes` of the result (negative counts from its end).",
    (ins DenseI64ArrayAttr:$axes), "%y = nn.unsqueeze %x {axes = array<i64: 0>} : (tensor<2xf32>) -> tensor<1x2xf32>">;
def Nn_FlattenOp : Nn_ShapeSugar<"flatten", "make a matrix",
    "Merges the axes before `axis` into one and those from `axis` on into another.",
    (ins I64Attr:$axis), "%y = nn.flatten %x {axis = 1 : i64} : (tensor<2x3x4xf32>) -> tensor<2x12xf32>">;

def Nn_TransposeOp : Nn_Op<"transpose"> {
  let summary = "permute the axes";
  let description = [{
    Axis i of the result is axis `permutation[i]` of the input. An empty permutation reverses the axes; the shape stage
    writes it out. Exists from `import` to `simplify`.

    **Constraints:** (C1) a non-empty `permutation` is a permutation of the axes.

    Example:
    ```mlir
    %y = nn.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Nn_SliceOp : Nn_Op<"slice", [AttrSizedOperandSegments]> {
  let summary = "a regular part of a tensor";
  let description = [{
    Operand form: `starts`, `ends`, and optionally `axes` and `steps` are integer vectors as in ONNX Slice-13: negative
    positions count from the end, positions are clamped, steps may be negative. Core form: `offsets` has one size
    expression and `steps_attr` one non-zero integer per axis; the result type has the sizes. With a negative step the
    offset is the first element taken. Exists from `import` to `simplify`.

    **Constraints:** (C1) element types agree. (C2) the core form has one offset and one step per axis, no step is 0.

    Example:
    ```mlir
    %y = nn.slice %x {offsets = [#sym.expr<0>, #sym.expr<1>], steps_attr = array<i64: 1, 2>}
        : (tensor<4x6xf32>) -> tensor<4x3xf32>
    %z = nn.slice %x from %s to %e : (tensor<4x6xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$starts, Optional<Nn_IntTensor>:$ends,
      Optional<Nn_IntTensor>:$axes, Optional<Nn_IntTensor>:$steps, OptionalAttr<Nn_ExprArrayAttr>:$offsets,
      OptionalAttr<DenseI64ArrayAttr>:$steps_attr);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $input (`from` $starts^)? (`to` $ends^)? (`axes` $axes^)? (`steps` $steps^)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_SplitOp : Nn_Op<"split"> {
  let summary = "cut a tensor into parts along an axis";
  let description = [{
    Cuts `input` along `axis`: sizes from the vector operand `sizes`, or from the attribute `sizes_attr`, or equal parts
    (the last may be smaller) when both are absent. The simplify stage replaces it with slices. Exists from `import` to
    `simplify`. Source: ONNX Split-18.

    **Constraints:** (C1) `axis` is within the rank. (C2) `sizes_attr` has one size for each result.

    Example:
    ```mlir
    %a, %b = nn.split %x {axis = 0 : i64} : (tensor<4x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>)
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$sizes, I64Attr:$axis,
      OptionalAttr<DenseI64ArrayAttr>:$sizes_attr);
  let results = (outs Variadic<Nn_AnyTensor>:$results);
  let assemblyFormat = "$input (`sizes` $sizes^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ConcatOp : Nn_Op<"concat"> {
  let summary = "join tensors along an axis";
  let description = [{
    Joins the inputs along `axis` (negative counts from the end). Exists from `import` to `simplify`.

    **Constraints:** (C1) at least one input. (C2) element types and ranks agree. (C3) `axis` is within the rank.

    Example:
    ```mlir
    %z = nn.concat %x, %y {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
    ```
  }];
  let arguments = (ins Variadic<Nn_AnyTensor>:$inputs, I64Attr:$axis);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_PadOp : Nn_Op<"pad", [AttrSizedOperandSegments]> {
  let summary = "extend a tensor at its edges";
  let description = [{
    Operand form: `pads` holds the paddings before all axes (or before those of `axes`), then those after, as ONNX
    Pad-25; negative removes. Core form: `low` and `high` have one size expression per axis. `value` (a scalar, zero
    when absent) fills in mode `constant`. Exists from `import` to `simplify`.

    **Constraints:** (C1) element types agree. (C2) the core form has both `low` and `high`, one entry per axis.

    Example:
    ```mlir
    %y = nn.pad %x {low = [#sym.expr<1>], high = [#sym.expr<0>]} : (tensor<4xf32>) -> tensor<5xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$pads, Optional<Nn_AnyTensor>:$value,
      Optional<Nn_IntTensor>:$axes, DefaultValuedAttr<Nn_PadModeAttr, "::ingot::nn::PadMode::Constant">:$mode,
      OptionalAttr<Nn_ExprArrayAttr>:$low, OptionalAttr<Nn_ExprArrayAttr>:$high);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = [{
    $input (`by` $pads^)? (`value` $value^)? (`axes` $axes^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_BroadcastOp : Nn_Op<"broadcast"> {
  let summary = "repeat axes of size 1";
  let description = [{
    Operand form: broadcasts `input` and a tensor of shape `shape` against each other, trailing axes aligned (ONNX
    Expand-13: a size of 1 in `shape` keeps the input's). Core form: no `shape`; the result type says it. Exists from
    `import` to `simplify`.

    **Constraints:** (C1) element types agree.

    Example:
    ```mlir
    %y = nn.broadcast %x : (tensor<1x3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$shape);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input (`to` $shape^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_TileOp : Nn_Op<"tile"> {
  let summary = "repeat a tensor along its axes";
  let description = [{
    Repeats the whole input along every axis. Operand form: `repeats` holds one count per axis. Core form: none; result
    sizes are multiples of the input's. Exists from `import` to `simplify`. Source: ONNX Tile-13.

    **Constraints:** (C1) element types and ranks agree.

    Example:
    ```mlir
    %y = nn.tile %x : (tensor<2x3xf32>) -> tensor<4x3xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Optional<Nn_IntTensor>:$repeats);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input (`by` $repeats^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_GatherOp : Nn_Op<"gather"> {
  let summary = "take slices at indices";
  let description = [{
    Replaces `axis` of the input with the axes of `indices`; negative indices count from the end, an index out of range
    is clamped. Exists from `import` to `simplify`. Source: ONNX Gather-13.

    **Constraints:** (C1) `axis` is within the rank. (C2) element types of input and result agree.

    Example:
    ```mlir
    %y = nn.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, Nn_IntTensor:$indices, I64Attr:$axis);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_ShapeOp : Nn_Op<"shape"> {
  let summary = "the sizes of a tensor";
  let description = [{
    A vector of the sizes of axes `start` to `end` (absent: the rank; negative counts from the end). The shape stage
    resolves it. Exists from `import` to `shape`. Source: ONNX Shape-25.

    **Constraints:** (C1) the result holds integers.

    Example:
    ```mlir
    %s = nn.shape %x : (tensor<2x3xf32>) -> tensor<2xi64>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, DefaultValuedAttr<I64Attr, "0">:$start, OptionalAttr<I64Attr>:$end);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}
def Nn_SizeOp : Nn_Op<"size"> {
  let summary = "the number of elements of a tensor";
  let description = "The number of elements as a scalar. Exists from `import` to `shape`.\n\n"
      # "**Constraints:** (C1) the result holds integers.\n"
      # Nn_Example<"%s = nn.size %x : (tensor<2x3xf32>) -> tensor<i64>">.text;
  let arguments = (ins Nn_AnyTensor:$input);
  let results = (outs Nn_IntTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}
def Nn_SizesOp : Nn_Op<"sizes"> {
  let summary = "a small integer tensor of size expressions";
  let description = [{
    What the shape stage leaves of shape arithmetic whose value is used as data: a scalar or vector of the values of
    `values`. Exists from `shape` to `simplify`.

    **Constraints:** (C1) the result has rank 0 or 1 and as many elements as `values`.

    Example:
    ```mlir
    %s = nn.sizes [#sym.expr<N>, #sym.expr<3>] : tensor<2xi64>
    ```
  }];
  let arguments = (ins Nn_ExprArrayAttr:$values);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$values attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def Nn_RangeOp : Nn_Op<"range"> {
  let summary = "evenly spaced numbers";
  let description = [{
    start, start + delta, ... up to and without `limit`; all scalars. Exists from `import` to `simplify`.
    Source: ONNX Range-11.

    **Constraints:** (C1) element types agree.

    Example:
    ```mlir
    %y = nn.range %a, %b, %c : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<4xi64>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$start, Nn_AnyTensor:$limit, Nn_AnyTensor:$delta);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$start `,` $limit `,` $delta attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_FillOp : Nn_Op<"fill"> {
  let summary = "a tensor of one value";
  let description = [{
    Every element is `value`. Operand form: `shape` holds the sizes (ONNX ConstantOfShape-25). Core form: the result
    type says it. Exists from `import` to `simplify`.

    **Constraints:** (C1) `value` is a number of the result's element type.

    Example:
    ```mlir
    %y = nn.fill {value = 1.0 : f32} : () -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Optional<Nn_IntTensor>:$shape, TypedAttrInterface:$value);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "(`to` $shape^)? attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
class Nn_SpaceDepth<string mnemonic, string what, string text, dag extra, string example> : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " The simplify stage makes it reshapes and a transpose. Exists from `import` to "
      # "`simplify`.\n\n**Constraints:** (C1) the input has rank 4. (C2) `block` >= 1. (C3) element types agree.\n"
      # Nn_Example<example>.text;
  let arguments = !con((ins Nn_AnyTensor:$input, I64Attr:$block), extra);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_DepthToSpaceOp : Nn_SpaceDepth<"depth_to_space", "move channels into space",
    "Moves blocks of channels of [N, C, H, W] into blocks of block x block pixels; `column_row` is ONNX's mode CRD.",
    (ins DefaultValuedAttr<BoolAttr, "false">:$column_row),
    "%y = nn.depth_to_space %x {block = 2 : i64} : (tensor<1x4x2x2xf32>) -> tensor<1x1x4x4xf32>">;
def Nn_SpaceToDepthOp : Nn_SpaceDepth<"space_to_depth", "move space into channels",
    "Moves blocks of block x block pixels of [N, C, H, W] into channels.", (ins),
    "%y = nn.space_to_depth %x {block = 2 : i64} : (tensor<1x1x4x4xf32>) -> tensor<1x4x2x2xf32>">;
#endif
