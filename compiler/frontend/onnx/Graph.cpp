// Walks the nodes of a graph; see Graph.h. Import step. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Graph.h"

#include "compiler/frontend/onnx/OpTable.h"
#include "compiler/frontend/onnx/sequence/Sequence.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

GraphImporter::GraphImporter(Block *body, const Model &model, const FunctionLibrary &functions,
                             PartialImport *partial)
    : model(model), functions(functions), tensors{model.proto, WeightFiles(model.path)}, stands(body, partial),
      nodeBuilder(OpBuilder::atBlockEnd(body)), constantBuilder(OpBuilder::atBlockEnd(body)) {}

LogicalResult GraphImporter::fail(Location location, const Twine &message) {
  return emitError(location) << message;
}

Location GraphImporter::locate(StringRef name, int64_t line) {
  MLIRContext *context = nodeBuilder.getContext();
  auto file = FileLineColLoc::get(context, model.fileName(),
                                  static_cast<unsigned>(std::min<int64_t>(line, INT32_MAX)), 0);
  return name.empty() ? Location(file) : NameLoc::get(StringAttr::get(context, name), file);
}

//===- Names
//------------------------------------------------------------------------------------------------------===//

LogicalResult GraphImporter::addInitializers(const ::onnx::GraphProto &graph, Scope &scope) {
  collectDeclared(graph, scope.declared);
  for (const ::onnx::TensorProto &tensor : graph.initializer())
    if (!scope.initializers.try_emplace(tensor.name(), &tensor).second)
      return fail(locate(tensor.name(), 0), "initializer '" + tensor.name() + "' is given twice");
  if (graph.sparse_initializer_size()) {
    const std::string &name = graph.sparse_initializer(0).values().name();
    return fail(locate(name, 0), "initializer '" + name + "' is sparse, which is not supported");
  }
  return success();
}

FailureOr<Value> GraphImporter::find(StringRef name, Scope &scope) {
  for (Scope *each = &scope; each; each = each->parent) {
    if (Value value = each->values.lookup(name))
      return value;
    const ::onnx::TensorProto *tensor = each->initializers.lookup(name);
    if (!tensor)
      continue;
    Location location = locate(name, 0);
    Expected<ElementsAttr> elements = readTensor(nodeBuilder.getContext(), *tensor, name, tensors);
    if (!elements)
      return fail(location, toString(elements.takeError()));
    auto constant = nn::ConstantOp::create(constantBuilder, location, *elements);
    return each->values[name] = constant.getResult();
  }
  return Value();
}

FailureOr<SmallVector<Value>> GraphImporter::findOutputs(ArrayRef<StringRef> names, Scope &scope) {
  SmallVector<Value> outputs;
  for (StringRef name : names) {
    FailureOr<Value> value = find(name, scope);
    if (failed(value))
      return failure();
    if (!*value)
      return fail(locate(name, 0), "output '" + name + "' is written by no node");
    if (StandIns::isUnknown(*value))
      return failure(); // its node was refused
    outputs.push_back(*value);
  }
  return outputs;
}

/// Why a name has no value: nobody writes it, or a node that follows in the file does.
static std::string explainMissing(StringRef name, const Scope &scope) {
  for (const ::onnx::NodeProto &node : *scope.nodes)
    if (is_contained(node.output(), name))
      return "reads '" + name.str() + "', which node '" + (node.name().empty() ? name.str() : node.name()) +
             "' (" + node.op_type() + ") writes later or in a cycle; the nodes must be in topological order";
  return "reads '" + name.str() + "', which no node, input or initializer gives";
}

FailureOr<SmallVector<Value>> GraphImporter::resolveInputs(const ::onnx::NodeProto &proto, Scope &scope,
                                                           Location location, StringRef label) {
  SmallVector<Value> inputs;
  for (const std::string &name : proto.input()) {
    bool isAbsent = name.empty() || scope.absent.contains(name);
    FailureOr<Value> value = isAbsent ? FailureOr<Value>(Value()) : find(name, scope);
    if (failed(value))
      return failure();
    if (!isAbsent && !*value)
      return fail(location, label + ": " + explainMissing(name, scope));
    inputs.push_back(*value);
  }
  while (!inputs.empty() && !inputs.back())
    inputs.pop_back();
  return inputs;
}

LogicalResult GraphImporter::bindOutputs(const ::onnx::NodeProto &proto, Node &node, Scope &scope,
                                         StringRef label) {
  for (auto [index, name] : enumerate(proto.output())) {
    if (name.empty())
      continue;
    if (index >= node.results().size() || !node.results()[index])
      return fail(node.location(),
                  label + ": output '" + name + "' (number " + Twine(index) + ") is not supported");
    Value result = node.results()[index];
    if (!StandIns::isUnknown(result) && !isSequence(result))
      declareResult(result, declaredType(scope.declared, name, Node::elementOf(result)), ranks);
    bool isTaken = scope.initializers.contains(name) || !scope.values.try_emplace(name, result).second;
    if (isTaken)
      return fail(node.location(), label + ": writes '" + name + "', which has a value already");
  }
  return success();
}

//===- Nodes
//------------------------------------------------------------------------------------------------------===//

LogicalResult GraphImporter::importNodes(const Nodes &nodes, Scope &scope) {
  scope.nodes = &nodes;
  for (auto [index, node] : enumerate(nodes)) {
    int64_t line = scope.line.value_or(index);
    Block *block = nodeBuilder.getInsertionBlock();
    Operation *last = block->empty() ? nullptr : &block->back();
    if (succeeded(importNode(node, line, scope)))
      continue;
    if (!stands.enabled())
      return failure();
    stands.bindOutputs(node, scope, locate(node.name(), line), block, last);
  }
  return success();
}

/// The name that messages and locations use: the node's own, or that of its first output.
static std::string nameOf(const ::onnx::NodeProto &proto, const Scope &scope) {
  StringRef name = proto.name();
  for (const std::string &output : proto.output())
    if (name.empty())
      name = output;
  return scope.prefix + name.str();
}

static std::string describe(const ::onnx::NodeProto &proto, StringRef name, int64_t opset) {
  StringRef domain = canonicalDomain(proto.domain());
  return ("node '" + name + "' (" + proto.op_type() + (domain.empty() ? "" : ", domain " + domain.str()) +
          ", opset " + Twine(opset) + ")")
      .str();
}

LogicalResult GraphImporter::importNode(const ::onnx::NodeProto &proto, int64_t line, Scope &scope) {
  StringRef domain = canonicalDomain(proto.domain());
  std::string name = nameOf(proto, scope);
  Location location = locate(name, line);
  if (++nodesImported > maximumNodes)
    return fail(location, "functions expand to more than " + Twine(maximumNodes) + " nodes");
  auto opset = scope.opsets->find(domain);
  if (opset == scope.opsets->end())
    return fail(location, "node '" + name + "' (" + proto.op_type() + "): no opset is imported for domain '" +
                              domain + "'");
  std::string label = describe(proto, name, opset->second);
  FailureOr<SmallVector<Value>> inputs = resolveInputs(proto, scope, location, label);
  if (failed(inputs))
    return failure();
  if (any_of(*inputs, StandIns::isUnknown)) {
    stands.countSkipped();
    return failure();
  }
  if (any_of(*inputs, isSequence) && !readsSequences(proto.op_type()))
    return fail(location, label + ": expected tensors, got a sequence, which only operations on sequences read");
  expectSizes(proto, scope.declared, nodeBuilder, location, *inputs);
  auto subgraph = [&](const ::onnx::AttributeProto &attribute, Block *block, ArrayRef<Value> arguments) {
    return importSubgraph(attribute, block, arguments, scope, name);
  };
  NodeContext context{nodeBuilder, ranks, tensors, scope.formals, subgraph};
  Node node(context, proto, opset->second, location, *inputs);
  if (failed(runImporter(node, proto, scope, name, line))) {
    // A subgraph or function body that failed has said why.
    return node.failed() ? fail(location, label + ": " + node.error()) : failure();
  }
  return bindOutputs(proto, node, scope, label);
}

/// Checks the number of inputs against the table.
static LogicalResult checkInputs(Node &node, const OpEntry &entry) {
  int64_t given = node.numInputs();
  auto range = [&] {
    std::string text = std::to_string(entry.fewestInputs);
    if (entry.mostInputs == INT64_MAX)
      return text + " or more";
    return entry.mostInputs == entry.fewestInputs ? text : text + " to " + std::to_string(entry.mostInputs);
  };
  if (given < entry.fewestInputs || given > entry.mostInputs)
    return node.fail("expected " + range() + " inputs, got " + Twine(given));
  bool anyMayBeAbsent = entry.mostInputs != INT64_MAX;
  for (int64_t index = 0; index < given; ++index)
    if (!node.inputs()[index] && (index < entry.fewestInputs || !anyMayBeAbsent))
      return node.fail("expected input " + Twine(index) + ", which is absent");
  return success();
}

/// Verifies the operations made for a node; what is wrong becomes the node's error.
static LogicalResult verifyCreated(Node &node) {
  std::string message;
  ScopedDiagnosticHandler handler(node.mlirContext(), [&](Diagnostic &diagnostic) {
    if (message.empty())
      message = diagnostic.str();
    return success();
  });
  // What is in regions was verified when it was made; the order of operations cannot be before all are in place.
  for (Operation *op : node.created())
    if (failed(op->getNumRegions() ? op->getName().verifyInvariants(op) : verify(op, /*verifyRecursively=*/false)))
      return node.fail(message);
  return success();
}

// The node with the attributes of the function's caller in place of references to them.
static ::onnx::NodeProto resolveAttributes(const ::onnx::NodeProto &proto, const AttributeMap *formals) {
  ::onnx::NodeProto resolved = proto;
  resolved.clear_attribute();
  for (const ::onnx::AttributeProto &attribute : proto.attribute()) {
    const ::onnx::AttributeProto *actual = &attribute;
    if (!attribute.ref_attr_name().empty())
      actual = formals ? formals->lookup(attribute.ref_attr_name()) : nullptr;
    if (!actual)
      continue;
    ::onnx::AttributeProto *copy = resolved.add_attribute();
    *copy = *actual;
    copy->set_name(attribute.name());
  }
  return resolved;
}

LogicalResult GraphImporter::runImporter(Node &node, const ::onnx::NodeProto &proto, Scope &scope,
                                         StringRef name, int64_t line) {
  StringRef domain = canonicalDomain(proto.domain());
  if (const OpEntry *entry = findOp(domain, proto.op_type(), node.opset())) {
    if (failed(checkInputs(node, *entry)))
      return failure();
    bool isImported = succeeded(entry->import(node)) && !node.failed();
    return success(isImported && succeeded(verifyCreated(node)));
  }
  if (const ::onnx::FunctionProto *function = functions.find(proto))
    return importCall(proto, *function, functions.defaults(*function), node, scope, name, line);
  std::vector<::onnx::TypeProto> types;
  for (Value input : node.inputs()) {
    types.emplace_back();
    if (int dataType = input ? dataTypeOf(Node::elementOf(input)) : 0)
      types.back().mutable_tensor_type()->set_elem_type(dataType);
  }
  // A body may depend on attributes, so it must see their values, not the names that a caller gives them.
  if (std::unique_ptr<SchemaFunction> function =
          schemaFunction(resolveAttributes(proto, scope.formals), node.opset(), types))
    return importCall(proto, function->body, function->defaults, node, scope, name, line);
  if (stands.enabled())
    return failure(); // listed before the first node
  return node.fail("ingot does not support this operation");
}

} // namespace ingot::onnx
