// The whole compiler as one function: model file in, artefact out. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace mlir {
class MLIRContext;
class ModuleOp;
template <typename>
class OwningOpRef;
} // namespace mlir

namespace ingot {

/// What a compilation produced: the paths written, and the time of each step in seconds.
struct CompileResult {
  std::vector<std::string> files;
  std::vector<std::pair<std::string, double>> seconds;
};

/// Receives one line per step ("import", "tile", "link") for people who wait. May be empty.
using Progress = llvm::function_ref<void(llvm::StringRef step, double seconds)>;

/// Compiles `options.inputPath` to `options.outputPath`. Diagnostics of the input (with locations that name
/// the node) go to the context's handler; the returned error then says which step failed. No output file
/// exists after an error.
llvm::Expected<CompileResult> compile(mlir::MLIRContext &context, const Options &options,
                                      Progress progress = {});

/// Reads a model and runs the stages up to and including `stage` of Stages.def ("import" runs none).
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> lowerTo(mlir::MLIRContext &context, const Options &options,
                                                          llvm::StringRef stage, Progress progress = {});

} // namespace ingot
