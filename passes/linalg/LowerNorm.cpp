// NnReduce.td, normalisations: statistics by reductions, then one element-wise loop nest. They arrive here
// only where the simplify stage kept them. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ingot {
namespace {

/// Mean and 1/sqrt(variance + epsilon) along some axes, in the accumulator's type.
struct Statistics {
  Lowering &lowering;
  const Tensor &input;
  llvm::SmallBitVector axes;
  Type sum;
  Axes kept;
  sym::ExprAttr count;
  /// Without a value where the mean is not subtracted.
  Tensor mean, scale;

  Statistics(Lowering &lowering, const Tensor &input, const llvm::SmallBitVector &axes, double epsilon,
             bool subtractMean)
      : lowering(lowering), input(input), axes(axes), sum(accumulatorOf(input.element)) {
    Dims reduced;
    for (unsigned axis = 0; axis != axes.size(); ++axis) {
      if (axes.test(axis))
        reduced.push_back(input.dims[axis]);
      else
        kept.push_back(axis);
    }
    count = sym::product(lowering.context(), reduced);
    if (subtractMean)
      mean = divideByCount(add([](ScalarBuilder &, Value x) { return x; }));
    Tensor squares = add([](ScalarBuilder &scalars, Value x) { return scalars.mul(x, x); });
    scale = lowering.elementwise(
        squares, squares.dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
          Value variance = meanOf(scalars, elements[0]);
          return scalars.unary<math::RsqrtOp>(scalars.add(variance, scalars.constant(sum, epsilon)));
        });
  }

  Operand view(const Tensor &statistic) { return lowering.along(statistic, kept, axes.size()); }

  /// The input's element without the mean, where the operands are the input and, if there is one, the mean.
  Value centered(ScalarBuilder &scalars, ValueRange elements) {
    Value x = scalars.resizeFloat(elements[0], sum);
    return mean.value ? scalars.sub(x, elements[1]) : x;
  }
  SmallVector<Operand> operands() {
    SmallVector<Operand> result{{input.value, lowering.identity(axes.size())}};
    if (mean.value)
      result.push_back(view(mean));
    return result;
  }

private:
  Value meanOf(ScalarBuilder &scalars, Value total) {
    if (count.isConstant())
      return scalars.mul(total, scalars.constant(sum, 1.0 / static_cast<double>(count.getValue())));
    return scalars.div(total, scalars.fromIndex(lowering.sizeValue(count), sum));
  }

  Tensor add(Value (*term)(ScalarBuilder &, Value)) {
    return lowering.reduce(operands(), input.dims, axes, sum, numberAttr(sum, 0),
                           [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
                             return scalars.add(accumulated, term(scalars, centered(scalars, elements)));
                           });
  }

  Tensor divideByCount(const Tensor &total) {
    return lowering.elementwise(
        total, total.dims, sum,
        [&](ScalarBuilder &scalars, ValueRange elements, Value) { return meanOf(scalars, elements[0]); });
  }
};

// scale*(x - mean)*factor + bias, where scale and bias are ready operands or absent.
Tensor normalize(Lowering &lowering, Statistics &statistics, std::optional<Operand> scale,
                 std::optional<Operand> bias) {
  SmallVector<Operand> operands = statistics.operands();
  operands.push_back(statistics.view(statistics.scale));
  for (const std::optional<Operand> &operand : {scale, bias})
    if (operand)
      operands.push_back(*operand);
  Type sum = statistics.sum, element = statistics.input.element;
  return lowering.pointwise(operands, statistics.input.dims, element,
                            [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                              unsigned next = statistics.mean.value ? 2 : 1;
                              Value x = scalars.mul(statistics.centered(scalars, elements), elements[next++]);
                              if (scale)
                                x = scalars.mul(x, scalars.resizeFloat(elements[next++], sum));
                              if (bias)
                                x = scalars.add(x, scalars.resizeFloat(elements[next], sum));
                              return scalars.resizeFloat(x, element);
                            });
}

Lowered lowerLayerNorm(nn::LayerNormOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  llvm::SmallBitVector axes(input.rank());
  axes.set(normalizeAxis(op.getAxis(), input.rank()), input.rank());
  Statistics statistics(lowering, input, axes, op.getEpsilon().convertToDouble(), !op.getRootMeanSquare());
  std::optional<Operand> scale, bias;
  if (op.getScale())
    scale = lowering.broadcastTo(lowering.read(op.getScale()), input.dims);
  if (op.getBias())
    bias = lowering.broadcastTo(lowering.read(op.getBias()), input.dims);
  return normalize(lowering, statistics, scale, bias);
}

Lowered lowerGroupNorm(nn::GroupNormOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Tensor scale = lowering.read(op.getScale()), bias = lowering.read(op.getBias());
  auto groups = static_cast<int64_t>(op.getGroups());
  Axes channelLoops{1};
  Tensor split = input;
  if (groups > 0) {
    sym::ExprAttr outer = lowering.constant(groups), inner = sym::exactDiv(input.dims[1], outer);
    if (!inner)
      return lowering.unsupported("expected a channel count that is a multiple of the groups");
    split = lowering.splitAxis(input, 1, outer, inner);
    scale = lowering.splitAxis(scale, 0, outer, inner);
    bias = lowering.splitAxis(bias, 0, outer, inner);
    channelLoops.push_back(2);
  }
  llvm::SmallBitVector axes(split.rank());
  axes.set(2, split.rank());
  Statistics statistics(lowering, split, axes, op.getEpsilon().convertToDouble(), /*subtractMean=*/true);
  Tensor result = normalize(lowering, statistics, lowering.along(scale, channelLoops, split.rank()),
                            lowering.along(bias, channelLoops, split.rank()));
  return groups > 0 ? lowering.mergeAxes(result, 1) : result;
}

Lowered lowerBatchNorm(nn::BatchNormOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Type sum = accumulatorOf(input.element);
  double epsilon = op.getEpsilon().convertToDouble();
  // One multiplication per element: the factors are made per channel.
  Tensor scale = lowering.read(op.getScale()), variance = lowering.read(op.getVariance());
  Tensor factor = lowering.elementwise(
      {scale, variance}, scale.dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        Value spread = scalars.add(scalars.resizeFloat(elements[1], sum), scalars.constant(sum, epsilon));
        return scalars.mul(scalars.resizeFloat(elements[0], sum), scalars.unary<math::RsqrtOp>(spread));
      });
  SmallVector<Operand> operands{{input.value, lowering.identity(input.rank())}};
  for (const Tensor &vector : {lowering.read(op.getMean()), factor, lowering.read(op.getBias())})
    operands.push_back(lowering.along(vector, {1}, input.rank()));
  return lowering.pointwise(
      operands, input.dims, input.element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        Value x = scalars.sub(scalars.resizeFloat(elements[0], sum), scalars.resizeFloat(elements[1], sum));
        x = scalars.add(scalars.mul(x, elements[2]), scalars.resizeFloat(elements[3], sum));
        return scalars.resizeFloat(x, input.element);
      });
}

} // namespace

void addNormLowerings(LoweringSet &set) {
  set.add<nn::BatchNormOp>(lowerBatchNorm);
  set.add<nn::LayerNormOp>(lowerLayerNorm);
  set.add<nn::GroupNormOp>(lowerGroupNorm);
}

} // namespace ingot
