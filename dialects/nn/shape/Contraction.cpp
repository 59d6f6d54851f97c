// Shape rule of the matrix product. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

LogicalResult MatmulOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> left = context.sizesOf(*this, getLhs()), right = context.sizesOf(*this, getRhs());
  if (failed(left) || failed(right))
    return failure();
  if (left->empty() || right->empty())
    return context.error(*this) << "expected operands of rank >= 1, got ranks " << left->size() << " and "
                                << right->size();
  bool leftIsVector = left->size() == 1, rightIsVector = right->size() == 1;
  if (leftIsVector)
    left->insert(left->begin(), context.constant(1));
  else if (getTransposeA())
    std::swap(left->end()[-1], left->end()[-2]);
  if (rightIsVector)
    right->push_back(context.constant(1));
  else if (getTransposeB())
    std::swap(right->end()[-1], right->end()[-2]);
  if (failed(context.unify(*this, "the summed dim", left->back(), right->end()[-2])))
    return failure();
  FailureOr<Sizes> result =
      context.broadcast(*this, llvm::ArrayRef(*left).drop_back(2), llvm::ArrayRef(*right).drop_back(2));
  if (failed(result))
    return failure();
  if (!leftIsVector)
    result->push_back(left->end()[-2]);
  if (!rightIsVector)
    result->push_back(right->back());
  return context.setSizes(getResult(), *result);
}
