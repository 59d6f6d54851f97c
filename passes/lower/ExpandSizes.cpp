// ingot-expand-sizes: size formulas become index arithmetic. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
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

/// Writes `expr` as index arithmetic; its depth is bounded by the attribute.
Value expand(sym::ExprAttr expr, const Declarations &symbols, OpBuilder &builder, Location loc) {
  if (expr.getKind() == sym::ExprKind::Constant)
    return arith::ConstantIndexOp::create(builder, loc, expr.getValue());
  if (expr.getKind() == sym::ExprKind::Symbol) {
    sym::SymbolOp declaration = symbols.lookup(expr.getName());
    return rt::SymbolOp::create(builder, loc, builder.getIndexType(), builder.getStringAttr(expr.getName()),
                                declaration && declaration.isData() ? builder.getUnitAttr() : UnitAttr());
  }
  Value result;
  for (sym::ExprAttr operand : expr.getOperands()) {
    Value value = expand(operand, symbols, builder, loc);
    if (!result) {
      result = value;
      continue;
    }
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
void limit(rt::SetSymbolOp set, const Declarations &symbols) {
  sym::SymbolOp declaration = symbols.lookup(set.getName());
  if (!declaration || !declaration.isData())
    return; // makeEntryPoint says so
  OpBuilder builder(set);
  Location loc = set.getLoc();
  Value least = arith::ConstantIndexOp::create(builder, loc, declaration.minimum());
  Value bound = expand(declaration.getBoundAttr(), symbols, builder, loc);
  Value value = arith::MinSIOp::create(builder, loc, set.getValue(), bound);
  set.getValueMutable().assign(arith::MaxSIOp::create(builder, loc, value, least));
}

struct ExpandSizes : impl::ExpandSizesBase<ExpandSizes> {
  void runOnOperation() override {
    Declarations symbols;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      symbols[symbol.getName()] = symbol;
    getOperation().walk([&](rt::SetSymbolOp set) { limit(set, symbols); });
    getOperation().walk([&](sym::SizeOp size) {
      OpBuilder builder(size);
      size.replaceAllUsesWith(expand(size.getExpr(), symbols, builder, size.getLoc()));
      size.erase();
    });
  }
};
} // namespace
} // namespace ingot
