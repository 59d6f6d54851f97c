// Prints docs/nnef-ops.md. Run by the target `ingot-nnef-ops-page`. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/OpTable.h"

int main() {
  if (llvm::Error error = ingot::nnef::printOpTable(llvm::outs())) {
    llvm::errs() << llvm::toString(std::move(error)) << "\n";
    return 1;
  }
  return 0;
}
