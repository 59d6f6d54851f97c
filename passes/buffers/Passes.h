// The buffers stage: memory instead of tensors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
}

namespace ingot {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/buffers/Passes.h.inc"

/// Adds the passes of the stage, in order.
void addBuffersPipeline(mlir::OpPassManager &passes);
} // namespace ingot
