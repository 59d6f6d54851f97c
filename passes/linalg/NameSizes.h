// Sizes that upstream's patterns ask for, as named sizes again. SPDX-License-Identifier: Apache-2.0
#pragma once

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace ingot {

/// Adds patterns that turn `tensor.dim` of arguments and results, and affine arithmetic on sizes, into
/// `sym.size`.
void addSizePatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
