// NnSample.td, Fourier transforms. A length that is known and has factors is split (Cooley and Tukey), so that every
// stage is a product with a small constant matrix; other lengths read a table of roots of unity.
// SPDX-License-Identifier: Apache-2.0
//
// With N = N1 * N2, j = N2 * j1 + j2 and k = k1 + N1 * k2, and w = e^(-2 pi i / N):
//   X[k] = sum over j2 of (w^N1)^(j2 k2) * w^(j2 k1) * (sum over j1 of (w^N2)^(j1 k1) * x[j])
// a transform of length N1 along j1, a product with the twiddles w^(j2 k1), a transform of length N2 along j2.
//
// Between stages, real and imaginary parts are two planes: tensors are [parts, before, length, behind].
#include "dialects/nn/NnSample.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "passes/linalg/sample/Sample.h"

#include <cmath>

using namespace mlir;

namespace ingot {
namespace {

/// The longest transform that is one matrix where it could be split, and where it could not.
constexpr int64_t longestLeaf = 48, longestMatrix = 256;

constexpr double pi = 3.14159265358979323846;

/// The factor e^(sign * 2 pi i * power / length) between part `from` of a number and part `to` of its product with it.
double rootOfUnity(double sign, int64_t power, int64_t length, int64_t from, int64_t to) {
  double angle = sign * 2 * pi * static_cast<double>(power % length) / static_cast<double>(length);
  if (from == to)
    return std::cos(angle);
  return from == 0 ? std::sin(angle) : -std::sin(angle);
}

struct Fourier {
  Lowering &lowering;
  Type type;
  double sign;

  Tensor table(ArrayRef<int64_t> shape, ArrayRef<double> values) const {
    auto attributes =
        llvm::map_to_vector(values, [&](double value) -> Attribute { return FloatAttr::get(type, value); });
    return lowering.constantTensor(DenseElementsAttr::get(RankedTensorType::get(shape, type), attributes));
  }

  /// A factor to split off, or 1.
  static int64_t factorOf(int64_t length) {
    int64_t best = 1;
    for (int64_t factor = 2; factor <= longestLeaf && factor * factor <= length; ++factor)
      if (length % factor == 0)
        best = factor;
    return best;
  }

  /// Sums of products over parts and along an axis: loops (part, before, output, behind; part, input).
  Tensor sum(const Tensor &x, ArrayRef<Operand> factors, sym::ExprAttr outputs, int64_t parts, Body body) const {
    Dims loops{lowering.constant(parts), x.dims[1], outputs, x.dims[3], x.dims[0], x.dims[2]};
    SmallVector<Operand> operands{lowering.along(x, {4, 1, 5, 3}, 6)};
    operands.append(factors.begin(), factors.end());
    llvm::SmallBitVector reduced(6);
    reduced.set(4, 6);
    return lowering.reduce(operands, loops, reduced, type, numberAttr(type, 0), body);
  }

  /// One product with the matrix of the transform.
  Tensor byMatrix(const Tensor &x, int64_t length, int64_t outputs, int64_t parts, double scale) const {
    int64_t given = x.dims[0].getValue();
    SmallVector<double> values;
    for (int64_t to = 0; to != parts; ++to)
      for (int64_t from = 0; from != given; ++from)
        for (int64_t input = 0; input != length; ++input)
          for (int64_t output = 0; output != outputs; ++output)
            values.push_back(scale * rootOfUnity(sign, input * output, length, from, to));
    Tensor matrix = table({parts, given, length, outputs}, values);
    return sum(x, lowering.along(matrix, {0, 4, 5, 2}, 6), lowering.constant(outputs), parts, multiplyAdd);
  }

  /// The roots of unity, [parts given, parts made, length].
  Tensor roots(sym::ExprAttr length, int64_t given, int64_t parts, double scale) const {
    if (length.isConstant()) {
      SmallVector<double> values;
      for (int64_t from = 0; from != given; ++from)
        for (int64_t to = 0; to != parts; ++to)
          for (int64_t power = 0; power != length.getValue(); ++power)
            values.push_back(scale * rootOfUnity(sign, power, length.getValue(), from, to));
      return table({given, parts, length.getValue()}, values);
    }
    Dims dims{lowering.constant(given), lowering.constant(parts), length};
    return lowering.pointwise({}, dims, type, [&](ScalarBuilder &scalars, ValueRange, Value) {
      Value from = scalars.position(0), to = scalars.position(1);
      Value turns = scalars.div(scalars.fromIndex(scalars.position(2), type),
                                scalars.fromIndex(lowering.sizeValue(length), type));
      // Half a turn on either side of 0, where functions are most exact.
      Value isSecondHalf = scalars.compare(Comparison::Greater, turns, scalars.constant(type, 0.5));
      turns = scalars.select(isSecondHalf, scalars.sub(turns, scalars.constant(type, 1)), turns);
      Value angle = scalars.mul(turns, scalars.constant(type, sign * 2 * pi));
      Value cosine = scalars.unary<math::CosOp>(angle), sine = scalars.unary<math::SinOp>(angle);
      Value fromReal = scalars.compare(Comparison::Equal, from, scalars.index(0));
      Value mixed = scalars.select(fromReal, sine, scalars.negate(sine));
      Value root = scalars.select(scalars.compare(Comparison::Equal, from, to), cosine, mixed);
      return scalars.mul(root, scalars.constant(type, scale));
    });
  }

  /// Any length: the root for input j and output k is number j * k, modulo the length, of the table.
  Tensor byTable(const Tensor &x, sym::ExprAttr length, sym::ExprAttr outputs, int64_t parts, double scale) const {
    Tensor powers = roots(length, x.dims[0].getValue(), parts, scale);
    return sum(x, {}, outputs, parts, [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
      Value product = scalars.mul(scalars.position(2), scalars.position(5));
      Value power = scalars.binary<arith::RemUIOp>(product, lowering.sizeValue(length));
      Value root = tensor::ExtractOp::create(scalars.operations(), scalars.location(), powers.value,
                                             ValueRange{scalars.position(4), scalars.position(0), power});
      return multiplyAdd(scalars, {elements[0], root}, accumulated);
    });
  }

  /// Products with w^(first * second): [2, before, first, second, behind].
  Tensor twiddle(const Tensor &x, int64_t first, int64_t second) const {
    SmallVector<double> values;
    for (int64_t from = 0; from != 2; ++from)
      for (int64_t to = 0; to != 2; ++to)
        for (int64_t k = 0; k != first; ++k)
          for (int64_t j = 0; j != second; ++j)
            values.push_back(rootOfUnity(sign, j * k, first * second, from, to));
    Tensor factors = table({2, 2, first, second}, values);
    auto plane = [&](int64_t from) {
      SmallVector<AffineExpr> results{getAffineConstantExpr(from, lowering.context())};
      for (int64_t axis = 1; axis != 5; ++axis)
        results.push_back(lowering.loop(axis));
      return Operand{x.value, lowering.mapOf(5, results)};
    };
    auto factor = [&](int64_t from) {
      SmallVector<AffineExpr> results{getAffineConstantExpr(from, lowering.context()), lowering.loop(0),
                                      lowering.loop(2), lowering.loop(3)};
      return Operand{factors.value, lowering.mapOf(5, results)};
    };
    Operand operands[] = {plane(0), factor(0), plane(1), factor(1)};
    return lowering.pointwise(operands, x.dims, type, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
      return scalars.add(scalars.mul(elements[0], elements[1]), scalars.mul(elements[2], elements[3]));
    });
  }

  /// All outputs of a transform of a known length.
  Tensor split(const Tensor &x, int64_t length, int64_t parts, double scale) const {
    int64_t first = factorOf(length), second = length / first;
    if (length <= longestLeaf || (first == 1 && length <= longestMatrix))
      return byMatrix(x, length, length, parts, scale);
    if (first == 1)
      return byTable(x, x.dims[2], x.dims[2], parts, scale);
    sym::ExprAttr before = x.dims[1], behind = x.dims[3], two = lowering.constant(2);
    sym::ExprAttr firstDim = lowering.constant(first), secondDim = lowering.constant(second);
    Tensor stage = lowering.reshape(x, {x.dims[0], before, firstDim, sym::mul(behind, second)});
    stage = byMatrix(stage, first, first, 2, scale);
    stage = twiddle(lowering.reshape(stage, {two, before, firstDim, secondDim, behind}), first, second);
    stage = lowering.reshape(stage, {two, sym::mul(before, first), secondDim, behind});
    stage = split(stage, second, parts, 1.0);
    stage = lowering.reshape(stage, {stage.dims[0], before, firstDim, secondDim, behind});
    stage = lowering.transpose(stage, {0, 1, 3, 2, 4});
    return lowering.reshape(stage, {stage.dims[0], before, x.dims[2], behind});
  }
};

// The second half of a spectrum mirrors the first: X[length - k] is the conjugate of X[k].
Tensor mirror(Lowering &lowering, const Tensor &half, sym::ExprAttr length) {
  Dims dims = half.dims;
  dims[2] = length;
  return lowering.pointwise({}, dims, half.element, [&](ScalarBuilder &scalars, ValueRange, Value) -> Value {
    Value k = scalars.position(2), size = lowering.sizeValue(length), zero = scalars.index(0);
    Value opposite = scalars.sub(size, k);
    Value isSecond = scalars.compare(Comparison::Greater, k, opposite);
    Value isImaginary = scalars.compare(Comparison::NotEqual, scalars.position(0), zero);
    Value read = tensor::ExtractOp::create(scalars.operations(), scalars.location(), half.value,
                                           ValueRange{scalars.position(0), scalars.position(1),
                                                      scalars.select(isSecond, opposite, k), scalars.position(3)});
    Value conjugate = scalars.select(isImaginary, scalars.negate(read), read);
    // The first element, and the middle one, have no imaginary part.
    Value isReal = scalars.binary<arith::OrIOp>(scalars.compare(Comparison::Equal, k, zero),
                                                scalars.compare(Comparison::Equal, k, opposite));
    Value isNone = scalars.binary<arith::AndIOp>(isReal, isImaginary);
    Value value = scalars.select(isSecond, conjugate, read);
    return scalars.select(isNone, scalars.constant(half.element, 0), value);
  });
}

// Cut or extended by zeros along the third axis.
Tensor resizeAxis(Lowering &lowering, const Tensor &x, sym::ExprAttr length) {
  if (x.dims[2] == length)
    return x;
  Dims low(4, lowering.constant(0)), high = low;
  high[2] = sym::sub(length, x.dims[2]);
  Value zero = arith::ConstantOp::create(lowering.operations(), lowering.location(), numberAttr(x.element, 0));
  Tensor result = lowering.pad(x, low, high, zero);
  result.dims[2] = length;
  return result;
}

Lowered lowerDft(nn::DftOp op, Lowering &lowering) {
  if (!op.getSize())
    return lowering.unsupported("expected the core form, with attribute 'size'");
  Tensor input = lowering.read(op.getInput());
  Dims dims = lowering.resultDims();
  auto length = cast<sym::ExprAttr>((*op.getSize())[0]);
  int64_t axis = normalizeAxis(op.getAxis(), input.rank());
  auto product = [&](DimsRef part) { return sym::product(lowering.context(), part); };
  sym::ExprAttr before = product(DimsRef(input.dims).take_front(axis));
  sym::ExprAttr behind = product(DimsRef(input.dims).slice(axis + 1, input.rank() - axis - 2));
  Type type = accumulatorOf(input.element);
  Tensor x =
      lowering.reshape(lowering.convertFloat(input, type), {before, input.dims[axis], behind, input.dims.back()});
  x = lowering.transpose(x, {3, 0, 1, 2});
  bool inverse = op.getInverse(), mirrored = inverse && op.getOnesided();
  if (mirrored && x.dims[0].isConstant(2))
    x = mirror(lowering, resizeAxis(lowering, x, sym::add(sym::floorDiv(length, 2), 1)), length);
  x = resizeAxis(lowering, x, length);

  Fourier fourier{lowering, type, inverse ? 1.0 : -1.0};
  int64_t parts = dims.back().getValue();
  sym::ExprAttr outputs = dims[axis];
  Tensor y;
  if (!length.isConstant()) {
    y = fourier.byTable(x, length, outputs, parts, 1.0);
    if (inverse)
      y = lowering.elementwise(y, y.dims, type, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
        return scalars.div(elements[0], scalars.fromIndex(lowering.sizeValue(length), type));
      });
  } else {
    int64_t size = length.getValue();
    double scale = inverse ? 1.0 / static_cast<double>(size) : 1.0;
    bool isLeaf = size <= longestLeaf;
    y = isLeaf ? fourier.byMatrix(x, size, outputs.getValue(), parts, scale) : fourier.split(x, size, parts, scale);
  }
  if (y.dims[2] != outputs) {
    Dims cut = y.dims;
    cut[2] = outputs;
    y = lowering.extractSlice(y, Dims(4, lowering.constant(0)), cut, {1, 1, 1, 1});
  }
  return lowering.convertFloat(lowering.reshape(lowering.transpose(y, {1, 2, 3, 0}), dims), input.element);
}

} // namespace

void addSignalLowerings(LoweringSet &set) { set.add<nn::DftOp>(lowerDft); }

} // namespace ingot
