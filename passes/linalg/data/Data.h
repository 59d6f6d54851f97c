// The lowerings of NnData.td, one file each. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"

namespace ingot {

void addNonZeroLowering(LoweringSet &set);
void addUniqueLowering(LoweringSet &set);
void addNonMaxSuppressionLowering(LoweringSet &set);

} // namespace ingot
