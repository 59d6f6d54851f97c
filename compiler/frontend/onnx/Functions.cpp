// Finds the functions that a model defines, with their attribute defaults. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Functions.h"

#include <google/protobuf/unknown_field_set.h>

using namespace llvm;

namespace ingot::onnx {
namespace {

/// Numbers of fields that newer versions of the format have than the protobuf classes.
constexpr int nodeOverload = 8, functionDefaults = 11, functionOverload = 13;

/// Calls `visit` with the bytes of every field `number` among those that the classes do not know.
void visitUnknown(const google::protobuf::UnknownFieldSet &fields, int number,
                  function_ref<void(const std::string &)> visit) {
  for (int index = 0; index < fields.field_count(); ++index) {
    const google::protobuf::UnknownField &field = fields.field(index);
    if (field.number() == number && field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED)
      visit(field.length_delimited());
  }
}

template <typename Message>
std::string overloadOf(const Message &message, int number) {
  std::string overload;
  visitUnknown(message.unknown_fields(), number, [&](const std::string &bytes) { overload = bytes; });
  return overload;
}

std::string makeKey(StringRef domain, StringRef name, StringRef overload) {
  return (canonicalDomain(domain) + "\n" + name + "\n" + overload).str();
}

} // namespace

FunctionLibrary::FunctionLibrary(const ::onnx::ModelProto &model) {
  for (const ::onnx::FunctionProto &function : model.functions()) {
    std::string key = makeKey(function.domain(), function.name(), overloadOf(function, functionOverload));
    if (!functions.try_emplace(key, &function).second)
      twice = function.name();
    visitUnknown(function.unknown_fields(), functionDefaults, [&](const std::string &bytes) {
      auto attribute = std::make_unique<::onnx::AttributeProto>();
      if (!attribute->ParseFromString(bytes))
        return;
      std::string name = attribute->name();
      allDefaults[&function][name] = std::move(attribute);
    });
  }
}

const ::onnx::FunctionProto *FunctionLibrary::find(const ::onnx::NodeProto &node) const {
  return functions.lookup(makeKey(node.domain(), node.op_type(), overloadOf(node, nodeOverload)));
}

const AttributeDefaults &FunctionLibrary::defaults(const ::onnx::FunctionProto &function) const {
  static const AttributeDefaults none;
  auto found = allDefaults.find(&function);
  return found == allDefaults.end() ? none : found->second;
}

} // namespace ingot::onnx
