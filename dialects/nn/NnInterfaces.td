// Interfaces that every nn operation implements. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_INTERFACES
#define INGOT_NN_INTERFACES
include "mlir/IR/OpBase.td"

def Nn_ShapeRule : OpInterface<"ShapeRule"> {
  let cppNamespace = "::ingot::nn";
  let description = [{
    How an operation's result shapes, and for small integer tensors the result values, follow from its operands.
    The rules live in `dialects/nn/shape/`; `ingot-infer-types` calls them once per operation, in order.
  }];
  let methods = [InterfaceMethod<[{
    Records the shape of every result, and the values where they are known symbolically, in `context`. On failure a
    diagnostic at the operation says what was expected and what was found.
  }], "::llvm::LogicalResult", "inferShape", (ins "::ingot::nn::ShapeContext &":$context)>];
}
#endif
