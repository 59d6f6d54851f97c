// Activations that exporters spell out. A product is compared as a set of factors, so that every order of the
// multiplications is found:
//   0.5 * (x * (1 + tanh(0.797885 * (x + 0.044715 * x*x*x))))  has the factors  0.5, x, 1 + tanh(...).
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Recognize.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/TypedBuilder.h"

#include <cmath>

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "RecognizePatterns";
constexpr unsigned maxFactors = 8;
constexpr double halfSqrtTwo = 0.70710678118654752440;
constexpr double sqrtTwoOverPi = 0.79788456080286535588;

/// A product: the constant and the values, all of one type.
struct Product {
  double constant = 1.0;
  SmallVector<Value, 8> values;

  /// Removes one occurrence of a value.
  bool take(Value value) {
    auto *place = llvm::find(values, value);
    if (place == values.end())
      return false;
    values.erase(place);
    return true;
  }
};

bool isClose(double found, double expected) {
  return std::abs(found - expected) <= 1e-4 * std::abs(expected);
}

/// Adds the factors of `value`; false where there are too many or they are of different types. A value below
/// the root that others use as well is one factor: it may be the x of the formula.
bool collectFactors(Value value, Type type, Product &product, bool isRoot = false) {
  if (std::optional<double> constant = splatOf(value)) {
    product.constant *= *constant;
    return true;
  }
  if (value.getType() != type || product.values.size() >= maxFactors)
    return false;
  if (!isRoot && !value.hasOneUse()) {
    product.values.push_back(value);
    return true;
  }
  if (auto mul = value.getDefiningOp<nn::MulOp>())
    return collectFactors(mul.getLhs(), type, product) && collectFactors(mul.getRhs(), type, product);
  if (auto div = value.getDefiningOp<nn::DivOp>()) {
    std::optional<double> divisor = splatOf(div.getRhs());
    if (divisor && *divisor != 0.0) {
      product.constant /= *divisor;
      return collectFactors(div.getLhs(), type, product);
    }
  }
  auto power = value.getDefiningOp<nn::PowOp>();
  std::optional<double> exponent = power ? splatOf(power.getRhs()) : std::nullopt;
  if (exponent && (*exponent == 2.0 || *exponent == 3.0)) {
    product.values.append(static_cast<size_t>(*exponent), power.getLhs());
    return power.getLhs().getType() == type;
  }
  product.values.push_back(value);
  return true;
}

std::optional<Product> factorsOf(Value value) {
  Product product;
  return collectFactors(value, value.getType(), product, /*isRoot=*/true) ? std::optional<Product>(product)
                                                                          : std::nullopt;
}

/// `value` is x + constant, in either order: gives x.
Value termBeside(Value value, double constant) {
  auto add = value.getDefiningOp<nn::AddOp>();
  if (!add)
    return {};
  if (isSplat(add.getRhs(), constant))
    return add.getLhs();
  return isSplat(add.getLhs(), constant) ? add.getRhs() : Value();
}

/// `value` is 0.044715 x^3.
bool isCubicTerm(Value value, Value x) {
  std::optional<Product> product = factorsOf(value);
  return product && isClose(product->constant, 0.044715) && product->values.size() == 3 &&
         llvm::all_equal(product->values) && product->values[0] == x;
}

/// `value` is sqrt(2/pi) (x + 0.044715 x^3), or the same with x taken out of the sum.
bool isTanhArgument(Value value, Value x) {
  std::optional<Product> product = factorsOf(value);
  if (!product || !isClose(product->constant, sqrtTwoOverPi))
    return false;
  if (product->values.size() == 1) {
    auto add = product->values[0].getDefiningOp<nn::AddOp>();
    return add && ((add.getLhs() == x && isCubicTerm(add.getRhs(), x)) ||
                   (add.getRhs() == x && isCubicTerm(add.getLhs(), x)));
  }
  if (product->values.size() != 2 || !product->take(x))
    return false;
  Value square = termBeside(product->values[0], 1.0);
  std::optional<Product> inner = square ? factorsOf(square) : std::nullopt;
  return inner && isClose(inner->constant, 0.044715) && inner->values.size() == 2 && inner->values[0] == x &&
         inner->values[1] == x;
}

/// `value` is x / sqrt(2).
bool isErfArgument(Value value, Value x) {
  std::optional<Product> product = factorsOf(value);
  if (!product || product->values.size() != 1)
    return false;
  if (product->values[0] == x)
    return isClose(product->constant, halfSqrtTwo);
  return false;
}

/// x * f(x) in all forms. The factor that is no x decides.
struct RecognizeProduct : OpRewritePattern<nn::MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MulOp op, PatternRewriter &rewriter) const override {
    std::optional<Product> product = factorsOf(op);
    if (!product || product->values.size() != 2 ||
        !isa<FloatType>(rankedType(op.getResult()).getElementType()))
      return failure();
    for (unsigned index : {0u, 1u}) {
      Value x = product->values[index], factor = product->values[1 - index];
      TypedBuilder build(rewriter, op.getLoc());
      if (Value result = recognize(build, product->constant, x, factor)) {
        remarkDone(op, passName, "found " + result.getDefiningOp()->getName().getStringRef().str());
        rewriter.replaceOp(op, result);
        return success();
      }
    }
    return failure();
  }

private:
  static Value recognize(TypedBuilder &build, double constant, Value x, Value factor) {
    auto applied = [&](auto inner) { return inner && inner.getInput() == x; };
    if (constant == 1.0 && applied(factor.getDefiningOp<nn::SigmoidOp>()))
      return build.unary<nn::SiluOp>(x);
    if (auto hard = factor.getDefiningOp<nn::HardSigmoidOp>();
        constant == 1.0 && applied(hard) && isClose(hard.getAlpha().convertToDouble(), 1.0 / 6) &&
        hard.getBeta().convertToDouble() == 0.5)
      return build.unary<nn::HardSwishOp>(x);
    if (auto tanh = factor.getDefiningOp<nn::TanhOp>();
        constant == 1.0 && tanh && applied(tanh.getInput().template getDefiningOp<nn::SoftplusOp>()))
      return build.unary<nn::MishOp>(x);
    Value inner = constant == 0.5 ? termBeside(factor, 1.0) : Value();
    if (!inner)
      return {};
    bool isTanh = false, isErf = false;
    if (auto tanh = inner.getDefiningOp<nn::TanhOp>())
      isTanh = isTanhArgument(tanh.getInput(), x);
    if (auto erf = inner.getDefiningOp<nn::ErfOp>())
      isErf = isErfArgument(erf.getInput(), x);
    if (!isTanh && !isErf)
      return {};
    return nn::GeluOp::create(build.builder, build.loc, x.getType(), x, isTanh);
  }
};

/// 1 / (1 + e^-x), x / (1 + e^-x), 1 / sqrt(x), and x / sqrt(y) where y has fewer elements.
struct RecognizeQuotient : OpRewritePattern<nn::DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::DivOp op, PatternRewriter &rewriter) const override {
    TypedBuilder build(rewriter, op.getLoc());
    Value result;
    Value divisor = op.getRhs();
    if (auto root = divisor.getDefiningOp<nn::SqrtOp>())
      result = rootQuotient(build, op, root);
    else if (Value x = logisticArgument(divisor); x && x.getType() == op.getType())
      result = op.getLhs() == x            ? build.unary<nn::SiluOp>(x)
               : isSplat(op.getLhs(), 1.0) ? build.unary<nn::SigmoidOp>(x)
                                           : Value();
    if (!result)
      return failure();
    remarkDone(op, passName, "found " + result.getDefiningOp()->getName().getStringRef().str());
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  static Value rootQuotient(TypedBuilder &build, nn::DivOp op, nn::SqrtOp root) {
    if (isSplat(op.getLhs(), 1.0) && root.getType() == op.getType())
      return build.unary<nn::RsqrtOp>(root.getInput());
    if (root.getType() == op.getType() || op.getLhs().getType() != op.getType() || isConstantExpression(root))
      return {};
    return build.binary<nn::MulOp>(op.getLhs(), build.unary<nn::RsqrtOp>(root.getInput()), op.getType());
  }
  /// x where `value` is 1 + e^-x.
  static Value logisticArgument(Value value) {
    Value term = termBeside(value, 1.0);
    auto exponential = term ? term.getDefiningOp<nn::ExpOp>() : nullptr;
    auto negation = exponential ? exponential.getInput().getDefiningOp<nn::NegOp>() : nullptr;
    return negation ? Value(negation.getInput()) : Value();
  }
};

struct RecognizeRsqrt : OpRewritePattern<nn::ReciprocalOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReciprocalOp op, PatternRewriter &rewriter) const override {
    auto root = op.getInput().getDefiningOp<nn::SqrtOp>();
    if (!root)
      return failure();
    remarkDone(op, passName, "found nn.rsqrt");
    rewriter.replaceOpWithNewOp<nn::RsqrtOp>(op, op.getType(), root.getInput());
    return success();
  }
};

} // namespace

void ingot::populateActivationPatterns(RewritePatternSet &patterns) {
  patterns.add<RecognizeProduct, RecognizeQuotient, RecognizeRsqrt>(patterns.getContext());
}
