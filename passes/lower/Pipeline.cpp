// The order of the lower stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"
#include "passes/lower/Passes.h"

void ingot::addLowerPipeline(mlir::OpPassManager &passes) {
  passes.addPass(createExpandSizes());
  addCleanup(passes); // sizes that several buffers share are computed once
  passes.addPass(createLowerKernels());
  passes.addPass(mlir::createReconcileUnrealizedCastsPass());
  passes.addPass(createModelTable()); // after lowering: it takes the address of the entry point
  addCleanup(passes);
  passes.addPass(createVerifyLower());
}
