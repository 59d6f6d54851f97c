// What the patterns on quantised values share: known scales, and sums of products of integers with zero points.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/NnQuantize.h"
#include "mlir/IR/PatternMatch.h"
#include "passes/simplify/TypedBuilder.h"

namespace ingot {

//===- Known values (QuantizedValues.cpp) -------------------------------------------------------------------------===//

/// The elements of a constant of f32, at most `limit` of them.
std::optional<llvm::SmallVector<float>> realsOf(mlir::Value value, int64_t limit = 1 << 16);

/// A reshape that leaves a constant a constant, so that patterns can read it.
mlir::Value reshapeParameter(TypedBuilder &build, mlir::Value value, llvm::ArrayRef<sym::ExprAttr> dims);

/// left * right and left / right of scales: constants where both are known, rounded to f32 as at run time.
mlir::Value multiplyScales(TypedBuilder &build, mlir::Value left, mlir::Value right);
mlir::Value divideScales(TypedBuilder &build, mlir::Value left, mlir::Value right);

/// True where two scales of f32 are known to agree but for one part in ten thousand.
bool agree(mlir::Value left, mlir::Value right);

/// True where two zero points are equal for sure; null stands for zero.
bool sameZeroPoint(mlir::Value left, mlir::Value right);

/// True for an absent zero point, and for a constant one that is zero everywhere.
bool isZeroPoint(mlir::Value zero);

/// One element, whatever its rank.
bool hasOneElement(mlir::Value value);

/// One element, or elements along `axis` of a tensor of `rank` axes that `parameter` broadcasts to.
bool isAlong(mlir::Value parameter, int64_t rank, int64_t axis);

/// True for integers of 8 bits.
bool holdsBytes(mlir::Value value);

/// The least and the greatest number of an integer type of at most 32 bits.
std::pair<int64_t, int64_t> integerRange(mlir::Type element);

/// The operation that makes `value` from integers, with scales of f32 and a result of f32; null where there is none.
nn::DequantizeOp dequantized(mlir::Value value);

/// nn.dequantize in core form, and nn.quantize of `like`'s shape.
mlir::Value dequantize(TypedBuilder &build, mlir::Value integers, mlir::Value scale, mlir::Value zero);
mlir::Value quantize(TypedBuilder &build, mlir::Value reals, mlir::Value scale, mlir::Value zero, mlir::Type element);

//===- Sums of products (IntegerContraction.cpp) ------------------------------------------------------------------===//

/// The product of (lhs - lhsZero) and (rhs - rhsZero) in 32 bits, of sizes `dims`, as an nn.matmul of narrow integers.
/// Zero points may be null; they broadcast to their operand.
mlir::Value multiplyIntegers(TypedBuilder &build, mlir::Value lhs, mlir::Value lhsZero, mlir::Value rhs,
                             mlir::Value rhsZero, bool transposeLhs, bool transposeRhs,
                             llvm::ArrayRef<sym::ExprAttr> dims);

/// Where the window of a convolution of integers lies: explicit paddings, channels first.
struct IntegerWindow {
  llvm::ArrayRef<int64_t> strides, dilations, pads;
  uint64_t group;
};

/// The same for a convolution: `inputZero` has one element, `weightsZero` one or one per output channel, `bias` (may be
/// null) holds i32.
mlir::Value convolveIntegers(TypedBuilder &build, mlir::Value input, mlir::Value inputZero, mlir::Value weights,
                             mlir::Value weightsZero, mlir::Value bias, const IntegerWindow &window,
                             llvm::ArrayRef<sym::ExprAttr> dims);

//===- Patterns of ingot-resolve-quantization ---------------------------------------------------------------------===//

/// Convolutions and matrix products of dequantised operands (ResolveContractions.cpp).
void populateQuantizedContractionPatterns(mlir::RewritePatternSet &patterns);
/// Moves and maxima before and after quantisation (ResolveMoves.cpp).
void populateQuantizedMovePatterns(mlir::RewritePatternSet &patterns);
/// Scales that meet, and element-wise operations between them (ResolveScales.cpp).
void populateQuantizedScalePatterns(mlir::RewritePatternSet &patterns);

} // namespace ingot
