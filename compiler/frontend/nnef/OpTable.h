// The page of operations that is generated from the importer's table and the library's declarations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace ingot::nnef {

/// Prints docs/nnef-ops.md. Fails only where the built-in declarations do not parse.
llvm::Error printOpTable(llvm::raw_ostream &stream);

} // namespace ingot::nnef
