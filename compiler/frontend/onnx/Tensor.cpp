// Reads TensorProto in all its forms: raw bytes, typed fields, external files. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Tensor.h"

#include "compiler/frontend/onnx/Proto.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace llvm;
using namespace mlir;
using ::onnx::TensorProto;

namespace ingot::onnx {

Type elementType(MLIRContext *context, int dataType) {
  Builder builder(context);
  switch (dataType) {
  case TensorProto::BOOL:
    return builder.getI1Type();
  case TensorProto::INT8:
    return builder.getIntegerType(8);
  case TensorProto::INT16:
    return builder.getIntegerType(16);
  case TensorProto::INT32:
    return builder.getIntegerType(32);
  case TensorProto::INT64:
    return builder.getIntegerType(64);
  case TensorProto::UINT8:
    return builder.getIntegerType(8, /*isSigned=*/false);
  case TensorProto::UINT16:
    return builder.getIntegerType(16, /*isSigned=*/false);
  case TensorProto::UINT32:
    return builder.getIntegerType(32, /*isSigned=*/false);
  case TensorProto::UINT64:
    return builder.getIntegerType(64, /*isSigned=*/false);
  case TensorProto::FLOAT16:
    return builder.getF16Type();
  case TensorProto::BFLOAT16:
    return builder.getBF16Type();
  case TensorProto::FLOAT:
    return builder.getF32Type();
  case TensorProto::DOUBLE:
    return builder.getF64Type();
  default:
    return Type();
  }
}

int dataTypeOf(Type element) {
  for (int dataType = TensorProto::FLOAT; dataType <= TensorProto::BFLOAT16; ++dataType)
    if (elementType(element.getContext(), dataType) == element)
      return dataType;
  return TensorProto::UNDEFINED;
}

std::string dataTypeName(int dataType) {
  static constexpr StringLiteral names[] = {
      "undefined",      "float",    "uint8",        "int8",           "uint16",
      "int16",          "int32",    "int64",        "string",         "bool",
      "float16",        "double",   "uint32",       "uint64",         "complex64",
      "complex128",     "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2",
      "float8e5m2fnuz", "uint4",    "int4",         "float4e2m1",     "float8e8m0",
      "uint2",          "int2"};
  if (dataType >= 0 && static_cast<size_t>(dataType) < std::size(names))
    return names[dataType].str();
  return "type " + std::to_string(dataType);
}

Expected<RankedTensorType> tensorType(MLIRContext *context, const TensorProto &tensor) {
  Type element = elementType(context, tensor.data_type());
  if (!element)
    return createStringError("element type " + dataTypeName(tensor.data_type()) + " is not supported");
  if (tensor.dims_size() > maximumRank)
    return createStringError("expected a rank of at most " + Twine(maximumRank) + ", got " +
                             Twine(tensor.dims_size()));
  int64_t elements = 1;
  for (int64_t size : tensor.dims()) {
    std::optional<int64_t> product = checkedMul(elements, std::max<int64_t>(size, 1));
    if (size < 0 || !product || *product > maximumElements)
      return createStringError("size " + Twine(size) + " of the tensor is out of range");
    elements = *product;
  }
  return RankedTensorType::get(ArrayRef(tensor.dims().data(), tensor.dims_size()), element);
}

namespace {

/// Reads the bytes of one tensor.
struct TensorReader {
  const TensorProto &tensor;
  RankedTensorType type;
  TensorSource &source;

  /// A field whose memory is the elements as they are.
  template <typename T>
  SharedBytes share(const google::protobuf::RepeatedField<T> &field) {
    return {ArrayRef<char>(reinterpret_cast<const char *>(field.data()), field.size() * sizeof(T)),
            source.model};
  }

  /// A field that holds narrower elements one by one.
  template <typename Element, typename T>
  SharedBytes narrow(const google::protobuf::RepeatedField<T> &field) {
    auto elements = std::make_shared<std::vector<Element>>(field.begin(), field.end());
    return {
        ArrayRef<char>(reinterpret_cast<const char *>(elements->data()), elements->size() * sizeof(Element)),
        elements};
  }

  SharedBytes typedField() {
    switch (tensor.data_type()) {
    case TensorProto::FLOAT:
      return share(tensor.float_data());
    case TensorProto::DOUBLE:
      return share(tensor.double_data());
    case TensorProto::INT64:
      return share(tensor.int64_data());
    case TensorProto::UINT64:
      return share(tensor.uint64_data());
    case TensorProto::INT32:
      return share(tensor.int32_data());
    case TensorProto::UINT32:
      return narrow<uint32_t>(tensor.uint64_data());
    case TensorProto::INT16:
    case TensorProto::UINT16:
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
      return narrow<uint16_t>(tensor.int32_data());
    default:
      return narrow<uint8_t>(tensor.int32_data());
    }
  }

  Expected<SharedBytes> externalData() {
    std::string location;
    uint64_t offset = 0;
    std::optional<uint64_t> length;
    for (const auto &entry : tensor.external_data()) {
      uint64_t number = 0;
      bool isNumber = !StringRef(entry.value()).getAsInteger(10, number);
      if (entry.key() == "location")
        location = entry.value();
      else if ((entry.key() == "offset" || entry.key() == "length") && !isNumber)
        return createStringError("expected a number for '" + entry.key() + "' of the external data, got '" +
                                 entry.value() + "'");
      else if (entry.key() == "offset")
        offset = number;
      else if (entry.key() == "length")
        length = number;
    }
    return source.files.read(location, offset, length);
  }

  Expected<SharedBytes> bytes() {
    if (tensor.has_segment())
      return createStringError("tensors in segments are not supported");
    if (tensor.data_location() == TensorProto::EXTERNAL)
      return externalData();
    if (tensor.has_raw_data())
      return SharedBytes{ArrayRef<char>(tensor.raw_data().data(), tensor.raw_data().size()), source.model};
    return typedField();
  }
};

/// Booleans must be 0 or 1; other bytes are read as true.
SharedBytes normalizeBooleans(SharedBytes data) {
  if (all_of(data.bytes, [](char byte) { return byte == 0 || byte == 1; }))
    return data;
  auto copy = std::make_shared<std::vector<char>>(data.bytes.begin(), data.bytes.end());
  for (char &byte : *copy)
    byte = byte != 0;
  return {*copy, copy};
}

} // namespace

Expected<ElementsAttr> readTensor(MLIRContext *context, const TensorProto &tensor, StringRef name,
                                  TensorSource &source) {
  auto fail = [&](Error error) {
    return createStringError("tensor '" + name + "': " + toString(std::move(error)));
  };
  Expected<RankedTensorType> type = tensorType(context, tensor);
  if (!type)
    return fail(type.takeError());
  Expected<SharedBytes> data = TensorReader{tensor, *type, source}.bytes();
  if (!data)
    return fail(data.takeError());
  uint64_t expected = static_cast<uint64_t>(type->getNumElements()) * bytesPerElement(type->getElementType());
  if (data->bytes.size() != expected)
    return fail(createStringError("expected " + Twine(expected) + " bytes for " +
                                  Twine(type->getNumElements()) + " elements of type " +
                                  dataTypeName(tensor.data_type()) + ", got " + Twine(data->bytes.size())));
  return makeElements(*type, name, type->getElementType().isInteger(1) ? normalizeBooleans(*data) : *data);
}

} // namespace ingot::onnx
