// Runs Stages.def on a module: one pass manager per stage, a dump after each.
// The middle of the driver, between import and emission. SPDX-License-Identifier: Apache-2.0
#include "compiler/Pipeline.h"

#include "compiler/link/Output.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "passes/buffers/Passes.h"
#include "passes/linalg/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/shape/Passes.h"
#include "passes/simplify/Passes.h"
#include "passes/tile/Passes.h"
#include "passes/vectorize/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace mlir;

namespace ingot {
namespace {

/// The pipeline of each stage, under the name that Stages.def gives it.
struct Pipelines {
  static constexpr auto shape = addShapePipeline;
  static constexpr auto simplify = addSimplifyPipeline;
  static constexpr auto linalg = addLinalgPipeline;
  static constexpr auto tile = addTilePipeline;
  static constexpr auto vectorize = addVectorizePipeline;
  static constexpr auto buffers = addBuffersPipeline;
  static constexpr auto lower = addLowerPipeline;
};

/// Writes the name of the stage on the module, so that the text of a module says how far it is.
struct MarkStage : PassWrapper<MarkStage, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MarkStage)
  explicit MarkStage(StringRef stage) : stage(stage) {}
  StringRef getName() const override { return "MarkStage"; }
  void runOnOperation() override {
    getOperation()->setAttr(stageAttrName, StringAttr::get(&getContext(), stage));
  }
  StringRef stage;
};

/// Reports the time of each pass on modules, for `Options::timing`.
struct PassClock : PassInstrumentation {
  PassClock(Steps &steps, StringRef stage) : steps(steps), stage(stage) {}
  void runBeforePass(Pass *pass, Operation *op) override {
    if (isMeasured(pass, op))
      start = std::chrono::steady_clock::now();
  }
  void runAfterPass(Pass *pass, Operation *op) override {
    if (isMeasured(pass, op))
      steps.report((stage + "/" + pass->getArgument()).str(),
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  static bool isMeasured(Pass *pass, Operation *op) {
    return isa<ModuleOp>(op) && !pass->getArgument().empty();
  }

  Steps &steps;
  StringRef stage;
  std::chrono::steady_clock::time_point start;
};

/// Writes `NN-stage.mlir`, without the large constants.
Error dump(ModuleOp module, StringRef directory, size_t number, StringRef stage) {
  if (std::error_code code = sys::fs::create_directories(directory))
    return createStringError("dump directory '%s': %s", directory.str().c_str(), code.message().c_str());
  SmallString<128> path = directory;
  sys::path::append(path, formatv("{0,0+2}-{1}.mlir", number, stage).str());
  std::string text;
  raw_string_ostream os(text);
  module->print(os); // with all constants: `ingot-opt --ingot-stage-NAME` continues from a dump
  os << "\n";
  Output output;
  if (Error error = output.write(path, text))
    return error;
  return output.commit().takeError();
}

Error runStage(ModuleOp module, const Stage &stage, const Options &options, Steps &steps) {
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  addStage(passes, stage);
  passes.enableVerifier(false); // once below, not after each pass: the contract passes say what must hold
  if (options.timing)
    passes.addInstrumentation(std::make_unique<PassClock>(steps, stage.name));
  if (failed(passes.run(module)) || failed(verify(module)))
    return createStringError("stage '%s' failed", stage.name.str().c_str());
  return Error::success();
}

} // namespace

ArrayRef<Stage> stages() {
  static const Stage table[] = {
#define INGOT_STAGE(name, summary) {#name, summary, Pipelines::name},
#include "compiler/Stages.def"
  };
  return table;
}

Expected<size_t> countStages(StringRef name) {
  if (name == "import")
    return 0;
  std::string names = "import";
  for (auto [index, stage] : enumerate(stages())) {
    if (stage.name == name)
      return index + 1;
    names += ", " + stage.name.str();
  }
  return createStringError("unknown stage '%s': expected one of %s", name.str().c_str(), names.c_str());
}

Expected<size_t> countStagesDone(ModuleOp module) {
  auto attr = module->getAttrOfType<StringAttr>(stageAttrName);
  return attr ? countStages(attr.getValue()) : Expected<size_t>(0);
}

void addStage(OpPassManager &passes, const Stage &stage) {
  stage.addPasses(passes);
  passes.addPass(std::make_unique<MarkStage>(stage.name));
}

Error runStages(ModuleOp module, const Options &options, size_t last, Steps &steps) {
  Expected<size_t> done = countStagesDone(module);
  if (!done)
    return done.takeError();
  if (*done > last)
    return createStringError("the module went through stage '%s' already, which comes after '%s'",
                             stages()[*done - 1].name.str().c_str(),
                             last == 0 ? "import" : stages()[last - 1].name.str().c_str());
  if (*done == 0 && !options.dumpDirectory.empty())
    if (Error error = dump(module, options.dumpDirectory, 0, "import"))
      return error;
  for (size_t index = *done; index < last; ++index) {
    const Stage &stage = stages()[index];
    if (Error error = steps.run(stage.name, [&] { return runStage(module, stage, options, steps); }))
      return error;
    if (!options.dumpDirectory.empty())
      if (Error error = dump(module, options.dumpDirectory, index + 1, stage.name))
        return error;
  }
  return Error::success();
}

} // namespace ingot
