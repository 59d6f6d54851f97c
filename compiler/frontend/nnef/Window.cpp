// Import functions of operations with a sliding window: convolutions, pools, up-sampling.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"

namespace ingot::nnef {

using nn::AutoPad;
using nn::ExprAttr;
using nn::Layout;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

namespace {
/// Strides, dilations and paddings of one window, one entry for each of its axes.
struct Window {
  llvm::SmallVector<int64_t> size, stride, dilation;
  llvm::SmallVector<std::pair<int64_t, int64_t>> padding;
  /// No paddings are given: the result has ceil(size / stride) positions.
  bool isAutomatic = false;
  std::string border;

  int64_t extent(size_t axis) const { return dilation[axis] * (size[axis] - 1) + 1; }
  AutoPad autoPad() const { return isAutomatic ? AutoPad::SameUpper : AutoPad::Explicit; }
  /// All paddings before, then all after; empty for automatic ones.
  llvm::SmallVector<int64_t> pads() const {
    llvm::SmallVector<int64_t> result;
    for (auto [before, after] : padding)
      result.push_back(before);
    for (auto [before, after] : padding)
      result.push_back(after);
    return result;
  }
  bool hasPadding() const {
    return isAutomatic ||
           llvm::any_of(padding, [](auto pair) { return pair.first != 0 || pair.second != 0; });
  }
  /// The window without its first axes.
  void dropFront(size_t count) {
    size.erase(size.begin(), size.begin() + count);
    stride.erase(stride.begin(), stride.begin() + count);
    dilation.erase(dilation.begin(), dilation.begin() + count);
    if (!isAutomatic)
      padding.erase(padding.begin(), padding.begin() + count);
  }
  /// True if it covers one element along an axis and moves by one.
  bool isTrivial(size_t axis) const {
    return size[axis] == 1 && stride[axis] == 1 &&
           (isAutomatic || padding[axis] == std::pair<int64_t, int64_t>());
  }
};
} // namespace

/// Reads the common arguments; `size` has been found by the caller.
static Window windowOf(Call &call, llvm::ArrayRef<int64_t> size) {
  // More would overflow formulas of sizes; no real window comes near.
  constexpr int64_t largest = int64_t(1) << 30;
  Window window;
  window.size.assign(size.begin(), size.end());
  window.stride = call.integers("stride");
  window.dilation = call.integers("dilation");
  window.padding = call.pairs("padding");
  window.border = call.string("border");
  window.isAutomatic = window.padding.empty();
  if (window.stride.empty())
    window.stride.assign(size.size(), 1);
  if (window.dilation.empty())
    window.dilation.assign(size.size(), 1);
  auto check = [&](llvm::StringRef name, size_t count) {
    if (count != size.size())
      call.fail("expected " + llvm::Twine(size.size()) + " entries in argument '" + name +
                "', one for each axis of "
                "the window, got " +
                llvm::Twine(count));
  };
  check("stride", window.stride.size());
  check("dilation", window.dilation.size());
  if (!window.isAutomatic)
    check("padding", window.padding.size());
  for (llvm::ArrayRef<int64_t> values :
       {llvm::ArrayRef(window.size), llvm::ArrayRef(window.stride), llvm::ArrayRef(window.dilation)})
    for (int64_t value : values)
      if (value < 1 || value > largest)
        call.fail("expected positive window sizes, strides and dilations, got " + llvm::Twine(value));
  for (auto [before, after] : window.padding)
    if (before < 0 || after < 0 || before > largest || after > largest)
      call.fail("expected paddings that are not negative, got (" + llvm::Twine(before) + ", " +
                llvm::Twine(after) + ")");
  return window;
}

/// Makes the padding of the last axes an operation of its own, which fills it as `mode` says.
static mlir::Value padSeparately(Importer &importer, Call &call, mlir::Value input, Window &window,
                                 nn::PadMode mode) {
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  size_t skipped = sizes.size() - window.size.size();
  llvm::SmallVector<mlir::Attribute> low(sizes.size(), importer.number(0)), high = low;
  for (size_t axis = 0; axis < window.size.size(); ++axis) {
    ExprAttr before = importer.number(0), after = before;
    if (!window.isAutomatic) {
      before = importer.number(window.padding[axis].first);
      after = importer.number(window.padding[axis].second);
    } else {
      ExprAttr size = sizes[skipped + axis];
      ExprAttr steps = sym::add(sym::ceilDiv(size, window.stride[axis]), -1);
      ExprAttr covered = sym::add(sym::mul(steps, window.stride[axis]), window.extent(axis));
      ExprAttr total = importer.shapes().simplify(sym::max(sym::sub(covered, size), importer.number(0)));
      before = sym::floorDiv(total, 2);
      after = sym::sub(total, before);
    }
    if (!before || !after) {
      call.fail("the padding does not fit 64 bits");
      return {};
    }
    low[skipped + axis] = before;
    high[skipped + axis] = after;
  }
  window.isAutomatic = false;
  window.padding.assign(window.size.size(), {0, 0});
  mlir::OpBuilder &builder = importer.builder();
  mlir::Value zero = importer.splat(call, {}, Importer::elementOf(input), 0);
  return importer.like<nn::PadOp>(call, input, mlir::Value(), zero, mlir::Value(), mode,
                                  builder.getArrayAttr(low), builder.getArrayAttr(high));
}

/// Borders that repeat the input are padded before the window moves. Gives the padded input.
static mlir::Value resolveBorder(Importer &importer, Call &call, mlir::Value input, Window &window) {
  if (call.failed() || window.border == "constant" || window.border == "ignore" || !window.hasPadding())
    return input;
  if (window.border == "replicate" || window.border == "replicated")
    return padSeparately(importer, call, input, window, nn::PadMode::Edge);
  if (window.border == "reflect")
    return padSeparately(importer, call, input, window, nn::PadMode::Reflect);
  call.fail("border '" + window.border +
            "' is not supported: expected constant, ignore, replicate or reflect");
  return {};
}

//===- Convolutions
//-------------------------------------------------------------------------------------------------===//

namespace {
/// The operands of a convolution in either direction.
struct Convolution {
  mlir::Value input, filter, bias;
  Window window;
  int64_t groups = 1;
};
} // namespace

/// One bias for each output channel; a scalar is repeated, 0 is none.
static mlir::Value biasOf(Importer &importer, Call &call, int64_t channels, mlir::Type element) {
  const Value &bias = *call.find("bias");
  if (bias.isNumber())
    return bias.number() == 0 ? mlir::Value() : importer.splat(call, {channels}, element, bias.number());
  mlir::Value tensor = importer.tensor(call, "bias", element);
  if (call.failed())
    return {};
  auto type = mlir::cast<mlir::RankedTensorType>(tensor.getType());
  if (type.hasStaticShape() && type.getNumElements() == channels)
    return importer.reshape(call, tensor, {importer.number(channels)});
  if (type.hasStaticShape() && type.getNumElements() == 1)
    return importer.like<nn::BroadcastOp>(call, importer.reshape(call, tensor, {importer.number(1)}),
                                          importer.vector(call, llvm::ArrayRef<int64_t>{channels}));
  call.fail("expected a bias of " + llvm::Twine(channels) + " elements, one for each output channel");
  return {};
}

static Convolution readConvolution(Importer &importer, Call &call, bool isTransposed) {
  Convolution result;
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, {*call.find("input"), *call.find("filter")});
  result.groups = call.integer("groups");
  if (call.failed())
    return result;
  result.input = operands[0];
  result.filter = operands[1];
  auto filter = mlir::cast<mlir::RankedTensorType>(result.filter.getType());
  int64_t rank = Importer::rankOf(result.input);
  if (rank < 3 || filter.getRank() != rank || !filter.hasStaticShape()) {
    call.fail("expected an input of rank 3 or more and a filter of the same rank, got ranks " +
              llvm::Twine(rank) + " and " + llvm::Twine(filter.getRank()));
    return result;
  }
  ExprAttr channels = Importer::sizesOf(result.input)[1];
  if (result.groups == 0 && channels.isConstant())
    result.groups = channels.getValue();
  if (result.groups < 1 || result.groups > INT32_MAX) {
    call.fail("expected a positive number of groups, or 0 for one of each channel, got " +
              llvm::Twine(result.groups));
    return result;
  }
  result.window = windowOf(call, filter.getShape().drop_front(2));
  int64_t outputs = isTransposed ? filter.getDimSize(1) * result.groups : filter.getDimSize(0);
  result.bias = biasOf(importer, call, outputs, filter.getElementType());
  return result;
}

Value importConv(Importer &importer, Call &call) {
  Convolution conv = readConvolution(importer, call, /*isTransposed=*/false);
  conv.input = resolveBorder(importer, call, conv.input, conv.window);
  if (call.failed())
    return {};
  return wrap(importer.like<nn::ConvOp>(call, conv.input, conv.filter, conv.bias, conv.window.stride,
                                        conv.window.dilation, conv.window.pads(), conv.window.autoPad(),
                                        Layout::ChannelsFirst, static_cast<uint64_t>(conv.groups)));
}

/// The paddings of a transposed window that give `wanted` positions (none: size * stride), and what the
/// result gets beyond them.
static bool resolveTransposed(Importer &importer, Call &call, mlir::Value input, Window &window,
                              llvm::ArrayRef<int64_t> wanted, llvm::SmallVectorImpl<int64_t> &outputPadding) {
  Sizes sizes = Importer::sizesOf(input);
  bool isAutomatic = window.isAutomatic;
  if (isAutomatic)
    window.padding.assign(window.size.size(), {0, 0});
  window.isAutomatic = false;
  outputPadding.assign(window.size.size(), 0);
  for (size_t axis = 0; axis < window.size.size(); ++axis) {
    auto &[before, after] = window.padding[axis];
    int64_t surplus = window.extent(axis) - window.stride[axis];
    if (!wanted.empty()) {
      ExprAttr size = sizes[axis + 2];
      if (!size.isConstant() || size.getValue() > INT32_MAX || wanted[axis] < 1 || wanted[axis] > INT32_MAX) {
        call.fail("an output shape needs an input of fixed size");
        return false;
      }
      surplus =
          window.stride[axis] * (size.getValue() - 1) + window.extent(axis) - before - after - wanted[axis];
    } else if (!isAutomatic) {
      continue;
    }
    if (surplus < 0)
      outputPadding[axis] = -surplus;
    else if (isAutomatic)
      before = surplus / 2, after = surplus - surplus / 2;
    else
      after += surplus;
  }
  return true;
}

static Value transposedConvolution(Importer &importer, Call &call, Convolution &conv) {
  if (call.failed())
    return {};
  if (conv.window.border != "constant" && conv.window.border != "ignore")
    return call.fail("border '" + conv.window.border + "' is not supported: expected constant");
  llvm::SmallVector<int64_t> shape = call.integers("output_shape"), outputPadding;
  auto rank = static_cast<size_t>(Importer::rankOf(conv.input));
  if (!call.failed() && !shape.empty() && shape.size() != rank)
    return call.fail("expected an output shape of rank " + llvm::Twine(rank) + ", got " +
                     llvm::Twine(shape.size()));
  llvm::ArrayRef<int64_t> spatial =
      shape.empty() ? llvm::ArrayRef<int64_t>() : llvm::ArrayRef(shape).drop_front(2);
  if (call.failed() || !resolveTransposed(importer, call, conv.input, conv.window, spatial, outputPadding))
    return {};
  return wrap(importer.like<nn::ConvTransposeOp>(call, conv.input, conv.filter, conv.bias, conv.window.stride,
                                                 conv.window.dilation, conv.window.pads(), AutoPad::Explicit,
                                                 Layout::ChannelsFirst, static_cast<uint64_t>(conv.groups),
                                                 outputPadding, llvm::ArrayRef<int64_t>()));
}

Value importDeconv(Importer &importer, Call &call) {
  Convolution conv = readConvolution(importer, call, /*isTransposed=*/true);
  return transposedConvolution(importer, call, conv);
}

//===- Pools
//--------------------------------------------------------------------------------------------------------===//

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

/// A transposed convolution of each channel with a window of ones.
Value importDebox(Importer &importer, Call &call) {
  Convolution conv;
  conv.input = importer.floatTensor(call, "input");
  llvm::SmallVector<int64_t> size = call.integers("size");
  bool isMean = call.logical("normalize");
  if (call.failed())
    return {};
  int64_t rank = Importer::rankOf(conv.input);
  if (rank < 3 || static_cast<int64_t>(size.size()) != rank)
    return call.fail("expected an input of rank 3 or more and a window size for each axis, got rank " +
                     llvm::Twine(rank) + " and " + llvm::Twine(size.size()) + " sizes");
  conv.window = windowOf(call, size);
  ExprAttr channels = Importer::sizesOf(conv.input)[1];
  if (call.failed())
    return {};
  if (!conv.window.isTrivial(0) || !conv.window.isTrivial(1) || !channels.isConstant())
    return call.fail("a window over the first two axes is not supported");
  conv.window.dropFront(2);
  conv.groups = channels.getValue();
  llvm::SmallVector<int64_t> shape = {conv.groups, 1};
  double volume = 1;
  for (int64_t each : conv.window.size)
    volume *= static_cast<double>(each);
  if (volume * static_cast<double>(conv.groups) > 1 << 24)
    return call.fail("the window is too large");
  shape.append(conv.window.size.begin(), conv.window.size.end());
  conv.filter = importer.splat(call, shape, Importer::elementOf(conv.input), isMean ? 1 / volume : 1);
  return transposedConvolution(importer, call, conv);
}

//===- Up-sampling
//--------------------------------------------------------------------------------------------------===//

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
