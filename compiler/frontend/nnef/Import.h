// NNEF model -> module of the nn and sym dialects. The entry point of the NNEF front end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <utility>

namespace ingot::nnef {

class Container;

/// The least and greatest size that calls will use, by symbol. Known before shapes are inferred, because a model may
/// fit together for some sizes only.
using SizeBounds = std::map<std::string, std::pair<int64_t, int64_t>>;

/// Reads the model at `path`: a directory with graph.nnef, a .tar or a .tgz. Weights point into the mapped
/// files. Warnings go to the context's handler; errors read `graph.nnef:LINE:COLUMN: message` with the line
/// and a caret.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importNnef(mlir::MLIRContext &context, llvm::StringRef path,
                                                             const SizeBounds &bounds = {});

/// The same for an opened model.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importNnef(mlir::MLIRContext &context, const Container &container,
                                                             const SizeBounds &bounds = {});

} // namespace ingot::nnef
