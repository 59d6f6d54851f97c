// The declarations of the operations that NNEF graphs may use without defining them: the NNEF 1.0.5 standard
// and the registries of tract. Used by the Evaluator. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Ast.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace ingot::nnef {

class Library {
public:
  /// The standard and all registries; a registry need not be enabled, since its names are prefixed.
  static llvm::Expected<Library> load();

  /// The declaration of an operation, null if there is none. One with a body can be expanded.
  const Fragment *find(llvm::StringRef operation) const { return fragments.lookup(operation); }
  /// The parsed texts: the standard's, then that of tract's registries.
  llvm::ArrayRef<std::unique_ptr<Document>> texts() const { return documents; }
  /// Number of operations.
  size_t size() const { return fragments.size(); }
  /// True for a fragment that comes from here and not from a model.
  bool owns(const Fragment &fragment) const;

private:
  std::vector<std::unique_ptr<Document>> documents;
  llvm::StringMap<const Fragment *> fragments;
};

/// The texts: `Standard.cpp` and `TractRegistries.cpp`.
std::string standardLibraryText();
std::string tractLibraryText();

} // namespace ingot::nnef
