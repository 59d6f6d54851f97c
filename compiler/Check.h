// Finds everything in a model that would not compile, in one go, and writes nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Compiler.h"

namespace ingot {

/// What a check found; the problems themselves are diagnostics of the context.
struct CheckResult {
  unsigned problems = 0;
  /// Nodes of the model that were not looked at, because they depend on refused ones.
  int64_t skipped = 0;
};

/// Imports `options.inputPath`, runs the stages and the emission. After a problem it goes on with what does not depend
/// on it: each node that cannot be imported and each operation whose sizes cannot be inferred is told; of the later
/// stages, the first that fails. The returned error is about the options.
llvm::Expected<CheckResult> check(mlir::MLIRContext &context, const Options &options, Progress progress = {});

} // namespace ingot
