// LLVM dialect module -> bytes of an object, of assembly or of LLVM IR text. The emission half of the driver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "compiler/Steps.h"
#include "compiler/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"

namespace ingot {

/// Emits `module`, whose exported function is `modelName`. `kind` LlvmIr gives LLVM IR text, Assembly gives
/// assembly, all others give object bytes, checked to need no symbol from outside.
llvm::Expected<llvm::SmallVector<char, 0>> emitModel(mlir::ModuleOp module, llvm::StringRef modelName,
                                                     const Target &target, unsigned optimizationLevel,
                                                     ArtifactKind kind, Steps &steps);

} // namespace ingot
