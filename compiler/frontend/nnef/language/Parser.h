// Parses the whole grammar of NNEF 1.0.5 and the extensions of its writers. Text -> Document; evaluates
// nothing. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Ast.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace ingot::nnef {

/// What a text is expected to hold.
enum class TextKind {
  /// `graph.nnef`: version, extensions, fragments, one graph.
  Model,
  /// Fragments only, as in a library of operators.
  Library,
};

/// Deepest nesting of expressions and types that is accepted; a text with more is rejected, not overflowed
/// on.
inline constexpr unsigned maximumDepth = 200;

/// Parses `source`. Errors read `graph.nnef:LINE:COLUMN: message` with the line and a caret.
llvm::Expected<std::unique_ptr<Document>> parseDocument(SourceText source, TextKind kind = TextKind::Model);

/// Parses a text that consists of lines `"name": operator(arguments);`, as graph.quant does. Each Argument
/// holds the name and an Invocation.
struct QuantDocument {
  explicit QuantDocument(SourceText text) : document(std::move(text)) {}
  Document document;
  std::vector<Argument> entries;
};
llvm::Expected<std::unique_ptr<QuantDocument>> parseQuantText(SourceText source);

} // namespace ingot::nnef
