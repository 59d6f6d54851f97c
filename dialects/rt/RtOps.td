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
    completely, or with `update` reads and changes in place. On tensors the results are the outputs after the call; on
    memrefs there are none. `count` is the number of iterations of the kernel's outermost loop; with `parallel` these
    are shared out to threads. Exists from `tile` to `lower`.

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
      Index:$count, UnitAttr:$parallel, UnitAttr:$update);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $callee `(` $inputs `)` `to` `(` $outputs `)` `count` $count (`parallel` $parallel^)? (`update` $update^)? attr-dict
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

def Rt_SymbolOp : Rt_Op<"symbol", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "the value of a named dimension";
  let description = [{
    The value that the runtime solved for `name` from the sizes of the inputs; a `sym.symbol` of the module declares it.
    With `data`, the value that `rt.set_symbol` stored last: it then reads memory. Exists in `lower` only.

    **Constraints:** (C1) `name` is not empty.

    Example:
    ```mlir
    %n = rt.symbol "N"
    ```
  }];
  let arguments = (ins StrAttr:$name, UnitAttr:$data);
  let results = (outs Index:$result);
  let assemblyFormat = "$name (`data` $data^)? attr-dict";
  let hasVerifier = 1;
}

def Rt_SetSymbolOp : Rt_Op<"set_symbol", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "stores a size that only the data knows";
  let description = [{
    From here on the data symbol `name` has this value, limited to [`min`, `bound`] of its `sym.symbol`, so that no
    buffer is ever too small. Where another value is an error, an `rt.check` comes before. Operations that read the
    symbol stay behind it. Exists from `linalg` to `lower`.

    **Constraints:** (C1) `name` is not empty.

    Example:
    ```mlir
    func.func @f(%count: index) {
      rt.set_symbol "found" = %count
      return
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, Index:$value);
  let assemblyFormat = "$name `=` $value attr-dict";
  let hasVerifier = 1;
}

def Rt_CheckOp : Rt_Op<"check", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "ends the run with a message unless a condition holds";
  let description = [{
    Where `condition` is false the entry point returns at once: nothing that follows is executed, so what follows may
    rely on the condition, for its accesses to memory too. The caller gets `message`: node, expected, found, remedy. For
    what only the data can tell; what sizes tell is checked before the run (`sym.guard`). Exists from `linalg` to
    `lower`, outside of kernels.

    **Constraints:** (C1) `message` is not empty.

    Example:
    ```mlir
    func.func @f(%fits: i1) {
      rt.check %fits, "node 'range' (range): expected a limit of at most 1000"
      return
    }
    ```
  }];
  let arguments = (ins I1:$condition, StrAttr:$message);
  let assemblyFormat = "$condition `,` $message attr-dict";
  let hasVerifier = 1;
}
#endif
