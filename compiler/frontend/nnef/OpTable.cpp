// Looks operations up in OpTable.def, and prints docs/nnef-ops.md. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/OpTable.h"

#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/language/Library.h"
#include "llvm/ADT/StringExtras.h"

namespace ingot::nnef {

namespace {
struct Entry {
  llvm::StringLiteral operation;
  ImportFunction function;
  llvm::StringLiteral limits;
};

struct Refusal {
  llvm::StringLiteral operation, remedy;
};

constexpr Entry table[] = {
#define INGOT_NNEF_OPERATION(name, function, limits) {name, function, limits},
#include "compiler/frontend/nnef/OpTable.def"
};

constexpr Refusal refusals[] = {
#define INGOT_NNEF_OPERATION(name, function, limits)
#define INGOT_NNEF_REFUSAL(name, remedy) {name, remedy},
#include "compiler/frontend/nnef/OpTable.def"
};
} // namespace

static const Entry *findEntry(llvm::StringRef operation) {
  for (const Entry &entry : table)
    if (entry.operation == operation)
      return &entry;
  return nullptr;
}

ImportFunction findImportFunction(llvm::StringRef operation) {
  const Entry *entry = findEntry(operation);
  return entry ? entry->function : nullptr;
}

llvm::StringRef refusalOf(llvm::StringRef operation) {
  for (const Refusal &refusal : refusals)
    if (refusal.operation == operation)
      return refusal.remedy;
  return {};
}

/// Rows of the operations that one text of the library declares, in its order. Names of helpers are not shown.
static void printRows(llvm::raw_ostream &stream, const Document &document) {
  stream << "| operation | parameters | import | limits |\n|---|---|---|---|\n";
  for (const Fragment &fragment : document.fragments) {
    if (llvm::StringRef(fragment.name).starts_with("ingot_"))
      continue;
    const Entry *entry = findEntry(fragment.name);
    stream << "| " << fragment.name << " | "
           << llvm::join(llvm::map_range(fragment.parameters, [](const Parameter &each) { return each.name; }), ", ")
           << " | "
           << (entry              ? "direct"
               : fragment.hasBody ? "by its body"
                                  : "refused")
           << " | " << (entry ? llvm::StringRef(entry->limits) : refusalOf(fragment.name)) << " |\n";
  }
}

llvm::Error printOpTable(llvm::raw_ostream &stream) {
  llvm::Expected<Library> library = Library::load();
  if (!library)
    return library.takeError();
  stream << "# NNEF operations\n\n"
         << "Generated from `compiler/frontend/nnef/OpTable.def` and the declarations in `language/`.\n"
         << "`direct`: an import function makes the operations of `nn`. `by its body`: expanded into others.\n"
         << "`refused`: a clear error with a position. A model may define an operation of any name itself.\n";
  for (auto [title, document] :
       llvm::zip_equal(llvm::ArrayRef<llvm::StringRef>{"NNEF 1.0.5", "Registries of tract"}, library->texts())) {
    stream << "\n## " << title << "\n\n";
    printRows(stream, *document);
  }
  return llvm::Error::success();
}

} // namespace ingot::nnef
