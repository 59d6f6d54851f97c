// Calls LLVM's archive writer in its deterministic mode. Used for `-o m.a`.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/link/Archive.h"

#include "llvm/Object/ArchiveWriter.h"

using namespace llvm;

namespace ingot {

Expected<std::unique_ptr<MemoryBuffer>> makeArchive(StringRef object, StringRef modelName) {
  std::string memberName = (modelName + ".o").str();
  NewArchiveMember member(MemoryBufferRef(object, memberName));
  return writeArchiveToBuffer(member, SymtabWritingMode::NormalSymtab, object::Archive::K_GNU,
                              /*Deterministic=*/true, /*Thin=*/false);
}

} // namespace ingot
