// Affine expressions as size formulas over the model's symbols. SPDX-License-Identifier: Apache-2.0
#include "passes/Formula.h"

using namespace mlir;

namespace ingot {

sym::ExprAttr composeFormula(AffineExpr expr, unsigned dims, ArrayRef<sym::ExprAttr> operands) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return sym::constant(expr.getContext(), constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return operands[dim.getPosition()];
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return operands[dims + symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  sym::ExprAttr left = composeFormula(binary.getLHS(), dims, operands);
  sym::ExprAttr right = composeFormula(binary.getRHS(), dims, operands);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return sym::add(left, right);
  case AffineExprKind::Mul:
    return sym::mul(left, right);
  case AffineExprKind::FloorDiv:
    return sym::floorDiv(left, right);
  case AffineExprKind::CeilDiv:
    return sym::ceilDiv(left, right);
  default:
    return sym::mod(left, right);
  }
}

} // namespace ingot
