// Productions of fragment declarations: generics, parameters, results, types. Called by Parser.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/ParserState.h"
#include "llvm/ADT/StringSwitch.h"

namespace ingot::nnef {

bool ParserState::parseFragment() {
  Fragment fragment;
  fragment.source = &document.source;
  fragment.offset = token.offset;
  advance();
  uint32_t nameOffset = token.offset;
  std::optional<std::string> name = expectName("the name of a fragment");
  if (!name)
    return false;
  fragment.name = std::move(*name);
  for (const Fragment &other : document.fragments)
    if (other.name == fragment.name && other.hasBody)
      return failAt(nameOffset, "fragment '" + fragment.name + "' is defined twice");
  if (!parseGeneric(fragment) || !parseParameters(fragment) || !expect(TokenKind::Arrow) ||
      !parseResults(fragment))
    return false;
  if (!accept(TokenKind::Semicolon)) {
    if (!at(TokenKind::LeftBrace))
      return unexpected("'{' or ';' after the declaration of fragment '" + fragment.name + "'");
    fragment.hasBody = true;
    if (!parseBody(fragment.body))
      return false;
  }
  document.fragments.push_back(std::move(fragment));
  return true;
}

bool ParserState::parseGeneric(Fragment &fragment) {
  if (!accept(TokenKind::Less))
    return true;
  fragment.isGeneric = true;
  if (!expect(TokenKind::Question))
    return false;
  if (accept(TokenKind::Assign)) {
    std::optional<std::string> name = expectName("a type name");
    if (!name)
      return false;
    fragment.genericDefault = std::move(*name);
  }
  return closeAngle();
}

bool ParserState::parseParameters(Fragment &fragment) {
  if (!expect(TokenKind::LeftParenthesis))
    return false;
  if (accept(TokenKind::RightParenthesis))
    return true;
  do {
    Parameter parameter;
    parameter.offset = token.offset;
    std::optional<std::string> name = expectName("the name of a parameter");
    if (!name)
      return false;
    parameter.name = std::move(*name);
    for (const Parameter &other : fragment.parameters)
      if (other.name == parameter.name)
        return failAt(parameter.offset, "parameter '" + parameter.name + "' is declared twice");
    if (!expect(TokenKind::Colon, "after the name of a parameter") || !parseType(parameter.type))
      return false;
    if (accept(TokenKind::Assign) && !(parameter.defaultValue = parseExpression()))
      return false;
    fragment.parameters.push_back(std::move(parameter));
  } while (accept(TokenKind::Comma));
  return expect(TokenKind::RightParenthesis, "or ',' after a parameter");
}

bool ParserState::parseResults(Fragment &fragment) {
  if (!expect(TokenKind::LeftParenthesis))
    return false;
  do {
    Result result;
    result.offset = token.offset;
    std::optional<std::string> name = expectName("the name of a result");
    if (!name)
      return false;
    result.name = std::move(*name);
    if (!expect(TokenKind::Colon, "after the name of a result") || !parseType(result.type))
      return false;
    fragment.results.push_back(std::move(result));
  } while (accept(TokenKind::Comma));
  return expect(TokenKind::RightParenthesis, "or ',' after a result");
}

/// `tensor<scalar>= 0.0` lexes with `>=`: its first character closes the type.
bool ParserState::closeAngle() {
  if (at(TokenKind::GreaterEqual)) {
    token.kind = TokenKind::Assign;
    token.offset += 1;
    token.spelling = token.spelling.drop_front();
    return true;
  }
  return expect(TokenKind::Greater);
}

bool ParserState::parseType(TypeSpec &type, unsigned depth) {
  if (depth > maximumDepth)
    return failAt(token.offset, "type nests too deeply");
  if (accept(TokenKind::LeftParenthesis)) {
    type.kind = TypeSpec::Kind::Tuple;
    do {
      if (!parseType(type.items.emplace_back(), depth + 1))
        return false;
    } while (accept(TokenKind::Comma));
    if (!expect(TokenKind::RightParenthesis, "or ',' in a tuple type"))
      return false;
  } else if (accept(TokenKind::Question)) {
    type.name = "?";
  } else if (acceptWord("tensor")) {
    type.kind = TypeSpec::Kind::Tensor;
    if (!expect(TokenKind::Less, "after 'tensor'"))
      return false;
    if (accept(TokenKind::Question))
      type.name = "?";
    else if (at(TokenKind::Identifier)) {
      type.name = std::move(token.text);
      advance();
    }
    if (!closeAngle())
      return false;
  } else {
    uint32_t offset = token.offset;
    std::optional<std::string> name = expectName("a type");
    if (!name)
      return false;
    bool isKnown = llvm::StringSwitch<bool>(*name)
                       .Cases({"integer", "scalar", "logical", "string", "complex"}, true)
                       .Default(false);
    if (!isKnown)
      return failAt(offset,
                    "unknown type '" + *name + "': expected integer, scalar, logical, string or tensor<...>");
    type.name = std::move(*name);
  }
  while (accept(TokenKind::LeftBracket)) {
    if (++depth > maximumDepth)
      return failAt(token.offset, "type nests too deeply");
    if (!expect(TokenKind::RightBracket, "in an array type"))
      return false;
    TypeSpec array;
    array.kind = TypeSpec::Kind::Array;
    array.items.push_back(std::move(type));
    type = std::move(array);
  }
  return true;
}

} // namespace ingot::nnef
