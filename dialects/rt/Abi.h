// The structs of runtime/include/ingot/abi.h as LLVM types: the only compiler file that knows that layout.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace ingot::rt {

/// Types for one width of pointers and size_t. Field order is that of abi.h.
class Abi {
public:
  Abi(mlir::MLIRContext *context, unsigned indexBits);

  /// Fields of ingot_call.
  enum CallField : int32_t { Inputs, Outputs, States, Symbols, Arena, Weights, ParallelFor, Pool };

  mlir::LLVM::LLVMPointerType pointer;
  mlir::IntegerType index; ///< size_t
  mlir::LLVM::LLVMStructType call, tensor, state, symbol, guard, model;
};

} // namespace ingot::rt
