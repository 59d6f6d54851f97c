// Object bytes -> static library bytes. Used for `-o m.a`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace ingot {

/// An archive with the one member `NAME.o` and a symbol table; no time, user or path goes in.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> makeArchive(llvm::StringRef object,
                                                                llvm::StringRef modelName);

} // namespace ingot
