// Registers passes and stage pipelines under their names. Called once by ingot-opt.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/Passes.h"

#include "compiler/Pipeline.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "passes/buffers/Passes.h"
#include "passes/linalg/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/shape/Passes.h"
#include "passes/simplify/Passes.h"
#include "passes/tile/Passes.h"
#include "passes/vectorize/Passes.h"

using namespace mlir;

namespace ingot {

void registerPasses() {
#define INGOT_STAGE(name, summary) registerIngot_##name##Passes();
#include "compiler/Stages.def"
  for (const Stage &stage : stages())
    registerPassPipeline(
        ("ingot-stage-" + stage.name).str(), ("Stage '" + stage.name + "': " + stage.summary).str(),
        [&stage](OpPassManager &passes, StringRef, function_ref<LogicalResult(const Twine &)>) {
          addStage(passes, stage);
          return success();
        },
        [](function_ref<void(const detail::PassOptions &)>) {});
}

} // namespace ingot
