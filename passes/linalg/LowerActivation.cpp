// NnElementwise.td, activation functions. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Formula.h"

using namespace mlir;

namespace ingot {
namespace {

template <typename Op>
double attribute(Operation *op, APFloat (Op::*getter)()) {
  return (cast<Op>(op).*getter)().convertToDouble();
}

Value logistic(Terms &terms, Value x) {
  return terms.div(terms.one(), terms.add(terms.one(), terms.exp(terms.scalars.negate(x))));
}

Value sigmoid(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return logistic(terms, elements[0]);
}

Value silu(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], logistic(terms, elements[0]));
}

// ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), where nothing overflows.
Value softplusOf(Terms &terms, Value x) {
  Value small = terms.exp(terms.scalars.negate(terms.scalars.abs(x)));
  return terms.add(terms.positivePart(x), terms.scalars.unary<math::Log1pOp>(small));
}

Value softplus(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return softplusOf(terms, elements[0]);
}

Value mish(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], terms.tanh(softplusOf(terms, elements[0])));
}

Value softsign(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.div(elements[0], terms.add(terms.one(), scalars.abs(elements[0])));
}

Value hardSigmoidOf(Terms &terms, Value x, double alpha, double beta) {
  Value line = terms.add(terms.mul(x, terms.number(alpha)), terms.number(beta));
  return terms.scalars.clamp(line, terms.zero(), terms.one());
}

Value hardSigmoid(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  return hardSigmoidOf(terms, elements[0], attribute(op, &nn::HardSigmoidOp::getAlpha),
                       attribute(op, &nn::HardSigmoidOp::getBeta));
}

Value hardSwish(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  Terms terms(scalars, elements);
  return terms.mul(elements[0], hardSigmoidOf(terms, elements[0], 1.0 / 6.0, 0.5));
}

Value relu(ScalarBuilder &scalars, Operation *, ValueRange elements) {
  return Terms(scalars, elements).positivePart(elements[0]);
}

Value gelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0], bell;
  if (cast<nn::GeluOp>(op).getApproximate()) {
    Value cube = terms.mul(terms.mul(x, x), terms.mul(x, terms.number(0.044715)));
    bell = terms.tanh(terms.mul(terms.add(x, cube), terms.number(0.79788456080286535588))); // sqrt(2/pi)
  } else {
    bell = scalars.unary<math::ErfOp>(terms.mul(x, terms.number(0.70710678118654752440)));
  }
  return terms.mul(terms.mul(x, terms.number(0.5)), terms.add(terms.one(), bell));
}

Value leakyRelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0], scaled = terms.mul(x, terms.number(attribute(op, &nn::LeakyReluOp::getAlpha)));
  return scalars.select(terms.less(x, terms.zero()), scaled, x);
}

Value thresholdedRelu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value limit = terms.number(attribute(op, &nn::ThresholdedReluOp::getAlpha));
  return scalars.select(terms.greater(elements[0], limit), elements[0], terms.zero());
}

// e^x - 1 of what is not positive, so that the branch not taken does not overflow.
Value expMinusOne(Terms &terms, Value x) {
  return terms.sub(terms.exp(terms.scalars.min(x, terms.zero())), terms.one());
}

Value elu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  Value curve = terms.mul(terms.number(attribute(op, &nn::EluOp::getAlpha)), expMinusOne(terms, x));
  return scalars.select(terms.less(x, terms.zero()), curve, x);
}

Value celu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  double alpha = attribute(op, &nn::CeluOp::getAlpha);
  Value curve = expMinusOne(terms, terms.mul(x, terms.number(1.0 / alpha)));
  return terms.add(terms.positivePart(x), terms.mul(terms.number(alpha), curve));
}

Value selu(ScalarBuilder &scalars, Operation *op, ValueRange elements) {
  Terms terms(scalars, elements);
  Value x = elements[0];
  Value curve = terms.mul(terms.number(attribute(op, &nn::SeluOp::getAlpha)), expMinusOne(terms, x));
  Value gamma = terms.number(attribute(op, &nn::SeluOp::getGamma));
  return terms.mul(gamma, scalars.select(terms.greater(x, terms.zero()), x, curve));
}

} // namespace

void addActivationLowerings(LoweringSet &set) {
  FormulaTable table{set};
  table.add<nn::SigmoidOp>(sigmoid);
  table.add<nn::ReluOp>(relu);
  table.add<nn::SiluOp>(silu);
  table.add<nn::MishOp>(mish);
  table.add<nn::SoftplusOp>(softplus);
  table.add<nn::SoftsignOp>(softsign);
  table.add<nn::HardSwishOp>(hardSwish);
  table.add<nn::GeluOp>(gelu);
  table.add<nn::LeakyReluOp>(leakyRelu);
  table.add<nn::ThresholdedReluOp>(thresholdedRelu);
  table.add<nn::EluOp>(elu);
  table.add<nn::CeluOp>(celu);
  table.add<nn::SeluOp>(selu);
  table.add<nn::HardSigmoidOp>(hardSigmoid);
}

} // namespace ingot
