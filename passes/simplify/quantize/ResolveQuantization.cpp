// `ingot-resolve-quantization`: what is written as floats between dequantisation and quantisation is computed with
// integers where they give the same. Runs after `ingot-recognize-patterns`. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "passes/simplify/Constants.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/quantize/Quantized.h"

namespace ingot {
#define GEN_PASS_DEF_RESOLVEQUANTIZATION
#include "passes/simplify/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {

/// True where floats stand for whole numbers, or for parts of the result's unit: they are never written down.
bool isScaledToUnit(nn::DequantizeOp op, Operation *user) {
  if (isSplat(op.getScale(), 1.0))
    return true;
  auto next = user->hasOneUse() ? dyn_cast<nn::QuantizeOp>(*user->user_begin()) : nn::QuantizeOp();
  return next && isSplat(next.getScale(), 1.0);
}

/// Tells what dequantised data is computed with in floats.
void reportFloats(nn::DequantizeOp op) {
  if (isConstantExpression(op.getInput()) || rankedType(op.getInput()).getElementType().getIntOrFloatBitWidth() > 16)
    return;
  for (Operation *user : op->getUsers())
    if (isa<nn::NnDialect>(user->getDialect()) && !isScaledToUnit(op, user))
      remarkMissed(user, "ResolveQuantization",
                   (user->getName().getStringRef() + " stays in float on dequantised data").str());
}

struct ResolveQuantization : ingot::impl::ResolveQuantizationBase<ResolveQuantization> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (failed(verifyRanked(function)))
      return signalPassFailure();
    bool isQuantized = false;
    function.walk([&](Operation *op) { isQuantized |= isa<nn::QuantizeOp, nn::DequantizeOp>(op); });
    if (!isQuantized)
      return;
    RewritePatternSet patterns(&getContext());
    populateQuantizedContractionPatterns(patterns);
    populateQuantizedMovePatterns(patterns);
    populateQuantizedScalePatterns(patterns);
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(function, std::move(patterns), config)))
      return signalPassFailure();
    function.walk([](nn::DequantizeOp op) { reportFloats(op); });
  }
};
} // namespace
