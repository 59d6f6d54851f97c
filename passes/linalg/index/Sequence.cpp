// NnIndex.td, running along an axis: sums, products, reversal. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"

using namespace mlir;

namespace ingot {
namespace {

/// The tensor as (outer, size, inner), where `size` runs along the axis; all elements lie in this order in one row.
struct Rows {
  Value outer, size, inner;
};

/// A running sum or product over a row of elements.
class Cumulation {
public:
  Cumulation(nn::CumulateOp op, ScalarLoops &loops, const Tensor &input, Variable result, const Rows &rows)
      : op(op), loops(loops), input(input), result(result), rows(rows) {}

  /// Neighbours lie behind each other: what was computed last is a number.
  void alongNeighbours() {
    loops.loop(rows.outer, [&](Value outer) {
      Variable total = loops.variable(convert(start(), accumulatorOf(input.element)));
      loops.loop(rows.size, [&](Value step) {
        ScalarBuilder at = scalars();
        Value position = at.add(at.mul(outer, rows.size), fromEnd(step));
        Value before = loops.get(total);
        Value after = combine(before, convert(loops.read(input, position), before.getType()));
        loops.set(total, after);
        loops.write(result, position, convert(op.getExclusive() ? before : after, start().getType()));
      });
    });
  }

  /// Every step combines two runs of elements.
  void alongRuns() {
    loops.loop(rows.outer, [&](Value outer) {
      Value one = loops.index(1);
      loops.loop(scalars().min(one, rows.size), [&](Value step) {
        Value row = rowOf(outer, step);
        Value empty = start();
        loops.run(rows.inner, [&](Value element) {
          Value position = scalars().add(row, element);
          loops.write(result, position, op.getExclusive() ? empty : loops.read(input, position));
        });
      });
      loops.loop(one, rows.size, [&](Value step) {
        Value row = rowOf(outer, step), before = rowOf(outer, scalars().sub(step, one));
        loops.run(rows.inner, [&](Value element) {
          Value position = scalars().add(row, element), last = scalars().add(before, element);
          Value next = loops.read(input, op.getExclusive() ? last : position);
          loops.write(result, position, combine(loops.read(result, last), next));
        });
      });
    });
  }

private:
  ScalarBuilder scalars() { return loops.scalars(input.isUnsigned()); }
  Value start() { return scalars().constant(storageOf(input.element), op.getKind() == nn::ReduceKind::Sum ? 0 : 1); }
  Value convert(Value value, Type type) { return isa<FloatType>(type) ? scalars().resizeFloat(value, type) : value; }
  Value combine(Value left, Value right) {
    return op.getKind() == nn::ReduceKind::Sum ? scalars().add(left, right) : scalars().mul(left, right);
  }
  /// The place of a step on the axis.
  Value fromEnd(Value step) {
    if (!op.getReverse())
      return step;
    ScalarBuilder at = scalars();
    return at.sub(at.sub(rows.size, at.index(1)), step);
  }
  Value rowOf(Value outer, Value step) {
    ScalarBuilder at = scalars();
    return at.mul(at.add(at.mul(outer, rows.size), fromEnd(step)), rows.inner);
  }

  nn::CumulateOp op;
  ScalarLoops &loops;
  const Tensor &input;
  Variable result;
  Rows rows;
};

/// The sizes before, at and behind an axis that only the data knows.
Rows rowsAlong(ScalarLoops &loops, const Tensor &axis, DimsRef dims) {
  ScalarBuilder at = loops.scalars();
  Value rank = at.index(static_cast<int64_t>(dims.size()));
  Value chosen = loops.fromStart(loops.readIndex(axis, SmallVector<Value>(axis.rank(), at.index(0))), rank);
  Value one = at.index(1);
  Rows rows{one, one, one};
  for (auto [number, dim] : llvm::enumerate(dims)) {
    Value size = loops.size(dim), position = at.index(static_cast<int64_t>(number));
    Value isBefore = at.compare(Comparison::Less, position, chosen),
          isBehind = at.compare(Comparison::Greater, position, chosen);
    rows.outer = at.mul(rows.outer, at.select(isBefore, size, one));
    rows.inner = at.mul(rows.inner, at.select(isBehind, size, one));
    rows.size = at.select(at.compare(Comparison::Equal, position, chosen), size, rows.size);
  }
  return rows;
}

Lowered lowerCumulate(nn::CumulateOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  MLIRContext *context = lowering.context();
  Dims whole = input.dims;
  Tensor flat = lowering.reshape(input, {sym::product(context, whole)});
  Tensor start = emptyTensor(lowering, flat.dims, flat.element);
  Tensor made = scalarKernel(lowering, "cumulate", start, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    if (op.getAlong()) {
      Cumulation(op, loops, flat, results[0], rowsAlong(loops, lowering.read(op.getAlong()), whole)).alongRuns();
      return;
    }
    int64_t axis = normalizeAxis(op.getAxis(), static_cast<int64_t>(whole.size()));
    sym::ExprAttr inner = sym::product(context, DimsRef(whole).drop_front(axis + 1));
    Rows rows{loops.size(sym::product(context, DimsRef(whole).take_front(axis))), loops.size(whole[axis]),
              loops.size(inner)};
    Cumulation cumulation(op, loops, flat, results[0], rows);
    if (isOne(inner))
      cumulation.alongNeighbours();
    else
      cumulation.alongRuns();
  })[0];
  return lowering.reshape(made, whole);
}

Lowered lowerReverseSequence(nn::ReverseSequenceOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), lengths = lowering.read(op.getLengths());
  int64_t batch = normalizeAxis(op.getBatchAxis(), input.rank()), time = normalizeAxis(op.getTimeAxis(), input.rank());
  Dims dims = input.dims;
  Operand operand = lowering.along(lengths, {batch}, dims.size());
  return lowering.pick(
      input, operand, dims,
      [&](ScalarBuilder &scalars, ValueRange elements) {
        Value length = scalars.min(scalars.toIndex(elements[0]), lowering.sizeValue(dims[time]));
        Value place = scalars.position(time);
        Value mirrored = scalars.sub(scalars.sub(length, scalars.index(1)), place);
        Value isInside = scalars.compare(Comparison::Less, place, length);
        SmallVector<Value> position;
        for (int64_t axis = 0; axis != input.rank(); ++axis)
          position.push_back(axis == time ? scalars.select(isInside, mirrored, place) : scalars.position(axis));
        return position;
      },
      lengths.isUnsigned());
}

} // namespace

void addSequenceLowerings(LoweringSet &set) {
  set.add<nn::CumulateOp>(lowerCumulate);
  set.add<nn::ReverseSequenceOp>(lowerReverseSequence);
}

} // namespace ingot
