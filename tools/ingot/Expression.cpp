// Turns the postfix words of a size program into infix text with as few parentheses as precedence allows.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Expression.h"

#include <vector>

namespace ingot::tool {
namespace {

// How tightly the outermost operator of a piece of text binds.
enum Precedence { comparison, sum, product, atom };

struct Piece {
  std::string text;
  Precedence precedence;
};

// No program of the compiler comes near this: one that does has lost its end.
constexpr size_t maximumWords = 1 << 16;

std::string inside(const Piece &piece, Precedence outer) {
  return piece.precedence < outer ? "(" + piece.text + ")" : piece.text;
}

std::optional<Piece> combine(int64_t operation, const Piece &left, const Piece &right) {
  auto call = [&](const char *name) {
    return Piece{name + ("(" + left.text) + ", " + right.text + ")", atom};
  };
  auto infix = [&](const char *sign, Precedence own) {
    // A comparison inside a comparison keeps its parentheses; sums and products are associative.
    Precedence operand = own == comparison ? sum : own;
    return Piece{inside(left, operand) + sign + inside(right, operand), own};
  };
  switch (operation) {
  case INGOT_EXPR_ADD:
    return infix(" + ", sum);
  case INGOT_EXPR_MUL:
    return infix(" * ", product);
  case INGOT_EXPR_FLOORDIV:
    return call("floordiv");
  case INGOT_EXPR_CEILDIV:
    return call("ceildiv");
  case INGOT_EXPR_MOD:
    return call("mod");
  case INGOT_EXPR_MIN:
    return call("min");
  case INGOT_EXPR_MAX:
    return call("max");
  case INGOT_EXPR_EQ:
    return infix(" == ", comparison);
  case INGOT_EXPR_LE:
    return infix(" <= ", comparison);
  default:
    return std::nullopt;
  }
}

} // namespace

std::optional<std::string> expressionText(const ingot_model &model, ingot_expr program) {
  std::vector<Piece> stack;
  for (size_t word = 0; program && word < maximumWords; ++word) {
    if (program[word] == INGOT_EXPR_END)
      return stack.size() == 1 ? std::optional(stack.back().text) : std::nullopt;
    if (program[word] == INGOT_EXPR_CONST) {
      int64_t value = program[++word];
      stack.push_back({std::to_string(value), value < 0 ? product : atom});
    } else if (program[word] == INGOT_EXPR_SYMBOL) {
      int64_t symbol = program[++word];
      if (symbol < 0 || symbol >= static_cast<int64_t>(model.symbol_count))
        return std::nullopt;
      stack.push_back({model.symbols[symbol].name, atom});
    } else {
      if (stack.size() < 2)
        return std::nullopt;
      std::optional<Piece> result = combine(program[word], stack[stack.size() - 2], stack.back());
      if (!result)
        return std::nullopt;
      stack.resize(stack.size() - 2);
      stack.push_back(std::move(*result));
    }
    if (stack.size() > INGOT_EXPR_STACK)
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<int64_t> constantValue(ingot_expr program) {
  if (program && program[0] == INGOT_EXPR_CONST && program[2] == INGOT_EXPR_END)
    return program[1];
  return std::nullopt;
}

} // namespace ingot::tool
