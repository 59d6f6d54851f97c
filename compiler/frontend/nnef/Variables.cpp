// Graph inputs, stored weights, constants and conversions. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Weights.h"
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Quantize.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

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

mlir::Type elementTypeOf(mlir::OpBuilder &builder, ElementKind kind) {
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
    return call.fail("the model has no file '" + fileName + "', which its label stands for");
  llvm::Expected<TensorData> tensor = readTensorFile(fileName, std::move(**file));
  if (!tensor)
    return call.fail(llvm::toString(tensor.takeError()));
  if (!shape.empty() && llvm::ArrayRef(shape) != llvm::ArrayRef(tensor->shape)) {
    auto text = [](llvm::ArrayRef<int64_t> sizes) {
      return "[" + llvm::join(llvm::map_range(sizes, [](int64_t size) { return std::to_string(size); }), ", ") + "]";
    };
    return call.fail("expected shape " + text(shape) + ", the file '" + fileName + "' has " + text(tensor->shape));
  }
  const Quantization *quant = importer.quantization().find(call.name());
  if (quant && isInteger(tensor->kind))
    return wrap(storedReals(importer, call, *tensor, *quant));
  auto type = mlir::RankedTensorType::get(tensor->shape, elementTypeOf(importer.builder(), tensor->kind));
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
  return wrap(importer.reshape(call, importer.materialize(call, Value::ofArray(std::move(items)), element), sizes));
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

} // namespace ingot::nnef
