// NnSample.td, elements at computed positions and regular parts of a tensor. Interpolation is in LowerGrid.cpp,
// resampling in LowerResize.cpp. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"
#include "passes/linalg/sample/Sample.h"

using namespace mlir;

namespace ingot {
namespace {

// An index counted from the start and limited to the axis.
Value wrapIndex(Lowering &lowering, ScalarBuilder &scalars, Value element, bool isUnsigned, sym::ExprAttr size) {
  Value index = scalars.toIndex(element), sizeValue = lowering.sizeValue(size), zero = scalars.index(0);
  if (!isUnsigned)
    index = scalars.select(scalars.compare(Comparison::Less, index, zero), scalars.add(index, sizeValue), index);
  return scalars.clamp(index, zero, scalars.sub(sizeValue, scalars.index(1)));
}

Lowered lowerGatherElements(nn::GatherElementsOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), indices = lowering.read(op.getIndices());
  Dims dims = lowering.resultDims();
  int64_t axis = normalizeAxis(op.getAxis(), input.rank());
  Operand operand{indices.value, lowering.identity(dims.size())};
  return lowering.pick(
      input, operand, dims,
      [&](ScalarBuilder &scalars, ValueRange elements) {
        SmallVector<Value> position;
        for (int64_t place = 0; place != input.rank(); ++place)
          position.push_back(place == axis
                                 ? wrapIndex(lowering, scalars, elements[0], indices.isUnsigned(), input.dims[axis])
                                 : scalars.position(place));
        return position;
      },
      indices.isUnsigned());
}

// Loops: batch, tuples, what a tuple selects. Each coordinate is an operand of its own.
Lowered lowerGatherNd(nn::GatherNdOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), indices = lowering.read(op.getIndices());
  Dims dims = lowering.resultDims();
  auto batch = static_cast<int64_t>(op.getBatchDims());
  int64_t tupleAxes = indices.rank() - 1, count = indices.dims.back().getValue();
  SmallVector<Operand> operands;
  for (int64_t place = 0; place != count; ++place) {
    SmallVector<AffineExpr> results;
    for (int64_t axis = 0; axis != tupleAxes; ++axis)
      results.push_back(lowering.loop(axis));
    results.push_back(getAffineConstantExpr(place, lowering.context()));
    operands.push_back({indices.value, lowering.mapOf(dims.size(), results)});
  }
  return lowering.pick(
      input, operands, dims,
      [&](ScalarBuilder &scalars, ValueRange elements) {
        SmallVector<Value> position;
        for (int64_t axis = 0; axis != input.rank(); ++axis) {
          bool isIndexed = axis >= batch && axis < batch + count;
          if (isIndexed)
            position.push_back(
                wrapIndex(lowering, scalars, elements[axis - batch], indices.isUnsigned(), input.dims[axis]));
          else
            position.push_back(scalars.position(axis < batch ? axis : axis - batch - count + tupleAxes));
        }
        return position;
      },
      indices.isUnsigned());
}

Lowered lowerDiagonal(nn::DiagonalOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  int64_t first = normalizeAxis(op.getFirst(), input.rank()), second = normalizeAxis(op.getSecond(), input.rank());
  SmallVector<int64_t> loops;
  for (int64_t axis = 0; axis != input.rank(); ++axis) {
    int64_t kept = axis == second ? first : axis;
    loops.push_back(kept > second ? kept - 1 : kept);
  }
  return lowering.copy(input, lowering.map(dims.size(), loops), dims);
}

// The maps of a frame are not those of a copy: frames overlap.
Lowered lowerFrame(nn::FrameOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  int64_t axis = normalizeAxis(op.getAxis(), input.rank());
  // What lies behind the last frame would make the loops longer than the frames.
  Tensor source = input;
  sym::ExprAttr covered = sym::add(sym::mul(sym::add(dims[axis], -1), static_cast<int64_t>(op.getStep())),
                                   static_cast<int64_t>(op.getLength()));
  if (covered != input.dims[axis]) {
    Dims cut = input.dims;
    cut[axis] = covered;
    source =
        lowering.extractSlice(input, Dims(cut.size(), lowering.constant(0)), cut, SmallVector<int64_t>(cut.size(), 1));
  }
  SmallVector<AffineExpr> results;
  for (int64_t place = 0; place != input.rank(); ++place)
    results.push_back(place == axis ? lowering.loop(axis) * static_cast<int64_t>(op.getStep()) + lowering.loop(axis + 1)
                                    : lowering.loop(place < axis ? place : place + 1));
  return lowering.copy(source, lowering.mapOf(dims.size(), results), dims);
}

// A boolean is stored as a byte that is 0 or 1.
Lowered lowerBitcast(nn::BitcastOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Type to = lowering.resultElement(), storage = storageOf(to);
  return lowering.elementwise(input, input.dims, to, [&](ScalarBuilder &scalars, ValueRange elements, Value) -> Value {
    Value value = elements[0];
    if (value.getType() == storage)
      return value;
    if (value.getType().isInteger(1))
      return arith::ExtUIOp::create(scalars.operations(), scalars.location(), storage, value);
    if (storage.isInteger(1))
      return arith::TruncIOp::create(scalars.operations(), scalars.location(), storage, value);
    return arith::BitcastOp::create(scalars.operations(), scalars.location(), storage, value);
  });
}

} // namespace

void addSampleLowerings(LoweringSet &set) {
  set.add<nn::GatherElementsOp>(lowerGatherElements);
  set.add<nn::GatherNdOp>(lowerGatherNd);
  set.add<nn::DiagonalOp>(lowerDiagonal);
  set.add<nn::FrameOp>(lowerFrame);
  set.add<nn::BitcastOp>(lowerBitcast);
  addGridLowerings(set);
  addRoiAlignLowerings(set);
  addSignalLowerings(set);
}

} // namespace ingot
