// NnMove.td, elements at computed positions. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace ingot {
namespace {

// Constant indices counted from the start and clamped; nothing where the size that they depend on is unknown.
std::optional<SmallVector<int64_t>> knownPositions(Lowering &lowering, nn::GatherOp op, sym::ExprAttr size) {
  std::optional<SmallVector<int64_t>> indices = lowering.integers(op.getIndices());
  if (!indices || indices->empty())
    return std::nullopt;
  for (int64_t &index : *indices) {
    if (!size.isConstant() && index != 0)
      return std::nullopt;
    int64_t limit = size.isConstant() ? size.getValue() : 1;
    index = std::clamp<int64_t>(index < 0 ? index + limit : index, 0, std::max<int64_t>(limit - 1, 0));
  }
  return indices;
}

// The distance of indices in even steps, or nothing. These are a slice.
std::optional<int64_t> evenStep(ArrayRef<int64_t> positions) {
  if (positions.size() < 2 || positions[0] == positions[1])
    return std::nullopt;
  int64_t step = positions[1] - positions[0];
  for (size_t place = 2; place < positions.size(); ++place)
    if (positions[place] - positions[place - 1] != step)
      return std::nullopt;
  return step;
}

// In a loop, an element of the first axis at a position that is computed once: a part of the input that is read in
// place.
Tensor viewElement(Lowering &lowering, const Tensor &input, const Tensor &indices, DimsRef dims) {
  ScalarBuilder scalars(lowering.operations(), lowering.location());
  Value index = scalars.toIndex(lowering.scalar(indices)), size = lowering.sizeValue(input.dims[0]);
  Value zero = scalars.index(0);
  if (!indices.isUnsigned())
    index = scalars.select(scalars.compare(Comparison::Less, index, zero), scalars.add(index, size), index);
  index = scalars.clamp(index, zero, scalars.sub(size, scalars.index(1)));
  SmallVector<OpFoldResult> offsets(input.rank(), scalars.operations().getIndexAttr(0)),
      strides(input.rank(), scalars.operations().getIndexAttr(1)), sizes = lowering.sizes(input.dims);
  offsets[0] = index;
  sizes[0] = strides[0];
  Value part = tensor::ExtractSliceOp::create(lowering.operations(), lowering.location(),
                                              TensorBuilder::typeOf(dims, input.element), input.value, offsets, sizes,
                                              strides);
  return {part, Dims(dims), input.element};
}

Lowered lowerGather(nn::GatherOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), indices = lowering.read(op.getIndices());
  int64_t axis = normalizeAxis(op.getAxis(), input.rank()), count = indices.rank();
  Dims dims = lowering.resultDims();
  sym::ExprAttr size = input.dims[axis];
  // The loop of another axis of the input: axes behind the gathered one move.
  auto loopOf = [&](int64_t position) { return position < axis ? position : position + count - 1; };

  if (auto known = knownPositions(lowering, op, size)) {
    if (known->size() == 1) {
      SmallVector<AffineExpr> results;
      for (int64_t position = 0; position != input.rank(); ++position)
        results.push_back(position == axis ? getAffineConstantExpr(known->front(), lowering.context())
                                           : lowering.loop(loopOf(position)));
      return lowering.copy(input, lowering.mapOf(dims.size(), results), dims);
    }
    if (std::optional<int64_t> step = evenStep(*known); step && count == 1) {
      Dims offsets(input.rank(), lowering.constant(0));
      SmallVector<int64_t> steps(input.rank(), 1);
      offsets[axis] = lowering.constant(known->front());
      steps[axis] = *step;
      return lowering.slice(input, offsets, steps, dims);
    }
  }

  if (axis == 0 && count == 0 && input.rank() > 1 && !isa<func::FuncOp>(op->getParentOp()))
    return viewElement(lowering, input, indices, dims);

  Axes indexLoops = llvm::to_vector(llvm::seq(axis, axis + count));
  Operand operand = lowering.along(indices, indexLoops, dims.size());
  return lowering.pick(
      input, operand, dims,
      [&](ScalarBuilder &scalars, ValueRange elements) {
        Value index = scalars.toIndex(elements[0]), sizeValue = lowering.sizeValue(size);
        Value zero = scalars.index(0);
        if (!indices.isUnsigned()) {
          Value isNegative = scalars.compare(Comparison::Less, index, zero);
          index = scalars.select(isNegative, scalars.add(index, sizeValue), index);
        }
        index = scalars.clamp(index, zero, scalars.sub(sizeValue, scalars.index(1)));
        SmallVector<Value> position;
        for (int64_t place = 0; place != input.rank(); ++place)
          position.push_back(place == axis ? index : scalars.position(loopOf(place)));
        return position;
      },
      indices.isUnsigned());
}

} // namespace

void addGatherLowerings(LoweringSet &set) { set.add<nn::GatherOp>(lowerGather); }

} // namespace ingot
