// Import functions of operations on sequences and optional values; see Sequence.h. Import step.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/sequence/Sequence.h"

#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

/// The attribute that marks the casts which stand for sequences.
constexpr StringLiteral sequenceMark = "onnx.sequence";

SmallVector<Value> elementsOf(Value sequence) { return to_vector(sequence.getDefiningOp()->getOperands()); }

/// The elements of input 0; an error where it is no sequence of known structure.
FailureOr<SmallVector<Value>> readSequence(Node &node) {
  if (isSequence(node.input(0)))
    return elementsOf(node.input(0));
  return node.fail("expected a sequence that the graph makes from a known number of tensors");
}

/// A constant position from -size to `last`, as one from 0.
FailureOr<size_t> readPosition(Node &node, Value position, size_t size, size_t last) {
  std::optional<SmallVector<int64_t>> known = constantIntegers(position);
  if (!known || known->size() != 1)
    return node.fail("expected a constant position; which tensor of a sequence is taken must be known");
  int64_t count = static_cast<int64_t>(size), given = known->front();
  if (given < -count || given > static_cast<int64_t>(last))
    return node.fail("expected a position from " + Twine(-count) + " to " + Twine(last) + ", got " + Twine(given));
  return static_cast<size_t>(given < 0 ? given + count : given);
}

/// The size of an axis, where the value's type says it.
std::optional<int64_t> knownSize(Value value, int64_t axis) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (type && axis < 0)
    axis += type.getRank();
  if (!type || axis < 0 || axis >= type.getRank() || type.isDynamicDim(axis))
    return std::nullopt;
  return type.getDimSize(axis);
}

/// The sizes of the parts of SplitToSequence: a list, or equal parts of which the last may be smaller.
FailureOr<SmallVector<int64_t>> readParts(Node &node, int64_t axis) {
  std::optional<SmallVector<int64_t>> given(SmallVector<int64_t>{1});
  Value split = node.optional(1);
  if (split)
    given = constantIntegers(split);
  if (!given)
    return node.fail("expected constant sizes of the parts; the length of a sequence must be known");
  if (split && node.rank(split) != 0)
    return *given;
  std::optional<int64_t> size = knownSize(node.input(0), axis);
  int64_t step = given->size() == 1 ? given->front() : 0;
  if (!size || step < 1)
    return node.fail("expected an input whose size along 'axis' is known, and parts of at least 1");
  SmallVector<int64_t> parts;
  for (int64_t first = 0; first < *size; first += step)
    parts.push_back(std::min(step, *size - first));
  return parts;
}

} // namespace

Value makeSequence(Node &node, ArrayRef<Value> elements) {
  Type element = OpaqueType::get(StringAttr::get(node.mlirContext(), "onnx"), "sequence");
  Type type = UnrankedTensorType::get(element);
  auto made = UnrealizedConversionCastOp::create(node.builder(), node.location(), type, elements);
  made->setAttr(sequenceMark, node.builder().getUnitAttr());
  return made.getResult(0);
}

bool isSequence(Value value) {
  Operation *maker = value ? value.getDefiningOp() : nullptr;
  return maker && maker->hasAttr(sequenceMark);
}

bool readsSequences(StringRef operation) {
  return operation.contains("Sequence") || operation.starts_with("Optional") || operation == "Identity";
}

void eraseSequences(Block &block) {
  for (Operation &op : make_early_inc_range(reverse(block))) {
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        eraseSequences(inner);
    if (op.hasAttr(sequenceMark) && op.use_empty())
      op.erase();
  }
}

LogicalResult importSequenceEmpty(Node &node) {
  node.result(0, makeSequence(node, {}));
  return success();
}

LogicalResult importSequenceConstruct(Node &node) {
  node.result(0, makeSequence(node, node.inputs()));
  return success();
}

LogicalResult importSequenceInsert(Node &node) {
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  size_t position = elements->size();
  if (Value given = node.optional(2)) {
    FailureOr<size_t> read = readPosition(node, given, elements->size(), elements->size());
    if (mlir::failed(read))
      return failure();
    position = *read;
  }
  elements->insert(elements->begin() + position, node.input(1));
  node.result(0, makeSequence(node, *elements));
  return success();
}

LogicalResult importSequenceErase(Node &node) {
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  if (elements->empty())
    return node.fail("expected a sequence with at least one tensor");
  size_t position = elements->size() - 1;
  if (Value given = node.optional(1)) {
    FailureOr<size_t> read = readPosition(node, given, elements->size(), elements->size() - 1);
    if (mlir::failed(read))
      return failure();
    position = *read;
  }
  elements->erase(elements->begin() + position);
  node.result(0, makeSequence(node, *elements));
  return success();
}

LogicalResult importSequenceAt(Node &node) {
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  if (elements->empty())
    return node.fail("expected a sequence with at least one tensor");
  FailureOr<size_t> position = readPosition(node, node.input(1), elements->size(), elements->size() - 1);
  if (mlir::failed(position))
    return failure();
  node.result(0, (*elements)[*position]);
  return success();
}

LogicalResult importSequenceLength(Node &node) {
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  node.result(0, node.scalar(node.int64(), static_cast<double>(elements->size())));
  return success();
}

LogicalResult importConcatFromSequence(Node &node) {
  node.require("axis");
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  if (elements->empty())
    return node.fail("expected a sequence with at least one tensor");
  int64_t axis = node.integer("axis", 0);
  if (node.integer("new_axis", 0) != 0)
    for (Value &element : *elements)
      element = node.like<nn::UnsqueezeOp>(element, SmallVector<int64_t>{axis});
  Type type = Node::elementOf(elements->front());
  node.result(0, node.create<nn::ConcatOp>(type, *elements, static_cast<uint64_t>(axis)));
  return success();
}

LogicalResult importSplitToSequence(Node &node) {
  int64_t axis = node.integer("axis", 0);
  FailureOr<SmallVector<int64_t>> sizes = readParts(node, axis);
  if (mlir::failed(sizes))
    return failure();
  Value input = node.input(0);
  SmallVector<Type> types(sizes->size(), UnrankedTensorType::get(Node::elementOf(input)));
  Operation *split =
      node.record(nn::SplitOp::create(node.builder(), node.location(), types, input, Value(),
                                      static_cast<uint64_t>(axis), node.builder().getDenseI64ArrayAttr(*sizes)));
  SmallVector<Value> parts(split->getResults());
  // Only single rows lose their axis, and only where no sizes are given.
  if (!node.optional(1) && node.integer("keepdims", 1) == 0)
    for (Value &part : parts)
      part = node.like<nn::SqueezeOp>(part, SmallVector<int64_t>{axis});
  node.result(0, makeSequence(node, parts));
  return success();
}

LogicalResult importSequenceMap(Node &node) {
  FailureOr<SmallVector<Value>> elements = readSequence(node);
  if (mlir::failed(elements))
    return failure();
  node.require("body");
  SmallVector<SmallVector<Value>> lists(node.numOutputs());
  for (size_t index = 0; index < elements->size(); ++index) {
    SmallVector<Value> arguments{(*elements)[index]};
    for (Value extra : node.inputs().drop_front()) {
      if (isSequence(extra) && elementsOf(extra).size() != elements->size())
        return node.fail("expected sequences of one length");
      arguments.push_back(isSequence(extra) ? elementsOf(extra)[index] : extra);
    }
    FailureOr<SmallVector<Value>> outputs = node.subgraph("body", *node.builder().getInsertionBlock(), arguments);
    if (mlir::failed(outputs))
      return failure();
    if (outputs->size() != lists.size())
      return node.fail("expected a graph 'body' with " + Twine(lists.size()) + " outputs, got " +
                       Twine(outputs->size()));
    for (auto [list, output] : zip(lists, *outputs))
      list.push_back(output);
  }
  for (auto [index, list] : enumerate(lists))
    node.result(index, makeSequence(node, list));
  return success();
}

LogicalResult importOptional(Node &node) {
  if (!node.optional(0))
    return node.fail("optional values that hold nothing are not supported");
  node.result(0, node.input(0));
  return success();
}

LogicalResult importOptionalHasElement(Node &node) {
  node.result(0, node.scalar(node.boolean(), node.optional(0) ? 1 : 0));
  return success();
}

} // namespace ingot::onnx
