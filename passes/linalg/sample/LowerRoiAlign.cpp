// NnSample.td, boxes of an image. A fixed number of points for each bin is a reduction over them; where a box decides
// how many there are, loops over single elements do the same. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnSample.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/linalg/ScalarLoops.h"
#include "passes/linalg/sample/Sample.h"

using namespace mlir;

namespace ingot {
namespace {

/// More points along a side of a bin than this are not taken, whatever a box says.
constexpr int64_t mostPoints = 1 << 20;

/// The interpolation at points of the bins of a box; numbers are of type `type`.
struct BoxSampler {
  Tensor input;
  Type type;
  double scale;
  int64_t bins[2];
  bool halfPixel, maximum;

  /// One side of a box: where it begins and how long a bin is.
  struct Side {
    Value start, bin;
  };

  Value number(ScalarBuilder &scalars, double value) const { return scalars.constant(type, value); }

  Side side(ScalarBuilder &scalars, Value from, Value to, int64_t axis) const {
    auto place = [&](Value corner) {
      Value scaled = scalars.mul(scalars.resizeFloat(corner, type), number(scalars, scale));
      return halfPixel ? scalars.sub(scaled, number(scalars, 0.5)) : scaled;
    };
    Value start = place(from), length = scalars.sub(place(to), start);
    if (!halfPixel)
      length = scalars.max(length, number(scalars, 1));
    return {start, scalars.div(length, number(scalars, static_cast<double>(bins[axis])))};
  }

  /// As many points as elements: the length of the bin, rounded up. NaN gives none.
  Value points(ScalarBuilder &scalars, const Side &side) const {
    Value length = scalars.unary<math::CeilOp>(side.bin), zero = number(scalars, 0);
    Value isPositive = scalars.compare(Comparison::Greater, length, zero);
    Value most = number(scalars, static_cast<double>(mostPoints));
    length = scalars.select(isPositive, length, zero);
    return floatToIndex(scalars, scalars.select(scalars.compare(Comparison::Less, length, most), length, most));
  }

  /// The coordinate of point `point` of `count` in bin `bin`.
  Value coordinate(ScalarBuilder &scalars, const Side &side, Value bin, Value point, Value count) const {
    Value first = scalars.add(side.start, scalars.mul(scalars.fromIndex(bin, type), side.bin));
    Value middle = scalars.add(scalars.fromIndex(point, type), number(scalars, 0.5));
    return scalars.add(first, scalars.div(scalars.mul(middle, side.bin), scalars.fromIndex(count, type)));
  }

  /// The two neighbours of a coordinate along an axis.
  struct Neighbours {
    Value isInside, index[2], weight[2];
  };
  Neighbours neighbours(ScalarBuilder &scalars, Value x, Value size) const {
    Value limit = scalars.fromIndex(size, type);
    Value zero = number(scalars, 0), one = number(scalars, 1), last = scalars.sub(limit, one);
    Value isInside = scalars.binary<arith::AndIOp>(scalars.compare(Comparison::GreaterEqual, x, number(scalars, -1)),
                                                   scalars.compare(Comparison::LessEqual, x, limit));
    x = scalars.select(isInside, x, zero);
    x = scalars.min(scalars.max(x, zero), scalars.max(last, zero));
    Value floor = scalars.unary<math::FloorOp>(x), rest = scalars.sub(x, floor);
    Value index = floatToIndex(scalars, floor), end = scalars.sub(size, scalars.index(1));
    Value next = scalars.clamp(scalars.add(index, scalars.index(1)), scalars.index(0), end);
    return {isInside, {scalars.clamp(index, scalars.index(0), end), next}, {scalars.sub(one, rest), rest}};
  }

  /// Adds one point to what was accumulated.
  Value accumulate(ScalarBuilder &scalars, Value image, Value channel, const Neighbours &rows,
                   const Neighbours &columns, Value accumulated) const {
    Value isInside = scalars.binary<arith::AndIOp>(rows.isInside, columns.isInside), point;
    for (int row = 0; row != 2; ++row)
      for (int column = 0; column != 2; ++column) {
        Value read = tensor::ExtractOp::create(scalars.operations(), scalars.location(), input.value,
                                               ValueRange{image, channel, rows.index[row], columns.index[column]});
        Value term =
            scalars.mul(scalars.resizeFloat(read, type), scalars.mul(rows.weight[row], columns.weight[column]));
        point = !point ? term : maximum ? scalars.max(point, term) : scalars.add(point, term);
      }
    point = scalars.select(isInside, point, number(scalars, 0));
    return maximum ? scalars.max(accumulated, point) : scalars.add(accumulated, point);
  }

  TypedAttr start() const { return maximum ? lowestAttr(type, /*isUnsigned=*/false) : numberAttr(type, 0); }
};

// The image of a box, within the batch.
Value imageOf(Lowering &lowering, ScalarBuilder &scalars, const Tensor &input, Value batch) {
  Value last = scalars.sub(lowering.sizeValue(input.dims[0]), scalars.index(1));
  return scalars.clamp(scalars.toIndex(batch), scalars.index(0), last);
}

// Loops (box, channel, row, column), and over the points of a bin.
Tensor alignFixed(Lowering &lowering, const BoxSampler &sampler, const Tensor &rois, const Tensor &batch, DimsRef dims,
                  int64_t samples) {
  Dims loops(dims);
  loops.append(2, lowering.constant(samples));
  SmallVector<Operand> operands{lowering.along(batch, {0}, 6)};
  for (int64_t corner = 0; corner != 4; ++corner)
    operands.push_back(
        {rois.value, lowering.mapOf(6, {lowering.loop(0), getAffineConstantExpr(corner, lowering.context())})});
  operands.push_back({lowering.empty(DimsRef(loops).take_back(2), sampler.type), lowering.map(6, {4, 5})});
  llvm::SmallBitVector reduced(6);
  reduced.set(4, 6);
  Tensor sum = lowering.reduce(
      operands, loops, reduced, sampler.type, sampler.start(),
      [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
        Value count = scalars.index(samples);
        auto along = [&](Value from, Value to, int64_t axis) {
          BoxSampler::Side side = sampler.side(scalars, from, to, axis);
          Value x = sampler.coordinate(scalars, side, scalars.position(2 + axis), scalars.position(4 + axis), count);
          return sampler.neighbours(scalars, x, lowering.sizeValue(sampler.input.dims[2 + axis]));
        };
        BoxSampler::Neighbours rows = along(elements[2], elements[4], 0), columns = along(elements[1], elements[3], 1);
        Value image = imageOf(lowering, scalars, sampler.input, elements[0]);
        return sampler.accumulate(scalars, image, scalars.position(1), rows, columns, accumulated);
      });
  if (sampler.maximum)
    return sum;
  double share = 1.0 / static_cast<double>(samples * samples);
  return lowering.elementwise(sum, sum.dims, sum.element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    return scalars.mul(elements[0], scalars.constant(sampler.type, share));
  });
}

Tensor alignAdaptive(Lowering &lowering, const BoxSampler &sampler, const Tensor &rois, const Tensor &batch,
                     DimsRef dims) {
  auto body = [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    loops.loop(DimsRef(dims).take_front(1), [&](ValueRange box) {
      auto side = [&](int64_t from, int64_t to, int64_t axis) {
        ScalarBuilder scalars = loops.scalars();
        Value first = loops.read(rois, {box[0], scalars.index(from)});
        return sampler.side(scalars, first, loops.read(rois, {box[0], scalars.index(to)}), axis);
      };
      BoxSampler::Side height = side(1, 3, 0), width = side(0, 2, 1);
      ScalarBuilder before = loops.scalars();
      Value rows = sampler.points(before, height), columns = sampler.points(before, width);
      Value last = before.sub(loops.size(sampler.input.dims[0]), before.index(1));
      Value image = before.clamp(loops.readIndex(batch, box), before.index(0), last);
      Value count = before.max(before.mul(rows, columns), before.index(1));
      loops.loop(DimsRef(dims).drop_front(), [&](ValueRange at) {
        Variable sum = loops.variable(loops.scalars().constant(sampler.start()));
        loops.loop(rows, [&](Value row) {
          ScalarBuilder outer = loops.scalars();
          BoxSampler::Neighbours around = sampler.neighbours(outer, sampler.coordinate(outer, height, at[1], row, rows),
                                                             loops.size(sampler.input.dims[2]));
          loops.loop(columns, [&](Value column) {
            ScalarBuilder scalars = loops.scalars();
            Value x = sampler.coordinate(scalars, width, at[2], column, columns);
            BoxSampler::Neighbours beside = sampler.neighbours(scalars, x, loops.size(sampler.input.dims[3]));
            loops.set(sum, sampler.accumulate(scalars, image, at[0], around, beside, loops.get(sum)));
          });
        });
        ScalarBuilder scalars = loops.scalars();
        Value total = loops.get(sum), zero = sampler.number(scalars, 0);
        // A box of no points gives 0.
        Value isEmpty = scalars.compare(Comparison::Equal, scalars.mul(rows, columns), scalars.index(0));
        Value share = sampler.maximum ? total : scalars.div(total, scalars.fromIndex(count, sampler.type));
        loops.write(results[0], {box[0], at[0], at[1], at[2]}, scalars.select(isEmpty, zero, share));
      });
    });
  };
  return scalarKernel(lowering, "roi_align", {emptyTensor(lowering, dims, sampler.type)}, body)[0];
}

Lowered lowerRoiAlign(nn::RoiAlignOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), rois = lowering.read(op.getRois()), batch = lowering.read(op.getBatch());
  Dims dims = lowering.resultDims();
  BoxSampler sampler{input,
                     accumulatorOf(input.element),
                     op.getScale().convertToDouble(),
                     {static_cast<int64_t>(op.getHeight()), static_cast<int64_t>(op.getWidth())},
                     op.getHalfPixel(),
                     op.getMaximum()};
  auto samples = static_cast<int64_t>(op.getSamples());
  Tensor result = samples > 0 ? alignFixed(lowering, sampler, rois, batch, dims, samples)
                              : alignAdaptive(lowering, sampler, rois, batch, dims);
  return lowering.convertFloat(result, input.element);
}

} // namespace

void addRoiAlignLowerings(LoweringSet &set) { set.add<nn::RoiAlignOp>(lowerRoiAlign); }

} // namespace ingot
