// The nn dialect for its users: operations, attributes, enumerations, the shape rule interface.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace ingot::nn {
class ShapeContext;

/// Marks operations whose result element depends on the operand elements at the same place only.
template <typename ConcreteType>
class Elementwise : public mlir::OpTrait::TraitBase<ConcreteType, Elementwise> {};
} // namespace ingot::nn

#include "dialects/nn/NnDialect.h.inc"
#include "dialects/nn/NnEnums.h.inc"
#include "dialects/nn/NnInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/nn/NnAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/nn/NnOps.h.inc"
