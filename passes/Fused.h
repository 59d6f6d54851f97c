// A reduction and the element-wise operation that finishes it in registers, as they stand in one kernel. Shared by the
// tile stage, which brings them together, and the vectorize stage, which writes them as one loop nest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ingot {

/// The operation in `main`'s kernel that finishes its result, or null: its only user, if that is a linalg.generic.
mlir::linalg::GenericOp epilogueOf(mlir::linalg::GenericOp main);

/// The operand through which `epilogue` reads the result of `main`.
mlir::OpOperand *linkBetween(mlir::linalg::GenericOp main, mlir::linalg::GenericOp epilogue);

/// For each loop of `epilogue` the loop of `main` that fills the same axis of the tensor between them.
mlir::AffineMap epilogueToMainLoops(mlir::linalg::GenericOp main, mlir::linalg::GenericOp epilogue);

} // namespace ingot
