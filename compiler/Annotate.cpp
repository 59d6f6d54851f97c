// Names the model, writes the module attributes `ingot.dims` and `rt.target`. Between import and the stages.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/Annotate.h"

#include "compiler/Artifact.h"
#include "compiler/Pipeline.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace llvm;

namespace ingot {
namespace {

bool isModelName(StringRef name) {
  Error error = checkModelName(name);
  bool valid = !error;
  consumeError(std::move(error));
  return valid;
}

/// The function that becomes the model's: the one public function.
mlir::FunctionOpInterface findFunction(mlir::ModuleOp module) {
  for (auto function : module.getOps<mlir::FunctionOpInterface>())
    if (function.isPublic())
      return function;
  return nullptr;
}

/// Module and function carry the model's name. A name that the user gave wins; otherwise the function keeps
/// the one that it has, unless C reserves it.
Error annotateName(mlir::ModuleOp module, const Options &options) {
  mlir::FunctionOpInterface function = findFunction(module);
  std::string name = options.modelName;
  if (name.empty() && function && isModelName(function.getName()))
    name = function.getName().str();
  if (name.empty())
    name = deriveModelName(options.inputPath);
  if (Error error = checkModelName(name))
    return error;
  mlir::Operation *taken = mlir::SymbolTable::lookupSymbolIn(module, name);
  if (taken && taken != function)
    return createStringError("model name '%s' is taken by another symbol of the module; choose another",
                             name.c_str());
  if (function)
    function.setName(name);
  module.setName(name);
  return Error::success();
}

void annotateDims(mlir::ModuleOp module, const Options &options) {
  mlir::Builder builder(module.getContext());
  SmallVector<mlir::NamedAttribute> dims;
  for (const auto &[symbol, bounds] : options.dims)
    dims.push_back(
        builder.getNamedAttr(symbol, builder.getDenseI64ArrayAttr({bounds.minimum, bounds.maximum})));
  if (!dims.empty())
    module->setAttr(dimsAttrName, builder.getDictionaryAttr(dims));
}

} // namespace

Error annotate(mlir::ModuleOp module, const Options &options, const Target &target) {
  Expected<size_t> done = countStagesDone(module);
  if (!done)
    return done.takeError();
  if (*done > 0 && !options.dims.empty())
    return createStringError("bounds of '%s' come too late: the module went through stage '%s' already",
                             options.dims.begin()->first.c_str(), stages()[*done - 1].name.str().c_str());
  if (*done > 0)
    if (Error error = checkTarget(module, target))
      return error;
  if (*done < stages().size())
    if (Error error = annotateName(module, options))
      return error;
  annotateDims(module, options);
  attachTarget(module, target);
  return Error::success();
}

} // namespace ingot
