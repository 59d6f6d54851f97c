// Expands an NNEF graph into primitive operations: inlines fragments, evaluates compile-time expressions,
// resolves arguments. Between the Parser and a Builder. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Builder.h"
#include "compiler/frontend/nnef/language/Library.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace ingot::nnef {

class Evaluator {
public:
  Evaluator(const Document &document, const Library &library, Builder &builder)
      : document(document), library(library), builder(builder) {}

  /// One error that lists every operation of the graph that is unknown, or known and not supported.
  llvm::Error checkOperations() const;

  /// Evaluates the graph's body. Gives the values of the graph's outputs in order.
  llvm::Expected<std::vector<Value>> evaluateGraph();

  /// Evaluates one expression outside the graph, such as an assertion's condition.
  llvm::Expected<Value> evaluateAlone(const Expression &expression);

private:
  /// The scope of the graph or of one inlined fragment.
  struct Frame {
    const SourceText *source = nullptr;
    /// Set for fragments of the library: errors and locations name the call in the model.
    std::optional<Position> callSite;
    llvm::StringMap<Value> scope;
    /// What locals are called outside, and the prefix of those that the map lacks.
    llvm::StringMap<std::string> outerNames;
    std::string prefix;
    std::string typeArgument;
    bool isGraph = false;
    /// Unknown identifiers become symbols: inside the arguments of `external`.
    bool declaresSymbols = false;
  };
  using Names = llvm::ArrayRef<std::string>;

  // Every evaluation gives an empty Value after an error, which is kept in `failure`.
  Value fail(Position position, const llvm::Twine &message);
  Position positionOf(const Frame &frame, uint32_t offset) const;
  std::string outerName(const Frame &frame, llvm::StringRef local) const;

  bool run(llvm::ArrayRef<Assignment> body, Frame &frame);
  bool assign(const Expression &target, const Value &value, Frame &frame);
  void collectNames(const Expression &target, const Frame &frame, std::vector<std::string> &names) const;

  Value evaluate(const Expression &expression, Frame &frame, Names names);
  Value evaluateNode(const Expression &expression, Frame &frame, Names names);
  Value evaluateIdentifier(const Expression &expression, Frame &frame);
  Value evaluateSequence(const Expression &expression, Frame &frame, Names names);
  Value evaluateSubscript(const Expression &expression, Frame &frame, Names names);
  Value evaluateRange(const Expression &expression, Frame &frame, Names names);
  Value evaluateUnaryNode(const Expression &expression, Frame &frame, Names names);
  Value evaluateBinaryNode(const Expression &expression, Frame &frame, Names names);
  Value evaluateIfElse(const Expression &expression, Frame &frame, Names names);
  Value evaluateComprehension(const Expression &expression, Frame &frame, Names names);
  Value evaluateBuiltin(const Expression &expression, Frame &frame, Names names);

  Value evaluateInvocation(const Expression &expression, Frame &frame, Names names);
  bool bindArguments(const Expression &expression, const Fragment &declaration, Frame &frame, Names names,
                     std::vector<Value> &values);
  Value invoke(const Fragment &declaration, std::vector<Value> values, std::string typeArgument,
               Position position, Names names, const Frame &caller);
  Value invokeByName(llvm::StringRef operation, std::vector<Value> values, Position position, Names names,
                     const Frame &caller);
  Value inlineFragment(const Fragment &fragment, std::vector<Value> values, std::string typeArgument,
                       Position position, Names names);
  Value foldLiterals(llvm::StringRef operation, llvm::ArrayRef<Value> values, std::string &why);
  Value selectSize(const Value &condition, const Value &left, const Value &right);
  Value applyBinary(BinaryOperator op, const Value &left, const Value &right, std::string &why);

  /// The model's fragment with a body, else the library's; null if there is none.
  const Fragment *resolve(llvm::StringRef operation) const;

  const Document &document;
  const Library &library;
  Builder &builder;
  std::optional<std::string> failure;
  unsigned depth = 0;
  unsigned fragmentDepth = 0;
  uint64_t steps = 0;
};

} // namespace ingot::nnef
