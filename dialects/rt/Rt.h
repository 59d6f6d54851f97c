// The rt dialect for its users. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/rt/RtDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/rt/RtAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/rt/RtOps.h.inc"

namespace ingot::rt {

/// Unit attribute of functions that are kernels.
inline constexpr llvm::StringLiteral kernelAttrName = "rt.kernel";
/// Attribute of linalg operations inside kernels: how their loops are cut.
inline constexpr llvm::StringLiteral tileAttrName = "rt.tile";

/// True for the functions that `rt.launch` may call.
bool isKernel(mlir::Operation *function);
/// Teaches one-shot bufferization about rt.launch.
void registerBufferizableOpInterfaceExternalModels(mlir::DialectRegistry &registry);

} // namespace ingot::rt
