// Arithmetic on single elements, as loops and conditions have it, in registers. Used by ingot-fuse-elementwise.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// Patterns that keep single elements out of memory: a nest reads the element of a tensor that was made of one scalar
/// as that scalar, and a nest without loops whose result is an integer or a boolean becomes scalar arithmetic.
void addScalarPatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
