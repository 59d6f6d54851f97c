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

static bool buildBody(const ::onnx::OpSchema &schema, const ::onnx::NodeProto &node,
                      const std::vector<::onnx::TypeProto> &inputTypes, ::onnx::FunctionProto &body) {
  if (schema.HasFunction()) {
    body = *schema.GetFunction();
    return true;
  }
  ::onnx::FunctionBodyBuildContextImpl context(node, inputTypes);
  return schema.HasContextDependentFunction() && schema.BuildContextDependentFunction(context, body);
}

std::unique_ptr<SchemaFunction> schemaFunction(const ::onnx::NodeProto &node, int64_t opset,
                                               const std::vector<::onnx::TypeProto> &inputTypes) {
  try {
    const ::onnx::OpSchema *schema = findSchema(node, opset);
    auto function = std::make_unique<SchemaFunction>();
    if (!schema || !buildBody(*schema, node, inputTypes, function->body))
      return nullptr;
    for (const auto &[name, attribute] : schema->attributes())
      if (attribute.default_value.has_type())
        function->defaults[name] = std::make_unique<::onnx::AttributeProto>(attribute.default_value);
    return function;
  } catch (...) {
    return nullptr;
  }
}

} // namespace ingot::onnx
