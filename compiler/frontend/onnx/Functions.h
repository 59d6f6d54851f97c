// Operations that are defined as functions: by the model itself, or by ONNX. Their bodies are imported in
// place. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Model.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <memory>
#include <vector>

namespace ingot::onnx {

/// The default values of a function's attributes, by name. Owned here because protobuf classes older than
/// this part of the format keep them as unparsed bytes.
using AttributeDefaults = llvm::StringMap<std::unique_ptr<::onnx::AttributeProto>>;

/// The functions of a model by domain, name and overload.
class FunctionLibrary {
public:
  explicit FunctionLibrary(const ::onnx::ModelProto &model);

  /// The function that a node calls; null where the model has none.
  const ::onnx::FunctionProto *find(const ::onnx::NodeProto &node) const;
  /// Empty for functions that are not of this model.
  const AttributeDefaults &defaults(const ::onnx::FunctionProto &function) const;
  /// The name of a function that the model has twice, or empty.
  llvm::StringRef duplicate() const { return twice; }

private:
  llvm::StringMap<const ::onnx::FunctionProto *> functions;
  llvm::DenseMap<const ::onnx::FunctionProto *, AttributeDefaults> allDefaults;
  std::string twice;
};

/// True where ONNX defines the operation as a function.
bool hasSchemaFunction(const ::onnx::NodeProto &node, int64_t opset);

/// A body that ONNX gives for an operation, and the default values of its attributes.
struct SchemaFunction {
  ::onnx::FunctionProto body;
  AttributeDefaults defaults;
};

/// The body for a node; null where ONNX has none, or none for these inputs. `inputTypes` has one entry per
/// input, without a type for absent inputs.
std::unique_ptr<SchemaFunction> schemaFunction(const ::onnx::NodeProto &node, int64_t opset,
                                               const std::vector<::onnx::TypeProto> &inputTypes);

} // namespace ingot::onnx
