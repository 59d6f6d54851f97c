// The transcendental functions of f64, for which upstream has no polynomials, and remainders. Part of
// ingot-expand-math. SPDX-License-Identifier: Apache-2.0
#include "passes/vectorize/ExpandDouble.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ingot {
namespace {

/// Writes arithmetic on values of one shape, f64 and i64.
class Doubles {
public:
  Doubles(OpBuilder &builder, Location loc, Type shape) : builder(builder), loc(loc), shape(shape) {}

  Type typeOf(Type element) const {
    auto vector = dyn_cast<VectorType>(shape);
    return vector ? Type(vector.clone(element)) : element;
  }
  Value constant(TypedAttr scalar) {
    if (auto vector = dyn_cast<VectorType>(shape))
      scalar = DenseElementsAttr::get(vector.clone(scalar.getType()), ArrayRef<Attribute>(scalar));
    return arith::ConstantOp::create(builder, loc, scalar);
  }
  Value number(double value) { return constant(builder.getF64FloatAttr(value)); }
  Value integer(int64_t value) { return constant(builder.getI64IntegerAttr(value)); }

  Value add(Value a, Value b) { return arith::AddFOp::create(builder, loc, a, b); }
  Value sub(Value a, Value b) { return arith::SubFOp::create(builder, loc, a, b); }
  Value mul(Value a, Value b) { return arith::MulFOp::create(builder, loc, a, b); }
  Value div(Value a, Value b) { return arith::DivFOp::create(builder, loc, a, b); }
  Value fma(Value a, Value b, Value c) { return math::FmaOp::create(builder, loc, a, b, c); }
  Value abs(Value a) { return math::AbsFOp::create(builder, loc, a); }
  Value sqrt(Value a) { return math::SqrtOp::create(builder, loc, a); }
  Value withSign(Value a, Value sign) { return math::CopySignOp::create(builder, loc, a, sign); }
  Value less(Value a, Value b) { return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, a, b); }
  Value select(Value condition, Value a, Value b) { return arith::SelectOp::create(builder, loc, condition, a, b); }
  Value bits(Value a) { return arith::BitcastOp::create(builder, loc, typeOf(builder.getI64Type()), a); }
  Value real(Value a) { return arith::BitcastOp::create(builder, loc, typeOf(builder.getF64Type()), a); }
  Value toInteger(Value a) { return arith::FPToSIOp::create(builder, loc, typeOf(builder.getI64Type()), a); }
  template <typename Op>
  Value with(Value a, int64_t b) {
    return Op::create(builder, loc, a, integer(b));
  }
  Value equals(Value a, int64_t b) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, a, integer(b));
  }

  /// c0 + c1 x + c2 x^2 + ...
  Value polynomial(Value x, ArrayRef<double> coefficients) {
    Value sum = number(coefficients.back());
    for (double coefficient : llvm::reverse(coefficients.drop_back()))
      sum = fma(sum, x, number(coefficient));
    return sum;
  }
  /// 2^k for an integer k of [-1022, 1023].
  Value power(Value k) { return real(with<arith::ShLIOp>(with<arith::AddIOp>(k, 1023), 52)); }
  /// x 2^k, in two factors, so that neither overflows where the product does not.
  Value scale(Value x, Value k) {
    Value half = with<arith::ShRSIOp>(k, 1);
    return mul(mul(x, power(half)), power(arith::SubIOp::create(builder, loc, k, half)));
  }

  Value exp(Value x);
  Value expMinusOne(Value x);
  Value log(Value x);
  Value logOfOnePlus(Value x);
  Value tanh(Value x);
  Value erf(Value x);
  Value sinOrCos(Value x, bool isCos);
  Value atan(Value x);
  Value atanOfQuotient(Value y, Value x);
  Value remainder(Value x, Value y);

private:
  Value exponentOf(Value x);
  Value largestMultiple(Value rest, Value divisor);

  OpBuilder &builder;
  Location loc;
  Type shape;
};

constexpr double pi = 3.14159265358979323846;
constexpr double ln2High = 0.6931471803691238, ln2Low = 1.9082149292705877e-10; // the first has 32 bits

/// e^x = 2^k e^r with |r| <= ln(2) / 2, where 14 terms of the series are exact to the last bit.
Value Doubles::exp(Value x) {
  Value low = number(-750), high = number(710);
  Value inside = select(less(x, low), low, select(less(high, x), high, x));
  Value k = math::RoundEvenOp::create(builder, loc, mul(inside, number(1.4426950408889634)));
  Value r = fma(k, number(-ln2Low), fma(k, number(-ln2High), inside));
  SmallVector<double> series{1};
  for (int term = 1; term < 14; ++term)
    series.push_back(series.back() / term);
  return scale(polynomial(r, series), toInteger(k));
}

/// Where e^x is near 1 the series without its first term loses nothing.
Value Doubles::expMinusOne(Value x) {
  SmallVector<double> series{1};
  for (int term = 2; term < 18; ++term)
    series.push_back(series.back() / term);
  Value near = mul(x, polynomial(x, series));
  return select(less(abs(x), number(0.5)), near, sub(exp(x), number(1)));
}

/// The exponent of a positive number, that of a subnormal one as well.
Value Doubles::exponentOf(Value x) {
  Value field = with<arith::ShRUIOp>(bits(x), 52);
  Value scaled = with<arith::ShRUIOp>(bits(mul(x, number(0x1p54))), 52);
  return select(equals(field, 0), with<arith::SubIOp>(scaled, 1077), with<arith::SubIOp>(field, 1023));
}

/// ln(m 2^e) = e ln(2) + 2 artanh(s) with s = (m - 1) / (m + 1) and m of [sqrt(1/2), sqrt(2)).
Value Doubles::log(Value x) {
  Value isSmall = less(x, number(0x1p-1022));
  Value normal = select(isSmall, mul(x, number(0x1p54)), x);
  // Bits relative to those of sqrt(1/2): the upper part is the exponent, the lower part gives m.
  constexpr int64_t rootBits = 0x3FE6A09E667F3BCD;
  Value relative = with<arith::SubIOp>(bits(normal), rootBits);
  Value e = with<arith::ShRSIOp>(relative, 52);
  Value m = real(with<arith::AddIOp>(with<arith::AndIOp>(relative, 0xFFFFFFFFFFFFF), rootBits));
  Value exponent = arith::SIToFPOp::create(builder, loc, typeOf(builder.getF64Type()), e);
  exponent = sub(exponent, select(isSmall, number(54), number(0)));
  Value f = sub(m, number(1)), s = div(f, add(m, number(1))), z = mul(s, s);
  SmallVector<double> series;
  for (int odd = 3; odd < 25; odd += 2)
    series.push_back(2.0 / odd);
  Value tail = mul(mul(s, z), polynomial(z, series));
  Value result = add(mul(exponent, number(ln2High)), add(fma(exponent, number(ln2Low), tail), mul(s, number(2))));
  double infinity = std::numeric_limits<double>::infinity();
  result = select(less(x, number(infinity)), result, x); // infinity and NaN stay
  result = select(less(x, number(0)), number(std::numeric_limits<double>::quiet_NaN()), result);
  Value isZero = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, x, number(0));
  return select(isZero, number(-infinity), result);
}

/// ln(1 + x): what the sum lost is added to the logarithm.
Value Doubles::logOfOnePlus(Value x) {
  Value u = add(x, number(1)), lost = sub(x, sub(u, number(1)));
  Value result = add(log(u), div(lost, u));
  Value isFinite = less(abs(u), number(std::numeric_limits<double>::infinity()));
  Value isTiny = less(abs(x), number(0x1p-54));
  Value isPole = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, u, number(0));
  return select(isTiny, x, select(isPole, log(u), select(isFinite, result, log(u))));
}

Value Doubles::tanh(Value x) {
  Value limit = number(22), size = abs(x);
  Value inside = select(less(limit, size), limit, size);
  Value grown = expMinusOne(mul(inside, number(2)));
  return withSign(div(grown, add(grown, number(2))), x);
}

/// Near 0 a polynomial; then 1 - e^(-x^2) q(t) with t = (x - 3) / (x + 3), q fitted to the scaled complement on [1, 6].
Value Doubles::erf(Value x) {
  static constexpr double near[] = {1.1283791670955126,      -0.3761263890318375,     0.11283791670954879,
                                    -0.026866170645076792,   0.0052239776248180145,   -0.000854832698083379,
                                    0.0001205533111164271,   -1.4925595266831182e-05, 1.6461000484121361e-06,
                                    -1.6350312701054618e-07, 1.4659775274046955e-08,  -1.1372848856789924e-09,
                                    5.957176147746114e-11};
  static constexpr double far[] = {0.17900115118138996,    -0.3262335600430372,     0.2456038017123309,
                                   -0.15011593650077742,   0.07166583719797333,     -0.024392499318656315,
                                   0.004269136333155385,   0.0007077464385618304,   -0.0005970619587623683,
                                   4.525529694475319e-05,  6.405673443514002e-05,   -1.2860304485079466e-05,
                                   -7.979810873649558e-06, 2.11686541996653e-06,    1.2597527810661722e-06,
                                   -2.725351586863995e-07, -2.3845444962079766e-07, -2.5629320154667174e-08};
  Value size = abs(x), limit = number(6);
  Value inside = select(less(limit, size), limit, size), square = mul(inside, inside);
  Value t = div(sub(inside, number(3)), add(inside, number(3)));
  Value complement = mul(exp(sub(number(0), square)), polynomial(t, far));
  Value outer = withSign(sub(number(1), complement), x);
  return select(less(size, number(1)), mul(x, polynomial(mul(x, x), near)), outer);
}

/// x = k pi/2 + r with |r| <= pi/4; the product k pi/2 is taken from x in three parts, exact for |k| < 2^20.
Value Doubles::sinOrCos(Value x, bool isCos) {
  Value k = math::RoundEvenOp::create(builder, loc, mul(x, number(2 / pi)));
  Value r = fma(k, number(-1.5707963267341256), x);
  r = fma(k, number(-6.077100506303966e-11), r);
  r = fma(k, number(-2.0222662487959506e-21), r);
  SmallVector<double> sine{1}, cosine{1};
  for (int term = 1; term < 10; ++term) {
    sine.push_back(-sine.back() / ((2 * term) * (2 * term + 1)));
    cosine.push_back(-cosine.back() / ((2 * term - 1) * (2 * term)));
  }
  Value z = mul(r, r), sinR = mul(r, polynomial(z, sine)), cosR = polynomial(z, cosine);
  Value quadrant = toInteger(k);
  if (isCos)
    quadrant = with<arith::AddIOp>(quadrant, 1);
  Value isEven = equals(with<arith::AndIOp>(quadrant, 1), 0);
  Value result = select(isEven, sinR, cosR);
  Value isUpper = equals(with<arith::AndIOp>(quadrant, 2), 0);
  return select(isUpper, result, sub(number(0), result));
}

/// Arguments above 1 by their reciprocal, above tan(pi/8) by the difference to pi/4.
Value Doubles::atan(Value x) {
  static constexpr double series[] = {1.0,
                                      -0.3333333333333312,
                                      0.19999999999940837,
                                      -0.14285714279244968,
                                      0.11111110744657099,
                                      -0.09090896801472813,
                                      0.07692045194561466,
                                      -0.0666295024603664,
                                      0.058468667522741595,
                                      -0.050350497953084425,
                                      0.03796390316101782,
                                      -0.017803896394718438};
  Value size = abs(x), one = number(1);
  Value isBig = less(one, size), folded = select(isBig, div(one, size), size);
  Value isMiddle = less(number(0.41421356237309503), folded);
  Value reduced = select(isMiddle, div(sub(folded, one), add(folded, one)), folded);
  Value angle = mul(reduced, polynomial(mul(reduced, reduced), series));
  angle = select(isMiddle, add(angle, number(pi / 4)), angle);
  return withSign(select(isBig, sub(number(pi / 2), angle), angle), x);
}

/// The angle of the point (x, y), of [-pi, pi].
Value Doubles::atanOfQuotient(Value y, Value x) {
  Value isOrigin = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, add(abs(x), abs(y)), number(0));
  Value infinity = number(std::numeric_limits<double>::infinity());
  Value bothInfinite = arith::AndIOp::create(
      builder, loc, arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, abs(x), infinity),
      arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, abs(y), infinity));
  Value quotient = select(bothInfinite, number(1), abs(div(y, x)));
  Value angle = select(isOrigin, number(0), atan(quotient));
  Value isLeft = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, bits(x), integer(0));
  return withSign(select(isLeft, sub(number(pi), angle), angle), y);
}

/// The largest divisor * 2^k that is not above `rest`, which is at least the divisor.
Value Doubles::largestMultiple(Value rest, Value divisor) {
  Value k = arith::SubIOp::create(builder, loc, exponentOf(rest), exponentOf(divisor));
  Value half = with<arith::ShRSIOp>(k, 1); // k is below 2099, a factor of `scale` below 2^1024
  Value multiple = scale(scale(divisor, half), arith::SubIOp::create(builder, loc, k, half));
  return select(less(rest, multiple), mul(multiple, number(0.5)), multiple);
}

/// x - trunc(x / y) y, exactly: the largest multiple of y by a power of two is taken off until none fits. The number of
/// rounds is that of the bits of the quotient.
Value Doubles::remainder(Value x, Value y) {
  Value divisor = abs(y), start = abs(x);
  Value infinity = number(std::numeric_limits<double>::infinity()), zero = number(0);
  Value isDefined = arith::AndIOp::create(builder, loc, less(start, infinity), less(zero, divisor)); // false for NaN
  Value finite = arith::AndIOp::create(builder, loc, isDefined, less(divisor, infinity));
  Value first = select(finite, start, zero);
  auto fits = [&](Value rest) -> Value {
    Value lanes = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGE, rest, divisor);
    return arith::AndIOp::create(builder, loc, lanes, finite);
  };
  auto loop = scf::WhileOp::create(
      builder, loc, first.getType(), first,
      [&](OpBuilder &, Location, ValueRange state) {
        Value any = fits(state[0]);
        if (isa<VectorType>(any.getType()))
          any = vector::ReductionOp::create(builder, loc, vector::CombiningKind::OR, any);
        scf::ConditionOp::create(builder, loc, any, state);
      },
      [&](OpBuilder &, Location, ValueRange state) {
        Value lanes = fits(state[0]), safe = select(lanes, state[0], divisor);
        Value next = select(lanes, sub(state[0], largestMultiple(safe, divisor)), state[0]);
        scf::YieldOp::create(builder, loc, next);
      });
  Value result = select(finite, loop.getResult(0), start); // of an infinite divisor the number itself is left
  Value nan = number(std::numeric_limits<double>::quiet_NaN());
  return select(isDefined, withSign(result, x), nan);
}

/// An operation of one operand whose type is f64, or a vector of it.
template <typename Op>
struct ExpandUnary : OpRewritePattern<Op> {
  using Function = Value (*)(Doubles &, Value);
  ExpandUnary(MLIRContext *context, Function function) : OpRewritePattern<Op>(context), function(function) {}
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not f64");
    Doubles doubles(rewriter, op.getLoc(), op.getType());
    rewriter.replaceOp(op, function(doubles, op.getOperand()));
    return success();
  }
  Function function;
};

struct ExpandAtan2 : OpRewritePattern<math::Atan2Op> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::Atan2Op op, PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not f64");
    rewriter.replaceOp(op, Doubles(rewriter, op.getLoc(), op.getType()).atanOfQuotient(op.getLhs(), op.getRhs()));
    return success();
  }
};

/// Narrower types compute in f64, where their numbers and all differences are exact; the remainder fits the narrow
/// type.
struct ExpandRemainder : OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::RemFOp op, PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Doubles doubles(rewriter, loc, op.getType());
    Type wide = doubles.typeOf(rewriter.getF64Type());
    if (wide == op.getType()) {
      rewriter.replaceOp(op, doubles.remainder(op.getLhs(), op.getRhs()));
      return success();
    }
    // f16 by way of f32: no machine converts f64 to f16 at once.
    Type next = getElementTypeOrSelf(op.getType()).isF32() ? wide : doubles.typeOf(rewriter.getF32Type());
    Value x = arith::ExtFOp::create(rewriter, loc, next, op.getLhs());
    Value y = arith::ExtFOp::create(rewriter, loc, next, op.getRhs());
    Value result = next == wide ? doubles.remainder(x, y) : arith::RemFOp::create(rewriter, loc, x, y).getResult();
    // The sign is set last: LLVM would carry that of the wide number to the narrow one by a call.
    Value size = math::AbsFOp::create(rewriter, loc, result);
    Value narrow = arith::TruncFOp::create(rewriter, loc, op.getType(), size);
    rewriter.replaceOpWithNewOp<math::CopySignOp>(op, narrow, op.getLhs());
    return success();
  }
};

template <typename Op>
void add(RewritePatternSet &patterns, typename ExpandUnary<Op>::Function function) {
  patterns.add<ExpandUnary<Op>>(patterns.getContext(), function);
}

} // namespace

void populateDoublePatterns(RewritePatternSet &patterns) {
  add<math::ExpOp>(patterns, [](Doubles &d, Value x) { return d.exp(x); });
  add<math::ExpM1Op>(patterns, [](Doubles &d, Value x) { return d.expMinusOne(x); });
  add<math::LogOp>(patterns, [](Doubles &d, Value x) { return d.log(x); });
  add<math::Log1pOp>(patterns, [](Doubles &d, Value x) { return d.logOfOnePlus(x); });
  add<math::Log2Op>(patterns, [](Doubles &d, Value x) { return d.mul(d.log(x), d.number(1.4426950408889634)); });
  add<math::Log10Op>(patterns, [](Doubles &d, Value x) { return d.mul(d.log(x), d.number(0.4342944819032518)); });
  add<math::TanhOp>(patterns, [](Doubles &d, Value x) { return d.tanh(x); });
  add<math::ErfOp>(patterns, [](Doubles &d, Value x) { return d.erf(x); });
  add<math::SinOp>(patterns, [](Doubles &d, Value x) { return d.sinOrCos(x, /*isCos=*/false); });
  add<math::CosOp>(patterns, [](Doubles &d, Value x) { return d.sinOrCos(x, /*isCos=*/true); });
  add<math::AtanOp>(patterns, [](Doubles &d, Value x) { return d.atan(x); });
  // Neither loses digits near the ends, where the root of 1 - x^2 would.
  add<math::AsinOp>(patterns, [](Doubles &d, Value x) {
    Value one = d.number(1);
    return d.atanOfQuotient(x, d.sqrt(d.mul(d.sub(one, x), d.add(one, x))));
  });
  add<math::AcosOp>(patterns, [](Doubles &d, Value x) {
    Value one = d.number(1);
    return d.mul(d.number(2), d.atanOfQuotient(d.sqrt(d.sub(one, x)), d.sqrt(d.add(one, x))));
  });
  patterns.add<ExpandAtan2, ExpandRemainder>(patterns.getContext());
}

} // namespace ingot
