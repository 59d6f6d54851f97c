// The greatest value of an expression over all values of the data symbols. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymLimit.h"

using namespace ingot::sym;

DataLimits::DataLimits(mlir::ModuleOp module) : facts(Facts::of(module)) {
  for (SymbolOp symbol : module.getOps<SymbolOp>())
    if (symbol.isData()) // a bound reads symbols that are declared before, so theirs are known
      symbols[symbol.getName()] = {constant(module.getContext(), symbol.minimum()), above(symbol.getBoundAttr())};
}

bool DataLimits::isLargestAtBounds(ExprAttr expr) {
  ExprAttr atBounds = substitute(expr, [&](llvm::StringRef name) {
    auto entry = symbols.find(name);
    return entry == symbols.end() ? ExprAttr() : entry->second.second;
  });
  return !readsData(expr) || (atBounds && atBounds == above(expr));
}

bool DataLimits::readsData(ExprAttr expr) const {
  if (symbols.empty())
    return false;
  llvm::SetVector<llvm::StringRef> names;
  collectSymbols(expr, names);
  return llvm::any_of(names, [&](llvm::StringRef name) { return symbols.contains(name); });
}

// Factors that are not negative grow the product; a negative coefficient turns the direction around.
ExprAttr DataLimits::limitOfProduct(ExprAttr expr, bool isUpper) {
  int64_t coefficient = 1;
  llvm::SmallVector<ExprAttr> factors;
  for (ExprAttr factor : expr.getOperands()) {
    if (factor.isConstant())
      coefficient = factor.getValue();
    else if (readsData(factor) || facts.provedNonNegative(factor))
      factors.push_back(factor);
    else
      return {};
  }
  bool isFactorUpper = isUpper == (coefficient >= 0);
  ExprAttr result = constant(expr.getContext(), coefficient);
  for (ExprAttr factor : factors) {
    if (!facts.provedNonNegative(factor))
      return {};
    ExprAttr bounded = limit(factor, isFactorUpper);
    if (bounded && !isFactorUpper && !facts.provedNonNegative(bounded))
      bounded = constant(expr.getContext(), 0);
    result = mul(result, bounded);
  }
  return result;
}

ExprAttr DataLimits::limitOfQuotient(ExprAttr expr, bool isUpper) {
  ExprAttr dividend = expr.getOperands()[0], divisor = expr.getOperands()[1];
  ExprAttr bounded = limit(dividend, isUpper);
  if (!readsData(divisor))
    return facts.provedPositive(divisor) ? floorDiv(bounded, divisor) : ExprAttr();
  if (!facts.provedNonNegative(dividend))
    return {};
  if (!isUpper)
    return constant(expr.getContext(), 0);
  ExprAttr least = limit(divisor, false);
  return floorDiv(bounded, least && facts.provedPositive(least) ? least : constant(expr.getContext(), 1));
}

ExprAttr DataLimits::limit(ExprAttr expr, bool isUpper) {
  if (!expr || !readsData(expr))
    return expr;
  switch (expr.getKind()) {
  case ExprKind::Symbol: {
    auto [least, bound] = symbols.lookup(expr.getName());
    return isUpper ? bound : least;
  }
  case ExprKind::Mul:
    return limitOfProduct(expr, isUpper);
  case ExprKind::FloorDiv:
    return limitOfQuotient(expr, isUpper);
  case ExprKind::Equal:
  case ExprKind::LessEqual:
    return constant(expr.getContext(), isUpper ? 1 : 0);
  default: // sums and extrema grow with each operand
    break;
  }
  llvm::SmallVector<ExprAttr> operands;
  for (ExprAttr operand : expr.getOperands()) {
    operands.push_back(limit(operand, isUpper));
    if (!operands.back())
      return {};
  }
  return rebuild(expr.getKind(), operands);
}
