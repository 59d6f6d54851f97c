// Sums of products of narrow integers in i32, which machines compute several at a time. Shared by the tile stage, which
// packs the weights in groups, and the vectorize stage, which emits the products. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <optional>

namespace ingot {

/// Name of the attribute of an operation whose weights are packed in groups: how many products one lane adds up in one
/// step, 4 of bytes or 2 of 16 bits.
inline constexpr llvm::StringLiteral dotAttrName = "rt.dot";

/// `sum += extend(operand 0) * extend(operand 1)`, with integers of 8 or 16 bits and a sum in i32.
struct DotProduct {
  unsigned width[2];
  bool isUnsigned[2];
};

/// What the body of `op` is; nothing where it is something else.
std::optional<DotProduct> matchDotProduct(mlir::linalg::GenericOp op);

} // namespace ingot
