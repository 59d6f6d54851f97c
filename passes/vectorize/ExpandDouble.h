// The transcendental functions of f64 as arithmetic. Part of ingot-expand-math. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// exp, expm1, log, log1p, log2, log10, tanh, erf, sin, cos, atan, atan2, asin and acos on f64, within a few units in
/// the last place (sin and cos: for |x| < 10^6); `arith.remf` on every type, exactly.
void populateDoublePatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
