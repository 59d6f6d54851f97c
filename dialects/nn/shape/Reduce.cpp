// Shape rules of reductions and normalisations. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// The sizes after reducing `axes`.
static Sizes reducedSizes(ShapeContext &context, llvm::ArrayRef<ExprAttr> sizes, llvm::ArrayRef<int64_t> axes,
                          bool keepDims) {
  Sizes result;
  for (auto [axis, size] : llvm::enumerate(sizes)) {
    if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
      result.push_back(size);
    else if (keepDims)
      result.push_back(context.constant(1));
  }
  return result;
}

// Combines the elements of a small tensor whose positions agree outside the reduced axes.
static void reduceValue(ReduceOp op, ShapeContext &context, llvm::ArrayRef<int64_t> axes) {
  const TensorValue *input = context.valueOf(op.getInput());
  Arithmetic::Binary combine = Arithmetic::combinerOf(op.getKind());
  if (!input || !combine || input->elements.empty())
    return;
  Arithmetic arithmetic{context.facts(), context.getContext(), elementOf(op.getInput().getType())};
  setElements(context, op.getResult(), [&](llvm::ArrayRef<int64_t> position) {
    llvm::SmallVector<int64_t> start;
    size_t next = 0;
    for (size_t axis = 0; axis != input->shape.size(); ++axis) {
      bool isReduced = llvm::is_contained(axes, static_cast<int64_t>(axis));
      start.push_back(isReduced ? 0 : position[next]);
      next += !isReduced || op.getKeepDims();
    }
    std::optional<Scalar> result;
    llvm::SmallVector<int64_t> current = start;
    for (bool isDone = false; !isDone;) {
      Scalar element = elementAt(*input, current);
      result = result ? (arithmetic.*combine)(*result, element) : element;
      isDone = true;
      for (int64_t axis : axes) {
        if (++current[axis] < input->shape[axis]) {
          isDone = false;
          break;
        }
        current[axis] = 0;
      }
    }
    return *result;
  });
}

LogicalResult ReduceOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  llvm::SmallVector<int64_t> axes(getAxes());
  if (axes.empty())
    axes = llvm::to_vector(llvm::seq<int64_t>(input->size()));
  FailureOr<llvm::SmallVector<int64_t>> checked = checkedAxes(*this, axes, input->size());
  if (failed(checked))
    return failure();
  llvm::sort(*checked);
  setAxes(*checked);
  if (failed(context.setSizes(getResult(), reducedSizes(context, *input, *checked, getKeepDims()))))
    return failure();
  reduceValue(*this, context, *checked);
  return success();
}

LogicalResult ArgReduceOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  FailureOr<int64_t> axis =
      failed(input) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  return context.setSizes(getResult(), reducedSizes(context, *input, {*axis}, getKeepDims()));
}

// The result has the sizes of the first operand.
static LogicalResult inferSame(mlir::Operation *op, ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(op, op->getOperand(0));
  if (failed(input))
    return failure();
  return context.setSizes(op->getResult(0), *input);
}

LogicalResult SoftmaxOp::inferShape(ShapeContext &context) { return inferSame(*this, context); }
LogicalResult LogSoftmaxOp::inferShape(ShapeContext &context) { return inferSame(*this, context); }

// Vectors along axis 1 agree with its size.
static LogicalResult inferChannelwise(mlir::Operation *op, ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(op, op->getOperand(0));
  if (failed(input))
    return failure();
  if (input->size() < 2)
    return context.error(op) << "expected an input of rank >= 2, got rank " << input->size();
  for (mlir::Value vector : op->getOperands().drop_front()) {
    FailureOr<Sizes> sizes = context.sizesOf(op, vector);
    if (failed(sizes))
      return failure();
    if (sizes->size() != 1)
      return context.error(op) << "expected a vector for each channel, got rank " << sizes->size();
    if (failed(context.unify(op, "the channels", (*input)[1], sizes->front())))
      return failure();
  }
  return context.setSizes(op->getResult(0), *input);
}

LogicalResult BatchNormOp::inferShape(ShapeContext &context) { return inferChannelwise(*this, context); }
LogicalResult GroupNormOp::inferShape(ShapeContext &context) { return inferChannelwise(*this, context); }

LogicalResult LayerNormOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input) || failed(checkedAxis(*this, getAxis(), input->size())))
    return failure();
  for (mlir::Value parameter : getOperands().drop_front()) {
    FailureOr<Sizes> sizes = context.sizesOf(*this, parameter);
    if (failed(sizes) || failed(context.broadcast(*this, *input, *sizes)))
      return failure();
  }
  return context.setSizes(getResult(), *input);
}
