// Questions about values that are known at compile time, asked by the patterns of the simplify stage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"

#include <optional>

namespace ingot {

/// True for a constant, and for a value that only constants flow into: it is folded later, at no cost at run
/// time.
bool isConstantExpression(mlir::Value value);

/// The one value that all elements of a constant have.
std::optional<double> splatOf(mlir::Value value);

/// True for a constant whose elements are all `expected`, rounded to the element type.
bool isSplat(mlir::Value value, double expected);

/// The elements of an integer constant of at most `limit` elements.
std::optional<llvm::SmallVector<int64_t>> integersOf(mlir::Value value, int64_t limit);

} // namespace ingot
