// Sums of products of narrow integers in i32. SPDX-License-Identifier: Apache-2.0
#include "passes/Dot.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace ingot {

/// Reads `value` as an extended argument of `body`.
static bool matchExtension(Value value, Block *body, DotProduct &dot) {
  Operation *op = value.getDefiningOp();
  if (!isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(op))
    return false;
  auto argument = dyn_cast<BlockArgument>(op->getOperand(0));
  if (!argument || argument.getOwner() != body || argument.getArgNumber() > 1)
    return false;
  unsigned width = argument.getType().getIntOrFloatBitWidth();
  dot.width[argument.getArgNumber()] = width;
  dot.isUnsigned[argument.getArgNumber()] = isa<arith::ExtUIOp>(op);
  return width == 8 || width == 16;
}

std::optional<DotProduct> matchDotProduct(linalg::GenericOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return std::nullopt;
  Block *body = op.getBlock();
  auto sum = body->getTerminator()->getOperand(0).getDefiningOp<arith::AddIOp>();
  if (!sum || !sum.getType().isInteger(32))
    return std::nullopt;
  Value accumulated = body->getArgument(2);
  Value product = sum.getLhs() == accumulated ? sum.getRhs() : sum.getLhs();
  auto multiplied = product.getDefiningOp<arith::MulIOp>();
  if (!multiplied || (sum.getLhs() != accumulated && sum.getRhs() != accumulated))
    return std::nullopt;
  DotProduct dot{};
  if (!matchExtension(multiplied.getLhs(), body, dot) || !matchExtension(multiplied.getRhs(), body, dot) ||
      dot.width[0] == 0 || dot.width[1] == 0)
    return std::nullopt;
  return dot;
}

} // namespace ingot
