// Removes the operations that the shape stage refuses from a module, so that the rest can be checked. Used by Check.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinOps.h"

namespace ingot {

/// Gives every operation of the model function a number that clones keep, and takes it away.
void numberOperations(mlir::ModuleOp module);
void removeNumbers(mlir::ModuleOp module);

/// Removes from `module` the operations whose clones in `attempt` have results without a shape. What they read becomes
/// outputs, so that it is still compiled. False where there is nothing to remove, or nothing would remain.
bool removeRefused(mlir::ModuleOp module, mlir::ModuleOp attempt);

} // namespace ingot
