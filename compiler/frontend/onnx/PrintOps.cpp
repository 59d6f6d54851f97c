// Prints docs/onnx-ops.md. Run by the target `ingot-onnx-ops-page`. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/OpTable.h"

#include "llvm/Support/raw_ostream.h"

int main() {
  ingot::onnx::printOpTable(llvm::outs());
  return 0;
}
