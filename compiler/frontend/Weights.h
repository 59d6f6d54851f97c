// Weights without copies: maps external files and makes constants that point into them. Used by every front
// end. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>

namespace llvm {
class MemoryBuffer;
} // namespace llvm

namespace ingot {

/// Constants of more elements than this are resources that point into the model; smaller ones are `dense<>`.
inline constexpr int64_t maximumInlineElements = 64;

/// Bytes, and what keeps them alive.
struct SharedBytes {
  llvm::ArrayRef<char> bytes;
  std::shared_ptr<const void> owner;
};

/// The number of bytes that one element takes in a constant; booleans take one. 0 for types that are no
/// numbers.
unsigned bytesPerElement(mlir::Type element);

/// Makes the constant of `type` whose elements are `data`, row-major and little-endian, booleans as bytes 0
/// or 1. A big constant keeps `data.owner` and is copied only where the bytes are not aligned. `name` names
/// the resource. `data` must have `bytesPerElement` times the number of elements.
mlir::ElementsAttr makeElements(mlir::RankedTensorType type, llvm::StringRef name, const SharedBytes &data);

/// The files that hold a model's weights beside it; each is mapped once.
class WeightFiles {
public:
  explicit WeightFiles(llvm::StringRef modelPath) : modelPath(modelPath) {}

  /// `length` bytes from `offset` of the file `location`, which is relative to the model's directory and must
  /// lie in it. Without a length: all bytes to the end.
  llvm::Expected<SharedBytes> read(llvm::StringRef location, uint64_t offset, std::optional<uint64_t> length);

private:
  llvm::Expected<std::shared_ptr<llvm::MemoryBuffer>> map(llvm::StringRef location);

  std::string modelPath;
  llvm::StringMap<std::shared_ptr<llvm::MemoryBuffer>> files;
};

} // namespace ingot
