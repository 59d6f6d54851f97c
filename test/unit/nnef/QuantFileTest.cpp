// Tests of compiler/frontend/nnef/language/QuantFile. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/QuantFile.h"

#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

TEST(NnefQuantFile, ZeroPoints) {
  auto table = readQuantFile(sourceOf("\"a\": zero_point_linear_quantize(zero_point = -128, scale = 0.5, bits = 8, "
                                      "signed = true, symmetric = false);\n"
                                      "\"b\": zero_point_linear_quantize(zero_point = [0, 1], scale = [0.25, 2.0], "
                                      "bits = 32, signed = true, symmetric = true);"));
  ASSERT_TRUE(bool(table)) << llvm::toString(table.takeError());
  const Quantization *a = table->find("a"), *b = table->find("b");
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->zeroPoint, std::vector<int64_t>{-128});
  EXPECT_EQ(a->scale, std::vector<double>{0.5});
  EXPECT_EQ(a->bits, 8u);
  EXPECT_TRUE(a->isSigned);
  EXPECT_EQ(b->scale, (std::vector<double>{0.25, 2.0}));
  EXPECT_EQ(b->bits, 32u);
  EXPECT_TRUE(b->isSymmetric);
  EXPECT_EQ(table->find("c"), nullptr);
}

TEST(NnefQuantFile, RangesBecomeScales) {
  auto table = readQuantFile(sourceOf("\"a\": linear_quantize(bits = 8, max = 254.0, min = -1.0);"));
  ASSERT_TRUE(bool(table)) << llvm::toString(table.takeError());
  EXPECT_EQ(table->find("a")->scale, std::vector<double>{1.0});
  EXPECT_EQ(table->find("a")->zeroPoint, std::vector<int64_t>{1});
}

TEST(NnefQuantFile, RangesKeepTheirEnds) {
  auto table = readQuantFile(sourceOf("\"a\": min_max_linear_quantize(min = 0.5, max = 2.25, bits = 3, signed = false, "
                                      "symmetric = false);"));
  ASSERT_TRUE(bool(table)) << llvm::toString(table.takeError());
  const Quantization *a = table->find("a");
  EXPECT_EQ(a->scale, std::vector<double>{0.25});
  for (int stored : {0, 7})
    EXPECT_DOUBLE_EQ(0.25 * (stored - static_cast<double>(a->zeroPoint.front())) + a->offset, 0.5 + 0.25 * stored);
}

TEST(NnefQuantFile, Logarithms) {
  auto table = readQuantFile(sourceOf("\"a\": logarithmic_quantize(max = 3.0, bits = 4);"));
  ASSERT_TRUE(bool(table)) << llvm::toString(table.takeError());
  EXPECT_TRUE(table->find("a")->isLogarithmic);
  EXPECT_EQ(table->find("a")->maximum, 3.0);
  EXPECT_EQ(table->find("a")->bits, 4u);
}

TEST(NnefQuantFile, Errors) {
  const std::pair<std::string, std::string> cases[] = {
      {"\"a\": f(bits = 8);", "quantization of 'a': 'f' is not supported"},
      {"\"a\": zero_point_linear_quantize(bits = 8);", "quantization of 'a': argument 'scale' is missing"},
      {"\"a\": zero_point_linear_quantize(scale = 'x');", "argument 'scale' must be a finite number"},
      {"\"a\": zero_point_linear_quantize(scale = 1.0, bits = 99);", "argument 'bits' must be an integer from 1 to 32"},
      {"\"a\": zero_point_linear_quantize(scale = 1.0, signed = 1);", "argument 'signed' must be true or false"},
      {"\"a\": zero_point_linear_quantize(scale = 1.0, zero_point = 0.5);", "argument 'zero_point' must hold integers"},
      {"\"a\": zero_point_linear_quantize(scale = [1.0, 2.0], zero_point = [1, 2, 3]);",
       "expected as many zero points as scales, got 3 and 2"},
      {"\"a\": zero_point_linear_quantize(1.0);", "arguments must be named"},
      {"\"a\": linear_quantize(min = 1.0, max = 1.0);", "expected arguments 'min' and 'max' with min < max"},
      {"\"a\": linear_quantize(min = 0.0, max = 1.0);\n\"a\": linear_quantize(min = 0.0, max = 1.0);",
       "graph.quant:2:1: quantization of 'a': the tensor has a quantization already"},
      {"\"a\": logarithmic_quantize(max = 0.0);", "expected an argument 'max' above 0"},
      {"\"a\": zero_point_linear_quantize(scale = 0.0);", "argument 'scale' must be above 0"},
      {"\"a\": zero_point_linear_quantize(scale = 1.0, zero = 3);",
       "graph.quant:1:46: quantization of 'a': 'zero_point_linear_quantize' has no parameter 'zero': expected bits, "
       "signed, symmetric, scale, zero_point"},
      {"\"a\": linear_quantize(min = 0.0, max = 1.0, min = 0.5);", "argument 'min' is given twice"},
      {"\"a\" linear_quantize();", "graph.quant:1:5: expected ':' after the name of a tensor"},
      {"\"a\": 3;", "graph.quant:1:6: expected a quantization such as"},
  };
  for (const auto &[text, expected] : cases) {
    std::string error = errorOf(readQuantFile(sourceOf(text, "graph.quant")));
    EXPECT_NE(error.find(expected), std::string::npos) << text << "\n" << error;
  }
}

} // namespace
