// NnIndex.td, windows and positions: where a pool found its values, and images made of windows.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"
#include "passes/linalg/Window.h"

using namespace mlir;

namespace ingot {
namespace {

//===- max_pool_indices
//---------------------------------------------------------------------------------------------===//

/// The window of a pool whose channels are axis 1.
Window windowOf(nn::MaxPoolIndicesOp op, Lowering &lowering, DimsRef input, DimsRef result) {
  Window window;
  window.strides.assign(op.getStrides().begin(), op.getStrides().end());
  window.dilations.assign(op.getDilations().begin(), op.getDilations().end());
  window.sizes = lowering.constants(op.getWindow());
  for (int64_t index = 0; index != window.spatial(); ++index) {
    sym::ExprAttr zero = lowering.constant(0);
    nn::AutoPad mode = op.getAutoPad();
    if (mode == nn::AutoPad::Explicit || mode == nn::AutoPad::Valid) {
      bool none = mode == nn::AutoPad::Valid || op.getPads().empty();
      window.low.push_back(none ? zero : lowering.constant(op.getPads()[index]));
      continue;
    }
    sym::ExprAttr total = sym::max(window.missing(index, result[index + 2], input[index + 2]), zero);
    sym::ExprAttr smaller = sym::floorDiv(total, 2);
    window.low.push_back(mode == nn::AutoPad::SameUpper ? smaller : sym::sub(total, smaller));
  }
  return window;
}

/// The number of an element: of its channel first, then of its place there.
Value numberOf(ScalarLoops &loops, nn::MaxPoolIndicesOp op, DimsRef spatial, ValueRange place, Value channel) {
  ScalarBuilder at = loops.scalars();
  Value number = at.index(0), count = at.index(1);
  auto rank = static_cast<int64_t>(spatial.size());
  for (int64_t step = 0; step != rank; ++step) { // from the slowest axis to the fastest
    int64_t axis = op.getColumnMajor() ? rank - 1 - step : step;
    Value size = loops.size(spatial[axis]);
    number = at.add(at.mul(number, size), place[axis]);
    count = at.mul(count, size);
  }
  return at.add(at.mul(channel, count), number);
}

Lowered lowerMaxPoolIndices(nn::MaxPoolIndicesOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims result = lowering.resultDims(), spatial(DimsRef(input.dims).drop_front(2));
  Window window = windowOf(op, lowering, input.dims, result);
  Type index = lowering.resultElement();
  return scalarKernel(
      lowering, "max_pool", emptyTensor(lowering, result, index), [&](ScalarLoops &loops, ArrayRef<Variable> results) {
        TypedAttr lowest = lowestAttr(storageOf(input.element), input.isUnsigned());
        loops.loop(result, [&](ValueRange output) {
          SmallVector<Value> outputs(output);
          Value channel = loops.scalars().add(loops.scalars().mul(output[0], loops.size(input.dims[1])), output[1]);
          Variable best = loops.variable(loops.scalars().constant(lowest)), found = loops.variable(loops.index(-1));
          loops.loop(window.sizes, [&](ValueRange element) {
            ScalarBuilder at = loops.scalars();
            SmallVector<Value> place, position{outputs[0], outputs[1]};
            Value inside = at.constant(at.operations().getBoolAttr(true));
            for (int64_t axis = 0; axis != window.spatial(); ++axis) {
              Value start =
                  at.sub(at.mul(outputs[axis + 2], at.index(window.strides[axis])), loops.size(window.low[axis]));
              place.push_back(at.add(start, at.mul(element[axis], at.index(window.dilations[axis]))));
              inside = at.mul(inside, loops.isWithin(place.back(), loops.size(spatial[axis])));
            }
            position.append(place);
            loops.branch(inside, [&] {
              Value value = loops.read(input, position);
              ScalarBuilder inner = loops.scalars(input.isUnsigned());
              Value isFirst = inner.compare(Comparison::Less, loops.get(found), inner.index(0));
              Value isBetter = inner.compare(Comparison::Greater, value, loops.get(best));
              loops.branch(inner.add(isFirst, isBetter), [&] {
                loops.set(best, value);
                loops.set(found, numberOf(loops, op, spatial, place, channel));
              });
            });
          });
          loops.write(results[0], outputs, loops.scalars().fromIndex(loops.get(found), storageOf(index)));
        });
      })[0];
}

//===- max_unpool
//---------------------------------------------------------------------------------------------------===//

Lowered lowerMaxUnpool(nn::MaxUnpoolOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), indices = lowering.read(op.getIndices());
  Dims dims = lowering.resultDims(), pooled(DimsRef(input.dims).take_front(2));
  size_t spatial = op.getWindow().size();
  for (size_t axis = 0; axis != spatial; ++axis) { // the image that indices count in
    int64_t padding = op.getPads().empty() ? 0 : op.getPads()[axis] + op.getPads()[spatial + axis];
    sym::ExprAttr spread = sym::mul(sym::add(input.dims[axis + 2], -1), op.getStrides()[axis]);
    pooled.push_back(sym::add(spread, op.getWindow()[axis] - padding));
  }
  sym::ExprAttr count = sym::product(lowering.context(), input.dims), all = sym::product(lowering.context(), pooled);
  Tensor values = lowering.reshape(input, {count}), places = lowering.reshape(indices, {count});
  Tensor zeros{lowering.filled(dims, numberAttr(storageOf(input.element), 0)), dims, input.element};
  return scalarKernel(lowering, "max_unpool", zeros, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    loops.loop(loops.size(count), [&](Value number) {
      Value place = loops.readIndex(places, number), inside = loops.isWithin(place, loops.size(all));
      loops.branch(inside, [&] {
        ScalarBuilder at = loops.scalars();
        SmallVector<Value> position(dims.size());
        Value rest = place, fits = at.constant(at.operations().getBoolAttr(true));
        for (size_t axis = dims.size(); axis-- != 0;) {
          Value size = at.max(loops.size(pooled[axis]), at.index(1));
          position[axis] = axis == 0 ? rest : at.binary<arith::RemUIOp>(rest, size);
          rest = at.binary<arith::DivUIOp>(rest, size);
          fits = at.mul(fits, loops.isWithin(position[axis], loops.size(dims[axis])));
        }
        loops.branch(fits, [&] { loops.write(results[0], position, loops.read(values, number)); });
      });
    });
  })[0];
}

//===- col2im
//-------------------------------------------------------------------------------------------------------===//

/// Adds the windows into the image, one element of the window after the other, where it is inside.
class ImageSum {
public:
  ImageSum(nn::Col2ImOp op, ScalarLoops &loops, const Tensor &columns, Variable image, DimsRef sizes,
           const std::optional<Tensor> &block)
      : op(op), loops(loops), columns(columns), image(image) {
    ScalarBuilder at = loops.scalars();
    size_t spatial = op.getStrides().size();
    for (size_t axis = 0; axis != spatial; ++axis) {
      Value size = loops.size(sizes[axis]), one = at.index(1);
      Value window =
          block ? loops.readIndex(*block, at.index(static_cast<int64_t>(axis))) : at.index(op.getWindow()[axis]);
      int64_t padding = op.getPads().empty() ? 0 : op.getPads()[axis] + op.getPads()[spatial + axis];
      Value spread = at.mul(at.sub(window, one), at.index(op.getDilations()[axis]));
      Value room = at.sub(at.add(size, at.index(padding - 1)), spread);
      this->sizes.push_back(size);
      windows.push_back(window);
      positions.push_back(at.add(at.binary<arith::FloorDivSIOp>(room, at.index(op.getStrides()[axis])), one));
    }
  }

  /// All windows of one channel of one image.
  void add(Value batch, Value channel) {
    SmallVector<Value> element, target{batch, channel};
    alongWindow(channel, element, target);
  }

private:
  /// The loops over the elements of a window.
  void alongWindow(Value row, SmallVector<Value> &element, SmallVector<Value> &target) {
    size_t axis = element.size();
    if (axis == windows.size())
      return alongPositions(0, row, element, loops.index(0), target);
    loops.loop(windows[axis], [&](Value place) {
      element.push_back(place);
      ScalarBuilder at = loops.scalars();
      alongWindow(at.add(at.mul(row, windows[axis]), place), element, target);
      element.pop_back();
    });
  }

  /// The loops over the positions, from `axis` on, that an element of the window has inside of the image; `row` of the
  /// columns holds that element, `column` counts the positions so far.
  void alongPositions(size_t axis, Value row, ArrayRef<Value> element, Value column, SmallVector<Value> &target) {
    if (axis == sizes.size()) {
      ScalarBuilder scalars = loops.scalars(columns.isUnsigned());
      Value part = loops.read(columns, {target[0], row, column});
      loops.write(image, target, scalars.add(loops.read(image, target), part));
      return;
    }
    ScalarBuilder at = loops.scalars();
    int64_t stride = op.getStrides()[axis], pad = op.getPads().empty() ? 0 : op.getPads()[axis];
    // Position p holds pixel p * stride + shift.
    Value shift = at.sub(at.mul(element[axis], at.index(op.getDilations()[axis])), at.index(pad));
    auto firstAfter = [&](Value pixel) {
      Value distance = at.sub(pixel, shift);
      return stride == 1 ? distance : at.binary<arith::CeilDivSIOp>(distance, at.index(stride));
    };
    Value first = at.max(firstAfter(at.index(0)), at.index(0)), last = at.min(firstAfter(sizes[axis]), positions[axis]),
          before = at.mul(column, positions[axis]);
    auto body = [&](Value position) {
      ScalarBuilder inner = loops.scalars();
      Value pixel = stride == 1 ? position : inner.mul(position, inner.index(stride));
      target.push_back(inner.add(pixel, shift));
      alongPositions(axis + 1, row, element, inner.add(before, position), target);
      target.pop_back();
    };
    if (axis + 1 == sizes.size() && stride == 1)
      loops.run(first, last, body);
    else
      loops.loop(first, last, body);
  }

  nn::Col2ImOp op;
  ScalarLoops &loops;
  const Tensor &columns;
  Variable image;
  SmallVector<Value> sizes, windows, positions;
};

Lowered lowerCol2Im(nn::Col2ImOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  std::optional<Tensor> block;
  if (op.getBlock())
    block = lowering.read(op.getBlock());
  Dims dims = lowering.resultDims();
  Tensor zeros{lowering.filled(dims, numberAttr(storageOf(input.element), 0)), dims, input.element};
  return scalarKernel(lowering, "col2im", zeros, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    ImageSum sum(op, loops, input, results[0], DimsRef(dims).drop_front(2), block);
    loops.loop({dims[0], dims[1]}, [&](ValueRange at) { sum.add(at[0], at[1]); });
  })[0];
}

//===- det
//----------------------------------------------------------------------------------------------------------===//

/// The determinant of a square matrix that is destroyed.
class Elimination {
public:
  Elimination(ScalarLoops &loops, Variable matrix, Value size, Type type)
      : loops(loops), matrix(matrix), size(size), type(type) {}

  Value run() {
    Variable product = loops.variable(loops.scalars().constant(type, 1));
    loops.loop(size, [&](Value column) {
      Value row = pivotRow(column);
      exchange(column, row);
      ScalarBuilder at = loops.scalars();
      Value pivot = loops.read(matrix, {column, column});
      Value isSame = at.compare(Comparison::Equal, row, column);
      loops.set(product, at.mul(loops.get(product), at.select(isSame, pivot, at.negate(pivot))));
      loops.branch(at.compare(Comparison::NotEqual, pivot, at.constant(type, 0)), [&] { eliminate(column, pivot); });
    });
    return loops.get(product);
  }

private:
  /// The row from `column` on with the largest element there.
  Value pivotRow(Value column) {
    Variable row = loops.variable(column), largest = loops.variable(loops.scalars().constant(type, -1));
    loops.loop(column, size, [&](Value candidate) {
      ScalarBuilder at = loops.scalars();
      Value value = at.abs(loops.read(matrix, {candidate, column}));
      loops.branch(at.compare(Comparison::Greater, value, loops.get(largest)), [&] {
        loops.set(row, candidate);
        loops.set(largest, value);
      });
    });
    return loops.get(row);
  }

  void exchange(Value left, Value right) {
    loops.run(left, size, [&](Value element) {
      Value first = loops.read(matrix, {left, element}), second = loops.read(matrix, {right, element});
      loops.write(matrix, {left, element}, second);
      loops.write(matrix, {right, element}, first);
    });
  }

  void eliminate(Value column, Value pivot) {
    Value next = loops.scalars().add(column, loops.index(1));
    loops.loop(next, size, [&](Value row) {
      Value factor = loops.scalars().div(loops.read(matrix, {row, column}), pivot);
      loops.run(next, size, [&](Value element) {
        ScalarBuilder at = loops.scalars();
        Value product = at.mul(factor, loops.read(matrix, {column, element}));
        loops.write(matrix, {row, element}, at.sub(loops.read(matrix, {row, element}), product));
      });
    });
  }

  ScalarLoops &loops;
  Variable matrix;
  Value size;
  Type type;
};

Lowered lowerDet(nn::DetOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  sym::ExprAttr count = sym::product(lowering.context(), dims), size = input.dims.back();
  Tensor matrices = lowering.reshape(input, {count, size, size});
  Type type = accumulatorOf(input.element);
  Tensor start = emptyTensor(lowering, {count}, input.element);
  Tensor made = scalarKernel(lowering, "det", start, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Variable matrix = loops.scratch({size, size}, type);
    Value limit = loops.size(size);
    loops.loop(loops.size(count), [&](Value number) {
      loops.loop(limit, [&](Value row) {
        loops.run(limit, [&](Value column) {
          Value element = loops.read(matrices, {number, row, column});
          loops.write(matrix, {row, column}, loops.scalars().resizeFloat(element, type));
        });
      });
      Value result = Elimination(loops, matrix, limit, type).run();
      loops.write(results[0], number, loops.scalars().resizeFloat(result, input.element));
    });
  })[0];
  return lowering.reshape(made, dims);
}

} // namespace

void addWindowIndexLowerings(LoweringSet &set) {
  set.add<nn::MaxPoolIndicesOp>(lowerMaxPoolIndices);
  set.add<nn::MaxUnpoolOp>(lowerMaxUnpool);
  set.add<nn::Col2ImOp>(lowerCol2Im);
  set.add<nn::DetOp>(lowerDet);
}

} // namespace ingot
