// Writes the module attributes `ingot.name`, `ingot.dims` and `rt.target`. Between import and the stages.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/Annotate.h"

#include "compiler/Artifact.h"
#include "compiler/Pipeline.h"
#include "mlir/IR/Builders.h"

using namespace llvm;

namespace ingot {
namespace {

/// A name that the user gave wins; otherwise the module keeps the one of an earlier run.
Error annotateName(mlir::ModuleOp module, const Options &options) {
  if (options.modelName.empty() && module->hasAttr(nameAttrName))
    return Error::success();
  std::string name = options.modelName.empty() ? deriveModelName(options.inputPath) : options.modelName;
  if (Error error = checkModelName(name))
    return error;
  module->setAttr(nameAttrName, mlir::StringAttr::get(module.getContext(), name));
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
  if (Error error = annotateName(module, options))
    return error;
  annotateDims(module, options);
  attachTarget(module, target);
  return Error::success();
}

} // namespace ingot
