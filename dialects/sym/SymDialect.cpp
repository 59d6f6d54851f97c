// Registration of the sym dialect. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/Sym.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace ingot::sym;

#include "dialects/sym/SymDialect.cpp.inc"

void SymDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialects/sym/SymOps.cpp.inc"
      >();
}

mlir::Operation *SymDialect::materializeConstant(mlir::OpBuilder &builder, mlir::Attribute value,
                                                 mlir::Type type, mlir::Location location) {
  return mlir::arith::ConstantOp::materialize(builder, value, type, location);
}
