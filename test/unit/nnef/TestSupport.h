// What the NNEF tests share: texts, tensor files and a Builder that writes down what it is asked to build.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Container.h"
#include "compiler/frontend/nnef/language/Evaluator.h"
#include "compiler/frontend/nnef/language/Parser.h"

#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace ingot::nnef::test {

inline SourceText sourceOf(std::string text, std::string name = "graph.nnef") {
  auto owner = std::make_shared<const std::string>(std::move(text));
  return SourceText(std::move(name), *owner, owner);
}

template <typename T>
std::string errorOf(llvm::Expected<T> result) {
  return result ? std::string() : llvm::toString(result.takeError());
}

inline FileBytes bytesOf(std::string text) {
  auto owner = std::make_shared<const std::string>(std::move(text));
  return {llvm::StringRef(*owner), owner};
}

/// A model around one body: `graph g(x) -> (y) { x = external(...); BODY }`.
inline std::string graphOf(const std::string &body, const std::string &before = "") {
  return "version 1.0;\n" + before + "graph g(x) -> (y)\n{\n    x = external<scalar>(shape = [2, 3]);\n    " +
         body + "\n}\n";
}

/// Writes `%0 = op(argument, ...) as name` for each operation; tensors are numbers.
class RecordingBuilder : public Builder {
public:
  bool supports(llvm::StringRef operation) const override {
    return !llvm::is_contained(unsupported, operation);
  }

  Value build(Call &call) override {
    std::string line = "%" + std::to_string(++tensors) + " = " + call.operation().str();
    if (!call.typeArgument.empty())
      line += "<" + call.typeArgument + ">";
    line += "(";
    for (auto [index, value] : llvm::enumerate(call.values))
      line += (index ? ", " : "") + print(value);
    line += ") as";
    for (const std::string &name : call.resultNames)
      line += " " + name;
    lines.push_back(line);
    Value first = tensor(tensors);
    if (call.declaration->results.front().type.kind == TypeSpec::Kind::Array)
      return Value::ofArray({first, tensor(++tensors)});
    if (call.declaration->results.size() == 1)
      return first;
    std::vector<Value> results = {first};
    while (results.size() < call.declaration->results.size())
      results.push_back(tensor(++tensors));
    return Value::ofTuple(results);
  }

  Value symbol(llvm::StringRef name, Position, bool mayDeclare) override {
    if (!mayDeclare && !llvm::is_contained(symbols, name))
      return {};
    symbols.push_back(name.str());
    return Value::ofSize(sizeNamed(name.str()));
  }

  Value sizeOperator(BinaryOperator op, const Value &left, const Value &right) override {
    return Value::ofSize(
        sizeNamed("(" + print(left) + " " + std::to_string(static_cast<int>(op)) + " " + print(right) + ")"));
  }

  Value shapeOf(const Value &) override { return Value::ofArray({Value::ofInteger(2), Value::ofInteger(3)}); }

  void warn(Position position, const llvm::Twine &message) override {
    warnings.push_back(position.describe(message));
  }

  static std::string print(const Value &value) {
    switch (value.kind()) {
    case Value::Kind::None:
      return "nothing";
    case Value::Kind::Integer:
      return std::to_string(value.integer());
    case Value::Kind::Scalar: {
      std::string text;
      llvm::raw_string_ostream(text) << llvm::format("%g", value.scalar());
      return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    case Value::Kind::Logical:
      return value.logical() ? "true" : "false";
    case Value::Kind::String:
      return "'" + value.string() + "'";
    case Value::Kind::Array:
    case Value::Kind::Tuple: {
      std::string text = value.isArray() ? "[" : "(";
      for (auto [index, item] : llvm::enumerate(value.items()))
        text += (index ? ", " : "") + print(item);
      return text + (value.isArray() ? "]" : ")");
    }
    case Value::Kind::Size:
      return *static_cast<const std::string *>(value.size());
    case Value::Kind::Tensor:
      return "%" + std::to_string(reinterpret_cast<uintptr_t>(value.tensor()));
    }
    return "";
  }

  std::string text() const {
    std::string all;
    for (const std::string &line : lines)
      all += line + "\n";
    return all;
  }

  std::vector<std::string> unsupported, lines, warnings, symbols;

private:
  static Value tensor(uintptr_t number) { return Value::ofTensor(reinterpret_cast<void *>(number)); }
  const std::string *sizeNamed(std::string name) {
    sizes.push_back(std::make_unique<std::string>(std::move(name)));
    return sizes.back().get();
  }

  uintptr_t tensors = 0;
  std::vector<std::unique_ptr<std::string>> sizes;
};

/// What one evaluation gives: the operations, or the error.
struct Evaluation {
  std::string text, error;
  std::vector<std::string> warnings;
  std::vector<Value> outputs;
};

inline Evaluation evaluateText(const std::string &text, std::vector<std::string> unsupported = {}) {
  Evaluation result;
  auto document = parseDocument(sourceOf(text));
  if (!document) {
    result.error = llvm::toString(document.takeError());
    return result;
  }
  auto library = Library::load();
  if (!library) {
    result.error = llvm::toString(library.takeError());
    return result;
  }
  RecordingBuilder builder;
  builder.unsupported = std::move(unsupported);
  for (const SymbolDeclaration &symbol : (*document)->symbols)
    builder.symbols.push_back(symbol.name);
  Evaluator evaluator(**document, *library, builder);
  if (llvm::Error error = evaluator.checkOperations()) {
    result.error = llvm::toString(std::move(error));
    return result;
  }
  auto outputs = evaluator.evaluateGraph();
  if (!outputs)
    result.error = llvm::toString(outputs.takeError());
  else
    result.outputs = std::move(*outputs);
  result.text = builder.text();
  result.warnings = builder.warnings;
  return result;
}

} // namespace ingot::nnef::test
