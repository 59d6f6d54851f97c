// Names for tools that take passes and stages by name. SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ingot {

/// Registers every pass, and the pipeline `ingot-stage-NAME` of each stage.
void registerPasses();

} // namespace ingot
