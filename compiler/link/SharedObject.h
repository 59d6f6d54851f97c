// Object bytes -> shared object, by lld in this process. Used for `-o m.so`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace ingot {

/// Links `object` alone into the shared object `outputPath`: no C library, no undefined symbol, only the
/// function `modelName` exported, no executable stack, stripped.
llvm::Error linkSharedObject(llvm::StringRef object, llvm::StringRef modelName, llvm::StringRef outputPath);

} // namespace ingot
