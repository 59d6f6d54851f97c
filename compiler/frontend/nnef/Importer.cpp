// Life of an import: the module with its symbols, one function, its inputs and outputs; and the Builder
// interface. Operations are imported by the functions of OpTable.def. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Importer.h"

#include "compiler/frontend/nnef/language/Operators.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace ingot::nnef {

using nn::ExprAttr;

Importer::Importer(mlir::MLIRContext &context, const Document &document, const Container &container,
                   const QuantTable &quant, const SizeBounds &bounds)
    : context(context), document(document), container(container), quant(quant), bounds(bounds), opBuilder(&context) {
  context.loadDialect<nn::NnDialect, sym::SymDialect, mlir::func::FuncDialect>();
  diagnostics.emplace(&context, [this](mlir::Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
      return mlir::failure();
    if (lastDiagnostic.empty())
      lastDiagnostic = diagnostic.str();
    return mlir::success();
  });
}

Importer::~Importer() = default;

mlir::Location Importer::locationOf(llvm::StringRef name, Position position) const {
  LineColumn place = position.source->lineColumn(position.offset);
  auto file = mlir::FileLineColLoc::get(&context, position.source->name(), place.line, place.column);
  return mlir::NameLoc::get(mlir::StringAttr::get(&context, name), file);
}

//===- Begin and end ------------------------------------------------------------------------------------===//

llvm::Error Importer::begin(llvm::StringRef name) {
  mlir::Location location = locationOf(document.graph.name, {&document.source, document.graph.offset});
  module = mlir::ModuleOp::create(location, name);
  module.get()->setAttr("ingot.stage", opBuilder.getStringAttr("import"));
  opBuilder.setInsertionPointToEnd(module->getBody());
  declareSymbols();
  function = mlir::func::FuncOp::create(opBuilder, location, name, opBuilder.getFunctionType({}, {}));
  opBuilder.setInsertionPointToEnd(function.addEntryBlock());
  for (const GraphPort &input : document.graph.inputs)
    if (!inputs.try_emplace(input.name).second)
      return document.source.error(input.offset, "graph input '" + input.name + "' is listed twice");
  for (uint32_t offset : document.unknownExtensions)
    warn({&document.source, offset}, "unknown extension is ignored");
  return llvm::Error::success();
}

/// Identifiers that the shapes of graph inputs use and nothing assigns: exporters leave them undeclared.
std::vector<std::string> Importer::implicitSymbols() const {
  llvm::StringSet<> assigned;
  std::vector<const Expression *> pending;
  auto drain = [&](auto visit) {
    while (!pending.empty()) {
      const Expression *next = pending.back();
      pending.pop_back();
      if (!next)
        continue;
      visit(*next);
      pending.insert(pending.end(), next->operands.begin(), next->operands.end());
    }
  };
  for (const Assignment &assignment : document.graph.body)
    pending.push_back(assignment.target);
  drain([&](const Expression &target) { assigned.insert(target.text); });

  std::vector<std::string> names;
  for (const Assignment &assignment : document.graph.body)
    if (assignment.value->text == "external" || assignment.value->text == "tract_core_external")
      for (const Argument &argument : assignment.value->arguments)
        if (argument.name.empty() || argument.name == "shape")
          pending.push_back(argument.value);
  drain([&](const Expression &part) {
    if (part.kind == Expression::Kind::Identifier && !assigned.contains(part.text))
      names.push_back(part.text);
  });
  return names;
}

/// The bound that `S >= 1`, `P < 2048` and the like set on one symbol.
static bool boundOf(const Expression &condition, std::string &name, std::optional<int64_t> &minimum,
                    std::optional<int64_t> &maximum) {
  if (condition.kind != Expression::Kind::Binary || condition.operands[0]->kind != Expression::Kind::Identifier ||
      condition.operands[1]->kind != Expression::Kind::Integer || condition.operands[1]->integer == INT64_MAX)
    return false;
  name = condition.operands[0]->text;
  int64_t value = condition.operands[1]->integer;
  switch (condition.binary) {
  case BinaryOperator::GreaterEqual:
    minimum = value;
    return true;
  case BinaryOperator::Greater:
    minimum = value + 1;
    return true;
  case BinaryOperator::LessEqual:
    maximum = value;
    return true;
  case BinaryOperator::Less:
    maximum = value - 1;
    return true;
  default:
    return false;
  }
}

void Importer::declareSymbols() {
  std::vector<std::string> names;
  for (const SymbolDeclaration &symbol : document.symbols)
    names.push_back(symbol.name);
  for (const std::string &name : implicitSymbols())
    names.push_back(name);
  for (const std::string &name : names) {
    if (!symbols.insert(name).second)
      continue;
    int64_t minimum = 1;
    std::optional<int64_t> maximum;
    for (const SizeAssertion &assertion : document.assertions) {
      std::string bounded;
      std::optional<int64_t> low, high;
      if (!assertion.scenario.empty() || !boundOf(*assertion.condition, bounded, low, high) || bounded != name)
        continue;
      if (low)
        minimum = std::max<int64_t>(0, *low);
      if (high)
        maximum = maximum ? std::min(*maximum, *high) : *high;
    }
    if (auto given = bounds.find(name); given != bounds.end()) {
      minimum = std::max(minimum, given->second.first);
      if (given->second.second != INT64_MAX)
        maximum = maximum ? std::min(*maximum, given->second.second) : given->second.second;
    }
    if (maximum && *maximum < minimum)
      maximum = std::nullopt;
    sym::SymbolOp::create(opBuilder, module->getLoc(), opBuilder.getStringAttr(name),
                          opBuilder.getI64IntegerAttr(minimum),
                          maximum ? opBuilder.getI64IntegerAttr(*maximum) : mlir::IntegerAttr(), ExprAttr());
  }
}

/// Assertions that are no bounds of one symbol become `sym.assert`. Those of a scenario only describe
/// expected calls.
llvm::Error Importer::addAssertions(llvm::function_ref<llvm::Expected<Value>(const Expression &)> evaluate) {
  mlir::OpBuilder::InsertionGuard guard(opBuilder);
  opBuilder.setInsertionPoint(function);
  shapeContext.emplace(*module);
  for (const SizeAssertion &assertion : document.assertions) {
    std::string name;
    std::optional<int64_t> low, high;
    if (!assertion.scenario.empty() || boundOf(*assertion.condition, name, low, high))
      continue;
    llvm::Expected<Value> value = evaluate(*assertion.condition);
    if (!value)
      return value.takeError();
    Position position{&document.source, assertion.condition->offset};
    if (value->isLogical() && !value->logical())
      return position.error("the assertion can never hold");
    if (!value->isSize())
      continue;
    auto condition = ExprAttr::getFromOpaquePointer(value->size());
    sym::AssertOp::create(opBuilder, locationOf("tract_assert", position), condition,
                          opBuilder.getStringAttr("the model promises " + condition.str()));
  }
  shapeContext.emplace(*module);
  return llvm::Error::success();
}

/// Puts the function's arguments in the order of the graph's inputs; `external`s may come in any order.
llvm::Error Importer::orderInputs() {
  mlir::Block &entry = function.front();
  unsigned count = entry.getNumArguments();
  for (auto [index, port] : llvm::enumerate(document.graph.inputs)) {
    mlir::Value input = inputs.lookup(port.name);
    if (!input)
      return document.source.error(port.offset, "graph input '" + port.name + "' is never declared by 'external'");
    mlir::BlockArgument ordered = entry.addArgument(input.getType(), input.getLoc());
    input.replaceAllUsesWith(ordered);
  }
  entry.eraseArguments(0, count);
  return llvm::Error::success();
}

llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> Importer::finish(llvm::ArrayRef<Value> outputs) {
  llvm::SmallVector<mlir::Value> results;
  for (auto [port, output] : llvm::zip(document.graph.outputs, outputs)) {
    Fragment declaration;
    declaration.name = "graph output";
    Call call(declaration, {&document.source, port.offset});
    call.resultNames.push_back(port.name);
    results.push_back(materialize(call, output));
    if (call.failed())
      return llvm::createStringError(llvm::Twine(*call.failure));
  }
  auto returned = mlir::func::ReturnOp::create(opBuilder, function.getLoc(), results);
  if (llvm::Error error = orderInputs())
    return std::move(error);
  function.setFunctionType(opBuilder.getFunctionType(function.front().getArgumentTypes(), returned->getOperandTypes()));
  for (auto [index, port] : llvm::enumerate(document.graph.inputs))
    function.setArgAttr(index, "ingot.name", opBuilder.getStringAttr(port.name));
  for (auto [index, port] : llvm::enumerate(document.graph.outputs))
    function.setResultAttr(index, "ingot.name", opBuilder.getStringAttr(port.name));
  // What only served to find sizes is not part of the model.
  for (mlir::Operation &op : llvm::make_early_inc_range(llvm::reverse(function.front())))
    if (mlir::isOpTriviallyDead(&op))
      op.erase();
  opBuilder.setInsertionPoint(function);
  for (const nn::DataSymbol &data : shapeContext->dataSymbols())
    sym::SymbolOp::create(opBuilder, data.location, opBuilder.getStringAttr(data.symbol.getName()),
                          data.minimum ? opBuilder.getI64IntegerAttr(data.minimum) : mlir::IntegerAttr(),
                          mlir::IntegerAttr(), data.bound);
  for (const nn::Guard &guard : shapeContext->guards())
    sym::GuardOp::create(opBuilder, guard.location, guard.condition, opBuilder.getStringAttr(guard.message));
  lastDiagnostic.clear();
  if (mlir::failed(mlir::verify(*module)))
    return llvm::createStringError("the imported module is not valid: " + lastDiagnostic);
  return std::move(module);
}

//===- Builder ------------------------------------------------------------------------------------------===//

bool Importer::supports(llvm::StringRef operation) const { return findImportFunction(operation) != nullptr; }

std::string Importer::remedy(llvm::StringRef operation) const { return refusalOf(operation).str(); }

Value Importer::build(Call &call) {
  resolveArguments(call);
  Value result = findImportFunction(call.operation())(*this, call);
  return call.failed() ? Value() : result;
}

mlir::Value Importer::settle(Call &call, mlir::Operation *op) {
  llvm::SmallVector<mlir::Value> results = infer(call, op);
  return results.empty() ? mlir::Value() : results.front();
}

llvm::SmallVector<mlir::Value> Importer::infer(Call &call, mlir::Operation *op) {
  lastDiagnostic.clear();
  if (++operations > maximumOperations) {
    call.fail("the graph expands to too many operations");
    return {};
  }
  if (mlir::succeeded(mlir::verify(op))) {
    // Rules may replace their operation: a user of the results keeps track of them.
    mlir::OpBuilder builder(opBuilder.getContext());
    builder.setInsertionPointAfter(op);
    auto user = mlir::UnrealizedConversionCastOp::create(builder, op->getLoc(), op->getResultTypes(), op->getResults());
    bool isInferred = mlir::succeeded(mlir::cast<nn::ShapeRule>(op).inferShape(*shapeContext));
    llvm::SmallVector<mlir::Value> results(user.getOperands());
    user->erase();
    if (isInferred)
      return results;
  }
  // Diagnostics begin with the operation's or the node's name, which the position already tells.
  llvm::StringRef message = lastDiagnostic;
  message.consume_front("'" + op->getName().getStringRef().str() + "' op ");
  message.consume_front(nn::ShapeContext::describe(op) + ": ");
  call.fail(message.empty() ? llvm::StringRef("its operands do not fit each other") : message);
  return {};
}

/// Parameters that are no tensors take numbers; tensors whose elements are known symbolically serve as such.
void Importer::resolveArguments(Call &call) {
  for (auto [parameter, value] : llvm::zip(call.declaration->parameters, call.values)) {
    const TypeSpec *type = &parameter.type;
    while (type->kind == TypeSpec::Kind::Array)
      type = &type->items.front();
    if (type->kind != TypeSpec::Kind::Tensor)
      value = resolve(value);
  }
}

Value Importer::resolve(const Value &value) {
  if (value.isSequence()) {
    std::vector<Value> items;
    for (const Value &item : value.items())
      items.push_back(resolve(item));
    return value.isArray() ? Value::ofArray(std::move(items)) : Value::ofTuple(std::move(items));
  }
  if (!value.isTensor())
    return value;
  mlir::Value tensor = unwrap(value);
  const nn::TensorValue *known = shapeContext->valueOf(tensor);
  if (!known || known->shape.size() > 1)
    return value;
  bool isFloat = mlir::isa<mlir::FloatType>(elementOf(tensor)), isLogical = elementOf(tensor).isInteger(1);
  std::vector<Value> items;
  for (const nn::Scalar &element : known->elements) {
    std::optional<double> constant = element.constant();
    if (isFloat && constant)
      items.push_back(Value::ofScalar(*constant));
    else if (isLogical && constant)
      items.push_back(Value::ofLogical(*constant != 0));
    else if (ExprAttr integer = element.integer())
      items.push_back(integer.isConstant() ? Value::ofInteger(integer.getValue())
                                           : Value::ofSize(integer.getAsOpaquePointer()));
    else
      return value;
  }
  return known->shape.empty() ? items.front() : Value::ofArray(std::move(items));
}

Value Importer::symbol(llvm::StringRef name, Position position, bool mayDeclare) {
  if (!symbols.contains(name))
    return {};
  return Value::ofSize(sym::symbol(&context, name).getAsOpaquePointer());
}

static ExprAttr applyOperator(BinaryOperator op, ExprAttr left, ExprAttr right) {
  switch (op) {
  case BinaryOperator::Add:
    return sym::add(left, right);
  case BinaryOperator::Subtract:
    return sym::sub(left, right);
  case BinaryOperator::Multiply:
  case BinaryOperator::And:
    return sym::mul(left, right);
  case BinaryOperator::Divide:
    return sym::floorDiv(left, right);
  case BinaryOperator::Minimum:
    return sym::min(left, right);
  case BinaryOperator::Maximum:
  case BinaryOperator::Or:
    return sym::max(left, right);
  case BinaryOperator::Less:
    return sym::lessThan(left, right);
  case BinaryOperator::LessEqual:
    return sym::lessEqual(left, right);
  case BinaryOperator::Greater:
    return sym::lessThan(right, left);
  case BinaryOperator::GreaterEqual:
    return sym::lessEqual(right, left);
  case BinaryOperator::Equal:
    return sym::equal(left, right);
  case BinaryOperator::NotEqual:
    return sym::logicalNot(sym::equal(left, right));
  case BinaryOperator::Power:
  case BinaryOperator::In:
    return {};
  }
  return {};
}

Value Importer::sizeOperator(BinaryOperator op, const Value &left, const Value &right) {
  auto exprOf = [&](const Value &value) {
    return value.isSize() ? ExprAttr::getFromOpaquePointer(value.size()) : sym::constant(&context, value.integer());
  };
  ExprAttr result = applyOperator(op, exprOf(left), exprOf(right));
  if (result)
    result = shapeContext->simplify(result);
  if (!result)
    return {};
  bool isComparison = op >= BinaryOperator::Less && op <= BinaryOperator::NotEqual;
  if (!result.isConstant())
    return Value::ofSize(result.getAsOpaquePointer());
  return isComparison ? Value::ofLogical(result.getValue() != 0) : Value::ofInteger(result.getValue());
}

nn::Sizes Importer::sizesOf(mlir::Value value) {
  return nn::Sizes(sym::dimsOf(mlir::cast<mlir::RankedTensorType>(value.getType())));
}

Value Importer::shapeOf(const Value &tensor) {
  std::vector<Value> items;
  for (ExprAttr size : sizesOf(unwrap(tensor))) {
    if (!size)
      return {};
    items.push_back(size.isConstant() ? Value::ofInteger(size.getValue()) : Value::ofSize(size.getAsOpaquePointer()));
  }
  return Value::ofArray(std::move(items));
}

void Importer::warn(Position position, const llvm::Twine &message) {
  LineColumn place = position.source->lineColumn(position.offset);
  mlir::emitWarning(mlir::FileLineColLoc::get(&context, position.source->name(), place.line, place.column)) << message;
}

} // namespace ingot::nnef
