// ingot-expand-sizes: size formulas become index arithmetic. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/lower/Passes.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_EXPANDSIZES
#include "passes/lower/Passes.h.inc"

namespace {

Value compare(OpBuilder &builder, Location loc, arith::CmpIPredicate predicate, Value left, Value right) {
  Value holds = arith::CmpIOp::create(builder, loc, predicate, left, right);
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), holds);
}

using Declarations = llvm::StringMap<sym::SymbolOp>;

/// Writes the formulas of one function as index arithmetic; the depth of a formula is bounded by the attribute. What
/// the sizes of the inputs determine is computed once, where the function begins.
class Expander {
public:
  Expander(func::FuncOp function, const Declarations &symbols)
      : symbols(symbols), entry(&function.getBody().front()), first(&entry->front()) {}

  Value expand(sym::ExprAttr expr, Operation *user);

private:
  /// What an expression needs: data symbols are stored while the function runs, and a division by a size that may be 0
  /// stays in the branch that asks for it.
  bool mayMove(sym::ExprAttr expr, bool isInEntry);
  Value combine(sym::ExprAttr expr, ArrayRef<Value> operands, OpBuilder &builder, Location loc);

  const Declarations &symbols;
  Block *entry;
  Operation *first;
  llvm::DenseMap<Attribute, Value> known;
  llvm::DenseMap<Attribute, bool> movable[2]; // by whether the user is in the entry block
};

bool Expander::mayMove(sym::ExprAttr expr, bool isInEntry) {
  if (auto found = movable[isInEntry].find(expr); found != movable[isInEntry].end())
    return found->second;
  sym::SymbolOp declaration = expr.isSymbol() ? symbols.lookup(expr.getName()) : sym::SymbolOp();
  bool isDivision = expr.getKind() == sym::ExprKind::FloorDiv && !expr.getOperands()[1].isConstant();
  bool may = !(declaration && declaration.isData()) && (isInEntry || !isDivision) &&
             llvm::all_of(expr.getOperands(), [&](sym::ExprAttr operand) { return mayMove(operand, isInEntry); });
  return movable[isInEntry][expr] = may;
}

Value Expander::expand(sym::ExprAttr expr, Operation *user) {
  bool moves = mayMove(expr, user->getBlock() == entry);
  if (Value value = moves ? known.lookup(expr) : Value())
    return value;
  SmallVector<Value> operands;
  for (sym::ExprAttr operand : expr.getOperands())
    operands.push_back(expand(operand, user));
  OpBuilder builder(moves ? first : user);
  Value value = combine(expr, operands, builder, user->getLoc());
  if (moves)
    known[expr] = value;
  return value;
}

Value Expander::combine(sym::ExprAttr expr, ArrayRef<Value> operands, OpBuilder &builder, Location loc) {
  if (expr.getKind() == sym::ExprKind::Constant)
    return arith::ConstantIndexOp::create(builder, loc, expr.getValue());
  if (expr.getKind() == sym::ExprKind::Symbol) {
    sym::SymbolOp declaration = symbols.lookup(expr.getName());
    return rt::SymbolOp::create(builder, loc, builder.getIndexType(), builder.getStringAttr(expr.getName()),
                                declaration && declaration.isData() ? builder.getUnitAttr() : UnitAttr());
  }
  Value result = operands.front();
  for (Value value : operands.drop_front()) {
    switch (expr.getKind()) {
    case sym::ExprKind::Add:
      result = arith::AddIOp::create(builder, loc, result, value);
      break;
    case sym::ExprKind::Mul:
      result = arith::MulIOp::create(builder, loc, result, value);
      break;
    case sym::ExprKind::FloorDiv:
      result = arith::FloorDivSIOp::create(builder, loc, result, value);
      break;
    case sym::ExprKind::Min:
      result = arith::MinSIOp::create(builder, loc, result, value);
      break;
    case sym::ExprKind::Max:
      result = arith::MaxSIOp::create(builder, loc, result, value);
      break;
    case sym::ExprKind::Equal:
      result = compare(builder, loc, arith::CmpIPredicate::eq, result, value);
      break;
    case sym::ExprKind::LessEqual:
      result = compare(builder, loc, arith::CmpIPredicate::sle, result, value);
      break;
    default:
      break;
    }
  }
  return result;
}

/// Limits what is stored to what memory is planned for.
void limit(rt::SetSymbolOp set, const Declarations &symbols, Expander &expander) {
  sym::SymbolOp declaration = symbols.lookup(set.getName());
  if (!declaration || !declaration.isData())
    return; // makeEntryPoint says so
  OpBuilder builder(set);
  Location loc = set.getLoc();
  Value least = arith::ConstantIndexOp::create(builder, loc, declaration.minimum());
  Value bound = expander.expand(declaration.getBoundAttr(), set);
  Value value = arith::MinSIOp::create(builder, loc, set.getValue(), bound);
  set.getValueMutable().assign(arith::MaxSIOp::create(builder, loc, value, least));
}

struct ExpandSizes : impl::ExpandSizesBase<ExpandSizes> {
  void runOnOperation() override {
    Declarations symbols;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      symbols[symbol.getName()] = symbol;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      Expander expander(function, symbols);
      function.walk([&](rt::SetSymbolOp set) { limit(set, symbols, expander); });
      SmallVector<sym::SizeOp> sizes;
      function.walk([&](sym::SizeOp size) { sizes.push_back(size); });
      for (sym::SizeOp size : sizes)
        size.replaceAllUsesWith(expander.expand(size.getExpr(), size));
      for (sym::SizeOp size : sizes)
        size.erase();
    }
  }
};
} // namespace
} // namespace ingot
