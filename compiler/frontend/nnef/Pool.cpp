// Import functions of pools and of up-sampling. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Window.h"

namespace ingot::nnef {

using nn::Layout;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Pools --------------------------------------------------------------------------------------------===//

namespace {
/// A pool whose window lies on the axes after the first two, as nn wants it.
struct Pool {
  mlir::Value input;
  Window window;
  /// The window also covers the first two axes: two more were put before them, to be removed from the result.
  bool isLifted = false;
};
} // namespace

static Pool readPool(Importer &importer, Call &call) {
  Pool pool;
  pool.input = importer.floatTensor(call, "input");
  llvm::SmallVector<int64_t> size = call.integers("size");
  if (call.failed())
    return pool;
  int64_t rank = Importer::rankOf(pool.input);
  if (static_cast<int64_t>(size.size()) != rank || rank == 0) {
    call.fail("expected " + llvm::Twine(rank) + " window sizes, one for each axis, got " +
              llvm::Twine(size.size()));
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
  pool.input = resolveBorder(importer, call, pool.input, pool.window);
  return pool;
}

static Value finishPool(Importer &importer, Call &call, const Pool &pool, mlir::Value result) {
  if (call.failed() || !pool.isLifted)
    return wrap(result);
  Sizes sizes = Importer::sizesOf(result);
  return wrap(importer.reshape(call, result, llvm::ArrayRef(sizes).drop_front(2)));
}

/// Exporters for tract write `constant` where they mean that padding never wins; the standard pads with
/// zeros.
Value importMaxPool(Importer &importer, Call &call) {
  Pool pool = readPool(importer, call);
  if (call.failed())
    return {};
  bool padsWithZeros =
      pool.window.border == "constant" && pool.window.hasPadding() && importer.model().registries.empty();
  if (padsWithZeros)
    pool.input = padSeparately(importer, call, pool.input, pool.window, nn::PadMode::Constant);
  mlir::Value result = importer.like<nn::MaxPoolOp>(
      call, pool.input, pool.window.size, pool.window.stride, pool.window.dilation, pool.window.pads(),
      pool.window.autoPad(), Layout::ChannelsFirst, /*ceil_mode=*/false);
  return finishPool(importer, call, pool, result);
}

/// Sums under a window; means when `normalize`. Padding counts as zeros, or not at all with border `ignore`.
Value importBox(Importer &importer, Call &call) {
  Pool pool = readPool(importer, call);
  bool isMean = call.logical("normalize");
  if (call.failed())
    return {};
  bool countsPadding = !isMean || pool.window.border != "ignore";
  mlir::Value result = importer.like<nn::AvgPoolOp>(
      call, pool.input, pool.window.size, pool.window.stride, pool.window.dilation, pool.window.pads(),
      pool.window.autoPad(), Layout::ChannelsFirst, /*ceil_mode=*/false, countsPadding);
  double volume = 1;
  for (int64_t size : pool.window.size)
    volume *= static_cast<double>(size);
  if (!call.failed() && !isMean && volume != 1)
    result =
        importer.like<nn::MulOp>(call, result, importer.splat(call, {}, Importer::elementOf(result), volume));
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
  return wrap(importer.like<nn::ResizeOp>(call, input, operand, mlir::Value(), mode, coordinates,
                                          nn::NearestMode::Floor, llvm::APFloat(-0.75),
                                          mlir::DenseF64ArrayAttr(), llvm::ArrayRef<int64_t>()));
}

Value importNearestUpsample(Importer &importer, Call &call) {
  return upsample(importer, call, nn::ResizeMode::Nearest, nn::CoordinateMode::Asymmetric);
}

Value importMultilinearUpsample(Importer &importer, Call &call) {
  std::string method = call.string("method"), border = call.string("border");
  if (call.failed())
    return {};
  if (border != "replicate" && border != "replicated" && method != "aligned")
    return call.fail("border '" + border + "' is not supported: expected replicate");
  if (method == "symmetric")
    return upsample(importer, call, nn::ResizeMode::Linear, nn::CoordinateMode::HalfPixel);
  if (method == "asymmetric")
    return upsample(importer, call, nn::ResizeMode::Linear, nn::CoordinateMode::Asymmetric);
  if (method == "aligned")
    return upsample(importer, call, nn::ResizeMode::Linear, nn::CoordinateMode::AlignCorners);
  return call.fail("method '" + method + "' is not supported: expected symmetric, asymmetric or aligned");
}

} // namespace ingot::nnef
