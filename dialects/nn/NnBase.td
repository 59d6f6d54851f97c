// Base classes of nn operations. SPDX-License-Identifier: Apache-2.0
#ifndef INGOT_NN_BASE
#define INGOT_NN_BASE
include "NnDialect.td"
include "NnEnums.td"
include "NnInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"

class Nn_Op<string mnemonic, list<Trait> traits = []>
    : Op<Nn_Dialect, mnemonic, traits # [Pure, DeclareOpInterfaceMethods<Nn_ShapeRule>]>;

/// Marks operations whose result element depends on the operand elements at the same place only.
def Nn_Elementwise : NativeOpTrait<"Elementwise"> { let cppNamespace = "::ingot::nn"; }

class Nn_Example<string body> { string text = "\n\n    Example:\n    ```mlir\n    " # body # "\n    ```\n"; }
#endif
