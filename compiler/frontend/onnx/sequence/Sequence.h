// Sequences and optional values, whose structure is known while importing: they become the tensors that they hold, and
// no operation of theirs is in the module. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Node.h"

namespace ingot::onnx {

/// A value of the importer that holds tensors in order. It is no value of the module: only the functions below read it.
mlir::Value makeSequence(Node &node, llvm::ArrayRef<mlir::Value> elements);
bool isSequence(mlir::Value value);
/// True for operations that read sequences.
bool readsSequences(llvm::StringRef operation);
/// Erases what makeSequence made in a block.
void eraseSequences(mlir::Block &block);

llvm::LogicalResult importSequenceEmpty(Node &node);
llvm::LogicalResult importSequenceConstruct(Node &node);
llvm::LogicalResult importSequenceInsert(Node &node);
llvm::LogicalResult importSequenceErase(Node &node);
llvm::LogicalResult importSequenceAt(Node &node);
llvm::LogicalResult importSequenceLength(Node &node);
llvm::LogicalResult importConcatFromSequence(Node &node);
llvm::LogicalResult importSplitToSequence(Node &node);
/// The graph `body` once for each element.
llvm::LogicalResult importSequenceMap(Node &node);
/// An optional value that holds something is what it holds.
llvm::LogicalResult importOptional(Node &node);
llvm::LogicalResult importOptionalHasElement(Node &node);

} // namespace ingot::onnx
