// LLVM dialect -> LLVM IR with exactly one visible function. First step of emission.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace ingot {

/// Translates `module`, which must hold the llvm dialect only, for `machine`. In the result the function
/// `modelName` is the one external definition, and nothing unwinds, so that no unwind tables are written.
llvm::Expected<std::unique_ptr<llvm::Module>> translate(mlir::ModuleOp module, llvm::LLVMContext &context,
                                                        const llvm::TargetMachine &machine,
                                                        llvm::StringRef modelName);

} // namespace ingot
