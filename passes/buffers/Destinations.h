// Where kernels write what they make: used by the passes that choose the place of a value before bufferization.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/rt/Rt.h"
#include "mlir/IR/PatternMatch.h"

namespace ingot {

/// How a value comes from what another operation makes: through changes of shape.
struct Origin {
  /// What was made, before the changes of shape.
  mlir::Value made;
  /// From the value back to what was made.
  llvm::SmallVector<mlir::Operation *> reshapes;

  static Origin of(mlir::Value value);
};

/// `place`, which has the type of a value, in the shape of what the value comes from; built before `launch`, which
/// makes that. Null where the sizes are not known there.
mlir::Value placeOf(const Origin &origin, mlir::Value place, rt::LaunchOp launch, mlir::RewriterBase &rewriter);

} // namespace ingot
