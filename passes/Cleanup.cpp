// The clean-up that stages end with. SPDX-License-Identifier: Apache-2.0
#include "passes/Cleanup.h"

#include "mlir/Transforms/Passes.h"

void ingot::addCleanup(mlir::OpPassManager &manager) {
  manager.addPass(mlir::createCanonicalizerPass());
  manager.addPass(mlir::createCSEPass());
}
