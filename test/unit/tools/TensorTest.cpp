// Tests of tools/ingot/Tensor.cpp: element access, sizes that overflow, and texts.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Tensor.h"

#include "test/unit/tools/Expect.h"

#include <cmath>

using namespace ingot::tool;

namespace {

TEST(Tensor, countsElements) {
  EXPECT_EQ(elementCount(INGOT_DTYPE_F32, {}), 1u);
  EXPECT_EQ(elementCount(INGOT_DTYPE_F32, {2, 3}), 6u);
  EXPECT_EQ(elementCount(INGOT_DTYPE_F32, {2, 0}), 0u);
  EXPECT_EQ(elementCount(INGOT_DTYPE_F32, {-1}), std::nullopt);
  EXPECT_EQ(elementCount(INGOT_DTYPE_I8, {INT64_MAX}), static_cast<size_t>(INT64_MAX));
  EXPECT_EQ(elementCount(INGOT_DTYPE_I16, {INT64_MAX}), std::nullopt);
  EXPECT_EQ(elementCount(INGOT_DTYPE_I16, {0, INT64_MAX}), std::nullopt);
  expectInputError([] { Tensor::zeros(INGOT_DTYPE_F64, {INT64_MAX, 2}); }, "does not fit in memory");
}

TEST(Tensor, storesAndLoadsEveryType) {
  for (int number = INGOT_DTYPE_BOOL; number <= INGOT_DTYPE_F64; ++number) {
    Tensor tensor = Tensor::zeros(static_cast<ingot_dtype>(number), {2});
    setValue(tensor, 1, 1);
    EXPECT_EQ(valueAt(tensor, 0), 0) << dtypeName(tensor.dtype);
    EXPECT_EQ(valueAt(tensor, 1), 1) << dtypeName(tensor.dtype);
    EXPECT_EQ(tensor.size(), 2u);
  }
}

TEST(Tensor, printsValues) {
  Tensor large = Tensor::zeros(INGOT_DTYPE_I64, {1});
  large.bytes.assign(8, 0xff);
  large.bytes[7] = 0x7f;
  EXPECT_EQ(valueText(large, 0), "9223372036854775807");
  Tensor tenth = Tensor::zeros(INGOT_DTYPE_F32, {1});
  setValue(tenth, 0, 0.1);
  EXPECT_EQ(valueText(tenth, 0), "0.1");
  setValue(tenth, 0, 1.00000012);
  EXPECT_EQ(valueText(tenth, 0), "1.0000001");
  setValue(tenth, 0, std::nan(""));
  EXPECT_EQ(valueText(tenth, 0), "nan");
  setValue(tenth, 0, -INFINITY);
  EXPECT_EQ(valueText(tenth, 0), "-inf");
  Tensor third = Tensor::zeros(INGOT_DTYPE_F64, {1});
  setValue(third, 0, 1.0 / 3);
  EXPECT_EQ(valueText(third, 0), "0.3333333333333333");
  Tensor half = Tensor::zeros(INGOT_DTYPE_F16, {1});
  setValue(half, 0, 0.1);
  EXPECT_EQ(valueText(half, 0), "0.1");
  Tensor byte = Tensor::zeros(INGOT_DTYPE_U8, {1});
  setValue(byte, 0, 255);
  EXPECT_EQ(valueText(byte, 0), "255");
}

TEST(Tensor, printsPositions) {
  Tensor tensor = Tensor::zeros(INGOT_DTYPE_F32, {2, 3, 4});
  EXPECT_EQ(indexText(tensor, 0), "[0, 0, 0]");
  EXPECT_EQ(indexText(tensor, 23), "[1, 2, 3]");
  EXPECT_EQ(indexText(Tensor::zeros(INGOT_DTYPE_F32, {}), 0), "[]");
  EXPECT_EQ(dimsText({1, 224}), "[1, 224]");
}

} // namespace
