// Tests of compiler/frontend/nnef/language/Evaluator: expansion to primitives, compile-time values, errors.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Evaluator.h"

#include "compiler/frontend/nnef/language/Operators.h"
#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

const std::string input = "%1 = external<scalar>([2, 3]) as x\n";

/// The operations after the input, or the error.
std::string operationsOf(const std::string &body, const std::string &before = "",
                         std::vector<std::string> unsupported = {}) {
  Evaluation result = evaluateText(graphOf(body, before), std::move(unsupported));
  if (!result.error.empty())
    return result.error;
  return llvm::StringRef(result.text).starts_with(input) ? result.text.substr(input.size()) : result.text;
}

/// The value of a compile-time expression.
std::string valueOf(const std::string &expression) {
  Evaluation result = evaluateText(graphOf("y = " + expression + ";"));
  return result.error.empty() ? RecordingBuilder::print(result.outputs.at(0)) : result.error;
}

TEST(NnefEvaluator, LibraryDeclaresTheWholeStandard) {
  auto library = Library::load();
  ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
  for (const char *operation : {"external",
                                "variable",
                                "constant",
                                "update",
                                "reshape",
                                "transpose",
                                "concat",
                                "split",
                                "slice",
                                "squeeze",
                                "unsqueeze",
                                "stack",
                                "unstack",
                                "tile",
                                "pad",
                                "gather",
                                "cast",
                                "add",
                                "sub",
                                "mul",
                                "div",
                                "pow",
                                "exp",
                                "log",
                                "sin",
                                "cos",
                                "tan",
                                "sinh",
                                "cosh",
                                "tanh",
                                "asin",
                                "acos",
                                "atan",
                                "asinh",
                                "acosh",
                                "atanh",
                                "abs",
                                "sign",
                                "rcp",
                                "neg",
                                "copy",
                                "lt",
                                "gt",
                                "le",
                                "ge",
                                "eq",
                                "ne",
                                "and",
                                "or",
                                "not",
                                "floor",
                                "ceil",
                                "round",
                                "select",
                                "sqr",
                                "sqrt",
                                "rsqr",
                                "rsqrt",
                                "log2",
                                "min",
                                "max",
                                "clamp",
                                "matmul",
                                "conv",
                                "deconv",
                                "box",
                                "debox",
                                "argmax_pool",
                                "sample",
                                "desample",
                                "nearest_downsample",
                                "area_downsample",
                                "nearest_upsample",
                                "multilinear_upsample",
                                "sum_reduce",
                                "max_reduce",
                                "min_reduce",
                                "argmax_reduce",
                                "argmin_reduce",
                                "any_reduce",
                                "all_reduce",
                                "mean_reduce",
                                "moments",
                                "relu",
                                "sigmoid",
                                "softabs",
                                "softmax",
                                "softplus",
                                "elu",
                                "selu",
                                "gelu",
                                "silu",
                                "prelu",
                                "leaky_relu",
                                "max_pool_with_index",
                                "max_pool",
                                "avg_pool",
                                "rms_pool",
                                "linear",
                                "separable_conv",
                                "separable_deconv",
                                "local_response_normalization",
                                "local_mean_normalization",
                                "local_variance_normalization",
                                "local_contrast_normalization",
                                "l1_normalization",
                                "l2_normalization",
                                "batch_normalization",
                                "avg_roi_pool",
                                "max_roi_pool",
                                "roi_resample",
                                "avg_roi_align",
                                "max_roi_align",
                                "min_max_linear_quantize",
                                "zero_point_linear_quantize",
                                "linear_quantize",
                                "logarithmic_quantize",
                                "copy_n",
                                "add_n"})
    EXPECT_TRUE(library->find(operation)) << operation;
}

TEST(NnefEvaluator, BindsPositionalNamedAndDefaultArguments) {
  EXPECT_EQ(operationsOf("y = conv(x, x, stride = [2, 2]);"),
            "%2 = conv(%1, %1, 0.0, 'constant', [], [2, 2], [], 1) as y\n");
  EXPECT_EQ(operationsOf("y = matmul(B = x, A = x, transposeB = true);"),
            "%2 = matmul(%1, %1, false, true) as y\n");
}

TEST(NnefEvaluator, OperatorsOnTensorsAreOperations) {
  EXPECT_EQ(operationsOf("y = -x * 2.0 + x ^ 2.0;"),
            "%2 = neg(%1) as y\n%3 = mul(%2, 2.0) as y\n%4 = pow(%1, 2.0) as y\n%5 = add(%3, %4) as y\n");
  EXPECT_EQ(operationsOf("y = select(x < 1.0 && !(x == 0.0), x, +x);"),
            "%2 = lt(%1, 1.0) as y\n%3 = eq(%1, 0.0) as y\n%4 = not(%3) as y\n%5 = and(%2, %4) as y\n"
            "%6 = select(%5, %1, %1) as y\n");
}

TEST(NnefEvaluator, CompileTimeValues) {
  EXPECT_EQ(valueOf("1 + 2 * 3 - 4 / 2"), "5");
  EXPECT_EQ(valueOf("2 ^ 10"), "1024");
  EXPECT_EQ(valueOf("2.0 ^ -1"), "0.5");
  EXPECT_EQ(valueOf("-3 if 1 < 2 && true else 4"), "-3");
  EXPECT_EQ(valueOf("[1, 2] + [3] * 2"), "[1, 2, 3, 3]");
  EXPECT_EQ(valueOf("[for i in range_of([7, 8, 9]) if i != 1 yield i * i]"), "[0, 4]");
  EXPECT_EQ(valueOf("[for a in [1, 2], b in [10, 20] yield a + b]"), "[11, 22]");
  EXPECT_EQ(valueOf("length_of([1, 2]) + length_of('abc')"), "5");
  EXPECT_EQ(valueOf("shape_of(x)[1]"), "3");
  EXPECT_EQ(valueOf("[1, 2, 3, 4][1:3]"), "[2, 3]");
  EXPECT_EQ(valueOf("'abc'[1:]"), "'bc'");
  EXPECT_EQ(valueOf("(2 in [1, 2]) || 'a' == 'b'"), "true");
  EXPECT_EQ(valueOf("string(3) + string(true)"), "'3true'");
  EXPECT_EQ(valueOf("integer('42') + integer(2.9)"), "44");
  EXPECT_EQ(valueOf("min(3, max(1, 2))"), "2");
  EXPECT_EQ(valueOf("select(ge(-1, 0), 5, 7)"), "7");
  EXPECT_EQ(valueOf("-inf"), "-inf");
  EXPECT_EQ(valueOf("(1, 'a')[1]"), "'a'");
}

TEST(NnefEvaluator, LazyBranches) { EXPECT_EQ(valueOf("[1][5] if false else 2"), "2"); }

TEST(NnefEvaluator, CompileTimeErrors) {
  const std::pair<const char *, const char *> cases[] = {
      {"1 / 0", "graph.nnef:5:11: division by zero"},
      {"9223372036854775807 + 1", "the result does not fit 64 bits"},
      {"10 ^ 30", "the result does not fit 64 bits"},
      {"[1, 2][2]", "subscript 2 is outside an array of 2 items"},
      {"[1, 2][-1]", "subscript -1 is outside an array of 2 items"},
      {"[1, 2][1:4]", "range 1:4 is outside an array of 2 items"},
      {"1[0]", "cannot subscript an integer"},
      {"[0] * 99999999999", "cannot repeat an array of 1 items 99999999999 times"},
      {"1 && true", "operator '&&' does not take an integer and a logical"},
      {"!1", "operator '!' does not take an integer"},
      {"1 if x else 2", "expected a logical known at compile time as condition of 'if', got a tensor"},
      {"[for i in 3 yield i]", "expected an array to iterate over, got an integer"},
      {"[for i in [1], j in [1, 2] yield i]", "iterated arrays differ in length: 1 and 2"},
      {"nothing", "graph.nnef:5:9: unknown identifier 'nothing'"},
      {"integer('a')", "cannot convert a string to integer"},
      {"relu()", "operation 'relu': argument 'x' is missing"},
      {"relu(x, x)", "graph.nnef:5:17: operation 'relu' takes 1 arguments, this is one more"},
      {"relu(x, x = x)", "argument 'x' is given twice"},
  };
  for (const auto &[expression, error] : cases)
    EXPECT_NE(valueOf(expression).find(error), std::string::npos) << expression << "\n"
                                                                  << valueOf(expression);
}

TEST(NnefEvaluator, InlinesFragmentsWithNames) {
  EXPECT_EQ(operationsOf("y = twice(x);", "fragment twice(a: tensor<scalar>) -> (b: tensor<scalar>)\n"
                                          "{ t = relu(a); b = t + t; }\n"),
            "%2 = relu(%1) as y/t\n%3 = add(%2, %2) as y\n");
  EXPECT_EQ(operationsOf("y, z = both(x);",
                         "fragment both(a: tensor<scalar>) -> (b: tensor<scalar>, c: tensor<scalar>)\n"
                         "{ b = exp(a); c = log(a); }\n"),
            "%2 = exp(%1) as y\n%3 = log(%1) as z\n");
}

TEST(NnefEvaluator, FragmentsOfTheModelWin) {
  EXPECT_EQ(operationsOf("y = silu(x);",
                         "fragment silu(x: tensor<scalar>) -> (y: tensor<scalar>) { y = exp(x); }\n"),
            "%2 = exp(%1) as y\n");
}

TEST(NnefEvaluator, CompoundStandardOperations) {
  EXPECT_EQ(operationsOf("m, y = moments(x, axes = [1]);", "", {"moments", "mean_reduce", "sqr"}),
            "%2 = sum_reduce(%1, [1], true) as m\n%3 = sub(%1, %2) as y\n%4 = mul(%3, %3) as y\n"
            "%5 = sum_reduce(%4, [1], true) as y\n");
  EXPECT_EQ(operationsOf("y = nearest_downsample(x, factor = [2, 3]);", "", {"nearest_downsample"}),
            "%2 = slice(%1, [0, 1, 2, 3], [0, 0, 0, 0], [0, 0, 0, 0], [1, 1, 2, 3]) as y\n");
}

TEST(NnefEvaluator, TypeArguments) {
  EXPECT_EQ(operationsOf("y = made<integer>();",
                         "fragment made<? = scalar>() -> (v: tensor<?>) { v = constant<?>([1], [2]); }\n"),
            "%2 = constant<integer>([1], [2]) as y\n");
}

TEST(NnefEvaluator, IdentifiersMayBeAssignedAgain) {
  EXPECT_EQ(operationsOf("t = relu(x); t = exp(t); y = t;"), "%2 = relu(%1) as t\n%3 = exp(%2) as t\n");
}

TEST(NnefEvaluator, SeveralResults) {
  EXPECT_EQ(operationsOf("(v, y) = max_pool_with_index(x, [2, 2]);"),
            "%2 = max_pool_with_index(%1, [2, 2], 'constant', [], [], []) as v y\n");
  EXPECT_NE(operationsOf("a, b, y = max_pool_with_index(x, [2, 2]);").find("expected 3 results, got 2"),
            std::string::npos);
  EXPECT_NE(operationsOf("a, y = relu(x);").find("cannot assign a tensor to several identifiers"),
            std::string::npos);
}

TEST(NnefEvaluator, UnknownArgumentsAreIgnoredWithAWarning) {
  Evaluation result = evaluateText(graphOf("y = sigmoid(x, axes = [nothing]);"));
  EXPECT_EQ(result.error, "");
  ASSERT_EQ(result.warnings.size(), 1u);
  EXPECT_NE(result.warnings[0].find("operation 'sigmoid' has no parameter 'axes'"), std::string::npos);
}

TEST(NnefEvaluator, ListsAllUnknownOperations) {
  std::string error =
      operationsOf("a = mystery(x); b = mystery(a); y = relu(other(b));", "", {"relu", "box"});
  EXPECT_NE(error.find("graph.nnef:5:9: unknown operation 'mystery'"), std::string::npos) << error;
  EXPECT_NE(error.find("(used 2 times)"), std::string::npos);
  EXPECT_NE(error.find("unknown operation 'other'"), std::string::npos);
  EXPECT_NE(error.find("operation 'relu' is not supported yet"), std::string::npos);
  error = operationsOf("y = avg_pool(x, [1, 1]);", "", {"avg_pool", "box"});
  EXPECT_NE(error.find("graph.nnef:5:9: operation 'box' is not supported yet"), std::string::npos) << error;
}

TEST(NnefEvaluator, RecursionIsAnError) {
  EXPECT_NE(operationsOf("y = f(x);", "fragment f(a: tensor<scalar>) -> (b: tensor<scalar>) { b = f(a); }\n")
                .find("nests too deeply"),
            std::string::npos);
}

TEST(NnefEvaluator, ExponentialFragmentsAreBounded) {
  std::string fragments = "fragment f0(n: integer) -> (m: integer) { m = n + 1; }\n";
  for (int i = 1; i < 60; ++i) {
    std::string inner = "f" + std::to_string(i - 1);
    fragments += "fragment f" + std::to_string(i) + "(n: integer) -> (m: integer) { m = " + inner + "(n) + " +
                 inner + "(n); }\n";
  }
  std::string error = operationsOf("y = f59(1);", fragments);
  EXPECT_TRUE(error.find("too many operations") != std::string::npos ||
              error.find("64 bits") != std::string::npos)
      << error;
}

TEST(NnefEvaluator, GraphPorts) {
  EXPECT_NE(operationsOf("z = x;").find("graph.nnef:2:16: graph output 'y' is never assigned"),
            std::string::npos);
  EXPECT_NE(evaluateText("version 1.0;\ngraph g(a) -> (y) { y = 1; }")
                .error.find("graph.nnef:2:9: graph input 'a' is "
                            "never declared by 'external'"),
            std::string::npos);
}

TEST(NnefEvaluator, Symbols) {
  EXPECT_EQ(operationsOf("y = reshape(x, shape = [S, 2 * S]);", "extension tract_symbol S;\n"),
            "%2 = reshape(%1, [S, (2 2 S)], 0, -1) as y\n");
  Evaluation result = evaluateText("version 1.0; graph g(x) -> (y) { x = external(shape = [T, 1]); y = x; }");
  EXPECT_EQ(result.text, "%1 = external<scalar>([T, 1]) as x\n");
}

TEST(NnefEvaluator, ErrorsInLibraryFragmentsPointAtTheCall) {
  EXPECT_NE(operationsOf("y = nearest_downsample(x, factor = 3);", "", {"nearest_downsample"})
                .find("graph.nnef:5:9: length_of expects an array, got an integer"),
            std::string::npos);
}

} // namespace
