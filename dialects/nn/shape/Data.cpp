// Shape rules of NnData.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnVerify.h"
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

//===-- results whose number of elements the data decides
//--------------------------------------------------------===//

// Whether an element is not zero, as an expression; null where only the data knows.
static ExprAttr isNonZero(ShapeContext &context, const Scalar &scalar) {
  if (std::optional<double> number = scalar.constant())
    return context.constant(*number != 0);
  ExprAttr expr = scalar.numerator;
  return expr ? context.simplify(sym::logicalNot(sym::equal(expr, context.constant(0)))) : ExprAttr();
}

// How many elements are not zero, where that is known: of a fill all or none.
static ExprAttr countNonZero(ShapeContext &context, mlir::Value input, ExprAttr total) {
  if (auto fill = input.getDefiningOp<FillOp>()) {
    auto number = llvm::dyn_cast<mlir::FloatAttr>(fill.getValue());
    auto integer = llvm::dyn_cast<mlir::IntegerAttr>(fill.getValue());
    bool isZero = number ? number.getValue().isZero() : integer && integer.getValue().isZero();
    return isZero ? context.constant(0) : total;
  }
  const TensorValue *value = context.valueOf(input);
  if (!value)
    return {};
  ExprAttr count = context.constant(0);
  for (const Scalar &scalar : value->elements) {
    ExprAttr one = isNonZero(context, scalar);
    if (!one || !one.isConstant())
      return {};
    count = sym::add(count, one);
  }
  return count;
}

LogicalResult NonZeroOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  ExprAttr total = sym::product(getContext(), *input);
  auto rank = static_cast<int64_t>(input->size());
  if (failed(context.setSizes(getPositions(), {context.constant(rank), total})) ||
      failed(context.setSizes(getCount(), {})))
    return failure();
  if (ExprAttr count = countNonZero(context, getInput(), total))
    context.setValue(getCount(), {{}, {Scalar::of(count)}});
  return success();
}

LogicalResult UniqueOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  if (input->size() != 2)
    return context.error(*this) << "expected a matrix, got rank " << input->size();
  for (mlir::Value result : {getFirst(), getInverse(), getSizes()})
    if (failed(context.setSizes(result, {input->front()})))
      return failure();
  if (failed(context.setSizes(getCount(), {})))
    return failure();
  if (!input->front().isConstant() || input->front().getValue() > 1)
    return success();
  // One row is a group, none is none.
  auto setAll = [&](mlir::Value result, int64_t value) {
    setElements(context, result, [&](llvm::ArrayRef<int64_t>) { return Scalar::of(context.constant(value)); });
  };
  setAll(getFirst(), 0);
  setAll(getInverse(), 0);
  setAll(getSizes(), 1);
  setAll(getCount(), input->front().getValue());
  return success();
}

LogicalResult NonMaxSuppressionOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> boxes = context.sizesOf(*this, getBoxes()), scores = context.sizesOf(*this, getScores());
  if (failed(boxes) || failed(scores))
    return failure();
  if (boxes->size() != 3 || scores->size() != 3)
    return context.error(*this) << "expected boxes and scores of rank 3, got " << boxes->size() << " and "
                                << scores->size();
  ExprAttr four = context.constant(4);
  if (failed(context.unify(*this, "the batches", (*boxes)[0], (*scores)[0])) ||
      failed(context.unify(*this, "the boxes", (*boxes)[1], (*scores)[2])) ||
      failed(context.unify(*this, "dim 2 of the boxes", (*boxes)[2], four)))
    return failure();
  ExprAttr most = (*boxes)[1];
  std::optional<Sizes> limit = getLimit() ? context.integersOf(getLimit()) : Sizes(1, context.constant(0));
  if (limit && limit->size() == 1 && limit->front())
    most = context.simplify(sym::min(most, sym::max(limit->front(), context.constant(0))));
  ExprAttr rows = sym::product(getContext(), {(*scores)[0], (*scores)[1], most});
  if (failed(context.setSizes(getSelected(), {rows, context.constant(3)})))
    return failure();
  return context.setSizes(getCount(), {});
}

LogicalResult TakeFirstOp::inferShape(ShapeContext &context) {
  ExprAttr size;
  RunTimeBuilder build(context, *this);
  for (auto [input, result, axisOf] : llvm::zip(getInputs(), getResults(), getAxes())) {
    FailureOr<Sizes> sizes = context.sizesOf(*this, input);
    FailureOr<int64_t> axis = failed(sizes) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, axisOf, sizes->size());
    if (failed(axis))
      return failure();
    if (!size) {
      FailureOr<ExprAttr> found = context.dataSize(*this, llvm::Twine(*axis), getCount(), (*sizes)[*axis]);
      if (failed(found))
        return failure();
      size = *found;
    }
    (*sizes)[*axis] = size;
    mlir::Value part = build.firstPart(input, *sizes);
    if (!part)
      return failure();
    result.replaceAllUsesWith(part);
    result.setType(llvm::cast<mlir::TensorType>(part.getType()));
  }
  return success();
}
