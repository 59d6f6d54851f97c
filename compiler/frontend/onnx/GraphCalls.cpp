// Imports what a node refers to in place: subgraphs, and the bodies of functions. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Graph.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

FailureOr<SmallVector<Value>> GraphImporter::importSubgraph(const ::onnx::AttributeProto &attribute,
                                                            Block *block, ArrayRef<Value> inputs,
                                                            Scope &scope, StringRef name) {
  const ::onnx::GraphProto &graph = attribute.g();
  OpBuilder::InsertionGuard guard(nodeBuilder);
  if (block)
    nodeBuilder.setInsertionPointToEnd(block);
  Scope inner;
  inner.parent = &scope;
  inner.opsets = scope.opsets;
  inner.formals = scope.formals;
  inner.prefix = (name + "/").str();
  inner.line = scope.line;
  for (auto [input, value] : zip(graph.input(), inputs))
    if (!inner.values.try_emplace(input.name(), value).second)
      return fail(locate(name, 0), "input '" + input.name() + "' of a subgraph is given twice");
  if (failed(addInitializers(graph, inner)) || failed(importNodes(graph.node(), inner)))
    return failure();
  SmallVector<StringRef> names;
  for (const ::onnx::ValueInfoProto &output : graph.output())
    names.push_back(output.name());
  return findOutputs(names, inner);
}

/// The attributes that a body sees: what the caller gives, otherwise the defaults.
static AttributeMap bindAttributes(const ::onnx::NodeProto &caller, const AttributeMap *callerFormals,
                                   const AttributeDefaults &defaults) {
  AttributeMap formals;
  for (const auto &entry : defaults)
    formals[entry.getKey()] = entry.getValue().get();
  for (const ::onnx::AttributeProto &attribute : caller.attribute()) {
    const ::onnx::AttributeProto *actual = &attribute;
    if (!attribute.ref_attr_name().empty())
      actual = callerFormals ? callerFormals->lookup(attribute.ref_attr_name()) : nullptr;
    if (actual)
      formals[attribute.name()] = actual;
  }
  return formals;
}

LogicalResult GraphImporter::importBody(const ::onnx::FunctionProto &function, Node &node, Scope &body) {
  for (auto [index, formal] : enumerate(function.input())) {
    if (Value actual = node.optional(index))
      body.values[formal] = actual;
    else
      body.absent.insert(formal);
  }
  if (failed(importNodes(function.node(), body)))
    return failure();
  for (size_t index = 0; index < node.numOutputs(); ++index) {
    const std::string &formal = function.output(static_cast<int>(index));
    FailureOr<Value> value = node.wants(index) ? find(formal, body) : FailureOr<Value>(Value());
    if (failed(value))
      return failure();
    if (node.wants(index) && !*value)
      return node.fail("no node of function '" + function.name() + "' writes its output '" + formal + "'");
    node.result(index, *value);
  }
  return success();
}

LogicalResult GraphImporter::importCall(const ::onnx::NodeProto &proto, const ::onnx::FunctionProto &function,
                                        const AttributeDefaults &defaults, Node &node, Scope &scope,
                                        StringRef name, int64_t line) {
  if (is_contained(calls, &function) || calls.size() >= maximumCallDepth)
    return node.fail("function '" + function.name() + "' calls itself, or calls are nested deeper than " +
                     Twine(maximumCallDepth));
  if (node.numInputs() > static_cast<size_t>(function.input_size()) ||
      proto.output_size() > function.output_size())
    return node.fail("expected at most " + Twine(function.input_size()) + " inputs and " +
                     Twine(function.output_size()) + " outputs, got " + Twine(node.numInputs()) + " and " +
                     Twine(proto.output_size()));
  Expected<Opsets> opsets = readOpsets(function.opset_import());
  if (!opsets)
    return node.fail("function '" + function.name() + "': " + toString(opsets.takeError()));
  AttributeMap formals = bindAttributes(proto, scope.formals, defaults);
  Scope body;
  body.opsets = opsets->empty() ? scope.opsets : &*opsets;
  body.formals = &formals;
  body.prefix = (name + "/").str();
  body.line = line;
  calls.push_back(&function);
  LogicalResult imported = importBody(function, node, body);
  calls.pop_back();
  return imported;
}

} // namespace ingot::onnx
