// The tile stage: fused kernels, tile sizes, packed weights. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
}

namespace ingot {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/tile/Passes.h.inc"

/// Adds the passes of the stage, in order.
void addTilePipeline(mlir::OpPassManager &passes);
} // namespace ingot
