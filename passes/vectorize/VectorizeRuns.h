// Runs of independent iterations in kernels of single elements, done a vector at a time. Used by
// ingot-vectorize-kernels. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/rt/TargetAttr.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// Cuts every loop of `kernel` that is marked with `rt.run` into one over whole vectors and one over what remains. A
/// loop that does what vectors cannot (a branch, a position that is not next to the one before) stays as it is.
void vectorizeRuns(mlir::func::FuncOp kernel, const rt::TargetInfo &target, mlir::RewriterBase &rewriter);

} // namespace ingot
