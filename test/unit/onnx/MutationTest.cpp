// Damaged models: thousands of changed, dropped and repeated bytes must give an error or a module, never a
// crash. SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include <gtest/gtest.h>

#include <random>

namespace ingot::onnx::test {
namespace {

/// A small model with most kinds of fields: attributes of all types, branches, functions, typed and raw
/// tensors.
std::string sample() {
  auto model = parse(R"(agraph (float[N,1,6,6] x, int64[2] i) => (float[N,4] y, float[2,3] g)
    <float[2,1,3,3] w = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8},
     float[2] b = {1.0, 2.0}, int64[2] s = {0, -1}, bool c = {1}, float[3,3] table = {1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0}> {
      a = Conv <pads = [1, 1, 1, 1], strides = [2, 2], auto_pad = "NOTSET", group = 1> (x, w, b)
      l = local.leak <slope = 0.25> (a)
      p = MaxPool <kernel_shape = [2, 2], ceil_mode = 1> (l)
      k = Constant <value = float {0.5}> ()
      m = Mul(p, k)
      f = If (c) <then_branch = g1 () => (float[N,2,2,2] t) <float h = {2.0}> { t = Mul(m, h) },
                  else_branch = g2 () => (float[N,2,2,2] e) { e = Neg(m) }>
      r = Reshape(f, s)
      o = Softmax <axis = 1> (r)
      d, u = Split <axis = 1> (o)
      v = Einsum <equation = "ij,kj->ik"> (d, u)
      n = Resize <mode = "nearest"> (f, , k)
      q, z = Split <axis = 1> (v)
      y = Concat <axis = 1> (d, u)
      g = Gather(table, i)
    }
    <opset_import: ["" : 17], domain: "local">
    leak <slope> (a) => (b) { c = LeakyRelu <alpha : float = @slope> (a) b = Dropout(c) })",
                     17, ", \"local\" : 1");
  ::onnx::TensorProto *raw = model.mutable_graph()->add_initializer();
  raw->set_name("raw");
  raw->set_data_type(::onnx::TensorProto::FLOAT16);
  raw->add_dims(3);
  raw->set_raw_data("\x01\x02\x03\x04\x05\x06");
  return model.SerializeAsString();
}

std::string mutate(std::string bytes, std::mt19937 &random) {
  auto below = [&](size_t bound) { return random() % bound; };
  for (size_t change = 0, changes = 1 + below(3); change < changes && bytes.size() > 8; ++change) {
    size_t at = below(bytes.size()), length = 1 + below(8);
    switch (below(6)) {
    case 0:
      bytes[at] = static_cast<char>(random());
      break;
    case 1:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      break;
    case 2:
      bytes[at] = static_cast<char>(bytes[at] + (below(2) ? 1 : -1));
      break;
    case 3:
      bytes.erase(at, length);
      break;
    case 4:
      bytes.insert(at, bytes.substr(below(bytes.size()), length));
      break;
    default:
      bytes.resize(at);
      break;
    }
  }
  return bytes;
}

TEST(Mutation, SampleImports) {
  Outcome outcome = importBytes(sample());
  EXPECT_EQ(outcome.error + outcome.diagnostics, "");
}

TEST(Mutation, DamagedModelsNeverCrash) {
  std::string bytes = sample();
  std::mt19937 random(20240607);
  unsigned modules = 0, errors = 0;
  for (unsigned round = 0; round < 4000; ++round) {
    Outcome outcome = importBytes(mutate(bytes, random));
    EXPECT_TRUE(outcome.error.empty() == !outcome.module.empty());
    ++(outcome.error.empty() ? modules : errors);
  }
  EXPECT_GT(errors, 500u);
  EXPECT_GT(modules, 100u);
}

TEST(Mutation, EveryPrefixIsAnError) {
  std::string bytes = sample();
  for (size_t length = 0; length < bytes.size(); length += 7)
    EXPECT_FALSE(importBytes(bytes.substr(0, length)).error.empty()) << length;
}

} // namespace
} // namespace ingot::onnx::test
