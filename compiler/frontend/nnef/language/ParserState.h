// The recursive-descent parser's state and productions, shared by Parser.cpp, ParseFragment.cpp and
// ParseExpression.cpp. Private to them. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Ast.h"
#include "compiler/frontend/nnef/language/Lexer.h"
#include "compiler/frontend/nnef/language/Parser.h"

#include <optional>

namespace ingot::nnef {

/// Productions return null or false after the first error, which is kept in `failure`.
class ParserState {
public:
  ParserState(Document &document, uint32_t begin = 0, uint32_t end = UINT32_MAX)
      : document(document), lexer(document.source, begin, end) {
    advance();
  }

  bool parseModel();
  bool parseLibrary();
  bool parseQuantEntries(std::vector<Argument> &entries);
  const Expression *parseExpression();
  /// The first error, or success.
  llvm::Error takeError();
  bool atEnd() const { return token.kind == TokenKind::End; }
  bool unexpected(const llvm::Twine &expected);

private:
  // Tokens.
  void advance();
  bool at(TokenKind kind) const { return token.kind == kind; }
  bool atWord(llvm::StringRef word) const;
  bool accept(TokenKind kind);
  bool acceptWord(llvm::StringRef word);
  bool expect(TokenKind kind, llvm::StringRef where = {});
  bool expectWord(llvm::StringRef word);
  std::optional<std::string> expectName(llvm::StringRef what);
  bool failAt(uint32_t offset, const llvm::Twine &message);

  // Documents (Parser.cpp).
  bool parseVersion();
  bool parseExtension();
  bool interpretExtension(const Extension &extension, uint32_t restOffset);
  bool parseAssertion(llvm::StringRef rest, uint32_t restOffset);
  bool parseGraph();
  bool parsePorts(std::vector<GraphPort> &ports);
  bool parseBody(std::vector<Assignment> &body);
  bool parseAssignment(Assignment &assignment);
  const Expression *parseTarget(bool isOutermost);

  // Fragments (ParseFragment.cpp).
  bool parseFragment();
  bool parseGeneric(Fragment &fragment);
  bool parseParameters(Fragment &fragment);
  bool parseResults(Fragment &fragment);
  bool parseType(TypeSpec &type, unsigned depth = 0);
  bool closeAngle();

  // Expressions (ParseExpression.cpp).
  Expression *make(Expression::Kind kind, uint32_t offset);
  bool addOperand(Expression *parent, const Expression *operand);
  const Expression *parseBinary(unsigned minimumPrecedence);
  const Expression *parseUnary();
  const Expression *parsePrimary();
  const Expression *parseSubscripts(const Expression *base);
  const Expression *parseNumber();
  const Expression *parseName();
  const Expression *parseBuiltin(const std::string &name, uint32_t offset);
  const Expression *parseInvocation(const std::string &name, uint32_t offset);
  const Expression *parseParenthesized();
  const Expression *parseBracketed();
  const Expression *parseComprehension(uint32_t offset);
  bool parseTypeArgument(std::string &typeArgument);
  bool startsTypeArgument() const;

  Document &document;
  Lexer lexer;
  Token token;
  unsigned nesting = 0;
  std::optional<std::string> failure;
};

} // namespace ingot::nnef
