// ONNX file -> module of the nn and sym dialects, in the form that dialects/nn/README.md describes. First
// step of the driver for ONNX. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/Partial.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace ingot::onnx {

/// Reads the model at `path`. What is wrong inside the model is one diagnostic, located at the node and
/// naming it; the returned error then says that the model could not be imported. Errors of the file itself
/// are only returned. Constants share the parsed model and its mapped weight files, which live as long as the
/// context.
/// With `partial`, each wrong node is a diagnostic and the module holds what remains.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>> importOnnx(mlir::MLIRContext &context, llvm::StringRef path,
                                                             PartialImport *partial = nullptr);

} // namespace ingot::onnx
