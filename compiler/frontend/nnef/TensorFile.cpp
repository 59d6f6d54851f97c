// The 128-byte header of NNEF tensor files and the item types of its two writers. See TensorFile.h.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/TensorFile.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <vector>

namespace ingot::nnef {

// Offsets of the header's fields; all are little-endian 32-bit numbers but the last two, which tract splits
// in 16 bits.
namespace {
enum HeaderOffset : size_t {
  magicOffset = 0,
  versionOffset = 2,
  dataBytesOffset = 4,
  rankOffset = 8,
  dimsOffset = 12,
  bitsOffset = 44,
  itemTypeOffset = 48,
  vendorOffset = 50,
  reservedOffset = 52,
  headerBytes = 128,
};
constexpr uint32_t maximumRank = 8;
constexpr uint16_t tractVendor = 0x5452;
constexpr uint32_t noBits = 0xFFFFFFFF;

/// How the items of a file are stored.
struct ItemFormat {
  ElementKind kind = ElementKind::Float32;
  bool isQuantized = false;
  bool isPacked = false;
};

class Header {
public:
  Header(llvm::StringRef fileName, llvm::StringRef bytes) : fileName(fileName), bytes(bytes) {}

  uint16_t half(size_t offset) const { return llvm::support::endian::read16le(bytes.data() + offset); }
  uint32_t word(size_t offset) const { return llvm::support::endian::read32le(bytes.data() + offset); }

  llvm::Error error(const llvm::Twine &message) const {
    return llvm::createStringError("tensor file '" + fileName + "': " + message);
  }

  llvm::Error check() const;
  llvm::Expected<ItemFormat> format() const;
  llvm::Error readShape(llvm::SmallVectorImpl<int64_t> &shape, uint64_t &elements) const;

private:
  llvm::Expected<ItemFormat> khronosFormat(uint16_t type, uint32_t bits) const;
  llvm::Error tractError(uint16_t type, uint32_t bits) const;

  llvm::StringRef fileName;
  llvm::StringRef bytes;
};
} // namespace

unsigned bytesPerElement(ElementKind kind) {
  switch (kind) {
  case ElementKind::Bool:
  case ElementKind::Int8:
  case ElementKind::UInt8:
    return 1;
  case ElementKind::Float16:
  case ElementKind::Int16:
  case ElementKind::UInt16:
    return 2;
  case ElementKind::Float32:
  case ElementKind::Int32:
  case ElementKind::UInt32:
    return 4;
  case ElementKind::Float64:
  case ElementKind::Int64:
  case ElementKind::UInt64:
    return 8;
  }
  return 1;
}

llvm::StringRef name(ElementKind kind) {
  static constexpr llvm::StringLiteral names[] = {"f16", "f32", "f64", "i8",  "i16", "i32",
                                                  "i64", "u8",  "u16", "u32", "u64", "bool"};
  return names[static_cast<size_t>(kind)];
}

int64_t TensorData::numElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

llvm::Error Header::check() const {
  if (bytes.size() < headerBytes)
    return error("expected a header of 128 bytes, got a file of " + llvm::Twine(bytes.size()));
  if (!bytes.starts_with("\x4e\xef"))
    return error("expected the magic bytes 4e ef, got another kind of file");
  if (bytes[versionOffset] != 1 || bytes[versionOffset + 1] != 0)
    return error("expected version 1.0, got " + llvm::Twine(half(versionOffset) & 0xff) + "." +
                 llvm::Twine(half(versionOffset) >> 8));
  if (word(rankOffset) > maximumRank)
    return error("expected a rank of at most 8, got " + llvm::Twine(word(rankOffset)));
  uint64_t present = bytes.size() - headerBytes;
  if (word(dataBytesOffset) != present)
    return error("the header promises " + llvm::Twine(word(dataBytesOffset)) +
                 " bytes of data, the file has " + llvm::Twine(present));
  return llvm::Error::success();
}

llvm::Error Header::readShape(llvm::SmallVectorImpl<int64_t> &shape, uint64_t &elements) const {
  elements = 1;
  for (uint32_t axis = 0; axis < word(rankOffset); ++axis) {
    uint32_t size = word(dimsOffset + 4 * axis);
    shape.push_back(size);
    bool hasOverflowed = false;
    elements = llvm::SaturatingMultiply<uint64_t>(elements, size, &hasOverflowed);
    // A file holds less than 2^35 items of one bit; more can only come from a damaged header.
    if (hasOverflowed || elements > uint64_t(1) << 40)
      return error("the shape has too many elements for any file");
  }
  return llvm::Error::success();
}

static std::optional<ElementKind> integerKind(uint32_t bits, bool isSigned) {
  switch (bits) {
  case 8:
    return isSigned ? ElementKind::Int8 : ElementKind::UInt8;
  case 16:
    return isSigned ? ElementKind::Int16 : ElementKind::UInt16;
  case 32:
    return isSigned ? ElementKind::Int32 : ElementKind::UInt32;
  case 64:
    return isSigned ? ElementKind::Int64 : ElementKind::UInt64;
  default:
    return std::nullopt;
  }
}

llvm::Expected<ItemFormat> Header::khronosFormat(uint16_t type, uint32_t bits) const {
  auto wrongBits = [&](llvm::StringRef what) {
    return error(llvm::Twine(bits) + " bits per item are not supported for " + what);
  };
  switch (type) {
  case 0: {
    if (bits != 16 && bits != 32 && bits != 64)
      return wrongBits("floating-point items: expected 16, 32 or 64");
    return ItemFormat{bits == 16   ? ElementKind::Float16
                      : bits == 32 ? ElementKind::Float32
                                   : ElementKind::Float64};
  }
  case 1:
  case 2:
  case 3:
  case 4: {
    // Old files mark signed integers by type 1 and a non-zero number in the first reserved field.
    bool isSigned = type >= 3 || (type == 1 && word(reservedOffset) != 0);
    std::optional<ElementKind> kind = integerKind(bits, isSigned);
    if (!kind)
      return wrongBits("integer items: expected 8, 16, 32 or 64");
    return ItemFormat{*kind, /*isQuantized=*/type == 2 || type == 3};
  }
  case 5:
    if (bits != 1 && bits != 8)
      return wrongBits("logical items: expected 1 or 8");
    return ItemFormat{ElementKind::Bool, /*isQuantized=*/false, /*isPacked=*/bits == 1};
  default:
    return error("unknown item type " + llvm::Twine(type));
  }
}

llvm::Error Header::tractError(uint16_t type, uint32_t bits) const {
  if (bits == noBits) {
    switch (type) {
    case 0x1000:
      return error("strings are not supported yet");
    case 0x2040:
    case 0x3040:
      return error("block-quantized weights (Q4_0) are not supported yet");
    case 0x3080:
    case 0x3081:
      return error("block-quantized weights (Q8_1) are not supported yet");
    default:
      break;
    }
  }
  if ((type == 0 || type == 4) && (bits == 32 || bits == 64 || bits == 128))
    return error("complex numbers are not supported yet");
  return error("unknown item type " + llvm::Twine(type) + " of vendor 'TR' with " + llvm::Twine(bits) +
               " bits");
}

llvm::Expected<ItemFormat> Header::format() const {
  uint16_t type = half(itemTypeOffset), vendor = half(vendorOffset);
  uint32_t bits = word(bitsOffset);
  if (vendor == tractVendor)
    return tractError(type, bits);
  if (vendor != 0)
    return error("unknown vendor " + llvm::Twine(vendor) + " of the item type");
  return khronosFormat(type, bits);
}

/// One byte per item from one bit per item, the most significant bit first.
static std::shared_ptr<std::vector<char>> unpackBits(llvm::StringRef packed, uint64_t count) {
  auto unpacked = std::make_shared<std::vector<char>>(count);
  for (uint64_t i = 0; i < count; ++i)
    (*unpacked)[i] = static_cast<unsigned char>(packed[i / 8]) >> (7 - i % 8) & 1;
  return unpacked;
}

/// One byte per item, 0 or 1; null where the file's bytes are so already.
static std::shared_ptr<std::vector<char>> normalizeBooleans(llvm::StringRef bytes) {
  if (llvm::all_of(bytes, [](char c) { return c == 0 || c == 1; }))
    return nullptr;
  auto normal = std::make_shared<std::vector<char>>(bytes.begin(), bytes.end());
  for (char &c : *normal)
    c = c != 0;
  return normal;
}

llvm::Expected<TensorData> readTensorFile(llvm::StringRef fileName, FileBytes file) {
  Header header(fileName, file.bytes);
  if (llvm::Error error = header.check())
    return std::move(error);
  llvm::Expected<ItemFormat> format = header.format();
  if (!format)
    return format.takeError();
  TensorData tensor;
  uint64_t count = 0;
  if (llvm::Error error = header.readShape(tensor.shape, count))
    return std::move(error);
  llvm::StringRef data = file.bytes.drop_front(headerBytes);
  uint64_t expected = format->isPacked ? (count + 7) / 8 : count * bytesPerElement(format->kind);
  if (data.size() != expected)
    return header.error("the shape needs " + llvm::Twine(expected) + " bytes of " + name(format->kind) +
                        " data, the file has " + llvm::Twine(data.size()));
  tensor.kind = format->kind;
  tensor.isQuantized = format->isQuantized;
  tensor.elements = llvm::ArrayRef<char>(data.data(), data.size());
  tensor.owner = std::move(file.owner);
  if (tensor.kind == ElementKind::Bool) {
    std::shared_ptr<std::vector<char>> own =
        format->isPacked ? unpackBits(data, count) : normalizeBooleans(data);
    if (own) {
      tensor.elements = llvm::ArrayRef<char>(own->data(), own->size());
      tensor.owner = std::move(own);
    }
  }
  return tensor;
}

} // namespace ingot::nnef
