// Tests of compiler/frontend/nnef/language/Parser: every form of the grammar, and where errors point.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Parser.h"

#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

using Kind = Expression::Kind;

std::unique_ptr<Document> parseText(const std::string &text) {
  auto document = parseDocument(sourceOf(text));
  EXPECT_TRUE(bool(document)) << llvm::toString(document.takeError());
  return document ? std::move(*document) : nullptr;
}

/// Parses one expression as the right side of an assignment.
struct Parsed {
  std::unique_ptr<Document> document;
  const Expression *expression;
};
Parsed parseExpressionText(const std::string &text) {
  std::unique_ptr<Document> document = parseText("version 1.0; graph g() -> (y) { y = " + text + "; }");
  const Expression *expression = document ? document->graph.body.front().value : nullptr;
  return {std::move(document), expression};
}

/// Fully parenthesized text of an expression.
std::string show(const Expression *e) {
  if (!e)
    return "_";
  std::string text;
  auto list = [&](const auto &items) {
    for (const Expression *item : items)
      text += (item == items.front() ? "" : " ") + show(item);
  };
  static const char *binary[] = {"+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "in"};
  switch (e->kind) {
  case Kind::Identifier:
    return e->text;
  case Kind::Integer:
    return std::to_string(e->integer);
  case Kind::Scalar:
    return RecordingBuilder::print(Value::ofScalar(e->scalar));
  case Kind::Logical:
    return e->integer ? "true" : "false";
  case Kind::String:
    return "'" + e->text + "'";
  case Kind::Array:
    text = "[";
    list(e->operands);
    return text + "]";
  case Kind::Tuple:
    text = "(tuple ";
    list(e->operands);
    return text + ")";
  case Kind::Subscript:
    text = "(at ";
    break;
  case Kind::Range:
    text = "(range ";
    break;
  case Kind::Unary:
    text = std::string("(") + "+-!"[static_cast<int>(e->unary)] + " ";
    break;
  case Kind::Binary:
    text = std::string("(") + binary[static_cast<int>(e->binary)] + " ";
    break;
  case Kind::IfElse:
    text = "(if ";
    break;
  case Kind::Comprehension:
    text = "(for ";
    for (const LoopVariable &loop : e->loops)
      text += loop.name + ":" + show(loop.iterable) + " ";
    break;
  case Kind::Builtin:
    text = "(" + e->text + " ";
    break;
  case Kind::Invocation:
    text = e->text + (e->typeArgument.empty() ? "" : "<" + e->typeArgument + ">") + "(";
    for (const Argument &argument : e->arguments)
      text += (&argument == &e->arguments.front() ? "" : ", ") +
              (argument.name.empty() ? "" : argument.name + "=") + show(argument.value);
    return text + ")";
  }
  list(e->operands);
  return text + ")";
}

std::string shown(const std::string &text) { return show(parseExpressionText(text).expression); }

TEST(NnefParser, Precedence) {
  EXPECT_EQ(shown("a + b * c ^ d"), "(+ a (* b (^ c d)))");
  EXPECT_EQ(shown("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(shown("a / b * c"), "(* (/ a b) c)");
  EXPECT_EQ(shown("a + b < c && d == e || f"), "(|| (&& (< (+ a b) c) (== d e)) f)");
  EXPECT_EQ(shown("(a + b) * c"), "(* (+ a b) c)");
  EXPECT_EQ(shown("a + 1 in b + c"), "(in (+ a 1) (+ b c))");
  EXPECT_EQ(shown("a <= b != c >= d > e"), "(> (>= (!= (<= a b) c) d) e)");
}

TEST(NnefParser, UnaryOperators) {
  EXPECT_EQ(shown("-a * +b"), "(* (- a) (+ b))");
  EXPECT_EQ(shown("--1"), "(- (- 1))");
  EXPECT_EQ(shown("!a && !b"), "(&& (! a) (! b))");
  EXPECT_EQ(shown("-a[1]"), "(- (at a 1))");
  EXPECT_EQ(shown("-inf"), "(- inf)");
}

TEST(NnefParser, IfElseNestsToTheRight) {
  EXPECT_EQ(shown("a if c else b"), "(if c a b)");
  EXPECT_EQ(shown("a if c else b if d else e"), "(if c a (if d b e))");
  EXPECT_EQ(shown("a + 1 if c < d else b * 2"), "(if (< c d) (+ a 1) (* b 2))");
}

TEST(NnefParser, Literals) {
  EXPECT_EQ(shown("[1, 2.5, true, false, 'a', \"b\"]"), "[1 2.5 true false 'a' 'b']");
  EXPECT_EQ(shown("[]"), "[]");
  EXPECT_EQ(shown("()"), "(tuple )");
  EXPECT_EQ(shown("(1)"), "1");
  EXPECT_EQ(shown("[(1, 2), (3, 4)]"), "[(tuple 1 2) (tuple 3 4)]");
  EXPECT_EQ(shown("a, b"), "(tuple a b)");
  EXPECT_EQ(shown("i\"x/y:0\""), "x/y:0");
  EXPECT_EQ(shown("9223372036854775807"), "9223372036854775807");
}

TEST(NnefParser, Subscripts) {
  EXPECT_EQ(shown("a[0][b]"), "(at (at a 0) b)");
  EXPECT_EQ(shown("a[1:2]"), "(range a 1 2)");
  EXPECT_EQ(shown("a[:2]"), "(range a _ 2)");
  EXPECT_EQ(shown("a[1:]"), "(range a 1 _)");
  EXPECT_EQ(shown("a[:]"), "(range a _ _)");
  EXPECT_EQ(shown("f(a)[0]"), "(at f(a) 0)");
}

TEST(NnefParser, Comprehensions) {
  EXPECT_EQ(shown("[for i in a yield i * 2]"), "(for i:a _ (* i 2))");
  EXPECT_EQ(shown("[for i in a, j in b yield i + j]"), "(for i:a j:b _ (+ i j))");
  EXPECT_EQ(shown("[for i in range_of(a) if i > 0 yield a[i]]"), "(for i:(range_of a) (> i 0) (at a i))");
}

TEST(NnefParser, Builtins) {
  EXPECT_EQ(shown("length_of(a) + shape_of(b)[0]"), "(+ (length_of a) (at (shape_of b) 0))");
  EXPECT_EQ(shown("integer(scalar(logical(string(a))))"), "(integer (scalar (logical (string a))))");
}

TEST(NnefParser, Invocations) {
  EXPECT_EQ(shown("conv(x, w, stride = [1, 1])"), "conv(x, w, stride=[1 1])");
  EXPECT_EQ(shown("external<scalar>(shape = [1])"), "external<scalar>(shape=[1])");
  EXPECT_EQ(shown("copy<?>(x)"), "copy<?>(x)");
  EXPECT_EQ(shown("f()"), "f()");
  EXPECT_EQ(shown("a < b"), "(< a b)");
  EXPECT_EQ(shown("a<b>(c)"), "(> (< a b) c)");
  EXPECT_EQ(shown("f(a == b, c = d)"), "f((== a b), c=d)");
}

TEST(NnefParser, Targets) {
  std::unique_ptr<Document> document = parseText(
      "version 1.0; graph g() -> (y) { a, b = f(); (c, d) = f(); [e] = f(); [i, [j, k]] = f(); [] = f(); }");
  ASSERT_TRUE(document);
  const std::vector<Assignment> &body = document->graph.body;
  EXPECT_EQ(show(body[0].target), "(tuple a b)");
  EXPECT_EQ(show(body[1].target), "(tuple c d)");
  EXPECT_EQ(show(body[2].target), "[e]");
  EXPECT_EQ(show(body[3].target), "[i [j k]]");
  EXPECT_EQ(show(body[4].target), "[]");
}

TEST(NnefParser, Fragments) {
  std::unique_ptr<Document> document = parseText(R"(version 1.0;
extension KHR_enable_fragment_definitions;
fragment declared<?>(x: tensor<?>, n: integer[] = [], p: (integer, integer)[] = [(0, 0)]) -> (y: tensor<?>[]);
fragment defined<? = scalar>(x: tensor<?>, s: string = 'a', e: scalar = -1.0, f: tensor<scalar>= 0.0) -> (y: tensor<?>, z: tensor<>)
{ y = x; z = x; }
graph g(a) -> (b) { b = a; })");
  ASSERT_TRUE(document);
  ASSERT_EQ(document->fragments.size(), 2u);
  const Fragment &declared = document->fragments[0], &defined = document->fragments[1];
  EXPECT_TRUE(declared.isGeneric);
  EXPECT_FALSE(declared.hasBody);
  EXPECT_EQ(declared.parameters[2].type.kind, TypeSpec::Kind::Array);
  EXPECT_EQ(declared.parameters[2].type.items[0].kind, TypeSpec::Kind::Tuple);
  EXPECT_EQ(declared.results[0].type.kind, TypeSpec::Kind::Array);
  EXPECT_EQ(defined.genericDefault, "scalar");
  EXPECT_TRUE(defined.hasBody);
  ASSERT_EQ(defined.parameters.size(), 4u);
  EXPECT_EQ(show(defined.parameters[2].defaultValue), "(- 1.0)");
  EXPECT_EQ(show(defined.parameters[3].defaultValue), "0.0");
  EXPECT_EQ(defined.results.size(), 2u);
}

TEST(NnefParser, Extensions) {
  std::unique_ptr<Document> document = parseText(R"(version 1.0;
extension KHR_enable_operator_expressions;
extension tract_registry tract_core;
extension tract_symbol S;
extension tract_pulse_streaming_symbol;
extension tract_assert S + P < 2048;
extension tract_assert tg: S == 1;
extension somebody_else says   anything (1 2;
graph g() -> () { })");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->extensions.size(), 7u);
  EXPECT_EQ(document->registries, std::vector<std::string>{"tract_core"});
  ASSERT_EQ(document->symbols.size(), 2u);
  EXPECT_EQ(document->symbols[1].name, "S");
  ASSERT_EQ(document->assertions.size(), 2u);
  EXPECT_EQ(show(document->assertions[0].condition), "(< (+ S P) 2048)");
  EXPECT_EQ(document->assertions[1].scenario, "tg");
  EXPECT_EQ(show(document->assertions[1].condition), "(== S 1)");
  EXPECT_EQ(document->extensions[6].rest, "says   anything (1 2");
  EXPECT_EQ(document->unknownExtensions.size(), 1u);
}

TEST(NnefParser, QuantFile) {
  auto document =
      parseQuantText(sourceOf("\"a b\": linear_quantize(bits = 8, min = -1.0, max = 1.0);\n"
                              "i\"c\": zero_point_linear_quantize(scale = [1.0, 2.0]);\nd: f();\n"));
  ASSERT_TRUE(bool(document));
  ASSERT_EQ((*document)->entries.size(), 3u);
  EXPECT_EQ((*document)->entries[0].name, "a b");
  EXPECT_EQ((*document)->entries[1].value->text, "zero_point_linear_quantize");
}

struct BadText {
  std::string text, error;
};

TEST(NnefParser, ErrorsPointAtTheToken) {
  const std::string head = "version 1.0;\n";
  const BadText cases[] = {
      {"", "graph.nnef:1:1: expected 'version', got the end of the file"},
      {"version 2.0;", "graph.nnef:1:9: version 2.0 of NNEF is not supported: expected 1.0"},
      {"version 1.0", "graph.nnef:1:12: expected ';' after the version, got the end of the file"},
      {head + "x", "graph.nnef:2:1: expected 'extension', 'fragment' or 'graph', got 'x'"},
      {head + "graph g(a -> (b) {}", "graph.nnef:2:11: expected ')' or ',' after a name, got '->'"},
      {head + "graph g(a) -> (b)\n{\n  b = relu(a\n}\n",
       "graph.nnef:5:1: expected ')' or ',' after an argument, got '}'"},
      {head + "graph g(a) -> (b)\n{\n  b = ;\n}\n", "graph.nnef:4:7: expected an expression, got ';'"},
      {head + "graph g(a) -> (b) { b = a }", "graph.nnef:2:27: expected ';' after an assignment, got '}'"},
      {head + "graph g(a) -> (b) { b = f(x = 1, 2); }",
       "graph.nnef:2:34: positional argument after a named argument"},
      {head + "graph g(a) -> (b) { b = f(x = 1, x = 2); }", "graph.nnef:2:34: argument 'x' is given twice"},
      {head + "graph g(a) -> (b) { b = a if c; }", "graph.nnef:2:31: expected 'else', got ';'"},
      {head + "graph g(a) -> (b) { b = [for i in a]; }", "graph.nnef:2:36: expected 'yield', got ']'"},
      {head + "graph g(a) -> (b) { b = 99999999999999999999; }",
       "graph.nnef:2:25: number 99999999999999999999 is out of range"},
      {head + "graph g(a) -> (b) { 1 = a; }",
       "graph.nnef:2:21: expected an identifier to assign to, got number 1"},
      {head + "graph g(a) -> (b) { b = 'x; }", "graph.nnef:2:25: string is not closed on its line"},
      {head + "fragment f(x: thing) -> (y: tensor<>);",
       "graph.nnef:2:15: unknown type 'thing': expected integer, scalar, logical, string or tensor<...>"},
      {head + "fragment f(x: integer, x: integer) -> (y: tensor<>);",
       "graph.nnef:2:24: parameter 'x' is declared twice"},
      {head + "fragment f() -> (y: tensor<>) graph",
       "graph.nnef:2:31: expected '{' or ';' after the declaration of "
       "fragment 'f', got 'graph'"},
      {head + "extension tract_symbol A B;",
       "graph.nnef:2:23: expected one name after 'extension tract_symbol'"},
      {head + "extension tract_assert S <;",
       "graph.nnef:2:27: expected an expression, got the end of the file"},
      {head + "graph g() -> () { }\nmore",
       "graph.nnef:3:1: expected the end of the file after the graph, got 'more'"},
  };
  for (const BadText &bad : cases) {
    std::string error = errorOf(parseDocument(sourceOf(bad.text)));
    EXPECT_EQ(error.substr(0, error.find('\n')), bad.error) << bad.text;
  }
}

TEST(NnefParser, ErrorsShowTheLine) {
  EXPECT_EQ(errorOf(parseDocument(sourceOf("version 1.0;\ngraph g(a) -> (b)\n{\n\tb = relu(a;\n}\n"))),
            "graph.nnef:4:12: expected ')' or ',' after an argument, got ';'\n\tb = relu(a;\n\t          ^");
}

TEST(NnefParser, LongLinesAreCut) {
  std::string items;
  for (int i = 0; i < 1000; ++i)
    items += "1, ";
  std::string error =
      errorOf(parseDocument(sourceOf("version 1.0; graph g() -> (y) { y = [" + items + "$]; }")));
  EXPECT_LT(error.size(), 400u);
  EXPECT_NE(error.find("unexpected character '$'"), std::string::npos);
}

TEST(NnefParser, DeepNestingIsAnError) {
  for (const auto &[open, close] : std::vector<std::pair<std::string, std::string>>{{"(", ")"},
                                                                                    {"[", "]"},
                                                                                    {"f(", ")"},
                                                                                    {"-", ""},
                                                                                    {"a + (", ")"},
                                                                                    {"a[", "]"},
                                                                                    {"1 if c else ", ""}}) {
    std::string text;
    for (int i = 0; i < 100000; ++i)
      text += open;
    text += "1";
    for (int i = 0; i < 100000; ++i)
      text += close;
    std::string error =
        errorOf(parseDocument(sourceOf("version 1.0; graph g() -> (y) { y = " + text + "; }")));
    EXPECT_NE(error.find("nests too deeply"), std::string::npos) << open << error.substr(0, 200);
  }
  std::string chain = "1";
  for (int i = 0; i < 100000; ++i)
    chain += " + 1";
  std::string error =
      errorOf(parseDocument(sourceOf("version 1.0; graph g() -> (y) { y = " + chain + "; }")));
  EXPECT_NE(error.find("nests too deeply"), std::string::npos);
}

} // namespace
