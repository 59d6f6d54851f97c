// Functions of the model and of ONNX are imported in place. SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include <gtest/gtest.h>

namespace ingot::onnx::test {
namespace {

const std::string kLocal = ", \"local\" : 1";

TEST(Function, BodyIsImportedWithTheAttributesOfTheCall) {
  auto model = parse(R"(agraph (float[2] x) => (float[2] y) { y = local.leak <slope = 0.25> (x) }
    <opset_import: ["" : 17], domain: "local">
    leak <slope> (a) => (b) { c = LeakyRelu <alpha : float = @slope> (a) b = Neg(c) })",
                     17, kLocal);
  Outcome outcome = importModel(model, /*withLocations=*/true);
  EXPECT_TRUE(outcome.has("nn.leaky_relu %arg0 {alpha = 2.500000e-01 : f64}"))
      << outcome.diagnostics << outcome.module;
  EXPECT_TRUE(outcome.has("tensor<*xf32> \"y/c\"(#loc)")) << outcome.module;
}

TEST(Function, AttributesHaveDefaults) {
  auto model = parse(R"(agraph (float[2] x) => (float[2] y) { y = local.leak (x) }
    <opset_import: ["" : 17], domain: "local">
    leak (a) => (b) { b = LeakyRelu <alpha : float = @slope> (a) })",
                     17, kLocal);
  ::onnx::AttributeProto slope;
  slope.set_name("slope");
  slope.set_type(::onnx::AttributeProto::FLOAT);
  slope.set_f(0.5f);
  auto *function = model.mutable_functions(0);
  function->GetReflection()->MutableUnknownFields(function)->AddLengthDelimited(11,
                                                                                slope.SerializeAsString());
  EXPECT_TRUE(importModel(model).has("nn.leaky_relu %arg0 {alpha = 5.000000e-01 : f64}"));
}

TEST(Function, InputsMayBeAbsent) {
  auto model = parse(R"(agraph (float[2] x, float h) => (float[2] y) { y = local.limit (x, , h) }
    <opset_import: ["" : 17], domain: "local">
    limit (a, low, high) => (b) { b = Clip (a, low, high) })",
                     17, kLocal);
  Outcome outcome = importModel(model);
  EXPECT_TRUE(outcome.has("nn.clamp %arg0 high %arg1")) << outcome.diagnostics;
}

TEST(Function, FunctionsCallFunctionsButNotThemselves) {
  auto model = parse(R"(agraph (float[2] x) => (float[2] y) { y = local.f (x) }
    <opset_import: ["" : 17, "local" : 1], domain: "local"> f (a) => (b) { b = local.g (a) }
    <opset_import: ["" : 17, "local" : 1], domain: "local"> g (a) => (b) { b = Relu (a) })",
                     17, kLocal);
  EXPECT_TRUE(importModel(model).has("nn.relu"));
  model.mutable_functions(1)->mutable_node(0)->set_op_type("f");
  model.mutable_functions(1)->mutable_node(0)->set_domain("local");
  EXPECT_NE(importModel(model).diagnostics.find(
                "node 'y/b/b' (f, domain local, opset 1): function 'f' calls itself"),
            std::string::npos)
      << importModel(model).diagnostics;
}

TEST(Function, TwoDefinitionsOfOneName) {
  auto model = parse(R"(agraph (float[2] x) => (float[2] y) { y = local.f (x) }
    <opset_import: ["" : 17], domain: "local"> f (a) => (b) { b = Relu (a) }
    <opset_import: ["" : 17], domain: "local"> f (a) => (b) { b = Neg (a) })",
                     17, kLocal);
  EXPECT_NE(importModel(model).diagnostics.find("function 'f' is defined twice"), std::string::npos);
}

TEST(Function, UnknownOperationsInFunctionsAreFound) {
  auto model = parse(R"(agraph (float[2] x) => (float[2] y) { y = local.f (x) }
    <opset_import: ["" : 17], domain: "local"> f (a) => (b) { b = Foo (a) })",
                     17, kLocal);
  EXPECT_NE(importModel(model).diagnostics.find("does not support: Foo (opset 17) at node 'b'"),
            std::string::npos);
}

TEST(Function, OperationsThatOnnxDefinesAsFunctions) {
  Outcome outcome =
      importText("agraph (float[1,2,3,4] x) => (float[1,2,3,4] y) { y = MeanVarianceNormalization(x) }");
  EXPECT_TRUE(outcome.has("mean %arg0 {axes = array<i64: 0, 2, 3>")) << outcome.diagnostics << outcome.module;
  outcome = importText("agraph (int32 n) => (float[K] y) { y = HannWindow(n) }");
  EXPECT_TRUE(outcome.has("nn.cos")) << "attributes have the defaults of the schema: " << outcome.diagnostics;
}

} // namespace
} // namespace ingot::onnx::test
