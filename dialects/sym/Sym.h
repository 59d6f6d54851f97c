// The one header that users of the sym dialect include. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/SymExpr.h"
#include "dialects/sym/SymProver.h"
#include "dialects/sym/SymShape.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace ingot::sym {

/// The values of data symbols: written while the model runs.
struct SymbolResource : public mlir::SideEffects::Resource::Base<SymbolResource> {
  llvm::StringRef getName() final { return "data symbols"; }
};

/// True where `expr` reads a data symbol of the module around `user`.
bool readsData(mlir::Operation *user, ExprAttr expr);

} // namespace ingot::sym

#include "dialects/sym/SymDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/sym/SymOps.h.inc"
