// Element access and naming for tensors of every element type of the ABI. Part of the tool's support library.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Tensor.h"

#include "tools/ingot/Errors.h"

#include "llvm/ADT/APFloat.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ingot::tool {
namespace {

struct DtypeRow {
  ingot_dtype dtype;
  std::string_view name;
  size_t bytes;
};

// Indexed by ingot_dtype.
constexpr DtypeRow dtypeRows[] = {
    {INGOT_DTYPE_BOOL, "bool", 1},   {INGOT_DTYPE_I8, "int8", 1},       {INGOT_DTYPE_I16, "int16", 2},
    {INGOT_DTYPE_I32, "int32", 4},   {INGOT_DTYPE_I64, "int64", 8},     {INGOT_DTYPE_U8, "uint8", 1},
    {INGOT_DTYPE_U16, "uint16", 2},  {INGOT_DTYPE_U32, "uint32", 4},    {INGOT_DTYPE_U64, "uint64", 8},
    {INGOT_DTYPE_F16, "float16", 2}, {INGOT_DTYPE_BF16, "bfloat16", 2}, {INGOT_DTYPE_F32, "float32", 4},
    {INGOT_DTYPE_F64, "float64", 8},
};
constexpr size_t dtypeCount = sizeof(dtypeRows) / sizeof(dtypeRows[0]);

template <typename T>
T load(const Tensor &tensor, size_t index) {
  T value;
  std::memcpy(&value, tensor.bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
void store(Tensor &tensor, size_t index, T value) {
  std::memcpy(tensor.bytes.data() + index * sizeof(T), &value, sizeof(T));
}

double halfToDouble(uint16_t bits, const llvm::fltSemantics &semantics) {
  llvm::APFloat value(semantics, llvm::APInt(16, bits));
  bool losesInfo = false;
  value.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

uint16_t doubleToHalf(double number, const llvm::fltSemantics &semantics) {
  llvm::APFloat value(number);
  bool losesInfo = false;
  value.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue());
}

/// The shortest text of at least `digits` digits that reads back as the same value, after `round` to its
/// type.
template <typename Round>
std::string floatText(double value, int digits, Round round) {
  char buffer[40];
  do
    std::snprintf(buffer, sizeof buffer, "%.*g", digits++, value);
  while (digits <= 17 && round(std::strtod(buffer, nullptr)) != value && value == value);
  return buffer;
}

} // namespace

size_t elementBytes(ingot_dtype dtype) {
  return static_cast<size_t>(dtype) < dtypeCount ? dtypeRows[dtype].bytes : 0;
}

std::string_view dtypeName(ingot_dtype dtype) {
  return static_cast<size_t>(dtype) < dtypeCount ? dtypeRows[dtype].name : "unknown";
}

bool isFloat(ingot_dtype dtype) {
  return dtype == INGOT_DTYPE_F16 || dtype == INGOT_DTYPE_BF16 || dtype == INGOT_DTYPE_F32 ||
         dtype == INGOT_DTYPE_F64;
}

std::optional<size_t> elementCount(ingot_dtype dtype, const std::vector<int64_t> &dims) {
  // The product is checked without its zeros, so that the sizes of an empty tensor fit too.
  int64_t product = static_cast<int64_t>(elementBytes(dtype));
  bool empty = false;
  for (int64_t size : dims) {
    if (size < 0)
      return std::nullopt;
    if (size == 0)
      empty = true;
    else if (__builtin_mul_overflow(product, size, &product))
      return std::nullopt;
  }
  return empty ? 0 : static_cast<size_t>(product) / elementBytes(dtype);
}

Tensor Tensor::zeros(ingot_dtype dtype, std::vector<int64_t> dims) {
  std::optional<size_t> count = elementCount(dtype, dims);
  if (!count)
    throw InputError("a tensor of " + std::string(dtypeName(dtype)) + " " + dimsText(dims) +
                     " does not fit in memory");
  Tensor tensor{dtype, std::move(dims), {}};
  tensor.bytes.resize(*count * elementBytes(dtype));
  return tensor;
}

size_t Tensor::size() const { return bytes.size() / elementBytes(dtype); }

const Tensor *findTensor(const NamedTensors &tensors, std::string_view name) {
  for (const auto &[key, tensor] : tensors)
    if (key == name)
      return &tensor;
  return nullptr;
}

std::string dimsText(const std::vector<int64_t> &dims) {
  std::string text = "[";
  for (size_t axis = 0; axis < dims.size(); ++axis)
    text += (axis ? ", " : "") + std::to_string(dims[axis]);
  return text + "]";
}

double valueAt(const Tensor &tensor, size_t index) {
  switch (tensor.dtype) {
  case INGOT_DTYPE_BOOL:
    return load<uint8_t>(tensor, index) != 0;
  case INGOT_DTYPE_I8:
    return load<int8_t>(tensor, index);
  case INGOT_DTYPE_I16:
    return load<int16_t>(tensor, index);
  case INGOT_DTYPE_I32:
    return load<int32_t>(tensor, index);
  case INGOT_DTYPE_I64:
    return static_cast<double>(load<int64_t>(tensor, index));
  case INGOT_DTYPE_U8:
    return load<uint8_t>(tensor, index);
  case INGOT_DTYPE_U16:
    return load<uint16_t>(tensor, index);
  case INGOT_DTYPE_U32:
    return load<uint32_t>(tensor, index);
  case INGOT_DTYPE_U64:
    return static_cast<double>(load<uint64_t>(tensor, index));
  case INGOT_DTYPE_F16:
    return halfToDouble(load<uint16_t>(tensor, index), llvm::APFloat::IEEEhalf());
  case INGOT_DTYPE_BF16:
    return halfToDouble(load<uint16_t>(tensor, index), llvm::APFloat::BFloat());
  case INGOT_DTYPE_F32:
    return load<float>(tensor, index);
  case INGOT_DTYPE_F64:
    return load<double>(tensor, index);
  }
  return 0;
}

void setValue(Tensor &tensor, size_t index, double value) {
  switch (tensor.dtype) {
  case INGOT_DTYPE_BOOL:
    return store<uint8_t>(tensor, index, value != 0);
  case INGOT_DTYPE_I8:
    return store(tensor, index, static_cast<int8_t>(value));
  case INGOT_DTYPE_I16:
    return store(tensor, index, static_cast<int16_t>(value));
  case INGOT_DTYPE_I32:
    return store(tensor, index, static_cast<int32_t>(value));
  case INGOT_DTYPE_I64:
    return store(tensor, index, static_cast<int64_t>(value));
  case INGOT_DTYPE_U8:
    return store(tensor, index, static_cast<uint8_t>(value));
  case INGOT_DTYPE_U16:
    return store(tensor, index, static_cast<uint16_t>(value));
  case INGOT_DTYPE_U32:
    return store(tensor, index, static_cast<uint32_t>(value));
  case INGOT_DTYPE_U64:
    return store(tensor, index, static_cast<uint64_t>(value));
  case INGOT_DTYPE_F16:
    return store(tensor, index, doubleToHalf(value, llvm::APFloat::IEEEhalf()));
  case INGOT_DTYPE_BF16:
    return store(tensor, index, doubleToHalf(value, llvm::APFloat::BFloat()));
  case INGOT_DTYPE_F32:
    return store(tensor, index, static_cast<float>(value));
  case INGOT_DTYPE_F64:
    return store(tensor, index, value);
  }
}

std::string valueText(const Tensor &tensor, size_t index) {
  switch (tensor.dtype) {
  case INGOT_DTYPE_I64:
    return std::to_string(load<int64_t>(tensor, index));
  case INGOT_DTYPE_U64:
    return std::to_string(load<uint64_t>(tensor, index));
  default:
    break;
  }
  Tensor rounded = Tensor::zeros(tensor.dtype, {1});
  auto round = [&](double value) {
    if (isFloat(tensor.dtype))
      setValue(rounded, 0, value);
    return isFloat(tensor.dtype) ? valueAt(rounded, 0) : value;
  };
  return floatText(valueAt(tensor, index), /*digits=*/1, round);
}

std::string indexText(const Tensor &tensor, size_t index) {
  std::vector<int64_t> position(tensor.dims.size());
  for (size_t axis = tensor.dims.size(); axis-- > 0;) {
    size_t size = static_cast<size_t>(tensor.dims[axis]);
    position[axis] = static_cast<int64_t>(index % size);
    index /= size;
  }
  return dimsText(position);
}

} // namespace ingot::tool
