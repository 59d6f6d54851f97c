// The order of the lower stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "passes/lower/Passes.h"

void ingot::addLowerPipeline(mlir::OpPassManager &passes) {
  passes.addPass(createExpandSizes());
  passes.addPass(mlir::createCSEPass()); // sizes that several buffers share are computed once
  passes.addPass(createLowerKernels());
  passes.addPass(mlir::createReconcileUnrealizedCastsPass());
  passes.addPass(createModelTable());  // after lowering: it takes the address of the entry point
  passes.addPass(createVerifyLower()); // LLVM cleans up
}
