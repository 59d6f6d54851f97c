// NnData.td: sizes that only the data knows, and conditions on the data. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/data/Data.h"

#include "dialects/nn/NnData.h"
#include "dialects/rt/Rt.h"

using namespace mlir;

namespace ingot {
namespace {

using Nothing = FailureOr<SmallVector<Tensor>>;

Nothing nothing() { return SmallVector<Tensor>(); }

/// The condition that `value` is at least, or at most, a size.
Value compare(Lowering &lowering, arith::CmpIPredicate predicate, Value value, sym::ExprAttr limit) {
  return arith::CmpIOp::create(lowering.operations(), lowering.location(), predicate, value, lowering.sizeValue(limit));
}

Nothing lowerSetSize(nn::SetSizeOp op, Lowering &lowering) {
  OpBuilder &builder = lowering.operations();
  Location loc = lowering.location();
  Tensor tensor = lowering.read(op.getValue());
  ScalarBuilder scalars(builder, loc, tensor.isUnsigned());
  Value value = scalars.toIndex(lowering.scalar(tensor));
  Value holds = arith::AndIOp::create(builder, loc, compare(lowering, arith::CmpIPredicate::sge, value, op.getLeast()),
                                      compare(lowering, arith::CmpIPredicate::sle, value, op.getGreatest()));
  rt::CheckOp::create(builder, loc, holds, op.getMessageAttr());
  if (op.getName())
    rt::SetSymbolOp::create(builder, loc, op.getNameAttr(), value);
  return nothing();
}

Nothing lowerRequire(nn::RequireOp op, Lowering &lowering) {
  Value holds =
      compare(lowering, arith::CmpIPredicate::ne, lowering.sizeValue(op.getCondition()), lowering.constant(0));
  rt::CheckOp::create(lowering.operations(), lowering.location(), holds, op.getMessageAttr());
  return nothing();
}

Nothing lowerCheck(nn::CheckOp op, Lowering &lowering) {
  Tensor condition = lowering.read(op.getCondition());
  rt::CheckOp::create(lowering.operations(), lowering.location(), lowering.scalar(condition), op.getMessageAttr());
  return nothing();
}

/// The lowering of an operation without results.
template <typename Op>
void addEffect(LoweringSet &set, Nothing (*rule)(Op, Lowering &)) {
  set.add(Op::getOperationName(), [rule](Operation *op, Lowering &lowering) { return rule(cast<Op>(op), lowering); });
}

} // namespace

void addDataLowerings(LoweringSet &set) {
  addEffect<nn::SetSizeOp>(set, lowerSetSize);
  addEffect<nn::RequireOp>(set, lowerRequire);
  addEffect<nn::CheckOp>(set, lowerCheck);
  addNonZeroLowering(set);
  addUniqueLowering(set);
  addNonMaxSuppressionLowering(set);
}

} // namespace ingot
