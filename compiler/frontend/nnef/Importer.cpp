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
  if (llvm::Error error = dropUnboundSymbols())
    return std::move(error);
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
