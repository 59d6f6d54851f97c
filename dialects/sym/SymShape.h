// Tensor types with named sizes: the only place that knows how `?` and the encoding go together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/SymExpr.h"
#include "mlir/IR/BuiltinTypes.h"

namespace ingot::sym {

/// The name that stands in `#sym.shape` for a `?` without a name: `#sym.shape<N, ?>`. Legal before the shape
/// stage.
inline constexpr llvm::StringLiteral unnamed = "?";

/// One expression for each dim; null for a `?` without a name.
llvm::SmallVector<ExprAttr> dimsOf(mlir::RankedTensorType type);

/// The expression of one dim, or null as above.
ExprAttr dimOf(mlir::RankedTensorType type, unsigned dim);

/// The tensor type with these sizes: constants become static dims, everything else `?` with a name. A null
/// expression gives a `?` without a name. A negative constant gives a null type.
mlir::RankedTensorType tensorTypeOf(llvm::ArrayRef<ExprAttr> dims, mlir::Type element);

/// True where no `?` of a tensor type lacks a name. False for unranked tensors, true for types that are no
/// tensors.
bool isFullyNamed(mlir::Type type);

/// Substitutes symbols in the dims of a tensor type; other types are returned as they are. Null on overflow.
mlir::Type substitute(mlir::Type type, llvm::function_ref<ExprAttr(llvm::StringRef)> replacement);

} // namespace ingot::sym
