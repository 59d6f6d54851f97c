// NnConv.td, pools: a padding and one linalg.generic that reduces over the window, whose size is that of an
// operand without contents. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Window.h"

using namespace mlir;

namespace ingot {
namespace {

/// What the two pools share: the input as loops (batch, channel and outputs in the layout's order, window...)
/// see it.
struct Pool {
  Lowering &lowering;
  Window window;
  Tensor input;
  Dims result;

  // Rounding up makes the last window reach behind the declared padding. What lies behind the only window is cut
  // off: its loop goes away, and then nothing else would say where the other loop ends.
  Dims highToFill(bool roundsUp) const {
    Dims high = window.high;
    for (int64_t index = 0; index != window.spatial(); ++index) {
      int64_t axis = window.spatialAxis(index);
      sym::ExprAttr missing = sym::sub(window.missing(index, result[axis], input.dims[axis]), window.low[index]);
      if (isOne(result[axis]))
        high[index] = missing;
      else if (roundsUp)
        high[index] = sym::max(high[index], missing);
    }
    return high;
  }

  Tensor reduce(bool roundsUp, Type element, TypedAttr fill, TypedAttr start, Body body) {
    Value fillValue = arith::ConstantOp::create(lowering.operations(), lowering.location(), fill);
    Tensor padded = lowering.pad(input, window.forAllAxes(lowering, window.low),
                                 window.forAllAxes(lowering, highToFill(roundsUp)), fillValue);
    Dims limits = result;
    limits.append(window.sizes);
    auto rank = static_cast<int64_t>(result.size());
    SmallVector<AffineExpr> results;
    for (int64_t axis = 0; axis != rank; ++axis)
      results.push_back(lowering.loop(axis));
    Axes windowLoops;
    for (int64_t index = 0; index != window.spatial(); ++index) {
      int64_t axis = window.spatialAxis(index);
      results[axis] = window.position(index, lowering.loop(axis), lowering.loop(rank + index));
      windowLoops.push_back(rank + index);
    }
    llvm::SmallBitVector reduced(limits.size());
    for (int64_t position : windowLoops)
      reduced.set(position);
    Operand operands[] = {{padded.value, lowering.mapOf(limits.size(), results)},
                          {lowering.empty(window.sizes, element), lowering.map(limits.size(), windowLoops)}};
    return lowering.reduce(operands, limits, reduced, element, start, body);
  }
};

template <typename Op>
Pool poolOf(Op op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims result = lowering.resultDims(), sizes = lowering.constants(op.getWindow());
  return {lowering, windowOf(op, lowering, input.dims, result, sizes), input, result};
}

Lowered lowerMaxPool(nn::MaxPoolOp op, Lowering &lowering) {
  Pool pool = poolOf(op, lowering);
  TypedAttr lowest = lowestAttr(storageOf(pool.input.element), pool.input.isUnsigned());
  return pool.reduce(op.getCeilMode(), pool.input.element, lowest, lowest,
                     [](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
                       return scalars.max(accumulated, elements[0]);
                     });
}

//===- mean
//-------------------------------------------------------------------------------------------------------===//

/// How many elements a window holds: a product of one count per spatial axis, each known per output position.
struct WindowCounts {
  const Pool &pool;
  bool includesPadding;

  bool isStatic() const {
    for (int64_t index = 0; index != pool.window.spatial(); ++index) {
      int64_t axis = pool.window.spatialAxis(index);
      for (sym::ExprAttr expr : {pool.input.dims[axis], pool.result[axis], pool.window.low[index],
                                 pool.window.high[index], pool.window.sizes[index]})
        if (!expr.isConstant())
          return false;
    }
    return true;
  }

  // The range of positions that count, relative to the first element of the input.
  sym::ExprAttr first(int64_t index) const {
    sym::ExprAttr zero = pool.lowering.constant(0);
    return includesPadding ? sym::sub(zero, pool.window.low[index]) : zero;
  }
  sym::ExprAttr limit(int64_t index) const {
    sym::ExprAttr size = pool.input.dims[pool.window.spatialAxis(index)];
    return includesPadding ? sym::add(size, pool.window.high[index]) : size;
  }

  SmallVector<int64_t> along(int64_t index) const {
    const Window &window = pool.window;
    SmallVector<int64_t> counts;
    int64_t outputs = pool.result[window.spatialAxis(index)].getValue();
    for (int64_t output = 0; output != outputs; ++output) {
      int64_t start = output * window.strides[index] - window.low[index].getValue(), count = 0;
      for (int64_t element = 0; element != window.sizes[index].getValue(); ++element) {
        int64_t position = start + element * window.dilations[index];
        count += position >= first(index).getValue() && position < limit(index).getValue();
      }
      counts.push_back(std::max<int64_t>(count, 1));
    }
    return counts;
  }

  /// The count of the window at the current iteration, as an index.
  Value at(ScalarBuilder &scalars) const {
    const Window &window = pool.window;
    Value product;
    for (int64_t index = 0; index != window.spatial(); ++index) {
      Value stride = scalars.index(window.strides[index]), low = pool.lowering.sizeValue(window.low[index]);
      Value start = scalars.sub(scalars.mul(scalars.position(window.spatialAxis(index)), stride), low);
      Value dilation = scalars.index(window.dilations[index]),
            size = pool.lowering.sizeValue(window.sizes[index]);
      auto elementsBefore = [&](sym::ExprAttr position) -> Value {
        Value distance = scalars.sub(pool.lowering.sizeValue(position), start);
        Value count =
            window.dilations[index] == 1 ? distance : scalars.binary<arith::CeilDivSIOp>(distance, dilation);
        return scalars.clamp(count, scalars.index(0), size);
      };
      Value count = scalars.sub(elementsBefore(limit(index)), elementsBefore(first(index)));
      product = product ? scalars.mul(product, count) : count;
    }
    return scalars.max(product, scalars.index(1));
  }
};

// One factor per output position; a single one where all windows are full.
Tensor scaleByCounts(Lowering &lowering, const Pool &pool, const WindowCounts &counts, const Tensor &sum) {
  auto element = cast<FloatType>(sum.element);
  SmallVector<double> factors{1.0};
  Axes shape, loops;
  for (int64_t index = 0; index != pool.window.spatial(); ++index) {
    SmallVector<int64_t> along = counts.along(index);
    SmallVector<double> product;
    for (double factor : factors)
      for (int64_t count : along)
        product.push_back(factor * static_cast<double>(count));
    factors = std::move(product);
    shape.push_back(static_cast<int64_t>(along.size()));
    loops.push_back(pool.window.spatialAxis(index));
  }
  auto attributes = llvm::map_to_vector(
      factors, [&](double factor) -> Attribute { return FloatAttr::get(element, 1.0 / factor); });
  auto values = DenseElementsAttr::get(RankedTensorType::get(shape, element), attributes);
  Tensor scales = lowering.constantTensor(values);
  SmallVector<Operand> operands{lowering.broadcastTo(sum, sum.dims)};
  if (!values.isSplat())
    operands.push_back(lowering.along(scales, loops, sum.rank()));
  return lowering.pointwise(
      operands, sum.dims, element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        Value factor = values.isSplat() ? scalars.constant(cast<TypedAttr>(attributes[0])) : elements[1];
        return scalars.mul(elements[0], factor);
      });
}

Lowered lowerAvgPool(nn::AvgPoolOp op, Lowering &lowering) {
  Pool pool = poolOf(op, lowering);
  if (!isa<FloatType>(pool.input.element) && !op.getSum())
    return lowering.unsupported("expected floating-point elements");
  Type element = accumulatorOf(pool.input.element);
  Tensor sum =
      pool.reduce(op.getCeilMode(), element, numberAttr(pool.input.element, 0), numberAttr(element, 0),
                  [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
                    return scalars.add(accumulated, scalars.resizeFloat(elements[0], element));
                  });
  if (op.getSum())
    return lowering.convertFloat(sum, pool.input.element);
  WindowCounts counts{pool, op.getCountIncludePad()};
  Tensor mean;
  if (counts.isStatic()) {
    mean = scaleByCounts(lowering, pool, counts, sum);
  } else {
    mean =
        lowering.elementwise(sum, sum.dims, element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
          return scalars.div(elements[0], scalars.fromIndex(counts.at(scalars), element));
        });
  }
  return lowering.convertFloat(mean, pool.input.element);
}

} // namespace

void addPoolLowerings(LoweringSet &set) {
  set.add<nn::MaxPoolOp>(lowerMaxPool);
  set.add<nn::AvgPoolOp>(lowerAvgPool);
}

} // namespace ingot
