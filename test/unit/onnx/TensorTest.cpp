// Constants in all the forms that TensorProto has. SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include <gtest/gtest.h>

namespace ingot::onnx::test {
namespace {

using ::onnx::TensorProto;

/// A model whose only output is the tensor that `fill` makes.
template <typename Fill>
Outcome importTensor(int dataType, std::initializer_list<int64_t> dims, Fill fill) {
  auto model = parse("agraph (float[2] x) => (float[2] w) { y = Relu(x) }");
  TensorProto *tensor = model.mutable_graph()->add_initializer();
  tensor->set_name("w");
  tensor->set_data_type(dataType);
  for (int64_t size : dims)
    tensor->add_dims(size);
  fill(*tensor);
  return importModel(model);
}

TEST(Tensor, TypedFields) {
  auto check = [](int dataType, auto fill, const std::string &expected) {
    Outcome outcome = importTensor(dataType, {2}, fill);
    EXPECT_TRUE(outcome.has("nn.constant dense<" + expected)) << outcome.diagnostics << outcome.module;
  };
  auto floats = [](TensorProto &tensor) { tensor.add_float_data(1.5f), tensor.add_float_data(-2); };
  auto doubles = [](TensorProto &tensor) { tensor.add_double_data(1.5), tensor.add_double_data(-2); };
  auto longs = [](TensorProto &tensor) { tensor.add_int64_data(5), tensor.add_int64_data(-7); };
  auto ints = [](TensorProto &tensor) { tensor.add_int32_data(5), tensor.add_int32_data(-7); };
  auto naturals = [](TensorProto &tensor) { tensor.add_int32_data(5), tensor.add_int32_data(200); };
  auto big = [](TensorProto &tensor) { tensor.add_uint64_data(5), tensor.add_uint64_data(4000000000u); };
  auto bits = [](TensorProto &tensor) { tensor.add_int32_data(1), tensor.add_int32_data(0); };
  auto halves = [](TensorProto &tensor) { tensor.add_int32_data(0x3c00), tensor.add_int32_data(0xc000); };
  auto brains = [](TensorProto &tensor) { tensor.add_int32_data(0x3f80), tensor.add_int32_data(0xc000); };
  check(TensorProto::FLOAT, floats, "[1.500000e+00, -2.000000e+00]> : tensor<2xf32>");
  check(TensorProto::DOUBLE, doubles, "[1.500000e+00, -2.000000e+00]> : tensor<2xf64>");
  check(TensorProto::FLOAT16, halves, "[1.000000e+00, -2.000000e+00]> : tensor<2xf16>");
  check(TensorProto::BFLOAT16, brains, "[1.000000e+00, -2.000000e+00]> : tensor<2xbf16>");
  check(TensorProto::INT64, longs, "[5, -7]> : tensor<2xi64>");
  check(TensorProto::INT32, ints, "[5, -7]> : tensor<2xi32>");
  check(TensorProto::INT16, ints, "[5, -7]> : tensor<2xi16>");
  check(TensorProto::INT8, ints, "[5, -7]> : tensor<2xi8>");
  check(TensorProto::UINT8, naturals, "[5, 200]> : tensor<2xui8>");
  check(TensorProto::UINT16, naturals, "[5, 200]> : tensor<2xui16>");
  check(TensorProto::UINT32, big, "[5, 4000000000]> : tensor<2xui32>");
  check(TensorProto::UINT64, big, "[5, 4000000000]> : tensor<2xui64>");
  check(TensorProto::BOOL, bits, "[true, false]> : tensor<2xi1>");
}

TEST(Tensor, RawBytes) {
  Outcome outcome =
      importTensor(TensorProto::INT16, {2}, [](TensorProto &t) { t.set_raw_data("\x01\x00\xff\xff", 4); });
  EXPECT_TRUE(outcome.has("dense<[1, -1]> : tensor<2xi16>")) << outcome.diagnostics;
  outcome = importTensor(TensorProto::BOOL, {3},
                         [](TensorProto &t) { t.set_raw_data(std::string("\x01\x00\x07", 3)); });
  EXPECT_TRUE(outcome.has("dense<[true, false, true]> : tensor<3xi1>")) << outcome.diagnostics;
}

TEST(Tensor, ScalarsAndEmptyTensors) {
  Outcome outcome = importTensor(TensorProto::FLOAT, {}, [](TensorProto &t) { t.add_float_data(3); });
  EXPECT_TRUE(outcome.has("dense<3.000000e+00> : tensor<f32>")) << outcome.diagnostics;
  outcome = importTensor(TensorProto::INT64, {0, 4}, [](TensorProto &) {});
  EXPECT_TRUE(outcome.has("dense<> : tensor<0x4xi64>")) << outcome.diagnostics;
}

TEST(Tensor, MoreThan64ElementsAreAResource) {
  auto fill = [](TensorProto &t) { t.set_raw_data(std::string(65 * 4, '\0') + std::string()); };
  EXPECT_TRUE(importTensor(TensorProto::FLOAT, {5, 13}, fill)
                  .has("nn.constant dense_resource<w> : tensor<5x13xf32>"));
  auto fillSmall = [](TensorProto &t) { t.set_raw_data(std::string(64 * 4, '\0')); };
  EXPECT_TRUE(importTensor(TensorProto::FLOAT, {64}, fillSmall)
                  .has("nn.constant dense<0.000000e+00> : tensor<64xf32>"));
}

TEST(Tensor, Errors) {
  auto message = [](const Outcome &outcome) { return outcome.diagnostics; };
  auto nothing = [](TensorProto &) {};
  EXPECT_NE(message(importTensor(TensorProto::FLOAT, {2}, nothing))
                .find("tensor 'w': expected 8 bytes for 2 elements of type float, got 0"),
            std::string::npos);
  EXPECT_NE(message(importTensor(TensorProto::STRING, {2}, nothing))
                .find("tensor 'w': element type string is not supported"),
            std::string::npos);
  EXPECT_NE(message(importTensor(22, {2}, nothing)).find("tensor 'w': element type int4 is not supported"),
            std::string::npos);
  EXPECT_NE(message(importTensor(TensorProto::COMPLEX64, {2}, nothing))
                .find("element type complex64 is not supported"),
            std::string::npos);
  EXPECT_NE(
      message(importTensor(TensorProto::FLOAT, {-1}, nothing)).find("size -1 of the tensor is out of range"),
      std::string::npos);
  EXPECT_NE(message(importTensor(TensorProto::FLOAT, {int64_t(1) << 40, int64_t(1) << 40}, nothing))
                .find("out of range"),
            std::string::npos);
}

} // namespace
} // namespace ingot::onnx::test
