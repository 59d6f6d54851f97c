// Maps weight files and makes constants from their bytes; see Weights.h. Import step of the driver.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Weights.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace mlir;

namespace ingot {
namespace {

/// The elements of a small constant. Booleans are bits in MLIR and bytes in models.
ElementsAttr makeDense(RankedTensorType type, ArrayRef<char> bytes) {
  if (type.getElementType().isInteger(1)) {
    SmallVector<bool> bits;
    for (char byte : bytes)
      bits.push_back(byte != 0);
    return DenseElementsAttr::get(type, ArrayRef<bool>(bits));
  }
  if (type.getNumElements() == 0)
    return DenseElementsAttr::get(type, ArrayRef<Attribute>{});
  return DenseElementsAttr::getFromRawBuffer(type, bytes);
}

/// A copy of bytes at an address that fits every element type.
SharedBytes alignedCopy(ArrayRef<char> bytes) {
  auto words = std::make_shared<std::vector<uint64_t>>((bytes.size() + 7) / 8);
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char *>(words->data()));
  return {ArrayRef<char>(reinterpret_cast<const char *>(words->data()), bytes.size()), words};
}

/// True where `path` lies under `directory`; both are absolute and free of links.
bool isInside(StringRef path, StringRef directory) {
  return path.consume_front(directory) && (directory.ends_with("/") || path.starts_with("/"));
}

/// The directories that may hold weights: the one of the model's path, and the one where the file itself lies
/// when that path is a link (stores of downloaded models keep all files as links into one directory).
SmallVector<SmallString<128>, 2> weightDirectories(StringRef modelPath) {
  SmallVector<SmallString<128>, 2> directories;
  SmallString<128> real;
  StringRef parent = sys::path::parent_path(modelPath);
  if (!sys::fs::real_path(parent.empty() ? StringRef(".") : parent, real))
    directories.push_back(real);
  if (!sys::fs::real_path(modelPath, real))
    directories.push_back(SmallString<128>(sys::path::parent_path(real)));
  return directories;
}

} // namespace

unsigned bytesPerElement(Type element) {
  return element.isIntOrFloat() ? (element.getIntOrFloatBitWidth() + 7) / 8 : 0;
}

ElementsAttr makeElements(RankedTensorType type, StringRef name, const SharedBytes &data) {
  if (type.getNumElements() <= maximumInlineElements)
    return makeDense(type, data.bytes);
  unsigned alignment = PowerOf2Ceil(bytesPerElement(type.getElementType()));
  bool aligned = reinterpret_cast<uintptr_t>(data.bytes.data()) % alignment == 0;
  SharedBytes kept = aligned ? data : alignedCopy(data.bytes);
  AsmResourceBlob blob(
      kept.bytes, alignment, [owner = kept.owner](void *, size_t, size_t) {}, /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, name.empty() ? "constant" : name, std::move(blob));
}

Expected<std::shared_ptr<MemoryBuffer>> WeightFiles::map(StringRef location) {
  std::shared_ptr<MemoryBuffer> &file = files[location];
  if (file)
    return file;
  bool leaves = sys::path::is_absolute(location) || location.empty() || location.contains('\0');
  for (StringRef part : make_range(sys::path::begin(location), sys::path::end(location)))
    leaves |= part == "..";
  SmallString<128> path = sys::path::parent_path(modelPath), real;
  sys::path::append(path, location);
  if (leaves)
    return createStringError("expected the path of a weight file in the directory of the model, got '" +
                             location + "'");
  if (std::error_code code = sys::fs::real_path(path, real))
    return createStringError("cannot open weight file '" + path + "': " + code.message());
  if (none_of(weightDirectories(modelPath), [&](StringRef directory) { return isInside(real, directory); }))
    return createStringError("expected a weight file in the directory of the model, but '" + path + "' is '" +
                             real + "'");
  auto buffer = MemoryBuffer::getFile(real, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createStringError("cannot read weight file '" + path + "': " + buffer.getError().message());
  file = std::move(*buffer);
  return file;
}

Expected<SharedBytes> WeightFiles::read(StringRef location, uint64_t offset, std::optional<uint64_t> length) {
  Expected<std::shared_ptr<MemoryBuffer>> file = map(location);
  if (!file)
    return file.takeError();
  uint64_t size = (*file)->getBufferSize();
  uint64_t wanted = length.value_or(offset <= size ? size - offset : 0);
  if (offset > size || wanted > size - offset)
    return createStringError("expected " + Twine(wanted) + " bytes at offset " + Twine(offset) +
                             " of weight file '" + location + "', which has " + Twine(size) + " bytes");
  return SharedBytes{ArrayRef<char>((*file)->getBufferStart() + offset, wanted), *file};
}

} // namespace ingot
