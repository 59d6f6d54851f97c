// Function bodies that the ONNX library gives for its own operations. The only file that is built with
// exceptions: the library throws, and none may leave this file. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Functions.h"

#include <onnx/defs/schema.h>

namespace ingot::onnx {

static const ::onnx::OpSchema *findSchema(const ::onnx::NodeProto &node, int64_t opset) {
  return ::onnx::OpSchemaRegistry::Schema(node.op_type(), static_cast<int>(opset),
                                          canonicalDomain(node.domain()).str());
}

bool hasSchemaFunction(const ::onnx::NodeProto &node, int64_t opset) {
  try {
    const ::onnx::OpSchema *schema = findSchema(node, opset);
    return schema && (schema->HasFunction() || schema->HasContextDependentFunction());
  } catch (...) {
    return false;
  }
}

std::unique_ptr<::onnx::FunctionProto> schemaFunction(const ::onnx::NodeProto &node, int64_t opset,
                                                      const std::vector<::onnx::TypeProto> &inputTypes) {
  try {
    const ::onnx::OpSchema *schema = findSchema(node, opset);
    if (schema && schema->HasFunction())
      return std::make_unique<::onnx::FunctionProto>(*schema->GetFunction());
    auto function = std::make_unique<::onnx::FunctionProto>();
    ::onnx::FunctionBodyBuildContextImpl context(node, inputTypes);
    if (schema && schema->HasContextDependentFunction() &&
        schema->BuildContextDependentFunction(context, *function))
      return function;
  } catch (...) {
  }
  return nullptr;
}

} // namespace ingot::onnx
