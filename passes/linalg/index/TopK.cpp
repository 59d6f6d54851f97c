// nn.top_k: the k best elements of a row are kept in a heap whose root is the worst of them, so that most elements cost
// one comparison; at the end the heap is emptied from the worst to the best. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"

using namespace mlir;

namespace ingot {
namespace {

/// An element and where it was.
struct Entry {
  Value element, place;
};

class Heap {
public:
  Heap(ScalarLoops &loops, bool largest, bool isUnsigned, sym::ExprAttr capacity, Type element)
      : loops(loops), largest(largest), isUnsigned(isUnsigned), elements(loops.scratch({capacity}, element)),
        places(loops.scratch({capacity}, IntegerType::get(element.getContext(), 64))) {}

  Entry at(Value position) { return {loops.read(elements, position), loops.read(places, position)}; }

  /// True where `left` comes before `right` in the result by its value alone.
  Value precedes(Value left, Value right) {
    ScalarBuilder scalars = loops.scalars(isUnsigned);
    Value order = scalars.compare(largest ? Comparison::Greater : Comparison::Less, left, right);
    if (!isa<FloatType>(left.getType()))
      return order;
    Value nan = isNan(largest ? left : right), number = isNumber(largest ? right : left);
    return scalars.add(order, scalars.mul(nan, number));
  }

  /// Puts an entry behind the first `count`: it rises as long as its parent is better.
  void push(Entry entry, Value count) {
    Variable position = loops.variable(count), moves = loops.variable(boolean(true));
    loops.repeat(
        [&] {
          ScalarBuilder scalars = loops.scalars();
          Value isBelow = scalars.compare(Comparison::Greater, loops.get(position), scalars.index(0));
          return scalars.mul(isBelow, loops.get(moves));
        },
        [&] {
          ScalarBuilder scalars = loops.scalars();
          Value one = scalars.index(1);
          Value parent = scalars.binary<arith::DivUIOp>(scalars.sub(loops.get(position), one), scalars.index(2));
          Entry above = at(parent);
          loops.branch(
              isWorse(entry, above),
              [&] {
                put(loops.get(position), above);
                loops.set(position, parent);
              },
              [&] { loops.set(moves, boolean(false)); });
        });
    put(loops.get(position), entry);
  }

  /// Replaces the root of `count` entries: the new one sinks as long as a child is worse.
  void replaceRoot(Entry entry, Value count) {
    Variable position = loops.variable(loops.index(0)), child = loops.variable(loops.index(1));
    loops.repeat([&] { return loops.scalars().compare(Comparison::Less, loops.get(child), count); },
                 [&] { sink(entry, count, position, child); });
    put(loops.get(position), entry);
  }

private:
  Value boolean(bool value) {
    ScalarBuilder scalars = loops.scalars();
    return scalars.constant(scalars.operations().getBoolAttr(value));
  }
  Value isNan(Value value) {
    ScalarBuilder scalars = loops.scalars();
    return arith::CmpFOp::create(scalars.operations(), scalars.location(), arith::CmpFPredicate::UNO, value, value);
  }
  Value isNumber(Value value) {
    ScalarBuilder scalars = loops.scalars();
    return arith::CmpFOp::create(scalars.operations(), scalars.location(), arith::CmpFPredicate::ORD, value, value);
  }
  /// True where `left` comes behind `right` in the result; of equal elements the later one does.
  Value isWorse(Entry left, Entry right) {
    ScalarBuilder scalars = loops.scalars();
    Value isLater = scalars.compare(Comparison::Greater, left.place, right.place);
    Value isNotBetter = scalars.select(precedes(left.element, right.element), boolean(false), isLater);
    return scalars.add(precedes(right.element, left.element), isNotBetter);
  }
  void put(Value position, Entry entry) {
    loops.write(elements, position, entry.element);
    loops.write(places, position, entry.place);
  }
  void sink(Entry entry, Value count, Variable position, Variable child) {
    ScalarBuilder scalars = loops.scalars();
    Value second = scalars.add(loops.get(child), scalars.index(1));
    loops.branch(scalars.compare(Comparison::Less, second, count),
                 [&] { loops.branch(isWorse(at(second), at(loops.get(child))), [&] { loops.set(child, second); }); });
    Entry below = at(loops.get(child));
    loops.branch(
        isWorse(below, entry),
        [&] {
          put(loops.get(position), below);
          loops.set(position, loops.get(child));
          ScalarBuilder inner = loops.scalars();
          loops.set(child, inner.add(inner.mul(loops.get(child), inner.index(2)), inner.index(1)));
        },
        [&] { loops.set(child, count); });
  }

  ScalarLoops &loops;
  bool largest, isUnsigned;
  Variable elements, places;
};

FailureOr<SmallVector<Tensor>> lowerTopK(Operation *operation, Lowering &lowering) {
  auto op = cast<nn::TopKOp>(operation);
  Tensor input = lowering.read(op.getInput());
  int64_t axis = normalizeAxis(op.getAxis(), input.rank());
  Dims result = lowering.resultDims();
  MLIRContext *context = lowering.context();
  sym::ExprAttr outer = sym::product(context, DimsRef(result).take_front(axis)), size = input.dims[axis],
                count = result[axis], inner = sym::product(context, DimsRef(result).drop_front(axis + 1));
  Tensor source = lowering.reshape(input, {outer, size, inner});
  Type index = lowering.resultElement(1);
  Dims dims{outer, count, inner};
  Tensor starts[] = {emptyTensor(lowering, dims, input.element), emptyTensor(lowering, dims, index)};
  SmallVector<Tensor> made =
      scalarKernel(lowering, "top_k", starts, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
        Heap heap(loops, op.getLargest(), input.isUnsigned(), count, input.element);
        Value limit = loops.size(count), all = loops.size(size), zero = loops.index(0), one = loops.index(1);
        loops.loop({outer, inner}, [&](ValueRange row) {
          auto entryAt = [&](Value place) -> Entry {
            ScalarBuilder scalars = loops.scalars();
            return {loops.read(source, {row[0], place, row[1]}),
                    scalars.fromIndex(place, IntegerType::get(context, 64))};
          };
          loops.loop(limit, [&](Value place) { heap.push(entryAt(place), place); });
          // Without room there is no root; with it every element has its chance.
          Value end = loops.scalars().select(loops.scalars().compare(Comparison::Greater, limit, zero), all, limit);
          loops.loop(limit, end, [&](Value place) {
            Entry entry = entryAt(place);
            loops.branch(heap.precedes(entry.element, heap.at(loops.index(0)).element),
                         [&] { heap.replaceRoot(entry, limit); });
          });
          loops.loop(limit, [&](Value step) {
            ScalarBuilder scalars = loops.scalars();
            Value last = scalars.sub(scalars.sub(limit, one), step);
            Entry worst = heap.at(loops.index(0));
            SmallVector<Value> position{row[0], last, row[1]};
            loops.write(results[0], position, worst.element);
            Value place = scalars.cast(worst.place, IntegerType::get(context, 64), index);
            loops.write(results[1], position, place);
            heap.replaceRoot(heap.at(last), last);
          });
        });
      });
  return SmallVector<Tensor>{lowering.reshape(made[0], result), lowering.reshape(made[1], result)};
}

} // namespace

void addPositionLowerings(LoweringSet &set) { set.add(nn::TopKOp::getOperationName(), lowerTopK); }

} // namespace ingot
