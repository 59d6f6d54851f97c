// Sizes that only the data knows: their names and bounds, and the operations that store them. Part of the shape
// sweep; used by the rules of operations whose operands or results decide sizes. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "dialects/nn/ShapeContext.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::Operation;

ShapeContext::ShapeContext(mlir::ModuleOp module) : context(module.getContext()), knownFacts(sym::Facts::of(module)) {
  auto dims = module->getAttrOfType<mlir::DictionaryAttr>("ingot.dims");
  for (mlir::NamedAttribute entry : dims ? dims.getValue() : llvm::ArrayRef<mlir::NamedAttribute>())
    if (auto bounds = llvm::dyn_cast<mlir::DenseI64ArrayAttr>(entry.getValue()); bounds && bounds.size() == 2)
      given[entry.getName().str()] = {bounds[0], bounds[1]};
}

bool ShapeContext::readsData(ExprAttr expr) const {
  if (!expr || dataSymbolList.empty())
    return false;
  llvm::SetVector<llvm::StringRef> names;
  sym::collectSymbols(expr, names);
  return llvm::any_of(dataSymbolList, [&](const DataSymbol &data) { return names.contains(data.symbol.getName()); });
}

llvm::SmallVector<llvm::StringRef> ShapeContext::unusedNames() const {
  llvm::SmallVector<llvm::StringRef> names;
  for (const auto &[name, bounds] : given)
    if (!bounds.isUsed)
      names.push_back(name);
  return names;
}

// `<node>_<what>`, made unique by underscores, as the names of unknown sizes of inputs are.
static std::string nameFor(Operation *op, const llvm::Twine &what, const sym::Facts &facts) {
  auto node = op->getLoc()->findInstanceOf<mlir::NameLoc>();
  llvm::StringRef base = node ? node.getName().strref() : op->getName().stripDialect();
  std::string name = (base + "_" + what).str();
  while (facts.symbols().count(name))
    name += "_";
  return name;
}

FailureOr<ExprAttr> ShapeContext::declareDataSymbol(Operation *op, const llvm::Twine &what, ExprAttr bound,
                                                    int64_t minimum) {
  std::string name = nameFor(op, what, knownFacts);
  if (auto entry = given.find(name); entry != given.end()) {
    entry->second.isUsed = true;
    if (entry->second.minimum > 1) // 1 is what --dim K=..8 says of a size of an input
      minimum = std::max(minimum, entry->second.minimum);
    if (entry->second.minimum == entry->second.maximum)
      return constant(entry->second.minimum);
    if (entry->second.maximum != INT64_MAX)
      bound = bound ? sym::min(bound, constant(entry->second.maximum)) : constant(entry->second.maximum);
  }
  if (!bound)
    return error(op) << "expected sizes that follow from the sizes of the inputs, got '" << name
                     << "', which only the data knows and which has no bound; give one with --dim \"" << name
                     << "=..1024\" (the greatest value that you need), or fix it with --dim \"" << name << "=8\"";
  bound = simplify(bound);
  if (!bound)
    return error(op) << "the bound of size '" << name << "' does not fit 64 bits";
  if (failed(require(op, sym::lessEqual(constant(minimum), bound),
                     "expected room for at least " + llvm::Twine(minimum) + " in size '" + name + "', got " +
                         bound.str())))
    return failure();
  ExprAttr symbol = sym::symbol(getContext(), name);
  knownFacts.setBounds(name, {minimum, bound.constantValue()});
  knownFacts.assume(sym::lessEqual(symbol, bound));
  dataSymbolList.push_back({symbol, minimum, bound, op->getLoc()});
  return symbol;
}

FailureOr<ExprAttr> ShapeContext::dataSize(Operation *op, const llvm::Twine &what, mlir::Value value, ExprAttr bound,
                                           int64_t minimum) {
  if (std::optional<Sizes> known = integersOf(value); known && known->size() == 1 && known->front())
    return known->front();
  FailureOr<ExprAttr> size = declareDataSymbol(op, what, bound, minimum);
  if (failed(size))
    return failure();
  mlir::OpBuilder builder(op);
  ExprAttr least = constant(minimum), greatest = bound;
  if (!size->isConstant()) {
    least = constant(dataSymbolList.back().minimum);
    greatest = dataSymbolList.back().bound;
  }
  if (size->isConstant())
    least = greatest = *size;
  std::string range = least == greatest ? least.str() : least.str() + " to " + greatest.str();
  std::string name = size->isConstant() ? ("size " + what).str() : "size '" + size->getName().str() + "'";
  SetSizeOp::create(builder, op->getLoc(), value,
                    size->isConstant() ? mlir::StringAttr() : builder.getStringAttr(size->getName()), least, greatest,
                    builder.getStringAttr(describe(op) + ": expected " + range + " for " + name));
  return size;
}
