// Shape rules of NnData.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// These have no results; the rules that build them know the values of the operands.
LogicalResult SetSizeOp::inferShape(ShapeContext &) { return success(); }
LogicalResult RequireOp::inferShape(ShapeContext &) { return success(); }

LogicalResult CheckOp::inferShape(ShapeContext &context) {
  if (std::optional<Sizes> value = context.integersOf(getCondition()); value && value->size() == 1)
    if (ExprAttr condition = value->front())
      return context.require(*this, condition, getMessage());
  return success();
}

LogicalResult ExpectSizeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getValue());
  if (failed(sizes) || failed(context.setSizes(getResult(), *sizes)))
    return failure();
  std::optional<Sizes> known = context.integersOf(getValue());
  if (known && allKnown(*known)) {
    context.setValue(getResult(), *context.valueOf(getValue()));
    return success();
  }
  RunTimeBuilder build(context, *this);
  build.check(build.is<EqualOp>(build.asIntegers(getValue()), build.scalar(getExpected())),
              "expected " + getExpected().str() + " as a size, which the model declares");
  setElements(context, getResult(), [&](llvm::ArrayRef<int64_t>) { return Scalar::of(getExpected()); });
  return success(!build.failed());
}
