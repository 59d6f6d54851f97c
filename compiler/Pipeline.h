// Stages.def as pass pipelines: what runs, in which order, and what a module has already gone through.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "compiler/Steps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/ArrayRef.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace ingot {

/// Module attribute: name of the last stage that the module went through; "import", or absent, before the
/// first.
inline constexpr llvm::StringLiteral stageAttrName = "ingot.stage";

/// One line of Stages.def.
struct Stage {
  llvm::StringRef name;
  /// What holds after it.
  llvm::StringRef summary;
  void (*addPasses)(mlir::OpPassManager &);
};

/// Every stage, in order.
llvm::ArrayRef<Stage> stages();

/// How many stages are done after the stage `name`; 0 for "import". The error lists the names.
llvm::Expected<size_t> countStages(llvm::StringRef name);

/// How many stages `module` has gone through.
llvm::Expected<size_t> countStagesDone(mlir::ModuleOp module);

/// Adds the passes of `stage`, its contract, and the mark on the module.
void addStage(mlir::OpPassManager &passes, const Stage &stage);

/// Runs the stages that `module` has not gone through yet until `last` are done. Writes dumps if the options
/// ask.
llvm::Error runStages(mlir::ModuleOp module, const Options &options, size_t last, Steps &steps);

} // namespace ingot
