// A pass that nobody describes or tests, for the test of check_ods.py. SPDX-License-Identifier: Apache-2.0
include "mlir/Pass/PassBase.td"
def Forget : Pass<"ingot-forget"> {
  let summary = "a pass whose summary is longer than the sixty characters that fit";
  let options = [Option<"much", "much", "int64_t", "1", "">];
}
