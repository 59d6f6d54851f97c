// Inputs that the user turns into constants. Between import and the stages. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace ingot {

/// Replaces the inputs of `options.constants` by constants; the function loses these arguments. A named size of such an
/// input gets the constant's size, as by `--dim`. The error says what the input needs.
llvm::Error fixInputs(mlir::ModuleOp module, Options &options);

} // namespace ingot
