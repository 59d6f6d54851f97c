// Model file -> module of the nn dialect: looks at the content, picks the reader. First step of the driver.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/Partial.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <utility>

namespace ingot {

/// What a path holds.
enum class InputFormat { Onnx, Nnef, Mlir };

/// Decides by content: a directory with `graph.nnef`, a tar or gzip archive, an ONNX protobuf, MLIR bytecode;
/// MLIR text has no mark and is known by the extension `.mlir`. The error says what was expected.
llvm::Expected<InputFormat> probeInput(llvm::StringRef path);

/// The least and greatest size that calls will use, by symbol name.
using SizeBounds = std::map<std::string, std::pair<int64_t, int64_t>>;

/// Reads the model at `path`. Diagnostics with locations go to the context's handler. An importer that infers shapes
/// reads `bounds`. With `partial`, the import of an ONNX file goes on after errors.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importModel(mlir::MLIRContext &context, llvm::StringRef path,
                                                              const SizeBounds &bounds = {},
                                                              PartialImport *partial = nullptr);

} // namespace ingot
