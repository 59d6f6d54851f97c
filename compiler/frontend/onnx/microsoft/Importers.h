// The import functions of the domain com.microsoft, named by OpTable.def. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Node.h"

namespace ingot::onnx::microsoft {

// Fused.cpp
llvm::LogicalResult importBiasGelu(Node &node);
llvm::LogicalResult importFastGelu(Node &node);
llvm::LogicalResult importQuickGelu(Node &node);
llvm::LogicalResult importFusedConv(Node &node);
llvm::LogicalResult importFusedMatMul(Node &node);
llvm::LogicalResult importSkipLayerNormalization(Node &node);
llvm::LogicalResult importSkipSimplifiedLayerNormalization(Node &node);

// QuantizedProducts.cpp
llvm::LogicalResult importDynamicQuantizeMatMul(Node &node);
llvm::LogicalResult importMatMulIntegerToFloat(Node &node);
llvm::LogicalResult importQGemm(Node &node);

// Quantized.cpp
llvm::LogicalResult importQLinearAdd(Node &node);
llvm::LogicalResult importQLinearMul(Node &node);
llvm::LogicalResult importQLinearAveragePool(Node &node);
llvm::LogicalResult importQLinearGlobalAveragePool(Node &node);
llvm::LogicalResult importQLinearReduceMean(Node &node);
llvm::LogicalResult importQLinearSoftmax(Node &node);
llvm::LogicalResult importQLinearSigmoid(Node &node);
llvm::LogicalResult importQLinearLeakyRelu(Node &node);
llvm::LogicalResult importQLinearConcat(Node &node);
llvm::LogicalResult importQLinearWhere(Node &node);

} // namespace ingot::onnx::microsoft
