// The symbols of a model: those it declares, those its inputs use, what it promises about them, and which are left.
// Part of the Importer. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Importer.h"

namespace ingot::nnef {

using nn::ExprAttr;

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

/// Adds the symbols of every expression in the attributes and result types of an operation.
static void collectSymbols(mlir::Operation *op, llvm::SetVector<llvm::StringRef> &names) {
  mlir::AttrTypeWalker walker;
  walker.addWalk([&](ExprAttr expr) { sym::collectSymbols(expr, names); });
  walker.walk(op->getAttrDictionary());
  for (mlir::Type type : op->getResultTypes())
    walker.walk(type);
}

/// Removes symbols that are the size of no input: a call could not say them. It is an error where the graph reads one.
llvm::Error Importer::dropUnboundSymbols() {
  llvm::SetVector<llvm::StringRef> bound, read;
  for (mlir::Type type : function.front().getArgumentTypes())
    for (ExprAttr size : sym::dimsOf(mlir::cast<mlir::RankedTensorType>(type)))
      sym::collectSymbols(size, bound);
  function.walk([&](mlir::Operation *op) {
    if (op != function.getOperation())
      collectSymbols(op, read);
  });
  for (auto symbol : llvm::make_early_inc_range(module->getOps<sym::SymbolOp>())) {
    if (symbol.isData() || bound.contains(symbol.getName()))
      continue;
    if (read.contains(symbol.getName())) {
      uint32_t offset = document.graph.offset;
      for (const SymbolDeclaration &declaration : document.symbols)
        if (declaration.name == symbol.getName())
          offset = declaration.offset;
      return document.source.error(offset, "symbol '" + symbol.getName() +
                                               "' is the size of no graph input, so that a call could not say it: give "
                                               "an input that size, or write a number");
    }
    for (auto assertion : llvm::make_early_inc_range(module->getOps<sym::AssertOp>())) {
      llvm::SetVector<llvm::StringRef> names;
      collectSymbols(assertion, names);
      if (names.contains(symbol.getName()))
        assertion.erase();
    }
    symbol.erase();
  }
  return llvm::Error::success();
}

} // namespace ingot::nnef
