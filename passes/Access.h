// How a linalg operand is addressed when one loop becomes a vector: shared by the tile stage, which chooses the loop,
// and the vectorize stage, which emits the loads. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

#include <cstdint>

namespace ingot {

/// What happens to an operand's address from one lane to the next.
enum class LaneAccess {
  Invariant,  ///< all lanes use one element
  Contiguous, ///< lane l uses the l-th next element in memory
  Scattered   ///< anything else: one scalar access for each lane
};

/// Change of `expr` when loop `dim` advances by one inside a block of `lanes` iterations that starts at a multiple of
/// `lanes`; nothing where it is not the same for all lanes.
std::optional<int64_t> laneStep(mlir::AffineExpr expr, unsigned dim, int64_t lanes);

/// The access of `operand` (a ranked tensor) through `map` when loop `dim` is cut into vectors of `lanes`.
LaneAccess classifyAccess(mlir::AffineMap map, mlir::Value operand, unsigned dim, int64_t lanes);

/// True where the operand's address depends on loop `dim`.
inline bool dependsOn(mlir::AffineMap map, unsigned dim) { return map.isFunctionOfDim(dim); }

} // namespace ingot
