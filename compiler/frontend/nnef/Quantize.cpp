// Applies graph.quant: integers of .dat files become nn.dequantize of constants, activations go through integers and
// back. See Quantize.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Quantize.h"

#include "compiler/frontend/Weights.h"
#include "dialects/nn/NnQuantize.h"
#include "llvm/Support/Endian.h"

#include <cmath>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

//===- Stored integers ----------------------------------------------------------------------------------===//

static double readInteger(const TensorData &tensor, size_t index) {
  const char *place = tensor.elements.data() + index * bytesPerElement(tensor.kind);
  switch (tensor.kind) {
  case ElementKind::Int8:
    return static_cast<signed char>(*place);
  case ElementKind::UInt8:
    return static_cast<unsigned char>(*place);
  case ElementKind::Int16:
    return static_cast<int16_t>(llvm::support::endian::read16le(place));
  case ElementKind::UInt16:
    return llvm::support::endian::read16le(place);
  case ElementKind::Int32:
    return static_cast<int32_t>(llvm::support::endian::read32le(place));
  case ElementKind::UInt32:
    return llvm::support::endian::read32le(place);
  case ElementKind::Int64:
    return static_cast<double>(static_cast<int64_t>(llvm::support::endian::read64le(place)));
  default:
    return static_cast<double>(llvm::support::endian::read64le(place));
  }
}

/// The axis that has one scale for each index: the first, the last, or else any of that size.
static std::optional<size_t> channelAxis(llvm::ArrayRef<int64_t> shape, size_t channels) {
  auto size = static_cast<int64_t>(channels);
  if (shape.empty())
    return std::nullopt;
  if (shape.front() == size)
    return 0;
  for (size_t axis = shape.size(); axis-- > 0;)
    if (shape[axis] == size)
      return axis;
  return std::nullopt;
}

static size_t channelsOf(const Quantization &quant) { return std::max(quant.scale.size(), quant.zeroPoint.size()); }

/// Scale and zero point of one channel.
static std::pair<double, int64_t> parametersOf(const Quantization &quant, size_t channel) {
  return {quant.scale[quant.scale.size() > 1 ? channel : 0], quant.zeroPoint[quant.zeroPoint.size() > 1 ? channel : 0]};
}

/// Stored integers as floating-point constants, for what nn.dequantize does not say.
static mlir::Value realsOf(Importer &importer, Call &call, const TensorData &tensor, const Quantization &quant,
                           std::optional<size_t> axis) {
  size_t channels = channelsOf(quant), inner = 1;
  if (axis)
    for (int64_t size : llvm::ArrayRef(tensor.shape).drop_front(*axis + 1))
      inner *= static_cast<size_t>(size);
  std::vector<float> values;
  auto count = static_cast<size_t>(tensor.numElements());
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    auto [scale, zero] = parametersOf(quant, axis ? i / inner % channels : 0);
    values.push_back(static_cast<float>(scale * (readInteger(tensor, i) - static_cast<double>(zero)) + quant.offset));
  }
  auto type = mlir::RankedTensorType::get(tensor.shape, importer.builder().getF32Type());
  return importer.constant(call, type, {reinterpret_cast<const char *>(values.data()), values.size() * 4});
}

/// Scales, or zero points, as a vector of one for each channel, or a scalar.
static mlir::Value parameter(Importer &importer, Call &call, const Quantization &quant, bool isPerChannel,
                             mlir::Type element, bool isScale) {
  std::vector<Value> items;
  for (size_t channel = 0; channel < (isPerChannel ? channelsOf(quant) : 1); ++channel) {
    auto [scale, zero] = parametersOf(quant, channel);
    items.push_back(isScale ? Value::ofScalar(scale) : Value::ofInteger(zero));
  }
  return importer.materialize(call, isPerChannel ? Value::ofArray(std::move(items)) : items.front(), element);
}

static mlir::Value zeroPoints(Importer &importer, Call &call, const Quantization &quant, bool isPerChannel,
                              mlir::Type element) {
  if (llvm::all_of(quant.zeroPoint, [](int64_t zero) { return zero == 0; }))
    return {};
  return parameter(importer, call, quant, isPerChannel, element, /*isScale=*/false);
}

static bool fitsType(const Quantization &quant, unsigned bits, bool isSigned) {
  int64_t lowest = isSigned ? -(int64_t(1) << (bits - 1)) : 0;
  int64_t highest = lowest + (int64_t(1) << bits) - 1;
  return llvm::all_of(quant.zeroPoint, [=](int64_t zero) { return zero >= lowest && zero <= highest; });
}

mlir::Value storedReals(Importer &importer, Call &call, const TensorData &tensor, const Quantization &quant) {
  if (quant.isLogarithmic) {
    call.fail("the integers of a logarithmic quantization have no standard meaning: store the variable as "
              "floating-point numbers");
    return {};
  }
  std::optional<size_t> axis;
  size_t channels = channelsOf(quant);
  if (channels > 1) {
    axis = channelAxis(tensor.shape, channels);
    if (!axis) {
      call.fail("graph.quant has " + llvm::Twine(channels) +
                " scales and zero points for it: expected one, or one for each index of an axis");
      return {};
    }
  }
  mlir::Type element = elementTypeOf(importer.builder(), tensor.kind);
  unsigned bits = element.getIntOrFloatBitWidth();
  if (bits > 32 || quant.offset != 0 || !fitsType(quant, bits, !element.isUnsignedInteger()))
    return realsOf(importer, call, tensor, quant, axis);
  auto type = mlir::RankedTensorType::get(tensor.shape, element);
  mlir::Value integers = importer.addConstant(call, makeElements(type, call.name(), {tensor.elements, tensor.owner}));
  mlir::Type real = importer.builder().getF32Type();
  mlir::Value scale = parameter(importer, call, quant, axis.has_value(), real, /*isScale=*/true);
  mlir::Value zero = zeroPoints(importer, call, quant, axis.has_value(), element);
  mlir::IntegerAttr along =
      axis ? importer.builder().getI64IntegerAttr(static_cast<int64_t>(*axis)) : mlir::IntegerAttr();
  return importer.create<nn::DequantizeOp>(call, real, integers, scale, zero, along, int64_t(0));
}

/// nn.dequantize of a constant, or of one that is transposed; null for anything else.
static nn::DequantizeOp storedOf(mlir::Value value) {
  auto op = value ? value.getDefiningOp<nn::DequantizeOp>() : nn::DequantizeOp();
  mlir::Value integers = op ? op.getInput() : mlir::Value();
  while (auto transpose = integers ? integers.getDefiningOp<nn::TransposeOp>() : nn::TransposeOp())
    integers = transpose.getInput();
  return integers && integers.getDefiningOp<nn::ConstantOp>() ? op : nn::DequantizeOp();
}

static mlir::Value dequantizeAlong(Importer &importer, Call &call, nn::DequantizeOp old, mlir::Value integers,
                                   std::optional<int64_t> axis) {
  if (call.failed())
    return {};
  mlir::IntegerAttr along = axis ? importer.builder().getI64IntegerAttr(*axis) : mlir::IntegerAttr();
  return importer.create<nn::DequantizeOp>(call, Importer::elementOf(old.getResult()), integers, old.getScale(),
                                           old.getZeroPoint(), along, int64_t(0));
}

mlir::Value transposeStored(Importer &importer, Call &call, mlir::Value value, llvm::ArrayRef<int64_t> permutation) {
  nn::DequantizeOp stored = storedOf(value);
  if (call.failed() || !stored)
    return {};
  std::optional<int64_t> axis = stored.getAxis();
  if (axis)
    axis = llvm::find(permutation, *axis) - permutation.begin();
  mlir::Value moved = importer.like<nn::TransposeOp>(call, stored.getInput(), permutation);
  return dequantizeAlong(importer, call, stored, moved, axis);
}

/// The axis of `sizes` whose index says what that of `old`'s `axis` said.
static std::optional<int64_t> sameAxis(llvm::ArrayRef<ExprAttr> old, int64_t axis, llvm::ArrayRef<ExprAttr> sizes) {
  auto volume = [](llvm::ArrayRef<ExprAttr> some) {
    int64_t product = 1;
    for (ExprAttr size : some)
      product *= size.getValue();
    return product;
  };
  int64_t before = volume(old.take_front(axis));
  for (size_t each = 0; each < sizes.size(); ++each)
    if (sizes[each] == old[axis] && volume(sizes.take_front(each)) == before)
      return static_cast<int64_t>(each);
  return std::nullopt;
}

mlir::Value reshapeStored(Importer &importer, Call &call, mlir::Value value, llvm::ArrayRef<ExprAttr> sizes) {
  nn::DequantizeOp stored = storedOf(value);
  if (call.failed() || !stored || !llvm::all_of(sizes, [](ExprAttr size) { return size.isConstant(); }))
    return {};
  std::optional<int64_t> axis;
  if (stored.getAxis()) {
    axis = sameAxis(Importer::sizesOf(value), *stored.getAxis(), sizes);
    if (!axis)
      return {};
  }
  return dequantizeAlong(importer, call, stored, importer.reshape(call, stored.getInput(), sizes), axis);
}

//===- Activations --------------------------------------------------------------------------------------===//

/// What only moves or picks elements: they stay on the grid of their integers.
static mlir::Value throughMoves(mlir::Value value) {
  while (mlir::Operation *op = value.getDefiningOp()) {
    if (!mlir::isa<nn::TransposeOp, nn::ReshapeOp, nn::SliceOp, nn::MaxPoolOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

namespace {
/// The integers of a quantization.
struct Range {
  explicit Range(const Quantization &quant) {
    double levels = std::ldexp(1.0, static_cast<int>(quant.bits)) - 1;
    lowest = quant.isSigned ? -std::ldexp(1.0, static_cast<int>(quant.bits) - 1) : 0;
    highest = lowest + levels;
    if (quant.isSymmetric && quant.isSigned)
      lowest += 1;
  }
  double lowest, highest;
};
} // namespace

/// Rounds in floating-point arithmetic: for numbers of bits that no tensor has, and ranges that miss zero.
static mlir::Value roundToGrid(Importer &importer, Call &call, mlir::Value value, const Quantization &quant) {
  mlir::Type element = Importer::elementOf(value);
  auto scalar = [&](double number) { return importer.splat(call, {}, element, number); };
  auto [scale, zero] = parametersOf(quant, 0);
  Range range(quant);
  if (quant.offset != 0)
    value = importer.like<nn::SubOp>(call, value, scalar(quant.offset));
  mlir::Value steps = importer.like<nn::RoundOp>(call, importer.like<nn::DivOp>(call, value, scalar(scale)));
  auto center = static_cast<double>(zero);
  mlir::Value limited =
      importer.like<nn::ClampOp>(call, steps, scalar(range.lowest - center), scalar(range.highest - center));
  mlir::Value result = importer.like<nn::MulOp>(call, limited, scalar(scale));
  return quant.offset != 0 ? importer.like<nn::AddOp>(call, result, scalar(quant.offset)) : result;
}

/// sign(x) 2^round(log2 |x|), the exponent limited to those of the greatest magnitude and below.
static mlir::Value roundToPowers(Importer &importer, Call &call, mlir::Value value, const Quantization &quant) {
  mlir::Type element = Importer::elementOf(value);
  auto scalar = [&](double number) { return importer.splat(call, {}, element, number); };
  double top = std::ceil(std::log2(quant.maximum)), levels = std::ldexp(1.0, static_cast<int>(quant.bits)) - 1;
  mlir::Value logarithm = importer.like<nn::LogOp>(call, importer.like<nn::AbsOp>(call, value));
  mlir::Value exponent = importer.like<nn::MulOp>(call, logarithm, scalar(1 / std::log(2.0)));
  exponent = importer.like<nn::ClampOp>(call, exponent, scalar(top - levels), scalar(top));
  mlir::Value power = importer.like<nn::PowOp>(call, scalar(2), importer.like<nn::RoundOp>(call, exponent));
  return importer.like<nn::MulOp>(call, importer.like<nn::SignOp>(call, value), power);
}

/// The axis of an activation that has one scale for each index: that of channels, or the only one of that size.
static std::optional<int64_t> activationAxis(Importer &importer, Call &call, mlir::Value value, size_t channels) {
  Sizes sizes = Importer::sizesOf(value);
  ExprAttr wanted = importer.number(static_cast<int64_t>(channels));
  if (sizes.size() > 1 && sizes[1] == wanted)
    return 1;
  if (llvm::count(sizes, wanted) == 1)
    return llvm::find(sizes, wanted) - sizes.begin();
  call.fail("it has " + llvm::Twine(channels) +
            " scales and zero points, but no axis of that size that could be meant: expected one for the tensor");
  return std::nullopt;
}

static mlir::Value quantize(Importer &importer, Call &call, mlir::Value value, const Quantization &quant) {
  if (quant.isLogarithmic)
    return roundToPowers(importer, call, value, quant);
  size_t channels = channelsOf(quant);
  bool isWhole = quant.offset == 0 && (quant.bits == 8 || quant.bits == 16) && !(quant.isSymmetric && quant.isSigned) &&
                 fitsType(quant, quant.bits, quant.isSigned);
  if (!isWhole && channels == 1)
    return roundToGrid(importer, call, value, quant);
  if (!isWhole) {
    call.fail("scales for each channel are supported for activations of 8 or 16 bits that are not symmetric only");
    return {};
  }
  std::optional<int64_t> axis;
  if (channels > 1 && !(axis = activationAxis(importer, call, value, channels)))
    return {};
  mlir::OpBuilder &builder = importer.builder();
  auto sign = quant.isSigned ? mlir::IntegerType::Signless : mlir::IntegerType::Unsigned;
  mlir::Type element = mlir::IntegerType::get(builder.getContext(), quant.bits, sign);
  mlir::Type real = Importer::elementOf(value);
  mlir::Value scale = parameter(importer, call, quant, axis.has_value(), real, /*isScale=*/true);
  mlir::Value zero = zeroPoints(importer, call, quant, axis.has_value(), element);
  mlir::IntegerAttr along = axis ? builder.getI64IntegerAttr(*axis) : mlir::IntegerAttr();
  mlir::Value integers = importer.create<nn::QuantizeOp>(call, element, value, scale, zero, along, int64_t(0));
  return importer.create<nn::DequantizeOp>(call, real, integers, scale, zero, along, int64_t(0));
}

static bool isSameGrid(const Quantization &left, const Quantization &right) {
  return left.scale == right.scale && left.zeroPoint == right.zeroPoint && left.bits == right.bits &&
         left.offset == right.offset && left.isSigned == right.isSigned && left.isSymmetric == right.isSymmetric &&
         left.isLogarithmic == right.isLogarithmic && left.maximum == right.maximum;
}

/// Rounds activations that graph.quant names to the values that their integers can hold.
Value Importer::assigned(llvm::StringRef name, const Value &value, Position position, std::string &error) {
  const Quantization *wanted = quant.find(name);
  // 32 bits hold more than a floating-point activation does.
  constexpr unsigned mostBits = 24;
  if (!wanted || !value.isTensor() || wanted->bits > mostBits)
    return value;
  mlir::Value tensor = unwrap(value), source = throughMoves(tensor);
  if (!mlir::isa<mlir::FloatType>(elementOf(tensor)) || source.getDefiningOp<nn::ConstantOp>() || storedOf(source))
    return value;
  if (const Quantization *present = grids.lookup(source); present && isSameGrid(*present, *wanted))
    return value;
  if (auto relu = tensor.getDefiningOp<nn::ReluOp>()) {
    // Nothing below zero is left where zero is the lowest integer.
    const Quantization *present = grids.lookup(throughMoves(relu.getOperand()));
    if (present && isSameGrid(*present, *wanted) && wanted->zeroPoint.size() == 1 && !wanted->isLogarithmic &&
        static_cast<double>(wanted->zeroPoint.front()) == Range(*wanted).lowest)
      return wrap(relu.getOperand());
  }
  Fragment declaration;
  declaration.name = name.str();
  Call call(declaration, wanted->position);
  call.resultNames.push_back(name.str());
  mlir::Value result = quantize(*this, call, tensor, *wanted);
  if (call.failed()) {
    // What fails is no operation of the model, but an entry of graph.quant.
    llvm::StringRef text = *call.failure, called = "operation '";
    size_t place = text.find(called);
    error = place == llvm::StringRef::npos
                ? text.str()
                : (text.take_front(place) + "quantization of '" + text.drop_front(place + called.size())).str();
    return {};
  }
  grids[result] = wanted;
  return wrap(result);
}

} // namespace ingot::nnef
