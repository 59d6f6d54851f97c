// An element-wise operation as a formula on scalars: what LowerElementwise.cpp and LowerActivation.cpp are
// written in. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/Lowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace ingot {

/// The result element from the operand elements.
using Formula = mlir::Value (*)(ScalarBuilder &scalars, mlir::Operation *op, mlir::ValueRange elements);

/// Short names for what formulas are made of. All operands of one formula have one type.
struct Terms {
  ScalarBuilder &scalars;
  mlir::Type type;

  Terms(ScalarBuilder &scalars, mlir::ValueRange elements) : scalars(scalars), type(elements[0].getType()) {}
  mlir::Value number(double value) { return scalars.constant(type, value); }
  mlir::Value zero() { return number(0); }
  mlir::Value one() { return number(1); }
  mlir::Value add(mlir::Value left, mlir::Value right) { return scalars.add(left, right); }
  mlir::Value sub(mlir::Value left, mlir::Value right) { return scalars.sub(left, right); }
  mlir::Value mul(mlir::Value left, mlir::Value right) { return scalars.mul(left, right); }
  mlir::Value div(mlir::Value left, mlir::Value right) { return scalars.div(left, right); }
  mlir::Value exp(mlir::Value value) { return scalars.unary<mlir::math::ExpOp>(value); }
  mlir::Value tanh(mlir::Value value) { return scalars.unary<mlir::math::TanhOp>(value); }
  mlir::Value less(mlir::Value left, mlir::Value right) {
    return scalars.compare(Comparison::Less, left, right);
  }
  mlir::Value greater(mlir::Value left, mlir::Value right) {
    return scalars.compare(Comparison::Greater, left, right);
  }
  mlir::Value positivePart(mlir::Value value) { return scalars.max(value, zero()); }
};

/// Adds formulas, one line for each operation.
struct FormulaTable {
  LoweringSet &set;

  template <typename Op>
  void add(Formula formula) {
    set.add(Op::getOperationName(),
            [formula](mlir::Operation *op, Lowering &lowering) { return apply(formula, op, lowering); });
  }

private:
  static mlir::FailureOr<llvm::SmallVector<Tensor>> apply(Formula formula, mlir::Operation *op,
                                                          Lowering &lowering);
};

} // namespace ingot
