// Import functions of convolutions in both directions. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Window.h"

namespace ingot::nnef {

using nn::AutoPad;
using nn::ExprAttr;
using nn::Layout;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

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
  if (llvm::any_of(filter.getShape(), [](int64_t size) { return size > INT32_MAX; })) {
    call.fail("the filter is too large");
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

} // namespace ingot::nnef
