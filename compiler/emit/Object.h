// Optimised LLVM IR -> object bytes or assembly text for one target. Last step before files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Target.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace ingot {

/// The LLVM machine of `target`: position-independent code, one section per function, multiply and add fused.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createMachine(const Target &target,
                                                                   unsigned optimizationLevel);

/// Runs the code generator; `kind` says whether the bytes are an object or assembly text. `module` is
/// consumed: the code generator changes it.
llvm::Expected<llvm::SmallVector<char, 0>> emitCode(llvm::Module &module, llvm::TargetMachine &machine,
                                                    llvm::CodeGenFileType kind);

/// Checks that `object` defines `modelName` as its one visible symbol and needs no symbol of anybody else.
llvm::Error checkSymbols(llvm::StringRef object, llvm::StringRef modelName);

} // namespace ingot
