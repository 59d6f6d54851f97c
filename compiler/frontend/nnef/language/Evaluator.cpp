// Evaluation of expressions and assignments. Invocations are in EvaluateInvocation.cpp. See Evaluator.h.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Evaluator.h"

#include "compiler/frontend/nnef/language/Operators.h"

namespace ingot::nnef {

// Bounds that a hostile text runs into before the machine does.
static constexpr unsigned maximumEvaluationDepth = 1500;
static constexpr uint64_t maximumSteps = uint64_t(1) << 23;

Value Evaluator::fail(Position position, const llvm::Twine &message) {
  if (!failure)
    failure = position.describe(message);
  return {};
}

Position Evaluator::positionOf(const Frame &frame, uint32_t offset) const {
  return frame.callSite ? *frame.callSite : Position{frame.source, offset};
}

std::string Evaluator::outerName(const Frame &frame, llvm::StringRef local) const {
  auto found = frame.outerNames.find(local);
  return found == frame.outerNames.end() ? frame.prefix + local.str() : found->second;
}

llvm::Expected<std::vector<Value>> Evaluator::evaluateGraph() {
  Frame frame;
  frame.source = &document.source;
  frame.isGraph = true;
  if (!run(document.graph.body, frame))
    return llvm::createStringError(llvm::Twine(*failure));
  for (const GraphPort &input : document.graph.inputs)
    if (frame.scope.lookup(input.name).isNone())
      return document.source.error(input.offset, "graph input '" + input.name + "' is never declared by 'external'");
  std::vector<Value> outputs;
  for (const GraphPort &output : document.graph.outputs) {
    outputs.push_back(frame.scope.lookup(output.name));
    if (outputs.back().isNone())
      return document.source.error(output.offset, "graph output '" + output.name + "' is never assigned");
  }
  return outputs;
}

llvm::Expected<Value> Evaluator::evaluateAlone(const Expression &expression) {
  Frame frame;
  frame.source = &document.source;
  std::string name = "assertion";
  Value value = evaluate(expression, frame, name);
  if (value.isNone())
    return llvm::createStringError(llvm::Twine(*failure));
  return value;
}

bool Evaluator::run(llvm::ArrayRef<Assignment> body, Frame &frame) {
  for (const Assignment &assignment : body) {
    std::vector<std::string> names;
    collectNames(*assignment.target, frame, names);
    if (names.empty())
      names.push_back(outerName(frame, "_"));
    Value value = evaluate(*assignment.value, frame, names);
    if (value.isNone() || !assign(*assignment.target, value, frame))
      return false;
  }
  return true;
}

void Evaluator::collectNames(const Expression &target, const Frame &frame, std::vector<std::string> &names) const {
  if (target.kind == Expression::Kind::Identifier)
    names.push_back(outerName(frame, target.text));
  for (const Expression *item : target.operands)
    collectNames(*item, frame, names);
}

bool Evaluator::assign(const Expression &target, const Value &value, Frame &frame) {
  if (target.kind == Expression::Kind::Identifier) {
    Value &place = frame.scope[target.text];
    std::string error;
    place = frame.isGraph ? builder.assigned(target.text, value, positionOf(frame, target.offset), error) : value;
    if (place.isNone() && !failure)
      failure = std::move(error);
    return !place.isNone();
  }
  if (!value.isSequence()) {
    fail(positionOf(frame, target.offset), "cannot assign " + describe(value.kind()) + " to several identifiers");
    return false;
  }
  if (value.items().size() != target.operands.size()) {
    fail(positionOf(frame, target.offset),
         "expected " + llvm::Twine(target.operands.size()) + " results, got " + llvm::Twine(value.items().size()));
    return false;
  }
  for (auto [item, part] : llvm::zip(target.operands, value.items()))
    if (!assign(*item, part, frame))
      return false;
  return true;
}

Value Evaluator::evaluate(const Expression &expression, Frame &frame, Names names) {
  if (++steps > maximumSteps)
    return fail(positionOf(frame, expression.offset), "the graph expands to too many operations");
  if (depth >= maximumEvaluationDepth)
    return fail(positionOf(frame, expression.offset), "the graph nests too deeply");
  ++depth;
  Value value = evaluateNode(expression, frame, names);
  --depth;
  return value;
}

Value Evaluator::evaluateNode(const Expression &expression, Frame &frame, Names names) {
  switch (expression.kind) {
  case Expression::Kind::Identifier:
    return evaluateIdentifier(expression, frame);
  case Expression::Kind::Integer:
    return Value::ofInteger(expression.integer);
  case Expression::Kind::Scalar:
    return Value::ofScalar(expression.scalar);
  case Expression::Kind::Logical:
    return Value::ofLogical(expression.integer != 0);
  case Expression::Kind::String:
    return Value::ofString(expression.text);
  case Expression::Kind::Array:
  case Expression::Kind::Tuple:
    return evaluateSequence(expression, frame, names);
  case Expression::Kind::Subscript:
    return evaluateSubscript(expression, frame, names);
  case Expression::Kind::Range:
    return evaluateRange(expression, frame, names);
  case Expression::Kind::Unary:
    return evaluateUnaryNode(expression, frame, names);
  case Expression::Kind::Binary:
    return evaluateBinaryNode(expression, frame, names);
  case Expression::Kind::IfElse:
    return evaluateIfElse(expression, frame, names);
  case Expression::Kind::Comprehension:
    return evaluateComprehension(expression, frame, names);
  case Expression::Kind::Builtin:
    return evaluateBuiltin(expression, frame, names);
  case Expression::Kind::Invocation:
    return evaluateInvocation(expression, frame, names);
  }
  return {};
}

Value Evaluator::evaluateIdentifier(const Expression &expression, Frame &frame) {
  auto found = frame.scope.find(expression.text);
  if (found != frame.scope.end())
    return found->second;
  Position position = positionOf(frame, expression.offset);
  Value symbol = builder.symbol(expression.text, position, frame.declaresSymbols);
  return symbol.isNone() ? fail(position, "unknown identifier '" + expression.text + "'") : symbol;
}

Value Evaluator::evaluateSequence(const Expression &expression, Frame &frame, Names names) {
  std::vector<Value> items;
  items.reserve(expression.operands.size());
  for (const Expression *operand : expression.operands) {
    items.push_back(evaluate(*operand, frame, names));
    if (items.back().isNone())
      return {};
  }
  return expression.kind == Expression::Kind::Array ? Value::ofArray(std::move(items))
                                                    : Value::ofTuple(std::move(items));
}

Value Evaluator::evaluateSubscript(const Expression &expression, Frame &frame, Names names) {
  Value base = evaluate(*expression.operands[0], frame, names);
  Value index = base.isNone() ? Value() : evaluate(*expression.operands[1], frame, names);
  if (index.isNone())
    return {};
  base = builder.elements(base);
  index = builder.elements(index);
  Position position = positionOf(frame, expression.offset);
  if (!index.isInteger())
    return fail(position, "expected an integer as subscript, got " + describe(index.kind()));
  int64_t place = index.integer();
  if (base.isString()) {
    if (place < 0 || static_cast<uint64_t>(place) >= base.string().size())
      return fail(position,
                  "subscript " + llvm::Twine(place) + " is outside a string of " + llvm::Twine(base.string().size()));
    return Value::ofString(base.string().substr(place, 1));
  }
  if (!base.isSequence())
    return fail(position, "cannot subscript " + describe(base.kind()));
  if (place < 0 || static_cast<uint64_t>(place) >= base.items().size())
    return fail(position, "subscript " + llvm::Twine(place) + " is outside " + describe(base.kind()) + " of " +
                              llvm::Twine(base.items().size()) + " items");
  return base.items()[place];
}

Value Evaluator::evaluateRange(const Expression &expression, Frame &frame, Names names) {
  Value base = evaluate(*expression.operands[0], frame, names);
  if (base.isNone())
    return {};
  base = builder.elements(base);
  Position position = positionOf(frame, expression.offset);
  if (!base.isArray() && !base.isString())
    return fail(position, "cannot take a range of " + describe(base.kind()));
  int64_t length = static_cast<int64_t>(base.isArray() ? base.items().size() : base.string().size());
  int64_t bounds[2] = {0, length};
  for (unsigned i : {0u, 1u}) {
    const Expression *bound = expression.operands[i + 1];
    if (!bound)
      continue;
    Value value = evaluate(*bound, frame, names);
    if (value.isNone())
      return {};
    if (!value.isInteger())
      return fail(position, "expected an integer as bound of a range, got " + describe(value.kind()));
    bounds[i] = value.integer();
  }
  if (bounds[0] < 0 || bounds[1] > length || bounds[0] > bounds[1])
    return fail(position, "range " + llvm::Twine(bounds[0]) + ":" + llvm::Twine(bounds[1]) + " is outside " +
                              describe(base.kind()) + " of " + llvm::Twine(length) + " items");
  if (base.isString())
    return Value::ofString(base.string().substr(bounds[0], bounds[1] - bounds[0]));
  return Value::ofArray(base.items().slice(bounds[0], bounds[1] - bounds[0]).vec());
}

Value Evaluator::evaluateUnaryNode(const Expression &expression, Frame &frame, Names names) {
  Value value = evaluate(*expression.operands[0], frame, names);
  if (value.isNone())
    return {};
  Position position = positionOf(frame, expression.offset);
  if (value.isTensor()) {
    if (expression.unary == UnaryOperator::Plus)
      return value;
    return invokeByName(operationName(expression.unary), {value}, position, names, frame);
  }
  std::string why;
  Value result = value.isSize() && expression.unary == UnaryOperator::Minus
                     ? applyBinary(BinaryOperator::Multiply, value, Value::ofInteger(-1), why)
                     : evaluateUnary(expression.unary, value, why);
  return result.isNone() ? fail(position, why) : result;
}

Value Evaluator::applyBinary(BinaryOperator op, const Value &left, const Value &right, std::string &why) {
  bool areSizes = (left.isSize() || left.isInteger()) && (right.isSize() || right.isInteger());
  if (!areSizes || (left.isInteger() && right.isInteger()))
    return evaluateBinary(op, left, right, why);
  Value result = builder.sizeOperator(op, left, right);
  if (result.isNone())
    why = ("operator '" + spelling(op) + "' cannot be applied to these sizes").str();
  return result;
}

Value Evaluator::evaluateBinaryNode(const Expression &expression, Frame &frame, Names names) {
  Value left = evaluate(*expression.operands[0], frame, names);
  if (left.isNone())
    return {};
  // A condition that is decided does not evaluate its other side, which may be meaningless then.
  if (left.isLogical() && ((expression.binary == BinaryOperator::And && !left.logical()) ||
                           (expression.binary == BinaryOperator::Or && left.logical())))
    return left;
  Value right = evaluate(*expression.operands[1], frame, names);
  if (right.isNone())
    return {};
  Position position = positionOf(frame, expression.offset);
  bool isOnTensors =
      left.isTensor() || right.isTensor() || (left.isSize() && right.isScalar()) || (left.isScalar() && right.isSize());
  if (isOnTensors && !operationName(expression.binary).empty())
    return invokeByName(operationName(expression.binary), {left, right}, position, names, frame);
  std::string why;
  Value result = applyBinary(expression.binary, left, right, why);
  return result.isNone() ? fail(position, why) : result;
}

Value Evaluator::evaluateIfElse(const Expression &expression, Frame &frame, Names names) {
  Value condition = evaluate(*expression.operands[0], frame, names);
  if (condition.isNone())
    return {};
  if (!condition.isLogical())
    return fail(positionOf(frame, expression.operands[0]->offset),
                "expected a logical known at compile time as condition of 'if', got " + describe(condition.kind()));
  return evaluate(*expression.operands[condition.logical() ? 1 : 2], frame, names);
}

Value Evaluator::evaluateComprehension(const Expression &expression, Frame &frame, Names names) {
  std::vector<Value> iterables;
  for (const LoopVariable &loop : expression.loops) {
    Position position = positionOf(frame, loop.iterable->offset);
    iterables.push_back(evaluate(*loop.iterable, frame, names));
    if (iterables.back().isNone())
      return {};
    if (!iterables.back().isArray())
      return fail(position, "expected an array to iterate over, got " + describe(iterables.back().kind()));
    if (iterables.back().items().size() != iterables.front().items().size())
      return fail(position, "iterated arrays differ in length: " + llvm::Twine(iterables.front().items().size()) +
                                " and " + llvm::Twine(iterables.back().items().size()));
  }
  // Loop variables hide outer identifiers of the same name until the end of the comprehension.
  std::vector<Value> hidden;
  for (const LoopVariable &loop : expression.loops)
    hidden.push_back(frame.scope.lookup(loop.name));
  std::vector<Value> items;
  bool isWhole = true;
  for (size_t i = 0; isWhole && i < iterables.front().items().size(); ++i) {
    for (auto [loop, iterable] : llvm::zip(expression.loops, iterables))
      frame.scope[loop.name] = iterable.items()[i];
    Value keep = Value::ofLogical(true);
    if (expression.operands[0])
      keep = evaluate(*expression.operands[0], frame, names);
    if (!keep.isNone() && !keep.isLogical())
      keep = fail(positionOf(frame, expression.operands[0]->offset),
                  "expected a logical known at compile time as filter, got " + describe(keep.kind()));
    if (keep.isNone())
      isWhole = false;
    else if (keep.logical())
      isWhole = !items.emplace_back(evaluate(*expression.operands[1], frame, names)).isNone();
  }
  for (auto [loop, value] : llvm::zip(expression.loops, hidden)) {
    if (value.isNone())
      frame.scope.erase(loop.name);
    else
      frame.scope[loop.name] = value;
  }
  return isWhole ? Value::ofArray(std::move(items)) : Value();
}

Value Evaluator::evaluateBuiltin(const Expression &expression, Frame &frame, Names names) {
  Value value = evaluate(*expression.operands[0], frame, names);
  if (value.isNone())
    return {};
  Position position = positionOf(frame, expression.offset);
  const std::string &builtin = expression.text;
  std::string why;
  if (builtin == "length_of" || builtin == "range_of") {
    if (!value.isSequence() && !value.isString())
      return fail(position, builtin + " expects an array, got " + describe(value.kind()));
    size_t length = value.isString() ? value.string().size() : value.items().size();
    if (builtin == "length_of")
      return Value::ofInteger(static_cast<int64_t>(length));
    std::vector<Value> items;
    for (size_t i = 0; i < length; ++i)
      items.push_back(Value::ofInteger(static_cast<int64_t>(i)));
    return Value::ofArray(std::move(items));
  }
  if (builtin == "shape_of") {
    Value shape = value.isTensor() ? builder.shapeOf(value) : value.isNumber() ? Value::ofArray({}) : Value();
    return shape.isNone() ? fail(position, "the shape of " + describe(value.kind()) + " is not known at compile time")
                          : shape;
  }
  Value result = convert(builtin, value, why);
  return result.isNone() ? fail(position, why) : result;
}

} // namespace ingot::nnef
