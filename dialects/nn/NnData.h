// Operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

namespace ingot::nn {

/// Discardable attribute that front ends put on an operation that may make a shape from data: the types that the model
/// declares for the results, as an array of type attributes. The shape stage reads and removes it.
inline constexpr llvm::StringLiteral declaredAttrName = "nn.declared";

} // namespace ingot::nn

#define GET_OP_CLASSES
#include "dialects/nn/NnData.h.inc"
