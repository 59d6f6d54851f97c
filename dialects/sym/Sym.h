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

#include "dialects/sym/SymDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/sym/SymOps.h.inc"
