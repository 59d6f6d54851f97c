// The order of the buffers stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "passes/Cleanup.h"
#include "passes/buffers/Passes.h"

void ingot::addBuffersPipeline(mlir::OpPassManager &passes) {
  passes.addPass(createCarryBuffers());     // first: it makes the places that the next pass makes outputs of
  passes.addPass(createPassDestinations()); // on tensors, where who makes a result is plain to see
  passes.addPass(createBufferize());
  passes.addPass(mlir::createCSEPass()); // makes two views of one place equal, so that copies between them fold
  addCleanup(passes);                    // folds sizes of buffers, and loops that carry a buffer only to hand it back
  passes.addPass(mlir::bufferization::createDropEquivalentBufferResultsPass()); // kernels return what they write into
  passes.addPass(createRotateBuffers()); // after the clean-up, which shows what is carried in which buffer
  passes.addPass(createPackConstants());
  passes.addPass(createPlanArena());
  passes.addPass(createBindInterface()); // last: it reports the sizes of arena and blob
  passes.addPass(createVerifyBuffers());
}
