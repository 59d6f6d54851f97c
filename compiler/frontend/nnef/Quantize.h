// What graph.quant says about tensors, applied: stored integers and activations. Private to the importer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/Importer.h"
#include "compiler/frontend/nnef/TensorFile.h"

namespace ingot::nnef {

/// The element type of stored items.
mlir::Type elementTypeOf(mlir::OpBuilder &builder, ElementKind kind);

/// The real numbers that stored integers mean. They stay integers, under nn.dequantize, where that can say it.
mlir::Value storedReals(Importer &importer, Call &call, const TensorData &tensor, const Quantization &quant);

/// `value` transposed, or with another shape, where it is nn.dequantize of a constant: the integers are moved, so that
/// they stay next to what reads them. Null where it is something else.
mlir::Value transposeStored(Importer &importer, Call &call, mlir::Value value, llvm::ArrayRef<int64_t> permutation);
mlir::Value reshapeStored(Importer &importer, Call &call, mlir::Value value, llvm::ArrayRef<nn::ExprAttr> sizes);

} // namespace ingot::nnef
