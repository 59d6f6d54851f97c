// Import functions of control flow. A condition that is known while importing leaves one branch; the other is
// dropped. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

LogicalResult importIf(Node &node) {
  std::optional<SmallVector<int64_t>> condition = constantIntegers(node.input(0));
  if (!condition || condition->size() != 1)
    return node.fail("branches on a value that is known at run time only are not supported");
  node.require("then_branch");
  node.require("else_branch");
  FailureOr<SmallVector<Value>> outputs = node.subgraph(condition->front() ? "then_branch" : "else_branch");
  if (mlir::failed(outputs))
    return failure();
  if (outputs->size() != node.numOutputs())
    return node.fail("expected branches with " + Twine(node.numOutputs()) + " outputs, got " +
                     Twine(outputs->size()));
  for (auto [index, output] : enumerate(*outputs))
    node.result(index, output);
  return success();
}

} // namespace ingot::onnx
