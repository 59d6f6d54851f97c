// The parts of the lowerings of NnSample.td. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"

namespace ingot {

void addGridLowerings(LoweringSet &set);
void addRoiAlignLowerings(LoweringSet &set);
void addSignalLowerings(LoweringSet &set);

} // namespace ingot
