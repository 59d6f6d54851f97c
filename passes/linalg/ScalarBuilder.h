// Arithmetic on single elements, chosen by element type: what the bodies of linalg.generic are written in.
// Used by every Lower*.cpp of the stage. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace ingot {

/// Orders of two elements.
enum class Comparison { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

/// The type that holds elements of `element` from this stage on: unsigned integers become signless.
mlir::Type storageOf(mlir::Type element);

/// The type that sums of `element` are kept in: f32 for the 16-bit floats, otherwise `element` itself.
mlir::Type accumulatorOf(mlir::Type element);

/// Builds scalar operations at one place. Values are signless; `isUnsigned` says how integers are read.
/// Booleans (i1) are added and multiplied by `or` and `and`.
class ScalarBuilder {
public:
  ScalarBuilder(mlir::OpBuilder &builder, mlir::Location loc, bool isUnsigned = false)
      : builder(builder), loc(loc), isUnsigned(isUnsigned) {}

  mlir::OpBuilder &operations() { return builder; }
  mlir::Location location() const { return loc; }

  /// A number of a float, integer or index type.
  mlir::Value constant(mlir::Type type, double value);
  mlir::Value constant(mlir::TypedAttr value);
  mlir::Value index(int64_t value);
  /// The position of the loop `dim` of the enclosing linalg.generic.
  mlir::Value position(unsigned dim);

  mlir::Value add(mlir::Value left, mlir::Value right);
  mlir::Value sub(mlir::Value left, mlir::Value right);
  mlir::Value mul(mlir::Value left, mlir::Value right);
  /// Integers: rounded towards zero. A divisor of zero counts as one, so that no data traps.
  mlir::Value div(mlir::Value left, mlir::Value right);
  /// The remainder with the sign of `left` (`truncated`) or of `right`.
  mlir::Value mod(mlir::Value left, mlir::Value right, bool truncated);
  /// Floats: NaN if either is.
  mlir::Value max(mlir::Value left, mlir::Value right);
  mlir::Value min(mlir::Value left, mlir::Value right);
  mlir::Value negate(mlir::Value value);
  mlir::Value abs(mlir::Value value);
  mlir::Value compare(Comparison comparison, mlir::Value left, mlir::Value right);
  mlir::Value select(mlir::Value condition, mlir::Value onTrue, mlir::Value onFalse);

  /// min(max(value, low), high).
  mlir::Value clamp(mlir::Value value, mlir::Value low, mlir::Value high);

  /// Converts between element types, which may be unsigned; `isUnsigned` does not matter.
  mlir::Value cast(mlir::Value value, mlir::Type from, mlir::Type to);
  /// f16 and bf16 to f32 and back; other pairs of floats alike. Equal types: nothing.
  mlir::Value resizeFloat(mlir::Value value, mlir::Type to);
  /// An integer element as an index, and back.
  mlir::Value toIndex(mlir::Value value);
  mlir::Value fromIndex(mlir::Value value, mlir::Type to);

  /// An operation with one operand, such as math::ExpOp.
  template <typename Op>
  mlir::Value unary(mlir::Value value) {
    return Op::create(builder, loc, value);
  }
  template <typename Op>
  mlir::Value binary(mlir::Value left, mlir::Value right) {
    return Op::create(builder, loc, left, right);
  }

private:
  bool readsUnsigned(mlir::Value value) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  bool isUnsigned;
};

/// The step of a sum of products: `accumulated + elements[0] * elements[1]`, in the type of the sum.
mlir::Value multiplyAdd(ScalarBuilder &scalars, mlir::ValueRange elements, mlir::Value accumulated);

/// The number `value` of a storage type as an attribute.
mlir::TypedAttr numberAttr(mlir::Type type, double value);
/// The least and the greatest value of a storage type: infinities for floats.
mlir::TypedAttr lowestAttr(mlir::Type type, bool isUnsigned);
mlir::TypedAttr highestAttr(mlir::Type type, bool isUnsigned);

} // namespace ingot
