// Operations with one violation each, for the test of check_ods.py. SPDX-License-Identifier: Apache-2.0
include "mlir/IR/OpBase.td"
def Toy_Dialect : Dialect { let name = "toy"; let cppNamespace = "::toy"; }
class Toy_Op<string mnemonic> : Op<Toy_Dialect, mnemonic>;
def Toy_SilentOp : Toy_Op<"silent">;
def Toy_LoudOp : Toy_Op<"loud"> {
  let summary = "Ends with a full stop.";
  let description = "Exists from `import` to `lower`. **Constraints:** (C1) none. (C3) a number is missing.";
}
def Toy_TimelessOp : Toy_Op<"timeless"> {
  let summary = "does not say when it lives";
  let description = [{
    **Constraints:** (C1) has no test.

    ```mlir
    toy.timeless
    ```
  }];
}
