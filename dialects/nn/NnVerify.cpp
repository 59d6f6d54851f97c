// Checks that several nn operations share. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"

#include "mlir/Dialect/Traits.h"
#include "llvm/ADT/SmallSet.h"

using namespace mlir;

namespace ingot::nn {

Type elementOf(Type tensor) { return cast<ShapedType>(tensor).getElementType(); }

LogicalResult verifyElement(Operation *op, Type expected, Type found, StringRef what) {
  if (elementOf(expected) == elementOf(found))
    return success();
  return op->emitOpError() << "expected " << what << " of element type " << elementOf(expected) << ", got "
                           << elementOf(found);
}

LogicalResult verifyRank(Operation *op, Value value, int64_t rank, StringRef what) {
  auto type = value ? dyn_cast<RankedTensorType>(value.getType()) : RankedTensorType();
  if (!type || type.getRank() == rank)
    return success();
  return op->emitOpError() << "expected " << what << " of rank " << rank << ", got " << type;
}

LogicalResult verifyContracted(Operation *op, Type lhs, Type rhs, Type result) {
  Type left = elementOf(lhs), right = elementOf(rhs);
  auto isNarrow = [](Type type) { return isa<IntegerType>(type) && type.getIntOrFloatBitWidth() <= 16; };
  if (left == right || (isNarrow(left) && isNarrow(right) && elementOf(result).isInteger(32)))
    return success();
  return op->emitOpError() << "expected operands of one element type, or of integers of at most 16 bits with a "
                              "result of i32, got "
                           << left << ", " << right << " and " << elementOf(result);
}

LogicalResult verifyUnary(Operation *op) {
  Type input = op->getOperand(0).getType(), result = op->getResult(0).getType();
  if (failed(verifyElement(op, input, result, "a result"))) // unary_c1
    return failure();
  if (failed(verifyCompatibleShape(input, result))) // unary_c2
    return op->emitOpError() << "expected a result of shape " << input << ", got " << result;
  return success();
}

static LogicalResult verifyBroadcast(Operation *op) {
  auto lhs = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  auto rhs = dyn_cast<RankedTensorType>(op->getOperand(1).getType());
  SmallVector<int64_t> shape;
  if (lhs && rhs && lhs.hasStaticShape() && rhs.hasStaticShape() &&
      !OpTrait::util::getBroadcastedShape(lhs.getShape(), rhs.getShape(), shape)) // compare_c2 binary_c2
    return op->emitOpError() << "expected shapes that broadcast, got " << lhs << " and " << rhs;
  return success();
}

LogicalResult verifyCompare(Operation *op) {
  if (failed(verifyElement(op, op->getOperand(0).getType(), op->getOperand(1).getType(),
                           "operands"))) // compare_c1
    return failure();
  return verifyBroadcast(op);
}

LogicalResult verifyBinary(Operation *op) {
  if (failed(verifyCompare(op)))
    return failure();
  return verifyElement(op, op->getOperand(0).getType(), op->getResult(0).getType(), "a result"); // binary_c1
}

LogicalResult verifyAxes(Operation *op, Type type, ArrayRef<int64_t> axes) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  if (!ranked)
    return success();
  int64_t rank = ranked.getRank();
  llvm::SmallSet<int64_t, 8> seen;
  for (int64_t axis : axes) {
    if (axis < -rank || axis >= rank)
      return op->emitOpError() << "expected an axis in [" << -rank << ", " << rank - 1 << "], got " << axis;
    if (!seen.insert(normalizeAxis(axis, rank)).second)
      return op->emitOpError() << "expected distinct axes, got " << axis << " twice";
  }
  return success();
}

LogicalResult verifyWindow(Operation *op, int64_t spatial, ArrayRef<int64_t> strides, ArrayRef<int64_t> dilations,
                           ArrayRef<int64_t> pads) {
  auto check = [&](ArrayRef<int64_t> values, StringRef name) -> LogicalResult {
    if (static_cast<int64_t>(values.size()) != spatial)
      return op->emitOpError() << "expected " << spatial << " " << name << ", got " << values.size();
    for (int64_t value : values)
      if (value < 1)
        return op->emitOpError() << "expected " << name << " >= 1, got " << value;
    return success();
  };
  if (failed(check(strides, "strides")) || failed(check(dilations, "dilations")))
    return failure();
  if (!pads.empty() && static_cast<int64_t>(pads.size()) != 2 * spatial)
    return op->emitOpError() << "expected " << 2 * spatial << " pads or none, got " << pads.size();
  return success();
}

} // namespace ingot::nn
