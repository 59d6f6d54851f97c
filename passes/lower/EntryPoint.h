// The model's function as the entry point that the runtime calls: `rt` operations become accesses to its ingot_call.
// Used by ingot-lower-kernels, before the conversion. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ingot {

/// Gives `function` the type `i32 (ptr)` and replaces every `rt` operation in it. `symbolNames` are in the order of the
/// model table. Fails with a diagnostic on a symbol that is not among them.
llvm::LogicalResult makeEntryPoint(mlir::func::FuncOp function, llvm::ArrayRef<llvm::StringRef> symbolNames,
                                   const mlir::LLVMTypeConverter &converter);

/// Replaces every `rt.check` of a function without structured control flow by a branch to a return of -1 - number, and
/// adds its message to `messages`, where its number counts.
void lowerChecks(mlir::func::FuncOp function, llvm::SmallVectorImpl<llvm::StringRef> &messages);

} // namespace ingot
