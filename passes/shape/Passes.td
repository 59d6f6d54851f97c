// The passes of the shape stage, in the order of its pipeline. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_PASSES_SHAPE
#define INGOT_PASSES_SHAPE
include "mlir/Pass/PassBase.td"

def NameDims : Pass<"ingot-name-dims", "::mlir::ModuleOp"> {
  let summary = "give every unknown size of an input a name";
  let description = [{
    A `?` without a name becomes a symbol named after the input and the dim, and every symbol that a type uses but no
    `sym.symbol` declares gets a declaration with `min = 1`. Where `nn.concat` joins an input directly with something
    else, as models do that carry a cache of the past from call to call, that input may be empty along the axis: the
    size has `min = 0`. So has the number of axes that an input gives to `nn.reduce_at`.

    ```mlir
    func.func @m(%x: tensor<?x3xf32> {ingot.name = "x"})
    ```
    becomes
    ```mlir
    sym.symbol @x_0 {min = 1 : i64}
    func.func @m(%x: tensor<?x3xf32, #sym.shape<x_0, 3>> {ingot.name = "x"})
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect"];
}

def BindDims : Pass<"ingot-bind-dims", "::mlir::ModuleOp"> {
  let summary = "apply the bounds that the user gives to named sizes";
  let description = [{
    Reads the module attribute `ingot.dims` (from `--dim`), one pair of bounds for each name, and removes it. Equal
    bounds substitute the number everywhere and remove the symbol; other bounds are written to the `sym.symbol`. A
    name that the model does not have is an error that lists those it has.

    ```mlir
    module attributes {ingot.dims = {N = array<i64: 2, 2>, S = array<i64: 1, 512>}} {
      sym.symbol @N {min = 1 : i64}
      sym.symbol @S {min = 1 : i64}
      func.func @m(%x: tensor<?x?xf32, #sym.shape<N, S>>)
    ```
    becomes
    ```mlir
    module {
      sym.symbol @S {max = 512 : i64, min = 1 : i64}
      func.func @m(%x: tensor<2x?xf32, #sym.shape<2, S>>)
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect"];
}

def InferTypes : Pass<"ingot-infer-types", "::mlir::ModuleOp"> {
  let summary = "infer all types and the values of shape arithmetic";
  let description = [{
    One forward sweep. Each operation's shape rule reads the sizes of the operands, and the symbolic values of small
    integer tensors, so that chains such as shape, gather, concat, reshape resolve. Operands that only say sizes or
    positions become attributes (the core form, see the nn dialect); `squeeze`, `unsqueeze` and `flatten` become
    `reshape`; a value that is known becomes `nn.constant`, or `nn.sizes` where it depends on symbols. Two sizes that
    must be equal are proved equal, or assumed equal and checked by a `sym.guard`.

    ```mlir
    %0 = nn.shape %x : (tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<2xi64>
    %y = nn.reshape %x to %0 : (tensor<?x4xf32, #sym.shape<N, 4>>, tensor<2xi64>) -> tensor<*xf32>
    ```
    becomes
    ```mlir
    %y = nn.reshape %x : (tensor<?x4xf32, #sym.shape<N, 4>>) -> tensor<?x4xf32, #sym.shape<N, 4>>
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect", "::ingot::nn::NnDialect"];
}

def UnifyDims : Pass<"ingot-unify-dims", "::mlir::ModuleOp"> {
  let summary = "leave one name for sizes that are equal";
  let description = [{
    Rewrites every size in the types and attributes of operations by what the bounds, asserts and guards of the module
    say: a symbol that an equation determines is replaced, operands of `min` and `max` that never win are dropped. The
    types of the inputs stay as they are: they say what a call passes. Where that differs, a reshape that moves nothing
    gives the rest of the function the unified type.

    ```mlir
    sym.guard #sym.expr<A == B> "..."
    %z = nn.relu %y : (tensor<?xf32, #sym.shape<B>>) -> tensor<?xf32, #sym.shape<B>>
    ```
    becomes
    ```mlir
    sym.guard #sym.expr<A == B> "..."
    %z = nn.relu %y : (tensor<?xf32, #sym.shape<A>>) -> tensor<?xf32, #sym.shape<A>>
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect"];
}

def BoundOutputs : Pass<"ingot-bound-outputs", "::mlir::ModuleOp"> {
  let summary = "give outputs sizes that are largest at their bounds";
  let description = [{
    Before a run every data symbol stands at its bound, and the caller reserves memory for outputs of those sizes. A
    size such as `N - K`, K a data symbol, is larger for a smaller K: as a size of an output it becomes a data symbol of
    its own, named after output and dim, whose bound is the greatest value that the expression can have. Bounds that
    read other data symbols likewise become expressions that are never smaller.

    ```mlir
    sym.symbol @K {bound = #sym.expr<N>}
    return %y : tensor<?xf32, #sym.shape<N - K>>
    ```
    becomes
    ```mlir
    sym.symbol @K {bound = #sym.expr<N>}
    sym.symbol @y_0 {bound = #sym.expr<N>}
    %n = nn.sizes [#sym.expr<N - K>] : tensor<i64>
    nn.set_size %n, #sym.expr<0> to #sym.expr<N> sets "y_0", "expected 0 to N for size 'y_0'" : tensor<i64>
    %0 = nn.reshape %y : (tensor<?xf32, #sym.shape<N - K>>) -> tensor<?xf32, #sym.shape<y_0>>
    return %0 : tensor<?xf32, #sym.shape<y_0>>
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect", "::ingot::nn::NnDialect"];
}

def InsertGuards : Pass<"ingot-insert-guards", "::mlir::ModuleOp"> {
  let summary = "keep the run-time checks that no fact makes needless";
  let description = [{
    Walks the guards in the order in which they were found. A guard that the bounds, the asserts and the guards before
    it prove is dropped, as is one that was stated before; a guard that they refute is an error. What is left is the
    list of checks that a call makes before any work; the symbols that nothing uses any more are kept, because the
    inputs name them.

    ```mlir
    sym.symbol @S {min = 1 : i64}
    sym.guard #sym.expr<le(1, S)> "..."
    ```
    becomes
    ```mlir
    sym.symbol @S {min = 1 : i64}
    ```
  }];
  let dependentDialects = ["::ingot::sym::SymDialect"];
}

def VerifyShape : Pass<"ingot-verify-shape", "::mlir::ModuleOp"> {
  let summary = "check the contract of the shape stage";
  let description = [{
    Every value is ranked and every `?` has a name that the module declares; only `nn`, `sym` and function operations
    are left; no operation reads a size or a position from a tensor.
  }];
}

#endif
