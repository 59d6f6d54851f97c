// Tests of tools/ingot/Comparison.cpp: what agrees, and how a mismatch is told.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Comparison.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace ingot::tool;

namespace {

Tensor make(ingot_dtype dtype, const std::vector<double> &values) {
  Tensor tensor = Tensor::zeros(dtype, {static_cast<int64_t>(values.size())});
  for (size_t index = 0; index < values.size(); ++index)
    setValue(tensor, index, values[index]);
  return tensor;
}

Comparison compareFloats(const std::vector<double> &actual, const std::vector<double> &expected,
                         Tolerance tolerance = {}) {
  return compareTensors(make(INGOT_DTYPE_F32, actual), make(INGOT_DTYPE_F32, expected), tolerance);
}

TEST(Comparison, toleranceIsAbsolutePlusRelative) {
  EXPECT_TRUE(compareFloats({1.0010f}, {1}).agrees());
  EXPECT_FALSE(compareFloats({1.0012f}, {1}).agrees());
  EXPECT_TRUE(compareFloats({0.00009f}, {0}).agrees());
  EXPECT_FALSE(compareFloats({0.00011f}, {0}).agrees());
  EXPECT_FALSE(compareFloats({1.0000001f}, {1}, {0, 0}).agrees());
  EXPECT_TRUE(compareFloats({-1000.5f}, {-1000}).agrees());
}

TEST(Comparison, specialValues) {
  double nan = std::nan(""), infinity = INFINITY;
  EXPECT_TRUE(compareFloats({nan, infinity, -infinity}, {nan, infinity, -infinity}).agrees());
  EXPECT_FALSE(compareFloats({nan}, {1}).agrees());
  EXPECT_FALSE(compareFloats({1}, {nan}).agrees());
  EXPECT_FALSE(compareFloats({infinity}, {-infinity}).agrees());
  EXPECT_FALSE(compareFloats({1e30}, {infinity}).agrees());
  EXPECT_FALSE(compareFloats({infinity}, {1e30}).agrees());
}

TEST(Comparison, integersAreExact) {
  EXPECT_FALSE(compareTensors(make(INGOT_DTYPE_I32, {100000}), make(INGOT_DTYPE_I32, {100001}), {}).agrees());
  // These two round to the same double.
  Tensor left = make(INGOT_DTYPE_I64, {0x1p60}), right = left;
  right.bytes[0] = 1;
  EXPECT_FALSE(compareTensors(left, right, {}).agrees());
  EXPECT_TRUE(compareTensors(left, left, {}).agrees());
}

TEST(Comparison, sizesAndTypesMustMatch) {
  Tensor actual = Tensor::zeros(INGOT_DTYPE_F32, {2, 1}), expected = Tensor::zeros(INGOT_DTYPE_F32, {2});
  Comparison comparison = compareTensors(actual, expected, {});
  EXPECT_FALSE(comparison.agrees());
  EXPECT_EQ(comparisonText(comparison, actual, expected), "got float32 [2, 1], expected float32 [2]");
  EXPECT_FALSE(compareTensors(make(INGOT_DTYPE_F32, {1}), make(INGOT_DTYPE_F64, {1}), {}).agrees());
}

TEST(Comparison, tellsTheFirstMismatch) {
  Tensor actual = make(INGOT_DTYPE_F32, {1, 2, 3, 5}), expected = make(INGOT_DTYPE_F32, {1, 2.5, 3, 4});
  Comparison comparison = compareTensors(actual, expected, {});
  EXPECT_EQ(comparison.mismatches, 2u);
  EXPECT_EQ(comparisonText(comparison, actual, expected),
            "differs at [1]: got 2, expected 2.5; 2 of 4 values differ, max abs error 1, max rel error 0.25");
  EXPECT_EQ(comparisonText(compareTensors(actual, actual, {}), actual, actual),
            "ok, 4 values, max abs error 0, max rel error 0");
}

TEST(Comparison, emptyTensorsAgree) {
  Tensor empty = Tensor::zeros(INGOT_DTYPE_F32, {0});
  EXPECT_TRUE(compareTensors(empty, empty, {}).agrees());
}

} // namespace
