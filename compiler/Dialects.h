// The one registration list of dialects, their interfaces and translations: for the compiler and for every
// tool. SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace ingot {

/// Registers every dialect that a stage may read or write.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace ingot
