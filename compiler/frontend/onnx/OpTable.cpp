// Look-up in OpTable.def, and its form for the documentation. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/OpTable.h"

#include "compiler/frontend/onnx/Importers.h"
#include "compiler/frontend/onnx/Limits.h"
#include "compiler/frontend/onnx/sequence/Sequence.h"
#include "compiler/frontend/onnx/versions/Before7.h"
#include "compiler/frontend/onnx/versions/From27.h"
#include "compiler/frontend/onnx/microsoft/Importers.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot::onnx {

static constexpr int64_t anyNumber = INT64_MAX;

#define ONNX_OP(name, since, until, fewest, most, function, limits)                                          \
  {StringLiteral(#name), since, until, fewest, most, function, StringLiteral(limits)},

/// Sorted by name, then by opset; the rows of one name follow each other.
static const OpEntry table[] = {
#include "compiler/frontend/onnx/OpTable.def"
};

#define ONNX_OP(name, since, until, fewest, most, function, limits)                                          \
  {StringLiteral(#name), since, until, fewest, most, function, StringLiteral(limits)},

/// The same for the domain com.microsoft.
static const OpEntry microsoftTable[] = {
#include "compiler/frontend/onnx/microsoft/OpTable.def"
};

using Rows = StringMap<SmallVector<const OpEntry *, 2>>;

static Rows makeRows(ArrayRef<OpEntry> entries) {
  Rows made;
  for (const OpEntry &entry : entries)
    made[entry.name].push_back(&entry);
  return made;
}

/// The rows by name.
static const Rows &rowsByName() {
  static const Rows rows = makeRows(table);
  return rows;
}

const OpEntry *findOp(StringRef domain, StringRef name, int64_t opset) {
  static const Rows microsoftRows = makeRows(microsoftTable), none;
  const Rows &known = domain.empty() ? rowsByName() : domain == "com.microsoft" ? microsoftRows : none;
  auto rows = known.find(name);
  if (rows == known.end())
    return nullptr;
  opset = std::min(opset, newestOpset); // what newer opsets change is not known
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

/// One row for each name: its first and last version, and what is not supported.
static void printRows(ArrayRef<OpEntry> entries, raw_ostream &stream) {
  for (size_t first = 0; first < entries.size();) {
    size_t last = first;
    while (last + 1 < entries.size() && entries[last + 1].name == entries[first].name)
      ++last;
    stream << "| " << entries[first].name << " | " << entries[first].since << " to " << entries[last].until << " | "
           << entries[last].limits << " |\n";
    first = last + 1;
  }
}

void printOpTable(raw_ostream &stream) {
  stream
      << "# ONNX operations\n\n"
      << "Generated from `compiler/frontend/onnx/OpTable.def`. Operations of the default domain, opsets "
      << oldestOpset << " to " << newestOpset << ".\n"
      << "Operations that are not listed are expanded where ONNX or the model defines them as functions, and "
      << "refused otherwise.\n\n"
      << "| operation | opsets | limits |\n|---|---|---|\n";
  printRows(table, stream);
  stream << "\n## Operations of the domain com.microsoft\n\n"
         << "Generated from `compiler/frontend/onnx/microsoft/OpTable.def`.\n\n"
         << "| operation | versions | limits |\n|---|---|---|\n";
  printRows(microsoftTable, stream);
}

} // namespace ingot::onnx
