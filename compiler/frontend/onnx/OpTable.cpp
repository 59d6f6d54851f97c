// Look-up in OpTable.def, and its form for the documentation. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/OpTable.h"

#include "compiler/frontend/onnx/Importers.h"
#include "compiler/frontend/onnx/Limits.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot::onnx {

static constexpr int64_t anyNumber = INT64_MAX;

/// Sorted by name, then by opset; the rows of one name follow each other.
static const OpEntry table[] = {
#define ONNX_OP(name, since, until, fewest, most, function, limits)                                          \
  {StringLiteral(#name), since, until, fewest, most, function, StringLiteral(limits)},
#include "compiler/frontend/onnx/OpTable.def"
};

/// The rows by name.
static const StringMap<SmallVector<const OpEntry *, 2>> &rowsByName() {
  static const StringMap<SmallVector<const OpEntry *, 2>> rows = [] {
    StringMap<SmallVector<const OpEntry *, 2>> made;
    for (const OpEntry &entry : table)
      made[entry.name].push_back(&entry);
    return made;
  }();
  return rows;
}

const OpEntry *findOp(StringRef name, int64_t opset) {
  auto rows = rowsByName().find(name);
  if (rows == rowsByName().end())
    return nullptr;
  for (const OpEntry *entry : rows->second)
    if (entry->since <= opset && opset <= entry->until)
      return entry;
  return nullptr;
}

std::string knownOpsets(StringRef name) {
  auto rows = rowsByName().find(name);
  if (rows == rowsByName().end())
    return {};
  return std::to_string(rows->second.front()->since) + " to " + std::to_string(rows->second.back()->until);
}

void printOpTable(raw_ostream &stream) {
  stream
      << "# ONNX operations\n\n"
      << "Generated from `compiler/frontend/onnx/OpTable.def`. Operations of the default domain, opsets "
      << oldestOpset << " to " << newestOpset << ".\n"
      << "Operations that are not listed are expanded where ONNX or the model defines them as functions, and "
      << "refused otherwise.\n\n"
      << "| operation | opsets | limits |\n|---|---|---|\n";
  for (size_t first = 0; first < std::size(table);) {
    size_t last = first;
    while (last + 1 < std::size(table) && table[last + 1].name == table[first].name)
      ++last;
    stream << "| " << table[first].name << " | " << table[first].since << " to " << table[last].until << " | "
           << table[last].limits << " |\n";
    first = last + 1;
  }
}

} // namespace ingot::onnx
