// NnReduce.td, reductions and softmax: loop nests that combine elements, then element-wise ones that use the
// result. Normalisations are in LowerNorm.cpp. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ingot {
namespace {

/// Reads one element into the sum, product or extremum that is accumulated.
using Step = Value (*)(ScalarBuilder &scalars, Value element, Value accumulated);
/// Makes the result from what was accumulated over `count` elements (a null value unless the kind needs it).
using Finish = Value (*)(ScalarBuilder &scalars, Value accumulated, Value count);

Value stepSum(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.add(accumulated, element);
}
Value stepProduct(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.mul(accumulated, element);
}
Value stepMax(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.max(accumulated, element);
}
Value stepMin(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.min(accumulated, element);
}
Value stepAbsolute(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.add(accumulated, scalars.abs(element));
}
Value stepSquare(ScalarBuilder &scalars, Value element, Value accumulated) {
  return scalars.add(accumulated, scalars.mul(element, element));
}

Value finishMean(ScalarBuilder &scalars, Value accumulated, Value count) {
  FloatAttr number;
  if (matchPattern(count, m_Constant(&number)))
    return scalars.mul(accumulated, scalars.constant(accumulated.getType(), 1.0 / number.getValueAsDouble()));
  return scalars.div(accumulated, count);
}
Value finishRoot(ScalarBuilder &scalars, Value accumulated, Value) {
  return scalars.unary<math::SqrtOp>(accumulated);
}
Value finishLog(ScalarBuilder &scalars, Value accumulated, Value) {
  return scalars.unary<math::LogOp>(accumulated);
}

struct Kind {
  Step step;
  Finish finish = nullptr;
  bool needsFloat = false;
};

Kind kindOf(nn::ReduceKind kind) {
  switch (kind) {
  case nn::ReduceKind::Sum:
  case nn::ReduceKind::Any:
  case nn::ReduceKind::LogSumExp: // of exponentials
    return {stepSum};
  case nn::ReduceKind::Mean:
    return {stepSum, finishMean};
  case nn::ReduceKind::Max:
    return {stepMax};
  case nn::ReduceKind::Min:
    return {stepMin};
  case nn::ReduceKind::Prod:
  case nn::ReduceKind::All:
    return {stepProduct};
  case nn::ReduceKind::L1:
    return {stepAbsolute};
  case nn::ReduceKind::L2:
    return {stepSquare, finishRoot, true};
  case nn::ReduceKind::LogSum:
    return {stepSum, finishLog, true};
  case nn::ReduceKind::SumSquare:
    return {stepSquare};
  }
  llvm_unreachable("a reduction without a step");
}

TypedAttr startOf(nn::ReduceKind kind, Type type, bool isUnsigned) {
  switch (kind) {
  case nn::ReduceKind::Max:
    return lowestAttr(type, isUnsigned);
  case nn::ReduceKind::Min:
    return highestAttr(type, isUnsigned);
  case nn::ReduceKind::Prod:
  case nn::ReduceKind::All:
    return numberAttr(type, 1);
  default:
    return numberAttr(type, 0);
  }
}

/// Loops over all axes of a tensor, some of which are reduced.
struct Reduction {
  Lowering &lowering;
  llvm::SmallBitVector axes;

  Axes kept() const {
    Axes result;
    for (unsigned axis = 0; axis != axes.size(); ++axis)
      if (!axes.test(axis))
        result.push_back(axis);
    return result;
  }
  Dims reducedDims(const Tensor &tensor) const {
    Dims dims;
    for (unsigned axis : axes.set_bits())
      dims.push_back(tensor.dims[axis]);
    return dims;
  }
  /// A reduced tensor next to one that is not.
  Operand view(const Tensor &reduced) const { return lowering.along(reduced, kept(), axes.size()); }
  Operand whole(const Tensor &tensor) const { return {tensor.value, lowering.identity(axes.size())}; }

  Tensor combine(const Tensor &tensor, nn::ReduceKind kind, Type sum) const {
    Kind how = kindOf(kind);
    // 16-bit extrema are exact as they are; everything else is added up in 32 bits.
    bool isExtremum = kind == nn::ReduceKind::Max || kind == nn::ReduceKind::Min;
    Type element = isExtremum ? tensor.element : sum;
    TypedAttr start = startOf(kind, storageOf(element), tensor.isUnsigned());
    return lowering.reduce(whole(tensor), tensor.dims, axes, element, start,
                           [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
                             Value x = scalars.cast(elements[0], tensor.element, element);
                             return how.step(scalars, x, accumulated);
                           });
  }
};

Tensor finishReduction(Lowering &lowering, const Reduction &reduction, const Tensor &input, const Tensor &sum,
                       nn::ReduceKind kind) {
  Kind how = kindOf(kind);
  if (!how.finish)
    return sum;
  Type storage = storageOf(sum.element);
  sym::ExprAttr count = sym::product(lowering.context(), reduction.reducedDims(input));
  return lowering.elementwise(
      sum, sum.dims, sum.element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        Value number = count.isConstant() ? scalars.constant(storage, static_cast<double>(count.getValue()))
                                          : scalars.fromIndex(lowering.sizeValue(count), storage);
        return how.finish(scalars, elements[0], number);
      });
}

// ln sum e^x = m + ln sum e^(x - m), with m the maximum, or 0 where that is infinite.
Tensor logSumExp(Lowering &lowering, const Reduction &reduction, const Tensor &input, Type sum) {
  Tensor largest = reduction.combine(input, nn::ReduceKind::Max, sum);
  auto finite = [&](ScalarBuilder &scalars, Value value) {
    Value wide = scalars.resizeFloat(value, sum);
    Value infinity = scalars.constant(highestAttr(sum, /*isUnsigned=*/false));
    Value isFinite = scalars.compare(Comparison::Less, scalars.abs(wide), infinity);
    return scalars.select(isFinite, wide, scalars.constant(sum, 0));
  };
  Operand operands[] = {reduction.whole(input), reduction.view(largest)};
  Tensor total = lowering.reduce(operands, input.dims, reduction.axes, sum, numberAttr(sum, 0),
                                 [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
                                   Value x = scalars.sub(scalars.resizeFloat(elements[0], sum),
                                                         finite(scalars, elements[1]));
                                   return scalars.add(accumulated, scalars.unary<math::ExpOp>(x));
                                 });
  return lowering.elementwise(
      {total, largest}, total.dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        return scalars.add(scalars.unary<math::LogOp>(elements[0]), finite(scalars, elements[1]));
      });
}

// Roots and logarithms of integers are taken of floats.
Type sumTypeOf(nn::ReduceKind kind, Type element, MLIRContext *context) {
  bool needsFloat = kindOf(kind).needsFloat || kind == nn::ReduceKind::LogSumExp;
  return needsFloat && !isa<FloatType>(element) ? Type(Float64Type::get(context)) : accumulatorOf(element);
}

Lowered lowerReduce(nn::ReduceOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Reduction reduction{lowering, axisSet(op.getAxes(), input.rank(), /*noneMeansAll=*/true)};
  Type sum = sumTypeOf(op.getKind(), input.element, lowering.context()), element = lowering.resultElement();
  Tensor result;
  if (op.getKind() == nn::ReduceKind::LogSumExp) {
    Tensor floats = isa<FloatType>(input.element)
                        ? input
                        : lowering.elementwise(input, input.dims, sum,
                                               [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                                                 return scalars.cast(elements[0], input.element, sum);
                                               });
    result = logSumExp(lowering, reduction, floats, sum);
  } else {
    result = finishReduction(lowering, reduction, input, reduction.combine(input, op.getKind(), sum),
                             op.getKind());
  }
  if (result.element != element)
    result = lowering.elementwise(result, result.dims, element,
                                  [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                                    return scalars.cast(elements[0], result.element, element);
                                  });
  return lowering.reshape(result, lowering.resultDims());
}

// Two reductions of one result each, which vectorise: the extremum, then the first or last position that has
// it. NaN compares equal here, so that a position is always found.
Lowered lowerArgReduce(nn::ArgReduceOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  int64_t axis = normalizeAxis(op.getAxis(), input.rank());
  Reduction reduction{lowering, axisSet({axis}, input.rank(), /*noneMeansAll=*/false)};
  Tensor extremum = reduction.combine(input, op.getKind(), input.element);
  Type element = lowering.resultElement(), storage = storageOf(element);
  bool last = op.getSelectLast();
  TypedAttr start = last ? numberAttr(storage, 0) : highestAttr(storage, element.isUnsignedInteger());
  Operand operands[] = {reduction.whole(input), reduction.view(extremum)};
  auto step = [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
    Value equal = isa<FloatType>(input.element)
                      ? arith::CmpFOp::create(scalars.operations(), scalars.location(),
                                              arith::CmpFPredicate::UEQ, elements[0], elements[1])
                            .getResult()
                      : scalars.compare(Comparison::Equal, elements[0], elements[1]);
    Value position = scalars.fromIndex(scalars.position(axis), storage);
    Value candidate = scalars.select(equal, position, scalars.constant(start));
    return last ? scalars.max(accumulated, candidate) : scalars.min(accumulated, candidate);
  };
  Tensor result = lowering.reduce(operands, input.dims, reduction.axes, element, start, step);
  return lowering.reshape(result, lowering.resultDims());
}

/// e^(x - max) and its sum along the axes.
struct Exponentials {
  Reduction reduction;
  Tensor largest, values, total;

  Exponentials(Lowering &lowering, const Tensor &input, ArrayRef<int64_t> axes)
      : reduction{lowering, axisSet(axes, input.rank(), /*noneMeansAll=*/false)} {
    Type sum = accumulatorOf(input.element);
    largest = reduction.combine(input, nn::ReduceKind::Max, input.element);
    Operand operands[] = {reduction.whole(input), reduction.view(largest)};
    values = lowering.pointwise(
        operands, input.dims, sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
          Value x = scalars.resizeFloat(elements[0], sum), high = scalars.resizeFloat(elements[1], sum);
          return scalars.unary<math::ExpOp>(scalars.sub(x, high));
        });
    total = reduction.combine(values, nn::ReduceKind::Sum, sum);
  }
};

Lowered lowerSoftmax(nn::SoftmaxOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Exponentials exponentials(lowering, input, op.getAxes());
  const Reduction &reduction = exponentials.reduction;
  Operand operands[] = {reduction.whole(exponentials.values), reduction.view(exponentials.total)};
  return lowering.pointwise(
      operands, input.dims, input.element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        return scalars.resizeFloat(scalars.div(elements[0], elements[1]), input.element);
      });
}

Lowered lowerLogSoftmax(nn::LogSoftmaxOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Exponentials exponentials(lowering, input, op.getAxes());
  const Reduction &reduction = exponentials.reduction;
  Type sum = exponentials.total.element;
  // One vector per row: max + ln of the sum.
  Tensor offset = lowering.elementwise({exponentials.total, exponentials.largest}, exponentials.total.dims,
                                       sum, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                                         Value high = scalars.resizeFloat(elements[1], sum);
                                         return scalars.add(scalars.unary<math::LogOp>(elements[0]), high);
                                       });
  Operand operands[] = {reduction.whole(input), reduction.view(offset)};
  return lowering.pointwise(operands, input.dims, input.element,
                            [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                              Value x = scalars.resizeFloat(elements[0], sum);
                              return scalars.resizeFloat(scalars.sub(x, elements[1]), input.element);
                            });
}

} // namespace

void addReduceLowerings(LoweringSet &set) {
  set.add<nn::ReduceOp>(lowerReduce);
  set.add<nn::ArgReduceOp>(lowerArgReduce);
  set.add<nn::SoftmaxOp>(lowerSoftmax);
  set.add<nn::LogSoftmaxOp>(lowerLogSoftmax);
}

} // namespace ingot
