// LLVM IR -> optimised LLVM IR, without the passes that would undo our own loops. Second step of emission.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/IR/Module.h"

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace ingot {

/// Runs LLVM's pipeline of `level` 0 to 3. The vectorisers and the unroller are off: kernels already have
/// their final shape. Calls into a C library are never formed.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

} // namespace ingot
