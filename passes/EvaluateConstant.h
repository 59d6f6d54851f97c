// The bytes behind tensor constants: read without copies where possible, written into aligned blocks that
// become dense resources. Internal to Evaluate. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace ingot {

/// True for element types that compiled loops store as whole bytes.
bool isEvaluableElement(mlir::Type element);

/// Bytes of one element, and of a whole static tensor, in memory.
int64_t elementBytes(mlir::Type element);
int64_t bytesOf(mlir::RankedTensorType type);

/// Bytes that a constant takes where it is stored: those of one element where all are equal.
int64_t storedBytes(mlir::ElementsAttr value);

/// The same elements as another static type; null where the storage is not known.
mlir::ElementsAttr withType(mlir::ElementsAttr value, mlir::RankedTensorType type);

/// An aligned block of memory.
class AlignedBlock {
public:
  static constexpr size_t alignment = 64;

  explicit AlignedBlock(size_t size);
  AlignedBlock(AlignedBlock &&other) noexcept : memory(other.memory), bytes(other.bytes) {
    other.memory = nullptr;
  }
  AlignedBlock &operator=(AlignedBlock &&) = delete;
  ~AlignedBlock();

  char *data() const { return memory; }
  size_t size() const { return bytes; }
  /// Gives the memory away; free it with `deallocate`.
  char *release();
  static void deallocate(void *memory, size_t size);

private:
  char *memory;
  size_t bytes;
};

/// The elements of a constant in memory, one after the other.
class ConstantReader {
public:
  static llvm::Expected<std::unique_ptr<ConstantReader>> open(mlir::ElementsAttr value);

  const void *data() const { return owned ? owned->data() : borrowed; }

private:
  ConstantReader() = default;

  const void *borrowed = nullptr;
  std::unique_ptr<AlignedBlock> owned;
};

/// Room for the elements of a result.
class ConstantBuffer {
public:
  explicit ConstantBuffer(mlir::RankedTensorType type) : type(type), block(bytesOf(type)) {}

  void *data() const { return block.data(); }
  int64_t size() const { return static_cast<int64_t>(block.size()); }
  /// `dense<>` where it is small or all elements are equal, otherwise a dense resource that takes the memory
  /// over.
  mlir::ElementsAttr toAttribute() &&;

private:
  mlir::RankedTensorType type;
  AlignedBlock block;
};

} // namespace ingot
