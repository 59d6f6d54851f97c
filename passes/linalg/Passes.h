// The linalg stage: the meaning of every operation becomes a loop nest over tensors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ingot {

/// Attribute of a function's argument or result: its sizes, as `#sym.shape`, also where all are known.
inline constexpr llvm::StringLiteral shapeAttrName = "sym.shape";
/// Unit attribute of a function's argument or result whose integers are unsigned.
inline constexpr llvm::StringLiteral unsignedAttrName = "ingot.unsigned";

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "passes/linalg/Passes.h.inc"

/// Adds the passes of the stage in order, its contract last.
void addLinalgPipeline(mlir::OpPassManager &manager);

} // namespace ingot
