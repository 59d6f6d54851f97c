// The parts of the lowerings of NnSample.td. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"

namespace ingot {

void addGridLowerings(LoweringSet &set);
void addRoiAlignLowerings(LoweringSet &set);
void addSignalLowerings(LoweringSet &set);

/// A whole number of a float type as an index.
inline mlir::Value floatToIndex(ScalarBuilder &scalars, mlir::Value value) {
  return scalars.toIndex(scalars.cast(value, value.getType(), scalars.operations().getI32Type()));
}

} // namespace ingot
