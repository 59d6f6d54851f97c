// What holds after a stage, as a table: which operations and which types may be left. Every
// `ingot-verify-<stage>` pass is one such table. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

namespace mlir {
class Operation;
class Type;
} // namespace mlir

namespace ingot {

/// The contract of one stage. The functions must outlive the call of `verifyContract`.
struct Contract {
  /// Name of the stage, as in Stages.def; part of every diagnostic.
  llvm::StringRef stage;
  /// Names of the operations that may be left: `linalg.generic`, or `tensor.*` for a whole dialect.
  llvm::ArrayRef<llvm::StringRef> operations;
  /// Exceptions from `operations`, by full name or dialect.
  llvm::ArrayRef<llvm::StringRef> exceptions = {};
  /// Tells why the type of a value may not be left; an empty text accepts it. Absent: every type may.
  llvm::function_ref<llvm::StringRef(mlir::Type)> typeProblem = nullptr;
  /// Further checks of one operation; reports with `emitOpError`. Absent: none.
  llvm::function_ref<llvm::LogicalResult(mlir::Operation *)> check = nullptr;
};

/// Walks `root` and reports every operation and value that breaks the contract, at most 20 of them.
llvm::LogicalResult verifyContract(mlir::Operation *root, const Contract &contract);

} // namespace ingot
