// The syntax tree of one NNEF text: what the Parser makes and the Evaluator walks. Nodes live as long as the
// Document. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/SourceText.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace ingot::nnef {

enum class UnaryOperator : uint8_t { Plus, Minus, Not };
enum class BinaryOperator : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Power,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  And,
  Or,
  In,
  Minimum,
  Maximum
};

struct Expression;

/// `name = value` or `value` in an argument list.
struct Argument {
  std::string name;
  uint32_t offset = 0;
  const Expression *value = nullptr;
};

/// `name in iterable` of a comprehension.
struct LoopVariable {
  std::string name;
  const Expression *iterable = nullptr;
};

struct Expression {
  enum class Kind : uint8_t {
    Identifier,    // text
    Integer,       // integer
    Scalar,        // scalar
    Logical,       // integer (0 or 1)
    String,        // text
    Array,         // operands
    Tuple,         // operands
    Subscript,     // operands: base, index
    Range,         // operands: base, begin or null, end or null
    Unary,         // unary; operands: value
    Binary,        // binary; operands: left, right
    IfElse,        // operands: condition, value if true, value if false
    Comprehension, // loops; operands: filter or null, yielded value
    Builtin,    // text (length_of, shape_of, range_of, integer, scalar, logical, string); operands: argument
    Invocation, // text, typeArgument, arguments
  };
  Kind kind = Kind::Identifier;
  UnaryOperator unary = UnaryOperator::Plus;
  BinaryOperator binary = BinaryOperator::Add;
  /// Longest path to a leaf; bounded by the Parser so that recursive walks are safe.
  uint16_t depth = 1;
  uint32_t offset = 0;
  int64_t integer = 0;
  double scalar = 0;
  std::string text;
  /// `scalar` of `op<scalar>(...)`; "?" where a fragment passes its own generic type on; empty if not
  /// written.
  std::string typeArgument;
  std::vector<const Expression *> operands;
  std::vector<Argument> arguments;
  std::vector<LoopVariable> loops;
};

/// `integer`, `tensor<scalar>`, `tensor<>`, `T[]`, `(T, U)`.
struct TypeSpec {
  enum class Kind : uint8_t { Primitive, Tensor, Array, Tuple };
  Kind kind = Kind::Primitive;
  /// Primitive and Tensor: `integer scalar logical string complex ?`; empty for `tensor<>`.
  std::string name;
  std::vector<TypeSpec> items;
};

struct Parameter {
  std::string name;
  uint32_t offset = 0;
  TypeSpec type;
  const Expression *defaultValue = nullptr;
};

struct Result {
  std::string name;
  uint32_t offset = 0;
  TypeSpec type;
};

struct Assignment {
  /// An Identifier, Array or Tuple expression; arrays and tuples nest and hold identifiers.
  const Expression *target = nullptr;
  const Expression *value = nullptr;
};

struct Fragment {
  std::string name;
  uint32_t offset = 0;
  bool isGeneric = false;
  /// `scalar` of `<? = scalar>`; empty if there is none.
  std::string genericDefault;
  std::vector<Parameter> parameters;
  std::vector<Result> results;
  bool hasBody = false;
  std::vector<Assignment> body;
  const SourceText *source = nullptr;
};

struct GraphPort {
  std::string name;
  uint32_t offset = 0;
};

struct Graph {
  std::string name;
  uint32_t offset = 0;
  std::vector<GraphPort> inputs;
  std::vector<GraphPort> outputs;
  std::vector<Assignment> body;
};

/// `extension NAME REST;`, verbatim.
struct Extension {
  std::string name;
  std::string rest;
  uint32_t offset = 0;
};

/// `extension tract_assert [SCENARIO:] EXPRESSION;` where the expression is a comparison of sizes.
struct SizeAssertion {
  std::string scenario;
  const Expression *condition = nullptr;
};

struct SymbolDeclaration {
  std::string name;
  uint32_t offset = 0;
};

struct Document {
  explicit Document(SourceText text) : source(std::move(text)) {}
  Document(const Document &) = delete;

  SourceText source;
  std::string version;
  std::vector<Extension> extensions;
  /// What the known extensions say.
  std::vector<std::string> registries;
  std::vector<SymbolDeclaration> symbols;
  std::vector<SizeAssertion> assertions;
  /// Extensions that nothing here knows; the importer warns about them.
  std::vector<uint32_t> unknownExtensions;
  std::vector<Fragment> fragments;
  Graph graph;
  bool hasGraph = false;
  /// Owns every Expression.
  std::deque<Expression> expressions;
};

} // namespace ingot::nnef
