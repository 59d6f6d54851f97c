// Walks over expressions: value for given symbols, substitution, the symbols used.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymExpr.h"

#include "llvm/Support/MathExtras.h"

using namespace ingot::sym;

using Value = std::optional<int64_t>;

static Value combine(ExprKind kind, int64_t left, int64_t right) {
  int64_t result;
  switch (kind) {
  case ExprKind::Constant:
  case ExprKind::Symbol:
    return std::nullopt;
  case ExprKind::Add:
    return llvm::AddOverflow(left, right, result) ? std::nullopt : Value(result);
  case ExprKind::Mul:
    return llvm::MulOverflow(left, right, result) ? std::nullopt : Value(result);
  case ExprKind::FloorDiv:
    if (right == 0 || (left == INT64_MIN && right == -1))
      return std::nullopt;
    return llvm::divideFloorSigned(left, right);
  case ExprKind::Min:
    return std::min(left, right);
  case ExprKind::Max:
    return std::max(left, right);
  case ExprKind::Equal:
    return left == right;
  case ExprKind::LessEqual:
    return left <= right;
  }
  return std::nullopt;
}

Value ingot::sym::evaluate(ExprAttr expr, llvm::function_ref<Value(llvm::StringRef)> value) {
  if (!expr)
    return std::nullopt;
  if (expr.isConstant())
    return expr.getValue();
  if (expr.isSymbol())
    return value(expr.getName());
  Value result = evaluate(expr.getOperands().front(), value);
  for (ExprAttr operand : expr.getOperands().drop_front()) {
    Value next = evaluate(operand, value);
    if (!result || !next)
      return std::nullopt;
    result = combine(expr.getKind(), *result, *next);
  }
  return result;
}

Value ingot::sym::evaluate(ExprAttr expr, const llvm::StringMap<int64_t> &values) {
  return evaluate(expr, [&](llvm::StringRef name) -> Value {
    auto entry = values.find(name);
    return entry == values.end() ? std::nullopt : Value(entry->second);
  });
}

static ExprAttr build(ExprKind kind, ExprAttr left, ExprAttr right) {
  switch (kind) {
  case ExprKind::Constant:
  case ExprKind::Symbol:
    return {};
  case ExprKind::Add:
    return add(left, right);
  case ExprKind::Mul:
    return mul(left, right);
  case ExprKind::FloorDiv:
    return floorDiv(left, right);
  case ExprKind::Min:
    return min(left, right);
  case ExprKind::Max:
    return max(left, right);
  case ExprKind::Equal:
    return equal(left, right);
  case ExprKind::LessEqual:
    return lessEqual(left, right);
  }
  return {};
}

ExprAttr ingot::sym::rebuild(ExprKind kind, llvm::ArrayRef<ExprAttr> operands) {
  ExprAttr result = operands.front();
  for (ExprAttr operand : operands.drop_front())
    result = build(kind, result, operand);
  return result;
}

ExprAttr ingot::sym::substitute(ExprAttr expr, llvm::function_ref<ExprAttr(llvm::StringRef)> replacement) {
  if (!expr || expr.isConstant())
    return expr;
  if (expr.isSymbol()) {
    ExprAttr other = replacement(expr.getName());
    return other ? other : expr;
  }
  llvm::SmallVector<ExprAttr> operands;
  for (ExprAttr operand : expr.getOperands())
    operands.push_back(substitute(operand, replacement));
  return rebuild(expr.getKind(), operands);
}

void ingot::sym::collectSymbols(ExprAttr expr, llvm::SetVector<llvm::StringRef> &names) {
  if (expr.isSymbol())
    names.insert(expr.getName());
  for (ExprAttr operand : expr.getOperands())
    collectSymbols(operand, names);
}
