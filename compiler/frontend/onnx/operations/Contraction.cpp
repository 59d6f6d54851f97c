// Import functions of matrix products. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

LogicalResult importMatMul(Node &node) {
  node.result(0, node.like<nn::MatmulOp>(node.input(0), node.input(1)));
  return success();
}

/// alpha * A' * B' + beta * C with optional transpositions; the factors 1 leave no operation.
LogicalResult importGemm(Node &node) {
  Value product = node.like<nn::MatmulOp>(node.input(0), node.input(1), node.integer("transA", 0) != 0,
                                          node.integer("transB", 0) != 0);
  Type element = Node::elementOf(product);
  double alpha = node.real("alpha", 1), beta = node.real("beta", 1);
  if (alpha != 1)
    product = node.like<nn::MulOp>(product, node.scalar(element, alpha));
  Value addend = node.optional(2);
  if (addend && beta != 0) {
    if (beta != 1)
      addend = node.like<nn::MulOp>(addend, node.scalar(element, beta));
    product = node.like<nn::AddOp>(product, addend);
  }
  node.result(0, product);
  return success();
}

} // namespace ingot::onnx
