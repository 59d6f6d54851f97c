// NNEF operators on compile-time values: arithmetic, comparison, strings, arrays. Used by the Evaluator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/Ast.h"
#include "compiler/frontend/nnef/language/Value.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace ingot::nnef {

/// Most items that an array made at compile time may have.
inline constexpr size_t maximumItems = size_t(1) << 24;

/// The spelling of an operator, and the standard operation that it means on tensors (`+` and `add`).
llvm::StringRef spelling(BinaryOperator op);
llvm::StringRef operationName(BinaryOperator op);
llvm::StringRef spelling(UnaryOperator op);
llvm::StringRef operationName(UnaryOperator op);
/// The operator that a standard operation such as `add` or `min` means on compile-time values.
std::optional<BinaryOperator> binaryOperatorNamed(llvm::StringRef operation);
std::optional<UnaryOperator> unaryOperatorNamed(llvm::StringRef operation);

/// Literals, strings, arrays and tuples only. An empty value means an error, described in `why`.
Value evaluateBinary(BinaryOperator op, const Value &left, const Value &right, std::string &why);
Value evaluateUnary(UnaryOperator op, const Value &value, std::string &why);
/// `integer(x)`, `scalar(x)`, `logical(x)`, `string(x)`.
Value convert(llvm::StringRef type, const Value &value, std::string &why);

} // namespace ingot::nnef
