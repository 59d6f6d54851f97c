// A tensor in memory as the tool reads, runs and compares it: element type, sizes, bytes in row-major order.
// Between the tensor files and the session. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingot/abi.h"

#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::tool {

/// Gives every buffer the alignment that compiled code likes best.
template <typename T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <typename U>
  AlignedAllocator(const AlignedAllocator<U> &) {}
  T *allocate(size_t count) {
    return static_cast<T *>(::operator new(count * sizeof(T), std::align_val_t(INGOT_ALIGNMENT)));
  }
  void deallocate(T *pointer, size_t) { ::operator delete(pointer, std::align_val_t(INGOT_ALIGNMENT)); }
  bool operator==(const AlignedAllocator &) const { return true; }
  bool operator!=(const AlignedAllocator &) const { return false; }
};
using Bytes = std::vector<uint8_t, AlignedAllocator<uint8_t>>;

struct Tensor {
  ingot_dtype dtype = INGOT_DTYPE_F32;
  std::vector<int64_t> dims;
  Bytes bytes;

  /// A tensor of zeros. Throws InputError when the sizes are negative or their product does not fit.
  static Tensor zeros(ingot_dtype dtype, std::vector<int64_t> dims);

  size_t size() const;
};

/// Tensors in file order, each under its name.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// The tensor of that name, or null.
const Tensor *findTensor(const NamedTensors &tensors, std::string_view name);

/// Bytes of one element.
size_t elementBytes(ingot_dtype dtype);

/// `bool`, `int32`, `float16`, `bfloat16`...: the names that NumPy uses.
std::string_view dtypeName(ingot_dtype dtype);

bool isFloat(ingot_dtype dtype);

/// Number of elements, or nothing when a size is negative or the bytes would not fit in an int64.
std::optional<size_t> elementCount(ingot_dtype dtype, const std::vector<int64_t> &dims);

/// `[1, 3, 224]`.
std::string dimsText(const std::vector<int64_t> &dims);

/// Element `index` in row-major order; integers of 64 bits are rounded to the nearest double.
double valueAt(const Tensor &tensor, size_t index);

/// Stores `value`, rounded or truncated to the element type.
void setValue(Tensor &tensor, size_t index, double value);

/// Element `index` as people read it: integers exactly, floats with as few digits as read back the same.
std::string valueText(const Tensor &tensor, size_t index);

/// The row-major position `index` as `[0, 3, 2]`.
std::string indexText(const Tensor &tensor, size_t index);

} // namespace ingot::tool
