// Shape rules of operations that read at computed positions. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

LogicalResult GatherElementsOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), indices = context.sizesOf(*this, getIndices());
  if (failed(input) || failed(indices))
    return failure();
  if (input->size() != indices->size())
    return context.error(*this) << "expected indices of rank " << input->size() << ", got rank " << indices->size();
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  // Other axes of the indices may be shorter than the input's.
  for (auto [number, size, limit] : llvm::enumerate(*indices, *input))
    if (static_cast<int64_t>(number) != *axis &&
        failed(context.require(*this, sym::lessEqual(size, limit),
                               "expected dim " + llvm::Twine(number) + " of the indices, " + size.str() +
                                   ", not to be greater than that of the input, " + limit.str())))
      return failure();
  setAxis(*axis);
  return context.setSizes(getResult(), *indices);
}

LogicalResult GatherNdOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), indices = context.sizesOf(*this, getIndices());
  if (failed(input) || failed(indices))
    return failure();
  size_t batch = getBatchDims();
  if (batch >= input->size() || batch >= indices->size())
    return context.error(*this) << "expected 'batch_dims' to be less than the ranks, " << input->size() << " and "
                                << indices->size() << ", got " << batch;
  ExprAttr count = indices->back();
  if (!count.isConstant() || count.getValue() > static_cast<int64_t>(input->size() - batch))
    return context.error(*this) << "expected indices whose last dim is a constant of at most " << input->size() - batch
                                << ", got " << count.str();
  Sizes result;
  for (size_t axis = 0; axis != batch; ++axis) {
    FailureOr<ExprAttr> unified =
        context.unify(*this, "batch dim " + llvm::Twine(axis), (*input)[axis], (*indices)[axis]);
    if (failed(unified))
      return failure();
    result.push_back(*unified);
  }
  llvm::append_range(result, llvm::ArrayRef(*indices).drop_back().drop_front(batch));
  llvm::append_range(result, llvm::ArrayRef(*input).drop_front(batch + count.getValue()));
  return context.setSizes(getResult(), result);
}

LogicalResult GridSampleOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), grid = context.sizesOf(*this, getGrid());
  if (failed(input) || failed(grid))
    return failure();
  if (input->size() != grid->size() || input->size() < 3)
    return context.error(*this) << "expected input and grid of equal rank, 3 or more, got " << input->size() << " and "
                                << grid->size();
  ExprAttr spatial = context.constant(static_cast<int64_t>(input->size()) - 2);
  FailureOr<ExprAttr> batch = context.unify(*this, "the batch", input->front(), grid->front());
  if (failed(batch) || failed(context.unify(*this, "the coordinates of the grid", grid->back(), spatial)))
    return failure();
  Sizes result{*batch, (*input)[1]};
  llvm::append_range(result, llvm::ArrayRef(*grid).drop_front().drop_back());
  return context.setSizes(getResult(), result);
}

LogicalResult RoiAlignOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), rois = context.sizesOf(*this, getRois()),
                   batch = context.sizesOf(*this, getBatch());
  if (failed(input) || failed(rois) || failed(batch))
    return failure();
  if (input->size() != 4 || rois->size() != 2 || batch->size() != 1)
    return context.error(*this) << "expected operands of rank 4, 2 and 1, got " << input->size() << ", " << rois->size()
                                << " and " << batch->size();
  FailureOr<ExprAttr> count = context.unify(*this, "the number of boxes", rois->front(), batch->front());
  if (failed(count) || failed(context.unify(*this, "the coordinates of a box", (*rois)[1], context.constant(4))))
    return failure();
  return context.setSizes(getResult(),
                          {*count, (*input)[1], context.constant(getHeight()), context.constant(getWidth())});
}

LogicalResult DiagonalOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getInput());
  if (failed(sizes))
    return failure();
  FailureOr<llvm::SmallVector<int64_t>> axes =
      checkedAxes(*this, {static_cast<int64_t>(getFirst()), static_cast<int64_t>(getSecond())}, sizes->size());
  if (failed(axes))
    return failure();
  FailureOr<ExprAttr> size = context.unify(*this, "the diagonal", (*sizes)[(*axes)[0]], (*sizes)[(*axes)[1]]);
  if (failed(size))
    return failure();
  (*sizes)[(*axes)[0]] = *size;
  sizes->erase(sizes->begin() + (*axes)[1]);
  setFirst((*axes)[0]);
  setSecond((*axes)[1]);
  return context.setSizes(getResult(), *sizes);
}

LogicalResult BitcastOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getInput());
  return failed(sizes) ? failure() : context.setSizes(getResult(), *sizes);
}

LogicalResult FrameOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getInput());
  FailureOr<int64_t> axis =
      failed(sizes) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, getAxis(), sizes->size());
  if (failed(axis))
    return failure();
  ExprAttr size = (*sizes)[*axis], length = context.constant(getLength());
  if (failed(context.require(*this, sym::lessEqual(length, size),
                             "expected dim " + llvm::Twine(*axis) + ", " + size.str() + ", to hold a frame of " +
                                 length.str())))
    return failure();
  (*sizes)[*axis] = sym::add(sym::floorDiv(sym::sub(size, length), static_cast<int64_t>(getStep())), 1);
  sizes->insert(sizes->begin() + *axis + 1, length);
  setAxis(*axis);
  return context.setSizes(getResult(), *sizes);
}

// The length of the transform: given, or what the axis says.
static FailureOr<ExprAttr> transformLength(DftOp op, ShapeContext &context, ExprAttr size) {
  if (op.getSize()) {
    FailureOr<Sizes> given = exprsOf(op, *op.getSize());
    return failed(given) ? FailureOr<ExprAttr>(failure()) : FailureOr<ExprAttr>(given->front());
  }
  if (!op.getLength())
    return op.getInverse() && op.getOnesided() ? sym::mul(sym::add(size, -1), 2) : size;
  FailureOr<Sizes> length = context.requireIntegers(op, op.getLength(), "length");
  if (failed(length))
    return failure();
  if (length->size() != 1)
    return context.error(op) << "expected one length, got " << length->size();
  return length->front();
}

LogicalResult DftOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getInput());
  FailureOr<int64_t> axis =
      failed(sizes) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, getAxis(), sizes->size());
  if (failed(axis))
    return failure();
  ExprAttr parts = sizes->back();
  if (*axis + 1 == static_cast<int64_t>(sizes->size()) || (!parts.isConstant(1) && !parts.isConstant(2)))
    return context.error(*this) << "expected an axis before the last, which has size 1 or 2, got axis " << *axis
                                << " and size " << parts.str();
  FailureOr<ExprAttr> length = transformLength(*this, context, (*sizes)[*axis]);
  if (failed(length) || failed(context.require(*this, sym::lessEqual(context.constant(1), *length),
                                               "expected a length of at least 1, got " + length->str())))
    return failure();
  bool isPart = getOnesided() && !getInverse();
  (*sizes)[*axis] = isPart ? sym::add(sym::floorDiv(*length, 2), 1) : *length;
  sizes->back() = context.constant(getOnesided() && getInverse() ? 1 : 2);
  setAxis(*axis);
  setSizeAttr(exprArray(getContext(), {*length}));
  getLengthMutable().clear();
  return context.setSizes(getResult(), *sizes);
}
