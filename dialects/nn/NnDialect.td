// The nn dialect, the base class of its operations and the constraints they share.
// SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_DIALECT
#define INGOT_NN_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Nn_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::ingot::nn";
  let summary = "what a neural network means, independent of the format it came in";
  let description = [{
    An nn program is a `func.func` over tensors whose operations have the semantics of ONNX unless said otherwise.
    It exists from `import` to `simplify`; the `linalg` stage removes every nn operation. Tensors may be unranked
    before the `shape` stage; after it every value is ranked and unknown sizes are named by the encoding `#sym.shape`.

    Many operations have two forms. In the *operand form* sizes, offsets or paddings are tensors that are computed at
    run time, as the foreign formats write them. The shape stage resolves these symbolically and leaves the *core form*,
    where they are attributes or part of the result type. Only the core form reaches the `simplify` stage's end.
  }];
  let dependentDialects = ["::ingot::sym::SymDialect"];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 1;
}


def Nn_AnyTensor : Type<AnyTensor.predicate, "tensor">;
def Nn_FloatTensor : Type<TensorOf<[AnyFloat]>.predicate, "tensor of floating-point values">;
def Nn_IntTensor : Type<TensorOf<[AnyInteger]>.predicate, "tensor of integers">;
def Nn_BoolTensor : Type<TensorOf<[I1]>.predicate, "tensor of booleans">;

/// A list of symbolic size expressions (`#sym.expr`), one per dimension.
def Nn_ExprArrayAttr : TypedArrayAttrBase<AnyAttr, "array of size expressions">;

#endif
