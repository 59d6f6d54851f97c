// Evaluation of operators on literals and arrays, with overflow and domain checks. See Operators.h.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Operators.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

namespace ingot::nnef {

namespace {
struct OperatorNames {
  llvm::StringLiteral spelling;
  llvm::StringLiteral operation;
};
} // namespace

static constexpr OperatorNames binaryNames[] = {
    {"+", "add"}, {"-", "sub"}, {"*", "mul"},   {"/", "div"},   {"^", "pow"}, {"<", "lt"},
    {"<=", "le"}, {">", "gt"},  {">=", "ge"},   {"==", "eq"},   {"!=", "ne"}, {"&&", "and"},
    {"||", "or"}, {"in", ""},   {"min", "min"}, {"max", "max"},
};
static constexpr OperatorNames unaryNames[] = {{"+", "copy"}, {"-", "neg"}, {"!", "not"}};

llvm::StringRef spelling(BinaryOperator op) { return binaryNames[static_cast<size_t>(op)].spelling; }
llvm::StringRef operationName(BinaryOperator op) { return binaryNames[static_cast<size_t>(op)].operation; }
llvm::StringRef spelling(UnaryOperator op) { return unaryNames[static_cast<size_t>(op)].spelling; }
llvm::StringRef operationName(UnaryOperator op) { return unaryNames[static_cast<size_t>(op)].operation; }

std::optional<BinaryOperator> binaryOperatorNamed(llvm::StringRef operation) {
  for (auto [index, names] : llvm::enumerate(binaryNames))
    if (names.operation == operation && !operation.empty())
      return static_cast<BinaryOperator>(index);
  return std::nullopt;
}

std::optional<UnaryOperator> unaryOperatorNamed(llvm::StringRef operation) {
  for (auto [index, names] : llvm::enumerate(unaryNames))
    if (names.operation == operation)
      return static_cast<UnaryOperator>(index);
  return std::nullopt;
}

static Value overflow(std::string &why) {
  why = "the result does not fit 64 bits";
  return {};
}

static Value integerPower(int64_t base, int64_t exponent, std::string &why) {
  if (exponent < 0)
    return Value::ofScalar(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  int64_t result = 1;
  while (exponent > 0) {
    if (exponent & 1)
      if (llvm::MulOverflow(result, base, result))
        return overflow(why);
    exponent >>= 1;
    if (exponent > 0 && llvm::MulOverflow(base, base, base))
      return overflow(why);
  }
  return Value::ofInteger(result);
}

static Value integerArithmetic(BinaryOperator op, int64_t left, int64_t right, std::string &why) {
  int64_t result = 0;
  switch (op) {
  case BinaryOperator::Add:
    return llvm::AddOverflow(left, right, result) ? overflow(why) : Value::ofInteger(result);
  case BinaryOperator::Subtract:
    return llvm::SubOverflow(left, right, result) ? overflow(why) : Value::ofInteger(result);
  case BinaryOperator::Multiply:
    return llvm::MulOverflow(left, right, result) ? overflow(why) : Value::ofInteger(result);
  case BinaryOperator::Divide:
    if (right == 0) {
      why = "division by zero";
      return {};
    }
    return left == INT64_MIN && right == -1 ? overflow(why) : Value::ofInteger(left / right);
  case BinaryOperator::Minimum:
    return Value::ofInteger(std::min(left, right));
  case BinaryOperator::Maximum:
    return Value::ofInteger(std::max(left, right));
  default:
    return integerPower(left, right, why);
  }
}

static Value scalarArithmetic(BinaryOperator op, double left, double right) {
  switch (op) {
  case BinaryOperator::Add:
    return Value::ofScalar(left + right);
  case BinaryOperator::Subtract:
    return Value::ofScalar(left - right);
  case BinaryOperator::Multiply:
    return Value::ofScalar(left * right);
  case BinaryOperator::Divide:
    return Value::ofScalar(left / right);
  case BinaryOperator::Minimum:
    return Value::ofScalar(std::fmin(left, right));
  case BinaryOperator::Maximum:
    return Value::ofScalar(std::fmax(left, right));
  default:
    return Value::ofScalar(std::pow(left, right));
  }
}

template <typename T>
static bool compares(BinaryOperator op, const T &left, const T &right) {
  switch (op) {
  case BinaryOperator::Less:
    return left < right;
  case BinaryOperator::LessEqual:
    return left <= right;
  case BinaryOperator::Greater:
    return left > right;
  default:
    return left >= right;
  }
}

static bool isOrdering(BinaryOperator op) {
  return op == BinaryOperator::Less || op == BinaryOperator::LessEqual || op == BinaryOperator::Greater ||
         op == BinaryOperator::GreaterEqual;
}

static bool isArithmetic(BinaryOperator op) {
  return op <= BinaryOperator::Power || op == BinaryOperator::Minimum || op == BinaryOperator::Maximum;
}

/// `[1, 2] + [3]` joins, `[0] * 3` repeats.
static Value evaluateArrays(BinaryOperator op, const Value &left, const Value &right, std::string &why) {
  if (op == BinaryOperator::Add && left.isArray() && right.isArray()) {
    if (left.items().size() + right.items().size() > maximumItems) {
      why = "the array is too large";
      return {};
    }
    std::vector<Value> items = left.items().vec();
    items.insert(items.end(), right.items().begin(), right.items().end());
    return Value::ofArray(std::move(items));
  }
  const Value &array = left.isArray() ? left : right, &count = left.isArray() ? right : left;
  if (op != BinaryOperator::Multiply || !array.isArray() || !count.isInteger())
    return {};
  size_t length = array.items().size();
  if (count.integer() < 0 || (length > 0 && static_cast<uint64_t>(count.integer()) > maximumItems / length)) {
    why = "cannot repeat an array of " + std::to_string(length) + " items " +
          std::to_string(count.integer()) + " times";
    return {};
  }
  std::vector<Value> items;
  for (int64_t i = 0; length > 0 && i < count.integer(); ++i)
    items.insert(items.end(), array.items().begin(), array.items().end());
  return Value::ofArray(std::move(items));
}

Value evaluateBinary(BinaryOperator op, const Value &left, const Value &right, std::string &why) {
  why.clear();
  Value result;
  if (op == BinaryOperator::Equal)
    return Value::ofLogical(left == right);
  if (op == BinaryOperator::NotEqual)
    return Value::ofLogical(!(left == right));
  if (op == BinaryOperator::In && right.isSequence())
    return Value::ofLogical(llvm::is_contained(right.items(), left));
  if ((op == BinaryOperator::And || op == BinaryOperator::Or) && left.isLogical() && right.isLogical())
    return Value::ofLogical(op == BinaryOperator::And ? left.logical() && right.logical()
                                                      : left.logical() || right.logical());
  if (left.isNumber() && right.isNumber()) {
    bool areIntegers = left.isInteger() && right.isInteger();
    if (isOrdering(op))
      return Value::ofLogical(areIntegers ? compares(op, left.integer(), right.integer())
                                          : compares(op, left.number(), right.number()));
    if (isArithmetic(op))
      return areIntegers ? integerArithmetic(op, left.integer(), right.integer(), why)
                         : scalarArithmetic(op, left.number(), right.number());
  }
  if (left.isString() && right.isString()) {
    if (isOrdering(op))
      return Value::ofLogical(compares(op, left.string(), right.string()));
    if (op == BinaryOperator::Add && left.string().size() + right.string().size() <= maximumItems)
      return Value::ofString(left.string() + right.string());
  }
  if (left.isArray() || right.isArray())
    result = evaluateArrays(op, left, right, why);
  if (result.isNone() && why.empty())
    why = ("operator '" + spelling(op) + "' does not take " + describe(left.kind()) + " and " +
           describe(right.kind()))
              .str();
  return result;
}

Value evaluateUnary(UnaryOperator op, const Value &value, std::string &why) {
  if (op == UnaryOperator::Not && value.isLogical())
    return Value::ofLogical(!value.logical());
  if (op == UnaryOperator::Plus && value.isNumber())
    return value;
  if (op == UnaryOperator::Minus && value.isScalar())
    return Value::ofScalar(-value.scalar());
  if (op == UnaryOperator::Minus && value.isInteger())
    return value.integer() == INT64_MIN ? overflow(why) : Value::ofInteger(-value.integer());
  why = ("operator '" + spelling(op) + "' does not take " + describe(value.kind())).str();
  return {};
}

static Value convertToString(const Value &value) {
  if (value.isString())
    return value;
  if (value.isInteger())
    return Value::ofString(std::to_string(value.integer()));
  if (value.isLogical())
    return Value::ofString(value.logical() ? "true" : "false");
  if (!value.isScalar())
    return {};
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.9g", value.scalar());
  return Value::ofString(std::move(text));
}

static Value convertFromString(llvm::StringRef type, llvm::StringRef text) {
  int64_t integer = 0;
  double scalar = 0;
  if (type == "integer" && !text.getAsInteger(10, integer))
    return Value::ofInteger(integer);
  if (type == "scalar" && !text.getAsDouble(scalar))
    return Value::ofScalar(scalar);
  if (type == "logical" && (text == "true" || text == "false"))
    return Value::ofLogical(text == "true");
  return {};
}

Value convert(llvm::StringRef type, const Value &value, std::string &why) {
  Value result;
  if (type == "string")
    result = convertToString(value);
  else if (value.isString())
    result = convertFromString(type, value.string());
  else if (type == "scalar" && value.isNumber())
    result = Value::ofScalar(value.number());
  else if (type == "scalar" && value.isLogical())
    result = Value::ofScalar(value.logical() ? 1 : 0);
  else if (type == "integer" && (value.isInteger() || value.isSize()))
    result = value;
  else if (type == "integer" && value.isLogical())
    result = Value::ofInteger(value.logical() ? 1 : 0);
  else if (type == "integer" && value.isScalar() && std::fabs(value.scalar()) < 9.2e18)
    result = Value::ofInteger(static_cast<int64_t>(value.scalar()));
  else if (type == "logical" && value.isLogical())
    result = value;
  else if (type == "logical" && value.isNumber())
    result = Value::ofLogical(value.number() != 0);
  if (result.isNone())
    why = ("cannot convert " + describe(value.kind()) + " to " + type).str();
  return result;
}

} // namespace ingot::nnef
