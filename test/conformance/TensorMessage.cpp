// Reads the .pb files of ONNX's tests; see TensorMessage.h. SPDX-License-Identifier: Apache-2.0
#include "test/conformance/TensorMessage.h"

#include "tools/ingot/Errors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

#include <cstring>
#include <fstream>

namespace ingot::conformance {
namespace {

using ::onnx::TensorProto;
using tool::Tensor;

struct TypeRow {
  const char *name;
  std::optional<ingot_dtype> dtype;
};

// Indexed by TensorProto.DataType.
const TypeRow typeRows[] = {
    {"undefined", std::nullopt},      {"float32", INGOT_DTYPE_F32},   {"uint8", INGOT_DTYPE_U8},
    {"int8", INGOT_DTYPE_I8},         {"uint16", INGOT_DTYPE_U16},    {"int16", INGOT_DTYPE_I16},
    {"int32", INGOT_DTYPE_I32},       {"int64", INGOT_DTYPE_I64},     {"string", std::nullopt},
    {"bool", INGOT_DTYPE_BOOL},       {"float16", INGOT_DTYPE_F16},   {"float64", INGOT_DTYPE_F64},
    {"uint32", INGOT_DTYPE_U32},      {"uint64", INGOT_DTYPE_U64},    {"complex64", std::nullopt},
    {"complex128", std::nullopt},     {"bfloat16", INGOT_DTYPE_BF16}, {"float8e4m3fn", std::nullopt},
    {"float8e4m3fnuz", std::nullopt}, {"float8e5m2", std::nullopt},   {"float8e5m2fnuz", std::nullopt},
    {"uint4", std::nullopt},          {"int4", std::nullopt},         {"float4e2m1", std::nullopt},
    {"float8e8m0", std::nullopt},     {"uint2", std::nullopt},        {"int2", std::nullopt},
};

template <typename T, typename Field>
void copyField(Tensor &tensor, const Field &field) {
  if (static_cast<size_t>(field.size()) != tensor.size())
    throw tool::InputError("a tensor of the test has the wrong number of elements");
  for (int index = 0; index < field.size(); ++index) {
    T value = static_cast<T>(field.Get(index));
    std::memcpy(tensor.bytes.data() + index * sizeof(T), &value, sizeof(T));
  }
}

void copyFields(Tensor &tensor, const TensorProto &message) {
  switch (tensor.dtype) {
  case INGOT_DTYPE_F32:
    return copyField<float>(tensor, message.float_data());
  case INGOT_DTYPE_F64:
    return copyField<double>(tensor, message.double_data());
  case INGOT_DTYPE_I64:
    return copyField<int64_t>(tensor, message.int64_data());
  case INGOT_DTYPE_U64:
    return copyField<uint64_t>(tensor, message.uint64_data());
  case INGOT_DTYPE_U32:
    return copyField<uint32_t>(tensor, message.uint64_data());
  case INGOT_DTYPE_I32:
    return copyField<int32_t>(tensor, message.int32_data());
  case INGOT_DTYPE_BOOL:
  case INGOT_DTYPE_I8:
  case INGOT_DTYPE_U8:
    return copyField<uint8_t>(tensor, message.int32_data());
  case INGOT_DTYPE_I16:
  case INGOT_DTYPE_U16:
  case INGOT_DTYPE_F16:
  case INGOT_DTYPE_BF16:
    return copyField<uint16_t>(tensor, message.int32_data());
  }
}

Tensor readTensor(const TensorProto &message) {
  std::optional<ingot_dtype> dtype = typeOf(message.data_type());
  if (!dtype)
    throw tool::InputError("type " + typeName(message.data_type()));
  Tensor tensor = Tensor::zeros(*dtype, {message.dims().begin(), message.dims().end()});
  if (!message.has_raw_data())
    copyFields(tensor, message);
  else if (message.raw_data().size() == tensor.bytes.size())
    std::memcpy(tensor.bytes.data(), message.raw_data().data(), tensor.bytes.size());
  else
    throw tool::InputError("a tensor of the test has the wrong number of bytes");
  return tensor;
}

TensorProto readMessage(const std::string &path) {
  TensorProto message;
  std::ifstream file(path, std::ios::binary);
  if (!message.ParseFromIstream(&file))
    throw tool::InputError("a tensor of the test cannot be read");
  return message;
}

} // namespace

std::optional<ingot_dtype> typeOf(int dataType) {
  return dataType >= 0 && dataType < static_cast<int>(std::size(typeRows)) ? typeRows[dataType].dtype : std::nullopt;
}

std::string typeName(int dataType) {
  return dataType >= 0 && dataType < static_cast<int>(std::size(typeRows)) ? typeRows[dataType].name
                                                                           : std::to_string(dataType);
}

std::vector<std::string> inputNames(const ::onnx::GraphProto &graph) {
  llvm::StringSet<> initializers;
  for (const TensorProto &tensor : graph.initializer())
    initializers.insert(tensor.name());
  std::vector<std::string> names;
  for (const ::onnx::ValueInfoProto &input : graph.input())
    if (!initializers.contains(input.name()))
      names.push_back(input.name());
  return names;
}

std::vector<DataSet> readDataSets(const std::string &folder, const ::onnx::GraphProto &graph) {
  std::vector<DataSet> sets;
  std::vector<std::string> names = inputNames(graph);
  for (size_t number = 0;; ++number) {
    std::string path = folder + "/test_data_set_" + std::to_string(number);
    if (!llvm::sys::fs::is_directory(path))
      return sets;
    DataSet &data = sets.emplace_back();
    for (size_t index = 0; index < names.size(); ++index) {
      TensorProto message = readMessage(path + "/input_" + std::to_string(index) + ".pb");
      message.set_name(names[index]);
      data.inputs.emplace_back(names[index], readTensor(message));
      data.inputMessages.push_back(std::move(message));
    }
    for (int index = 0; index < graph.output_size(); ++index)
      data.outputs.push_back(readTensor(readMessage(path + "/output_" + std::to_string(index) + ".pb")));
  }
}

} // namespace ingot::conformance
