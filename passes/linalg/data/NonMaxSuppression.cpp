// nn.non_max_suppression: for each batch and class, the best box that is left is taken as often as there is one, and
// those that overlap it too much are crossed out. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"
#include "passes/linalg/data/Data.h"

using namespace mlir;

namespace ingot {
namespace {

/// The corners of a box, and its area.
struct Box {
  Value top, left, bottom, right, area;
};

class Suppression {
public:
  Suppression(nn::NonMaxSuppressionOp op, Lowering &lowering)
      : op(op), boxes(lowering.read(op.getBoxes())), scores(lowering.read(op.getScores())),
        place(lowering.resultElement()), flag(IntegerType::get(op.getContext(), 8)) {
    if (op.getIouThreshold())
      iouThreshold = lowering.scalar(lowering.read(op.getIouThreshold()));
    if (op.getScoreThreshold())
      scoreThreshold = lowering.scalar(lowering.read(op.getScoreThreshold()));
    if (op.getLimit()) {
      Tensor limit = lowering.read(op.getLimit());
      most =
          ScalarBuilder(lowering.operations(), lowering.location(), limit.isUnsigned()).toIndex(lowering.scalar(limit));
    }
  }

  void build(ScalarLoops &loops, ArrayRef<Variable> results) {
    Variable count = loops.variable(loops.index(0)), isLeft = loops.scratch({boxes.dims[1]}, flag);
    Value size = loops.size(boxes.dims[1]);
    Value limit = most ? loops.scalars().min(most, size) : loops.index(0);
    loops.loop({scores.dims[0], scores.dims[1]}, [&](ValueRange at) {
      loops.loop(size, [&](Value box) {
        Value score = loops.read(scores, {at[0], at[1], box});
        ScalarBuilder scalars = loops.scalars();
        Value isCandidate = scoreThreshold ? scalars.compare(Comparison::Greater, score, scoreThreshold)
                                           : scalars.constant(scalars.operations().getBoolAttr(true));
        loops.write(isLeft, box, scalars.select(isCandidate, scalars.constant(flag, 1), scalars.constant(flag, 0)));
      });
      Variable taken = loops.variable(loops.index(0)), best = loops.variable(findBest(loops, isLeft, at, size));
      loops.repeat(
          [&] {
            ScalarBuilder scalars = loops.scalars();
            Value isFound = scalars.compare(Comparison::Less, loops.get(best), size);
            return scalars.mul(isFound, scalars.compare(Comparison::Less, loops.get(taken), limit));
          },
          [&] {
            take(loops, results[0], count, at, loops.get(best));
            crossOut(loops, isLeft, at[0], loops.get(best), size);
            loops.set(best, findBest(loops, isLeft, at, size));
            loops.set(taken, loops.scalars().add(loops.get(taken), loops.index(1)));
          });
    });
    loops.write(results[1], {}, loops.scalars().fromIndex(loops.get(count), place));
  }

private:
  /// The first of the boxes with the best score that are left; `size` where none is.
  Value findBest(ScalarLoops &loops, Variable isLeft, ValueRange at, Value size) {
    Variable best = loops.variable(size), bestScore = loops.variable(loops.scalars().constant(scores.element, 0));
    loops.loop(size, [&](Value box) {
      Value score = loops.read(scores, {at[0], at[1], box});
      ScalarBuilder scalars = loops.scalars();
      Value isFirst = scalars.compare(Comparison::Equal, loops.get(best), size);
      Value isBetter = scalars.compare(Comparison::Greater, score, loops.get(bestScore));
      Value isOpen = scalars.compare(Comparison::NotEqual, loops.read(isLeft, box), scalars.constant(flag, 0));
      loops.branch(scalars.mul(isOpen, scalars.add(isFirst, isBetter)), [&] {
        loops.set(best, box);
        loops.set(bestScore, score);
      });
    });
    return loops.get(best);
  }

  void take(ScalarLoops &loops, Variable selected, Variable count, ValueRange at, Value box) {
    ScalarBuilder scalars = loops.scalars();
    for (auto [column, value] : llvm::enumerate(SmallVector<Value>{at[0], at[1], box}))
      loops.write(selected, {loops.get(count), scalars.index(static_cast<int64_t>(column))},
                  scalars.fromIndex(value, place));
    loops.set(count, scalars.add(loops.get(count), scalars.index(1)));
  }

  /// The corners in order, whichever two the model gives.
  Box boxAt(ScalarLoops &loops, Value batch, Value box) {
    Value given[4];
    for (int64_t column = 0; column != 4; ++column)
      given[column] = loops.read(boxes, {batch, box, loops.index(column)});
    ScalarBuilder scalars = loops.scalars();
    Box result;
    if (op.getCenterPoint()) {
      Value half = scalars.constant(boxes.element, 0.5);
      Value halfWidth = scalars.mul(given[2], half), halfHeight = scalars.mul(given[3], half);
      result = {scalars.sub(given[1], halfHeight),
                scalars.sub(given[0], halfWidth),
                scalars.add(given[1], halfHeight),
                scalars.add(given[0], halfWidth),
                {}};
    } else {
      result = {scalars.min(given[0], given[2]),
                scalars.min(given[1], given[3]),
                scalars.max(given[0], given[2]),
                scalars.max(given[1], given[3]),
                {}};
    }
    result.area = scalars.mul(scalars.sub(result.bottom, result.top), scalars.sub(result.right, result.left));
    return result;
  }

  /// Intersection over union is more than the threshold; boxes without area overlap nothing.
  Value overlaps(ScalarLoops &loops, const Box &one, const Box &other) {
    ScalarBuilder scalars = loops.scalars();
    Value zero = scalars.constant(boxes.element, 0);
    Value height = scalars.sub(scalars.min(one.bottom, other.bottom), scalars.max(one.top, other.top));
    Value width = scalars.sub(scalars.min(one.right, other.right), scalars.max(one.left, other.left));
    Value common = scalars.mul(scalars.max(height, zero), scalars.max(width, zero));
    Value all = scalars.sub(scalars.add(one.area, other.area), common);
    Value isMore = scalars.compare(Comparison::Greater, scalars.div(common, all), iouThreshold ? iouThreshold : zero);
    for (Value extent : {one.area, other.area, all})
      isMore = scalars.mul(isMore, scalars.compare(Comparison::Greater, extent, zero));
    return isMore;
  }

  /// Leaves out `taken` and what overlaps it.
  void crossOut(ScalarLoops &loops, Variable isLeft, Value batch, Value taken, Value size) {
    Box first = boxAt(loops, batch, taken);
    Value none = loops.scalars().constant(flag, 0);
    loops.write(isLeft, taken, none);
    loops.loop(size, [&](Value box) {
      loops.branch(overlaps(loops, first, boxAt(loops, batch, box)), [&] { loops.write(isLeft, box, none); });
    });
  }

  nn::NonMaxSuppressionOp op;
  Tensor boxes, scores;
  Type place, flag;
  /// Null where the operation has none.
  Value iouThreshold, scoreThreshold, most;
};

FailureOr<SmallVector<Tensor>> lowerNonMaxSuppression(Operation *operation, Lowering &lowering) {
  auto op = cast<nn::NonMaxSuppressionOp>(operation);
  Type place = lowering.resultElement();
  Tensor starts[] = {emptyTensor(lowering, lowering.resultDims(0), place),
                     emptyTensor(lowering, lowering.resultDims(1), place)};
  Suppression suppression(op, lowering);
  return scalarKernel(lowering, "non_max_suppression", starts,
                      [&](ScalarLoops &loops, ArrayRef<Variable> results) { suppression.build(loops, results); });
}

} // namespace

void addNonMaxSuppressionLowering(LoweringSet &set) {
  set.add(nn::NonMaxSuppressionOp::getOperationName(), lowerNonMaxSuppression);
}

} // namespace ingot
