// Import functions of operations that came with opsets 27 and 28. Named by OpTable.def.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Importers.h"

namespace ingot::onnx {

/// A depthwise convolution over what came before and the input.
llvm::LogicalResult importCausalConvWithState(Node &node);
/// 16-bit floats are counted in `stash_type`.
llvm::LogicalResult importRangeOfFloats(Node &node);
llvm::LogicalResult importSwiGlu(Node &node);
/// The order of the channels is an attribute.
llvm::LogicalResult importSpaceToDepthOfMode(Node &node);

} // namespace ingot::onnx
