// The conversion of branches and loops. Used by ingot-convert-nn-to-linalg. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Transforms/DialectConversion.h"

namespace ingot {

/// Adds the conversions of branches and loops, whose regions are converted in place.
void addControlPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &converter);

} // namespace ingot
