// LLVM IR -> optimised LLVM IR, by the few passes that kernels with final loops still need. Second step of
// emission. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/IR/Module.h"

namespace llvm {
class TargetMachine;
} // namespace llvm

namespace ingot {

/// Cleans up what lowering left: address arithmetic, stack slots, repeated loads. Loops keep their shape,
/// nothing is inlined, and no call into a C library is formed. Level 0 changes nothing, 1 leaves out what
/// searches across blocks, 2 and 3 are the same here and differ in the code generator.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

} // namespace ingot
