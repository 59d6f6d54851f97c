// Shape rules of operations that move or repeat elements. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

LogicalResult TransposeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  llvm::SmallVector<int64_t> permutation(getPermutation());
  if (permutation.empty())
    for (size_t axis = input->size(); axis-- != 0;)
      permutation.push_back(axis);
  if (permutation.size() != input->size())
    return context.error(*this) << "expected a permutation of " << input->size() << " axes, got " << permutation.size();
  setPermutation(permutation);
  Sizes result;
  for (int64_t axis : permutation)
    result.push_back((*input)[axis]);
  if (failed(context.setSizes(getResult(), result)))
    return failure();
  if (const TensorValue *value = context.valueOf(getInput()))
    setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
      llvm::SmallVector<int64_t> source(position.size());
      for (auto [axis, from] : llvm::enumerate(permutation))
        source[from] = position[axis];
      return elementAt(*value, source);
    });
  return success();
}

//===-- concat
//-------------------------------------------------------------------------------------------------===//

// The element of the input that holds a position of the result; unknown where that input has no value.
static void concatValues(ConcatOp op, ShapeContext &context, int64_t axis) {
  llvm::SmallVector<const TensorValue *> values;
  for (mlir::Value input : op.getInputs())
    values.push_back(context.valueOf(input));
  if (llvm::all_of(values, [](const TensorValue *value) { return !value; }))
    return;
  setElements(context, op.getResult(), [&](llvm::ArrayRef<int64_t> position) {
    llvm::SmallVector<int64_t> local(position);
    for (auto [input, value] : llvm::zip(op.getInputs(), values)) {
      int64_t size = llvm::cast<mlir::RankedTensorType>(input.getType()).getDimSize(axis);
      if (local[axis] < size)
        return value ? elementAt(*value, local) : Scalar();
      local[axis] -= size;
    }
    return Scalar();
  });
}

LogicalResult ConcatOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> result = context.sizesOf(*this, getInputs().front());
  FailureOr<int64_t> axis =
      failed(result) ? FailureOr<int64_t>(failure()) : checkedAxis(*this, getAxis(), result->size());
  if (failed(axis))
    return failure();
  for (auto [index, input] : llvm::enumerate(getInputs().drop_front())) {
    FailureOr<Sizes> next = context.sizesOf(*this, input);
    if (failed(next))
      return failure();
    if (next->size() != result->size())
      return context.error(*this) << "expected inputs of rank " << result->size() << ", got rank " << next->size()
                                  << " for input " << index + 1;
    for (size_t dim = 0; dim != result->size(); ++dim) {
      if (static_cast<int64_t>(dim) == *axis) {
        (*result)[dim] = sym::add((*result)[dim], (*next)[dim]);
        continue;
      }
      FailureOr<ExprAttr> unified = context.unify(
          *this, "dim " + llvm::Twine(dim) + " of input " + llvm::Twine(index + 1), (*result)[dim], (*next)[dim]);
      if (failed(unified))
        return failure();
      (*result)[dim] = *unified;
    }
  }
  if (failed(context.setSizes(getResult(), *result)))
    return failure();
  concatValues(*this, context, *axis);
  return success();
}

//===-- gather
//-------------------------------------------------------------------------------------------------===//

// An element at a symbolic index is known where all candidates are the same; only constant indices are
// followed.
static void gatherValues(GatherOp op, ShapeContext &context, int64_t axis) {
  const TensorValue *input = context.valueOf(op.getInput()), *indices = context.valueOf(op.getIndices());
  if (!input || !indices)
    return;
  size_t indexRank = indices->shape.size();
  setElements(context, op.getResult(), [&](llvm::ArrayRef<int64_t> position) {
    ExprAttr index = elementAt(*indices, position.slice(axis, indexRank)).integer();
    if (!index || !index.isConstant())
      return Scalar();
    int64_t chosen = normalizeAxis(index.getValue(), input->shape[axis]);
    if (chosen < 0 || chosen >= input->shape[axis])
      return Scalar();
    llvm::SmallVector<int64_t> source(position.take_front(axis));
    source.push_back(chosen);
    llvm::append_range(source, position.drop_front(axis + indexRank));
    return elementAt(*input, source);
  });
}

LogicalResult GatherOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), indices = context.sizesOf(*this, getIndices());
  if (failed(input) || failed(indices))
    return failure();
  FailureOr<int64_t> axis = checkedAxis(*this, getAxis(), input->size());
  if (failed(axis))
    return failure();
  llvm::ArrayRef<ExprAttr> sizes(*input);
  Sizes result(sizes.take_front(*axis));
  llvm::append_range(result, *indices);
  llvm::append_range(result, sizes.drop_front(*axis + 1));
  setAxis(*axis);
  if (failed(context.setSizes(getResult(), result)))
    return failure();
  gatherValues(*this, context, *axis);
  return success();
}

//===-- repetition
//---------------------------------------------------------------------------------------------===//

// The sizes that the type of a result in core form states.
static FailureOr<Sizes> declaredSizes(mlir::Operation *op, ShapeContext &context) {
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(op->getResult(0).getType());
  if (type && sym::isFullyNamed(type))
    return Sizes(sym::dimsOf(type));
  return context.error(op) << "expected an operand with the sizes, or a result type that states them, got "
                           << op->getResult(0).getType();
}

LogicalResult BroadcastOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  FailureOr<Sizes> wanted = getShape() ? runTimeBroadcast(*this, context, *input) : declaredSizes(*this, context);
  FailureOr<Sizes> result = failed(wanted) ? FailureOr<Sizes>(failure()) : context.broadcast(*this, *input, *wanted);
  if (failed(result))
    return failure();
  if (getShape())
    getShapeMutable().clear();
  if (failed(context.setSizes(getResult(), *result)))
    return failure();
  if (const TensorValue *value = context.valueOf(getInput()))
    setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) { return elementAt(*value, position); });
  return success();
}

// In core form each size of the result is a multiple of the input's.
static FailureOr<Sizes> declaredTiles(TileOp op, ShapeContext &context, const Sizes &input) {
  FailureOr<Sizes> result = declaredSizes(op, context);
  if (failed(result))
    return failure();
  if (result->size() != input.size())
    return context.error(op) << "expected a result of rank " << input.size() << ", got rank " << result->size();
  for (auto [axis, size, whole] : llvm::enumerate(input, *result))
    if (failed(context.require(op, sym::equal(sym::mod(whole, size), context.constant(0)),
                               "expected dim " + llvm::Twine(axis) + " of the result, " + whole.str() +
                                   ", to be a multiple of " + size.str())))
      return failure();
  return result;
}

LogicalResult TileOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  FailureOr<Sizes> result = failure();
  if (getRepeats()) {
    FailureOr<Sizes> repeats = runTimeTile(*this, context, *input);
    if (failed(repeats))
      return failure();
    if (repeats->size() != input->size())
      return context.error(*this) << "expected " << input->size() << " counts of repetitions, got " << repeats->size();
    result = *input;
    for (auto [size, count] : llvm::zip(*result, *repeats))
      size = sym::mul(size, count);
    getRepeatsMutable().clear();
  } else {
    result = declaredTiles(*this, context, *input);
  }
  if (failed(result) || failed(context.setSizes(getResult(), *result)))
    return failure();
  if (const TensorValue *value = context.valueOf(getInput()))
    setElements(context, getResult(), [&](llvm::ArrayRef<int64_t> position) {
      llvm::SmallVector<int64_t> source(position);
      for (auto [index, size] : llvm::zip(source, value->shape))
        index %= size;
      return elementAt(*value, source);
    });
  return success();
}

//===-- pad
//----------------------------------------------------------------------------------------------------===//

// Spreads ONNX's list of paddings (all begins, then all ends, of the named axes) over all axes.
static LogicalResult resolvePads(PadOp op, ShapeContext &context, Sizes &low, Sizes &high) {
  FailureOr<Sizes> pads = context.requireIntegers(op, op.getPads(), "paddings");
  if (failed(pads))
    return failure();
  int64_t rank = low.size();
  llvm::SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(rank));
  if (op.getAxes()) {
    std::optional<llvm::SmallVector<int64_t>> given = context.constantsOf(op.getAxes());
    if (!given)
      return context.error(op) << "expected axes that are constant";
    axes = *given;
  }
  FailureOr<llvm::SmallVector<int64_t>> checked = checkedAxes(op, axes, rank);
  if (failed(checked))
    return failure();
  if (pads->size() != 2 * checked->size())
    return context.error(op) << "expected " << 2 * checked->size() << " paddings, two for each axis, got "
                             << pads->size();
  for (auto [index, axis] : llvm::enumerate(*checked)) {
    low[axis] = (*pads)[index];
    high[axis] = (*pads)[checked->size() + index];
  }
  return success();
}

LogicalResult PadOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  Sizes low(input->size(), context.constant(0)), high = low, result = *input;
  bool isRunTime = false;
  if (getPads()) {
    std::optional<Sizes> pads = context.integersOf(getPads());
    isRunTime = !pads || !allKnown(*pads) || (getAxes() && !context.constantsOf(getAxes()));
    if (failed(isRunTime ? runTimePad(*this, context, *input, low, high, result)
                         : resolvePads(*this, context, low, high)))
      return failure();
    getPadsMutable().clear();
    getAxesMutable().clear();
    setLowAttr(exprArray(getContext(), low));
    setHighAttr(exprArray(getContext(), high));
  } else {
    FailureOr<Sizes> first = exprsOf(*this, getLowAttr()), second = exprsOf(*this, getHighAttr());
    if (failed(first) || failed(second))
      return failure();
    low = *first;
    high = *second;
  }
  for (size_t axis = 0; !isRunTime && axis != result.size(); ++axis)
    result[axis] = sym::add(sym::add(result[axis], low[axis]), high[axis]);
  return context.setSizes(getResult(), result);
}
