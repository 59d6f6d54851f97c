// Removes refused operations; see Prune.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/Prune.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace ingot {
namespace {

constexpr StringLiteral numberName = "ingot.number", outputName = "ingot.name";

mlir::func::FuncOp modelFunction(mlir::ModuleOp module) {
  for (auto function : module.getOps<mlir::func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      return function;
  return nullptr;
}

DenseSet<int64_t> refusedNumbers(mlir::ModuleOp attempt) {
  DenseSet<int64_t> numbers;
  if (mlir::func::FuncOp function = modelFunction(attempt))
    for (mlir::Operation &op : function.getBody().front())
      if (auto number = op.getAttrOfType<mlir::IntegerAttr>(numberName))
        if (any_of(op.getResultTypes(), [](mlir::Type type) { return isa<mlir::UnrankedTensorType>(type); }))
          numbers.insert(number.getInt());
  return numbers;
}

/// Sets the outputs of the function: those that had names keep them.
void setOutputs(mlir::func::FuncOp function, const SetVector<mlir::Value> &outputs, const llvm::StringSet<> &taken,
                const DenseMap<mlir::Value, mlir::StringAttr> &names) {
  mlir::Operation *last = function.getBody().front().getTerminator();
  last->setOperands(outputs.getArrayRef());
  mlir::Builder builder(function.getContext());
  function.setType(builder.getFunctionType(function.getArgumentTypes(), last->getOperandTypes()));
  size_t number = 0;
  for (auto [index, value] : enumerate(outputs)) {
    mlir::StringAttr name = names.lookup(value);
    while (!name || (!names.contains(value) && taken.contains(name.getValue())))
      name = builder.getStringAttr("checked_" + Twine(number++));
    function.setResultAttr(index, outputName, name);
  }
}

} // namespace

void numberOperations(mlir::ModuleOp module) {
  mlir::func::FuncOp function = modelFunction(module);
  mlir::Builder builder(module.getContext());
  int64_t number = 0;
  if (function)
    for (mlir::Operation &op : function.getBody().front().without_terminator())
      op.setAttr(numberName, builder.getI64IntegerAttr(number++));
}

void removeNumbers(mlir::ModuleOp module) {
  module.walk([](mlir::Operation *op) { op->removeAttr(numberName); });
}

bool removeRefused(mlir::ModuleOp module, mlir::ModuleOp attempt) {
  mlir::func::FuncOp function = modelFunction(module);
  DenseSet<int64_t> numbers = refusedNumbers(attempt);
  if (!function || numbers.empty())
    return false;
  mlir::Block &body = function.getBody().front();
  SetVector<mlir::Operation *> refused;
  for (mlir::Operation &op : body.without_terminator())
    if (numbers.contains(op.getAttrOfType<mlir::IntegerAttr>(numberName).getInt()))
      refused.insert(&op);
  SetVector<mlir::Value> outputs;
  llvm::StringSet<> taken;
  DenseMap<mlir::Value, mlir::StringAttr> names;
  auto isKept = [&](mlir::Value value) {
    mlir::Operation *maker = value.getDefiningOp();
    return !maker || !refused.contains(maker);
  };
  for (auto [index, value] : enumerate(body.getTerminator()->getOperands())) {
    auto name = function.getResultAttrOfType<mlir::StringAttr>(index, outputName);
    if (name)
      taken.insert(name.getValue());
    if (isKept(value) && outputs.insert(value) && name)
      names[value] = name;
  }
  for (mlir::Operation *op : refused)
    for (mlir::Value value : op->getOperands())
      if (value.getDefiningOp() && isKept(value))
        outputs.insert(value);
  if (outputs.empty())
    return false;
  setOutputs(function, outputs, taken, names);
  for (mlir::Operation *op : reverse(refused)) {
    op->dropAllUses();
    op->erase();
  }
  return true;
}

} // namespace ingot
