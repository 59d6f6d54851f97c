// The patterns of `ingot-recognize-patterns`, by what they find. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// Operations that do nothing, or that a cheaper one of the same meaning replaces.
void populateIdentityPatterns(mlir::RewritePatternSet &patterns);
/// Reshapes of reshapes and reshapes to the same sizes: also the end of other passes.
void populateReshapePatterns(mlir::RewritePatternSet &patterns);
/// Activations that exporters spell out.
void populateActivationPatterns(mlir::RewritePatternSet &patterns);
/// Products with a one-hot matrix.
void populateGatherPatterns(mlir::RewritePatternSet &patterns);
/// Paddings with zeros before convolutions.
void populatePaddingPatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
