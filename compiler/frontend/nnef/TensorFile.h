// Reads NNEF tensor files (.dat) of both writers, Khronos' and tract's. Used by the importer for variables.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Container.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>

namespace ingot::nnef {

enum class ElementKind : uint8_t {
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  UInt8,
  UInt16,
  UInt32,
  UInt64,
  Bool
};

/// Bytes of one element in memory; booleans take one byte.
unsigned bytesPerElement(ElementKind kind);
llvm::StringRef name(ElementKind kind);

struct TensorData {
  ElementKind kind = ElementKind::Float32;
  /// The header declares integers as quantized values (`graph.quant` says how); tract writes plain integers
  /// so too.
  bool isQuantized = false;
  llvm::SmallVector<int64_t, 4> shape;
  /// Elements in row-major order, little-endian. They point into the file, or into memory that `owner` holds
  /// where the file packs booleans.
  llvm::ArrayRef<char> elements;
  std::shared_ptr<const void> owner;

  int64_t numElements() const;
};

/// Decodes the header and checks it against the number of bytes. `fileName` is for errors.
llvm::Expected<TensorData> readTensorFile(llvm::StringRef fileName, FileBytes file);

} // namespace ingot::nnef
