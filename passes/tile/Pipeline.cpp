// The order of the tile stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Pass/PassManager.h"
#include "passes/Cleanup.h"
#include "passes/tile/Passes.h"

void ingot::addTilePipeline(mlir::OpPassManager &passes) {
  passes.addPass(createFormKernels());
  passes.addPass(createCollapseLoops()); // after forming: both halves of a fused kernel collapse alike
  addCleanup(passes);                    // folds reshapes of constants, which packing looks through no more
  passes.addPass(createChooseTiles());
  passes.addPass(createPackWeights()); // after choosing: the block size of the layout is the tile's
  passes.addPass(createMergeKernels()); // last: tiles and layouts are part of what makes kernels equal
  addCleanup(passes);
  passes.addPass(createVerifyTile());
}
