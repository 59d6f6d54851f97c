// An nn program as a table: each operation with its result, its cost and its node. What `ingot dump` shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Flops.h"

#include "llvm/Support/raw_ostream.h"

#include <string>

namespace ingot::tool {

/// The named dimensions of a module, each with the value that costs are shown for: its minimum, but at
/// least 1.
llvm::StringMap<int64_t> exampleSymbols(mlir::ModuleOp module);

/// `float32 [N, 64]`; the type as MLIR writes it where it is no ranked tensor.
std::string typeText(mlir::Type type);

void printGraphTable(mlir::ModuleOp module, llvm::raw_ostream &out);
void printGraphJson(mlir::ModuleOp module, llvm::raw_ostream &out);

} // namespace ingot::tool
