// Operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_DATA
#define INGOT_NN_DATA
include "NnBase.td"
include "dialects/sym/SymAttrs.td"

//===-- sizes and conditions while the model runs
//----------------------------------------------------------------===//

/// Keeps its place among the operations that rely on it.
class Nn_OrderedOp<string mnemonic, list<Trait> traits = []>
    : Op<Nn_Dialect, mnemonic, traits # [MemoryEffects<[MemWrite]>, DeclareOpInterfaceMethods<Nn_ShapeRule>]>;

def Nn_SetSizeOp : Nn_OrderedOp<"set_size"> {
  let summary = "a tensor's element becomes a size";
  let description = [{
    From here on the data symbol `name` has the value of the one element of `value`. Where that lies outside of `least`
    to `greatest`, the run ends with `message`. Without `name` the value is only checked. Exists from `shape` to
    `simplify`.

    **Constraints:** (C1) `value` has one element. (C2) `message` is not empty.

    Example:
    ```mlir
    sym.symbol @K {bound = #sym.expr<100>}
    func.func @f(%n: tensor<i64>) {
      nn.set_size %n, #sym.expr<0> to #sym.expr<100> sets "K", "node 'r' (range): expected 0 to 100" : tensor<i64>
      return
    }
    ```
  }];
  let arguments = (ins Nn_IntTensor:$value, OptionalAttr<StrAttr>:$name, Sym_ExprAttr:$least, Sym_ExprAttr:$greatest,
      StrAttr:$message);
  let assemblyFormat = [{
    $value `,` qualified($least) `to` qualified($greatest) (`sets` $name^)? `,` $message attr-dict `:` type($value)
  }];
  let hasVerifier = 1;
}

def Nn_RequireOp : Nn_OrderedOp<"require"> {
  let summary = "a condition on sizes that only the data knows";
  let description = [{
    Where `condition` is 0 the run ends here with `message`. It is what `sym.guard` is for sizes that are known before
    the run. Exists from `shape` to `simplify`.

    **Constraints:** (C1) `message` is not empty.

    Example:
    ```mlir
    sym.symbol @K {bound = #sym.expr<100>}
    func.func @f() {
      nn.require #sym.expr<K == 4>, "node 'add' (add): expected equal sizes for dim 0, got K and 4"
      return
    }
    ```
  }];
  let arguments = (ins Sym_ExprAttr:$condition, StrAttr:$message);
  let assemblyFormat = "qualified($condition) `,` $message attr-dict";
  let hasVerifier = 1;
}

def Nn_CheckOp : Nn_OrderedOp<"check"> {
  let summary = "a condition on values";
  let description = [{
    Where the one element of `condition` is false the run ends here with `message`. Exists from `import` to `simplify`.

    **Constraints:** (C1) `condition` has one element. (C2) `message` is not empty.

    Example:
    ```mlir
    func.func @f(%holds: tensor<i1>) {
      nn.check %holds, "node 's' (squeeze): expected axes [0]" : tensor<i1>
      return
    }
    ```
  }];
  let arguments = (ins Nn_BoolTensor:$condition, StrAttr:$message);
  let assemblyFormat = "$condition `,` $message attr-dict `:` type($condition)";
  let hasVerifier = 1;
}

def Nn_ExpectSizeOp : Nn_Op<"expect_size"> {
  let summary = "a size that the model declares";
  let description = [{
    The one element of `value`, which follows from the sizes of the inputs, or, where only the data knows it, is
    `expected`: the shape stage then builds a check of that. Front ends make it of an operand that says a size where the
    model declares the shape that results. Exists from `import` to `shape`.

    **Constraints:** (C1) `value` has one element. (C2) element types agree.

    Example:
    ```mlir
    %n = nn.expect_size %depth [#sym.expr<10>] : (tensor<i64>) -> tensor<i64>
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$value, Sym_ExprAttr:$expected);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = "$value `[` qualified($expected) `]` attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

//===-- axes that are chosen while the model runs
//----------------------------------------------------------------===//

class Nn_AxesOp<string mnemonic, string what, string text, dag attrs, string format, string example>
    : Nn_Op<mnemonic> {
  let summary = what;
  let description = text # " The axes are the elements of the operand `axes`; the shape stage finds those that lead to "
      # "the shape that the model declares (`nn.declared`), and builds a check that the operand says the same. Exists "
      # "from `import` to `shape`.\n\n**Constraints:** (C1) element types agree. (C2) `axes` is a vector or a scalar.\n"
      # Nn_Example<example>.text;
  let arguments = !con((ins Nn_AnyTensor:$input, Nn_IntTensor:$axes), attrs);
  let results = (outs Nn_AnyTensor:$result);
  let assemblyFormat = format # " $input `at` $axes attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
def Nn_ReduceAtOp : Nn_AxesOp<"reduce_at", "nn.reduce along axes from an operand",
    "Combines elements as `nn.reduce`. No axes mean all, or with `noop_when_empty` none.",
    (ins Nn_ReduceKindAttr:$kind, DefaultValuedAttr<BoolAttr, "false">:$keep_dims,
         DefaultValuedAttr<BoolAttr, "false">:$noop_when_empty), "custom<ReduceKind>($kind)",
    "%y = nn.reduce_at sum %x at %axes : (tensor<2x3xf32>, tensor<1xi64>) -> tensor<*xf32>">;
def Nn_SqueezeAtOp : Nn_AxesOp<"squeeze_at", "nn.squeeze of axes from an operand", "Removes axes of size 1.", (ins), "",
    "%y = nn.squeeze_at %x at %axes : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<*xf32>">;
def Nn_UnsqueezeAtOp : Nn_AxesOp<"unsqueeze_at", "nn.unsqueeze at axes from an operand",
    "Inserts axes of size 1 so that they are at `axes` of the result.", (ins), "",
    "%y = nn.unsqueeze_at %x at %axes : (tensor<3xf32>, tensor<1xi64>) -> tensor<*xf32>">;

//===-- results whose number of elements the data decides
//--------------------------------------------------------===//

// These give as many elements as there can be, and say how many of them count; nn.take_first cuts the rest off.

def Nn_NonZeroOp : Nn_Op<"non_zero"> {
  let summary = "the positions of elements that are not zero";
  let description = [{
    Column i of `positions` is the position of the i-th element that is not zero (NaN is not zero), in the order of the
    elements; `count` is their number. Columns from `count` on hold nothing that may be used. Exists from `import` to
    `simplify`. Source: ONNX NonZero-13.

    **Constraints:** (C1) both results hold 64-bit integers.

    Example:
    ```mlir
    %p, %n = nn.non_zero %x : (tensor<2x3xf32>) -> (tensor<2x6xi64>, tensor<i64>)
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input);
  let results = (outs Nn_IntTensor:$positions, Nn_IntTensor:$count);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_UniqueOp : Nn_Op<"unique"> {
  let summary = "the distinct rows of a matrix";
  let description = [{
    Rows of the matrix `input` that are equal form a group; groups are ordered by their rows (`sorted`: first column
    first, NaN last) or by their first occurrence. `first` says where each group occurs first, `inverse` the group of
    each row, `sizes` the number of rows of each group, `count` the number of groups. Elements of `first` and `sizes`
    from `count` on hold nothing that may be used. Exists from `import` to `simplify`. Source: ONNX Unique-11.

    **Constraints:** (C1) `input` has rank 2. (C2) all results hold 64-bit integers.

    Example:
    ```mlir
    %f, %i, %s, %n = nn.unique %x {sorted}
        : (tensor<6x1xf32>) -> (tensor<6xi64>, tensor<6xi64>, tensor<6xi64>, tensor<i64>)
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$input, UnitAttr:$sorted);
  let results = (outs Nn_IntTensor:$first, Nn_IntTensor:$inverse, Nn_IntTensor:$sizes, Nn_IntTensor:$count);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Nn_NonMaxSuppressionOp : Nn_Op<"non_max_suppression", [AttrSizedOperandSegments]> {
  let summary = "the best boxes that overlap little";
  let description = [{
    For each batch and class, boxes are taken from the best score to the worst, those with a score above
    `score_threshold` (absent: all), at most `limit` (absent: none; not negative), and each only where its intersection
    with every box taken before, over their union, is at most `iou_threshold` (absent: 0). `boxes` is [batch, box, 4]:
    two corners, y before x, or with `center_point` x, y of the centre, width and height; `scores` is [batch, class,
    box].
    Rows of `selected` are batch, class, box; `count` is their number. Rows from `count` on hold nothing that may be
    used. Exists from `import` to `simplify`. Source: ONNX NonMaxSuppression-11.

    **Constraints:** (C1) `limit` and the thresholds have one element. (C2) both results hold 64-bit integers.

    Example:
    ```mlir
    %s, %n = nn.non_max_suppression %b, %p limit %m
        : (tensor<1x6x4xf32>, tensor<1x1x6xf32>, tensor<i64>) -> (tensor<6x3xi64>, tensor<i64>)
    ```
  }];
  let arguments = (ins Nn_AnyTensor:$boxes, Nn_AnyTensor:$scores, Optional<Nn_IntTensor>:$limit,
      Optional<Nn_AnyTensor>:$iou_threshold, Optional<Nn_AnyTensor>:$score_threshold, UnitAttr:$center_point);
  let results = (outs Nn_IntTensor:$selected, Nn_IntTensor:$count);
  let assemblyFormat = [{
    $boxes `,` $scores (`limit` $limit^)? (`iou` $iou_threshold^)? (`score` $score_threshold^)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nn_TakeFirstOp : Nn_Op<"take_first"> {
  let summary = "the first part of tensors, as long as the data says";
  let description = [{
    The first `count` elements of each input along its axis of `axes`. The shape stage makes a size of `count` and
    slices of the results. Exists from `import` to `shape`.

    **Constraints:** (C1) one axis and one result for each input. (C2) `count` has one element. (C3) element types
    agree.

    Example:
    ```mlir
    %k = nn.take_first %n of %p {axes = array<i64: 1>} : (tensor<i64>, tensor<2x6xi64>) -> tensor<*xi64>
    ```
  }];
  let arguments = (ins Nn_IntTensor:$count, Variadic<Nn_AnyTensor>:$inputs, DenseI64ArrayAttr:$axes);
  let results = (outs Variadic<Nn_AnyTensor>:$results);
  let assemblyFormat = "$count `of` $inputs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}
#endif
