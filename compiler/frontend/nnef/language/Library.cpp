// Parses the built-in declarations. See Library.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Library.h"

#include "compiler/frontend/nnef/language/Parser.h"

namespace ingot::nnef {

llvm::Expected<Library> Library::load() {
  Library library;
  for (bool isStandard : {true, false}) {
    auto text = std::make_shared<const std::string>(isStandard ? standardLibraryText() : tractLibraryText());
    SourceText source(isStandard ? "standard library" : "tract registries", *text, text);
    llvm::Expected<std::unique_ptr<Document>> parsed = parseDocument(std::move(source), TextKind::Library);
    if (!parsed)
      return parsed.takeError();
    for (const Fragment &fragment : (*parsed)->fragments)
      library.fragments[fragment.name] = &fragment;
    library.documents.push_back(std::move(*parsed));
  }
  return library;
}

bool Library::owns(const Fragment &fragment) const {
  for (const std::unique_ptr<Document> &document : documents)
    if (fragment.source == &document->source)
      return true;
  return false;
}

} // namespace ingot::nnef
