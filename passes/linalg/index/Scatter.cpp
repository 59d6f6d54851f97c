// NnIndex.td, writing at positions: constant positions that make a box are a slice; all others are written one after
// the other into the data, in place where it is not needed any more. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"

#include <numeric>

using namespace mlir;

namespace ingot {
namespace {

sym::ExprAttr productOf(Lowering &lowering, DimsRef dims) { return sym::product(lowering.context(), dims); }

Value combine(ScalarBuilder scalars, std::optional<nn::ReduceKind> kind, Value old, Value update) {
  if (!kind)
    return update;
  switch (*kind) {
  case nn::ReduceKind::Sum:
    return scalars.add(old, update);
  case nn::ReduceKind::Prod:
    return scalars.mul(old, update);
  case nn::ReduceKind::Max:
    return scalars.max(old, update);
  default:
    return scalars.min(old, update);
  }
}

//===- slices at constant positions
//---------------------------------------------------------------------------------===//

/// A regular part of the data that indices name: along each of their axes, where it starts, how far it steps, and the
/// axis of the indices that it follows (-1: none, one position).
struct Box {
  SmallVector<int64_t> starts, steps, follows;
};

/// The positions of one axis of the data as `start + step * (coordinate along one axis of the indices)`.
bool fitAxis(ArrayRef<int64_t> positions, ArrayRef<int64_t> shape, Box &box) {
  int64_t start = positions.front(), step = 1, follows = -1, stride = 1;
  for (int64_t axis = static_cast<int64_t>(shape.size()); axis-- != 0; stride *= shape[axis])
    if (shape[axis] > 1 && positions[stride] != start && follows < 0) {
      follows = axis;
      step = positions[stride] - start;
    }
  stride = 1;
  for (int64_t axis = static_cast<int64_t>(shape.size()) - 1; axis > follows; --axis)
    stride *= shape[axis];
  for (auto [number, position] : llvm::enumerate(positions)) {
    int64_t coordinate = follows < 0 ? 0 : static_cast<int64_t>(number) / stride % shape[follows];
    if (position != start + step * coordinate)
      return false;
  }
  box.starts.push_back(start);
  box.steps.push_back(step);
  box.follows.push_back(follows);
  return step > 0;
}

/// The box that constant indices name, if they do: each position once, in the order of the data.
std::optional<Box> boxOf(Lowering &lowering, nn::ScatterNdOp op, const Tensor &data, const Tensor &indices) {
  std::optional<SmallVector<int64_t>> values = lowering.integers(op.getIndices());
  if (!values || values->empty())
    return std::nullopt;
  SmallVector<int64_t> shape;
  for (sym::ExprAttr dim : DimsRef(indices.dims).drop_back())
    shape.push_back(dim.getValue());
  int64_t named = static_cast<int64_t>(values->size()) /
                  std::accumulate(shape.begin(), shape.end(), int64_t(1), std::multiplies<>()),
          previous = -1;
  llvm::SmallBitVector used(shape.size());
  Box box;
  for (int64_t axis = 0; axis != named; ++axis) {
    if (!data.dims[axis].isConstant())
      return std::nullopt;
    int64_t size = data.dims[axis].getValue();
    SmallVector<int64_t> positions;
    for (size_t place = axis; place < values->size(); place += named) {
      int64_t position = normalizeAxis((*values)[place], size);
      if (position < 0 || position >= size)
        return std::nullopt;
      positions.push_back(position);
    }
    if (!fitAxis(positions, shape, box))
      return std::nullopt;
    int64_t follows = box.follows.back();
    if (follows >= 0 && follows <= previous)
      return std::nullopt;
    if (follows >= 0)
      used.set(previous = follows);
  }
  for (auto [axis, size] : llvm::enumerate(shape)) // a position that is named again
    if (size != 1 && !used.test(axis))
      return std::nullopt;
  return box;
}

Tensor insertBox(Lowering &lowering, const Box &box, const Tensor &data, const Tensor &indices, const Tensor &updates) {
  Dims offsets(data.rank(), lowering.constant(0)), dims = data.dims;
  SmallVector<int64_t> steps(data.rank(), 1);
  for (size_t axis = 0; axis != box.starts.size(); ++axis) {
    offsets[axis] = lowering.constant(box.starts[axis]);
    steps[axis] = box.steps[axis];
    dims[axis] = box.follows[axis] < 0 ? lowering.constant(1) : indices.dims[box.follows[axis]];
  }
  return lowering.insertSlice(lowering.reshape(updates, dims), data, offsets, steps);
}

//===- slices at computed positions
//---------------------------------------------------------------------------------===//

Lowered lowerScatterNd(nn::ScatterNdOp op, Lowering &lowering) {
  Tensor data = lowering.read(op.getData()), indices = lowering.read(op.getIndices()),
         updates = lowering.read(op.getUpdates());
  std::optional<nn::ReduceKind> kind = op.getReduction();
  if (!kind)
    if (std::optional<Box> box = boxOf(lowering, op, data, indices))
      return insertBox(lowering, *box, data, indices, updates);
  int64_t named = data.rank() + indices.rank() - 1 - updates.rank();
  Dims whole = data.dims, flat(DimsRef(data.dims).take_front(named));
  sym::ExprAttr count = productOf(lowering, DimsRef(indices.dims).drop_back()),
                run = productOf(lowering, DimsRef(data.dims).drop_front(named));
  flat.push_back(run);
  Tensor target = lowering.reshape(data, flat), source = lowering.reshape(updates, {count, run}),
         places = lowering.reshape(indices, {count, lowering.constant(named)});
  bool isUnsigned = data.isUnsigned();
  Tensor made = scalarKernel(lowering, "scatter", target, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Value length = loops.size(run);
    loops.loop(loops.size(count), [&](Value number) {
      SmallVector<Value> position;
      Value inside = loops.scalars().constant(loops.scalars().operations().getBoolAttr(true));
      for (int64_t axis = 0; axis != named; ++axis) {
        Value size = loops.size(data.dims[axis]);
        position.push_back(loops.fromStart(loops.readIndex(places, {number, loops.index(axis)}), size));
        inside = loops.scalars().mul(inside, loops.isWithin(position.back(), size));
      }
      loops.branch(inside, [&] {
        loops.run(length, [&](Value element) {
          SmallVector<Value> at(position);
          at.push_back(element);
          Value update = loops.read(source, {number, element});
          Value old = kind ? loops.read(results[0], at) : Value();
          loops.write(results[0], at, combine(loops.scalars(isUnsigned), kind, old, update));
        });
      });
    });
  })[0];
  return lowering.reshape(made, whole);
}

//===- single elements
//----------------------------------------------------------------------------------------------===//

Lowered lowerScatterElements(nn::ScatterElementsOp op, Lowering &lowering) {
  Tensor data = lowering.read(op.getData()), indices = lowering.read(op.getIndices()),
         updates = lowering.read(op.getUpdates());
  int64_t axis = normalizeAxis(op.getAxis(), data.rank());
  std::optional<nn::ReduceKind> kind = op.getReduction();
  bool isUnsigned = data.isUnsigned();
  return scalarKernel(lowering, "scatter", data, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Value size = loops.size(data.dims[axis]);
    loops.loop(indices.dims, [&](ValueRange number) {
      Value index = loops.fromStart(loops.readIndex(indices, number), size);
      loops.branch(loops.isWithin(index, size), [&] {
        SmallVector<Value> at(number);
        at[axis] = index;
        Value old = kind ? loops.read(results[0], at) : Value();
        Value update = loops.read(updates, number);
        loops.write(results[0], at, combine(loops.scalars(isUnsigned), kind, old, update));
      });
    });
  })[0];
}

//===- caches
//-------------------------------------------------------------------------------------------------------===//

Lowered lowerTensorScatter(nn::TensorScatterOp op, Lowering &lowering) {
  Tensor data = lowering.read(op.getData()), updates = lowering.read(op.getUpdates());
  std::optional<Tensor> starts;
  if (op.getStarts())
    starts = lowering.read(op.getStarts());
  int64_t axis = normalizeAxis(op.getAxis(), data.rank());
  sym::ExprAttr batch = data.dims[0], outer = productOf(lowering, DimsRef(data.dims).slice(1, axis - 1)),
                size = data.dims[axis], count = updates.dims[axis],
                run = productOf(lowering, DimsRef(data.dims).drop_front(axis + 1));
  Dims whole = data.dims;
  Tensor target = lowering.reshape(data, {batch, outer, size, run}),
         source = lowering.reshape(updates, {batch, outer, count, run});
  Tensor made = scalarKernel(lowering, "scatter", target, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Value limit = loops.size(size), length = loops.size(run);
    loops.loop({batch, outer, count}, [&](ValueRange at) {
      Value start = starts ? loops.readIndex(*starts, at[0]) : loops.index(0);
      Value place = loops.scalars().add(loops.scalars().max(start, loops.index(0)), at[2]);
      if (op.getCircular())
        place = loops.scalars().mod(place, limit, /*truncated=*/true);
      loops.branch(loops.isWithin(place, limit), [&] {
        loops.run(length, [&](Value element) {
          loops.write(results[0], {at[0], at[1], place, element}, loops.read(source, {at[0], at[1], at[2], element}));
        });
      });
    });
  })[0];
  return lowering.reshape(made, whole);
}

} // namespace

void addScatterLowerings(LoweringSet &set) {
  set.add<nn::ScatterNdOp>(lowerScatterNd);
  set.add<nn::ScatterElementsOp>(lowerScatterElements);
  set.add<nn::TensorScatterOp>(lowerTensorScatter);
}

} // namespace ingot
