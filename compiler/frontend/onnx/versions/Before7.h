// Import functions of forms that operations had before opset 7, where they differ from what came later.
// Named by OpTable.def. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Importers.h"

namespace ingot::onnx {

/// The second operand of a binary operation, its axes aligned with those of the first from `axis` on where the
/// node says so. Null with an error.
mlir::Value alignSecond(Node &node);

/// A binary operation with the attributes `broadcast` and `axis`.
template <typename OpType>
llvm::LogicalResult importAlignedBinary(Node &node) {
  mlir::Value second = alignSecond(node);
  if (!second)
    return llvm::failure();
  node.result(0, node.like<OpType>(node.input(0), second));
  return llvm::success();
}

/// A comparison with the attributes `broadcast` and `axis`.
template <typename OpType>
llvm::LogicalResult importAlignedCompare(Node &node) {
  mlir::Value second = alignSecond(node);
  if (!second)
    return llvm::failure();
  node.result(0, node.create<OpType>(node.boolean(), node.input(0), second));
  return llvm::success();
}

/// `to` is the name of a type.
llvm::LogicalResult importCastToName(Node &node);
/// Slopes belong to axis 1.
llvm::LogicalResult importPReluOfChannels(Node &node);
/// The shape is an attribute.
llvm::LogicalResult importReshapeAttribute(Node &node);
/// `axis` is 1 where it is not given.
llvm::LogicalResult importConcatOfChannels(Node &node);
/// Paddings are the attribute `paddings`.
llvm::LogicalResult importPaddings(Node &node);
/// The defaults have five digits.
llvm::LogicalResult importSeluOfFiveDigits(Node &node);
/// `is_test` chooses between training and inference.
llvm::LogicalResult importDropoutTest(Node &node);
llvm::LogicalResult importBatchNormalizationTest(Node &node);

} // namespace ingot::onnx
