// Operations that choose or repeat. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

namespace ingot::nn {
class YieldOp;

/// Applies the shape rules of the operations of a block, in order. Rules may erase their own operation.
llvm::LogicalResult inferBlock(mlir::Block &block, ShapeContext &context);
} // namespace ingot::nn

#define GET_OP_CLASSES
#include "dialects/nn/NnControl.h.inc"
