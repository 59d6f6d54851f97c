// Drives LLVM's code generator and checks the symbols of what came out.
// Last step before files. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Object.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot {

Expected<std::unique_ptr<TargetMachine>> createMachine(const Target &target, unsigned optimizationLevel) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
  Triple triple(target.triple);
  std::string message;
  const llvm::Target *llvmTarget = TargetRegistry::lookupTarget(triple, message);
  if (!llvmTarget)
    return createStringError("target '%s': %s", target.preset.c_str(), message.c_str());
  TargetOptions options;
  options.AllowFPOpFusion = FPOpFusion::Fast;
  options.FunctionSections = true;
  options.DataSections = true;
  const CodeGenOptLevel levels[] = {CodeGenOptLevel::None, CodeGenOptLevel::Less, CodeGenOptLevel::Default,
                                    CodeGenOptLevel::Aggressive};
  std::unique_ptr<TargetMachine> machine(
      llvmTarget->createTargetMachine(triple, target.cpu, target.features, options, Reloc::PIC_,
                                      CodeModel::Small, levels[std::min(optimizationLevel, 3u)]));
  if (!machine)
    return createStringError("target '%s': LLVM has no code generator for '%s'", target.preset.c_str(),
                             target.triple.c_str());
  return machine;
}

Expected<SmallVector<char, 0>> emitCode(Module &module, TargetMachine &machine, CodeGenFileType kind) {
  SmallVector<char, 0> bytes;
  raw_svector_ostream os(bytes);
  legacy::PassManager passes;
  TargetLibraryInfoImpl noLibrary(machine.getTargetTriple());
  noLibrary.disableAllFunctions();
  passes.add(new TargetLibraryInfoWrapperPass(noLibrary));
  if (machine.addPassesToEmitFile(passes, os, nullptr, kind))
    return createStringError("target '%s' cannot write this kind of file",
                             machine.getTargetTriple().str().c_str());
  passes.run(module);
  return bytes;
}

Error checkSymbols(StringRef object, StringRef modelName) {
  Expected<std::unique_ptr<object::ObjectFile>> file =
      object::ObjectFile::createObjectFile(MemoryBufferRef(object, modelName));
  if (!file)
    return file.takeError();
  bool found = false;
  std::vector<std::string> undefined, unexpected;
  for (const object::SymbolRef &symbol : (*file)->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    Expected<StringRef> name = symbol.getName();
    if (!flags || !name)
      return joinErrors(flags.takeError(), name.takeError());
    if (name->empty() || (*flags & object::SymbolRef::SF_FormatSpecific))
      continue;
    if (*flags & object::SymbolRef::SF_Undefined)
      undefined.push_back(("'" + *name + "'").str());
    else if (*flags & object::SymbolRef::SF_Global)
      (*name == modelName ? found = true : (unexpected.push_back(name->str()), false));
  }
  sort(undefined);
  if (!undefined.empty())
    return createStringError("model '%s': undefined symbols %s: expected none, a model calls no library; "
                             "the operation that needs them has no lowering for this target",
                             modelName.str().c_str(), join(undefined, ", ").c_str());
  if (!found || !unexpected.empty())
    return createStringError("model '%s': expected it to be the one visible symbol, found '%s'",
                             modelName.str().c_str(), join(unexpected, "', '").c_str());
  return Error::success();
}

} // namespace ingot
