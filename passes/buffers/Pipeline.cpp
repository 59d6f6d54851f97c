// The order of the buffers stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"
#include "passes/buffers/Passes.h"

void ingot::addBuffersPipeline(mlir::OpPassManager &passes) {
  passes.addPass(createPassDestinations()); // on tensors, where who makes a result is plain to see
  passes.addPass(createBufferize());
  addCleanup(passes); // folds sizes of buffers to formulas of the symbols
  passes.addPass(createPackConstants());
  passes.addPass(createPlanArena());
  passes.addPass(createBindInterface()); // last: it reports the sizes of arena and blob
  addCleanup(passes);
  passes.addPass(createVerifyBuffers());
}
