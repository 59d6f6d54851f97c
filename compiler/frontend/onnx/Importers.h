// The import functions: one per ONNX operation or group of versions, named by OpTable.def.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Limits.h"
#include "compiler/frontend/onnx/Node.h"

namespace ingot::onnx {

/// One operand, one result of its element type, no attributes.
template <typename OpType>
llvm::LogicalResult importUnary(Node &node) {
  node.result(0, node.like<OpType>(node.input(0)));
  return llvm::success();
}

/// One operand and the attribute `alpha`.
template <typename OpType, int thousandths>
llvm::LogicalResult importAlpha(Node &node) {
  llvm::APFloat alpha(node.real("alpha", static_cast<float>(thousandths) / 1000));
  node.result(0, node.like<OpType>(node.input(0), alpha));
  return llvm::success();
}

/// Two operands that are broadcast, result of their element type.
template <typename OpType>
llvm::LogicalResult importBinary(Node &node) {
  node.result(0, node.like<OpType>(node.input(0), node.input(1)));
  return llvm::success();
}

/// Two operands that are broadcast, boolean result.
template <typename OpType>
llvm::LogicalResult importCompare(Node &node) {
  node.result(0, node.create<OpType>(node.boolean(), node.input(0), node.input(1)));
  return llvm::success();
}

/// Any number of operands that are broadcast.
template <typename OpType>
llvm::LogicalResult importVariadic(Node &node) {
  mlir::Value folded = node.input(0);
  for (mlir::Value next : node.inputs().drop_front())
    folded = node.like<OpType>(folded, next);
  node.result(0, folded);
  return llvm::success();
}

/// One operand, boolean result.
template <typename OpType>
llvm::LogicalResult importTest(Node &node) {
  node.result(0, node.create<OpType>(node.boolean(), node.input(0)));
  return llvm::success();
}

llvm::LogicalResult importReduction(Node &node, nn::ReduceKind kind);
llvm::LogicalResult importArgReduction(Node &node, nn::ReduceKind kind);
llvm::LogicalResult importGlobalPool(Node &node, nn::ReduceKind kind);
template <nn::ReduceKind kind>
llvm::LogicalResult importReduce(Node &node) {
  return importReduction(node, kind);
}
template <nn::ReduceKind kind>
llvm::LogicalResult importArgReduce(Node &node) {
  return importArgReduction(node, kind);
}
template <nn::ReduceKind kind>
llvm::LogicalResult importGlobal(Node &node) {
  return importGlobalPool(node, kind);
}

// Elementwise.cpp
llvm::LogicalResult importIdentity(Node &node);
llvm::LogicalResult importDropout(Node &node);
llvm::LogicalResult importClipAttributes(Node &node);
llvm::LogicalResult importClip(Node &node);
llvm::LogicalResult importCast(Node &node);
llvm::LogicalResult importCastLike(Node &node);
llvm::LogicalResult importGelu(Node &node);
llvm::LogicalResult importHardSigmoid(Node &node);
llvm::LogicalResult importSelu(Node &node);
llvm::LogicalResult importPRelu(Node &node);
llvm::LogicalResult importShrink(Node &node);
llvm::LogicalResult importSwish(Node &node);
llvm::LogicalResult importIsInf(Node &node);
llvm::LogicalResult importMod(Node &node);
llvm::LogicalResult importBitShift(Node &node);
llvm::LogicalResult importMean(Node &node);
llvm::LogicalResult importWhere(Node &node);

// Attention.cpp
llvm::LogicalResult importAttention(Node &node);
llvm::LogicalResult importRotaryEmbedding(Node &node);

// Contraction.cpp
llvm::LogicalResult importMatMul(Node &node);
llvm::LogicalResult importGemm(Node &node);

// Einsum.cpp
llvm::LogicalResult importEinsum(Node &node);

// Conv.cpp
llvm::LogicalResult importConv(Node &node);
llvm::LogicalResult importConvTranspose(Node &node);
llvm::LogicalResult importMaxPool(Node &node);
llvm::LogicalResult importMaxUnpool(Node &node);
llvm::LogicalResult importAveragePool(Node &node);
llvm::LogicalResult importLpPool(Node &node);
llvm::LogicalResult importGlobalLpPool(Node &node);

// Reduce.cpp
llvm::LogicalResult importSoftmax(Node &node);
llvm::LogicalResult importLogSoftmax(Node &node);
llvm::LogicalResult importHardmax(Node &node);

// Normalize.cpp
llvm::LogicalResult importBatchNormalization(Node &node);
llvm::LogicalResult importLayerNormalization(Node &node);
llvm::LogicalResult importRmsNormalization(Node &node);
llvm::LogicalResult importInstanceNormalization(Node &node);
llvm::LogicalResult importGroupNormalization(Node &node);
llvm::LogicalResult importLpNormalization(Node &node);
llvm::LogicalResult importLrn(Node &node);

// Reshape.cpp
llvm::LogicalResult importReshape(Node &node);
llvm::LogicalResult importSqueeze(Node &node);
llvm::LogicalResult importUnsqueeze(Node &node);
llvm::LogicalResult importFlatten(Node &node);
llvm::LogicalResult importTranspose(Node &node);
llvm::LogicalResult importShape(Node &node);
llvm::LogicalResult importSize(Node &node);
llvm::LogicalResult importExpand(Node &node);
llvm::LogicalResult importTile(Node &node);

// Move.cpp
llvm::LogicalResult importSliceAttributes(Node &node);
llvm::LogicalResult importSlice(Node &node);
llvm::LogicalResult importSplit(Node &node);
llvm::LogicalResult importConcat(Node &node);
llvm::LogicalResult importPadAttributes(Node &node);
llvm::LogicalResult importPad(Node &node);
llvm::LogicalResult importCenterCropPad(Node &node);
llvm::LogicalResult importGather(Node &node);
llvm::LogicalResult importDepthToSpace(Node &node);
llvm::LogicalResult importSpaceToDepth(Node &node);

// Resize.cpp
llvm::LogicalResult importUpsample(Node &node);
llvm::LogicalResult importResize10(Node &node);
llvm::LogicalResult importResize(Node &node);

// Index.cpp
llvm::LogicalResult importScatterNd(Node &node);
llvm::LogicalResult importScatterElements(Node &node);
llvm::LogicalResult importTensorScatter(Node &node);
llvm::LogicalResult importCumulation(Node &node, nn::ReduceKind kind);
template <nn::ReduceKind kind>
llvm::LogicalResult importCumulate(Node &node) {
  return importCumulation(node, kind);
}
llvm::LogicalResult importTopK(Node &node);
llvm::LogicalResult importReverseSequence(Node &node);
llvm::LogicalResult importCol2Im(Node &node);
llvm::LogicalResult importDet(Node &node);

// Sample.cpp
llvm::LogicalResult importGatherElements(Node &node);
llvm::LogicalResult importGatherNd(Node &node);
llvm::LogicalResult importBitCast(Node &node);
llvm::LogicalResult importGridSample(Node &node);
llvm::LogicalResult importRoiAlign(Node &node);
llvm::LogicalResult importAffineGrid(Node &node);
llvm::LogicalResult importDeformConv(Node &node);

// Signal.cpp
llvm::LogicalResult importDft(Node &node);
llvm::LogicalResult importStft(Node &node);
llvm::LogicalResult importMelWeightMatrix(Node &node);

// Generate.cpp
llvm::LogicalResult importConstant(Node &node);
llvm::LogicalResult importConstantOfShape(Node &node);
llvm::LogicalResult importRange(Node &node);
llvm::LogicalResult importOneHot(Node &node);
llvm::LogicalResult importEyeLike(Node &node);
llvm::LogicalResult importTrilu(Node &node);

// Quantize.cpp
llvm::LogicalResult importQuantizeLinear(Node &node);
llvm::LogicalResult importDequantizeLinear(Node &node);
llvm::LogicalResult importDynamicQuantizeLinear(Node &node);
llvm::LogicalResult importMatMulInteger(Node &node);
llvm::LogicalResult importConvInteger(Node &node);
llvm::LogicalResult importQLinearMatMul(Node &node);
llvm::LogicalResult importQLinearConv(Node &node);

// Recurrent.cpp
llvm::LogicalResult importLstm(Node &node);
llvm::LogicalResult importGru(Node &node);
llvm::LogicalResult importRnn(Node &node);

// Control.cpp
llvm::LogicalResult importIf(Node &node);
llvm::LogicalResult importLoop(Node &node);
llvm::LogicalResult importScan(Node &node);

//===- What several importers need
//----------------------------------------------------------------------------------===//

/// Inserts axes of size 1 behind a vector, so that it broadcasts along `axis` of a tensor of `rank`. Null
/// with an error where `axis` counts from the front and the rank is not known.
mlir::Value alignVector(Node &node, mlir::Value vector, int64_t axis, std::optional<int64_t> rank);
/// 0, 1, ... up to and without the size of `axis` of `tensor`, as 64-bit integers.
mlir::Value positionsAlong(Node &node, mlir::Value tensor, int64_t axis);
/// The elements of `value` as `element`; `value` itself where it has that type.
mlir::Value castTo(Node &node, mlir::Value value, mlir::Type element);
/// A tensor of one element as a scalar.
mlir::Value asScalar(Node &node, mlir::Value value);
/// Pads by `pads`, with the attributes `mode` and `value`.
llvm::LogicalResult importPadOf(Node &node, llvm::ArrayRef<int64_t> pads);
/// The axes of an operation that takes them as the attribute or input `index`; failure where they are not
/// constant. Empty where neither is given.
llvm::FailureOr<llvm::SmallVector<int64_t>> readAxes(Node &node, size_t index);
/// True where axes are an operand that only the data knows, as far as the importer can see.
bool choosesAxes(Node &node, size_t index);
/// The convolution of a node with inputs `input`, `weights` and optional `bias`; null with an error.
mlir::Value convolve(Node &node, mlir::Value input, mlir::Value weights, mlir::Value bias);
/// The mean under a node's window; null with an error.
mlir::Value averagePool(Node &node, mlir::Value input, bool includePad);
/// A reduction of all axes from the third on, which become 1; null with an error.
mlir::Value globalPool(Node &node, mlir::Value input, nn::ReduceKind kind);

//===- Sizes that only the data knows
//------------------------------------------------------------------------------===//

llvm::LogicalResult importNonZero(Node &node);
llvm::LogicalResult importCompress(Node &node);
llvm::LogicalResult importUnique(Node &node);
llvm::LogicalResult importNonMaxSuppression(Node &node);

} // namespace ingot::onnx
