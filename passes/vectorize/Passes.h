// The vectorize stage: kernels become loops over native-width vectors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Pass/Pass.h"

namespace mlir {
class OpPassManager;
}

namespace ingot {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/vectorize/Passes.h.inc"

/// Adds the passes of the stage, in order.
void addVectorizePipeline(mlir::OpPassManager &passes);
} // namespace ingot
