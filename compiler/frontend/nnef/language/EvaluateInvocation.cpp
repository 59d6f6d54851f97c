// Invocations: which definition a name means, binding of arguments, inlining of fragments, folding of
// operations whose arguments are literals. Part of the Evaluator. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/Evaluator.h"
#include "compiler/frontend/nnef/language/Operators.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>

namespace ingot::nnef {

static constexpr unsigned maximumFragmentDepth = 64;

const Fragment *Evaluator::resolve(llvm::StringRef operation) const {
  // The last definition of a model wins; a declaration without a body only repeats what the library says.
  for (const Fragment &fragment : llvm::reverse(document.fragments))
    if (fragment.hasBody && fragment.name == operation)
      return &fragment;
  return library.find(operation);
}

//===- Checking -----------------------------------------------------------------------------------------===//

namespace {
/// Walks the graph and every fragment it reaches, and collects the operations that nothing can build.
class OperationCheck {
public:
  OperationCheck(const Library &library, const Builder &builder,
                 llvm::function_ref<const Fragment *(llvm::StringRef)> resolve)
      : library(library), builder(builder), resolve(resolve) {}

  void visit(llvm::ArrayRef<Assignment> body, const SourceText &source, std::optional<Position> callSite) {
    for (const Assignment &assignment : body)
      visit(*assignment.value, source, callSite);
  }

  struct Problem {
    Position position;
    bool isKnown = false;
    unsigned count = 0;
  };
  llvm::MapVector<llvm::StringRef, Problem> problems;

private:
  void visit(const Expression &expression, const SourceText &source, std::optional<Position> callSite) {
    for (const Expression *operand : expression.operands)
      if (operand)
        visit(*operand, source, callSite);
    for (const LoopVariable &loop : expression.loops)
      visit(*loop.iterable, source, callSite);
    for (const Argument &argument : expression.arguments)
      visit(*argument.value, source, callSite);
    if (expression.kind == Expression::Kind::Invocation)
      visitNamedBody(expression, callSite);
    if (expression.kind == Expression::Kind::Invocation)
      visitInvocation(expression.text, callSite ? *callSite : Position{&source, expression.offset}, callSite);
  }

  /// A scan names the fragment that is its body.
  void visitNamedBody(const Expression &expression, std::optional<Position> callSite) {
    if (expression.text != "tract_core_scan")
      return;
    for (const Argument &argument : expression.arguments)
      if (argument.name == "body" && argument.value->kind == Expression::Kind::String)
        if (const Fragment *body = resolve(argument.value->text); body && visited.insert(body->name).second)
          visit(body->body, *body->source, library.owns(*body) ? callSite : std::nullopt);
  }

  void visitInvocation(llvm::StringRef operation, Position position, std::optional<Position> callSite) {
    const Fragment *fragment = resolve(operation);
    bool isOwn = fragment && !library.owns(*fragment);
    if (fragment && !isOwn && builder.supports(operation))
      return;
    if (fragment && fragment->hasBody) {
      // A fragment of the library reports at the first call in the model, so that it needs one visit only.
      if (visited.insert(operation).second)
        visit(fragment->body, *fragment->source, isOwn ? callSite : std::optional<Position>(position));
      return;
    }
    Problem &problem = problems[operation];
    if (problem.count++ == 0) {
      problem.position = position;
      problem.isKnown = fragment != nullptr;
    }
  }

  const Library &library;
  const Builder &builder;
  llvm::function_ref<const Fragment *(llvm::StringRef)> resolve;
  llvm::StringSet<> visited;
};
} // namespace

llvm::Error Evaluator::checkOperations() const {
  auto resolver = [this](llvm::StringRef operation) { return resolve(operation); };
  OperationCheck check(library, builder, resolver);
  check.visit(document.graph.body, document.source, std::nullopt);
  if (check.problems.empty())
    return llvm::Error::success();
  std::string message;
  for (auto &[operation, problem] : check.problems) {
    if (!message.empty())
      message += '\n';
    std::string times = problem.count > 1 ? " (used " + std::to_string(problem.count) + " times)" : "";
    std::string remedy = builder.remedy(operation);
    std::string what =
        problem.isKnown
            ? "operation '" + operation.str() + "' is not supported" +
                  (remedy.empty() ? " yet: define a fragment of this name in the model" : ": " + remedy)
            : "unknown operation '" + operation.str() +
                  "': it is no standard operation and the model does not define it; define it as a fragment";
    message += problem.position.describe(what + times);
  }
  return llvm::createStringError(llvm::Twine(message));
}

//===- Invocations --------------------------------------------------------------------------------------===//

Value Evaluator::evaluateInvocation(const Expression &expression, Frame &frame, Names names) {
  Position position = positionOf(frame, expression.offset);
  const Fragment *declaration = resolve(expression.text);
  if (!declaration)
    return fail(position, "unknown operation '" + expression.text + "'");
  std::vector<Value> values;
  if (!bindArguments(expression, *declaration, frame, names, values))
    return {};
  std::string typeArgument = expression.typeArgument == "?" ? frame.typeArgument : expression.typeArgument;
  return invoke(*declaration, std::move(values), std::move(typeArgument), position, names, frame);
}

bool Evaluator::bindArguments(const Expression &expression, const Fragment &declaration, Frame &frame, Names names,
                              std::vector<Value> &values) {
  llvm::ArrayRef<Parameter> parameters = declaration.parameters;
  values.resize(parameters.size());
  bool outer = frame.declaresSymbols;
  frame.declaresSymbols |= frame.isGraph && (expression.text == "external" || expression.text == "tract_core_external");
  bool isWhole = true;
  for (auto [index, argument] : llvm::enumerate(expression.arguments)) {
    Position position = positionOf(frame, argument.offset);
    size_t place = index;
    if (!argument.name.empty())
      for (place = 0; place < parameters.size() && parameters[place].name != argument.name;)
        ++place;
    if (place >= parameters.size()) {
      if (argument.name.empty()) {
        fail(position, "operation '" + declaration.name + "' takes " + llvm::Twine(parameters.size()) +
                           " arguments, this is one more");
        isWhole = false;
        break;
      }
      // Exporters pass arguments that the operation does not have; nothing may depend on them.
      builder.warn(position, "operation '" + declaration.name + "' has no parameter '" + argument.name +
                                 "': the argument is ignored");
      continue;
    }
    if (!values[place].isNone()) {
      fail(position, "argument '" + argument.name + "' is given twice");
      isWhole = false;
      break;
    }
    values[place] = evaluate(*argument.value, frame, names);
    if (values[place].isNone()) {
      isWhole = false;
      break;
    }
  }
  frame.declaresSymbols = outer;
  for (size_t i = 0; isWhole && i < parameters.size(); ++i) {
    if (!values[i].isNone())
      continue;
    if (!parameters[i].defaultValue) {
      fail(positionOf(frame, expression.offset),
           "operation '" + declaration.name + "': argument '" + parameters[i].name + "' is missing");
      return false;
    }
    Frame defaults;
    defaults.source = declaration.source;
    values[i] = evaluate(*parameters[i].defaultValue, defaults, names);
    isWhole = !values[i].isNone();
  }
  return isWhole;
}

Value Evaluator::invokeByName(llvm::StringRef operation, std::vector<Value> values, Position position, Names names,
                              const Frame &caller) {
  const Fragment *declaration = resolve(operation);
  if (!declaration || declaration->parameters.size() != values.size())
    return fail(position,
                "operation '" + operation + "' is not defined for " + llvm::Twine(values.size()) + " operands");
  return invoke(*declaration, std::move(values), {}, position, names, caller);
}

Value Evaluator::invoke(const Fragment &declaration, std::vector<Value> values, std::string typeArgument,
                        Position position, Names names, const Frame &caller) {
  bool isOwn = !library.owns(declaration);
  if (typeArgument.empty())
    typeArgument = declaration.genericDefault;
  if (!isOwn) {
    std::string why;
    Value folded = foldLiterals(declaration.name, values, why);
    if (!why.empty())
      return fail(position, "operation '" + declaration.name + "': " + why);
    if (!folded.isNone())
      return folded;
  }
  if (!isOwn && builder.supports(declaration.name)) {
    Call call(declaration, position);
    call.values = std::move(values);
    call.typeArgument = std::move(typeArgument);
    call.resultNames.assign(names.begin(), names.end());
    call.isTopLevel = caller.isGraph;
    auto findFragment = [this](llvm::StringRef name) {
      const Fragment *found = resolve(name);
      return found && found->hasBody ? found : nullptr;
    };
    auto expand = [&](const Fragment &fragment, std::vector<Value> arguments) {
      return inlineFragment(fragment, std::move(arguments), {}, position, names);
    };
    call.findFragment = findFragment;
    call.expand = expand;
    Value result = builder.build(call);
    if (call.failed() && !failure)
      failure = std::move(call.failure);
    if (result.isNone() && !failure)
      return fail(position, "operation '" + declaration.name + "' gave no result");
    return failure ? Value() : result;
  }
  if (declaration.hasBody)
    return inlineFragment(declaration, std::move(values), std::move(typeArgument), position, names);
  std::string remedy = builder.remedy(declaration.name);
  return fail(position, "operation '" + declaration.name + "' is not supported" +
                            (remedy.empty() ? " yet: define a fragment of this name in the model" : ": " + remedy));
}

Value Evaluator::inlineFragment(const Fragment &fragment, std::vector<Value> values, std::string typeArgument,
                                Position position, Names names) {
  if (fragmentDepth >= maximumFragmentDepth)
    return fail(position, "fragment '" + fragment.name + "' nests too deeply (fragments cannot be recursive)");
  Frame frame;
  frame.source = fragment.source;
  if (library.owns(fragment))
    frame.callSite = position;
  frame.typeArgument = std::move(typeArgument);
  frame.prefix = names.front() + "/";
  for (auto [index, result] : llvm::enumerate(fragment.results))
    if (index < names.size())
      frame.outerNames[result.name] = names[index];
  for (auto [parameter, value] : llvm::zip(fragment.parameters, values))
    frame.scope[parameter.name] = std::move(value);
  ++fragmentDepth;
  bool isWhole = run(fragment.body, frame);
  --fragmentDepth;
  if (!isWhole)
    return {};
  std::vector<Value> results;
  for (const Result &result : fragment.results) {
    results.push_back(frame.scope.lookup(result.name));
    if (results.back().isNone())
      return fail(positionOf(frame, result.offset),
                  "result '" + result.name + "' of fragment '" + fragment.name + "' is never assigned");
  }
  return results.size() == 1 ? results.front() : Value::ofTuple(std::move(results));
}

//===- Folding ------------------------------------------------------------------------------------------===//

static bool isLiteral(const Value &value) { return value.isNumber() || value.isLogical() || value.isSize(); }

static Value foldCast(const Value &input, llvm::StringRef type) {
  bool toInteger = type == "tdim" || type == "i64";
  if (input.isSize() || input.isInteger())
    return toInteger ? input : Value();
  if (input.isScalar() && toInteger && std::fabs(input.scalar()) < 9e15)
    return Value::ofInteger(static_cast<int64_t>(input.scalar()));
  return {};
}

/// `condition ? left : right` for a condition that is the size 0 or 1; empty where a side is no size.
Value Evaluator::selectSize(const Value &condition, const Value &left, const Value &right) {
  std::string why;
  Value difference = applyBinary(BinaryOperator::Subtract, left, right, why);
  if (!difference.isSize() && !difference.isInteger())
    return {};
  Value product = applyBinary(BinaryOperator::Multiply, condition, difference, why);
  return product.isNone() ? Value() : applyBinary(BinaryOperator::Add, right, product, why);
}

/// The result of a standard operation on literals: exporters compute sizes and positions with the operations
/// that also work on tensors. Empty, with `why` empty, where the operation is left to the Builder.
Value Evaluator::foldLiterals(llvm::StringRef operation, llvm::ArrayRef<Value> values, std::string &why) {
  if (operation == "tract_core_cast" && values.size() == 2 && isLiteral(values[0]) && values[1].isString())
    return foldCast(values[0], values[1].string());
  if (operation == "select" && isLiteral(values[1]) && isLiteral(values[2])) {
    if (values[0].isLogical())
      return values[0].logical() ? values[1] : values[2];
    if (values[0].isSize())
      return selectSize(values[0], values[1], values[2]);
  }
  if (operation == "copy" && isLiteral(values[0]))
    return values[0];
  if (!llvm::all_of(values, isLiteral))
    return {};
  if (std::optional<UnaryOperator> op = unaryOperatorNamed(operation); op && values.size() == 1) {
    if (values[0].isSize())
      return *op == UnaryOperator::Minus ? applyBinary(BinaryOperator::Multiply, values[0], Value::ofInteger(-1), why)
                                         : Value();
    return evaluateUnary(*op, values[0], why);
  }
  std::optional<BinaryOperator> op = binaryOperatorNamed(operation);
  if (!op || values.size() != 2)
    return {};
  if ((values[0].isSize() && !values[1].isSize() && !values[1].isInteger()) ||
      (values[1].isSize() && !values[0].isSize() && !values[0].isInteger()))
    return {};
  return applyBinary(*op, values[0], values[1], why);
}

} // namespace ingot::nnef
