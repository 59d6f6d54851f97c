// Attributes, constants and errors of one ONNX node; see Node.h. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Node.h"

#include "compiler/frontend/onnx/Proto.h"
#include "compiler/frontend/onnx/Tensor.h"
#include "llvm/ADT/APSInt.h"

using namespace llvm;
using namespace mlir;
using ::onnx::AttributeProto;

namespace ingot::onnx {

Node::Node(NodeContext &context, const ::onnx::NodeProto &proto, int64_t opset, Location location,
           SmallVector<Value> inputs)
    : context(context), proto(proto), version(opset), where(location), inputValues(std::move(inputs)) {}

StringRef Node::op() const { return proto.op_type(); }

LogicalResult Node::fail(const Twine &problem) {
  if (firstError.empty())
    firstError = problem.str();
  return failure();
}

Operation *Node::record(Operation *created) {
  operations.push_back(created);
  context.ranks.visit(created);
  return created;
}

//===- Outputs
//----------------------------------------------------------------------------------------------------===//

bool Node::wants(size_t index) const {
  return index < static_cast<size_t>(proto.output_size()) && !proto.output(static_cast<int>(index)).empty();
}

size_t Node::numOutputs() const { return proto.output_size(); }

void Node::result(size_t index, Value value) {
  if (resultValues.size() <= index)
    resultValues.resize(index + 1);
  resultValues[index] = value;
}

//===- Attributes
//-------------------------------------------------------------------------------------------------===//

const AttributeProto *Node::find(StringRef attribute) const {
  for (const AttributeProto &candidate : proto.attribute()) {
    if (candidate.name() != attribute)
      continue;
    if (candidate.ref_attr_name().empty())
      return &candidate;
    return context.formals ? context.formals->lookup(candidate.ref_attr_name()) : nullptr;
  }
  return nullptr;
}

const AttributeProto *Node::find(StringRef attribute, int type, StringRef expected) {
  const AttributeProto *found = find(attribute);
  if (!found || found->type() == type)
    return found;
  (void)fail("expected attribute '" + attribute + "' to be " + expected);
  return nullptr;
}

bool Node::has(StringRef attribute) const { return find(attribute) != nullptr; }

void Node::require(StringRef attribute) {
  if (!has(attribute))
    (void)fail("expected attribute '" + attribute + "', which is missing");
}

int64_t Node::integer(StringRef attribute, int64_t otherwise) {
  const AttributeProto *found = find(attribute, AttributeProto::INT, "an integer");
  return found ? found->i() : otherwise;
}

double Node::real(StringRef attribute, double otherwise) {
  const AttributeProto *found = find(attribute, AttributeProto::FLOAT, "a float");
  return found ? found->f() : otherwise;
}

StringRef Node::string(StringRef attribute, StringRef otherwise) {
  const AttributeProto *found = find(attribute, AttributeProto::STRING, "a string");
  return found ? StringRef(found->s()) : otherwise;
}

SmallVector<int64_t> Node::integers(StringRef attribute) {
  const AttributeProto *found = find(attribute, AttributeProto::INTS, "a list of integers");
  return found ? SmallVector<int64_t>(found->ints().begin(), found->ints().end()) : SmallVector<int64_t>();
}

SmallVector<double> Node::reals(StringRef attribute) {
  const AttributeProto *found = find(attribute, AttributeProto::FLOATS, "a list of floats");
  return found ? SmallVector<double>(found->floats().begin(), found->floats().end()) : SmallVector<double>();
}
SmallVector<StringRef> Node::strings(StringRef attribute) {
  const AttributeProto *found = find(attribute, AttributeProto::STRINGS, "a list of strings");
  return found ? SmallVector<StringRef>(found->strings().begin(), found->strings().end())
               : SmallVector<StringRef>();
}

ElementsAttr Node::tensor(StringRef attribute) {
  const AttributeProto *found = find(attribute, AttributeProto::TENSOR, "a tensor");
  if (!found)
    return {};
  StringRef name = !found->t().name().empty() ? StringRef(found->t().name())
                   : proto.output_size()      ? StringRef(proto.output(0))
                                              : attribute;
  Expected<ElementsAttr> elements = readTensor(mlirContext(), found->t(), name, context.tensors);
  if (elements)
    return *elements;
  (void)fail(toString(elements.takeError()));
  return {};
}

Type Node::dataType(int64_t number) {
  int narrow = number >= 0 && number < 1000 ? static_cast<int>(number) : -1;
  Type type = elementType(mlirContext(), narrow);
  if (!type)
    (void)fail("element type " + dataTypeName(narrow) + " is not supported");
  return type;
}

FailureOr<SmallVector<Value>> Node::subgraph(StringRef attribute) {
  require(attribute);
  const AttributeProto *found = find(attribute, AttributeProto::GRAPH, "a graph");
  if (!found)
    return failure();
  return context.importSubgraph(*found, nullptr, {});
}

FailureOr<SmallVector<Value>> Node::subgraph(StringRef attribute, Block &block, ArrayRef<Value> inputs) {
  const AttributeProto *found = find(attribute, AttributeProto::GRAPH, "a graph");
  if (!found)
    return failure();
  if (static_cast<size_t>(found->g().input_size()) != inputs.size())
    return fail("expected attribute '" + attribute + "' to be a graph with " + Twine(inputs.size()) +
                " inputs, got " + Twine(found->g().input_size()));
  return context.importSubgraph(*found, &block, inputs);
}

SmallVector<std::optional<int64_t>> Node::subgraphInputRanks(StringRef attribute) {
  require(attribute);
  SmallVector<std::optional<int64_t>> ranks;
  const AttributeProto *found = find(attribute, AttributeProto::GRAPH, "a graph");
  if (!found)
    return ranks;
  for (const ::onnx::ValueInfoProto &input : found->g().input()) {
    // Older writers leave the types of inner inputs out.
    if (input.has_type() && input.type().value_case() != ::onnx::TypeProto::VALUE_NOT_SET &&
        !input.type().has_tensor_type()) {
      (void)fail("input '" + input.name() + "' of its graph '" + attribute +
                 "' is no tensor; sequences, optionals and maps are not supported");
      return {};
    }
    const ::onnx::TypeProto::Tensor &tensor = input.type().tensor_type();
    ranks.push_back(tensor.has_shape() ? std::optional<int64_t>(tensor.shape().dim_size()) : std::nullopt);
  }
  return ranks;
}

//===- Constants
//--------------------------------------------------------------------------------------------------===//

Value Node::constant(ElementsAttr elements) {
  return record(nn::ConstantOp::create(context.builder, where, elements))->getResult(0);
}

Value Node::vector(ArrayRef<int64_t> elements) {
  auto type = RankedTensorType::get({static_cast<int64_t>(elements.size())}, int64());
  return constant(cast<ElementsAttr>(DenseElementsAttr::get(type, elements)));
}

TypedAttr Node::number(Type element, double value) {
  if (isa<FloatType>(element))
    return FloatAttr::get(element, value);
  unsigned width = element.getIntOrFloatBitWidth();
  APSInt integer(width, /*isUnsigned=*/element.isUnsignedInteger() || width == 1);
  bool exact = false;
  APFloat(value).convertToInteger(integer, APFloat::rmTowardZero, &exact);
  return IntegerAttr::get(element, integer);
}

Value Node::scalar(Type element, double value) {
  Attribute only = number(element, value);
  return constant(cast<ElementsAttr>(DenseElementsAttr::get(RankedTensorType::get({}, element), only)));
}

} // namespace ingot::onnx
