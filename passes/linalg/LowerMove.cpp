// NnMove.td, operations that move elements: copies through indexing maps where offsets are known, slices and
// changes of shape otherwise. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

using namespace mlir;

namespace ingot {
namespace {

//===- shape and order
//--------------------------------------------------------------------------------------------===//

// True where each size of one list is the size of the other in every call, by another name.
bool isOtherName(Operation *op, DimsRef from, DimsRef to) {
  if (from == to || from.size() != to.size())
    return false;
  sym::Facts facts = sym::Facts::of(op->getParentOfType<ModuleOp>());
  return llvm::all_of(llvm::zip(from, to), [&](auto pair) {
    return std::get<0>(pair) == std::get<1>(pair) || facts.provedEqual(std::get<0>(pair), std::get<1>(pair));
  });
}

template <typename Op>
Lowered lowerReshape(Op op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  if (!isOtherName(op, input.dims, dims))
    return lowering.reshape(input, dims);
  // The pattern casts where one type has a number for it.
  input.dims = dims;
  return input;
}

Lowered lowerTranspose(nn::TransposeOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Axes permutation(op.getPermutation());
  if (permutation.empty())
    for (int64_t axis = input.rank(); axis-- > 0;)
      permutation.push_back(axis);
  return lowering.transpose(input, permutation);
}

Lowered lowerDepthToSpace(nn::DepthToSpaceOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims result = lowering.resultDims();
  sym::ExprAttr block = lowering.constant(op.getBlock());
  bool columnRow = op.getColumnRow();
  Dims split = columnRow ? Dims{result[0], result[1], block, block, input.dims[2], input.dims[3]}
                         : Dims{result[0], block, block, result[1], input.dims[2], input.dims[3]};
  Axes permutation = columnRow ? Axes{0, 1, 4, 2, 5, 3} : Axes{0, 3, 4, 1, 5, 2};
  Tensor moved = lowering.transpose(lowering.reshape(input, split), permutation);
  return lowering.reshape(moved, result);
}

Lowered lowerSpaceToDepth(nn::SpaceToDepthOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims result = lowering.resultDims();
  sym::ExprAttr block = lowering.constant(op.getBlock());
  Dims split{input.dims[0], input.dims[1], result[2], block, result[3], block};
  Tensor moved = lowering.transpose(lowering.reshape(input, split), {0, 3, 5, 1, 2, 4});
  return lowering.reshape(moved, result);
}

//===- slices
//-----------------------------------------------------------------------------------------------------===//

Dims expressionsOf(ArrayAttr attribute) {
  return llvm::map_to_vector(attribute, [](Attribute entry) { return cast<sym::ExprAttr>(entry); });
}

Lowered lowerSlice(nn::SliceOp op, Lowering &lowering) {
  if (!op.getOffsets())
    return lowering.unsupported("expected the core form, with attributes 'offsets' and 'steps_attr'");
  return lowering.slice(lowering.read(op.getInput()), expressionsOf(*op.getOffsets()), *op.getStepsAttr(),
                        lowering.resultDims());
}

FailureOr<SmallVector<Tensor>> lowerSplit(Operation *op, Lowering &lowering) {
  auto split = cast<nn::SplitOp>(op);
  Tensor input = lowering.read(split.getInput());
  int64_t axis = normalizeAxis(split.getAxis(), input.rank());
  Dims offsets(input.rank(), lowering.constant(0));
  SmallVector<int64_t> steps(input.rank(), 1);
  SmallVector<Tensor> parts;
  for (unsigned result = 0; result != op->getNumResults(); ++result) {
    Dims dims = lowering.resultDims(result);
    parts.push_back(lowering.slice(input, offsets, steps, dims));
    offsets[axis] = sym::add(offsets[axis], dims[axis]);
  }
  return parts;
}

Lowered lowerConcat(nn::ConcatOp op, Lowering &lowering) {
  Dims dims = lowering.resultDims();
  int64_t axis = normalizeAxis(op.getAxis(), static_cast<int64_t>(dims.size()));
  if (op.getInputs().size() == 1)
    return lowering.read(op.getInputs().front());
  Type element = lowering.resultElement();
  Tensor whole{lowering.empty(dims, element), dims, element};
  Dims offsets(dims.size(), lowering.constant(0));
  SmallVector<int64_t> steps(dims.size(), 1);
  for (Value input : op.getInputs()) {
    Tensor part = lowering.read(input);
    if (!part.dims[axis].isConstant(0))
      whole = lowering.insertSlice(part, whole, offsets, steps);
    offsets[axis] = sym::add(offsets[axis], part.dims[axis]);
  }
  return whole;
}

//===- paddings
//---------------------------------------------------------------------------------------------------===//

/// One axis of a padding that repeats elements of the input.
struct PaddedAxis {
  sym::ExprAttr size, low, high;

  // Each padding reads the input at most once.
  bool isShort(int64_t atMost) const {
    return size.isConstant() && low.isConstant() && high.isConstant() && low.getValue() <= atMost &&
           high.getValue() <= atMost;
  }
};

// The remainder by a positive divisor, never negative.
Value positiveMod(ScalarBuilder &scalars, Value value, Value divisor) {
  return scalars.mod(value, divisor, /*truncated=*/false);
}

// ... 2 1 [0 1 2 3] 2 1 ...
Value reflected(ScalarBuilder &scalars, const PaddedAxis &axis, Value position, Value last) {
  auto distance = [&](Value value) { return scalars.max(value, scalars.sub(scalars.index(0), value)); };
  if (!axis.isShort(axis.size.isConstant() ? axis.size.getValue() - 1 : 0)) {
    Value period = scalars.max(scalars.add(last, last), scalars.index(1));
    position = positiveMod(scalars, position, period);
  }
  return scalars.sub(last, distance(scalars.sub(last, distance(position))));
}

Value wrapped(ScalarBuilder &scalars, const PaddedAxis &axis, Value position, Value size) {
  if (!axis.isShort(axis.size.isConstant() ? axis.size.getValue() : 0))
    return positiveMod(scalars, position, size);
  Value zero = scalars.index(0);
  position = scalars.select(scalars.compare(Comparison::Less, position, zero), scalars.add(position, size),
                            position);
  Value isOver = scalars.compare(Comparison::GreaterEqual, position, size);
  return scalars.select(isOver, scalars.sub(position, size), position);
}

Tensor padByRepeating(Lowering &lowering, const Tensor &input, DimsRef low, DimsRef high, nn::PadMode mode,
                      DimsRef dims) {
  return lowering.pick(input, {}, dims, [&](ScalarBuilder &scalars, ValueRange) {
    SmallVector<Value> result;
    for (auto [number, size] : llvm::enumerate(input.dims)) {
      Value position = scalars.position(number);
      if (!low[number].isConstant(0) || !high[number].isConstant(0)) {
        PaddedAxis axis{size, low[number], high[number]};
        Value sizeValue = lowering.sizeValue(size), last = scalars.sub(sizeValue, scalars.index(1));
        position = scalars.sub(position, lowering.sizeValue(low[number]));
        if (mode == nn::PadMode::Reflect)
          position = reflected(scalars, axis, position, last);
        else if (mode == nn::PadMode::Wrap)
          position = wrapped(scalars, axis, position, sizeValue);
        else
          position = scalars.clamp(position, scalars.index(0), last);
      }
      result.push_back(position);
    }
    return result;
  });
}

Lowered lowerPad(nn::PadOp op, Lowering &lowering) {
  if (!op.getLow())
    return lowering.unsupported("expected the core form, with attributes 'low' and 'high'");
  Tensor input = lowering.read(op.getInput());
  Dims low = expressionsOf(*op.getLow()), high = expressionsOf(*op.getHigh());
  if (op.getMode() != nn::PadMode::Constant)
    return padByRepeating(lowering, input, low, high, op.getMode(), lowering.resultDims());
  Value fill = op.getValue() ? lowering.scalar(lowering.read(op.getValue()))
                             : arith::ConstantOp::create(lowering.operations(), lowering.location(),
                                                         numberAttr(storageOf(input.element), 0))
                                   .getResult();
  return lowering.pad(input, low, high, fill);
}

//===- repetitions
//------------------------------------------------------------------------------------------------===//

Tensor broadcastOf(Lowering &lowering, const Tensor &input, DimsRef dims) {
  if (DimsRef(input.dims) == dims)
    return input;
  if (input.splat)
    return {lowering.filled(dims, input.splat), Dims(dims), input.element, input.splat};
  return lowering.elementwise(input, dims, input.element,
                              [](ScalarBuilder &, ValueRange elements, Value) { return elements[0]; });
}

Lowered lowerBroadcast(nn::BroadcastOp op, Lowering &lowering) {
  return broadcastOf(lowering, lowering.read(op.getInput()), lowering.resultDims());
}

// An axis that is repeated becomes two, (repetition, position), which are merged in the end.
Lowered lowerTile(nn::TileOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims result = lowering.resultDims(), limits;
  Axes loops;
  SmallVector<ReassociationIndices> groups;
  auto addLoop = [&](sym::ExprAttr limit) {
    groups.back().push_back(static_cast<int64_t>(limits.size()));
    limits.push_back(limit);
  };
  for (auto [axis, size] : llvm::enumerate(input.dims)) {
    groups.emplace_back();
    bool repeats = size != result[axis];
    if (repeats && !isOne(size)) {
      sym::ExprAttr count = sym::exactDiv(result[axis], size);
      if (!count)
        return lowering.unsupported("expected result sizes that are multiples of the input's");
      addLoop(count);
    }
    loops.push_back(repeats && isOne(size) ? -1 : static_cast<int64_t>(limits.size()));
    addLoop(repeats && isOne(size) ? result[axis] : size);
  }
  Tensor repeated =
      lowering.pointwise(lowering.along(input, loops, limits.size()), limits, input.element,
                         [](ScalarBuilder &, ValueRange elements, Value) { return elements[0]; });
  return lowering.collapse(repeated, groups);
}

} // namespace

void addMoveLowerings(LoweringSet &set) {
  set.add<nn::ReshapeOp>(lowerReshape<nn::ReshapeOp>);
  set.add<nn::SqueezeOp>(lowerReshape<nn::SqueezeOp>);
  set.add<nn::UnsqueezeOp>(lowerReshape<nn::UnsqueezeOp>);
  set.add<nn::FlattenOp>(lowerReshape<nn::FlattenOp>);
  set.add<nn::TransposeOp>(lowerTranspose);
  set.add<nn::DepthToSpaceOp>(lowerDepthToSpace);
  set.add<nn::SpaceToDepthOp>(lowerSpaceToDepth);
  set.add<nn::SliceOp>(lowerSlice);
  set.add(nn::SplitOp::getOperationName(), lowerSplit);
  set.add<nn::ConcatOp>(lowerConcat);
  set.add<nn::PadOp>(lowerPad);
  set.add<nn::BroadcastOp>(lowerBroadcast);
  set.add<nn::TileOp>(lowerTile);
}

} // namespace ingot
