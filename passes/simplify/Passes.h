// The simplify stage: nn becomes its core, in the layout that code is generated for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace ingot {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/simplify/Passes.h.inc"

/// Adds the passes of the stage in order, its contract last.
void addSimplifyPipeline(mlir::OpPassManager &manager);

} // namespace ingot
