// The order of the linalg stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"
#include "passes/linalg/Passes.h"

void ingot::addLinalgPipeline(mlir::OpPassManager &manager) {
  manager.addPass(createConvertNnToLinalg());
  // Before fusion, which counts uses: equal sizes, constants and reshapes become one.
  addCleanup(manager);
  // Before fusion, which would merge what every iteration of a loop repeats with what it alone computes.
  manager.addPass(createHoistInvariants());
  // Before fusion, which would merge work on constants with work on the inputs.
  manager.addPass(createFoldConstants());
  manager.addPass(createFuseElementwise());
  // Merged bodies compute some things twice, and leave constants and empty tensors behind.
  addCleanup(manager);
  manager.addPass(createVerifyLinalg());
}
