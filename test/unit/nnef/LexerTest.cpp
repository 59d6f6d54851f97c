// Tests of compiler/frontend/nnef/language/Lexer. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Lexer.h"

#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

std::vector<Token> tokensOf(const SourceText &source) {
  Lexer lexer(source);
  std::vector<Token> tokens;
  do {
    tokens.push_back(lexer.next());
  } while (tokens.back().kind != TokenKind::End && tokens.back().kind != TokenKind::Invalid);
  return tokens;
}

TEST(NnefLexer, SplitsPunctuationGreedily) {
  SourceText source = sourceOf("-> - <= < >= > == = != ! && || ? ^ : ; , ( ) [ ] { } + * /");
  TokenKind expected[] = {TokenKind::Arrow,
                          TokenKind::Minus,
                          TokenKind::LessEqual,
                          TokenKind::Less,
                          TokenKind::GreaterEqual,
                          TokenKind::Greater,
                          TokenKind::EqualEqual,
                          TokenKind::Assign,
                          TokenKind::NotEqual,
                          TokenKind::Not,
                          TokenKind::AndAnd,
                          TokenKind::OrOr,
                          TokenKind::Question,
                          TokenKind::Caret,
                          TokenKind::Colon,
                          TokenKind::Semicolon,
                          TokenKind::Comma,
                          TokenKind::LeftParenthesis,
                          TokenKind::RightParenthesis,
                          TokenKind::LeftBracket,
                          TokenKind::RightBracket,
                          TokenKind::LeftBrace,
                          TokenKind::RightBrace,
                          TokenKind::Plus,
                          TokenKind::Star,
                          TokenKind::Slash,
                          TokenKind::End};
  std::vector<Token> tokens = tokensOf(source);
  ASSERT_EQ(tokens.size(), std::size(expected));
  for (size_t i = 0; i < tokens.size(); ++i)
    EXPECT_EQ(tokens[i].kind, expected[i]) << i;
}

TEST(NnefLexer, TellsIntegersFromScalars) {
  SourceText source = sourceOf("0 12 1.0 1. 1e5 2.5E-3 1e+2");
  std::vector<Token> tokens = tokensOf(source);
  ASSERT_EQ(tokens.size(), 8u);
  for (size_t i = 0; i < 7; ++i)
    EXPECT_EQ(tokens[i].kind, i < 2 ? TokenKind::Integer : TokenKind::Scalar) << i;
}

TEST(NnefLexer, ReadsBothQuotesAndEscapes) {
  SourceText source = sourceOf(R"('a"b' "c'd" "e\"f" 'g\\h' 'i\n')");
  std::vector<Token> tokens = tokensOf(source);
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(tokens[0].text, "a\"b");
  EXPECT_EQ(tokens[1].text, "c'd");
  EXPECT_EQ(tokens[2].text, "e\"f");
  EXPECT_EQ(tokens[3].text, "g\\h");
  EXPECT_EQ(tokens[4].text, "i\\n");
}

TEST(NnefLexer, ReadsQuotedIdentifiers) {
  SourceText source = sourceOf(R"(i"any text/0" i'if' i)");
  std::vector<Token> tokens = tokensOf(source);
  ASSERT_EQ(tokens.size(), 4u);
  EXPECT_EQ(tokens[0].kind, TokenKind::Identifier);
  EXPECT_EQ(tokens[0].text, "any text/0");
  EXPECT_TRUE(tokens[0].isQuoted);
  EXPECT_EQ(tokens[1].text, "if");
  EXPECT_FALSE(tokens[2].isQuoted);
}

TEST(NnefLexer, SkipsCommentsAndByteOrderMark) {
  SourceText source = sourceOf("\xEF\xBB\xBF# \xC3\xA9 comment\nx # y\r\n");
  std::vector<Token> tokens = tokensOf(source);
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0].text, "x");
  EXPECT_EQ(source.lineColumn(tokens[0].offset).line, 2u);
}

struct BadText {
  std::string text, why;
  uint32_t offset;
};

TEST(NnefLexer, ReportsWhatIsWrong) {
  const BadText cases[] = {
      {"'open", "string is not closed on its line", 0},
      {"x 'a\nb'", "string is not closed on its line", 2},
      {"12ab", "unexpected 'a' after a number", 2},
      {"1.2.3", "unexpected '.' after a number", 3},
      {"1e", "expected digits after the exponent of a number", 0},
      {"a $", "unexpected character '$'", 2},
      {"\xC3\xA9", "unexpected byte 0xc3", 0},
      {std::string("a\0b", 3), "unexpected byte 0x00", 1},
      {"a & b", "unexpected character '&'", 2},
  };
  for (const BadText &bad : cases) {
    SourceText source = sourceOf(bad.text);
    Token last = tokensOf(source).back();
    EXPECT_EQ(last.kind, TokenKind::Invalid) << bad.text;
    EXPECT_EQ(last.text, bad.why);
    EXPECT_EQ(last.offset, bad.offset) << bad.text;
  }
}

} // namespace
