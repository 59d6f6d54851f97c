// Weights in files beside the model: offsets, sharing, and paths that leave the folder.
// SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include "compiler/frontend/Weights.h"
#include "llvm/Support/FileSystem.h"

#include <gtest/gtest.h>

namespace ingot::onnx::test {
namespace {

using Entries = std::initializer_list<std::pair<const char *, std::string>>;

/// A model whose output is a tensor of two i32 in an external file.
std::string externalModel(Entries entries, int64_t elements = 2) {
  auto model = parse("agraph (float[2] x) => (int32[2] w) { y = Relu(x) }");
  ::onnx::TensorProto *tensor = model.mutable_graph()->add_initializer();
  tensor->set_name("w");
  tensor->set_data_type(::onnx::TensorProto::INT32);
  tensor->add_dims(elements);
  tensor->set_data_location(::onnx::TensorProto::EXTERNAL);
  for (const auto &[key, value] : entries) {
    auto *entry = tensor->add_external_data();
    entry->set_key(key);
    entry->set_value(value);
  }
  return model.SerializeAsString();
}

const std::string kBytes("\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00", 12);

TEST(ExternalData, OffsetAndLength) {
  TemporaryFolder folder;
  folder.write("w.bin", kBytes);
  Outcome outcome = importFile(
      folder.write("m.onnx", externalModel({{"location", "w.bin"}, {"offset", "4"}, {"length", "8"}})));
  EXPECT_TRUE(outcome.has("dense<[2, 3]> : tensor<2xi32>")) << outcome.diagnostics;
  outcome = importFile(folder.write("m.onnx", externalModel({{"location", "w.bin"}}, 3)));
  EXPECT_TRUE(outcome.has("dense<[1, 2, 3]> : tensor<3xi32>")) << outcome.diagnostics;
}

TEST(ExternalData, BigTensorsAreResources) {
  TemporaryFolder folder;
  folder.write("w.bin", std::string(400, '\0'));
  Outcome outcome = importFile(folder.write("m.onnx", externalModel({{"location", "w.bin"}}, 100)));
  EXPECT_TRUE(outcome.has("dense_resource<w> : tensor<100xi32>")) << outcome.diagnostics;
  outcome = importFile(
      folder.write("m.onnx", externalModel({{"location", "w.bin"}, {"offset", "1"}, {"length", "396"}}, 99)));
  EXPECT_TRUE(outcome.has("dense_resource<w> : tensor<99xi32>")) << "bytes that are not aligned are copied";
}

TEST(ExternalData, Errors) {
  TemporaryFolder folder;
  folder.write("w.bin", kBytes);
  auto expectError = [&](Entries entries, const std::string &text) {
    Outcome outcome = importFile(folder.write("m.onnx", externalModel(entries)));
    EXPECT_NE(outcome.diagnostics.find("tensor 'w': " + text), std::string::npos) << outcome.diagnostics;
  };
  expectError({{"location", "w.bin"}, {"offset", "8"}, {"length", "8"}},
              "expected 8 bytes at offset 8 of weight file 'w.bin', which has 12 bytes");
  expectError({{"location", "w.bin"}, {"offset", "18446744073709551615"}}, "expected 0 bytes at offset");
  expectError({{"location", "w.bin"}, {"length", "many"}},
              "expected a number for 'length' of the external data");
  expectError({{"location", "w.bin"}, {"length", "4"}},
              "expected 8 bytes for 2 elements of type int32, got 4");
  expectError({{"location", "absent.bin"}}, "cannot open weight file");
  expectError({}, "expected the path of a weight file in the directory of the model, got ''");
}

TEST(ExternalData, PathsMustStayInTheFolder) {
  TemporaryFolder folder, other;
  std::string secret = other.write("secret.bin", kBytes);
  ASSERT_FALSE(llvm::sys::fs::create_link(secret, folder.path("link.bin")));
  for (const std::string &location :
       {secret, std::string("../secret.bin"), std::string("a/../../secret.bin")}) {
    Outcome outcome = importFile(folder.write("m.onnx", externalModel({{"location", location}})));
    EXPECT_NE(outcome.diagnostics.find("in the directory of the model"), std::string::npos)
        << outcome.diagnostics;
  }
  Outcome outcome = importFile(folder.write("m.onnx", externalModel({{"location", "link.bin"}})));
  EXPECT_NE(outcome.diagnostics.find("expected a weight file in the directory of the model"),
            std::string::npos);
}

TEST(ExternalData, AFolderOfLinksIsAccepted) {
  TemporaryFolder folder, store;
  store.write("data", kBytes);
  store.write("model", externalModel({{"location", "w.bin"}}, 3));
  ASSERT_FALSE(llvm::sys::fs::create_link(store.path("data"), folder.path("w.bin")));
  ASSERT_FALSE(llvm::sys::fs::create_link(store.path("model"), folder.path("m.onnx")));
  EXPECT_TRUE(importFile(folder.path("m.onnx")).has("dense<[1, 2, 3]> : tensor<3xi32>"));
}

TEST(ExternalData, ReadsShareOneMapping) {
  TemporaryFolder folder;
  folder.write("w.bin", kBytes);
  WeightFiles files(folder.path("m.onnx"));
  auto first = files.read("w.bin", 0, 4), second = files.read("w.bin", 4, std::nullopt);
  ASSERT_TRUE(static_cast<bool>(first));
  ASSERT_TRUE(static_cast<bool>(second));
  EXPECT_EQ(first->bytes.data() + 4, second->bytes.data());
  EXPECT_EQ(first->owner, second->owner);
}

} // namespace
} // namespace ingot::onnx::test
