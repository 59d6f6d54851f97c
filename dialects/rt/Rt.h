// The rt dialect for its users. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace ingot::rt {

/// What only the data knows: the stored sizes, and whether the run goes on.
struct DataResource : public mlir::SideEffects::Resource::Base<DataResource> {
  llvm::StringRef getName() final { return "data"; }
};

} // namespace ingot::rt

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
/// Attribute of an `scf.execute_region` that becomes a kernel as it is: loops over single elements. Its value, a
/// string, is part of the kernel's name.
inline constexpr llvm::StringLiteral kernelKindAttrName = "rt.kernel_kind";
/// Unit attribute of an innermost loop in such a kernel: its iterations do not depend on each other and go along
/// neighbouring elements, so that several may be done at once.
inline constexpr llvm::StringLiteral runAttrName = "rt.run";

/// True for the functions that `rt.launch` may call.
bool isKernel(mlir::Operation *function);
/// True for an operation of the model's function that becomes a kernel of loops over single elements. Other loops and
/// branches there are control flow.
bool isScalarKernel(mlir::Operation *op);
/// Teaches one-shot bufferization about rt.launch.
void registerBufferizableOpInterfaceExternalModels(mlir::DialectRegistry &registry);

} // namespace ingot::rt
