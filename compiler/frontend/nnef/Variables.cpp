// Graph inputs, stored weights, constants, conversions, and what graph.quant does to each of them.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Weights.h"
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/TensorFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Graph inputs -------------------------------------------------------------------------------------===//

mlir::Value Importer::addInput(Call &call, mlir::RankedTensorType type) {
  auto input = inputs.find(call.name());
  if (!call.isTopLevel || input == inputs.end()) {
    call.fail("'" + call.name() + "' is not in the list of the graph's inputs");
    return {};
  }
  if (input->second) {
    call.fail("graph input '" + call.name() + "' is declared twice");
    return {};
  }
  input->second = function.front().addArgument(type, locationOf(call));
  return input->second;
}

static Value declareInput(Importer &importer, Call &call, mlir::Type element) {
  Sizes sizes = importer.exprs(call, "shape");
  if (call.failed())
    return {};
  if (sizes.size() > Importer::maximumRank)
    return call.fail("rank " + llvm::Twine(sizes.size()) + " is not supported");
  mlir::RankedTensorType type = sym::tensorTypeOf(sizes, element);
  if (!type)
    return call.fail("expected sizes that are not negative");
  return wrap(importer.addInput(call, type));
}

/// The element type of `scalar`, `integer` or `logical`; f32 for no name.
static mlir::Type standardElement(Importer &importer, Call &call, llvm::StringRef name) {
  mlir::OpBuilder &builder = importer.builder();
  mlir::Type type = llvm::StringSwitch<mlir::Type>(name)
                        .Cases({"scalar", ""}, builder.getF32Type())
                        .Case("integer", builder.getI64Type())
                        .Case("logical", builder.getI1Type())
                        .Default({});
  if (!type)
    call.fail("type '" + name + "' is not supported: expected scalar, integer or logical");
  return type;
}

Value importExternal(Importer &importer, Call &call) {
  mlir::Type element = standardElement(importer, call, call.typeArgument);
  return declareInput(importer, call, element);
}

mlir::Type tractElement(Importer &importer, Call &call, llvm::StringRef name) {
  mlir::OpBuilder &builder = importer.builder();
  auto unsignedType = [&](unsigned bits) { return builder.getIntegerType(bits, /*isSigned=*/false); };
  std::string lower = name.lower();
  mlir::Type type = llvm::StringSwitch<mlir::Type>(lower)
                        .Case("f16", builder.getF16Type())
                        .Case("bf16", builder.getBF16Type())
                        .Case("f32", builder.getF32Type())
                        .Case("f64", builder.getF64Type())
                        .Case("bool", builder.getI1Type())
                        .Case("i8", builder.getI8Type())
                        .Case("i16", builder.getI16Type())
                        .Case("i32", builder.getI32Type())
                        .Cases({"i64", "tdim"}, builder.getI64Type())
                        .Case("u8", unsignedType(8))
                        .Case("u16", unsignedType(16))
                        .Case("u32", unsignedType(32))
                        .Case("u64", unsignedType(64))
                        .Default({});
  if (!type)
    call.fail("element type '" + name + "' is not supported");
  return type;
}

Value importTractExternal(Importer &importer, Call &call) {
  mlir::Type element = tractElement(importer, call, call.string("datum_type"));
  return declareInput(importer, call, element);
}

//===- Weights ------------------------------------------------------------------------------------------===//

static mlir::Type elementOf(mlir::OpBuilder &builder, ElementKind kind) {
  switch (kind) {
  case ElementKind::Float16:
    return builder.getF16Type();
  case ElementKind::Float32:
    return builder.getF32Type();
  case ElementKind::Float64:
    return builder.getF64Type();
  case ElementKind::Int8:
    return builder.getI8Type();
  case ElementKind::Int16:
    return builder.getI16Type();
  case ElementKind::Int32:
    return builder.getI32Type();
  case ElementKind::Int64:
    return builder.getI64Type();
  case ElementKind::UInt8:
    return builder.getIntegerType(8, /*isSigned=*/false);
  case ElementKind::UInt16:
    return builder.getIntegerType(16, /*isSigned=*/false);
  case ElementKind::UInt32:
    return builder.getIntegerType(32, /*isSigned=*/false);
  case ElementKind::UInt64:
    return builder.getIntegerType(64, /*isSigned=*/false);
  case ElementKind::Bool:
    return builder.getI1Type();
  }
  return {};
}

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
static std::optional<size_t> channelAxis(llvm::ArrayRef<int64_t> shape, int64_t channels) {
  if (shape.empty())
    return std::nullopt;
  if (shape.front() == channels)
    return 0;
  for (size_t axis = shape.size(); axis-- > 0;)
    if (shape[axis] == channels)
      return axis;
  return std::nullopt;
}

/// Real values of stored integers: scale * (stored - zero point).
static bool dequantize(const TensorData &tensor, const Quantization &quant, std::vector<float> &values) {
  size_t channels = std::max(quant.scale.size(), quant.zeroPoint.size());
  size_t inner = 1;
  if (channels > 1) {
    std::optional<size_t> axis = channelAxis(tensor.shape, static_cast<int64_t>(channels));
    if (!axis)
      return false;
    for (int64_t size : llvm::ArrayRef(tensor.shape).drop_front(*axis + 1))
      inner *= static_cast<size_t>(size);
  }
  auto count = static_cast<size_t>(tensor.numElements());
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    size_t channel = channels > 1 ? i / inner % channels : 0;
    double scale = quant.scale[quant.scale.size() > 1 ? channel : 0];
    int64_t zero = quant.zeroPoint[quant.zeroPoint.size() > 1 ? channel : 0];
    values.push_back(static_cast<float>(scale * (readInteger(tensor, i) - static_cast<double>(zero))));
  }
  return true;
}

static Value dequantizedConstant(Importer &importer, Call &call, const TensorData &tensor,
                                 const Quantization &quant) {
  std::vector<float> values;
  if (!dequantize(tensor, quant, values))
    return call.fail("expected a quantization with one scale, or one for each index of an axis, got " +
                     llvm::Twine(std::max(quant.scale.size(), quant.zeroPoint.size())));
  auto type = mlir::RankedTensorType::get(tensor.shape, importer.builder().getF32Type());
  return wrap(
      importer.constant(call, type, {reinterpret_cast<const char *>(values.data()), values.size() * 4}));
}

static bool isInteger(ElementKind kind) { return kind >= ElementKind::Int8 && kind <= ElementKind::UInt64; }

Value importVariable(Importer &importer, Call &call) {
  std::string label = call.string("label");
  llvm::SmallVector<int64_t> shape = call.integers("shape");
  if (call.failed())
    return {};
  std::string fileName = label + ".dat";
  llvm::Expected<std::optional<FileBytes>> file = importer.files().file(fileName);
  if (!file)
    return call.fail(llvm::toString(file.takeError()));
  if (!*file)
    return call.fail("the model has no file '" + fileName + "'");
  llvm::Expected<TensorData> tensor = readTensorFile(fileName, std::move(**file));
  if (!tensor)
    return call.fail(llvm::toString(tensor.takeError()));
  if (!shape.empty() && llvm::ArrayRef(shape) != llvm::ArrayRef(tensor->shape)) {
    auto text = [](llvm::ArrayRef<int64_t> sizes) {
      return "[" +
             llvm::join(llvm::map_range(sizes, [](int64_t size) { return std::to_string(size); }), ", ") +
             "]";
    };
    return call.fail("expected shape " + text(shape) + ", the file '" + fileName + "' has " +
                     text(tensor->shape));
  }
  const Quantization *quant = importer.quantization().find(call.name());
  if (quant && isInteger(tensor->kind))
    return dequantizedConstant(importer, call, *tensor, *quant);
  auto type = mlir::RankedTensorType::get(tensor->shape, elementOf(importer.builder(), tensor->kind));
  mlir::ElementsAttr value = makeElements(type, label, {tensor->elements, tensor->owner});
  return wrap(importer.addConstant(call, value));
}

Value importConstant(Importer &importer, Call &call) {
  mlir::Type element = standardElement(importer, call, call.typeArgument);
  llvm::SmallVector<int64_t> shape = call.integers("shape");
  llvm::ArrayRef<Value> values = call.items("value");
  if (call.failed())
    return {};
  int64_t count = 1;
  for (int64_t size : shape)
    if (size < 0 || size > 1 << 22 || (count *= size) > 1 << 22)
      return call.fail("the constant is too large");
  if (values.size() != 1 && static_cast<int64_t>(values.size()) != count)
    return call.fail("expected one value or " + llvm::Twine(count) + ", got " + llvm::Twine(values.size()));
  std::vector<Value> items = values.vec();
  items.resize(static_cast<size_t>(count), values.empty() ? Value() : values.front());
  Sizes sizes;
  for (int64_t size : shape)
    sizes.push_back(importer.number(size));
  return wrap(
      importer.reshape(call, importer.materialize(call, Value::ofArray(std::move(items)), element), sizes));
}

//===- Conversions --------------------------------------------------------------------------------------===//

Value importCast(Importer &importer, Call &call) {
  mlir::Type element = standardElement(importer, call, call.typeArgument);
  return call.failed() ? Value() : wrap(importer.tensor(call, "input", element));
}

/// Without a type the element type follows from graph.quant, which is applied when the result is assigned.
Value importTractCast(Importer &importer, Call &call) {
  std::string to = call.string("to");
  mlir::Type element = to.empty() ? mlir::Type() : tractElement(importer, call, to);
  return call.failed() ? Value() : wrap(importer.tensor(call, "input", element));
}

/// A constant, or one whose elements are only moved: its values are on the grid of their integers already.
static bool isStored(mlir::Value value) {
  while (mlir::Operation *op = value.getDefiningOp()) {
    if (mlir::isa<nn::ConstantOp>(op))
      return true;
    if (!mlir::isa<nn::TransposeOp, nn::ReshapeOp, nn::SliceOp>(op))
      return false;
    value = op->getOperand(0);
  }
  return false;
}

/// Rounds activations that graph.quant names to the values that their integers can hold.
Value Importer::assigned(llvm::StringRef name, const Value &value, Position position) {
  const Quantization *quantization = quant.find(name);
  if (!quantization || !value.isTensor() || quantization->bits > 16)
    return value;
  mlir::Value tensor = unwrap(value);
  if (isStored(tensor) || !mlir::isa<mlir::FloatType>(elementOf(tensor)))
    return value;
  if (quantization->scale.size() != 1 || quantization->zeroPoint.size() != 1)
    return {};
  Fragment declaration;
  declaration.name = "quantize";
  Call call(declaration, position);
  call.resultNames.push_back(name.str());
  auto levels = static_cast<double>((int64_t(1) << quantization->bits) - 1);
  double lowest = quantization->isSigned ? -static_cast<double>(int64_t(1) << (quantization->bits - 1)) : 0;
  double highest = lowest + levels, zero = static_cast<double>(quantization->zeroPoint[0]);
  if (quantization->isSymmetric && quantization->isSigned)
    lowest += 1;
  mlir::Type element = elementOf(tensor);
  auto scalar = [&](double number) { return splat(call, {}, element, number); };
  mlir::Value scale = scalar(quantization->scale[0]);
  mlir::Value steps = like<nn::RoundHalfAwayOp>(call, like<nn::DivOp>(call, tensor, scale));
  mlir::Value limited = like<nn::ClampOp>(call, steps, scalar(lowest - zero), scalar(highest - zero));
  return wrap(like<nn::MulOp>(call, limited, scale));
}

} // namespace ingot::nnef
