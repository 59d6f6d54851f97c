// NnConv.td, convolutions: a padding, one linalg.generic, and the bias as an element-wise addition.
// Loops, channels last: (n, outputs..., [group], [filter], window..., [channel]);
// channels first: (n, [group], [filter], outputs..., [channel], window...).
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Products.h"
#include "passes/linalg/Window.h"

using namespace mlir;

namespace ingot {
namespace {

/// A convolution without padding and bias. `weights` are [window..., C/group, M] with channels last, else
/// [M, C/group, window...].
struct Convolution {
  Lowering &lowering;
  const Window &window;
  int64_t group;
  /// Sizes of the result: batch, output channels, and per spatial axis.
  sym::ExprAttr batch, filters;
  Dims outputs;
  Type element;

  // Positions of the loops; -1 where there is no such loop.
  int64_t batchLoop = -1, groupLoop = -1, filterLoop = -1, channelLoop = -1;
  Axes outputLoops = {}, windowLoops = {};
  Dims limits = {};

  Tensor lower(Tensor input, Tensor weights);
  int64_t addLoop(sym::ExprAttr limit);
  void addGroupAndFilter(sym::ExprAttr filtersPerGroup);
  void addOutputs();
  void addLoops(sym::ExprAttr channelsPerGroup);
  Operand viewInput(Tensor input, sym::ExprAttr channelsPerGroup);
  Operand viewWeights(Tensor weights);
};

int64_t Convolution::addLoop(sym::ExprAttr limit) {
  limits.push_back(limit);
  return static_cast<int64_t>(limits.size()) - 1;
}

// Where a group has one filter, or one channel, the loop over these is left out: a depthwise convolution has
// neither.
void Convolution::addGroupAndFilter(sym::ExprAttr filtersPerGroup) {
  if (group > 1)
    groupLoop = addLoop(lowering.constant(group));
  if (group == 1 || !isOne(filtersPerGroup))
    filterLoop = addLoop(filtersPerGroup);
}

void Convolution::addOutputs() {
  for (sym::ExprAttr output : outputs)
    outputLoops.push_back(addLoop(output));
}

void Convolution::addLoops(sym::ExprAttr channelsPerGroup) {
  sym::ExprAttr filtersPerGroup = sym::exactDiv(filters, lowering.constant(group));
  bool hasChannel = group == 1 || !isOne(channelsPerGroup);
  auto addWindow = [&] {
    for (sym::ExprAttr size : window.sizes)
      windowLoops.push_back(addLoop(size));
  };
  batchLoop = addLoop(batch);
  if (window.channelsLast) {
    addOutputs();
    addGroupAndFilter(filtersPerGroup);
    addWindow();
  } else {
    addGroupAndFilter(filtersPerGroup);
    addOutputs();
  }
  if (hasChannel)
    channelLoop = addLoop(channelsPerGroup);
  if (!window.channelsLast)
    addWindow();
}

Operand Convolution::viewInput(Tensor input, sym::ExprAttr channelsPerGroup) {
  SmallVector<AffineExpr> channel, spatial;
  if (groupLoop >= 0 && channelLoop >= 0)
    input = lowering.splitAxis(input, window.channelAxis(), lowering.constant(group), channelsPerGroup);
  for (int64_t position : {groupLoop, channelLoop})
    if (position >= 0)
      channel.push_back(lowering.loop(position));
  for (auto [index, output] : llvm::enumerate(outputLoops))
    spatial.push_back(window.position(static_cast<int64_t>(index), lowering.loop(output),
                                      lowering.loop(windowLoops[index])));
  SmallVector<AffineExpr> results{lowering.loop(batchLoop)};
  results.append(window.channelsLast ? spatial : channel);
  results.append(window.channelsLast ? channel : spatial);
  return {input.value, lowering.mapOf(limits.size(), results)};
}

Operand Convolution::viewWeights(Tensor weights) {
  int64_t filterAxis = window.channelsLast ? weights.rank() - 1 : 0;
  Axes filter;
  if (groupLoop >= 0 && filterLoop >= 0) {
    weights = lowering.splitAxis(weights, filterAxis, lowering.constant(group), limits[filterLoop]);
    filter = {groupLoop, filterLoop};
  } else {
    filter = {groupLoop >= 0 ? groupLoop : filterLoop};
  }
  Axes loops;
  if (window.channelsLast) {
    loops = windowLoops;
    loops.push_back(channelLoop);
    loops.append(filter);
  } else {
    loops = filter;
    loops.push_back(channelLoop);
    loops.append(windowLoops);
  }
  return lowering.along(weights, loops, limits.size());
}

Tensor Convolution::lower(Tensor input, Tensor weights) {
  sym::ExprAttr channelsPerGroup = weights.dims[window.channelsLast ? weights.rank() - 2 : 1];
  addLoops(channelsPerGroup);
  llvm::SmallBitVector reduced(limits.size());
  for (int64_t position : windowLoops)
    reduced.set(position);
  if (channelLoop >= 0)
    reduced.set(channelLoop);
  Operand operands[] = {viewInput(input, channelsPerGroup), viewWeights(weights)};
  Type sum = accumulatorOf(element);
  Tensor result = lowering.reduce(operands, limits, reduced, sum, numberAttr(storageOf(sum), 0),
                                  sumOfProducts(input, weights, sum));
  if (groupLoop >= 0 && filterLoop >= 0)
    result = lowering.mergeAxes(result, window.channelAxis());
  return lowering.convertFloat(result, element);
}

Tensor addBias(Lowering &lowering, const Tensor &tensor, const Tensor &bias, int64_t channelAxis) {
  SmallVector<Operand> operands{lowering.broadcastTo(tensor, tensor.dims)};
  if (!bias.splat)
    operands.push_back(lowering.along(bias, {channelAxis}, tensor.rank()));
  return lowering.pointwise(operands, tensor.dims, tensor.element,
                            [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                              Value addend = bias.splat ? scalars.constant(bias.splat) : elements[1];
                              return scalars.add(elements[0], addend);
                            });
}

Value zeroOf(Lowering &lowering, Type element) {
  return arith::ConstantOp::create(lowering.operations(), lowering.location(),
                                   numberAttr(storageOf(element), 0));
}

Dims spatialOf(const Window &window, DimsRef dims) {
  return Dims(dims.drop_front(window.channelsLast ? 1 : 2).take_front(window.spatial()));
}

Lowered lowerConv(nn::ConvOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), weights = lowering.read(op.getWeights());
  Dims result = lowering.resultDims();
  bool last = op.getLayout() == nn::Layout::ChannelsLast;
  DimsRef sizes = DimsRef(weights.dims).drop_front(last ? 0 : 2).drop_back(last ? 2 : 0);
  Window window = windowOf(op, lowering, input.dims, result, sizes);
  sym::ExprAttr filters = result[window.channelAxis()];
  if (!sym::exactDiv(filters, lowering.constant(op.getGroup())))
    return lowering.unsupported("expected an output channel count that is a multiple of the groups");
  Tensor padded = lowering.pad(input, window.forAllAxes(lowering, window.low),
                               window.forAllAxes(lowering, window.high), zeroOf(lowering, input.element));
  Convolution convolution{lowering,
                          window,
                          static_cast<int64_t>(op.getGroup()),
                          result[0],
                          filters,
                          spatialOf(window, result),
                          lowering.resultElement()};
  Tensor output = convolution.lower(padded, weights);
  return op.getBias() ? addBias(lowering, output, lowering.read(op.getBias()), window.channelAxis()) : output;
}

//===- transposed
//-------------------------------------------------------------------------------------------------===//

// Zeros between the elements, `stride` - 1 of them: [N, C, 1 + stride*(size - 1)...].
Tensor spread(Lowering &lowering, const Tensor &input, ArrayRef<int64_t> strides) {
  if (llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return input;
  Dims dims{input.dims[0], input.dims[1]};
  SmallVector<int64_t> steps{1, 1};
  for (auto [index, stride] : llvm::enumerate(strides)) {
    dims.push_back(sym::add(sym::mul(sym::add(input.dims[index + 2], -1), stride), 1));
    steps.push_back(stride);
  }
  Tensor zeros{lowering.filled(dims, numberAttr(storageOf(input.element), 0)), dims, input.element};
  return lowering.insertSlice(input, zeros, Dims(dims.size(), lowering.constant(0)), steps);
}

// [C, M/group, window...] to the weights of the convolution that it is the gradient of: [M, C/group,
// reversed...].
Tensor reverseWeights(Lowering &lowering, const Tensor &weights, int64_t group) {
  sym::ExprAttr groups = lowering.constant(group), channels = sym::exactDiv(weights.dims[0], groups);
  Tensor split = group == 1 ? weights : lowering.splitAxis(weights, 0, groups, channels);
  int64_t lead = group == 1 ? 0 : 1;
  unsigned rank = split.rank();
  Dims dims = split.dims;
  bool isKnown = llvm::all_of(DimsRef(dims).drop_front(lead + 2), [](sym::ExprAttr dim) { return dim.isConstant(); });
  if (!isKnown) { // a map cannot say where the window ends
    Dims last(rank, lowering.constant(0));
    SmallVector<int64_t> steps(rank, 1);
    for (unsigned axis = lead + 2; axis != rank; ++axis) {
      last[axis] = sym::add(dims[axis], -1);
      steps[axis] = -1;
    }
    split = lowering.slice(split, last, steps, dims);
  }
  std::swap(dims[lead], dims[lead + 1]);
  SmallVector<AffineExpr> results;
  if (lead)
    results.push_back(lowering.loop(0));
  results.push_back(lowering.loop(lead + 1));
  results.push_back(lowering.loop(lead));
  for (unsigned axis = lead + 2; axis != rank; ++axis)
    results.push_back(isKnown ? dims[axis].getValue() - 1 - lowering.loop(axis) : lowering.loop(axis));
  Tensor reversed = lowering.copy(split, lowering.mapOf(rank, results), dims);
  return lead ? lowering.mergeAxes(reversed, 0) : reversed;
}

// The padding before and after the spread input that makes the convolution end at the output's last element.
void paddingsOf(nn::ConvTransposeOp op, Lowering &lowering, const Window &window, DimsRef input,
                DimsRef result, Dims &low, Dims &high) {
  for (int64_t index = 0; index != window.spatial(); ++index) {
    int64_t axis = window.spatialAxis(index);
    sym::ExprAttr reach = sym::mul(sym::add(window.sizes[index], -1), window.dilations[index]);
    sym::ExprAttr size = sym::add(sym::mul(sym::add(input[axis], -1), window.strides[index]), 1);
    sym::ExprAttr cut = lowering.constant(op.getPads().empty() ? 0 : op.getPads()[index]);
    bool same = op.getAutoPad() == nn::AutoPad::SameUpper || op.getAutoPad() == nn::AutoPad::SameLower;
    if (same || !op.getOutputShape().empty()) {
      int64_t extra = op.getOutputPadding().empty() ? 0 : op.getOutputPadding()[index];
      sym::ExprAttr total = sym::sub(sym::add(sym::add(size, reach), extra), result[axis]);
      sym::ExprAttr half = sym::floorDiv(total, 2);
      cut = op.getAutoPad() == nn::AutoPad::SameUpper ? half : sym::sub(total, half);
    }
    low[axis] = sym::sub(reach, cut);
    high[axis] = sym::sub(sym::sub(sym::add(result[axis], reach), size), low[axis]);
  }
}

// Windows that neither overlap nor leave gaps: every output element has one window element, and the output is
// [n, filter, (input, window)...] with the pairs merged.
bool isTiling(nn::ConvTransposeOp op, const Window &window) {
  auto isZero = [](int64_t value) { return value == 0; };
  for (int64_t index = 0; index != window.spatial(); ++index)
    if (!window.sizes[index].isConstant(window.strides[index]) || window.dilations[index] != 1)
      return false;
  return op.getGroup() == 1 && op.getAutoPad() == nn::AutoPad::Explicit &&
         llvm::all_of(op.getPads(), isZero) && llvm::all_of(op.getOutputPadding(), isZero) &&
         op.getOutputShape().empty();
}

Tensor lowerTiling(Lowering &lowering, const Tensor &input, const Tensor &weights, const Window &window) {
  Dims limits{input.dims[0], weights.dims[1]};
  Axes inputLoops{0}, weightLoops;
  for (int64_t index = 0; index != window.spatial(); ++index) {
    limits.push_back(input.dims[index + 2]);
    limits.push_back(window.sizes[index]);
  }
  auto channel = static_cast<int64_t>(limits.size());
  limits.push_back(input.dims[1]);
  inputLoops.push_back(channel);
  weightLoops = {channel, 1};
  for (int64_t index = 0; index != window.spatial(); ++index) {
    inputLoops.push_back(2 + 2 * index);
    weightLoops.push_back(3 + 2 * index);
  }
  llvm::SmallBitVector reduced(limits.size());
  reduced.set(channel);
  Type sum = accumulatorOf(input.element);
  Operand operands[] = {lowering.along(input, inputLoops, limits.size()),
                        lowering.along(weights, weightLoops, limits.size())};
  Tensor result = lowering.reduce(operands, limits, reduced, sum, numberAttr(storageOf(sum), 0), multiplyAdd);
  for (int64_t index = 0; index != window.spatial(); ++index)
    result = lowering.mergeAxes(result, 2 + index);
  return lowering.convertFloat(result, input.element);
}

Lowered lowerConvTranspose(nn::ConvTransposeOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput()), weights = lowering.read(op.getWeights());
  Dims result = lowering.resultDims();
  DimsRef sizes = DimsRef(weights.dims).drop_front(2);
  if (op.getLayout() == nn::Layout::ChannelsLast)
    return lowering.unsupported("expected layout channels_first");
  if (!sym::exactDiv(weights.dims[0], lowering.constant(op.getGroup())))
    return lowering.unsupported("expected an input channel count that is a multiple of the groups");
  Window window = windowOf(op, lowering, input.dims, result, sizes);
  Tensor output;
  if (isTiling(op, window)) {
    output = lowerTiling(lowering, input, weights, window);
  } else {
    Dims low(input.rank(), lowering.constant(0)), high = low;
    paddingsOf(op, lowering, window, input.dims, result, low, high);
    Tensor padded =
        lowering.pad(spread(lowering, input, window.strides), low, high, zeroOf(lowering, input.element));
    Window gradient = window;
    gradient.strides.assign(window.spatial(), 1);
    auto group = static_cast<int64_t>(op.getGroup());
    Convolution convolution{
        lowering, gradient, group, result[0], result[1], spatialOf(window, result), lowering.resultElement()};
    output = convolution.lower(padded, reverseWeights(lowering, weights, group));
  }
  return op.getBias() ? addBias(lowering, output, lowering.read(op.getBias()), 1) : output;
}

} // namespace

void addConvLowerings(LoweringSet &set) {
  set.add<nn::ConvOp>(lowerConv);
  set.add<nn::ConvTransposeOp>(lowerConvTranspose);
}

} // namespace ingot
