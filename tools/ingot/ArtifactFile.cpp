// Object file access over LLVM's reader; a relocatable object is linked for the moment, so that its table can
// be mapped. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/ArtifactFile.h"

#include "compiler/link/SharedObject.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Model.h"
#include "tools/ingot/ModelFlags.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <dlfcn.h>

namespace ingot::tool {
namespace {

using llvm::object::ELFObjectFileBase;
using llvm::object::SymbolRef;

bool isExportedFunction(const SymbolRef &symbol) {
  llvm::Expected<uint32_t> flags = symbol.getFlags();
  llvm::Expected<SymbolRef::Type> type = symbol.getType();
  bool exported = flags && type && *type == SymbolRef::ST_Function && (*flags & SymbolRef::SF_Global) &&
                  !(*flags & (SymbolRef::SF_Undefined | SymbolRef::SF_Hidden));
  llvm::consumeError(flags.takeError());
  llvm::consumeError(type.takeError());
  return exported;
}

/// Maps the shared object and calls nothing yet.
void *mapShared(const std::string &path) {
  std::string exact = llvm::sys::path::has_parent_path(path) ? path : "./" + path;
  void *handle = dlopen(exact.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle)
    throw InputError("cannot load '" + path + "': " + dlerror());
  return handle;
}

/// Links the object into a shared one in a temporary folder and maps that.
void *mapObject(const std::string &path, const std::string &name) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  llvm::SmallString<128> folder;
  if (!buffer || llvm::sys::fs::createUniqueDirectory("ingot", folder))
    throw InputError("cannot read '" + path + "', or cannot make a temporary folder");
  llvm::scope_exit removeFolder([&] { llvm::sys::fs::remove_directories(folder); });
  std::string shared = (folder + "/model.so").str();
  if (llvm::Error error = linkSharedObject((*buffer)->getBuffer(), name, shared))
    throw InputError("'" + path + "': " + llvm::toString(std::move(error)));
  return mapShared(shared);
}

} // namespace

ArtifactFile readArtifact(const std::string &path) {
  requireFile(path);
  auto binary = llvm::object::ObjectFile::createObjectFile(path);
  if (!binary) {
    std::string message = llvm::toString(binary.takeError());
    throw InputError("'" + path +
                     "' is no artefact that can be inspected, expected a .so or .o file: " + message);
  }
  auto *elf = llvm::dyn_cast<ELFObjectFileBase>(binary->getBinary());
  if (!elf)
    throw InputError("'" + path + "' is no ELF file");
  ArtifactFile file;
  file.format = elf->getFileFormatName().str();
  file.isShared = elf->getEType() == llvm::ELF::ET_DYN;
  for (llvm::object::ELFSectionRef section : elf->sections())
    if ((section.getFlags() & llvm::ELF::SHF_ALLOC) && section.getSize() > 0)
      file.sections.push_back(
          {llvm::cantFail(section.getName(), "a section of a parsed file").str(), section.getSize()});
  auto addExport = [&](const SymbolRef &symbol) {
    llvm::Expected<llvm::StringRef> name = symbol.getName();
    if (isExportedFunction(symbol) && name)
      file.exports.push_back(name->str());
    llvm::consumeError(name.takeError());
  };
  if (file.isShared)
    for (const SymbolRef &symbol : elf->getDynamicSymbolIterators())
      addExport(symbol);
  else
    for (const SymbolRef &symbol : elf->symbols())
      addExport(symbol);
  return file;
}

MappedTable::MappedTable(const std::string &path, const ArtifactFile &file) {
  if (file.exports.size() != 1)
    throw InputError("'" + path + "' is no artefact of ingot: expected 1 exported function, found " +
                     std::to_string(file.exports.size()));
  const std::string &name = file.exports.front();
  handle = file.isShared ? mapShared(path) : mapObject(path, name);
  auto getTable = reinterpret_cast<ingot_model_function>(dlsym(handle, name.c_str()));
  try {
    if (!getTable)
      throw InputError("'" + path + "' does not export '" + name + "'");
    model = getTable();
    RuntimeError error;
    ingot_status status = ingot_check(model, error.slot());
    runnable = status == INGOT_OK;
    if (status != INGOT_ERROR_CPU)
      error.check(status);
  } catch (...) {
    dlclose(handle);
    throw;
  }
}

MappedTable::~MappedTable() { dlclose(handle); }

} // namespace ingot::tool
