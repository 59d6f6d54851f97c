// Import functions of operations whose result has a size that only the data knows. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnData.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// The first `count` elements of each tensor along its axis.
static SmallVector<Value> takeFirst(Node &node, Value count, ArrayRef<Value> tensors, ArrayRef<int64_t> axes) {
  SmallVector<Type> types;
  for (Value tensor : tensors)
    types.push_back(UnrankedTensorType::get(Node::elementOf(tensor)));
  Operation *op = node.record(nn::TakeFirstOp::create(node.builder(), node.location(), types, count, tensors, axes));
  for (auto [tensor, result] : zip(tensors, op->getResults()))
    node.setRank(result, node.rank(tensor));
  return SmallVector<Value>(op->getResults());
}

/// The positions of elements that are not zero, one column for each.
static Value nonZero(Node &node, Value input) {
  SmallVector<Type> types(2, UnrankedTensorType::get(node.int64()));
  auto found = nn::NonZeroOp::create(node.builder(), node.location(), types, input);
  node.record(found);
  node.setRank(found.getPositions(), 2);
  return takeFirst(node, found.getCount(), found.getPositions(), 1)[0];
}

LogicalResult importNonZero(Node &node) {
  node.result(0, nonZero(node, node.input(0)));
  return success();
}

/// Takes what the condition says along an axis, of the flat input where there is none.
LogicalResult importCompress(Node &node) {
  Value input = node.input(0);
  int64_t axis = node.integer("axis", 0);
  if (!node.has("axis"))
    input = node.like<nn::ReshapeOp>(input, node.vector({-1}), false);
  Value row = node.like<nn::ReshapeOp>(nonZero(node, node.input(1)), node.vector({-1}), false);
  node.result(0, node.like<nn::GatherOp>(input, row, static_cast<uint64_t>(axis)));
  return success();
}

/// A row for each element along the axis, or for each element.
static FailureOr<Value> rowsOf(Node &node, Value input) {
  if (!node.has("axis"))
    return node.like<nn::ReshapeOp>(input, node.vector({-1, 1}), false);
  std::optional<int64_t> rank = node.rank(input);
  int64_t axis = node.integer("axis", 0);
  if (!rank)
    return node.fail("expected an input whose rank is known where 'axis' is given");
  if (axis < -*rank || axis >= *rank)
    return node.fail("expected 'axis' from " + Twine(-*rank) + " to " + Twine(*rank - 1) + ", got " + Twine(axis));
  SmallVector<int64_t> permutation{axis < 0 ? axis + *rank : axis};
  for (int64_t other = 0; other != *rank; ++other)
    if (other != permutation.front())
      permutation.push_back(other);
  Value front = node.like<nn::TransposeOp>(input, permutation);
  return node.like<nn::FlattenOp>(front, uint64_t(1));
}

LogicalResult importUnique(Node &node) {
  Value input = node.input(0);
  FailureOr<Value> rows = rowsOf(node, input);
  if (mlir::failed(rows))
    return failure();
  SmallVector<Type> types(4, UnrankedTensorType::get(node.int64()));
  UnitAttr sorted = node.integer("sorted", 1) != 0 ? node.builder().getUnitAttr() : UnitAttr();
  auto unique = nn::UniqueOp::create(node.builder(), node.location(), types, *rows, sorted);
  node.record(unique);
  for (Value vector : {unique.getFirst(), unique.getInverse(), unique.getSizes()})
    node.setRank(vector, 1);
  SmallVector<Value> cut = takeFirst(node, unique.getCount(), {unique.getFirst(), unique.getSizes()}, {0, 0});
  Value source = node.has("axis") ? input : node.like<nn::ReshapeOp>(input, node.vector({-1}), false);
  node.result(0, node.like<nn::GatherOp>(source, cut[0], static_cast<uint64_t>(node.integer("axis", 0))));
  node.result(1, cut[0]);
  node.result(2, unique.getInverse());
  node.result(3, cut[1]);
  return success();
}

LogicalResult importNonMaxSuppression(Node &node) {
  SmallVector<Type> types(2, UnrankedTensorType::get(node.int64()));
  UnitAttr center = node.integer("center_point_box", 0) != 0 ? node.builder().getUnitAttr() : UnitAttr();
  auto found = nn::NonMaxSuppressionOp::create(node.builder(), node.location(), types, node.input(0), node.input(1),
                                               node.optional(2), node.optional(3), node.optional(4), center);
  node.record(found);
  node.setRank(found.getSelected(), 2);
  node.result(0, takeFirst(node, found.getCount(), found.getSelected(), 0)[0]);
  return success();
}

} // namespace ingot::onnx
