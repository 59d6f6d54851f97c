// Operations that choose or repeat. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

namespace ingot::nn {
class YieldOp;

/// Where only sizes decide between branches of different ranks, the shape rule keeps one. On `nn.if`, this
/// attribute says whether it is the other one than usual.
inline constexpr llvm::StringLiteral otherBranchAttrName = "other_branch";
/// A number on `nn.if`; the module lists the numbers of those where the shape rule chose the branch, in order.
inline constexpr llvm::StringLiteral branchNumberAttrName = "branch_number";

/// Applies the shape rules of the operations of a block, in order. Rules may erase their own operation.
llvm::LogicalResult inferBlock(mlir::Block &block, ShapeContext &context);
} // namespace ingot::nn

#define GET_OP_CLASSES
#include "dialects/nn/NnControl.h.inc"
