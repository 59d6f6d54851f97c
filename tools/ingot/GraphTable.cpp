// Prints the operations of an nn program with their costs, for people and as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/GraphTable.h"

#include "dialects/nn/Nn.h"
#include "tools/ingot/Terminal.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

#include <nlohmann/json.hpp>

namespace ingot::tool {
namespace {

using Json = nlohmann::ordered_json;

// Longer node names lose their middle in the table.
constexpr size_t nodeColumn = 32, operationColumn = 16, typeColumn = 30;
// A longer formula is no help in a line of text; the JSON has it.
constexpr size_t longestFormula = 80;

std::string elementName(mlir::Type type) {
  if (type.isInteger(1))
    return "bool";
  if (auto integer = mlir::dyn_cast<mlir::IntegerType>(type))
    return (integer.isUnsigned() ? "uint" : "int") + std::to_string(integer.getWidth());
  if (type.isBF16())
    return "bfloat16";
  if (mlir::isa<mlir::FloatType>(type))
    return "float" + std::to_string(type.getIntOrFloatBitWidth());
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string shortened(llvm::StringRef text, size_t width) {
  if (text.size() <= width)
    return text.str();
  size_t tail = (width - 2) * 2 / 3;
  return (text.take_front(width - 2 - tail) + ".." + text.take_back(tail)).str();
}

/// The name of the node that an operation came from.
std::string nodeName(mlir::Operation *op) {
  auto name = op->getLoc()->findInstanceOf<mlir::NameLoc>();
  return name ? name.getName().str() : "";
}

/// The foreign name of an argument or result of the entry point, kept as an attribute.
std::string tensorName(mlir::DictionaryAttr attributes, llvm::StringRef kind, unsigned index) {
  if (attributes)
    if (auto name = attributes.getAs<mlir::StringAttr>("ingot.name"))
      return name.str();
  return (kind + llvm::Twine(index)).str();
}

std::string costText(sym::ExprAttr cost, const llvm::StringMap<int64_t> &symbols, bool bytes) {
  std::optional<int64_t> value = cost ? sym::evaluate(cost, symbols) : std::nullopt;
  if (!value)
    return "?";
  return bytes ? bytesText(static_cast<double>(*value)) : countText(static_cast<double>(*value));
}

std::string intensityText(const OpCost &cost, const llvm::StringMap<int64_t> &symbols) {
  std::optional<int64_t> flops = cost.flops ? sym::evaluate(cost.flops, symbols) : std::nullopt;
  std::optional<int64_t> bytes = cost.bytes ? sym::evaluate(cost.bytes, symbols) : std::nullopt;
  if (!flops || !bytes || *bytes == 0)
    return "";
  return llvm::formatv("{0:f2}", static_cast<double>(*flops) / static_cast<double>(*bytes));
}

void printSignature(mlir::ModuleOp module, llvm::raw_ostream &out) {
  for (auto function : module.getOps<mlir::func::FuncOp>()) {
    if (function.isPrivate())
      continue;
    for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
      out << "input  '" << tensorName(function.getArgAttrDict(index), "input", index)
          << "': " << typeText(type) << "\n";
    for (auto [index, type] : llvm::enumerate(function.getResultTypes()))
      out << "output '" << tensorName(function.getResultAttrDict(index), "output", index)
          << "': " << typeText(type) << "\n";
  }
}

void printSymbols(mlir::ModuleOp module, llvm::raw_ostream &out) {
  for (auto symbol : module.getOps<sym::SymbolOp>()) {
    out << "symbol " << symbol.getName() << ": " << symbol.minimum() << " to ";
    if (std::optional<int64_t> maximum = symbol.maximum())
      out << *maximum << "\n";
    else
      out << "any\n";
  }
  for (auto promise : module.getOps<sym::AssertOp>())
    out << "assert " << promise.getCondition().str() << "\n";
  for (auto guard : module.getOps<sym::GuardOp>())
    out << "guard  " << guard.getCondition().str() << ": " << guard.getMessage() << "\n";
}

/// `at N = 1, S = 4`, or nothing for a model without symbols.
std::string symbolsText(mlir::ModuleOp module, const llvm::StringMap<int64_t> &symbols) {
  std::string text;
  for (auto symbol : module.getOps<sym::SymbolOp>())
    text += (text.empty() ? " at " : ", ") + symbol.getName().str() + " = " +
            std::to_string(symbols.lookup(symbol.getName()));
  return text;
}

void printRow(llvm::raw_ostream &out, llvm::StringRef number, llvm::StringRef operation, llvm::StringRef node,
              llvm::StringRef type, llvm::StringRef flops, llvm::StringRef bytes, llvm::StringRef intensity) {
  out << llvm::right_justify(number, 4) << "  " << llvm::left_justify(operation, operationColumn) << "  "
      << llvm::left_justify(shortened(node, nodeColumn), nodeColumn) << "  "
      << llvm::left_justify(type, typeColumn) << llvm::right_justify(flops, 9)
      << llvm::right_justify(bytes, 10) << llvm::right_justify(intensity, 9) << "\n";
}

void printTotals(mlir::ModuleOp module, const std::vector<CountedOp> &ops,
                 const llvm::StringMap<int64_t> &symbols, llvm::raw_ostream &out) {
  auto amount = [](std::optional<int64_t> value, std::string (*print)(double)) {
    return value ? print(static_cast<double>(*value)) : std::string("? ");
  };
  std::optional<int64_t> flops = totalFlops(ops, symbols), bytes = totalBytes(ops, symbols);
  sym::ExprAttr formula = totalFlopsFormula(ops, module.getContext());
  out << "\n"
      << ops.size() << " operations, " << amount(flops, countText) << "FLOP" << symbolsText(module, symbols);
  std::string text = formula && !formula.isConstant() ? formula.str() : "";
  if (!text.empty() && text.size() <= longestFormula)
    out << " (" << text << ")";
  out << "\n" << amount(bytes, bytesText) << " moved when nothing is fused";
  if (flops && bytes && *bytes)
    out << llvm::formatv(", {0:f2} FLOP/B", static_cast<double>(*flops) / static_cast<double>(*bytes));
  out << "\n" << bytesText(static_cast<double>(constantBytes(module))) << " of constants\n";
}

Json numberOrFormula(sym::ExprAttr expr) {
  if (!expr)
    return nullptr;
  if (std::optional<int64_t> value = expr.constantValue())
    return *value;
  return expr.str();
}

Json typeJson(mlir::Type type) {
  auto tensor = mlir::dyn_cast<mlir::RankedTensorType>(type);
  if (!tensor)
    return {{"type", typeText(type)}};
  Json dims = Json::array();
  for (sym::ExprAttr size : sym::dimsOf(tensor))
    dims.push_back(numberOrFormula(size));
  return {{"dtype", elementName(tensor.getElementType())}, {"dims", dims}};
}

Json named(const std::string &name, mlir::Type type) {
  Json entry = {{"name", name}};
  entry.update(typeJson(type));
  return entry;
}

Json symbolsJson(mlir::ModuleOp module) {
  Json symbols = Json::array();
  for (auto symbol : module.getOps<sym::SymbolOp>()) {
    Json entry = {{"name", symbol.getName().str()}, {"minimum", symbol.minimum()}};
    entry["maximum"] = symbol.maximum() ? Json(*symbol.maximum()) : Json(nullptr);
    symbols.push_back(std::move(entry));
  }
  return symbols;
}

} // namespace

llvm::StringMap<int64_t> exampleSymbols(mlir::ModuleOp module) {
  llvm::StringMap<int64_t> values;
  for (auto symbol : module.getOps<sym::SymbolOp>()) {
    int64_t value = std::max<int64_t>(symbol.minimum(), 1);
    values[symbol.getName()] = std::min(value, symbol.maximum().value_or(value));
  }
  return values;
}

std::string typeText(mlir::Type type) {
  auto tensor = mlir::dyn_cast<mlir::RankedTensorType>(type);
  if (!tensor) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return text;
  }
  std::string text = elementName(tensor.getElementType()) + " [";
  for (auto [axis, size] : llvm::enumerate(sym::dimsOf(tensor)))
    text += (axis ? ", " : "") + (size ? size.str() : "?");
  return text + "]";
}

void printGraphTable(mlir::ModuleOp module, llvm::raw_ostream &out) {
  llvm::StringMap<int64_t> symbols = exampleSymbols(module);
  std::vector<CountedOp> ops = countOps(module);
  printSignature(module, out);
  printSymbols(module, out);
  out << "\n";
  printRow(out, "#", "operation", "node", "result", "FLOP", "bytes", "FLOP/B");
  for (auto [index, counted] : llvm::enumerate(ops)) {
    mlir::Operation *op = counted.op;
    std::string type = op->getNumResults() ? typeText(op->getResult(0).getType()) : "";
    if (op->getNumResults() > 1)
      type += " ...";
    printRow(out, std::to_string(index), op->getName().stripDialect(), nodeName(op), type,
             llvm::StringRef(costText(counted.cost.flops, symbols, false)).rtrim(),
             costText(counted.cost.bytes, symbols, true), intensityText(counted.cost, symbols));
  }
  printTotals(module, ops, symbols, out);
}

void printGraphJson(mlir::ModuleOp module, llvm::raw_ostream &out) {
  Json inputs = Json::array(), outputs = Json::array(), operations = Json::array();
  for (auto function : module.getOps<mlir::func::FuncOp>()) {
    if (function.isPrivate())
      continue;
    for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
      inputs.push_back(named(tensorName(function.getArgAttrDict(index), "input", index), type));
    for (auto [index, type] : llvm::enumerate(function.getResultTypes()))
      outputs.push_back(named(tensorName(function.getResultAttrDict(index), "output", index), type));
  }
  std::vector<CountedOp> ops = countOps(module);
  for (const CountedOp &counted : ops) {
    Json results = Json::array();
    for (mlir::Value result : counted.op->getResults())
      results.push_back(typeJson(result.getType()));
    operations.push_back({{"operation", counted.op->getName().getStringRef().str()},
                          {"node", nodeName(counted.op)},
                          {"results", std::move(results)},
                          {"flop", numberOrFormula(counted.cost.flops)},
                          {"bytes", numberOrFormula(counted.cost.bytes)}});
  }
  Json graph = {{"inputs", std::move(inputs)},
                {"outputs", std::move(outputs)},
                {"symbols", symbolsJson(module)},
                {"operations", std::move(operations)},
                {"flop", numberOrFormula(totalFlopsFormula(ops, module.getContext()))},
                {"constant_bytes", constantBytes(module)}};
  // Names come from the model and may be no UTF-8.
  out << graph.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

} // namespace ingot::tool
