// Shape rules of convolutions and pools; they also resolve `auto_pad`. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnQuantize.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/Values.h"
#include "mlir/IR/Builders.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

namespace {
/// The axes of one windowed operation.
struct WindowAxes {
  size_t firstSpatial, channel, numSpatial;
};

/// What one spatial axis of a window adds around the input.
struct Padding {
  ExprAttr low, high;
};
} // namespace

static WindowAxes axesOf(Layout layout, size_t rank) {
  if (layout == Layout::ChannelsFirst)
    return {2, 1, rank - 2};
  return {1, rank - 1, rank - 2};
}

// dilation * (window - 1) + 1: what a window covers.
static ExprAttr extentOf(ExprAttr window, int64_t dilation) {
  return sym::add(sym::mul(sym::add(window, -1), dilation), 1);
}

// max(0, (ceil(size / stride) - 1) * stride + extent - size), the odd one at the end for `same_upper`.
static Padding samePadding(ShapeContext &context, ExprAttr size, ExprAttr extent, int64_t stride, bool isUpper) {
  ExprAttr covered = sym::add(sym::mul(sym::add(sym::ceilDiv(size, stride), -1), stride), extent);
  ExprAttr total = context.simplify(sym::max(sym::sub(covered, size), context.constant(0)));
  ExprAttr half = sym::floorDiv(total, 2), rest = sym::sub(total, half);
  return isUpper ? Padding{half, rest} : Padding{rest, half};
}

template <typename Op>
static llvm::SmallVector<Padding> paddingsOf(Op op, ShapeContext &context, llvm::ArrayRef<ExprAttr> spatial,
                                             llvm::ArrayRef<ExprAttr> window) {
  llvm::SmallVector<Padding> result;
  llvm::ArrayRef<int64_t> pads = op.getPads();
  for (size_t axis = 0; axis != spatial.size(); ++axis) {
    if (op.getAutoPad() == AutoPad::SameUpper || op.getAutoPad() == AutoPad::SameLower)
      result.push_back(samePadding(context, spatial[axis], extentOf(window[axis], op.getDilations()[axis]),
                                   op.getStrides()[axis], op.getAutoPad() == AutoPad::SameUpper));
    else if (op.getAutoPad() == AutoPad::Valid || pads.empty())
      result.push_back({context.constant(0), context.constant(0)});
    else
      result.push_back({context.constant(pads[axis]), context.constant(pads[spatial.size() + axis])});
  }
  return result;
}

// A padding whose size depends on the input cannot be an attribute of the window: an `nn.pad` before it does
// the same.
template <typename Op>
static LogicalResult padInput(Op op, ShapeContext &context, const WindowAxes &axes, llvm::ArrayRef<Padding> paddings,
                              mlir::TypedAttr fill, mlir::Value value) {
  FailureOr<Sizes> sizes = context.sizesOf(op, op.getInput());
  if (failed(sizes))
    return failure();
  Sizes low(sizes->size(), context.constant(0)), high = low;
  for (auto [axis, padding] : llvm::enumerate(paddings)) {
    low[axes.firstSpatial + axis] = padding.low;
    high[axes.firstSpatial + axis] = padding.high;
  }
  mlir::OpBuilder builder(op);
  if (!value) {
    auto scalar = mlir::RankedTensorType::get({}, fill.getType());
    value =
        ConstantOp::create(builder, op.getLoc(), scalar, mlir::DenseElementsAttr::get(scalar, mlir::Attribute(fill)));
  }
  auto unranked = mlir::UnrankedTensorType::get(elementOf(op.getInput().getType()));
  auto pad =
      PadOp::create(builder, op.getLoc(), unranked, op.getInput(), mlir::Value(), value, mlir::Value(),
                    PadMode::Constant, exprArray(context.getContext(), low), exprArray(context.getContext(), high));
  op.getInputMutable().assign(pad.getResult());
  return pad.inferShape(context);
}

template <typename Op>
static void writeExplicitPads(Op op, llvm::ArrayRef<Padding> paddings, bool isOutside) {
  llvm::SmallVector<int64_t> pads;
  for (const Padding &padding : paddings)
    pads.push_back(isOutside ? 0 : padding.low.getValue());
  for (const Padding &padding : paddings)
    pads.push_back(isOutside ? 0 : padding.high.getValue());
  op.setPads(pads);
  op.setAutoPad(AutoPad::Explicit);
}

// Leaves explicit, constant paddings. `fill` is the value of padding, null where padding outside is not the
// same; `value` stands for it where it is not constant.
template <typename Op>
static LogicalResult resolvePaddings(Op op, ShapeContext &context, const WindowAxes &axes,
                                     llvm::ArrayRef<Padding> paddings, mlir::TypedAttr fill, mlir::Value value = {}) {
  bool exists = llvm::all_of(paddings, [](const Padding &padding) { return padding.low && padding.high; });
  if (!exists)
    return context.error(op) << "the sizes of the padding do not fit 64 bits";
  bool isConstant = llvm::all_of(
      paddings, [](const Padding &padding) { return padding.low.isConstant() && padding.high.isConstant(); });
  if (!isConstant && !fill)
    return context.error(op) << "expected a padding that is the same for every call, got 'auto_pad' with a stride over "
                                "a size that is not fixed; fix the size with --dim, or write explicit paddings";
  if (!isConstant && failed(padInput(op, context, axes, paddings, fill, value)))
    return failure();
  writeExplicitPads(op, paddings, /*isOutside=*/!isConstant);
  return success();
}

// floor((size + pads - extent) / stride) + 1; rounded up with `isCeil`, but no window starts in the end
// padding.
static ExprAttr outputSize(ExprAttr size, const Padding &padding, ExprAttr extent, int64_t stride, bool isCeil) {
  ExprAttr room = sym::sub(sym::add(sym::add(size, padding.low), padding.high), extent);
  if (!isCeil)
    return sym::add(sym::floorDiv(room, stride), 1);
  ExprAttr count = sym::add(sym::ceilDiv(room, stride), 1);
  ExprAttr lastStart = sym::mul(sym::add(count, -1), stride);
  return sym::sub(count, sym::lessEqual(sym::add(size, padding.low), lastStart));
}

// The verifier could not compare the attributes with ranks that were unknown until now.
template <typename Op>
static LogicalResult checkWindow(Op op, size_t rank, size_t numSpatial) {
  if (rank < 3 || rank - 2 != numSpatial)
    return ShapeContext::error(op) << "expected operands with " << numSpatial << " spatial axes, got rank " << rank;
  return verifyWindow(op, numSpatial, op.getStrides(), op.getDilations(), op.getPads());
}

// `value`: what paddings hold, zeros where null.
template <typename Conv>
static LogicalResult inferConv(Conv op, ShapeContext &context, Layout layout, mlir::Value value) {
  FailureOr<Sizes> input = context.sizesOf(op, op.getInput()), weights = context.sizesOf(op, op.getWeights());
  size_t numSpatial = op.getStrides().size();
  if (failed(input) || failed(weights) || failed(checkWindow(op, input->size(), numSpatial)) ||
      failed(checkWindow(op, weights->size(), numSpatial)))
    return failure();
  WindowAxes axes = axesOf(layout, input->size());
  bool isFirst = layout == Layout::ChannelsFirst;
  llvm::ArrayRef<ExprAttr> window = llvm::ArrayRef(*weights).slice(isFirst ? 2 : 0, axes.numSpatial);
  ExprAttr outputs = isFirst ? weights->front() : weights->back();
  ExprAttr perGroup = isFirst ? (*weights)[1] : weights->end()[-2];
  if (failed(context.unify(op, "the channels", (*input)[axes.channel], sym::mul(perGroup, op.getGroup()))))
    return failure();
  llvm::ArrayRef<ExprAttr> spatial = llvm::ArrayRef(*input).slice(axes.firstSpatial, axes.numSpatial);
  llvm::SmallVector<Padding> paddings = paddingsOf(op, context, spatial, window);
  Sizes result = *input;
  result[axes.channel] = outputs;
  for (size_t axis = 0; axis != axes.numSpatial; ++axis)
    result[axes.firstSpatial + axis] = outputSize(
        spatial[axis], paddings[axis], extentOf(window[axis], op.getDilations()[axis]), op.getStrides()[axis],
        /*isCeil=*/false);
  mlir::TypedAttr zero = mlir::Builder(op.getContext()).getZeroAttr(elementOf(op.getInput().getType()));
  if (failed(resolvePaddings(op, context, axes, paddings, zero, value)))
    return failure();
  return context.setSizes(op.getResult(), result);
}

LogicalResult ConvOp::inferShape(ShapeContext &context) {
  return inferConv(*this, context, getLayout(), mlir::Value());
}

LogicalResult ConvIntegerOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> weights = context.sizesOf(*this, getWeights());
  FailureOr<Sizes> zero = getWeightsZero() ? context.sizesOf(*this, getWeightsZero()) : FailureOr<Sizes>(Sizes());
  if (failed(weights) || failed(zero))
    return failure();
  if (zero->size() > 1)
    return context.error(*this) << "expected zero points of rank 1 at most, got rank " << zero->size();
  if (zero->size() == 1 && !zero->front().isConstant(1) && !weights->empty() &&
      failed(context.unify(*this, "the zero points", weights->front(), zero->front())))
    return failure();
  return inferConv(*this, context, Layout::ChannelsFirst, getInputZero());
}

template <typename Pool>
static LogicalResult inferPool(Pool op, ShapeContext &context, mlir::TypedAttr fill) {
  FailureOr<Sizes> input = context.sizesOf(op, op.getInput());
  if (failed(input) || failed(checkWindow(op, input->size(), op.getWindow().size())))
    return failure();
  WindowAxes axes = axesOf(op.getLayout(), input->size());
  Sizes window;
  for (int64_t size : op.getWindow())
    window.push_back(context.constant(size));
  llvm::ArrayRef<ExprAttr> spatial = llvm::ArrayRef(*input).slice(axes.firstSpatial, axes.numSpatial);
  llvm::SmallVector<Padding> paddings = paddingsOf(op, context, spatial, window);
  Sizes result = *input;
  for (size_t axis = 0; axis != axes.numSpatial; ++axis)
    result[axes.firstSpatial + axis] =
        outputSize(spatial[axis], paddings[axis], extentOf(window[axis], op.getDilations()[axis]),
                   op.getStrides()[axis], op.getCeilMode());
  if (failed(resolvePaddings(op, context, axes, paddings, fill)))
    return failure();
  return context.setSizes(op.getResult(), result);
}

// The value that never wins a maximum, or null for a type without one.
static mlir::TypedAttr lowestValue(mlir::Type element) {
  if (auto type = llvm::dyn_cast<mlir::FloatType>(element))
    return mlir::FloatAttr::get(type, llvm::APFloat::getInf(type.getFloatSemantics(), /*Negative=*/true));
  unsigned width = element.getIntOrFloatBitWidth();
  return mlir::IntegerAttr::get(element, element.isUnsignedInteger() ? llvm::APInt(width, 0)
                                                                     : llvm::APInt::getSignedMinValue(width));
}

LogicalResult MaxPoolOp::inferShape(ShapeContext &context) {
  return inferPool(*this, context, lowestValue(elementOf(getInput().getType())));
}

// Padding that does not count is no value that can be written outside of the operation. Where it depends on a size,
// the mean is the sum over an input padded with zeros, divided by that over ones.
static LogicalResult divideByCounts(AvgPoolOp op, ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(op, op.getInput());
  if (failed(input))
    return failure();
  mlir::OpBuilder builder(op);
  mlir::Type element = elementOf(op.getInput().getType());
  auto unranked = mlir::UnrankedTensorType::get(element);
  Sizes sizes = *input;
  sizes[0] = sizes[axesOf(op.getLayout(), sizes.size()).channel] = context.constant(1);
  auto ones = FillOp::create(builder, op.getLoc(), sym::tensorTypeOf(sizes, element), mlir::Value(),
                             builder.getFloatAttr(element, 1.0));
  op.setCountIncludePad(true);
  op.setSum(true);
  auto counts = llvm::cast<AvgPoolOp>(builder.clone(*op));
  counts.getInputMutable().assign(ones.getResult());
  counts.getResult().setType(unranked);
  builder.setInsertionPointAfter(op);
  auto mean = DivOp::create(builder, op.getLoc(), unranked, op.getResult(), counts.getResult());
  op.getResult().replaceAllUsesExcept(mean.getResult(), mean);
  return success(succeeded(ones.inferShape(context)) && succeeded(counts.inferShape(context)) &&
                 succeeded(op.inferShape(context)) && succeeded(mean.inferShape(context)));
}

LogicalResult AvgPoolOp::inferShape(ShapeContext &context) {
  bool isSame = getAutoPad() == AutoPad::SameUpper || getAutoPad() == AutoPad::SameLower;
  auto input = llvm::dyn_cast<mlir::RankedTensorType>(getInput().getType());
  bool isStatic = input && input.hasStaticShape();
  mlir::Type element = elementOf(getInput().getType());
  if (isSame && !isStatic && !getCountIncludePad() && llvm::isa<mlir::FloatType>(element))
    return divideByCounts(*this, context);
  return inferPool(*this, context, mlir::Builder(getContext()).getZeroAttr(element));
}

//===-- transposed convolution
//---------------------------------------------------------------------------------===//

// stride*(size - 1) + output_padding + dilation*(window - 1) + 1: the result without paddings.
static ExprAttr fullSize(ConvTransposeOp op, size_t axis, ExprAttr size, ExprAttr window) {
  ExprAttr spread = sym::mul(sym::add(size, -1), op.getStrides()[axis]);
  int64_t extra = op.getOutputPadding().empty() ? 0 : op.getOutputPadding()[axis];
  return sym::add(sym::add(spread, extentOf(window, op.getDilations()[axis])), extra);
}

// The paddings that give a wanted size; ONNX puts the odd one at the end for `same_upper`, else at the start.
static Padding paddingFor(ShapeContext &context, ConvTransposeOp op, ExprAttr full, ExprAttr wanted) {
  ExprAttr total = context.simplify(sym::max(sym::sub(full, wanted), context.constant(0)));
  ExprAttr half = sym::floorDiv(total, 2), rest = sym::sub(total, half);
  return op.getAutoPad() == AutoPad::SameUpper ? Padding{half, rest} : Padding{rest, half};
}

LogicalResult ConvTransposeOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), weights = context.sizesOf(*this, getWeights());
  size_t numSpatial = getStrides().size();
  if (failed(input) || failed(weights) || failed(checkWindow(*this, input->size(), numSpatial)) ||
      failed(checkWindow(*this, weights->size(), numSpatial)) ||
      failed(context.unify(*this, "the channels", (*input)[1], weights->front())))
    return failure();
  bool isSame = getAutoPad() == AutoPad::SameUpper || getAutoPad() == AutoPad::SameLower;
  bool hasShape = !getOutputShape().empty();
  if ((hasShape && getOutputShape().size() != numSpatial) ||
      (!getOutputPadding().empty() && getOutputPadding().size() != numSpatial))
    return context.error(*this) << "expected 'output_shape' and 'output_padding' with " << numSpatial
                                << " entries or none";
  llvm::SmallVector<Padding> paddings;
  llvm::SmallVector<int64_t> extra(numSpatial, 0);
  Sizes result{input->front(), sym::mul((*weights)[1], getGroup())};
  for (size_t axis = 0; axis != numSpatial; ++axis) {
    ExprAttr size = (*input)[2 + axis], full = fullSize(*this, axis, size, (*weights)[2 + axis]);
    ExprAttr wanted = hasShape ? context.constant(getOutputShape()[axis]) : sym::mul(size, getStrides()[axis]);
    extra[axis] = getOutputPadding().empty() ? 0 : getOutputPadding()[axis];
    if (isSame || hasShape) {
      paddings.push_back(paddingFor(context, *this, full, wanted));
      // A wanted size beyond the full one is reached by padding the output.
      ExprAttr missing = context.simplify(sym::max(sym::sub(wanted, full), context.constant(0)));
      if (!missing || !missing.isConstant())
        return context.error(*this) << "expected an output size that needs the same padding in every call; fix the "
                                       "input size with --dim";
      extra[axis] += missing.getValue();
    } else {
      bool hasPads = getAutoPad() == AutoPad::Explicit && !getPads().empty();
      paddings.push_back({context.constant(hasPads ? getPads()[axis] : 0),
                          context.constant(hasPads ? getPads()[numSpatial + axis] : 0)});
      wanted = sym::sub(sym::sub(full, paddings.back().low), paddings.back().high);
    }
    result.push_back(wanted);
  }
  if (failed(resolvePaddings(*this, context, {2, 1, numSpatial}, paddings, mlir::TypedAttr())))
    return failure();
  setOutputPadding(extra);
  setOutputShape(llvm::ArrayRef<int64_t>());
  return context.setSizes(getResult(), result);
}
