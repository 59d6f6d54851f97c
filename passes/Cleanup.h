// The clean-up that stages end with: the only place where canonicalisation and CSE are added.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace ingot {

/// Adds canonicalisation and common subexpression elimination.
void addCleanup(mlir::OpPassManager &manager);

} // namespace ingot
