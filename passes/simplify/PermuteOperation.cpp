// One operation on reordered axes: which operations can, what their operands cost, and the rewrite.
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Layout.h"

#include "dialects/nn/NnSample.h"
#include "dialects/nn/NnVerify.h"
#include "passes/simplify/Constants.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ingot;

/// True for the permutation that a window operation with channels first becomes one with channels last by.
template <typename OpTy>
static bool isWindowPermutation(OpTy op, ArrayRef<int64_t> permutation) {
  return op.getLayout() == nn::Layout::ChannelsFirst && op.getAutoPad() == nn::AutoPad::Explicit &&
         Permutation(permutation) == toChannelsFirst(static_cast<int64_t>(permutation.size()));
}

bool ingot::canPermute(Operation *op, ArrayRef<int64_t> permutation) {
  if (op->getNumResults() != 1 || op->getNumOperands() == 0 ||
      !isa<RankedTensorType>(op->getResult(0).getType()) ||
      rankedType(op->getResult(0)).getRank() != static_cast<int64_t>(permutation.size()))
    return false;
  if (op->hasTrait<nn::Elementwise>())
    return true;
  if (rankedType(op->getOperand(0)).getRank() != static_cast<int64_t>(permutation.size()))
    return false;
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<nn::ConcatOp, nn::SoftmaxOp>([](Operation *) { return true; })
      .Case([](nn::ReduceOp reduce) { return reduce.getKeepDims(); })
      .Case([](nn::PadOp pad) { return pad.getLow() && pad.getHigh() && !pad.getPads(); })
      .Case(
          [](nn::SliceOp slice) { return slice.getOffsets() && slice.getStepsAttr() && !slice.getStarts(); })
      .Case([&](nn::ResizeOp resize) {
        return resize.getScalesAttr() && resize.getScalesAttr()->size() == permutation.size() &&
               !resize.getScales() && !resize.getSizes() && !resize.getRoi();
      })
      .Case([](nn::TileOp tile) { return !tile.getRepeats(); })
      .Case([](nn::BroadcastOp broadcast) { return !broadcast.getShape(); })
      .Case<nn::MaxPoolOp, nn::AvgPoolOp, nn::ConvOp>(
          [&](auto window) { return isWindowPermutation(window, permutation); })
      .Default([](Operation *) { return false; });
}

MutableArrayRef<OpOperand> ingot::permutedOperands(Operation *op) {
  MutableArrayRef<OpOperand> operands = op->getOpOperands();
  return op->hasTrait<nn::Elementwise>() || isa<nn::ConcatOp>(op) ? operands : operands.take_front(1);
}

/// The sizes of an operand with axes of size 1 in front, up to `rank`.
static Dims paddedDims(Value operand, int64_t rank) {
  Dims dims = dimsOf(operand);
  dims.insert(dims.begin(), rank - static_cast<int64_t>(dims.size()), sym::constant(operand.getContext(), 1));
  return dims;
}

static bool hasOneElement(Value operand) {
  return llvm::all_of(dimsOf(operand), [](sym::ExprAttr dim) { return dim && dim.isConstant(1); });
}

OperandCost ingot::costBefore(Value operand, int64_t rank, ArrayRef<int64_t> permutation) {
  if (rankedType(operand).getRank() > rank)
    return OperandCost::Moves;
  Permutation inverse = inverseOf(permutation);
  if (auto transpose = operand.getDefiningOp<nn::TransposeOp>();
      transpose && rankedType(operand).getRank() == rank) {
    Permutation both = composed(transpose.getPermutation(), inverse);
    if (isIdentity(both))
      return OperandCost::Cancels;
    // Another permutation of the same data in its place.
    if (transpose->hasOneUse() || movesUnitAxesOnly(dimsOf(transpose.getInput()), both))
      return OperandCost::Free;
  }
  if (hasOneElement(operand) || movesUnitAxesOnly(paddedDims(operand, rank), inverse) ||
      isConstantExpression(operand))
    return OperandCost::Free;
  // There already for another user. Only on the way from channels last: the other way would undo it again.
  if (rank > 3 && Permutation(permutation) == toChannelsFirst(rank))
    for (Operation *user : operand.getUsers())
      if (auto transpose = dyn_cast<nn::TransposeOp>(user);
          transpose && transpose.getPermutation() == ArrayRef(inverse))
        return OperandCost::Free;
  return OperandCost::Moves;
}

/// `operand` as it was before a transpose by `permutation`.
static Value operandBefore(TypedBuilder &build, Value operand, int64_t rank, ArrayRef<int64_t> permutation) {
  Permutation inverse = inverseOf(permutation);
  if (auto transpose = operand.getDefiningOp<nn::TransposeOp>();
      transpose && rankedType(operand).getRank() == rank) {
    inverse = composed(transpose.getPermutation(), inverse);
    operand = transpose.getInput();
  }
  if (isIdentity(inverse) || rankedType(operand).getRank() == 0)
    return operand;
  return build.transpose(build.reshape(operand, paddedDims(operand, rank)), inverse);
}

/// Moves the entries of the attributes that are one per axis, and renames axes.
static void permuteAttributes(Operation *op, ArrayRef<int64_t> permutation) {
  Builder builder(op->getContext());
  auto exprs = [&](ArrayAttr array) {
    return builder.getArrayAttr(beforeTranspose<Attribute>(array.getValue(), permutation));
  };
  auto axes = [&](ArrayRef<int64_t> list) {
    SmallVector<int64_t> result;
    for (int64_t axis : normalizedAxes(list, static_cast<int64_t>(permutation.size())))
      result.push_back(permutation[axis]);
    llvm::sort(result);
    return result;
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](nn::ConcatOp concat) {
        concat.setAxis(
            permutation[nn::normalizeAxis(concat.getAxis(), static_cast<int64_t>(permutation.size()))]);
      })
      .Case<nn::SoftmaxOp, nn::ReduceOp>(
          [&](auto reduction) { reduction.setAxes(axes(reduction.getAxes())); })
      .Case([&](nn::PadOp pad) {
        pad.setLowAttr(exprs(*pad.getLow()));
        pad.setHighAttr(exprs(*pad.getHigh()));
      })
      .Case([&](nn::SliceOp slice) {
        slice.setOffsetsAttr(exprs(*slice.getOffsets()));
        slice.setStepsAttr(beforeTranspose<int64_t>(*slice.getStepsAttr(), permutation));
      })
      .Case([&](nn::ResizeOp resize) {
        // With a factor for every axis, the axes that the operands once spoke of mean nothing.
        resize.setAxes({});
        resize.setScalesAttr(beforeTranspose<double>(*resize.getScalesAttr(), permutation));
      })
      .Case<nn::MaxPoolOp, nn::AvgPoolOp, nn::ConvOp>(
          [](auto window) { window.setLayout(nn::Layout::ChannelsLast); });
}

/// [M, C/group, window...] to [window..., C/group, M].
static Value weightsLast(TypedBuilder &build, Value weights) {
  auto permutation = llvm::to_vector(llvm::seq<int64_t>(2, rankedType(weights).getRank()));
  permutation.append({1, 0});
  return build.transpose(weights, permutation);
}

Value ingot::permute(RewriterBase &rewriter, Operation *op, ArrayRef<int64_t> permutation) {
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  TypedBuilder build(rewriter, op->getLoc());
  IRMapping mapping;
  for (OpOperand &operand : permutedOperands(op)) {
    Value before = operandBefore(build, operand.get(), static_cast<int64_t>(permutation.size()), permutation);
    mapping.map(operand.get(), before);
  }
  if (auto conv = dyn_cast<nn::ConvOp>(op))
    mapping.map(conv.getWeights(), weightsLast(build, conv.getWeights()));
  RankedTensorType type = rankedType(op->getResult(0));
  Dims dims = beforeTranspose<sym::ExprAttr>(sym::dimsOf(type), permutation);
  Operation *permuted = rewriter.clone(*op, mapping);
  rewriter.modifyOpInPlace(permuted, [&] {
    permuted->getResult(0).setType(sym::tensorTypeOf(dims, type.getElementType()));
    permuteAttributes(permuted, permutation);
  });
  return permuted->getResult(0);
}
