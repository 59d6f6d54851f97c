// The form of an imported module: symbols, names, constants, locations. SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include <gtest/gtest.h>

namespace ingot::onnx::test {
namespace {

TEST(Import, ModuleHasTheFormOfTheDialect) {
  Outcome outcome =
      importText("agraph (float[N,2048] bytes) => (float[N,2048] label) { label = Relu(bytes) }");
  EXPECT_EQ(outcome.diagnostics, "");
  EXPECT_TRUE(outcome.has("module @model attributes {ingot.stage = \"import\"}")) << outcome.module;
  EXPECT_TRUE(outcome.has("sym.symbol @N {min = 1 : i64}"));
  EXPECT_TRUE(
      outcome.has("func.func @model(%arg0: tensor<?x2048xf32, #sym.shape<N, 2048>> {ingot.name = \"bytes\"}) "
                  "-> (tensor<*xf32> {ingot.name = \"label\"})"));
}

TEST(Import, SizesWithoutNameStayUnnamed) {
  auto model = parse("agraph (float[A,B,C] x) => (float[A,B,C] y) { y = Relu(x) }");
  auto *shape =
      model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  shape->mutable_dim(0)->clear_value();
  shape->mutable_dim(1)->set_dim_value(-1);
  shape->mutable_dim(2)->set_dim_param("N + 1");
  Outcome outcome = importModel(model);
  EXPECT_TRUE(outcome.has("tensor<?x?x?xf32, #sym.shape<?, ?, \"N + 1\">>")) << outcome.module;
  EXPECT_TRUE(outcome.has("sym.symbol @\"N + 1\""));
}

TEST(Import, LocationsNameTheNodeAndTheFile) {
  auto model = parse("agraph (float[2] x) => (float[2] z) { y = Relu(x) z = Neg(y) }");
  model.mutable_graph()->mutable_node(0)->set_name("first node");
  Outcome outcome = importModel(model, /*withLocations=*/true);
  EXPECT_TRUE(outcome.has("nn.relu %arg0 : (tensor<2xf32>) -> tensor<*xf32> \"first node\"(#loc)"))
      << outcome.module;
  EXPECT_TRUE(outcome.has("#loc = model.onnx:0:0"));
  EXPECT_TRUE(outcome.has("#loc1 = model.onnx:1:0"));
  EXPECT_TRUE(outcome.has("tensor<*xf32> \"z\"(#loc1)")) << "the output names a node without a name";
}

TEST(Import, InitializersThatAreInputsAreConstants) {
  Outcome outcome = importText(
      "agraph (float[2] x, float[2] w) => (float[2] y) <float[2] w = {1.0, 2.0}> { y = Add(x, w) }");
  EXPECT_TRUE(outcome.has("func.func @model(%arg0: tensor<2xf32> {ingot.name = \"x\"}) ->"))
      << outcome.module;
  EXPECT_TRUE(outcome.has("nn.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>"));
}

TEST(Import, UnusedInitializersLeaveNothing) {
  Outcome outcome = importText("agraph (float[1] x) => (float[1] y) <float[1] w = {1.0}> { y = Relu(x) }");
  EXPECT_FALSE(outcome.has("nn.constant"));
}

TEST(Import, AnInitializerMayBeAnOutput) {
  Outcome outcome = importText("agraph (float[1] x) => (float[1] w) <float[1] w = {1.0}> { y = Relu(x) }");
  EXPECT_TRUE(outcome.has("ingot.name = \"w\"")) << outcome.diagnostics;
}

TEST(Import, ModelNameIsAnIdentifier) {
  TemporaryFolder folder;
  auto model = parse("agraph (float[1] x) => (float[1] y) { y = Relu(x) }");
  Outcome outcome = importFile(folder.write("7 segments-v1.2.onnx", model.SerializeAsString()));
  EXPECT_TRUE(outcome.has("module @m7_segments_v1_2")) << outcome.error << outcome.module;
}

TEST(Import, ConstantBranchIsTakenAndSeesOuterNames) {
  const char *text = R"(agraph (float[2] x) => (float[2] y) <bool c = {1}> {
    a = Relu(x)
    y = If (c) <then_branch = g1 () => (float[2] t) <float[2] w = {1.0, 2.0}> { t = Mul(a, w) },
                else_branch = g2 () => (float[2] e) { e = Neg(a) }>
  })";
  Outcome outcome = importText(text);
  EXPECT_TRUE(outcome.has("nn.mul")) << outcome.diagnostics;
  EXPECT_FALSE(outcome.has("nn.neg"));
}

TEST(Import, SoftmaxBeforeOpset13NormalisesAMatrix) {
  std::string text = "agraph (float[2,3,4] x) => (float[2,3,4] y) { y = Softmax <axis = 1> (x) }";
  EXPECT_TRUE(importText(text, 11).has("nn.softmax %arg0 {axes = array<i64: -2, -1>}"));
  EXPECT_TRUE(importText(text, 13).has("nn.softmax %arg0 {axes = array<i64: 1>}"));
}

TEST(Import, SoftmaxOfUnknownRankIsFlattened) {
  Outcome outcome = importText("agraph (float[2,3] x, int64[K] s) => (float[2,3] y) "
                               "{ r = Reshape(x, s) y = Softmax <axis = 1> (r) }",
                               11);
  EXPECT_TRUE(outcome.has("nn.flatten")) << outcome.diagnostics;
  EXPECT_TRUE(outcome.has("nn.softmax %")) << outcome.module;
}

TEST(Import, OptionalInputsMayBeAbsent) {
  Outcome outcome = importText("agraph (float[2] x) => (float[2] y) <float h = {6.0}> { y = Clip(x, , h) }");
  EXPECT_TRUE(outcome.has("nn.clamp %arg0 high %")) << outcome.diagnostics << outcome.module;
}

TEST(Import, TrailingOutputsMayBeUnnamed) {
  auto model = parse("agraph (float[4] x) => (float[2] a) { a, b = Split <axis = 0> (x) }", 13);
  model.mutable_graph()->mutable_node(0)->set_output(1, "");
  EXPECT_EQ(importModel(model).diagnostics, "");
}

} // namespace
} // namespace ingot::onnx::test
