// The bytes behind tensor constants. SPDX-License-Identifier: Apache-2.0
#include "passes/EvaluateConstant.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/MemAlloc.h"

#include <cstring>

using namespace mlir;
using namespace ingot;

/// Constants up to this many elements are `dense<>`, so that later folds can read them.
static constexpr int64_t maxDenseElements = 64;

bool ingot::isEvaluableElement(Type element) {
  if (isa<Float16Type, BFloat16Type, Float32Type, Float64Type, IndexType>(element))
    return true;
  auto integer = dyn_cast<IntegerType>(element);
  return integer && integer.isSignless() && llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
}

int64_t ingot::elementBytes(Type element) {
  return isa<IndexType>(element) ? 8 : (element.getIntOrFloatBitWidth() + 7) / 8;
}

int64_t ingot::bytesOf(RankedTensorType type) {
  int64_t bytes = elementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    if (llvm::MulOverflow(bytes, size, bytes))
      return std::numeric_limits<int64_t>::max();
  return bytes;
}

int64_t ingot::storedBytes(ElementsAttr value) {
  auto type = cast<RankedTensorType>(value.getType());
  return value.isSplat() ? elementBytes(type.getElementType()) : bytesOf(type);
}

ElementsAttr ingot::withType(ElementsAttr value, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return dense.reshape(type);
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return {};
}

AlignedBlock::AlignedBlock(size_t size)
    : memory(static_cast<char *>(llvm::allocate_buffer(std::max<size_t>(size, 1), alignment))), bytes(size) {}

AlignedBlock::~AlignedBlock() {
  if (memory)
    deallocate(memory, bytes);
}

char *AlignedBlock::release() {
  char *result = memory;
  memory = nullptr;
  return result;
}

void AlignedBlock::deallocate(void *memory, size_t size) {
  llvm::deallocate_buffer(memory, std::max<size_t>(size, 1), alignment);
}

/// The raw bytes of dense elements; booleans are packed there, and equal elements stored once.
static void copyDense(DenseElementsAttr dense, AlignedBlock &block) {
  auto type = cast<RankedTensorType>(dense.getType());
  if (type.getElementType().isInteger(1)) {
    char *next = block.data();
    for (bool value : dense.getValues<bool>())
      *next++ = static_cast<char>(value);
    return;
  }
  ArrayRef<char> raw = dense.getRawData();
  if (!dense.isSplat()) {
    std::memcpy(block.data(), raw.data(), block.size());
    return;
  }
  for (size_t offset = 0; offset < block.size(); offset += raw.size())
    std::memcpy(block.data() + offset, raw.data(), raw.size());
}

llvm::Expected<std::unique_ptr<ConstantReader>> ConstantReader::open(ElementsAttr value) {
  auto type = cast<RankedTensorType>(value.getType());
  size_t bytes = static_cast<size_t>(bytesOf(type));
  std::unique_ptr<ConstantReader> reader(new ConstantReader());
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    if (!dense.isSplat() && !type.getElementType().isInteger(1)) {
      reader->borrowed = dense.getRawData().data();
      return reader;
    }
    reader->owned = std::make_unique<AlignedBlock>(bytes);
    copyDense(dense, *reader->owned);
    return reader;
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob || blob->getData().size() != bytes)
    return llvm::createStringError(
        "cannot evaluate constants: expected a constant with its values in memory");
  // Blobs may point anywhere into a file.
  if (reinterpret_cast<uintptr_t>(blob->getData().data()) % elementBytes(type.getElementType()) == 0) {
    reader->borrowed = blob->getData().data();
    return reader;
  }
  reader->owned = std::make_unique<AlignedBlock>(bytes);
  std::memcpy(reader->owned->data(), blob->getData().data(), bytes);
  return reader;
}

ElementsAttr ConstantBuffer::toAttribute() && {
  size_t stride = static_cast<size_t>(elementBytes(type.getElementType()));
  ArrayRef<char> bytes(block.data(), block.size());
  bool isUniform =
      bytes.size() > stride && std::memcmp(bytes.data(), bytes.data() + stride, bytes.size() - stride) == 0;
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> values;
    for (char byte : bytes)
      values.push_back((byte & 1) != 0);
    return DenseElementsAttr::get(type, values);
  }
  if (isUniform)
    return DenseElementsAttr::getFromRawBuffer(type, bytes.take_front(stride));
  if (type.getNumElements() <= maxDenseElements)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  AsmResourceBlob blob(
      ArrayRef<char>(block.release(), bytes.size()), AlignedBlock::alignment,
      [](void *memory, size_t size, size_t) { AlignedBlock::deallocate(memory, size); },
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, "folded", std::move(blob));
}
