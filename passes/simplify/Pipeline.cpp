// The order of the simplify stage. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"

void ingot::addSimplifyPipeline(mlir::OpPassManager &manager) {
  mlir::OpPassManager &functions = manager.nest<mlir::func::FuncOp>();
  // First: batch norms become the multiplications and additions that the next passes look for.
  functions.addPass(createLowerSugar());
  // Before fusion: identities stand between a convolution and its factor.
  functions.addPass(createRecognizePatterns());
  // After sugar, so that few operations stand between quantised values; before layouts: channels are at axis 1.
  functions.addPass(createResolveQuantization());
  // Before layouts: factors and terms have their channels at axis 1.
  functions.addPass(createFuseAffine());
  functions.addPass(createChooseLayout());
  // Transposes and weights that nothing uses any more go.
  addCleanup(manager);
  manager.addPass(createVerifySimplify());
}
