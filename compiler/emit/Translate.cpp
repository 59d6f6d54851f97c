// Calls MLIR's translation with the machine's data layout, then narrows what the module shows to the outside.
// First step of emission. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Translate.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace ingot {
namespace {

/// The layout must be known before translation: alignments of loads and stores are derived from it.
void setMachine(mlir::ModuleOp module, const TargetMachine &machine) {
  mlir::Builder builder(module.getContext());
  module->setAttr(mlir::LLVM::LLVMDialect::getDataLayoutAttrName(),
                  builder.getStringAttr(machine.createDataLayout().getStringRepresentation()));
  module->setAttr(mlir::LLVM::LLVMDialect::getTargetTripleAttrName(),
                  builder.getStringAttr(machine.getTargetTriple().str()));
}

template <typename Range>
void hideDefinitions(Range &&globals, const GlobalValue *visible) {
  for (GlobalValue &global : globals) {
    if (global.isDeclaration() || &global == visible)
      continue;
    global.setLinkage(GlobalValue::InternalLinkage);
    global.setVisibility(GlobalValue::DefaultVisibility);
    global.setDSOLocal(true);
  }
}

} // namespace

Expected<std::unique_ptr<Module>> translate(mlir::ModuleOp module, LLVMContext &context,
                                            const TargetMachine &machine, StringRef modelName) {
  setMachine(module, machine);
  std::unique_ptr<Module> result = mlir::translateModuleToLLVMIR(module, context, modelName);
  if (!result)
    return createStringError("model '%s': translation to LLVM IR failed", modelName.str().c_str());
  result->setSourceFileName(modelName);
  Function *entry = result->getFunction(modelName);
  if (!entry || entry->isDeclaration())
    return createStringError("model '%s': expected the module to define the function '%s'",
                             modelName.str().c_str(), modelName.str().c_str());
  entry->setLinkage(GlobalValue::ExternalLinkage);
  entry->setVisibility(GlobalValue::DefaultVisibility);
  hideDefinitions(result->functions(), entry);
  hideDefinitions(result->globals(), nullptr);
  for (Function &function : *result)
    function.setDoesNotThrow();
  return result;
}

} // namespace ingot
