// Follows ranks and constant vectors through the operations made so far; see Ranks.h. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Ranks.h"

#include "compiler/frontend/Weights.h"
#include "dialects/nn/NnControl.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnIndex.h"
#include "dialects/nn/NnQuantize.h"
#include "dialects/nn/NnSample.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

std::optional<int64_t> Ranks::rank(Value value) const {
  if (auto type = dyn_cast<RankedTensorType>(value.getType()))
    return type.getRank();
  auto known = ranks.find(value);
  return known == ranks.end() ? Known() : Known(known->second);
}

std::optional<int64_t> Ranks::length(Value vector) const {
  if (auto type = dyn_cast<RankedTensorType>(vector.getType()))
    return type.getRank() == 1 && type.hasStaticShape() ? Known(type.getDimSize(0)) : Known();
  auto known = lengths.find(vector);
  return known == lengths.end() ? Known() : Known(known->second);
}

void Ranks::visitControl(Operation *op) {
  for (OpResult result : op->getResults()) {
    unsigned number = result.getResultNumber();
    if (auto branch = dyn_cast<nn::IfOp>(op)) {
      Known left = rank(branch.yieldOf(0).getOperand(number)), right = rank(branch.yieldOf(1).getOperand(number));
      setRank(result, left == right ? left : Known());
    } else if (auto loop = dyn_cast<nn::LoopOp>(op)) {
      if (number < loop.numCarried())
        setRank(result, rank(loop.getInitial()[number]));
      else if (Known inner = rank(loop.getYielded()[number]))
        setRank(result, *inner + 1);
    }
  }
}

void Ranks::visit(Operation *op) {
  for (Value result : op->getResults()) { // an operation that was erased may have had this address
    ranks.erase(result);
    lengths.erase(result);
  }
  if (isa<nn::IfOp, nn::LoopOp>(op))
    return visitControl(op);
  if (Known rank = resultRank(op); rank && *rank >= 0)
    for (Value result : op->getResults())
      ranks[result] = *rank;
  if (op->getNumResults() != 1 || rank(op->getResult(0)) != 1)
    return;
  if (Known length = resultLength(op); length && *length >= 0)
    lengths[op->getResult(0)] = *length;
}

std::optional<int64_t> Ranks::elementwiseRank(Operation *op) const {
  int64_t largest = 0;
  for (Value operand : op->getOperands()) {
    Known known = rank(operand);
    if (!known)
      return std::nullopt;
    largest = std::max(largest, *known);
  }
  return largest;
}

std::optional<int64_t> Ranks::resultRank(Operation *op) const {
  if (op->hasTrait<nn::Elementwise>())
    return elementwiseRank(op);
  auto plus = [](Known known, int64_t count) { return known ? Known(*known + count) : Known(); };
  return llvm::TypeSwitch<Operation *, Known>(op)
      .Case<nn::ConvOp, nn::ConvIntegerOp, nn::ConvTransposeOp, nn::MaxPoolOp, nn::AvgPoolOp, nn::BatchNormOp,
            nn::LayerNormOp, nn::GroupNormOp, nn::SoftmaxOp, nn::LogSoftmaxOp, nn::SliceOp, nn::PadOp, nn::TileOp,
            nn::ResizeOp, nn::GatherElementsOp, nn::GridSampleOp, nn::DftOp, nn::ScatterNdOp, nn::ScatterElementsOp,
            nn::TensorScatterOp, nn::CumulateOp, nn::TopKOp, nn::ReverseSequenceOp, nn::MaxPoolIndicesOp,
            nn::MaxUnpoolOp, nn::DepthToSpaceOp, nn::SpaceToDepthOp, nn::SplitOp>(
          [&](auto) { return rank(op->getOperand(0)); })
      .Case<nn::TransposeOp>([&](nn::TransposeOp transpose) {
        size_t axes = transpose.getPermutation().size();
        return axes ? Known(axes) : rank(transpose.getInput());
      })
      .Case<nn::ReshapeOp>([&](nn::ReshapeOp reshape) { return length(reshape.getShape()); })
      .Case<nn::SqueezeOp>([&](nn::SqueezeOp squeeze) {
        int64_t axes = squeeze.getAxes().size();
        return axes ? plus(rank(squeeze.getInput()), -axes) : Known();
      })
      .Case<nn::UnsqueezeOp>(
          [&](nn::UnsqueezeOp unsqueeze) { return plus(rank(unsqueeze.getInput()), unsqueeze.getAxes().size()); })
      .Case<nn::FlattenOp>([](auto) { return Known(2); })
      .Case<nn::ConcatOp>([&](nn::ConcatOp concat) {
        for (Value input : concat.getInputs())
          if (Known known = rank(input))
            return known;
        return Known();
      })
      .Case<nn::GatherOp>([&](nn::GatherOp gather) {
        Known data = rank(gather.getInput()), indices = rank(gather.getIndices());
        return data && indices ? Known(*data + *indices - 1) : Known();
      })
      .Case<nn::FrameOp>([&](nn::FrameOp frame) { return plus(rank(frame.getInput()), 1); })
      .Case<nn::DiagonalOp>([&](nn::DiagonalOp diagonal) { return plus(rank(diagonal.getInput()), -1); })
      .Case<nn::RoiAlignOp>([](auto) { return Known(4); })
      .Case<nn::ShapeOp, nn::RangeOp>([](auto) { return Known(1); })
      .Case<nn::SizeOp>([](auto) { return Known(0); })
      .Case<nn::FillOp>([&](nn::FillOp fill) { return length(fill.getShape()); })
      .Case<nn::BroadcastOp>([&](nn::BroadcastOp broadcast) {
        Known from = rank(broadcast.getInput()), to = length(broadcast.getShape());
        return from && to ? Known(std::max(*from, *to)) : Known();
      })
      .Case<nn::ReduceOp>([&](nn::ReduceOp reduce) {
        int64_t axes = reduce.getAxes().size();
        if (reduce.getKeepDims())
          return rank(reduce.getInput());
        return axes ? plus(rank(reduce.getInput()), -axes) : Known(0);
      })
      .Case<nn::ReduceAtOp>(
          [&](nn::ReduceAtOp reduce) { return reduce.getKeepDims() ? rank(reduce.getInput()) : Known(); })
      .Case<nn::ArgReduceOp>(
          [&](nn::ArgReduceOp reduce) { return plus(rank(reduce.getInput()), reduce.getKeepDims() ? 0 : -1); })
      .Case<nn::MatmulOp, nn::MatmulIntegerOp>([&](auto matmul) {
        Known left = rank(matmul.getLhs()), right = rank(matmul.getRhs());
        return left && right ? Known(std::max({*left, *right, int64_t(2)}) - (*left == 1) - (*right == 1)) : Known();
      })
      .Default([](Operation *) { return Known(); });
}

std::optional<int64_t> Ranks::elementwiseLength(Operation *op) const {
  int64_t largest = 1;
  for (Value operand : op->getOperands()) {
    Known known = rank(operand) == 0 ? Known(1) : length(operand);
    if (!known)
      return std::nullopt;
    largest = *known == 1 ? largest : *known;
  }
  return largest;
}

/// The positions that a slice with step 1 along the only axis takes of `size`.
static std::optional<int64_t> sliceLength(nn::SliceOp slice, int64_t size) {
  if (!slice.getStarts() || !slice.getEnds())
    return std::nullopt;
  auto starts = constantIntegers(slice.getStarts()), ends = constantIntegers(slice.getEnds());
  auto steps = slice.getSteps() ? constantIntegers(slice.getSteps()) : SmallVector<int64_t>{1};
  if (!starts || !ends || !steps || starts->size() != 1 || ends->size() != 1 || *steps != SmallVector<int64_t>{1})
    return std::nullopt;
  auto clamped = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + size : at, 0, size); };
  return std::max<int64_t>(clamped(ends->front()) - clamped(starts->front()), 0);
}

std::optional<int64_t> Ranks::resultLength(Operation *op) const {
  if (op->hasTrait<nn::Elementwise>())
    return elementwiseLength(op);
  return llvm::TypeSwitch<Operation *, Known>(op)
      .Case<nn::ShapeOp>([&](nn::ShapeOp shape) {
        Known known = rank(shape.getInput());
        if (!known)
          return Known();
        auto clamped = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + *known : at, 0, *known); };
        int64_t start = clamped(static_cast<int64_t>(shape.getStart()));
        int64_t end = shape.getEnd() ? clamped(static_cast<int64_t>(*shape.getEnd())) : *known;
        return Known(std::max<int64_t>(end - start, 0));
      })
      .Case<nn::ConcatOp>([&](nn::ConcatOp concat) {
        int64_t total = 0;
        for (Value input : concat.getInputs()) {
          Known known = length(input);
          if (!known)
            return Known();
          total += *known;
        }
        return Known(total);
      })
      .Case<nn::UnsqueezeOp>([](auto) { return Known(1); })
      .Case<nn::GatherOp>([&](nn::GatherOp gather) { return length(gather.getIndices()); })
      .Case<nn::SliceOp>([&](nn::SliceOp slice) {
        Known known = length(slice.getInput());
        return known ? sliceLength(slice, *known) : Known();
      })
      .Default([](Operation *) { return Known(); });
}

//===- Constants
//--------------------------------------------------------------------------------------------------===//

/// The value of `nn.constant`, looking through operations that keep the elements.
static DenseElementsAttr constantBehind(Value value) {
  for (unsigned step = 0; step < 16; ++step) {
    Operation *op = value.getDefiningOp();
    if (auto constant = dyn_cast_or_null<nn::ConstantOp>(op))
      return dyn_cast<DenseElementsAttr>(constant.getValue());
    if (!isa_and_nonnull<nn::ReshapeOp, nn::SqueezeOp, nn::UnsqueezeOp, nn::FlattenOp, nn::CastOp>(op))
      return {};
    if (isa<nn::CastOp>(op) && (!isa<IntegerType>(cast<TensorType>(op->getOperand(0).getType()).getElementType()) ||
                                cast<TensorType>(op->getResult(0).getType()).getElementType().isInteger(1)))
      return {};
    value = op->getOperand(0);
  }
  return {};
}

std::optional<SmallVector<int64_t>> constantIntegers(Value value) {
  SmallVector<int64_t> integers;
  if (auto concat = value.getDefiningOp<nn::ConcatOp>()) {
    for (Value input : concat.getInputs()) {
      DenseElementsAttr part = constantBehind(input);
      if (!part || !isa<IntegerType>(part.getElementType()) || part.getType().getRank() > 1)
        return std::nullopt;
      for (const APInt &element : part.getValues<APInt>())
        integers.push_back(element.getSExtValue());
    }
    return integers;
  }
  DenseElementsAttr elements = constantBehind(value);
  if (!elements || !isa<IntegerType>(elements.getElementType()) || elements.getNumElements() > maximumInlineElements)
    return std::nullopt;
  bool isUnsigned = elements.getElementType().isUnsignedInteger();
  for (const APInt &element : elements.getValues<APInt>())
    integers.push_back(isUnsigned ? static_cast<int64_t>(element.getZExtValue()) : element.getSExtValue());
  return integers;
}

std::optional<SmallVector<double>> constantReals(Value value) {
  DenseElementsAttr elements = constantBehind(value);
  if (!elements || !isa<FloatType>(elements.getElementType()) || elements.getNumElements() > maximumInlineElements)
    return std::nullopt;
  SmallVector<double> reals;
  for (const APFloat &element : elements.getValues<APFloat>())
    reals.push_back(element.convertToDouble());
  return reals;
}

} // namespace ingot::onnx
