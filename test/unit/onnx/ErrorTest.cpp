// Errors of models: each is one diagnostic that names the node, and none is a crash.
// SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include <gtest/gtest.h>

namespace ingot::onnx::test {
namespace {

const char *kRelu = "agraph (float[2] x) => (float[2] y) { y = Relu(x) }";

/// The only diagnostic, without its location.
std::string message(const Outcome &outcome) {
  EXPECT_EQ(outcome.module, "");
  EXPECT_NE(outcome.error.find("cannot import '"), std::string::npos) << outcome.error;
  size_t start = outcome.diagnostics.find("): "), end = outcome.diagnostics.find('\n');
  EXPECT_EQ(end + 1, outcome.diagnostics.size()) << "one diagnostic, got: " << outcome.diagnostics;
  return outcome.diagnostics.substr(start + 3, end - start - 3);
}
std::string messageOf(const std::string &graph, int opset = 17) { return message(importText(graph, opset)); }

TEST(Error, AllUnknownOperationsAtOnce) {
  auto model = parse("agraph (float[2] x) => (float[2] y) { a = Foo(x) b = Foo(a) c = Foo(b) d = Foo(c) "
                     "e = Gelu(d) y = custom.Bar(e) }",
                     17, ", \"custom\" : 3");
  EXPECT_EQ(message(importModel(model)),
            "model uses 3 operations that ingot does not support: Foo (opset 17) at nodes 'a', 'b', 'c' and "
            "1 more; "
            "Gelu (opset 17; supported from 20 to 28) at node 'e'; Bar (domain custom, opset 3) at node 'y'");
}

TEST(Error, UnknownOperationsInBranchesAreFound) {
  EXPECT_EQ(messageOf("agraph (float[2] x, bool c) => (float[2] y) { y = If (c) <"
                      "then_branch = g1 () => (float[2] t) { t = Foo(x) },"
                      "else_branch = g2 () => (float[2] e) { e = Neg(x) }> }"),
            "model uses 1 operation that ingot does not support: Foo (opset 17) at node 't'");
}

TEST(Error, InABranch) {
  EXPECT_EQ(messageOf("agraph (float[2] x, bool c) => (float[2] y) { y = If (c) <"
                      "then_branch = g1 () => (float[2] t) { t = Elu <alpha = 1> (x) },"
                      "else_branch = g2 () => (float[2] e) { e = Neg(x) }> }"),
            "node 'y/t' (Elu, opset 17): expected attribute 'alpha' to be a float");
}

TEST(Error, OpsetOutOfRange) {
  EXPECT_NE(importText(kRelu, 0).error.find("expected an opset of at least 1, got 0; convert the model"),
            std::string::npos);
  EXPECT_NE(importText(kRelu, 1000).diagnostics.find("the model uses opset 1000; ingot knows opsets up to 28"),
            std::string::npos);
  EXPECT_EQ(importText(kRelu, 1000).error, "");
  auto model = parse(kRelu);
  model.clear_opset_import();
  EXPECT_NE(importModel(model).error.find("imports no opset"), std::string::npos);
}

TEST(Error, FileIsNoModel) {
  std::string bytes = parse(kRelu).SerializeAsString();
  EXPECT_NE(importBytes(bytes.substr(0, bytes.size() - 3)).error.find("truncated or is not an ONNX model"),
            std::string::npos);
  EXPECT_NE(importBytes("\xff\xff hello").error.find("truncated or is not an ONNX model"), std::string::npos);
  EXPECT_NE(importBytes("").error.find("has no graph"), std::string::npos);
  EXPECT_NE(importFile("/nonexistent/model.onnx").error.find("cannot read the file"), std::string::npos);
}

TEST(Error, ElementTypesOfInputs) {
  auto model = parse(kRelu);
  auto *type = model.mutable_graph()->mutable_input(0)->mutable_type();
  type->mutable_tensor_type()->set_elem_type(::onnx::TensorProto::STRING);
  EXPECT_EQ(message(importModel(model)), "input 'x': element type string is not supported");
  type->mutable_tensor_type()->set_elem_type(17);
  EXPECT_EQ(message(importModel(model)), "input 'x': element type float8e4m3fn is not supported");
  type->mutable_sequence_type();
  EXPECT_EQ(message(importModel(model)),
            "input 'x': expected a tensor; sequences, optionals and maps are not supported");
}

TEST(Error, InputWithoutShape) {
  auto model = parse(kRelu);
  model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->clear_shape();
  EXPECT_EQ(message(importModel(model)),
            "input 'x': expected a shape; give the model's input a rank, with '?' for unknown sizes");
}

TEST(Error, ElementTypeOfCast) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Cast <to = 8> (x) }"),
            "node 'y' (Cast, opset 17): element type string is not supported");
}

TEST(Error, DanglingName) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Add(x, ghost) }"),
            "node 'y' (Add, opset 17): reads 'ghost', which no node, input or initializer gives");
}

TEST(Error, UnsortedNodes) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Neg(a) a = Relu(x) }"),
            "node 'y' (Neg, opset 17): reads 'a', which node 'a' (Relu) writes later or in a cycle; the "
            "nodes must be in "
            "topological order");
}

TEST(Error, DuplicateOutput) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Neg(x) y = Relu(x) }"),
            "node 'y' (Relu, opset 17): writes 'y', which has a value already");
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] x) { x = Neg(x) }"),
            "node 'x' (Neg, opset 17): writes 'x', which has a value already");
}

TEST(Error, DuplicateInput) {
  EXPECT_EQ(messageOf("agraph (float[2] x, float[2] x) => (float[2] y) { y = Neg(x) }"), "input 'x' is given twice");
}

TEST(Error, MissingOutput) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] z) { y = Neg(x) }"), "output 'z' is written by no node");
}

TEST(Error, InputCount) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Add(x) }"),
            "node 'y' (Add, opset 17): expected 2 inputs, got 1");
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Clip(x, x, x, x) }"),
            "node 'y' (Clip, opset 17): expected 1 to 3 inputs, got 4");
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Sum() }"),
            "node 'y' (Sum, opset 17): expected 1 or more inputs, got 0");
  auto model = parse("agraph (float[2] x) => (float[2] y) { y = Add(x, x) }");
  model.mutable_graph()->mutable_node(0)->set_input(0, "");
  EXPECT_EQ(message(importModel(model)), "node 'y' (Add, opset 17): expected input 0, which is absent");
}

TEST(Error, OutputCount) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y, i = Relu (x) }"),
            "node 'y' (Relu, opset 17): output 'i' (number 1) is not supported");
}

TEST(Error, Attributes) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Concat (x, x) }"),
            "node 'y' (Concat, opset 17): expected attribute 'axis', which is missing");
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = Concat <axis = 0.5> (x, x) }"),
            "node 'y' (Concat, opset 17): expected attribute 'axis' to be an integer");
  EXPECT_EQ(messageOf("agraph (float[1,1,4] x, float[1,1,3] w) => (float[1,1,2] y) "
                      "{ y = Conv <strides = [1, 1]> (x, w) }"),
            "node 'y' (Conv, opset 17): expected 1 entries in 'strides', got 2");
}

TEST(Error, OperationsAreVerified) {
  EXPECT_EQ(messageOf("agraph (float[2] x, int64[2] i) => (float[2] y) { y = Add(x, i) }"),
            "node 'y' (Add, opset 17): 'nn.add' op expected operands of element type 'f32', got 'i64'");
}

TEST(Error, RunTimePosition) {
  EXPECT_EQ(messageOf("agraph (float[2] x, int64 i) => (float[2] y) { s = SequenceConstruct(x) y = SequenceAt(s, i) }"),
            "node 'y' (SequenceAt, opset 17): expected a constant position; which tensor of a sequence is taken must "
            "be known");
}

TEST(Error, MissingDomain) {
  EXPECT_EQ(messageOf("agraph (float[2] x) => (float[2] y) { y = custom.Foo(x) }"),
            "model uses 1 operation that ingot does not support: Foo (domain custom, no opset imported) at "
            "node 'y'");
}

} // namespace
} // namespace ingot::onnx::test
