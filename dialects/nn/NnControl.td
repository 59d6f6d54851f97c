// Operations that choose or repeat: their regions are parts of the program. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_CONTROL
#define INGOT_NN_CONTROL
include "NnBase.td"

/// Regions read the values around them. What an operation does beside its results is what its regions do.
class Nn_ControlOp<string mnemonic, list<Trait> traits = []>
    : Op<Nn_Dialect, mnemonic, traits # [RecursiveMemoryEffects, DeclareOpInterfaceMethods<Nn_ShapeRule>]>;

def Nn_IfOp : Nn_ControlOp<"if", [SingleBlock, NoRegionArguments]> {
  let summary = "one of two computations";
  let description = [{
    Runs the first region where `condition`, a boolean, is true, the second one where it is false, and gives what that
    region yields. The shape stage keeps one branch where the condition is known. Exists from `import` to `simplify`.
    Source: ONNX If-25.

    **Constraints:** (C1) `condition` has one element. (C2) each region yields as many values as there are results, of
    their element types.

    Example:
    ```mlir
    func.func @f(%c: tensor<i1>, %x: tensor<2xf32>) -> tensor<2xf32> {
      %y = nn.if %c : (tensor<i1>) -> tensor<2xf32> {
        %p = nn.exp %x : (tensor<2xf32>) -> tensor<2xf32>
        nn.yield %p : tensor<2xf32>
      } else {
        nn.yield %x : tensor<2xf32>
      }
      return %y : tensor<2xf32>
    }
    ```
  }];
  let arguments = (ins Nn_BoolTensor:$condition);
  let results = (outs Variadic<Nn_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$then_region, SizedRegion<1>:$else_region);
  let assemblyFormat = [{
    $condition attr-dict `:` functional-type(operands, results) $then_region `else` $else_region
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// What a branch ends with: branch 0 is the first region.
    ::ingot::nn::YieldOp yieldOf(unsigned branch);
  }];
}

def Nn_LoopOp : Nn_ControlOp<"loop", [SingleBlock, AttrSizedOperandSegments]> {
  let summary = "a computation repeated";
  let description = [{
    Runs the region at most `trip` times (without bound where it is absent), with values that one iteration hands to the
    next. The block's arguments are the number of the iteration, from 0, and the carried values, which are `initial` in
    the first iteration. `nn.yield` ends an iteration with
    - whether another one follows, where the loop may end early: one operand more than there are results;
    - the carried values of the next iteration;
    - the collected values.

    Where `condition` is given and false, no iteration runs. Results are the carried values after the last iteration,
    then, for each collected value, the tensor of the values of all iterations, stacked along a new first axis.

    Carried values keep their shape. Exists from `import` to `simplify`. Source: ONNX Loop-25, Scan-25.

    **Constraints:** (C1) `trip` is one integer of 64 bits, `condition` one boolean. (C2) the block has an iteration
    number, `tensor<i64>`, and one argument for each initial value, of its element type. (C3) the region yields one
    value for each result, of its element type, after an optional boolean. (C4) `trip` is given, or the loop may end
    early. (C5) there is a result for each initial value, of its element type.

    Example:
    ```mlir
    func.func @f(%n: tensor<i64>, %zero: tensor<2xf32>, %x: tensor<2xf32>) -> tensor<5x2xf32> {
      %sum, %parts = nn.loop trip %n carry(%zero)
          : (tensor<i64>, tensor<2xf32>) -> (tensor<2xf32>, tensor<5x2xf32>) {
      ^bb0(%i: tensor<i64>, %before: tensor<2xf32>):
        %after = nn.add %before, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
        nn.yield %after, %after : tensor<2xf32>, tensor<2xf32>
      }
      return %parts : tensor<5x2xf32>
    }
    ```
  }];
  let arguments = (ins Optional<Nn_IntTensor>:$trip, Optional<Nn_BoolTensor>:$condition,
      Variadic<Nn_AnyTensor>:$initial);
  let results = (outs Variadic<Nn_AnyTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    (`trip` $trip^)? (`while` $condition^)? `carry` `(` $initial `)` attr-dict
    `:` functional-type(operands, results) $body
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::ingot::nn::YieldOp getYield();
    unsigned numCarried() { return static_cast<unsigned>(getInitial().size()); }
    unsigned numCollected() { return getNumResults() - numCarried(); }
    /// True where an iteration says whether another one follows.
    bool endsEarly();
    /// Whether another iteration follows; null where the number of iterations decides alone.
    ::mlir::Value getContinue();
    /// What an iteration yields for each result.
    ::mlir::OperandRange getYielded();
    ::mlir::BlockArgument getIteration() { return getBody().getArgument(0); }
    /// The carried values in an iteration.
    ::mlir::Block::BlockArgListType getCarried() { return getBody().getArguments().drop_front(); }
  }];
}

def Nn_YieldOp : Op<Nn_Dialect, "yield", [Pure, Terminator, ParentOneOf<["IfOp", "LoopOp"]>]> {
  let summary = "the values that a region gives";
  let description = [{
    Ends a region of `nn.if` or `nn.loop`, which say what the values are. Exists from `import` to `simplify`.

    **Constraints:** (C1) it ends a region of `nn.if` or `nn.loop`.

    Example:
    ```mlir
    func.func @f(%c: tensor<i1>, %x: tensor<2xf32>, %y: tensor<2xf32>) {
      %z = nn.if %c : (tensor<i1>) -> tensor<2xf32> {
        nn.yield %x : tensor<2xf32>
      } else {
        nn.yield %y : tensor<2xf32>
      }
      return
    }
    ```
  }];
  let arguments = (ins Variadic<Nn_AnyTensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}
#endif
