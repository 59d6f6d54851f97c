// Tests of tools/ingot/TensorFile.cpp: the .npy header in all its forms, hostile headers, and .npz round
// trips. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/TensorFile.h"

#include "test/unit/tools/Expect.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace ingot::tool;

namespace {

std::string npy(const std::string &header, const std::string &data, char version = 1) {
  std::string file("\x93NUMPY", 6);
  file += version;
  file += '\0';
  for (int index = 0; index < (version == 1 ? 2 : 4); ++index)
    file += static_cast<char>(header.size() >> (8 * index));
  return file + header + data;
}

std::string header(const std::string &descriptor, const std::string &order, const std::string &shape) {
  return "{'descr': '" + descriptor + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

template <typename T>
std::string raw(std::initializer_list<T> values) {
  return std::string(reinterpret_cast<const char *>(values.begin()), values.size() * sizeof(T));
}

std::string text(const Bytes &bytes) { return std::string(bytes.begin(), bytes.end()); }

std::vector<double> values(const Tensor &tensor) {
  std::vector<double> all;
  for (size_t index = 0; index < tensor.size(); ++index)
    all.push_back(valueAt(tensor, index));
  return all;
}

/// A file in the test's temporary folder, removed at the end.
struct TemporaryFile {
  llvm::SmallString<128> path;
  explicit TemporaryFile(const std::string &contents = "") {
    int descriptor = -1;
    EXPECT_FALSE(llvm::sys::fs::createTemporaryFile("tensors", "npz", descriptor, path));
    llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << contents;
  }
  ~TemporaryFile() { llvm::sys::fs::remove(path); }
  std::string name() const { return path.str().str(); }
};

TEST(TensorFile, readsEveryVersion) {
  for (char version : {1, 2, 3}) {
    Tensor tensor = parseNpy(npy(header("<f4", "False", "(2, 2)"), raw({1.f, 2.f, 3.f, 4.5f}), version));
    EXPECT_EQ(tensor.dtype, INGOT_DTYPE_F32);
    EXPECT_EQ(tensor.dims, (std::vector<int64_t>{2, 2}));
    EXPECT_EQ(values(tensor), (std::vector<double>{1, 2, 3, 4.5}));
  }
}

TEST(TensorFile, readsEveryType) {
  auto one = [](const char *descriptor, const std::string &data) {
    return values(parseNpy(npy(header(descriptor, "False", "(1,)"), data)))[0];
  };
  EXPECT_EQ(one("|b1", raw<uint8_t>({1})), 1);
  EXPECT_EQ(one("|i1", raw<int8_t>({-2})), -2);
  EXPECT_EQ(one("<i2", raw<int16_t>({-300})), -300);
  EXPECT_EQ(one("<i4", raw<int32_t>({-70000})), -70000);
  EXPECT_EQ(one("<i8", raw<int64_t>({-(int64_t(1) << 40)})), -static_cast<double>(int64_t(1) << 40));
  EXPECT_EQ(one("|u1", raw<uint8_t>({200})), 200);
  EXPECT_EQ(one("<u2", raw<uint16_t>({60000})), 60000);
  EXPECT_EQ(one("<u4", raw<uint32_t>({4000000000u})), 4e9);
  EXPECT_EQ(one("<u8", raw<uint64_t>({uint64_t(1) << 63})), 0x1p63);
  EXPECT_EQ(one("<f2", raw<uint16_t>({0x3e00})), 1.5);
  EXPECT_EQ(one("<V2", raw<uint16_t>({0x3fc0})), 1.5); // bfloat16
  EXPECT_EQ(one("<f8", raw({2.25})), 2.25);
  EXPECT_EQ(one("=f4", raw({2.5f})), 2.5);
  EXPECT_EQ(one(">i1", raw<int8_t>({7})), 7); // one byte has no order
}

TEST(TensorFile, boolBytesBecomeZeroOrOne) {
  Tensor tensor = parseNpy(npy(header("|b1", "False", "(3,)"), raw<uint8_t>({0, 1, 255})));
  EXPECT_EQ(text(tensor.bytes), raw<uint8_t>({0, 1, 1}));
}

TEST(TensorFile, convertsFortranOrder) {
  // The matrix 1 2 3 / 4 5 6, stored column by column.
  Tensor matrix = parseNpy(npy(header("<i4", "True", "(2, 3)"), raw<int32_t>({1, 4, 2, 5, 3, 6})));
  EXPECT_EQ(values(matrix), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  Tensor cube = parseNpy(npy(header("|u1", "True", "(2, 1, 3)"), raw<uint8_t>({1, 4, 2, 5, 3, 6})));
  EXPECT_EQ(values(cube), (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(parseNpy(npy(header("|u1", "True", "(2, 0)"), "")).size(), 0u);
}

TEST(TensorFile, readsScalarsAndEmptyTensors) {
  Tensor scalar = parseNpy(npy(header("<i8", "False", "()"), raw<int64_t>({16000})));
  EXPECT_TRUE(scalar.dims.empty());
  EXPECT_EQ(valueAt(scalar, 0), 16000);
  EXPECT_EQ(parseNpy(npy(header("<f4", "False", "(0, 4)"), "")).size(), 0u);
  // A hostile empty shape whose other sizes overflow.
  expectInputError(
      [] { parseNpy(npy(header("<f4", "False", "(0, 4611686018427387904, 4611686018427387904)"), "")); },
      "too large");
}

TEST(TensorFile, acceptsOtherSpellingsOfTheHeader) {
  std::string data = raw({1.f, 2.f});
  EXPECT_EQ(parseNpy(npy("{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"<f4\"}", data)).size(), 2u);
  EXPECT_EQ(
      parseNpy(npy("  { 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , ) }   \n", data)).size(),
      2u);
}

TEST(TensorFile, refusesMalformedHeaders) {
  auto refuse = [](const std::string &header, const std::string &words) {
    expectInputError([&] { parseNpy(npy(header, raw({1.f}))); }, words);
  };
  refuse("", "expected '{'");
  refuse("{'descr': '<f4'", "expected ',' or '}'");
  refuse("{'descr': '<f4}", "the end of a string");
  refuse("{'descr': '<f4', 'fortran_order': False, }", "key 'shape' is missing");
  refuse("{'descr': '<f4', 'descr': '<f4', }", "key 'descr' given once");
  refuse("{'color': 1}", "key 'descr', 'fortran_order' or 'shape'");
  refuse("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}", "expected 'False'");
  refuse(header("<f4", "False", "(1,)") + "trailing", "the end of the header");
  refuse(header("<f4", "False", "(-1,)"), "a size of at least 0");
  refuse(header("<f4", "False", "(99999999999999999999,)"), "a size of at least 0");
  refuse(header("<f4", "False", "(1 2)"), "',' or ')'");
  refuse(header("<f4", "False", "(9223372036854775807, 2)"), "too large");
}

TEST(TensorFile, refusesUnsupportedTypes) {
  auto refuse = [](const std::string &header, const std::string &words) {
    expectInputError([&] { parseNpy(npy(header, "")); }, words);
  };
  refuse(header(">f4", "False", "(0,)"), "big-endian");
  refuse(header("<c8", "False", "(0,)"), "'<c8' is not supported");
  refuse(header("|O", "False", "(0,)"), "'|O' is not supported");
  refuse(header("<U5", "False", "(0,)"), "is not supported");
  refuse("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (0,)}", "record arrays");
}

TEST(TensorFile, refusesSizesThatDoNotFitTheData) {
  expectInputError([] { parseNpy(npy(header("<f4", "False", "(2,)"), raw({1.f}))); },
                   "needs 8 bytes, the file has 4");
  expectInputError([] { parseNpy(npy(header("<f4", "False", "(1,)"), raw({1.f, 2.f}))); }, "needs 4 bytes");
  expectInputError([] { parseNpy(npy(header("<f4", "False", "(1,)"), "12345")); }, "the file has 5");
}

TEST(TensorFile, refusesEveryTruncation) {
  std::string whole = npy(header("<f4", "False", "(2,)"), raw({1.f, 2.f}));
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(parseNpy(llvm::StringRef(whole).take_front(size)), InputError) << size;
  expectInputError([&] { parseNpy("\x93NUMPX"); }, "does not start with");
  expectInputError([&] { parseNpy(npy("{}", "", 4)); }, "version 4 is not supported");
}

TEST(TensorFile, printsWhatItParses) {
  for (int number = INGOT_DTYPE_BOOL; number <= INGOT_DTYPE_F64; ++number) {
    for (const std::vector<int64_t> &dims : {std::vector<int64_t>{}, {3}, {2, 3}, {0, 2}}) {
      Tensor tensor = Tensor::zeros(static_cast<ingot_dtype>(number), dims);
      for (size_t index = 0; index < tensor.size(); ++index)
        setValue(tensor, index, static_cast<double>(index % 2));
      std::string file = text(printNpy(tensor));
      Tensor read = parseNpy(file);
      EXPECT_EQ(read.dtype, tensor.dtype);
      EXPECT_EQ(read.dims, dims);
      EXPECT_EQ(read.bytes, tensor.bytes);
      // NumPy aligns the data.
      EXPECT_EQ((file.size() - tensor.bytes.size()) % 64, 0u);
    }
  }
}

TEST(TensorFile, npzRoundTrip) {
  NamedTensors tensors;
  tensors.emplace_back("a/b", Tensor::zeros(INGOT_DTYPE_F32, {100, 10}));
  tensors.emplace_back("", Tensor::zeros(INGOT_DTYPE_I64, {}));
  setValue(tensors[0].second, 7, 1.5);
  for (ZipMethod method : {ZipMethod::Stored, ZipMethod::Deflated}) {
    TemporaryFile file;
    writeNpz(file.name(), tensors, method);
    NamedTensors read = readNpz(file.name());
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[0].first, "a/b");
    EXPECT_EQ(read[0].second.bytes, tensors[0].second.bytes);
    EXPECT_EQ(findTensor(read, "")->dtype, INGOT_DTYPE_I64);
    EXPECT_EQ(findTensor(read, "c"), nullptr);
  }
}

TEST(TensorFile, npzErrorsNameFileAndArray) {
  TemporaryFile notNpy(printZip({{"bad.npy", Bytes{'x'}}}, ZipMethod::Stored));
  expectInputError([&] { readNpz(notNpy.name()); }, notNpy.name() + "', array 'bad'");
  TemporaryFile noArray(printZip({{"readme.txt", Bytes{'x'}}}, ZipMethod::Stored));
  expectInputError([&] { readNpz(noArray.name()); }, "member 'readme.txt' is not an .npy file");
  Bytes array = printNpy(Tensor::zeros(INGOT_DTYPE_F32, {1}));
  TemporaryFile twice(printZip({{"a.npy", array}, {"a.npy", array}}, ZipMethod::Stored));
  expectInputError([&] { readNpz(twice.name()); }, "two arrays of this name");
  expectInputError([] { readNpz("/no/such/file.npz"); }, "cannot read '/no/such/file.npz'");
  expectInputError([] { readNpy("/no/such/file.npy"); }, "cannot read '/no/such/file.npy'");
}

} // namespace
