// Import functions of operations that make tensors: constants, ranges, one-hot, triangles.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Weights.h"
#include "compiler/frontend/onnx/Importers.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// A vector constant of an attribute's list.
template <typename T>
static Value listConstant(Node &node, Type element, ArrayRef<T> list) {
  auto elements = std::make_shared<std::vector<T>>(list.begin(), list.end());
  ArrayRef<char> bytes(reinterpret_cast<const char *>(elements->data()), elements->size() * sizeof(T));
  auto type = RankedTensorType::get({static_cast<int64_t>(list.size())}, element);
  return node.constant(makeElements(type, "list", {bytes, elements}));
}

LogicalResult importConstant(Node &node) {
  if (node.has("value")) {
    ElementsAttr elements = node.tensor("value");
    if (!elements)
      return failure();
    node.result(0, node.constant(elements));
  } else if (node.has("value_float")) {
    node.result(0, node.scalar(node.float32(), node.real("value_float", 0)));
  } else if (node.has("value_int")) {
    int64_t value = node.integer("value_int", 0);
    auto type = RankedTensorType::get({}, node.int64());
    node.result(0, node.constant(DenseElementsAttr::get(type, ArrayRef<int64_t>(value))));
  } else if (node.has("value_floats")) {
    SmallVector<float> list;
    for (double value : node.reals("value_floats"))
      list.push_back(static_cast<float>(value));
    node.result(0, listConstant<float>(node, node.float32(), list));
  } else if (node.has("value_ints")) {
    SmallVector<int64_t> list = node.integers("value_ints");
    node.result(0, listConstant<int64_t>(node, node.int64(), list));
  } else {
    for (StringRef attribute : {"value_string", "value_strings", "sparse_value"})
      if (node.has(attribute))
        return node.fail("attribute '" + attribute + "' is not supported");
    node.require("value");
    return failure();
  }
  return success();
}

LogicalResult importConstantOfShape(Node &node) {
  TypedAttr value = Node::number(node.float32(), 0);
  if (node.has("value")) {
    auto elements = dyn_cast_or_null<DenseElementsAttr>(node.tensor("value"));
    if (!elements || elements.getNumElements() != 1)
      return node.fail("expected attribute 'value' to be a tensor of one element");
    value = cast<TypedAttr>(*elements.getValues<Attribute>().begin());
  }
  node.result(0, node.create<nn::FillOp>(value.getType(), node.input(0), value));
  return success();
}

LogicalResult importRange(Node &node) {
  node.result(0, node.like<nn::RangeOp>(node.input(0), node.input(1), node.input(2)));
  return success();
}

/// Integers from 0 up to and without `limit`.
static Value countTo(Node &node, Value limit) {
  return node.create<nn::RangeOp>(node.int64(), node.scalar(node.int64(), 0), limit,
                                  node.scalar(node.int64(), 1));
}

Value positionsAlong(Node &node, Value tensor, int64_t axis) {
  IntegerAttr end = axis == -1 ? IntegerAttr() : node.builder().getI64IntegerAttr(axis + 1);
  Value size = node.create<nn::ShapeOp>(node.int64(), tensor, static_cast<uint64_t>(axis), end);
  return countTo(node, node.like<nn::SqueezeOp>(size, SmallVector<int64_t>{0}));
}

/// Compares every index with every class along the new axis.
LogicalResult importOneHot(Node &node) {
  Value indices = castTo(node, node.input(0), node.int64());
  Value depth = castTo(node, asScalar(node, node.input(1)), node.int64()), values = node.input(2);
  int64_t axis = node.integer("axis", -1);
  std::optional<int64_t> rank = node.rank(indices);
  Value isNegative = node.create<nn::LessOp>(node.boolean(), indices, node.scalar(node.int64(), 0));
  Value wrapped =
      node.create<nn::SelectOp>(node.int64(), isNegative, node.like<nn::AddOp>(indices, depth), indices);
  Value classes = alignVector(node, countTo(node, depth), axis, rank ? std::optional(*rank + 1) : rank);
  if (!classes)
    return failure();
  Value column = node.like<nn::UnsqueezeOp>(wrapped, SmallVector<int64_t>{axis});
  Value isHot = node.create<nn::EqualOp>(node.boolean(), column, classes);
  Value off = node.like<nn::GatherOp>(values, node.scalar(node.int64(), 0), uint64_t(0));
  Value on = node.like<nn::GatherOp>(values, node.scalar(node.int64(), 1), uint64_t(0));
  node.result(0, node.create<nn::SelectOp>(Node::elementOf(values), isHot, on, off));
  return success();
}

/// Column number minus row number of the last two axes.
static Value diagonals(Node &node, Value tensor) {
  Value rows = alignVector(node, positionsAlong(node, tensor, -2), -2, std::nullopt);
  return node.like<nn::SubOp>(positionsAlong(node, tensor, -1), rows);
}

LogicalResult importEyeLike(Node &node) {
  Value input = node.input(0);
  Type element = node.has("dtype") ? node.dataType(node.integer("dtype", 0)) : Node::elementOf(input);
  if (!element)
    return failure();
  Value wanted = node.vector({node.integer("k", 0)});
  node.result(
      0, castTo(node, node.create<nn::EqualOp>(node.boolean(), diagonals(node, input), wanted), element));
  return success();
}

LogicalResult importTrilu(Node &node) {
  Value input = node.input(0), limit = node.optional(1);
  limit = limit ? asScalar(node, limit) : node.scalar(node.int64(), 0);
  Value diagonal = diagonals(node, input);
  Value isKept = node.integer("upper", 1) != 0
                     ? node.create<nn::GreaterEqualOp>(node.boolean(), diagonal, limit)
                     : node.create<nn::LessEqualOp>(node.boolean(), diagonal, limit);
  Type element = Node::elementOf(input);
  node.result(0, node.create<nn::SelectOp>(element, isKept, input, node.scalar(element, 0)));
  return success();
}

} // namespace ingot::onnx
