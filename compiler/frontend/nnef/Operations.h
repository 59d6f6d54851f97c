// The import functions that OpTable.def names, by the file that defines them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Importer.h"

namespace ingot::nnef {

/// The first parameter, whatever it is called, as a floating-point tensor.
inline mlir::Value firstFloat(Importer &importer, Call &call) {
  return importer.floatTensor(call, call.declaration->parameters.front().name);
}
inline mlir::Value first(Importer &importer, Call &call) {
  return importer.tensor(call, call.declaration->parameters.front().name);
}

/// One tensor in, one of the same type out.
template <typename OpType>
Value importUnary(Importer &importer, Call &call) {
  return Importer::wrap(importer.like<OpType>(call, first(importer, call)));
}
template <typename OpType>
Value importFloatUnary(Importer &importer, Call &call) {
  return Importer::wrap(importer.like<OpType>(call, firstFloat(importer, call)));
}
template <typename OpType>
Value importTest(Importer &importer, Call &call) {
  return Importer::wrap(importer.create<OpType>(call, importer.builder().getI1Type(), firstFloat(importer, call)));
}

/// The first two parameters, of one element type and with leading axes aligned.
inline llvm::SmallVector<mlir::Value> bothOperands(Importer &importer, Call &call) {
  llvm::ArrayRef<Parameter> parameters = call.declaration->parameters;
  return importer.aligned(call, {parameters[0].name, parameters[1].name});
}
template <typename OpType>
Value importBinary(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> operands = bothOperands(importer, call);
  return Importer::wrap(importer.like<OpType>(call, operands[0], operands[1]));
}
template <typename OpType>
Value importCompare(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> operands = bothOperands(importer, call);
  return Importer::wrap(importer.create<OpType>(call, importer.builder().getI1Type(), operands[0], operands[1]));
}

/// 0, 1, ... as a tensor whose only axis of size other than 1 is `axis` of `rank` (Tract.cpp).
mlir::Value lineOf(Importer &importer, Call &call, nn::ExprAttr size, int64_t axis, int64_t rank);

// Math.cpp
Value importCopy(Importer &importer, Call &call);
Value importNotEqual(Importer &importer, Call &call);
Value importSelect(Importer &importer, Call &call);
Value importAddAll(Importer &importer, Call &call);
Value importLeakyRelu(Importer &importer, Call &call);
Value importElu(Importer &importer, Call &call);
Value importSelu(Importer &importer, Call &call);
Value importApproximateGelu(Importer &importer, Call &call);
Value importIsInf(Importer &importer, Call &call);
Value importSoftmax(Importer &importer, Call &call);
Value importLogSoftmax(Importer &importer, Call &call);
Value importSumReduce(Importer &importer, Call &call);
Value importReduction(Importer &importer, Call &call, nn::ReduceKind kind);
Value importArgReduction(Importer &importer, Call &call, nn::ReduceKind kind, bool selectLast);
template <nn::ReduceKind kind>
Value importReduce(Importer &importer, Call &call) {
  return importReduction(importer, call, kind);
}
template <nn::ReduceKind kind, bool selectLast = false>
Value importArgReduce(Importer &importer, Call &call) {
  return importArgReduction(importer, call, kind, selectLast);
}
Value importMatmul(Importer &importer, Call &call);
Value importLinear(Importer &importer, Call &call);
Value importBatchNormalization(Importer &importer, Call &call);

// Conv.cpp, Pool.cpp, PoolIndex.cpp
Value importArgMaxPool(Importer &importer, Call &call);
Value importMaxPoolWithIndex(Importer &importer, Call &call);
Value importSample(Importer &importer, Call &call);
Value importDesample(Importer &importer, Call &call);
Value importConv(Importer &importer, Call &call);
Value importDeconv(Importer &importer, Call &call);
Value importBox(Importer &importer, Call &call);
Value importDebox(Importer &importer, Call &call);
Value importMaxPool(Importer &importer, Call &call);
Value importNearestUpsample(Importer &importer, Call &call);
Value importMultilinearUpsample(Importer &importer, Call &call);

// Shape.cpp
Value importReshape(Importer &importer, Call &call);
Value importTranspose(Importer &importer, Call &call);
Value importConcat(Importer &importer, Call &call);
Value importSplit(Importer &importer, Call &call);
Value importSlice(Importer &importer, Call &call);
Value importSqueeze(Importer &importer, Call &call);
Value importUnsqueeze(Importer &importer, Call &call);
Value importStack(Importer &importer, Call &call);
Value importUnstack(Importer &importer, Call &call);
Value importTile(Importer &importer, Call &call);
Value importPad(Importer &importer, Call &call);
Value importGather(Importer &importer, Call &call);

// Variables.cpp
Value importExternal(Importer &importer, Call &call);
Value importTractExternal(Importer &importer, Call &call);
Value importVariable(Importer &importer, Call &call);
Value importConstant(Importer &importer, Call &call);
Value importCast(Importer &importer, Call &call);
Value importTractCast(Importer &importer, Call &call);
/// The element type that tract's name means (`f32`, `i64`, `tdim`); fails for unknown names.
mlir::Type tractElement(Importer &importer, Call &call, llvm::StringRef name);

// Scan.cpp, TractIndex.cpp
Value importScan(Importer &importer, Call &call);
Value importScatterElements(Importer &importer, Call &call);
Value importScatterNd(Importer &importer, Call &call);
Value importTopK(Importer &importer, Call &call);
Value importNonZero(Importer &importer, Call &call);

// TractSample.cpp
Value importGatherElements(Importer &importer, Call &call);
Value importGatherNd(Importer &importer, Call &call);
Value importGridSample(Importer &importer, Call &call);
Value importFft(Importer &importer, Call &call);
Value importStft(Importer &importer, Call &call);

// Einsum.cpp, Tract.cpp, TractAttention.cpp
Value importBroadcast(Importer &importer, Call &call);
Value importShapeOf(Importer &importer, Call &call);
Value importRange(Importer &importer, Call &call);
Value importDynSlice(Importer &importer, Call &call);
Value importDownsample(Importer &importer, Call &call);
Value importTrilu(Importer &importer, Call &call);
Value importOneHot(Importer &importer, Call &call);
Value importEinsum(Importer &importer, Call &call);
Value importAttention(Importer &importer, Call &call);
Value importMaskedSoftmax(Importer &importer, Call &call);
Value importTractResize(Importer &importer, Call &call);

} // namespace ingot::nnef
