// Shape rules of recurrent cells. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnRecurrent.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

namespace {
/// The sizes that the operands of a cell share.
struct CellSizes {
  ExprAttr steps, batch, inputs, hidden, directions;
  Sizes state() const { return {directions, batch, hidden}; }
};
} // namespace

// `value`, where it is given, has exactly these sizes.
static LogicalResult expect(mlir::Operation *op, ShapeContext &context, mlir::Value value, llvm::StringRef name,
                            llvm::ArrayRef<ExprAttr> wanted) {
  if (!value)
    return success();
  FailureOr<Sizes> sizes = context.sizesOf(op, value);
  if (failed(sizes))
    return failure();
  if (sizes->size() != wanted.size())
    return context.error(op) << "expected " << name << " of rank " << wanted.size() << ", got rank " << sizes->size();
  for (auto [axis, size] : llvm::enumerate(*sizes))
    if (failed(context.unify(op, "dim " + llvm::Twine(axis) + " of the " + name, size, wanted[axis])))
      return failure();
  return success();
}

template <typename Cell>
static FailureOr<CellSizes> inferCell(Cell op, ShapeContext &context, int64_t gates) {
  FailureOr<Sizes> input = context.sizesOf(op, op.getInput());
  FailureOr<Sizes> recurrence = context.sizesOf(op, op.getRecurrence());
  if (failed(input) || failed(recurrence))
    return failure();
  if (input->size() != 3 || recurrence->size() != 3)
    return context.error(op) << "expected an input and a recurrence of rank 3, got ranks " << input->size() << " and "
                             << recurrence->size();
  CellSizes cell{(*input)[0], (*input)[1], (*input)[2], (*recurrence)[2], context.constant(op.getReverse().size())};
  ExprAttr rows = sym::mul(cell.hidden, gates);
  if (!rows)
    return context.error(op) << "expected hidden values whose number fits 64 bits";
  if (failed(expect(op, context, op.getRecurrence(), "recurrence", {cell.directions, rows, cell.hidden})) ||
      failed(expect(op, context, op.getWeights(), "weights", {cell.directions, rows, cell.inputs})) ||
      failed(expect(op, context, op.getBias(), "bias", {cell.directions, sym::mul(rows, 2)})) ||
      failed(expect(op, context, op.getLengths(), "lengths", {cell.batch})) ||
      failed(expect(op, context, op.getInitialH(), "initial state", cell.state())) ||
      failed(context.setSizes(op.getStates(), {cell.steps, cell.directions, cell.batch, cell.hidden})) ||
      failed(context.setSizes(op.getLastH(), cell.state())))
    return failure();
  return cell;
}

LogicalResult LstmOp::inferShape(ShapeContext &context) {
  FailureOr<CellSizes> cell = inferCell(*this, context, 4);
  if (failed(cell) || failed(expect(*this, context, getInitialC(), "initial state", cell->state())) ||
      failed(expect(*this, context, getPeepholes(), "peepholes", {cell->directions, sym::mul(cell->hidden, 3)})))
    return failure();
  return context.setSizes(getLastC(), cell->state());
}
LogicalResult GruOp::inferShape(ShapeContext &context) { return inferCell(*this, context, 3); }
LogicalResult RnnOp::inferShape(ShapeContext &context) { return inferCell(*this, context, 1); }
