// Token spelling of NNEF: names, numbers, both kinds of quotes, comments and operators. Feeds the Parser.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Lexer.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>

namespace ingot::nnef {

static constexpr llvm::StringLiteral kindNames[] = {
    "the end of the file",
    "an invalid token",
    "an identifier",
    "an integer",
    "a number",
    "a string",
    "'('",
    "')'",
    "'['",
    "']'",
    "'{'",
    "'}'",
    "','",
    "':'",
    "';'",
    "'?'",
    "'='",
    "'->'",
    "'+'",
    "'-'",
    "'*'",
    "'/'",
    "'^'",
    "'<'",
    "'<='",
    "'>'",
    "'>='",
    "'=='",
    "'!='",
    "'&&'",
    "'||'",
    "'!'",
};

llvm::StringRef describe(TokenKind kind) { return kindNames[static_cast<size_t>(kind)]; }

std::string describe(const Token &token) {
  switch (token.kind) {
  case TokenKind::Identifier:
    return "'" + token.text + "'";
  case TokenKind::Integer:
  case TokenKind::Scalar:
    return "number " + token.spelling.take_front(40).str();
  case TokenKind::String:
    return "string " + token.spelling.take_front(40).str();
  default:
    return describe(token.kind).str();
  }
}

Lexer::Lexer(const SourceText &source, uint32_t begin, uint32_t end)
    : bytes(source.text()), place(begin), limit(std::min<size_t>(end, bytes.size())) {
  if (begin == 0 && bytes.starts_with("\xEF\xBB\xBF"))
    place = 3;
}

void Lexer::skipBlanks() {
  while (place < limit) {
    char c = bytes[place];
    if (c == '#')
      place = std::min(bytes.find('\n', place), limit);
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
      ++place;
    else
      return;
  }
}

Token Lexer::finish(TokenKind kind, size_t begin) const {
  Token token;
  token.kind = kind;
  token.offset = static_cast<uint32_t>(begin);
  token.spelling = bytes.slice(begin, place);
  return token;
}

Token Lexer::invalid(size_t at, const llvm::Twine &why) const {
  Token token = finish(TokenKind::Invalid, at);
  token.text = why.str();
  return token;
}

static bool isNameStart(char c) { return llvm::isAlpha(c) || c == '_'; }
static bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

Token Lexer::next() {
  skipBlanks();
  size_t begin = place;
  if (place >= limit)
    return finish(TokenKind::End, limit);
  char c = peek();
  if (c == 'i' && (peek(1) == '"' || peek(1) == '\'')) {
    ++place;
    Token token = lexString(begin, TokenKind::Identifier);
    token.isQuoted = true;
    return token;
  }
  if (isNameStart(c)) {
    while (place < limit && isNamePart(bytes[place]))
      ++place;
    Token token = finish(TokenKind::Identifier, begin);
    token.text = token.spelling.str();
    return token;
  }
  if (llvm::isDigit(c))
    return lexNumber();
  if (c == '"' || c == '\'')
    return lexString(begin, TokenKind::String);
  return lexPunctuation();
}

Token Lexer::lexNumber() {
  size_t begin = place;
  bool isScalar = false;
  auto skipDigits = [&] {
    while (llvm::isDigit(peek()))
      ++place;
  };
  skipDigits();
  if (peek() == '.') {
    isScalar = true;
    ++place;
    skipDigits();
  }
  if (peek() == 'e' || peek() == 'E') {
    isScalar = true;
    ++place;
    if (peek() == '+' || peek() == '-')
      ++place;
    if (!llvm::isDigit(peek()))
      return invalid(begin, "expected digits after the exponent of a number");
    skipDigits();
  }
  if (isNamePart(peek()) || peek() == '.')
    return invalid(place, llvm::Twine("unexpected '") + llvm::Twine(peek()) + "' after a number");
  return finish(isScalar ? TokenKind::Scalar : TokenKind::Integer, begin);
}

Token Lexer::lexString(size_t begin, TokenKind kind) {
  char quote = bytes[place++];
  std::string text;
  while (place < limit && bytes[place] != quote) {
    char c = bytes[place];
    if (c == '\n')
      break;
    // Only quotes and the backslash itself are escaped; a lone backslash stands for itself.
    if (c == '\\' && (peek(1) == '\\' || peek(1) == '"' || peek(1) == '\''))
      c = bytes[++place];
    text += c;
    ++place;
  }
  if (place >= limit || bytes[place] != quote)
    return invalid(begin, "string is not closed on its line");
  ++place;
  Token token = finish(kind, begin);
  token.text = std::move(text);
  return token;
}

Token Lexer::lexPunctuation() {
  struct Spelling {
    llvm::StringLiteral text;
    TokenKind kind;
  };
  static constexpr Spelling spellings[] = {
      {"->", TokenKind::Arrow},
      {"<=", TokenKind::LessEqual},
      {">=", TokenKind::GreaterEqual},
      {"==", TokenKind::EqualEqual},
      {"!=", TokenKind::NotEqual},
      {"&&", TokenKind::AndAnd},
      {"||", TokenKind::OrOr},
      {"(", TokenKind::LeftParenthesis},
      {")", TokenKind::RightParenthesis},
      {"[", TokenKind::LeftBracket},
      {"]", TokenKind::RightBracket},
      {"{", TokenKind::LeftBrace},
      {"}", TokenKind::RightBrace},
      {",", TokenKind::Comma},
      {":", TokenKind::Colon},
      {";", TokenKind::Semicolon},
      {"?", TokenKind::Question},
      {"=", TokenKind::Assign},
      {"+", TokenKind::Plus},
      {"-", TokenKind::Minus},
      {"*", TokenKind::Star},
      {"/", TokenKind::Slash},
      {"^", TokenKind::Caret},
      {"<", TokenKind::Less},
      {">", TokenKind::Greater},
      {"!", TokenKind::Not},
  };
  size_t begin = place;
  llvm::StringRef rest = bytes.slice(place, limit);
  for (const Spelling &spelling : spellings) {
    if (!rest.starts_with(spelling.text))
      continue;
    place += spelling.text.size();
    return finish(spelling.kind, begin);
  }
  unsigned char c = static_cast<unsigned char>(bytes[place++]);
  if (c == '%' && begin > 0 && bytes[begin - 1] == '{')
    return invalid(begin, "templates ('{% ... %}') are not supported: expand the template first");
  if (c >= 0x21 && c < 0x7f)
    return invalid(begin, llvm::Twine("unexpected character '") + llvm::Twine(static_cast<char>(c)) + "'");
  return invalid(begin, llvm::Twine("unexpected byte 0x") + llvm::utohexstr(c, /*LowerCase=*/true, 2));
}

llvm::StringRef Lexer::readUntilSemicolon() {
  size_t begin = place;
  place = std::min(bytes.find(';', place), limit);
  return bytes.slice(begin, place);
}

} // namespace ingot::nnef
