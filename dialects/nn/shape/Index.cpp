// Shape rules of NnIndex.td: writing at positions, running along an axis. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

// Two lists of sizes agree; `what` names the operands.
static LogicalResult unifyAll(mlir::Operation *op, ShapeContext &context, llvm::ArrayRef<ExprAttr> left,
                              llvm::ArrayRef<ExprAttr> right, llvm::StringRef what) {
  if (left.size() != right.size())
    return context.error(op) << "expected " << what << " to have the same rank, got " << left.size() << " and "
                             << right.size();
  for (auto [axis, sizes] : llvm::enumerate(llvm::zip(left, right)))
    if (failed(context.unify(op, "dim " + llvm::Twine(axis) + " of " + what, std::get<0>(sizes), std::get<1>(sizes))))
      return failure();
  return success();
}

//===-- writing at positions
//-----------------------------------------------------------------------------------------===//

// The place of a position in a list of elements of a shape; negative where it is outside.
static int64_t placeOf(llvm::ArrayRef<int64_t> position, llvm::ArrayRef<int64_t> shape) {
  int64_t place = 0;
  for (auto [index, size] : llvm::zip_equal(position, shape)) {
    if (index < 0 || index >= size)
      return -1;
    place = place * size + index;
  }
  return place;
}

// The position of element `place` of a shape.
static llvm::SmallVector<int64_t> positionOf(int64_t place, llvm::ArrayRef<int64_t> shape) {
  llvm::SmallVector<int64_t> position(shape.size());
  for (size_t axis = shape.size(); axis-- != 0; place /= shape[axis])
    position[axis] = place % shape[axis];
  return position;
}

// The value of small tensors whose positions are known: `target` gives the position of an element of the updates.
static void scatterValue(mlir::Value result, ShapeContext &context, const TensorValue *data, const TensorValue *updates,
                         std::optional<ReduceKind> kind,
                         llvm::function_ref<llvm::SmallVector<int64_t>(llvm::ArrayRef<int64_t>)> target) {
  TensorValue value = *data;
  Arithmetic arithmetic{context.facts(), context.getContext(), elementOf(result.getType())};
  Arithmetic::Binary combine = kind ? Arithmetic::combinerOf(*kind) : nullptr; // null: an update replaces the element
  for (auto [number, element] : llvm::enumerate(updates->elements)) {
    llvm::SmallVector<int64_t> position = target(positionOf(static_cast<int64_t>(number), updates->shape));
    for (auto [index, size] : llvm::zip_equal(position, data->shape))
      index = normalizeAxis(index, size);
    int64_t place = placeOf(position, data->shape);
    if (place >= 0)
      value.elements[place] = combine ? (arithmetic.*combine)(value.elements[place], element) : element;
  }
  context.setValue(result, std::move(value));
}

// The elements of a small tensor of constant integers.
static std::optional<llvm::SmallVector<int64_t>> constantElements(const TensorValue *value) {
  llvm::SmallVector<int64_t> elements;
  for (const Scalar &element : value->elements) {
    ExprAttr integer = element.integer();
    if (!integer || !integer.isConstant())
      return std::nullopt;
    elements.push_back(integer.getValue());
  }
  return elements;
}

LogicalResult ScatterNdOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> data = context.sizesOf(*this, getData()), indices = context.sizesOf(*this, getIndices()),
                   updates = context.sizesOf(*this, getUpdates());
  if (failed(data) || failed(indices) || failed(updates))
    return failure();
  // The ranks say how many axes the indices name.
  auto rank = static_cast<int64_t>(data->size());
  int64_t named = rank + static_cast<int64_t>(indices->size()) - 1 - static_cast<int64_t>(updates->size());
  if (indices->empty() || named < 0 || named > rank)
    return context.error(*this) << "expected data, indices and updates whose ranks agree, got " << rank << ", "
                                << indices->size() << " and " << updates->size();
  if (failed(context.unify(*this, "the last dim of the indices", indices->back(), context.constant(named))))
    return failure();
  Sizes expected(llvm::ArrayRef(*indices).drop_back());
  llvm::append_range(expected, llvm::ArrayRef(*data).drop_front(named));
  if (failed(unifyAll(*this, context, *updates, expected, "the updates and of indices and data")) ||
      failed(context.setSizes(getResult(), *data)))
    return failure();
  const TensorValue *from = context.valueOf(getData()), *at = context.valueOf(getIndices()),
                    *with = context.valueOf(getUpdates());
  std::optional<llvm::SmallVector<int64_t>> known = at ? constantElements(at) : std::nullopt;
  if (!from || !with || !known)
    return success();
  size_t outer = indices->size() - 1;
  scatterValue(getResult(), context, from, with, getReduction(), [&](llvm::ArrayRef<int64_t> position) {
    int64_t first = placeOf(position.take_front(outer), llvm::ArrayRef(at->shape).drop_back()) * named;
    llvm::SmallVector<int64_t> place(llvm::ArrayRef(*known).slice(first, named));
    llvm::append_range(place, position.drop_front(outer));
    return place;
  });
  return success();
}

LogicalResult ScatterElementsOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> data = context.sizesOf(*this, getData()), indices = context.sizesOf(*this, getIndices()),
                   updates = context.sizesOf(*this, getUpdates());
  if (failed(data) || failed(indices) || failed(updates))
    return failure();
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), data->size());
  if (failed(axis) || failed(unifyAll(*this, context, *updates, *indices, "the updates and of the indices")))
    return failure();
  if (indices->size() != data->size())
    return context.error(*this) << "expected indices of rank " << data->size() << ", got " << indices->size();
  setAxis(*axis);
  for (auto [number, sizes] : llvm::enumerate(llvm::zip(*indices, *data))) {
    auto [count, size] = sizes;
    if (static_cast<int64_t>(number) != *axis &&
        failed(context.require(*this, sym::lessEqual(count, size),
                               "expected at most " + sym::toString(size) + " updates along dim " + llvm::Twine(number) +
                                   ", got " + sym::toString(count))))
      return failure();
  }
  if (failed(context.setSizes(getResult(), *data)))
    return failure();
  const TensorValue *from = context.valueOf(getData()), *at = context.valueOf(getIndices()),
                    *with = context.valueOf(getUpdates());
  std::optional<llvm::SmallVector<int64_t>> known = at ? constantElements(at) : std::nullopt;
  if (from && with && known)
    scatterValue(getResult(), context, from, with, getReduction(), [&](llvm::ArrayRef<int64_t> position) {
      llvm::SmallVector<int64_t> place(position);
      place[*axis] = (*known)[placeOf(position, at->shape)];
      return place;
    });
  return success();
}

LogicalResult TensorScatterOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> data = context.sizesOf(*this, getData()), updates = context.sizesOf(*this, getUpdates());
  if (failed(data) || failed(updates))
    return failure();
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), data->size());
  if (failed(axis))
    return failure();
  setAxis(*axis);
  Sizes expected = *data;
  if (static_cast<int64_t>(updates->size()) > *axis)
    expected[*axis] = (*updates)[*axis];
  if (failed(unifyAll(*this, context, *updates, expected, "the updates and of the data")))
    return failure();
  if (getStarts()) {
    FailureOr<Sizes> starts = context.sizesOf(*this, getStarts());
    if (failed(starts) || failed(unifyAll(*this, context, *starts, {data->front()}, "the starts and of the batch")))
      return failure();
  }
  return context.setSizes(getResult(), *data);
}

//===-- running along an axis
//----------------------------------------------------------------------------------------===//

// The running sum or product of a small tensor.
static void cumulateValue(CumulateOp op, ShapeContext &context, int64_t axis) {
  const TensorValue *input = context.valueOf(op.getInput());
  if (!input || !llvm::isa<mlir::IntegerType>(elementOf(op.getType())))
    return;
  bool isSum = op.getKind() == ReduceKind::Sum;
  Arithmetic arithmetic{context.facts(), context.getContext(), elementOf(op.getType())};
  setElements(context, op.getResult(), [&](llvm::ArrayRef<int64_t> position) {
    llvm::SmallVector<int64_t> at(position);
    int64_t last = position[axis], size = input->shape[axis], skip = op.getExclusive();
    Scalar total = Scalar::of(context.constant(isSum ? 0 : 1));
    int64_t from = op.getReverse() ? last + skip : 0, to = op.getReverse() ? size : last + 1 - skip;
    for (at[axis] = from; at[axis] < to; ++at[axis])
      total = isSum ? arithmetic.add(total, elementAt(*input, at)) : arithmetic.multiply(total, elementAt(*input, at));
    return total;
  });
}

LogicalResult CumulateOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input) || failed(context.setSizes(getResult(), *input)))
    return failure();
  if (getAlong()) {
    std::optional<llvm::SmallVector<int64_t>> known = context.constantsOf(getAlong());
    if (!known || known->size() != 1)
      return success(); // the data says it
    setAxis(known->front());
    getAlongMutable().clear();
  }
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  setAxis(*axis);
  cumulateValue(*this, context, *axis);
  return success();
}

// The number of elements, which only the data knows: what the model declares, or anything up to the size of the axis.
static FailureOr<ExprAttr> countAtRunTime(TopKOp op, ShapeContext &context, int64_t axis, const Sizes &input) {
  std::optional<Sizes> declared = modelSizes(op, 0, context, input.size());
  RunTimeBuilder build(context, op);
  return build.size(llvm::Twine(axis), build.element(build.asIntegers(op.getCount()), 0),
                    declared ? (*declared)[axis] : ExprAttr(), input[axis]);
}

LogicalResult TopKOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  setAxis(*axis);
  Sizes result = *input;
  bool isKnown = true;
  if (getCount()) {
    FailureOr<Sizes> given = context.sizesOf(*this, getCount());
    if (failed(given) || (given->size() == 1 &&
                          failed(context.unify(*this, "the length of 'count'", given->front(), context.constant(1)))))
      return failure();
    std::optional<Sizes> count = context.integersOf(getCount());
    isKnown = count && count->size() == 1 && allKnown(*count);
    FailureOr<ExprAttr> size =
        isKnown ? FailureOr<ExprAttr>(count->front()) : countAtRunTime(*this, context, *axis, *input);
    if (failed(size))
      return failure();
    result[*axis] = *size;
  } else if (auto type = llvm::dyn_cast<mlir::RankedTensorType>(getValues().getType());
             type && sym::isFullyNamed(type)) {
    result = sym::dimsOf(type);
  } else {
    return context.error(*this) << "expected an operand with the number of elements, or a result type that states it, "
                                << "got " << getValues().getType();
  }
  ExprAttr wanted = result[*axis], size = (*input)[*axis];
  bool isDataSize = !isKnown && !wanted.isConstant(); // at most the size already
  if ((!isDataSize && failed(context.require(*this, sym::lessEqual(wanted, size),
                                             "expected at least " + sym::toString(wanted) + " elements along dim " +
                                                 llvm::Twine(*axis) + ", got " + sym::toString(size)))) ||
      failed(context.setSizes(getValues(), result)) || failed(context.setSizes(getIndices(), result)))
    return failure();
  getCountMutable().clear();
  return success();
}

LogicalResult ReverseSequenceOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), lengths = context.sizesOf(*this, getLengths());
  if (failed(input) || failed(lengths))
    return failure();
  FailureOr<llvm::SmallVector<int64_t>> axes =
      checkedAxes(*this, {static_cast<int64_t>(getBatchAxis()), static_cast<int64_t>(getTimeAxis())}, input->size());
  if (failed(axes) ||
      failed(unifyAll(*this, context, *lengths, {(*input)[axes->front()]}, "the lengths and of the batch")))
    return failure();
  setBatchAxis(axes->front());
  setTimeAxis(axes->back());
  return context.setSizes(getResult(), *input);
}
