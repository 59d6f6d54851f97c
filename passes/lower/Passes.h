// The lower stage: the llvm dialect and the model table. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
}

namespace ingot {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/lower/Passes.h.inc"

/// Adds the passes of the stage, in order.
void addLowerPipeline(mlir::OpPassManager &passes);
} // namespace ingot
