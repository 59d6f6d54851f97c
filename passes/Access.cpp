// How a linalg operand is addressed when one loop becomes a vector. SPDX-License-Identifier: Apache-2.0
#include "passes/Access.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ingot {

std::optional<int64_t> laneStep(AffineExpr expr, unsigned dim, int64_t lanes) {
  if (!expr.isFunctionOfDim(dim))
    return 0;
  if (isa<AffineDimExpr>(expr))
    return 1;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<int64_t> left = laneStep(binary.getLHS(), dim, lanes);
  std::optional<int64_t> right = laneStep(binary.getRHS(), dim, lanes);
  if (!left || !right)
    return std::nullopt;
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  // A quotient or remainder by a multiple of `lanes` of the loop itself never changes its block within one vector.
  bool aligned = factor && factor.getValue() % lanes == 0 && isa<AffineDimExpr>(binary.getLHS());
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return *left + *right;
  case AffineExprKind::Mul:
    return factor ? std::optional<int64_t>(*left * factor.getValue()) : std::nullopt;
  case AffineExprKind::Mod:
    return aligned ? std::optional<int64_t>(1) : std::nullopt;
  case AffineExprKind::FloorDiv:
    return aligned ? std::optional<int64_t>(0) : std::nullopt;
  default:
    return std::nullopt;
  }
}

/// True where neighbours along the last axis of `operand` are neighbours in memory: a slice may skip elements.
static bool isLastAxisDense(Value operand) {
  auto slice = operand.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice)
    return true;
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  int64_t axis = slice.getSourceType().getRank() - 1;
  while (axis >= 0 && dropped.test(axis))
    if (slice.getSourceType().getDimSize(axis--) != 1)
      return false;
  return axis < 0 || isConstantIntValue(slice.getMixedStrides()[axis], 1);
}

LaneAccess classifyAccess(AffineMap map, Value operand, unsigned dim, int64_t lanes) {
  auto type = cast<RankedTensorType>(operand.getType());
  bool contiguous = false;
  for (auto [position, expr] : llvm::enumerate(map.getResults())) {
    std::optional<int64_t> step = laneStep(expr, dim, lanes);
    if (!step)
      return LaneAccess::Scattered;
    if (*step == 0)
      continue;
    bool last = static_cast<int64_t>(position) + 1 == type.getRank();
    if (*step != 1 || !last || !isLastAxisDense(operand))
      return LaneAccess::Scattered;
    contiguous = true;
  }
  return contiguous ? LaneAccess::Contiguous : LaneAccess::Invariant;
}

} // namespace ingot
