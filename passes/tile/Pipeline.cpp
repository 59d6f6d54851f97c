// The order of the tile stage. SPDX-License-Identifier: Apache-2.0
#include "mlir/Pass/PassManager.h"
#include "passes/tile/Passes.h"

void ingot::addTilePipeline(mlir::OpPassManager &passes) {
  passes.addPass(createWidenBools());
  passes.addPass(createFormKernels());
  passes.addPass(createCollapseLoops()); // after forming: both halves of a fused kernel collapse alike
  passes.addPass(createChooseTiles());
  passes.addPass(createPackWeights());  // after choosing: the block size of the layout is the tile's
  passes.addPass(createMergeKernels()); // last: tiles and layouts are part of what makes kernels equal
  // No clean-up: canonicalization would undo the copies that some kernels are, CSE would share destinations.
  passes.addPass(createVerifyTile());
}
