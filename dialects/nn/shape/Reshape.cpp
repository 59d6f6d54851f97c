// Shape rules of operations that keep the elements and their order. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// The elements of the result are those of the input.
static LogicalResult finish(mlir::Operation *op, ShapeContext &context, llvm::ArrayRef<ExprAttr> sizes) {
  if (failed(context.setSizes(op->getResult(0), sizes)))
    return failure();
  const TensorValue *input = context.valueOf(op->getOperand(0));
  std::optional<llvm::SmallVector<int64_t>> shape = smallShape(op->getResult(0).getType());
  if (input && shape)
    context.setValue(op->getResult(0), {*shape, input->elements});
  return success();
}

// The size that makes the product `total`, given the product of the others. A size that does not divide is an
// error, or a guard where only the call knows.
static FailureOr<ExprAttr> solveRemaining(ReshapeOp op, ShapeContext &context, ExprAttr total, ExprAttr others) {
  if (others && others.isConstant(0))
    return context.error(op) << "expected no size 0 beside -1 in the shape";
  ExprAttr quotient = context.simplify(sym::floorDiv(total, others));
  if (!quotient)
    return context.error(op) << "the size for -1 does not fit 64 bits";
  ExprAttr product = sym::mul(quotient, others);
  if (failed(context.require(op, sym::equal(product, total),
                             "expected " + sym::toString(total) + " elements to be a multiple of " +
                                 sym::toString(others) + ", the product of the sizes beside -1")))
    return failure();
  return quotient;
}

// Replaces 0 and -1 (or one unknown size) by what they stand for.
static FailureOr<Sizes> resolveShape(ReshapeOp op, ShapeContext &context, Sizes wanted, const Sizes &input) {
  std::optional<size_t> open;
  ExprAttr others = context.constant(1), total = sym::product(context.getContext(), input);
  for (auto [axis, size] : llvm::enumerate(wanted)) {
    bool isOpen = !size || size.isConstant(-1);
    if (isOpen && open)
      return context.error(op) << "expected at most one size that is -1 or that only the data knows, got dims " << *open
                               << " and " << axis;
    if (isOpen) {
      open = axis;
      continue;
    }
    if (size.isConstant(0) && !op.getAllowZero()) {
      if (axis >= input.size())
        return context.error(op) << "expected size 0 to copy a dim of the input, but dim " << axis
                                 << " is beyond its rank " << input.size();
      wanted[axis] = size = input[axis];
    }
    if (size.isConstant() && size.getValue() < 0)
      return context.error(op) << "expected sizes >= -1, got " << size.getValue() << " for dim " << axis;
    others = sym::mul(others, size);
  }
  if (!open) {
    if (failed(context.unify(op, "the number of elements", total, others)))
      return failure();
    return wanted;
  }
  FailureOr<ExprAttr> solved = solveRemaining(op, context, total, others);
  if (failed(solved))
    return failure();
  wanted[*open] = *solved;
  return wanted;
}

// The core form: the type says the sizes, and a size without a name follows from the others.
static FailureOr<Sizes> declaredSizes(ReshapeOp op, ShapeContext &context) {
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(op.getType());
  if (!type)
    return context.error(op) << "expected an operand with the shape, or a result type that states it, got "
                             << op.getType();
  return Sizes(sym::dimsOf(type));
}

LogicalResult ReshapeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  FailureOr<Sizes> wanted = failure();
  if (getShape()) {
    FailureOr<Sizes> values = elementsOf(*this, context, getShape(), "a shape");
    if (failed(values))
      return failure();
    if (!allKnown(*values))
      values = runTimeReshape(*this, context, *values, *input);
    if (failed(values))
      return failure();
    wanted = resolveShape(*this, context, *values, *input);
  } else if (succeeded(wanted = declaredSizes(*this, context))) {
    setAllowZero(true);
    wanted = resolveShape(*this, context, *wanted, *input);
  }
  if (failed(wanted))
    return failure();
  getShapeMutable().clear();
  setAllowZero(false);
  return finish(*this, context, *wanted);
}

LogicalResult SqueezeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  FailureOr<llvm::SmallVector<int64_t>> axes = checkedAxes(*this, getAxes(), input->size());
  if (failed(axes))
    return failure();
  Sizes result;
  for (auto [axis, size] : llvm::enumerate(*input)) {
    bool isNamed = llvm::is_contained(*axes, static_cast<int64_t>(axis));
    if (isNamed && failed(context.unify(*this, "dim " + llvm::Twine(axis), size, context.constant(1))))
      return failure();
    if (!isNamed && !(axes->empty() && size.isConstant(1)))
      result.push_back(size);
  }
  return finish(*this, context, result);
}

LogicalResult UnsqueezeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  size_t rank = input->size() + getAxes().size();
  FailureOr<llvm::SmallVector<int64_t>> axes = checkedAxes(*this, getAxes(), rank);
  if (failed(axes))
    return failure();
  Sizes result;
  auto next = input->begin();
  for (size_t axis = 0; axis != rank; ++axis)
    result.push_back(llvm::is_contained(*axes, static_cast<int64_t>(axis)) ? context.constant(1) : *next++);
  return finish(*this, context, result);
}

LogicalResult FlattenOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  int64_t rank = input->size(), axis = static_cast<int64_t>(getAxis());
  if (axis < -rank || axis > rank)
    return context.error(*this) << "expected an axis in [" << -rank << ", " << rank << "], got " << axis;
  axis = normalizeAxis(axis, rank);
  llvm::ArrayRef<ExprAttr> sizes(*input);
  return finish(
      *this, context,
      {sym::product(getContext(), sizes.take_front(axis)), sym::product(getContext(), sizes.drop_front(axis))});
}

static LogicalResult checkBlock(mlir::Operation *op, size_t rank, int64_t block) {
  if (rank == 4 && block >= 1 && block <= 1 << 15)
    return success();
  return ShapeContext::error(op) << "expected an input of rank 4 and a block size in [1, 32768], got rank " << rank
                                 << " and block size " << block;
}

// `size / divisor`, with an error or a guard where it does not divide.
static FailureOr<ExprAttr> divided(mlir::Operation *op, ShapeContext &context, const llvm::Twine &what, ExprAttr size,
                                   int64_t divisor) {
  ExprAttr quotient = sym::floorDiv(size, divisor);
  if (failed(context.unify(op, what, sym::mul(quotient, divisor), size)))
    return failure();
  return quotient;
}

LogicalResult DepthToSpaceOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  int64_t block = getBlock();
  if (failed(input) || failed(checkBlock(*this, input->size(), block)))
    return failure();
  FailureOr<ExprAttr> channels = divided(*this, context, "the channels in blocks", (*input)[1], block * block);
  if (failed(channels))
    return failure();
  return context.setSizes(getResult(),
                          {(*input)[0], *channels, sym::mul((*input)[2], block), sym::mul((*input)[3], block)});
}

LogicalResult SpaceToDepthOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  int64_t block = getBlock();
  if (failed(input) || failed(checkBlock(*this, input->size(), block)))
    return failure();
  FailureOr<ExprAttr> height = divided(*this, context, "the height in blocks", (*input)[2], block);
  FailureOr<ExprAttr> width = divided(*this, context, "the width in blocks", (*input)[3], block);
  if (failed(height) || failed(width))
    return failure();
  return context.setSizes(getResult(), {(*input)[0], sym::mul((*input)[1], block * block), *height, *width});
}
