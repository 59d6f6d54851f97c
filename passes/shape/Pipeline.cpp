// The order of the shape stage. SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"

void ingot::addShapePipeline(mlir::OpPassManager &manager) {
  // First: everything after works on names, and a user may bind the names made here.
  manager.addPass(createNameDims());
  // Before inference: a bound size is a constant there, and bounds prove equations.
  manager.addPass(createBindDims());
  manager.addPass(createInferTypes());
  // After inference, which finds the equations: one name for each size.
  manager.addPass(createUnifyDims());
  // After unification, which may spell a size of an output in another way.
  manager.addPass(createBoundOutputs());
  // After unification: what is proved by now needs no check at run time.
  manager.addPass(createInsertGuards());
  // Shape arithmetic that nothing uses any more goes.
  addCleanup(manager);
  manager.addPass(createVerifyShape());
}
