// Looks operations up in OpTable.def. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"

namespace ingot::nnef {

namespace {
struct Entry {
  llvm::StringLiteral operation;
  ImportFunction function;
};

constexpr Entry table[] = {
#define INGOT_NNEF_OPERATION(name, function) {name, function},
#include "compiler/frontend/nnef/OpTable.def"
};
} // namespace

ImportFunction findImportFunction(llvm::StringRef operation) {
  for (const Entry &entry : table)
    if (entry.operation == operation)
      return entry.function;
  return nullptr;
}

} // namespace ingot::nnef
