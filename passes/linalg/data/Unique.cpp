// nn.unique: the rows are sorted by merging, equal ones are then neighbours; groups are numbered in the order that the
// result has. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"
#include "passes/linalg/data/Data.h"

using namespace mlir;

namespace ingot {
namespace {

/// Orders the rows of a matrix: numbers of rows, in order.
class RowSort {
public:
  RowSort(ScalarLoops &loops, const Tensor &matrix)
      : loops(loops), matrix(matrix), index(IntegerType::get(matrix.element.getContext(), 64)),
        order(loops.scratch({matrix.dims[0]}, index)), merged(loops.scratch({matrix.dims[0]}, index)) {}

  /// The row at a place of the order.
  Value rowAt(Value place) { return loops.scalars().toIndex(loops.read(order, place)); }

  /// Negative, 0 or positive, as row `left` comes before `right`, is equal, or comes after.
  Value compareRows(Value left, Value right) {
    Variable result = loops.variable(number(0)), column = loops.variable(loops.index(0));
    Value columns = loops.size(matrix.dims[1]);
    loops.repeat(
        [&] {
          ScalarBuilder scalars = loops.scalars();
          Value isLeft = scalars.compare(Comparison::Less, loops.get(column), columns);
          return scalars.mul(isLeft, scalars.compare(Comparison::Equal, loops.get(result), number(0)));
        },
        [&] {
          Value first = loops.read(matrix, {left, loops.get(column)});
          Value second = loops.read(matrix, {right, loops.get(column)});
          ScalarBuilder scalars = loops.scalars();
          Value isAfter = scalars.select(precedes(second, first), number(1), number(0));
          loops.set(result, scalars.select(precedes(first, second), number(-1), isAfter));
          loops.set(column, scalars.add(loops.get(column), scalars.index(1)));
        });
    return loops.get(result);
  }

  /// Merges runs of 1, 2, 4, ... rows; equal rows keep their order.
  void sort() {
    Value rows = loops.size(matrix.dims[0]);
    loops.loop(rows, [&](Value row) { loops.write(order, row, loops.scalars().fromIndex(row, index)); });
    Variable width = loops.variable(loops.index(1));
    loops.repeat([&] { return loops.scalars().compare(Comparison::Less, loops.get(width), rows); },
                 [&] {
                   Variable start = loops.variable(loops.index(0));
                   loops.repeat([&] { return loops.scalars().compare(Comparison::Less, loops.get(start), rows); },
                                [&] { merge(start, loops.get(width), rows); });
                   loops.loop(rows, [&](Value row) { loops.write(order, row, loops.read(merged, row)); });
                   loops.set(width, loops.scalars().add(loops.get(width), loops.get(width)));
                 });
  }

private:
  Value number(int64_t value) { return loops.scalars().constant(index, static_cast<double>(value)); }

  /// By value; NaN comes last.
  Value precedes(Value left, Value right) {
    ScalarBuilder scalars = loops.scalars(matrix.isUnsigned() || matrix.element.isInteger(1));
    Value order = scalars.compare(Comparison::Less, left, right);
    if (!isa<FloatType>(left.getType()))
      return order;
    auto isKind = [&](arith::CmpFPredicate kind, Value value) -> Value {
      return arith::CmpFOp::create(scalars.operations(), scalars.location(), kind, value, value);
    };
    Value isLast = scalars.mul(isKind(arith::CmpFPredicate::ORD, left), isKind(arith::CmpFPredicate::UNO, right));
    return scalars.add(order, isLast);
  }

  /// Merges the two runs at `start`, which then moves behind them.
  void merge(Variable start, Value width, Value rows) {
    ScalarBuilder scalars = loops.scalars();
    Value first = loops.get(start), middle = scalars.min(scalars.add(first, width), rows);
    Value end = scalars.min(scalars.add(middle, width), rows), last = scalars.sub(rows, scalars.index(1));
    Variable left = loops.variable(first), right = loops.variable(middle);
    loops.loop(first, end, [&](Value place) {
      ScalarBuilder inner = loops.scalars();
      Value hasLeft = inner.compare(Comparison::Less, loops.get(left), middle);
      Value hasRight = inner.compare(Comparison::Less, loops.get(right), end);
      Value leftRow = rowAt(inner.min(loops.get(left), last)), rightRow = rowAt(inner.min(loops.get(right), last));
      Value order = compareRows(leftRow, rightRow);
      ScalarBuilder after = loops.scalars();
      Value isOrdered = after.compare(Comparison::LessEqual, order, number(0));
      Value takesLeft = after.select(hasRight, after.mul(hasLeft, isOrdered), hasLeft);
      loops.write(merged, place, after.fromIndex(after.select(takesLeft, leftRow, rightRow), index));
      Value one = after.index(1), zero = after.index(0);
      loops.set(left, after.add(loops.get(left), after.select(takesLeft, one, zero)));
      loops.set(right, after.add(loops.get(right), after.select(takesLeft, zero, one)));
    });
    loops.set(start, end);
  }

  ScalarLoops &loops;
  const Tensor &matrix;
  Type index;
  Variable order, merged;
};

FailureOr<SmallVector<Tensor>> lowerUnique(Operation *operation, Lowering &lowering) {
  auto op = cast<nn::UniqueOp>(operation);
  Tensor input = lowering.read(op.getInput());
  Type place = lowering.resultElement();
  SmallVector<Tensor> starts;
  for (unsigned result = 0; result != 4; ++result)
    starts.push_back(emptyTensor(lowering, lowering.resultDims(result), place));
  return scalarKernel(lowering, "unique", starts, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Variable first = results[0], inverse = results[1], sizes = results[2];
    RowSort sort(loops, input);
    sort.sort();
    Value rows = loops.size(input.dims[0]);
    Variable leader = loops.variable(loops.index(0)), count = loops.variable(loops.index(0));
    auto startGroup = [&](Value row) { // the next number is the group's
      ScalarBuilder scalars = loops.scalars();
      loops.write(first, loops.get(count), scalars.fromIndex(row, place));
      loops.write(sizes, loops.get(count), scalars.constant(place, 0));
      loops.set(count, scalars.add(loops.get(count), scalars.index(1)));
    };
    // Who is the first row equal to this one? Of equal rows the first comes first.
    Variable leaders = loops.scratch({input.dims[0]}, place);
    loops.loop(rows, [&](Value at) {
      Value row = sort.rowAt(at);
      ScalarBuilder scalars = loops.scalars();
      Value isStart = scalars.compare(Comparison::Equal, at, scalars.index(0));
      Value order = sort.compareRows(loops.get(leader), row);
      ScalarBuilder after = loops.scalars();
      Value differs = after.compare(Comparison::NotEqual, order, after.constant(place, 0));
      loops.branch(after.add(isStart, differs), [&] {
        loops.set(leader, row);
        if (op.getSorted())
          startGroup(row);
      });
      ScalarBuilder last = loops.scalars();
      loops.write(leaders, row, last.fromIndex(loops.get(leader), place));
      if (op.getSorted())
        loops.write(inverse, row, last.fromIndex(last.sub(loops.get(count), last.index(1)), place));
    });
    loops.loop(rows, [&](Value row) {
      if (!op.getSorted()) {
        ScalarBuilder scalars = loops.scalars();
        Value own = scalars.toIndex(loops.read(leaders, row));
        loops.branch(
            scalars.compare(Comparison::Equal, own, row),
            [&] {
              loops.write(inverse, row, loops.scalars().fromIndex(loops.get(count), place));
              startGroup(row);
            },
            [&] { loops.write(inverse, row, loops.read(inverse, own)); });
      }
      ScalarBuilder scalars = loops.scalars();
      Value group = scalars.toIndex(loops.read(inverse, row));
      loops.write(sizes, group, scalars.add(loops.read(sizes, group), scalars.constant(place, 1)));
    });
    loops.write(results[3], {}, loops.scalars().fromIndex(loops.get(count), place));
  });
}

} // namespace

void addUniqueLowering(LoweringSet &set) { set.add(nn::UniqueOp::getOperationName(), lowerUnique); }

} // namespace ingot
