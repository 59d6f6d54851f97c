// The facts of a module, and the questions asked about them; the search for bounds is in SymBounds.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymProver.h"
#include "dialects/sym/Sym.h"
#include "dialects/sym/SymBounds.h"

using namespace ingot::sym;

//===-- gathering
//----------------------------------------------------------------------------------------------===//

Facts Facts::of(mlir::Operation *module) {
  Facts facts;
  // Bounds first: an equation hands the bounds of the symbol that it defines to the other side.
  for (mlir::Operation &op : module->getRegion(0).getOps())
    if (auto symbol = llvm::dyn_cast<SymbolOp>(op))
      facts.setBounds(symbol.getName(), {symbol.minimum(), symbol.maximum()});
  for (mlir::Operation &op : module->getRegion(0).getOps()) {
    if (auto promise = llvm::dyn_cast<AssertOp>(op))
      facts.assume(promise.getCondition());
    if (auto guard = llvm::dyn_cast<GuardOp>(op))
      facts.assume(guard.getCondition());
    if (auto symbol = llvm::dyn_cast<SymbolOp>(op); symbol && symbol.isData())
      facts.assume(lessEqual(ingot::sym::symbol(symbol.getContext(), symbol.getName()), symbol.getBoundAttr()));
  }
  return facts;
}

void Facts::setBounds(llvm::StringRef symbol, Bounds bounds) { symbolBounds[symbol.str()] = bounds; }

Bounds Facts::boundsOfSymbol(llvm::StringRef name) const {
  auto entry = symbolBounds.find(name);
  return entry == symbolBounds.end() ? Bounds{0, std::nullopt} : entry->second;
}

ExprAttr Facts::applyDefinitions(ExprAttr expr) const {
  for (const std::pair<ExprAttr, ExprAttr> &definition : definitions)
    expr = substitute(expr, [&](llvm::StringRef name) {
      return name == definition.first.getName() ? definition.second : ExprAttr();
    });
  return expr;
}

static bool mentions(ExprAttr expr, ExprAttr symbol) {
  return expr == symbol ||
         llvm::any_of(expr.getOperands(), [&](ExprAttr operand) { return mentions(operand, symbol); });
}

// Solves `difference == 0` for a symbol that occurs once, alone, with coefficient 1 or -1.
void Facts::define(ExprAttr difference) {
  Polynomial polynomial = Polynomial::of(difference);
  for (const Term &term : llvm::reverse(polynomial.terms())) {
    bool isUnit = term.coefficient == 1 || term.coefficient == -1;
    if (!isUnit || term.atoms.size() != 1 || !term.atoms.front().isSymbol())
      continue;
    ExprAttr name = term.atoms.front();
    std::optional<Polynomial> rest = polynomial.plus(Polynomial::ofTerm(term), -1);
    std::optional<Polynomial> solved = rest ? rest->times(-term.coefficient) : std::nullopt;
    ExprAttr value = solved ? solved->toExpr(difference.getContext()) : ExprAttr();
    if (!value || mentions(value, name))
      continue;
    definitions.emplace_back(name, value);
    Bounds bounds = boundsOfSymbol(name.getName());
    if (bounds.minimum)
      assumeNonNegative(add(value, constant(value.getContext(), -*bounds.minimum)));
    if (bounds.maximum)
      assumeNonNegative(sub(constant(value.getContext(), *bounds.maximum), value));
    return;
  }
  assumeNonNegative(difference);
  assumeNonNegative(mul(difference, -1));
}

// A fact about one symbol tightens its bounds; everything else is kept as it is.
void Facts::assumeNonNegative(ExprAttr expr) {
  if (!expr || expr.isConstant())
    return;
  Polynomial polynomial = Polynomial::of(expr);
  const Term &leading = polynomial.terms().front();
  bool isSingle = polynomial.withoutConstant().terms().size() == 1 && leading.atoms.size() == 1;
  if (!isSingle || !leading.atoms.front().isSymbol() || std::abs(leading.coefficient) != 1) {
    nonNegative.push_back(expr);
    return;
  }
  llvm::StringRef name = leading.atoms.front().getName();
  Bounds bounds = boundsOfSymbol(name);
  int64_t offset = polynomial.constantPart();
  if (leading.coefficient == -1)
    bounds.maximum = bounds.maximum ? std::min(*bounds.maximum, offset) : offset;
  else if (offset != INT64_MIN)
    bounds.minimum = bounds.minimum ? std::max(*bounds.minimum, -offset) : -offset;
  setBounds(name, bounds);
}

void Facts::assume(ExprAttr condition) {
  condition = applyDefinitions(condition);
  if (!condition || condition.isConstant())
    return;
  if (condition.getKind() == ExprKind::Mul)
    for (ExprAttr factor : condition.getOperands())
      assume(factor);
  if (condition.getKind() == ExprKind::LessEqual)
    assumeNonNegative(sub(condition.getOperands()[1], condition.getOperands()[0]));
  if (condition.getKind() == ExprKind::Equal)
    if (ExprAttr difference = sub(condition.getOperands()[0], condition.getOperands()[1]))
      define(difference);
}

//===-- questions
//----------------------------------------------------------------------------------------------===//

Bounds Facts::bounds(ExprAttr expr) const {
  expr = applyDefinitions(expr);
  if (!expr)
    return {};
  return Search(*this).bounds(Polynomial::of(expr));
}

bool Facts::provedNonNegative(ExprAttr expr) const {
  expr = applyDefinitions(expr);
  if (!expr)
    return false;
  std::optional<int64_t> least = Search(*this).lower(Polynomial::of(expr));
  return least && *least >= 0;
}

bool Facts::provedPositive(ExprAttr expr) const { return provedNonNegative(add(expr, -1)); }

bool Facts::provedLessEqual(ExprAttr left, ExprAttr right) const {
  return (left && left == right) || provedNonNegative(sub(right, left));
}

bool Facts::provedEqual(ExprAttr left, ExprAttr right) const {
  if (!left || !right)
    return false;
  return left == right || (provedLessEqual(left, right) && provedLessEqual(right, left));
}

bool Facts::provedDifferent(ExprAttr left, ExprAttr right) const {
  ExprAttr condition = applyDefinitions(equal(left, right));
  return condition && (condition.isConstant(0) || provedPositive(sub(left, right)) || provedPositive(sub(right, left)));
}

//===-- simplification
//-----------------------------------------------------------------------------------------===//

// Drops each operand that another operand always beats.
ExprAttr Facts::simplifyExtremum(ExprAttr expr) const {
  bool isMin = expr.getKind() == ExprKind::Min;
  llvm::SmallVector<ExprAttr> kept(expr.getOperands());
  for (size_t index = 0; index < kept.size();) {
    bool isBeaten = llvm::any_of(kept, [&](ExprAttr other) {
      return other != kept[index] &&
             (isMin ? provedLessEqual(other, kept[index]) : provedLessEqual(kept[index], other));
    });
    if (isBeaten)
      kept.erase(kept.begin() + index);
    else
      ++index;
  }
  ExprAttr result = kept.front();
  for (ExprAttr operand : llvm::drop_begin(kept))
    result = isMin ? min(result, operand) : max(result, operand);
  return result;
}

ExprAttr Facts::simplifyAtom(ExprAttr expr) const {
  switch (expr.getKind()) {
  case ExprKind::Min:
  case ExprKind::Max:
    return simplifyExtremum(expr);
  case ExprKind::FloorDiv:
    // A dividend in [0, divisor) gives 0, also where the divisor is no constant.
    if (provedNonNegative(expr.getOperands()[0]) && provedPositive(sub(expr.getOperands()[1], expr.getOperands()[0])))
      return constant(expr.getContext(), 0);
    return expr;
  case ExprKind::Equal:
    if (provedEqual(expr.getOperands()[0], expr.getOperands()[1]))
      return constant(expr.getContext(), 1);
    return provedDifferent(expr.getOperands()[0], expr.getOperands()[1]) ? constant(expr.getContext(), 0) : expr;
  case ExprKind::LessEqual:
    if (provedLessEqual(expr.getOperands()[0], expr.getOperands()[1]))
      return constant(expr.getContext(), 1);
    return provedPositive(sub(expr.getOperands()[0], expr.getOperands()[1])) ? constant(expr.getContext(), 0) : expr;
  default:
    return expr;
  }
}

ExprAttr Facts::simplifyTree(ExprAttr expr) const {
  if (!expr || expr.isConstant() || expr.isSymbol())
    return expr;
  llvm::SmallVector<ExprAttr> operands;
  for (ExprAttr operand : expr.getOperands()) {
    operands.push_back(simplifyTree(operand));
    if (!operands.back())
      return expr;
  }
  ExprAttr rebuilt = rebuild(expr.getKind(), operands);
  return rebuilt ? simplifyAtom(rebuilt) : expr;
}

ExprAttr Facts::simplify(ExprAttr expr) const {
  if (!expr)
    return expr;
  ExprAttr result = applyDefinitions(expr);
  result = simplifyTree(result ? result : expr);
  Bounds range = bounds(result);
  if (range.minimum && range.minimum == range.maximum)
    return constant(expr.getContext(), *range.minimum);
  return result;
}
