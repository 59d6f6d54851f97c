// Puts the steps of emission in order and turns LLVM's diagnostics into an error.
// Called by Compiler.cpp after the lower stage. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Emit.h"

#include "compiler/emit/MemoryFunctions.h"
#include "compiler/emit/Object.h"
#include "compiler/emit/Optimize.h"
#include "compiler/emit/Translate.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot {
namespace {

/// Keeps LLVM's errors: without a handler LLVM would print them and end the process.
struct ErrorCollector : DiagnosticHandler {
  explicit ErrorCollector(std::string &errors) : errors(errors) {}
  bool handleDiagnostics(const DiagnosticInfo &info) override {
    if (info.getSeverity() != DS_Error)
      return true;
    raw_string_ostream os(errors);
    DiagnosticPrinterRawOStream printer(os);
    os << (errors.empty() ? "" : "; ");
    info.print(printer);
    return true;
  }
  std::string &errors;
};

Expected<SmallVector<char, 0>> emitText(const Module &module) {
  SmallVector<char, 0> text;
  raw_svector_ostream os(text);
  module.print(os, nullptr);
  return text;
}

} // namespace

Expected<SmallVector<char, 0>> emitModel(mlir::ModuleOp module, StringRef modelName, const Target &target,
                                         unsigned optimizationLevel, ArtifactKind kind, Steps &steps) {
  std::string errors;
  LLVMContext context;
  context.setDiagnosticHandler(std::make_unique<ErrorCollector>(errors));
  Expected<std::unique_ptr<TargetMachine>> machine = createMachine(target, optimizationLevel);
  if (!machine)
    return machine.takeError();
  Expected<std::unique_ptr<Module>> llvmModule =
      steps.run("translate", [&] { return translate(module, context, **machine, modelName); });
  if (!llvmModule)
    return llvmModule.takeError();
  steps.run("optimize", [&] { optimize(**llvmModule, **machine, optimizationLevel); });
  addMemoryFunctions(**llvmModule, target.vectorBytes);
  if (kind == ArtifactKind::LlvmIr)
    return emitText(**llvmModule);

  bool isText = kind == ArtifactKind::Assembly;
  Expected<SmallVector<char, 0>> bytes = steps.run("object", [&] {
    return emitCode(**llvmModule, **machine,
                    isText ? CodeGenFileType::AssemblyFile : CodeGenFileType::ObjectFile);
  });
  if (!errors.empty() && bytes)
    return createStringError("model '%s': code generation failed: %s", modelName.str().c_str(),
                             errors.c_str());
  if (bytes && !isText)
    if (Error error = checkSymbols(StringRef(bytes->data(), bytes->size()), modelName))
      return error;
  return bytes;
}

} // namespace ingot
