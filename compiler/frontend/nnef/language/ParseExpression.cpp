// Productions of expressions: operators by precedence, if-else, subscripts, arrays, tuples, comprehensions,
// builtins, invocations. Called by Parser.cpp. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/ParserState.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <limits>

namespace ingot::nnef {

Expression *ParserState::make(Expression::Kind kind, uint32_t offset) {
  Expression &node = document.expressions.emplace_back();
  node.kind = kind;
  node.offset = offset;
  return &node;
}

/// Appends an operand (null: a previous error) and bounds the depth of the tree.
bool ParserState::addOperand(Expression *parent, const Expression *operand) {
  if (!operand)
    return false;
  parent->operands.push_back(operand);
  parent->depth = std::max<uint16_t>(parent->depth, operand->depth + 1);
  if (parent->depth > maximumDepth)
    return failAt(parent->offset, "expression nests too deeply");
  return true;
}

/// `value if condition else other`, the weakest operator, nests to the right.
const Expression *ParserState::parseExpression() {
  uint32_t offset = token.offset;
  if (++nesting > maximumDepth) {
    failAt(offset, "expression nests too deeply");
    return nullptr;
  }
  const Expression *value = parseBinary(1);
  if (value && acceptWord("if")) {
    Expression *node = make(Expression::Kind::IfElse, offset);
    const Expression *condition = parseBinary(1);
    if (!condition || !expectWord("else"))
      return nullptr;
    if (!addOperand(node, condition) || !addOperand(node, value) || !addOperand(node, parseExpression()))
      return nullptr;
    value = node;
  }
  --nesting;
  return value;
}

namespace {
struct OperatorInfo {
  unsigned precedence = 0;
  BinaryOperator kind = BinaryOperator::Add;
};
} // namespace

static OperatorInfo binaryOperator(const Token &token) {
  switch (token.kind) {
  case TokenKind::AndAnd:
    return {2, BinaryOperator::And};
  case TokenKind::OrOr:
    return {2, BinaryOperator::Or};
  case TokenKind::Less:
    return {3, BinaryOperator::Less};
  case TokenKind::LessEqual:
    return {3, BinaryOperator::LessEqual};
  case TokenKind::Greater:
    return {3, BinaryOperator::Greater};
  case TokenKind::GreaterEqual:
    return {3, BinaryOperator::GreaterEqual};
  case TokenKind::EqualEqual:
    return {3, BinaryOperator::Equal};
  case TokenKind::NotEqual:
    return {3, BinaryOperator::NotEqual};
  case TokenKind::Plus:
    return {4, BinaryOperator::Add};
  case TokenKind::Minus:
    return {4, BinaryOperator::Subtract};
  case TokenKind::Star:
    return {5, BinaryOperator::Multiply};
  case TokenKind::Slash:
    return {5, BinaryOperator::Divide};
  case TokenKind::Caret:
    return {6, BinaryOperator::Power};
  case TokenKind::Identifier:
    if (!token.isQuoted && token.text == "in")
      return {1, BinaryOperator::In};
    return {};
  default:
    return {};
  }
}

/// Precedence climbing; all operators group to the left.
const Expression *ParserState::parseBinary(unsigned minimumPrecedence) {
  const Expression *left = parseUnary();
  while (left) {
    OperatorInfo info = binaryOperator(token);
    if (info.precedence == 0 || info.precedence < minimumPrecedence)
      return left;
    Expression *node = make(Expression::Kind::Binary, token.offset);
    node->binary = info.kind;
    advance();
    if (!addOperand(node, left) || !addOperand(node, parseBinary(info.precedence + 1)))
      return nullptr;
    left = node;
  }
  return nullptr;
}

const Expression *ParserState::parseUnary() {
  if (!at(TokenKind::Plus) && !at(TokenKind::Minus) && !at(TokenKind::Not)) {
    const Expression *primary = parsePrimary();
    return primary ? parseSubscripts(primary) : nullptr;
  }
  Expression *node = make(Expression::Kind::Unary, token.offset);
  node->unary = at(TokenKind::Plus)    ? UnaryOperator::Plus
                : at(TokenKind::Minus) ? UnaryOperator::Minus
                                       : UnaryOperator::Not;
  if (++nesting > maximumDepth) {
    failAt(token.offset, "expression nests too deeply");
    return nullptr;
  }
  advance();
  bool isWhole = addOperand(node, parseUnary());
  --nesting;
  return isWhole ? node : nullptr;
}

/// `base[index]`, `base[begin:end]`, any number of them.
const Expression *ParserState::parseSubscripts(const Expression *base) {
  while (at(TokenKind::LeftBracket)) {
    Expression *node = make(Expression::Kind::Subscript, token.offset);
    advance();
    if (!addOperand(node, base))
      return nullptr;
    const Expression *begin = nullptr;
    if (!at(TokenKind::Colon) && !(begin = parseExpression()))
      return nullptr;
    if (accept(TokenKind::Colon)) {
      node->kind = Expression::Kind::Range;
      const Expression *end = nullptr;
      if (!at(TokenKind::RightBracket) && !(end = parseExpression()))
        return nullptr;
      for (const Expression *bound : {begin, end}) {
        node->operands.push_back(bound);
        if (bound)
          node->depth = std::max<uint16_t>(node->depth, bound->depth + 1);
      }
    } else if (!addOperand(node, begin)) {
      return nullptr;
    }
    if (!expect(TokenKind::RightBracket, "after a subscript"))
      return nullptr;
    base = node;
  }
  return base;
}

const Expression *ParserState::parsePrimary() {
  switch (token.kind) {
  case TokenKind::Integer:
  case TokenKind::Scalar:
    return parseNumber();
  case TokenKind::String: {
    Expression *node = make(Expression::Kind::String, token.offset);
    node->text = std::move(token.text);
    advance();
    return node;
  }
  case TokenKind::Identifier:
    return parseName();
  case TokenKind::LeftParenthesis:
    return parseParenthesized();
  case TokenKind::LeftBracket:
    return parseBracketed();
  default:
    unexpected("an expression");
    return nullptr;
  }
}

const Expression *ParserState::parseNumber() {
  bool isInteger = at(TokenKind::Integer);
  Expression *node = make(isInteger ? Expression::Kind::Integer : Expression::Kind::Scalar, token.offset);
  if (isInteger ? token.spelling.getAsInteger(10, node->integer) : token.spelling.getAsDouble(node->scalar)) {
    failAt(token.offset, "number " + token.spelling.take_front(40) + " is out of range");
    return nullptr;
  }
  advance();
  return node;
}

static bool isReserved(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word).Cases({"for", "in", "if", "else", "yield"}, true).Default(false);
}

static bool isBuiltin(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases({"length_of", "shape_of", "range_of", "integer", "scalar", "logical", "string"}, true)
      .Default(false);
}

const Expression *ParserState::parseName() {
  uint32_t offset = token.offset;
  bool isQuoted = token.isQuoted;
  if (!isQuoted && isReserved(token.text)) {
    unexpected("an expression");
    return nullptr;
  }
  std::string name = std::move(token.text);
  bool hasTypeArgument = token.spelling.data() && startsTypeArgument();
  advance();
  if (at(TokenKind::LeftParenthesis) && !isQuoted && isBuiltin(name))
    return parseBuiltin(name, offset);
  if (at(TokenKind::LeftParenthesis) || (at(TokenKind::Less) && hasTypeArgument))
    return parseInvocation(name, offset);
  if (!isQuoted && (name == "true" || name == "false")) {
    Expression *node = make(Expression::Kind::Logical, offset);
    node->integer = name == "true";
    return node;
  }
  if (!isQuoted && name == "inf") {
    Expression *node = make(Expression::Kind::Scalar, offset);
    node->scalar = std::numeric_limits<double>::infinity();
    return node;
  }
  Expression *node = make(Expression::Kind::Identifier, offset);
  node->text = std::move(name);
  return node;
}

/// Tells `op<scalar>(x)` from `a < b`: after the name at `token` comes `<`, a type name or `?`, and `>`.
bool ParserState::startsTypeArgument() const {
  Lexer ahead(document.source, token.offset + static_cast<uint32_t>(token.spelling.size()));
  if (ahead.next().kind != TokenKind::Less)
    return false;
  Token name = ahead.next();
  bool isType = name.kind == TokenKind::Question ||
                (name.kind == TokenKind::Identifier &&
                 llvm::StringSwitch<bool>(name.text)
                     .Cases({"integer", "scalar", "logical", "string", "complex"}, true)
                     .Default(false));
  return isType && ahead.next().kind == TokenKind::Greater;
}

const Expression *ParserState::parseBuiltin(const std::string &name, uint32_t offset) {
  Expression *node = make(Expression::Kind::Builtin, offset);
  node->text = name;
  advance();
  if (!addOperand(node, parseExpression()) ||
      !expect(TokenKind::RightParenthesis, "after the argument of a builtin"))
    return nullptr;
  return node;
}

const Expression *ParserState::parseInvocation(const std::string &name, uint32_t offset) {
  Expression *node = make(Expression::Kind::Invocation, offset);
  node->text = name;
  if (accept(TokenKind::Less)) {
    node->typeArgument = at(TokenKind::Question) ? "?" : token.text;
    advance();
    if (!expect(TokenKind::Greater))
      return nullptr;
  }
  if (!expect(TokenKind::LeftParenthesis, "after the name of an operator"))
    return nullptr;
  if (accept(TokenKind::RightParenthesis))
    return node;
  do {
    Argument argument;
    argument.offset = token.offset;
    if (at(TokenKind::Identifier)) {
      Lexer ahead(document.source, token.offset + static_cast<uint32_t>(token.spelling.size()));
      if (ahead.next().kind == TokenKind::Assign) {
        argument.name = std::move(token.text);
        advance();
        advance();
      }
    }
    if (argument.name.empty() && !node->arguments.empty() && !node->arguments.back().name.empty()) {
      failAt(argument.offset, "positional argument after a named argument");
      return nullptr;
    }
    for (const Argument &other : node->arguments)
      if (!argument.name.empty() && other.name == argument.name) {
        failAt(argument.offset, "argument '" + argument.name + "' is given twice");
        return nullptr;
      }
    argument.value = parseExpression();
    if (!argument.value)
      return nullptr;
    node->depth = std::max<uint16_t>(node->depth, argument.value->depth + 1);
    node->arguments.push_back(std::move(argument));
  } while (accept(TokenKind::Comma));
  if (node->depth > maximumDepth) {
    failAt(offset, "expression nests too deeply");
    return nullptr;
  }
  return expect(TokenKind::RightParenthesis, "or ',' after an argument") ? node : nullptr;
}

const Expression *ParserState::parseParenthesized() {
  uint32_t offset = token.offset;
  advance();
  if (accept(TokenKind::RightParenthesis))
    return make(Expression::Kind::Tuple, offset);
  const Expression *first = parseExpression();
  if (!first)
    return nullptr;
  if (!at(TokenKind::Comma))
    return expect(TokenKind::RightParenthesis) ? first : nullptr;
  Expression *tuple = make(Expression::Kind::Tuple, offset);
  if (!addOperand(tuple, first))
    return nullptr;
  while (accept(TokenKind::Comma))
    if (!addOperand(tuple, parseExpression()))
      return nullptr;
  return expect(TokenKind::RightParenthesis, "or ',' in a tuple") ? tuple : nullptr;
}

const Expression *ParserState::parseBracketed() {
  uint32_t offset = token.offset;
  advance();
  if (atWord("for"))
    return parseComprehension(offset);
  Expression *array = make(Expression::Kind::Array, offset);
  if (accept(TokenKind::RightBracket))
    return array;
  do {
    if (!addOperand(array, parseExpression()))
      return nullptr;
  } while (accept(TokenKind::Comma));
  return expect(TokenKind::RightBracket, "or ',' in an array") ? array : nullptr;
}

/// `[for a in x, b in y if condition yield value]`; the iterables are read side by side. An iterable or a
/// filter may itself be an if-else only inside parentheses.
const Expression *ParserState::parseComprehension(uint32_t offset) {
  Expression *node = make(Expression::Kind::Comprehension, offset);
  advance();
  do {
    LoopVariable loop;
    std::optional<std::string> name = expectName("the name of a loop variable");
    if (!name || !expectWord("in"))
      return nullptr;
    loop.name = std::move(*name);
    loop.iterable = parseBinary(2);
    if (!loop.iterable)
      return nullptr;
    node->depth = std::max<uint16_t>(node->depth, loop.iterable->depth + 1);
    node->loops.push_back(std::move(loop));
  } while (accept(TokenKind::Comma));
  const Expression *filter = nullptr;
  if (acceptWord("if")) {
    filter = parseBinary(1);
    if (!filter)
      return nullptr;
    node->depth = std::max<uint16_t>(node->depth, filter->depth + 1);
  }
  node->operands.push_back(filter);
  if (!expectWord("yield") || !addOperand(node, parseExpression()))
    return nullptr;
  return expect(TokenKind::RightBracket, "after a comprehension") ? node : nullptr;
}

} // namespace ingot::nnef
