// Shape rules of operations on quantised values; Window.cpp has that of the convolution.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnQuantize.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/Contraction.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// A tensor of parameters has one element, or broadcasts to the input without making it larger.
static LogicalResult checkBroadcast(mlir::Operation *op, ShapeContext &context, llvm::ArrayRef<ExprAttr> input,
                                    mlir::Value parameter) {
  FailureOr<Sizes> sizes = context.sizesOf(op, parameter);
  if (failed(sizes))
    return failure();
  if (llvm::all_of(*sizes, [](ExprAttr size) { return size.isConstant(1); }))
    return success();
  if (sizes->size() > input.size())
    return context.error(op) << "expected scales and zero points of rank " << input.size() << " at most, got rank "
                             << sizes->size();
  for (auto [axis, size] : llvm::enumerate(*sizes)) {
    size_t ofInput = input.size() - sizes->size() + axis;
    if (!size.isConstant(1) &&
        failed(context.unify(op, "dim " + llvm::Twine(ofInput) + " of scale or zero point", input[ofInput], size)))
      return failure();
  }
  return success();
}

// Parameters along `axis`: a vector, or with blocks one entry for each block.
static LogicalResult checkAlong(mlir::Operation *op, ShapeContext &context, llvm::ArrayRef<ExprAttr> input,
                                mlir::Value parameter, int64_t axis, int64_t blockSize) {
  FailureOr<Sizes> sizes = context.sizesOf(op, parameter);
  if (failed(sizes))
    return failure();
  bool isScalar = llvm::all_of(*sizes, [](ExprAttr size) { return size.isConstant(1); });
  if (isScalar && (blockSize == 0 || sizes->size() != input.size()))
    return success();
  if (sizes->size() != (blockSize == 0 ? 1 : input.size()))
    return context.error(op) << "expected scales and zero points of rank " << (blockSize == 0 ? 1 : input.size())
                             << ", got rank " << sizes->size();
  if (blockSize == 0)
    return failure(failed(context.unify(op, "the size of scale or zero point", input[axis], sizes->front())));
  for (auto [index, size] : llvm::enumerate(*sizes)) {
    ExprAttr expected = static_cast<int64_t>(index) == axis ? sym::ceilDiv(input[index], blockSize) : input[index];
    if (failed(context.unify(op, "dim " + llvm::Twine(index) + " of scale or zero point", expected, size)))
      return failure();
  }
  return success();
}

template <typename Op>
static LogicalResult inferQuantization(Op op, ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(op, op.getInput());
  if (failed(input))
    return failure();
  auto rank = static_cast<int64_t>(input->size());
  for (mlir::Value parameter : op->getOperands().drop_front()) {
    if (!op.getAxis()) {
      if (failed(checkBroadcast(op, context, *input, parameter)))
        return failure();
      continue;
    }
    int64_t axis = normalizeAxis(static_cast<int64_t>(*op.getAxis()), rank);
    FailureOr<Sizes> sizes = context.sizesOf(op, parameter);
    bool isScalar = succeeded(sizes) && llvm::all_of(*sizes, [](ExprAttr size) { return size.isConstant(1); });
    if (!isScalar && (axis < 0 || axis >= rank))
      return context.error(op) << "expected an axis in [" << -rank << ", " << rank - 1 << "], got " << *op.getAxis();
    if (axis >= 0 && axis < rank &&
        failed(checkAlong(op, context, *input, parameter, axis, static_cast<int64_t>(op.getBlockSize()))))
      return failure();
  }
  return context.setSizes(op.getResult(), *input);
}

LogicalResult QuantizeOp::inferShape(ShapeContext &context) { return inferQuantization(*this, context); }
LogicalResult DequantizeOp::inferShape(ShapeContext &context) { return inferQuantization(*this, context); }

LogicalResult RequantizeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  for (mlir::Value parameter : getOperation()->getOperands().drop_front())
    if (failed(checkBroadcast(*this, context, *input, parameter)))
      return failure();
  return context.setSizes(getResult(), *input);
}

LogicalResult MatmulIntegerOp::inferShape(ShapeContext &context) {
  for (auto [operand, zero] : {std::make_pair(getLhs(), getLhsZero()), std::make_pair(getRhs(), getRhsZero())}) {
    FailureOr<Sizes> sizes = context.sizesOf(*this, operand);
    if (failed(sizes) || (zero && failed(checkBroadcast(*this, context, *sizes, zero))))
      return failure();
  }
  return inferMatmul(*this, context, getLhs(), getRhs(), /*transposeLhs=*/false, /*transposeRhs=*/false);
}
