// ingot-expand-sizes: size formulas become index arithmetic. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "passes/lower/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_EXPANDSIZES
#include "passes/lower/Passes.h.inc"

namespace {

Value compare(OpBuilder &builder, Location loc, arith::CmpIPredicate predicate, Value left, Value right) {
  Value holds = arith::CmpIOp::create(builder, loc, predicate, left, right);
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), holds);
}

/// Writes `expr` as index arithmetic; its depth is bounded by the attribute.
Value expand(sym::ExprAttr expr, OpBuilder &builder, Location loc) {
  if (expr.getKind() == sym::ExprKind::Constant)
    return arith::ConstantIndexOp::create(builder, loc, expr.getValue());
  if (expr.getKind() == sym::ExprKind::Symbol)
    return rt::SymbolOp::create(builder, loc, builder.getIndexType(), builder.getStringAttr(expr.getName()));
  Value result;
  for (sym::ExprAttr operand : expr.getOperands()) {
    Value value = expand(operand, builder, loc);
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

struct ExpandSizes : impl::ExpandSizesBase<ExpandSizes> {
  void runOnOperation() override {
    getOperation().walk([](sym::SizeOp size) {
      OpBuilder builder(size);
      size.replaceAllUsesWith(expand(size.getExpr(), builder, size.getLoc()));
      size.erase();
    });
  }
};
} // namespace
} // namespace ingot
