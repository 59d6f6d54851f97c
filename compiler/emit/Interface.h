// The module attribute `ingot.interface` as plain values: what a user of the artefact must know.
// Left on the module by the lower stage, read by the header writer and the linker.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ingot {

/// Name of the module attribute: {name, inputs, outputs, states, symbols, arena_bytes, state_bytes,
/// weights_bytes}. A tensor is {name, dtype, dims = ["1", "S + 1"]}, a symbol {name, minimum, maximum, bound}
/// without the bounds that it does not have; a size is an integer or a formula of the symbols.
inline constexpr llvm::StringLiteral interfaceAttrName = "ingot.interface";

struct TensorInterface {
  std::string name;
  /// "f32", "i64", "bool" ...: an `ingot_dtype` in lower case.
  std::string dtype;
  /// One decimal number or formula per axis.
  std::vector<std::string> dims;
  /// The most bytes that it can take, where the bounds of the symbols give a limit.
  std::optional<uint64_t> maximumBytes;
};

/// A named dimension, and the values that a call may give it.
struct SymbolInterface {
  std::string name;
  std::optional<int64_t> minimum, maximum;
  /// Of a size that only the data knows: the formula that it does not exceed.
  std::string bound;
};

struct ModelInterface {
  /// C identifier of the one exported function.
  std::string name;
  std::vector<TensorInterface> inputs, outputs, states;
  std::vector<SymbolInterface> symbols;
  /// Decimal numbers, or formulas of the symbols.
  std::string arenaBytes = "0", stateBytes = "0";
  /// The greatest values of these, where the bounds of the symbols give a limit.
  std::optional<uint64_t> maximumArenaBytes, maximumStateBytes;
  uint64_t weightsBytes = 0;
};

/// Bytes of one element of `dtype`.
uint64_t elementBytes(llvm::StringRef dtype);

/// Reads `ingot.interface` of `module`; the error says which key is missing or malformed.
llvm::Expected<ModelInterface> readInterface(mlir::ModuleOp module);

} // namespace ingot
