// The operations that the importer knows: look-up by name and opset, and the table for the documentation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

#include <cstdint>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace ingot::onnx {

class Node;

/// One row of OpTable.def.
struct OpEntry {
  llvm::StringLiteral name;
  int64_t since, until;
  /// Bounds on the inputs; those before `fewestInputs` must be present.
  int64_t fewestInputs, mostInputs;
  llvm::LogicalResult (*import)(Node &);
  /// What ingot does not support of it, or empty.
  llvm::StringLiteral limits;
};

/// The entry for an operation of a domain (empty: the default one) in an opset; null where there is none.
const OpEntry *findOp(llvm::StringRef domain, llvm::StringRef name, int64_t opset);

/// The opsets in which the importer knows an operation of the default domain, as "7 to 9"; empty where it knows it
/// in none.
std::string knownOpsets(llvm::StringRef name);

/// Prints the table as docs/onnx-ops.md.
void printOpTable(llvm::raw_ostream &stream);

} // namespace ingot::onnx
