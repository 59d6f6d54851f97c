// Splits NNEF text into tokens. Used by the Parser; knows no grammar beyond the spelling of tokens.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/SourceText.h"

namespace ingot::nnef {

enum class TokenKind : uint8_t {
  End,
  Invalid,
  Identifier,
  Integer,
  Scalar,
  String,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  Semicolon,
  Question,
  Assign,
  Arrow,
  Plus,
  Minus,
  Star,
  Slash,
  Caret,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  EqualEqual,
  NotEqual,
  AndAnd,
  OrOr,
  Not,
};

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t offset = 0;
  /// The characters in the file, quotes included.
  llvm::StringRef spelling;
  /// The name of an identifier or the contents of a string, with quotes and escapes removed.
  std::string text;
  /// An identifier written `i"..."`: never a reserved word.
  bool isQuoted = false;
};

/// How a token is named in an error: `';'`, `identifier 'x'`, `the end of the file`.
std::string describe(const Token &token);
/// How a kind is named in an error: `';'`, `an identifier`.
llvm::StringRef describe(TokenKind kind);

class Lexer {
public:
  explicit Lexer(const SourceText &source, uint32_t begin = 0, uint32_t end = UINT32_MAX);

  /// The next token. Malformed text gives TokenKind::Invalid, whose `text` says why; End repeats forever.
  Token next();

  /// The characters from the present place up to the next ';' or the end, which stays unread.
  llvm::StringRef readUntilSemicolon();

private:
  char peek(size_t ahead = 0) const { return place + ahead < limit ? bytes[place + ahead] : '\0'; }
  void skipBlanks();
  Token finish(TokenKind kind, size_t begin) const;
  Token invalid(size_t at, const llvm::Twine &why) const;
  Token lexNumber();
  Token lexString(size_t begin, TokenKind kind);
  Token lexPunctuation();

  llvm::StringRef bytes;
  size_t place;
  size_t limit;
};

} // namespace ingot::nnef
