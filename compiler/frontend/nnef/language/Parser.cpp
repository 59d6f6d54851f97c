// Productions of documents: version, extensions, graph, assignments. See ParseFragment.cpp and
// ParseExpression.cpp for the rest. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Parser.h"

#include "compiler/frontend/nnef/language/ParserState.h"

namespace ingot::nnef {

bool ParserState::failAt(uint32_t offset, const llvm::Twine &message) {
  if (!failure)
    failure = document.source.describe(offset, message);
  return false;
}

llvm::Error ParserState::takeError() {
  return failure ? llvm::createStringError(llvm::Twine(*failure)) : llvm::Error::success();
}

bool ParserState::unexpected(const llvm::Twine &expected) {
  if (token.kind == TokenKind::Invalid)
    return failAt(token.offset, token.text);
  return failAt(token.offset, "expected " + expected + ", got " + describe(token));
}

void ParserState::advance() { token = lexer.next(); }

bool ParserState::atWord(llvm::StringRef word) const {
  return at(TokenKind::Identifier) && !token.isQuoted && token.text == word;
}

bool ParserState::accept(TokenKind kind) {
  if (!at(kind))
    return false;
  advance();
  return true;
}

bool ParserState::acceptWord(llvm::StringRef word) {
  if (!atWord(word))
    return false;
  advance();
  return true;
}

bool ParserState::expect(TokenKind kind, llvm::StringRef where) {
  if (accept(kind))
    return true;
  return unexpected(where.empty() ? llvm::Twine(describe(kind)) : describe(kind) + llvm::Twine(" ") + where);
}

bool ParserState::expectWord(llvm::StringRef word) {
  return acceptWord(word) || unexpected("'" + llvm::Twine(word) + "'");
}

std::optional<std::string> ParserState::expectName(llvm::StringRef what) {
  if (!at(TokenKind::Identifier)) {
    unexpected(what);
    return std::nullopt;
  }
  std::string name = std::move(token.text);
  advance();
  return name;
}

bool ParserState::parseModel() {
  if (!parseVersion())
    return false;
  while (atWord("extension"))
    if (!parseExtension())
      return false;
  while (atWord("fragment"))
    if (!parseFragment())
      return false;
  if (!atWord("graph"))
    return unexpected("'extension', 'fragment' or 'graph'");
  if (!parseGraph())
    return false;
  return atEnd() || unexpected("the end of the file after the graph");
}

bool ParserState::parseLibrary() {
  while (atWord("fragment"))
    if (!parseFragment())
      return false;
  return atEnd() || unexpected("'fragment'");
}

bool ParserState::parseVersion() {
  if (!expectWord("version"))
    return false;
  if (!at(TokenKind::Scalar) && !at(TokenKind::Integer))
    return unexpected("a version number such as 1.0");
  document.version = token.spelling.str();
  if (document.version != "1" && !llvm::StringRef(document.version).starts_with("1."))
    return failAt(token.offset, "version " + document.version + " of NNEF is not supported: expected 1.0");
  advance();
  return expect(TokenKind::Semicolon, "after the version");
}

bool ParserState::parseExtension() {
  Extension extension;
  extension.offset = token.offset;
  Token name = lexer.next();
  if (name.kind != TokenKind::Identifier) {
    token = name;
    return unexpected("the name of an extension");
  }
  extension.name = name.text;
  llvm::StringRef rest = lexer.readUntilSemicolon();
  uint32_t restOffset = static_cast<uint32_t>(rest.data() - document.source.text().data());
  extension.rest = rest.trim().str();
  advance();
  if (!expect(TokenKind::Semicolon, "after the extension") || !interpretExtension(extension, restOffset))
    return false;
  document.extensions.push_back(std::move(extension));
  return true;
}

bool ParserState::interpretExtension(const Extension &extension, uint32_t restOffset) {
  llvm::StringRef rest = extension.rest;
  bool isWord = !rest.empty() && rest.find_first_of(" \t\r\n") == llvm::StringRef::npos;
  if (extension.name == "KHR_enable_fragment_definitions" ||
      extension.name == "KHR_enable_operator_expressions")
    return true;
  if (extension.name == "tract_registry" || extension.name == "tract_symbol") {
    if (!isWord)
      return failAt(restOffset, "expected one name after 'extension " + extension.name + "'");
    if (extension.name == "tract_symbol")
      document.symbols.push_back({rest.str(), restOffset});
    else
      document.registries.push_back(rest.str());
    return true;
  }
  if (extension.name == "tract_pulse_streaming_symbol") {
    document.symbols.push_back({rest.empty() ? "S" : rest.str(), extension.offset});
    return true;
  }
  if (extension.name == "tract_assert")
    return parseAssertion(
        document.source.text().substr(restOffset).take_until([](char c) { return c == ';'; }), restOffset);
  document.unknownExtensions.push_back(extension.offset);
  return true;
}

bool ParserState::parseAssertion(llvm::StringRef rest, uint32_t restOffset) {
  SizeAssertion assertion;
  uint32_t begin = restOffset, end = restOffset + static_cast<uint32_t>(rest.size());
  size_t colon = rest.find(':');
  if (colon != llvm::StringRef::npos) {
    assertion.scenario = rest.take_front(colon).trim().str();
    begin += static_cast<uint32_t>(colon) + 1;
  }
  ParserState inner(document, begin, end);
  assertion.condition = inner.parseExpression();
  if (assertion.condition && !inner.atEnd())
    inner.unexpected("';' after the assertion");
  if (inner.failure) {
    failure = std::move(inner.failure);
    return false;
  }
  document.assertions.push_back(std::move(assertion));
  return true;
}

bool ParserState::parseGraph() {
  advance();
  document.graph.offset = token.offset;
  std::optional<std::string> name = expectName("the name of the graph");
  if (!name)
    return false;
  document.graph.name = std::move(*name);
  document.hasGraph = true;
  return parsePorts(document.graph.inputs) && expect(TokenKind::Arrow) &&
         parsePorts(document.graph.outputs) && parseBody(document.graph.body);
}

bool ParserState::parsePorts(std::vector<GraphPort> &ports) {
  if (!expect(TokenKind::LeftParenthesis))
    return false;
  if (accept(TokenKind::RightParenthesis))
    return true;
  do {
    uint32_t offset = token.offset;
    std::optional<std::string> name = expectName("the name of a graph input or output");
    if (!name)
      return false;
    ports.push_back({std::move(*name), offset});
  } while (accept(TokenKind::Comma));
  return expect(TokenKind::RightParenthesis, "or ',' after a name");
}

bool ParserState::parseBody(std::vector<Assignment> &body) {
  if (!expect(TokenKind::LeftBrace))
    return false;
  while (!accept(TokenKind::RightBrace))
    if (!parseAssignment(body.emplace_back()))
      return false;
  return true;
}

bool ParserState::parseAssignment(Assignment &assignment) {
  if (!(assignment.target = parseTarget(/*isOutermost=*/true)) || !expect(TokenKind::Assign))
    return false;
  uint32_t offset = token.offset;
  if (!(assignment.value = parseExpression()))
    return false;
  if (at(TokenKind::Comma)) {
    Expression *tuple = make(Expression::Kind::Tuple, offset);
    addOperand(tuple, assignment.value);
    while (accept(TokenKind::Comma))
      if (!addOperand(tuple, parseExpression()))
        return false;
    assignment.value = tuple;
  }
  return expect(TokenKind::Semicolon, "after an assignment");
}

/// Identifiers, `[...]` and `(...)`; the outermost tuple needs no parentheses.
const Expression *ParserState::parseTarget(bool isOutermost) {
  uint32_t offset = token.offset;
  if (++nesting > maximumDepth) {
    failAt(offset, "assignment nests too deeply");
    return nullptr;
  }
  Expression *target = nullptr;
  if (at(TokenKind::LeftBracket) || at(TokenKind::LeftParenthesis)) {
    bool isArray = at(TokenKind::LeftBracket);
    TokenKind close = isArray ? TokenKind::RightBracket : TokenKind::RightParenthesis;
    advance();
    target = make(isArray ? Expression::Kind::Array : Expression::Kind::Tuple, offset);
    if (!(isArray && at(close))) {
      do {
        if (!addOperand(target, parseTarget(/*isOutermost=*/false)))
          return nullptr;
      } while (accept(TokenKind::Comma));
    }
    if (!expect(close, "or ',' in the left side of an assignment"))
      return nullptr;
  } else {
    std::optional<std::string> name = expectName("an identifier to assign to");
    if (!name)
      return nullptr;
    target = make(Expression::Kind::Identifier, offset);
    target->text = std::move(*name);
  }
  --nesting;
  if (!isOutermost || !at(TokenKind::Comma))
    return target;
  Expression *tuple = make(Expression::Kind::Tuple, offset);
  addOperand(tuple, target);
  while (accept(TokenKind::Comma))
    if (!addOperand(tuple, parseTarget(/*isOutermost=*/false)))
      return nullptr;
  return tuple;
}

bool ParserState::parseQuantEntries(std::vector<Argument> &entries) {
  while (!atEnd()) {
    Argument entry;
    entry.offset = token.offset;
    if (!at(TokenKind::String) && !at(TokenKind::Identifier))
      return unexpected("the name of a tensor");
    entry.name = std::move(token.text);
    advance();
    if (!expect(TokenKind::Colon, "after the name of a tensor"))
      return false;
    uint32_t offset = token.offset;
    if (!(entry.value = parseExpression()))
      return false;
    if (entry.value->kind != Expression::Kind::Invocation)
      return failAt(offset, "expected a quantization such as zero_point_linear_quantize(...)");
    if (!expect(TokenKind::Semicolon, "after a quantization"))
      return false;
    entries.push_back(std::move(entry));
  }
  return true;
}

static llvm::Error tooLarge(const SourceText &source) {
  return llvm::createStringError(source.name() + llvm::Twine(": text of ") +
                                 llvm::Twine(source.text().size()) + " bytes is larger than the limit of " +
                                 llvm::Twine(SourceText::maximumBytes));
}

llvm::Expected<std::unique_ptr<Document>> parseDocument(SourceText source, TextKind kind) {
  if (source.text().size() > SourceText::maximumBytes)
    return tooLarge(source);
  auto document = std::make_unique<Document>(std::move(source));
  ParserState state(*document);
  if (kind == TextKind::Model)
    state.parseModel();
  else
    state.parseLibrary();
  if (llvm::Error error = state.takeError())
    return std::move(error);
  return document;
}

llvm::Expected<std::unique_ptr<QuantDocument>> parseQuantText(SourceText source) {
  if (source.text().size() > SourceText::maximumBytes)
    return tooLarge(source);
  auto result = std::make_unique<QuantDocument>(std::move(source));
  ParserState state(result->document);
  state.parseQuantEntries(result->entries);
  if (llvm::Error error = state.takeError())
    return std::move(error);
  return result;
}

} // namespace ingot::nnef
