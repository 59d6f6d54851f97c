// The text of expressions: printer, and a recursive-descent parser with columns in its errors.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymExpr.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace ingot::sym;
using llvm::StringRef;

//===-- printer
//------------------------------------------------------------------------------------------------===//

static bool isNameStart(char letter) { return llvm::isAlpha(letter) || letter == '_'; }
static bool isNamePart(char letter) {
  return isNameStart(letter) || llvm::isDigit(letter) || letter == '.' || letter == '$';
}

static void printName(StringRef name, llvm::raw_ostream &stream) {
  if (name == "?" || (!name.empty() && isNameStart(name.front()) && llvm::all_of(name, isNamePart))) {
    stream << name;
    return;
  }
  stream << '"';
  llvm::printEscapedString(name, stream);
  stream << '"';
}

static void printExpr(ExprAttr expr, llvm::raw_ostream &stream, bool forAttribute, bool nested);

static void printCall(StringRef name, ExprAttr expr, llvm::raw_ostream &stream, bool forAttribute) {
  stream << name << '(';
  llvm::interleaveComma(expr.getOperands(), stream,
                        [&](ExprAttr operand) { printExpr(operand, stream, forAttribute, false); });
  stream << ')';
}

static void printComparison(StringRef sign, ExprAttr expr, llvm::raw_ostream &stream, bool forAttribute,
                            bool nested) {
  if (nested)
    stream << '(';
  printExpr(expr.getOperands()[0], stream, forAttribute, true);
  stream << ' ' << sign << ' ';
  printExpr(expr.getOperands()[1], stream, forAttribute, true);
  if (nested)
    stream << ')';
}

// The coefficient of a term of a sum, to print its sign between the terms.
static int64_t leadingCoefficient(ExprAttr term) {
  if (term.getKind() == ExprKind::Mul)
    term = term.getOperands().front();
  return term.isConstant() ? term.getValue() : 1;
}

// Prints a term without the sign of its coefficient where `negated`.
static void printTerm(ExprAttr term, llvm::raw_ostream &stream, bool forAttribute, bool negated) {
  if (term.isConstant()) {
    stream << (negated ? -term.getValue() : term.getValue());
    return;
  }
  if (term.getKind() != ExprKind::Mul)
    return printExpr(term, stream, forAttribute, true);
  llvm::ArrayRef<ExprAttr> factors = term.getOperands();
  if (int64_t coefficient = factors.front().getValue(); factors.front().isConstant()) {
    factors = factors.drop_front();
    if (negated)
      coefficient = -coefficient;
    if (coefficient == -1)
      stream << '-';
    else if (coefficient != 1)
      stream << coefficient << '*';
  }
  llvm::interleave(
      factors, stream, [&](ExprAttr factor) { printExpr(factor, stream, forAttribute, true); }, "*");
}

static void printSum(ExprAttr expr, llvm::raw_ostream &stream, bool forAttribute) {
  bool first = true;
  for (ExprAttr term : expr.getOperands()) {
    int64_t coefficient = leadingCoefficient(term);
    // The negation of the least integer does not exist: it is printed as `+ -9223372036854775808`.
    bool negated = !first && coefficient < 0 && coefficient != INT64_MIN;
    if (!first)
      stream << (negated ? " - " : " + ");
    printTerm(term, stream, forAttribute, negated);
    first = false;
  }
}

static void printExpr(ExprAttr expr, llvm::raw_ostream &stream, bool forAttribute, bool nested) {
  switch (expr.getKind()) {
  case ExprKind::Symbol:
    return printName(expr.getName(), stream);
  case ExprKind::Constant:
  case ExprKind::Mul:
    return printTerm(expr, stream, forAttribute, false);
  case ExprKind::Add:
    return printSum(expr, stream, forAttribute);
  case ExprKind::FloorDiv:
    return printCall("floordiv", expr, stream, forAttribute);
  case ExprKind::Min:
    return printCall("min", expr, stream, forAttribute);
  case ExprKind::Max:
    return printCall("max", expr, stream, forAttribute);
  case ExprKind::Equal:
    return printComparison("==", expr, stream, forAttribute, nested);
  case ExprKind::LessEqual:
    if (forAttribute)
      return printCall("le", expr, stream, forAttribute);
    return printComparison("<=", expr, stream, forAttribute, nested);
  }
}

void ExprAttr::print(llvm::raw_ostream &stream, bool forAttribute) const {
  printExpr(*this, stream, forAttribute, false);
}

std::string ExprAttr::str() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  print(stream);
  return text;
}

std::string ingot::sym::toString(ExprAttr expr) { return expr ? expr.str() : "?"; }

std::string ingot::sym::toString(llvm::ArrayRef<ExprAttr> exprs) {
  std::string text = "[";
  for (auto [index, expr] : llvm::enumerate(exprs))
    text += (index ? ", " : "") + toString(expr);
  return text + "]";
}

//===-- parser
//-------------------------------------------------------------------------------------------------===//

namespace {
/// Reads one text. Every method gives null after an error, and the first error is kept.
class TextParser {
public:
  TextParser(mlir::MLIRContext *context, StringRef text) : context(context), text(text) {}

  /// comparison := sum (("==" | "<=") sum)?
  ExprAttr parseComparison();
  bool consume(StringRef token);
  bool atEnd() { return skipSpace(), position == text.size(); }
  llvm::Error takeError() { return llvm::createStringError(message); }
  ExprAttr fail(const llvm::Twine &reason);

private:
  ExprAttr parseSum();
  ExprAttr parseProduct();
  ExprAttr parseUnary();
  ExprAttr parsePrimary();
  ExprAttr parseInteger(bool negative);
  ExprAttr parseQuoted();
  ExprAttr parseNameOrCall();
  ExprAttr parseCall(StringRef name);
  ExprAttr checked(ExprAttr result);
  void skipSpace() { position += text.drop_front(position).take_while(llvm::isSpace).size(); }
  char peek() { return skipSpace(), position < text.size() ? text[position] : '\0'; }

  mlir::MLIRContext *context;
  StringRef text;
  size_t position = 0;
  unsigned depth = 0;
  std::string message;
};
} // namespace

ExprAttr TextParser::fail(const llvm::Twine &reason) {
  if (message.empty())
    message = (reason + " at column " + llvm::Twine(position + 1) + " of '" + text + "'").str();
  return {};
}

ExprAttr TextParser::checked(ExprAttr result) {
  return result ? result
                : fail("the value does not fit 64 bits, a divisor is 0, or the expression is too large");
}

bool TextParser::consume(StringRef token) {
  skipSpace();
  if (!text.drop_front(position).starts_with(token))
    return false;
  position += token.size();
  return true;
}

ExprAttr TextParser::parseComparison() {
  ExprAttr left = parseSum();
  if (!left)
    return {};
  bool isEqual = consume("==");
  if (!isEqual && !consume("<="))
    return left;
  ExprAttr right = parseSum();
  if (!right)
    return {};
  return checked(isEqual ? equal(left, right) : lessEqual(left, right));
}

ExprAttr TextParser::parseSum() {
  ExprAttr result = parseProduct();
  while (result) {
    bool isPlus = consume("+");
    if (!isPlus && !consume("-"))
      return result;
    ExprAttr right = parseProduct();
    if (!right)
      return {};
    result = checked(isPlus ? add(result, right) : sub(result, right));
  }
  return {};
}

ExprAttr TextParser::parseProduct() {
  ExprAttr result = parseUnary();
  while (result && consume("*")) {
    ExprAttr right = parseUnary();
    if (!right)
      return {};
    result = checked(mul(result, right));
  }
  return result;
}

ExprAttr TextParser::parseUnary() {
  if (depth == maxExprDepth)
    return fail("an expression may be nested at most " + llvm::Twine(maxExprDepth) + " deep");
  ++depth;
  ExprAttr result;
  if (!consume("-"))
    result = parsePrimary();
  else if (llvm::isDigit(peek()))
    result = parseInteger(/*negative=*/true);
  else if (ExprAttr operand = parseUnary())
    result = checked(mul(operand, -1));
  --depth;
  return result;
}

ExprAttr TextParser::parsePrimary() {
  char next = peek();
  if (llvm::isDigit(next))
    return parseInteger(/*negative=*/false);
  if (next == '"')
    return parseQuoted();
  if (isNameStart(next))
    return parseNameOrCall();
  if (consume("?"))
    return symbol(context, "?");
  if (!consume("("))
    return fail("expected an integer, a symbol or '('");
  ExprAttr result = parseComparison();
  if (result && !consume(")"))
    return fail("expected ')'");
  return result;
}

ExprAttr TextParser::parseInteger(bool negative) {
  skipSpace();
  StringRef digits = text.drop_front(position).take_while(llvm::isDigit);
  position += digits.size();
  std::string literal = (negative ? "-" : "") + digits.str();
  int64_t value;
  if (StringRef(literal).getAsInteger(10, value))
    return fail("the integer '" + digits + "' does not fit 64 bits");
  return constant(context, value);
}

// The escapes that llvm::printEscapedString writes, and \" as people do.
ExprAttr TextParser::parseQuoted() {
  std::string name;
  for (++position; position < text.size() && text[position] != '"'; ++position) {
    StringRef rest = text.drop_front(position);
    if (rest.size() >= 3 && rest[0] == '\\' && llvm::isHexDigit(rest[1]) && llvm::isHexDigit(rest[2])) {
      name += static_cast<char>(llvm::hexFromNibbles(rest[1], rest[2]));
      position += 2;
    } else if (rest.size() >= 2 && rest[0] == '\\') {
      name += rest[1];
      ++position;
    } else {
      name += rest[0];
    }
  }
  if (position >= text.size())
    return fail("expected '\"' at the end of the symbol");
  ++position;
  return name.empty() ? fail("expected a symbol that is not empty") : symbol(context, name);
}

ExprAttr TextParser::parseNameOrCall() {
  skipSpace();
  StringRef name = text.drop_front(position).take_while(isNamePart);
  position += name.size();
  if (consume("("))
    return parseCall(name);
  return symbol(context, name);
}

ExprAttr TextParser::parseCall(StringRef name) {
  using Builder = ExprAttr (*)(ExprAttr, ExprAttr);
  Builder builder = llvm::StringSwitch<Builder>(name)
                        .Case("floordiv", floorDiv)
                        .Case("ceildiv", ceilDiv)
                        .Case("mod", mod)
                        .Case("min", min)
                        .Case("max", max)
                        .Case("eq", equal)
                        .Case("le", lessEqual)
                        .Default(nullptr);
  if (!builder)
    return fail("'" + name + "' is no function; expected floordiv, ceildiv, mod, min, max, eq or le");
  ExprAttr result = parseComparison();
  unsigned numOperands = 1;
  for (; result && consume(","); ++numOperands) {
    ExprAttr right = parseComparison();
    if (!right)
      return {};
    if (numOperands == 2 && name != "min" && name != "max")
      return fail("expected 2 operands of '" + name + "'");
    result = checked(builder(result, right));
  }
  if (!result)
    return {};
  if (numOperands < 2)
    return fail("expected 2 operands of '" + name + "', got 1");
  return consume(")") ? result : fail("expected ')'");
}

llvm::Expected<ExprAttr> ingot::sym::parse(mlir::MLIRContext *context, StringRef text) {
  TextParser parser(context, text);
  ExprAttr result = parser.parseComparison();
  if (result && !parser.atEnd())
    result = parser.fail("expected the end of the expression");
  if (!result)
    return parser.takeError();
  return result;
}

llvm::Expected<llvm::SmallVector<ExprAttr>> ingot::sym::parseList(mlir::MLIRContext *context,
                                                                  StringRef text) {
  TextParser parser(context, text);
  llvm::SmallVector<ExprAttr> result;
  if (parser.atEnd())
    return result;
  do {
    result.push_back(parser.parseComparison());
    if (!result.back())
      return parser.takeError();
  } while (parser.consume(","));
  if (parser.atEnd())
    return result;
  parser.fail("expected ',' or the end of the list");
  return parser.takeError();
}
