// Import functions of element-wise operations, reductions, contractions and normalisations.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"

#include <limits>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Element-wise -------------------------------------------------------------------------------------===//

Value importCopy(Importer &importer, Call &call) { return wrap(first(importer, call)); }

Value importNotEqual(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> operands = bothOperands(importer, call);
  mlir::Type logical = importer.builder().getI1Type();
  return wrap(
      importer.create<nn::NotOp>(call, logical, importer.create<nn::EqualOp>(call, logical, operands[0], operands[1])));
}

Value importSelect(Importer &importer, Call &call) {
  mlir::Value condition = importer.tensor(call, "condition", importer.builder().getI1Type());
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, {*call.find("true_value"), *call.find("false_value")});
  operands.push_back(condition);
  importer.align(call, operands);
  if (call.failed())
    return {};
  return wrap(
      importer.create<nn::SelectOp>(call, Importer::elementOf(operands[0]), operands[2], operands[0], operands[1]));
}

Value importAddAll(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, call.items("x"));
  importer.align(call, operands);
  if (operands.empty())
    return call.fail("expected at least one tensor");
  mlir::Value sum = operands.front();
  for (mlir::Value operand : llvm::drop_begin(operands))
    sum = importer.like<nn::AddOp>(call, sum, operand);
  return wrap(sum);
}

Value importLeakyRelu(Importer &importer, Call &call) {
  llvm::APFloat alpha(call.scalar("alpha"));
  return wrap(importer.like<nn::LeakyReluOp>(call, firstFloat(importer, call), alpha));
}

Value importElu(Importer &importer, Call &call) {
  llvm::APFloat alpha(call.scalar("alpha"));
  return wrap(importer.like<nn::EluOp>(call, firstFloat(importer, call), alpha));
}

Value importSelu(Importer &importer, Call &call) {
  llvm::APFloat alpha(call.scalar("alpha")), gamma(call.scalar("lambda"));
  return wrap(importer.like<nn::SeluOp>(call, firstFloat(importer, call), alpha, gamma));
}

Value importApproximateGelu(Importer &importer, Call &call) {
  return wrap(importer.like<nn::GeluOp>(call, firstFloat(importer, call), /*approximate=*/true));
}

Value importIsInf(Importer &importer, Call &call) {
  bool isPositive = call.logical("detect_positive"), isNegative = call.logical("detect_negative");
  mlir::Value input = firstFloat(importer, call);
  if (call.failed())
    return {};
  mlir::Type logical = importer.builder().getI1Type(), element = Importer::elementOf(input);
  if (isPositive && isNegative)
    return wrap(importer.create<nn::IsInfOp>(call, logical, input));
  double wanted = std::numeric_limits<double>::infinity();
  // Nothing equals a NaN: no sign is asked for.
  double searched = isPositive ? wanted : isNegative ? -wanted : std::numeric_limits<double>::quiet_NaN();
  return wrap(importer.create<nn::EqualOp>(call, logical, input, importer.splat(call, {}, element, searched)));
}

//===- Reductions ---------------------------------------------------------------------------------------===//

static llvm::SmallVector<int64_t> axesOf(Importer &importer, Call &call, mlir::Value input) {
  llvm::SmallVector<int64_t> axes = call.integers("axes");
  if (call.failed())
    return {};
  for (int64_t &axis : axes)
    axis = importer.axis(call, axis, Importer::rankOf(input));
  return axes;
}

Value importReduction(Importer &importer, Call &call, nn::ReduceKind kind) {
  bool isLogical = kind == nn::ReduceKind::Any || kind == nn::ReduceKind::All;
  mlir::Value input = kind == nn::ReduceKind::Mean ? firstFloat(importer, call)
                      : isLogical                  ? importer.tensor(call, "input", importer.builder().getI1Type())
                                                   : first(importer, call);
  llvm::SmallVector<int64_t> axes = axesOf(importer, call, input);
  // No axes mean all of them in nn, and none here.
  if (call.failed() || axes.empty())
    return wrap(input);
  return wrap(importer.like<nn::ReduceOp>(call, input, kind, axes, /*keep_dims=*/true));
}

Value importSumReduce(Importer &importer, Call &call) {
  return importReduction(importer, call, call.logical("normalize") ? nn::ReduceKind::Mean : nn::ReduceKind::Sum);
}

/// Brings the axes that are reduced to the end, as one; several axes count in row-major order.
static mlir::Value mergeAxes(Importer &importer, Call &call, mlir::Value input, llvm::ArrayRef<int64_t> axes) {
  Sizes sizes = Importer::sizesOf(input), merged;
  llvm::SmallVector<int64_t> order;
  ExprAttr volume = importer.number(1);
  for (int64_t axis = 0; axis < static_cast<int64_t>(sizes.size()); ++axis)
    if (!llvm::is_contained(axes, axis)) {
      order.push_back(axis);
      merged.push_back(sizes[axis]);
    }
  for (int64_t axis : axes) {
    order.push_back(axis);
    volume = sym::mul(volume, sizes[axis]);
  }
  merged.push_back(volume);
  if (!llvm::is_sorted(order))
    input = importer.transpose(call, input, order);
  return importer.reshape(call, input, merged);
}

Value importArgReduction(Importer &importer, Call &call, nn::ReduceKind kind, bool selectLast) {
  mlir::Value input = first(importer, call);
  llvm::SmallVector<int64_t> axes = axesOf(importer, call, input);
  llvm::sort(axes);
  axes.erase(llvm::unique(axes), axes.end());
  if (!call.failed() && axes.empty())
    return call.fail("expected at least one axis");
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  int64_t axis = axes.front();
  if (axes.size() > 1) {
    input = mergeAxes(importer, call, input, axes);
    axis = static_cast<int64_t>(sizes.size() - axes.size());
  }
  mlir::Value result =
      importer.create<nn::ArgReduceOp>(call, importer.builder().getI64Type(), input, kind, static_cast<uint64_t>(axis),
                                       /*keep_dims=*/axes.size() == 1, selectLast);
  if (call.failed() || axes.size() == 1)
    return wrap(result);
  for (int64_t reduced : axes)
    sizes[reduced] = importer.number(1);
  return wrap(importer.reshape(call, result, sizes));
}

Value importSoftmax(Importer &importer, Call &call) {
  mlir::Value input = firstFloat(importer, call);
  llvm::SmallVector<int64_t> axes = axesOf(importer, call, input);
  return wrap(importer.like<nn::SoftmaxOp>(call, input, axes));
}

Value importLogSoftmax(Importer &importer, Call &call) {
  mlir::Value input = firstFloat(importer, call);
  llvm::SmallVector<int64_t> axes = axesOf(importer, call, input);
  return wrap(importer.like<nn::LogSoftmaxOp>(call, input, axes));
}

//===- Contractions -------------------------------------------------------------------------------------===//

/// A product of matrices; the operand of lower rank gets leading axes of size 1, which nn.matmul broadcasts.
static mlir::Value multiply(Importer &importer, Call &call, llvm::StringRef left, llvm::StringRef right,
                            bool transposeLeft, bool transposeRight) {
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, {*call.find(left), *call.find(right)});
  if (call.failed())
    return {};
  if (Importer::rankOf(operands[0]) < 2 || Importer::rankOf(operands[1]) < 2) {
    call.fail("expected operands of rank 2 or more, got ranks " + llvm::Twine(Importer::rankOf(operands[0])) + " and " +
              llvm::Twine(Importer::rankOf(operands[1])));
    return {};
  }
  return importer.like<nn::MatmulOp>(call, operands[0], operands[1], transposeLeft, transposeRight);
}

Value importMatmul(Importer &importer, Call &call) {
  bool transposeA = call.logical("transposeA"), transposeB = call.logical("transposeB");
  return wrap(multiply(importer, call, "A", "B", transposeA, transposeB));
}

Value importLinear(Importer &importer, Call &call) {
  mlir::Value product = multiply(importer, call, "input", "filter", false, true);
  const Value &bias = *call.find("bias");
  if (call.failed() || (bias.isNumber() && bias.number() == 0))
    return wrap(product);
  llvm::SmallVector<mlir::Value> operands = {product, importer.tensor(call, "bias", Importer::elementOf(product))};
  importer.align(call, operands);
  return wrap(importer.like<nn::AddOp>(call, operands[0], operands[1]));
}

//===- Batch normalisation ------------------------------------------------------------------------------===//

/// A parameter as a vector of one value per channel; null where it is no such thing.
static mlir::Value channelVector(Importer &importer, Call &call, llvm::StringRef parameter, ExprAttr channels,
                                 mlir::Type element) {
  const Value &value = *call.find(parameter);
  if (value.isNumber() && channels.isConstant())
    return importer.splat(call, {channels.getValue()}, element, value.number());
  mlir::Value tensor = importer.tensor(call, parameter, element);
  if (call.failed())
    return {};
  for (auto [axis, size] : llvm::enumerate(Importer::sizesOf(tensor)))
    if (size != (axis == 1 ? channels : importer.number(1)))
      return {};
  return Importer::rankOf(tensor) < 2 ? mlir::Value() : importer.reshape(call, tensor, {channels});
}

/// offset + scale * (input - mean) / sqrt(variance + epsilon), for parameters of any shape.
static mlir::Value normalize(Importer &importer, Call &call, mlir::Value input, double epsilon) {
  llvm::SmallVector<mlir::Value> v = {input};
  for (llvm::StringRef parameter : {"mean", "variance", "offset", "scale"})
    v.push_back(importer.tensor(call, parameter, Importer::elementOf(input)));
  importer.align(call, v);
  if (call.failed())
    return {};
  mlir::Value small = importer.splat(call, {}, Importer::elementOf(input), epsilon);
  mlir::Value deviation = importer.like<nn::SqrtOp>(call, importer.like<nn::AddOp>(call, v[2], small));
  mlir::Value centered = importer.like<nn::SubOp>(call, v[0], v[1]);
  mlir::Value scaled = importer.like<nn::DivOp>(call, importer.like<nn::MulOp>(call, v[4], centered), deviation);
  return importer.like<nn::AddOp>(call, v[3], scaled);
}

Value importBatchNormalization(Importer &importer, Call &call) {
  mlir::Value input = importer.floatTensor(call, "input");
  double epsilon = call.scalar("epsilon");
  if (call.failed())
    return {};
  nn::Sizes sizes = Importer::sizesOf(input);
  llvm::SmallVector<mlir::Value> vectors;
  for (llvm::StringRef parameter : {"scale", "offset", "mean", "variance"})
    if (sizes.size() >= 2)
      if (mlir::Value vector = channelVector(importer, call, parameter, sizes[1], Importer::elementOf(input)))
        vectors.push_back(vector);
  if (vectors.size() != 4)
    return wrap(normalize(importer, call, input, epsilon));
  return wrap(importer.like<nn::BatchNormOp>(call, input, vectors[0], vectors[1], vectors[2], vectors[3],
                                             llvm::APFloat(epsilon)));
}

} // namespace ingot::nnef
