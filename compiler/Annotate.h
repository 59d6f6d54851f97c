// What the options say about a model, left on the module where stages read it. Between import and the stages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "compiler/Target.h"
#include "mlir/IR/BuiltinOps.h"

namespace ingot {

/// Module attribute: bounds of named dimensions, `{S = array<i64: 1, 512>}`; the shape stage applies them.
inline constexpr llvm::StringLiteral dimsAttrName = "ingot.dims";

/// Names `module` and its function after the model, and sets `ingot.dims` and `rt.target`. Fails where the
/// module went through stages that have already used another target or that should have seen the bounds.
llvm::Error annotate(mlir::ModuleOp module, const Options &options, const Target &target);

} // namespace ingot
