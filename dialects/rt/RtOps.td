// Operations of the rt dialect. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_RT_OPS
#define INGOT_RT_OPS
include "RtDialect.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ViewLikeInterface.td"

class Rt_Op<string mnemonic, list<Trait> traits = []> : Op<Rt_Dialect, mnemonic, traits>;
def Rt_Shaped : AnyTypeOf<[AnyRankedTensor, AnyMemRef]>;

def Rt_LaunchOp : Rt_Op<"launch", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "run a kernel";
  let description = [{
    Calls kernel `callee` with `inputs` (tensors and scalars), which it reads, and `outputs`, which it overwrites
    completely. On tensors the results are the outputs after the call; on memrefs there are none. `count` is the
    number of iterations of the kernel's outermost loop; with `parallel` these are shared out to threads. Exists
    from `tile` to `lower`.

    **Constraints:** (C1) `callee` is a kernel. (C2) operand types agree with the kernel's arguments, which end with two
    indices. (C3) one result for each output tensor, of its type, or none on memrefs.

    Example:
    ```mlir
    func.func private @k(%a: tensor<4xf32>, %b: tensor<4xf32>, %begin: index, %end: index) -> tensor<4xf32>
        attributes {rt.kernel}
    func.func @f(%a: tensor<4xf32>, %b: tensor<4xf32>, %n: index) {
      %r = rt.launch @k(%a) to (%b) count %n : (tensor<4xf32>) to (tensor<4xf32>) -> tensor<4xf32>
      return
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$inputs, Variadic<Rt_Shaped>:$outputs,
      Index:$count, UnitAttr:$parallel);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $callee `(` $inputs `)` `to` `(` $outputs `)` `count` $count (`parallel` $parallel^)? attr-dict
    `:` custom<TypeList>(type($inputs)) `to` `(` type($outputs) `)` (`->` type($results)^)?
  }];
  let hasVerifier = 1;
}

class Rt_View<string mnemonic, string what, string text, dag arguments_, string format, string example>
    : Rt_Op<mnemonic, [Pure]> {
  let summary = what;
  let description = text # " `sizes` has one index for each `?` of the type. Exists from `buffers` to `lower`.\n\n"
      # "**Constraints:** (C1) the layout is the identity. (C2) as many sizes as `?`.\n\n"
      # "    Example:\n    ```mlir\n    " # example # "\n    ```\n";
  let arguments = !con(arguments_, (ins Variadic<Index>:$sizes));
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = format # " (`sizes` `(` $sizes^ `)`)? attr-dict `:` type($result)";
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() {
      return verifyView(getOperation(), getSizes(), getResult().getType());
    }
  }];
}
def Rt_InputOp : Rt_View<"input", "an input of the model", "The memory of input `index`, given by the caller.",
    (ins I64Attr:$index), "$index", "%x = rt.input 0 : memref<4xf32>">;
def Rt_OutputOp : Rt_View<"output", "an output of the model", "The memory of output `index`, given by the caller.",
    (ins I64Attr:$index), "$index", "%y = rt.output 0 sizes(%n) : memref<?xf32>">;
def Rt_SliceOp : Rt_View<"slice", "a part of the arena", "The arena from byte `offset` on.",
    (ins Index:$offset), "$offset", "%t = rt.slice %offset : memref<4xf32>">;
def Rt_WeightsOp : Rt_View<"weights", "a part of the weights blob",
    "The weights blob from byte `offset` on; it is only read.", (ins I64Attr:$offset), "$offset",
    "%w = rt.weights 64 : memref<4xf32>">;

def Rt_SymbolOp : Rt_Op<"symbol", [Pure]> {
  let summary = "the value of a named dimension";
  let description = [{
    The value that the runtime solved for `name` from the sizes of the inputs; a `sym.symbol` of the module declares it.
    Exists in `lower` only.

    **Constraints:** (C1) `name` is not empty.

    Example:
    ```mlir
    %n = rt.symbol "N"
    ```
  }];
  let arguments = (ins StrAttr:$name);
  let results = (outs Index:$result);
  let assemblyFormat = "$name attr-dict";
  let hasVerifier = 1;
}
#endif
