// Definitions of memcpy, memmove and memset for objects that link with no C library. Third step of emission.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/IR/Module.h"

namespace ingot {

/// Adds internal definitions of those of memcpy, memmove and memset that the code generator may call for
/// intrinsics in `module`. `vectorBytes` is the width of their loops. To be run after all optimisation, or
/// their loops would become calls to themselves.
void addMemoryFunctions(llvm::Module &module, unsigned vectorBytes);

} // namespace ingot
