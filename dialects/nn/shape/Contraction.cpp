// Shape rule of the matrix product. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/Contraction.h"

#include "dialects/nn/Nn.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

LogicalResult ingot::nn::inferMatmul(mlir::Operation *op, ShapeContext &context, mlir::Value lhs, mlir::Value rhs,
                                     bool transposeLhs, bool transposeRhs) {
  FailureOr<Sizes> left = context.sizesOf(op, lhs), right = context.sizesOf(op, rhs);
  if (failed(left) || failed(right))
    return failure();
  if (left->empty() || right->empty())
    return context.error(op) << "expected operands of rank >= 1, got ranks " << left->size() << " and "
                             << right->size();
  bool leftIsVector = left->size() == 1, rightIsVector = right->size() == 1;
  if (leftIsVector)
    left->insert(left->begin(), context.constant(1));
  else if (transposeLhs)
    std::swap(left->end()[-1], left->end()[-2]);
  if (rightIsVector)
    right->push_back(context.constant(1));
  else if (transposeRhs)
    std::swap(right->end()[-1], right->end()[-2]);
  if (failed(context.unify(op, "the summed dim", left->back(), right->end()[-2])))
    return failure();
  FailureOr<Sizes> result =
      context.broadcast(op, llvm::ArrayRef(*left).drop_back(2), llvm::ArrayRef(*right).drop_back(2));
  if (failed(result))
    return failure();
  if (!leftIsVector)
    result->push_back(left->end()[-2]);
  if (!rightIsVector)
    result->push_back(right->back());
  return context.setSizes(op->getResult(0), *result);
}

LogicalResult MatmulOp::inferShape(ShapeContext &context) {
  return inferMatmul(*this, context, getLhs(), getRhs(), getTransposeA(), getTransposeB());
}
