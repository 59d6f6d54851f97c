// Sums of products of integers with zero points as contractions of narrow integers. A zero point of the data costs one
// term per column, sum((x - z) w) = sum(x w) - z sum(w), which is constant where the weights are; a zero point of the
// weights is taken from them. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/quantize/Quantized.h"

using namespace mlir;
using namespace ingot;

/// Constants that are looked at element by element have at most this many.
static constexpr int64_t maxReadElements = 1 << 24;

static Type signedType(TypedBuilder &build, unsigned width) { return build.builder.getIntegerType(width); }

/// True where all differences of constants are known to fit 8 bits. `zero` has one element, or one for each index of
/// the axis `axis` of the weights.
static bool fitsByte(Value weights, Value zero, int64_t axis) {
  std::optional<SmallVector<int64_t>> elements = integersOf(weights, maxReadElements);
  std::optional<SmallVector<int64_t>> zeros = integersOf(zero, maxReadElements);
  if (!elements || !zeros || zeros->empty())
    return false;
  ArrayRef<int64_t> shape = rankedType(weights).getShape();
  int64_t inner = 1;
  for (int64_t size : shape.drop_front(axis + 1))
    inner *= size;
  if (zeros->size() != 1 && static_cast<int64_t>(zeros->size()) != shape[axis])
    return false;
  for (auto [index, element] : llvm::enumerate(*elements)) {
    size_t along = zeros->size() == 1 ? 0 : (static_cast<int64_t>(index) / inner) % shape[axis];
    int64_t difference = element - (*zeros)[along];
    if (difference < -128 || difference > 127)
      return false;
  }
  return true;
}

/// value - zero in a type that holds every difference: one twice as wide, or bytes where these are enough.
static Value subtractZero(TypedBuilder &build, Value value, Value zero, int64_t zeroAxis) {
  if (isZeroPoint(zero))
    return value;
  Type wide = signedType(build, 2 * rankedType(value).getElementType().getIntOrFloatBitWidth());
  Value widened = build.cast(value, wide);
  Value difference = build.binary<nn::SubOp>(widened, build.cast(zero, wide), widened.getType());
  return zeroAxis >= 0 && fitsByte(value, zero, zeroAxis) ? build.cast(difference, signedType(build, 8)) : difference;
}

/// Two operands of a contraction: of at most 16 bits each, or both in 32.
static void unifyWidths(TypedBuilder &build, Value &left, Value &right) {
  auto isWide = [](Value value) { return rankedType(value).getElementType().getIntOrFloatBitWidth() > 16; };
  if (!isWide(left) && !isWide(right))
    return;
  left = build.cast(left, signedType(build, 32));
  right = build.cast(right, signedType(build, 32));
}

Value ingot::multiplyIntegers(TypedBuilder &build, Value lhs, Value lhsZero, Value rhs, Value rhsZero,
                              bool transposeLhs, bool transposeRhs, ArrayRef<sym::ExprAttr> dims) {
  int64_t rhsRank = rankedType(rhs).getRank(), columns = rhsRank - (transposeRhs ? 2 : 1);
  bool zeroAlongColumns = rhsRank >= 2 && rhsZero && isAlong(rhsZero, rhsRank, columns);
  rhs = subtractZero(build, rhs, rhsZero, zeroAlongColumns ? columns : -1);
  Value correction;
  Type int32 = signedType(build, 32);
  if (!isZeroPoint(lhsZero)) {
    if (isConstantExpression(rhs) && hasOneElement(lhsZero) && rhsRank >= 2) {
      Value sums = build.reduce(nn::ReduceKind::Sum, build.cast(rhs, int32), {rhsRank - (transposeRhs ? 1 : 2)},
                                /*keepDims=*/!transposeRhs);
      if (transposeRhs && rhsRank > 2) { // [batch..., N] beside [batch..., M, N]
        Dims sumDims = dimsOf(sums);
        sumDims.insert(sumDims.end() - 1, build.size(1));
        sums = build.reshape(sums, sumDims);
      }
      if (rankedType(lhs).getRank() == 1 && rankedType(sums).getRank() >= 2) { // the result has no rows
        Dims sumDims = dimsOf(sums);
        sumDims.erase(sumDims.end() - 2);
        sums = build.reshape(sums, sumDims);
      }
      correction = build.binary<nn::MulOp>(sums, build.reshape(build.cast(lhsZero, int32), ArrayRef<sym::ExprAttr>()));
    } else {
      lhs = subtractZero(build, lhs, lhsZero, -1);
    }
  }
  unifyWidths(build, lhs, rhs);
  Type type = sym::tensorTypeOf(dims, int32);
  Value product = nn::MatmulOp::create(build.builder, build.loc, type, lhs, rhs, transposeLhs, transposeRhs);
  return correction ? build.binary<nn::SubOp>(product, correction, type) : product;
}

/// `input` padded with its zero point; `window.pads` are paddings before all spatial axes, then those after.
static Value padWithZero(TypedBuilder &build, Value input, Value zero, ArrayRef<int64_t> pads) {
  Dims dims = dimsOf(input);
  size_t spatial = dims.size() - 2;
  SmallVector<Attribute> low(dims.size(), build.size(0)), high(low);
  for (size_t axis = 0; axis < spatial; ++axis) {
    low[axis + 2] = build.size(pads[axis]);
    high[axis + 2] = build.size(pads[spatial + axis]);
    dims[axis + 2] = sym::add(dims[axis + 2], pads[axis] + pads[spatial + axis]);
  }
  Type type = sym::tensorTypeOf(dims, build.elementOf(input));
  return nn::PadOp::create(build.builder, build.loc, type, input, Value(), zero, Value(), nn::PadMode::Constant,
                           build.builder.getArrayAttr(low), build.builder.getArrayAttr(high));
}

Value ingot::convolveIntegers(TypedBuilder &build, Value input, Value inputZero, Value weights, Value weightsZero,
                              Value bias, const IntegerWindow &window, ArrayRef<sym::ExprAttr> dims) {
  int64_t rank = rankedType(input).getRank();
  Type int32 = signedType(build, 32);
  if (weightsZero && !hasOneElement(weightsZero)) {
    Dims along(rank, build.size(1));
    along[0] = dimsOf(weights)[0];
    weightsZero = reshapeParameter(build, weightsZero, along);
  }
  weights = subtractZero(build, weights, weightsZero, 0);
  SmallVector<int64_t> pads(window.pads);
  if (!isZeroPoint(inputZero)) {
    inputZero = reshapeParameter(build, inputZero, ArrayRef<sym::ExprAttr>());
    if (llvm::any_of(pads, [](int64_t pad) { return pad != 0; }))
      input = padWithZero(build, input, inputZero, pads);
    pads.assign(pads.size(), 0);
    Value sums = build.reduce(nn::ReduceKind::Sum, build.cast(weights, int32),
                              llvm::to_vector(llvm::seq<int64_t>(1, rank)), /*keepDims=*/false);
    Value term = build.unary<nn::NegOp>(build.binary<nn::MulOp>(sums, build.cast(inputZero, int32), sums.getType()));
    bias = bias ? build.binary<nn::AddOp>(bias, term, term.getType()) : term;
  }
  unifyWidths(build, input, weights);
  return nn::ConvOp::create(build.builder, build.loc, sym::tensorTypeOf(dims, int32), input, weights, bias,
                            window.strides, window.dilations, pads, nn::AutoPad::Explicit, nn::Layout::ChannelsFirst,
                            window.group);
}
