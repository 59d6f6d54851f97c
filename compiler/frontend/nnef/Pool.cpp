// Import functions of pools and of up-sampling. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Window.h"
#include "dialects/nn/NnSample.h"

#include <cmath>

namespace ingot::nnef {

using nn::Layout;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Pools --------------------------------------------------------------------------------------------===//

Pool readPool(Importer &importer, Call &call) {
  Pool pool;
  pool.input = importer.floatTensor(call, "input");
  llvm::SmallVector<int64_t> size = call.integers("size");
  if (call.failed())
    return pool;
  int64_t rank = Importer::rankOf(pool.input);
  if (static_cast<int64_t>(size.size()) != rank || rank == 0) {
    call.fail("expected " + llvm::Twine(rank) + " window sizes, one for each axis, got " + llvm::Twine(size.size()));
    return pool;
  }
  pool.window = windowOf(call, size);
  if (call.failed())
    return pool;
  pool.isLifted = rank < 3 || !pool.window.isTrivial(0) || !pool.window.isTrivial(1);
  if (pool.isLifted)
    pool.input = importer.unsqueeze(call, pool.input, {0, 1});
  else
    pool.window.dropFront(2);
  return pool;
}

Value finishPool(Importer &importer, Call &call, const Pool &pool, mlir::Value result) {
  if (call.failed() || !pool.isLifted)
    return wrap(result);
  Sizes sizes = Importer::sizesOf(result);
  return wrap(importer.reshape(call, result, llvm::ArrayRef(sizes).drop_front(2)));
}

/// Exporters for tract write `constant` where they mean that padding never wins; the standard pads with
/// zeros.
Value importMaxPool(Importer &importer, Call &call) {
  Pool pool = readPool(importer, call);
  pool.input = resolveBorder(importer, call, pool.input, pool.window);
  if (call.failed())
    return {};
  bool padsWithZeros =
      pool.window.border == "constant" && pool.window.hasPadding() && importer.model().registries.empty();
  if (padsWithZeros)
    pool.input = padSeparately(importer, call, pool.input, pool.window, "constant");
  mlir::Value result = importer.like<nn::MaxPoolOp>(call, pool.input, pool.window.size, pool.window.stride,
                                                    pool.window.dilation, pool.window.pads(), pool.window.autoPad(),
                                                    Layout::ChannelsFirst, /*ceil_mode=*/false);
  return finishPool(importer, call, pool, result);
}

/// Sums under a window; means when `normalize`. Padding counts as zeros, or not at all with border `ignore`.
Value importBox(Importer &importer, Call &call) {
  Pool pool = readPool(importer, call);
  pool.input = resolveBorder(importer, call, pool.input, pool.window);
  bool isMean = call.logical("normalize");
  if (call.failed())
    return {};
  bool countsPadding = !isMean || pool.window.border != "ignore";
  mlir::Value result = importer.like<nn::AvgPoolOp>(call, pool.input, pool.window.size, pool.window.stride,
                                                    pool.window.dilation, pool.window.pads(), pool.window.autoPad(),
                                                    Layout::ChannelsFirst, /*ceil_mode=*/false, countsPadding);
  double volume = 1;
  for (int64_t size : pool.window.size)
    volume *= static_cast<double>(size);
  if (!call.failed() && !isMean && volume != 1)
    result = importer.like<nn::MulOp>(call, result, importer.splat(call, {}, Importer::elementOf(result), volume));
  return finishPool(importer, call, pool, result);
}

//===- Up-sampling --------------------------------------------------------------------------------------===//

static Value upsample(Importer &importer, Call &call, nn::ResizeMode mode, nn::CoordinateMode coordinates) {
  mlir::Value input = importer.floatTensor(call, "input");
  llvm::SmallVector<int64_t> factors = call.integers("factor");
  if (call.failed())
    return {};
  if (static_cast<int64_t>(factors.size()) + 2 != Importer::rankOf(input))
    return call.fail("expected a factor for each axis after the first two of rank " +
                     llvm::Twine(Importer::rankOf(input)) + ", got " + llvm::Twine(factors.size()));
  std::vector<Value> scales = {Value::ofScalar(1), Value::ofScalar(1)};
  for (int64_t factor : factors) {
    if (factor < 1 || factor > 1 << 20)
      return call.fail("expected positive factors, got " + llvm::Twine(factor));
    scales.push_back(Value::ofScalar(static_cast<double>(factor)));
  }
  mlir::Value operand = importer.materialize(call, Value::ofArray(scales), importer.builder().getF32Type());
  return wrap(importer.like<nn::ResizeOp>(call, input, operand, mlir::Value(), mlir::Value(), mode, coordinates,
                                          nn::NearestMode::Floor, llvm::APFloat(-0.75), mlir::DenseF64ArrayAttr(),
                                          llvm::ArrayRef<int64_t>(), /*antialias=*/false,
                                          /*exclude_outside=*/false, llvm::APFloat(0.0)));
}

Value importNearestUpsample(Importer &importer, Call &call) {
  return upsample(importer, call, nn::ResizeMode::Nearest, nn::CoordinateMode::Asymmetric);
}

/// The weights by which one input element reaches its neighbours' places, along one axis: centres lie between
/// two places where the method is symmetric and the factor even.
static llvm::SmallVector<double> tentOf(int64_t factor, bool isSymmetric) {
  bool isBetween = isSymmetric && factor % 2 == 0;
  int64_t count = isBetween ? 2 * factor : 2 * factor - 1;
  auto width = static_cast<double>(factor), center = static_cast<double>(count - 1) / 2;
  llvm::SmallVector<double> tent;
  for (int64_t i = 0; i < count; ++i)
    tent.push_back(1 - std::fabs(static_cast<double>(i) - center) / width);
  return tent;
}

/// With zeros around the input, the interpolation is a transposed convolution of each channel with a tent.
static Value upsampleIntoZeros(Importer &importer, Call &call, bool isSymmetric) {
  mlir::Value input = importer.floatTensor(call, "input");
  llvm::SmallVector<int64_t> factors = call.integers("factor");
  if (call.failed())
    return {};
  nn::ExprAttr channels = Importer::rankOf(input) > 2 ? Importer::sizesOf(input)[1] : nn::ExprAttr();
  if (static_cast<int64_t>(factors.size()) + 2 != Importer::rankOf(input) || !channels.isConstant())
    return call.fail("expected a fixed number of channels and a factor for each axis after the first two of rank " +
                     llvm::Twine(Importer::rankOf(input)) + ", got " + llvm::Twine(factors.size()));
  Sizes shape = {channels, importer.number(1)};
  std::vector<Value> weights = {Value::ofScalar(1)};
  llvm::SmallVector<int64_t> pads, after;
  for (int64_t factor : factors) {
    if (factor < 1 || factor > 64)
      return call.fail("expected factors from 1 to 64 with border 'constant', got " + llvm::Twine(factor));
    llvm::SmallVector<double> tent = tentOf(factor, isSymmetric);
    std::vector<Value> wider;
    for (const Value &weight : weights)
      for (double each : tent)
        wider.push_back(Value::ofScalar(weight.number() * each));
    weights = std::move(wider);
    if (weights.size() > 1 << 16)
      return call.fail("the factors are too large with border 'constant'");
    shape.push_back(importer.number(static_cast<int64_t>(tent.size())));
    // What remains are size * factor elements.
    pads.push_back(isSymmetric ? factor / 2 : factor - 1);
    after.push_back(isSymmetric ? factor / 2 : 0);
  }
  llvm::append_range(pads, after);
  mlir::Value tent = importer.materialize(call, Value::ofArray(std::move(weights)), Importer::elementOf(input));
  Sizes one = shape;
  one[0] = importer.number(1);
  mlir::Value filter = importer.like<nn::BroadcastOp>(call, importer.reshape(call, tent, one),
                                                      importer.vector(call, llvm::ArrayRef(shape)));
  llvm::SmallVector<int64_t> ones(factors.size(), 1), zeros(factors.size(), 0);
  return wrap(importer.like<nn::ConvTransposeOp>(
      call, input, filter, mlir::Value(), factors, ones, pads, nn::AutoPad::Explicit, Layout::ChannelsFirst,
      static_cast<uint64_t>(channels.getValue()), zeros, llvm::ArrayRef<int64_t>()));
}

Value importMultilinearUpsample(Importer &importer, Call &call) {
  std::string method = call.string("method"), border = call.string("border");
  if (call.failed())
    return {};
  bool isReplicated = border == "replicate" || border == "replicated";
  if (!isReplicated && border != "constant" && border != "ignore" && method != "aligned")
    return call.fail("border '" + border + "' is not supported: expected replicate or constant");
  if (method == "aligned")
    return upsample(importer, call, nn::ResizeMode::Linear, nn::CoordinateMode::AlignCorners);
  if (method != "symmetric" && method != "asymmetric")
    return call.fail("method '" + method + "' is not supported: expected symmetric, asymmetric or aligned");
  bool isSymmetric = method == "symmetric";
  if (border == "constant")
    return upsampleIntoZeros(importer, call, isSymmetric);
  return upsample(importer, call, nn::ResizeMode::Linear,
                  isSymmetric ? nn::CoordinateMode::HalfPixel : nn::CoordinateMode::Asymmetric);
}

} // namespace ingot::nnef
