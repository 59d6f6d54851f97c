// The shape stage: every value gets a ranked type, every unknown size a name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ingot {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/shape/Passes.h.inc"

/// Adds the passes of the stage in order, its contract last.
void addShapePipeline(mlir::OpPassManager &manager);

} // namespace ingot
