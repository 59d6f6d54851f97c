// The patterns of `ingot-lower-sugar`, by the file of the dialect that they take operations from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// split, squeeze, unsqueeze, flatten, depth_to_space, space_to_depth, clamp.
void populateMoveSugarPatterns(mlir::RewritePatternSet &patterns);
/// batch_norm, layer_norm, group_norm.
void populateNormalizationPatterns(mlir::RewritePatternSet &patterns);
/// log_softmax and the reductions that are a core reduction between element-wise operations.
void populateReductionPatterns(mlir::RewritePatternSet &patterns);
/// lstm, gru, rnn.
void populateRecurrentPatterns(mlir::RewritePatternSet &patterns);
/// Scales along an axis or in blocks, matmul_integer, conv_integer.
void populateQuantizationSugarPatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
