// The order of the vectorize stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"
#include "passes/vectorize/Passes.h"

void ingot::addVectorizePipeline(mlir::OpPassManager &passes) {
  passes.addPass(createVectorizeKernels());
  addCleanup(passes);                    // folds addresses and loops that run once, before math grows the bodies
  passes.addPass(createEmulateFloats()); // before the polynomials, which are those of f32
  passes.addPass(createExpandMath());    // folds as it goes
  passes.addPass(createVerifyVectorize());
}
