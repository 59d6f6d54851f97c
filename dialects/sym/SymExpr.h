// Canonical integer expressions over named dimensions: how to build, read and evaluate them. The shape stage
// computes sizes with these; later stages turn them into index arithmetic.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TensorEncoding.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ingot::sym {

/// The nodes that a canonical expression consists of. `Add` has terms, the constant last; a term is an atom,
/// or `Mul` of an optional constant and atoms. Everything but `Constant`, `Add` and `Mul` is an atom.
enum class ExprKind : uint8_t { Constant, Symbol, FloorDiv, Min, Max, Equal, LessEqual, Mul, Add };

/// Deepest nesting, and greatest number of nodes of one expression.
inline constexpr unsigned maxExprDepth = 64;
inline constexpr unsigned maxExprWeight = 2048;

} // namespace ingot::sym

#define GET_ATTRDEF_CLASSES
#include "dialects/sym/SymAttrs.h.inc"

namespace ingot::sym {

/// Every builder gives a null attribute where an operand is null, a value does not fit 64 bits, a divisor is
/// the constant 0, or the result is too large; a caller checks once, at the end of a formula.
ExprAttr constant(mlir::MLIRContext *context, int64_t value);
ExprAttr symbol(mlir::MLIRContext *context, llvm::StringRef name);
ExprAttr add(ExprAttr left, ExprAttr right);
ExprAttr sub(ExprAttr left, ExprAttr right);
ExprAttr mul(ExprAttr left, ExprAttr right);
/// The quotient rounded to minus infinity.
ExprAttr floorDiv(ExprAttr left, ExprAttr right);
/// The quotient rounded to plus infinity.
ExprAttr ceilDiv(ExprAttr left, ExprAttr right);
/// `left - right * floorDiv(left, right)`: the remainder with the sign of the divisor.
ExprAttr mod(ExprAttr left, ExprAttr right);
ExprAttr min(ExprAttr left, ExprAttr right);
ExprAttr max(ExprAttr left, ExprAttr right);
/// 1 where the operands are equal, else 0.
ExprAttr equal(ExprAttr left, ExprAttr right);
/// 1 where `left <= right`, else 0.
ExprAttr lessEqual(ExprAttr left, ExprAttr right);
/// 1 where `left < right`, else 0.
ExprAttr lessThan(ExprAttr left, ExprAttr right);
/// 1 - condition, for a condition that is 0 or 1.
ExprAttr logicalNot(ExprAttr condition);
/// Sum and product of any number of expressions.
ExprAttr sum(mlir::MLIRContext *context, llvm::ArrayRef<ExprAttr> terms);
ExprAttr product(mlir::MLIRContext *context, llvm::ArrayRef<ExprAttr> factors);

/// The same builders with an integer on the right.
ExprAttr add(ExprAttr left, int64_t right);
ExprAttr mul(ExprAttr left, int64_t right);
ExprAttr floorDiv(ExprAttr left, int64_t right);
ExprAttr ceilDiv(ExprAttr left, int64_t right);

/// `left / right` where that is a polynomial without remainder for all values of the symbols, else null.
ExprAttr exactDiv(ExprAttr left, ExprAttr right);

/// Total order by structure: the same on every run, unlike an order of pointers. Negative, 0 or positive.
int compare(ExprAttr left, ExprAttr right);

/// The canonical expression of this kind with other operands; null as the builders are.
ExprAttr rebuild(ExprKind kind, llvm::ArrayRef<ExprAttr> operands);

/// Replaces symbols. `replacement` gives null for a symbol that stays.
ExprAttr substitute(ExprAttr expr, llvm::function_ref<ExprAttr(llvm::StringRef)> replacement);

/// The value for given symbols; nothing where a symbol has none, a divisor is 0 or a value does not fit 64
/// bits.
std::optional<int64_t> evaluate(ExprAttr expr,
                                llvm::function_ref<std::optional<int64_t>(llvm::StringRef)> value);
std::optional<int64_t> evaluate(ExprAttr expr, const llvm::StringMap<int64_t> &values);

/// Adds the names of all symbols, in order of first appearance.
void collectSymbols(ExprAttr expr, llvm::SetVector<llvm::StringRef> &names);

/// Text for people, with `<=`; `parse` reads it back.
std::string toString(ExprAttr expr);
/// Text of several expressions: `[N, 4*S]`.
std::string toString(llvm::ArrayRef<ExprAttr> exprs);
/// Reads an expression; accepts `<=` and `le(a, b)`. The error says what was expected, at which column.
llvm::Expected<ExprAttr> parse(mlir::MLIRContext *context, llvm::StringRef text);
/// Reads a comma-separated list of expressions.
llvm::Expected<llvm::SmallVector<ExprAttr>> parseList(mlir::MLIRContext *context, llvm::StringRef text);

} // namespace ingot::sym
