// Tests of compiler/frontend/nnef/TensorFile: every item type, truncation, headers that lie.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/TensorFile.h"

#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

/// A tensor file from its header's fields.
struct FileSpec {
  std::vector<uint32_t> shape = {2, 3};
  uint32_t bits = 32;
  uint16_t type = 0;
  uint16_t vendor = 0;
  uint32_t dataBytes = 24;
  uint32_t reserved = 0;

  std::string text() const {
    std::string file("\x4e\xef\x01\x00", 4);
    auto word = [&](uint32_t value) {
      for (int shift = 0; shift < 32; shift += 8)
        file += static_cast<char>(value >> shift & 0xff);
    };
    word(dataBytes);
    word(static_cast<uint32_t>(shape.size()));
    for (size_t i = 0; i < 8; ++i)
      word(i < shape.size() ? shape[i] : 0);
    word(bits);
    word(type | uint32_t(vendor) << 16);
    word(reserved);
    file.resize(128);
    for (uint32_t i = 0; i < dataBytes; ++i)
      file += static_cast<char>(i);
    return file;
  }
};

std::string readError(const std::string &file) { return errorOf(readTensorFile("t.dat", bytesOf(file))); }

TEST(NnefTensorFile, EveryPlainItemType) {
  struct Case {
    uint16_t type;
    uint32_t bits, reserved;
    ElementKind kind;
  };
  const Case cases[] = {
      {0, 16, 0, ElementKind::Float16}, {0, 32, 0, ElementKind::Float32}, {0, 64, 0, ElementKind::Float64},
      {1, 8, 0, ElementKind::UInt8},    {1, 16, 0, ElementKind::UInt16},  {1, 32, 0, ElementKind::UInt32},
      {1, 64, 0, ElementKind::UInt64},  {1, 8, 1, ElementKind::Int8},     {1, 64, 1, ElementKind::Int64},
      {2, 8, 0, ElementKind::UInt8},    {2, 32, 0, ElementKind::UInt32},  {3, 8, 0, ElementKind::Int8},
      {3, 32, 0, ElementKind::Int32},   {3, 64, 0, ElementKind::Int64},   {4, 8, 0, ElementKind::Int8},
      {4, 16, 0, ElementKind::Int16},   {4, 32, 0, ElementKind::Int32},   {4, 64, 0, ElementKind::Int64},
  };
  for (const Case &item : cases) {
    FileSpec spec;
    spec.type = item.type;
    spec.bits = item.bits;
    spec.reserved = item.reserved;
    spec.dataBytes = 6 * item.bits / 8;
    FileBytes file = bytesOf(spec.text());
    auto tensor = readTensorFile("t.dat", file);
    ASSERT_TRUE(bool(tensor)) << llvm::toString(tensor.takeError());
    EXPECT_EQ(tensor->kind, item.kind) << item.type << " " << item.bits;
    EXPECT_EQ(tensor->isQuantized, item.type == 2 || item.type == 3);
    EXPECT_EQ(tensor->shape, (llvm::SmallVector<int64_t, 4>{2, 3}));
    EXPECT_EQ(tensor->elements.data(), file.bytes.data() + 128) << "the data is not copied";
    EXPECT_EQ(tensor->elements.size(), spec.dataBytes);
    EXPECT_EQ(tensor->numElements(), 6);
  }
}

TEST(NnefTensorFile, PackedBooleansHaveTheFirstInTheHighestBit) {
  FileSpec spec;
  spec.shape = {10};
  spec.type = 5;
  spec.bits = 1;
  spec.dataBytes = 2;
  std::string text = spec.text();
  text[128] = static_cast<char>(0xA1);
  text[129] = static_cast<char>(0x40);
  auto tensor = readTensorFile("t.dat", bytesOf(text));
  ASSERT_TRUE(bool(tensor));
  EXPECT_EQ(tensor->elements.vec(), (std::vector<char>{1, 0, 1, 0, 0, 0, 0, 1, 0, 1}));
}

TEST(NnefTensorFile, ByteBooleansBecomeZeroOrOne) {
  FileSpec spec;
  spec.shape = {3};
  spec.type = 5;
  spec.bits = 8;
  spec.dataBytes = 3;
  auto tensor = readTensorFile("t.dat", bytesOf(spec.text()));
  ASSERT_TRUE(bool(tensor));
  EXPECT_EQ(tensor->elements.vec(), (std::vector<char>{0, 1, 1}));
}

TEST(NnefTensorFile, ScalarsAndEmptyTensors) {
  FileSpec scalar;
  scalar.shape = {};
  scalar.dataBytes = 4;
  auto tensor = readTensorFile("t.dat", bytesOf(scalar.text()));
  ASSERT_TRUE(bool(tensor));
  EXPECT_EQ(tensor->numElements(), 1);
  FileSpec empty;
  empty.shape = {0, 0xFFFFFFFF};
  empty.dataBytes = 0;
  tensor = readTensorFile("t.dat", bytesOf(empty.text()));
  ASSERT_TRUE(bool(tensor));
  EXPECT_EQ(tensor->numElements(), 0);
}

TEST(NnefTensorFile, VendorTypesAreNamed) {
  struct Case {
    uint16_t type;
    uint32_t bits;
    const char *error;
  };
  const Case cases[] = {
      {0x1000, 0xFFFFFFFF, "tensor file 't.dat': strings are not supported yet"},
      {0x2040, 0xFFFFFFFF, "tensor file 't.dat': block-quantized weights (Q4_0) are not supported yet"},
      {0x3040, 0xFFFFFFFF, "tensor file 't.dat': block-quantized weights (Q4_0) are not supported yet"},
      {0x3080, 0xFFFFFFFF, "tensor file 't.dat': block-quantized weights (Q8_1) are not supported yet"},
      {0x3081, 0xFFFFFFFF, "tensor file 't.dat': block-quantized weights (Q8_1) are not supported yet"},
      {0x0000, 64, "tensor file 't.dat': complex numbers are not supported yet"},
      {0x0004, 32, "tensor file 't.dat': complex numbers are not supported yet"},
      {0x7777, 32, "tensor file 't.dat': unknown item type 30583 of vendor 'TR' with 32 bits"},
  };
  for (const Case &item : cases) {
    FileSpec spec;
    spec.vendor = 0x5452;
    spec.type = item.type;
    spec.bits = item.bits;
    EXPECT_EQ(readError(spec.text()), item.error);
  }
}

TEST(NnefTensorFile, HeadersThatLie) {
  FileSpec spec;
  std::string whole = spec.text();
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(readError(whole.substr(0, size)), "") << size;
  EXPECT_EQ(readError(whole.substr(0, 100)),
            "tensor file 't.dat': expected a header of 128 bytes, got a file of 100");
  EXPECT_EQ(readError(whole.substr(0, 140)),
            "tensor file 't.dat': the header promises 24 bytes of data, the file has 12");
  EXPECT_EQ(readError("x" + whole),
            "tensor file 't.dat': expected the magic bytes 4e ef, got another kind of file");

  auto errorWith = [](auto change) {
    FileSpec lie;
    change(lie);
    return readError(lie.text());
  };
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.shape = {2, 4}; }),
            "tensor file 't.dat': the shape needs 32 bytes of f32 data, the file has 24");
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.shape = std::vector<uint32_t>(8, 0xFFFFFFFF); }),
            "tensor file 't.dat': the shape has too many elements for any file");
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.shape = std::vector<uint32_t>(9, 1); }),
            "tensor file 't.dat': expected a rank of at most 8, got 9");
  for (uint32_t bits : {4u, 12u})
    EXPECT_EQ(errorWith([=](FileSpec &lie) {
                lie.type = 3;
                lie.bits = bits;
              }),
              "tensor file 't.dat': " + std::to_string(bits) +
                  " bits per item are not supported for integer items: expected 8, 16, 32 or 64");
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.bits = 24; }),
            "tensor file 't.dat': 24 bits per item are not supported for floating-point items: expected 16, "
            "32 or 64");
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.type = 9; }), "tensor file 't.dat': unknown item type 9");
  EXPECT_EQ(errorWith([](FileSpec &lie) { lie.vendor = 7; }),
            "tensor file 't.dat': unknown vendor 7 of the item type");
  std::string version = whole;
  version[2] = 2;
  EXPECT_EQ(readError(version), "tensor file 't.dat': expected version 1.0, got 2.0");
}

} // namespace
