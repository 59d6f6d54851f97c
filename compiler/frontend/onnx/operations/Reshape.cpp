// Import functions of operations that change the shape or tell it. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnData.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

Value asScalar(Node &node, Value value) {
  if (node.rank(value) == 0)
    return value;
  return node.like<nn::ReshapeOp>(value, node.vector({}), false);
}

Value alignVector(Node &node, Value vector, int64_t axis, std::optional<int64_t> rank) {
  if (axis >= 0 && !rank) {
    (void)node.fail("an axis that counts from the front needs an input of known rank; use a negative axis");
    return {};
  }
  int64_t behind = axis < 0 ? -axis - 1 : *rank - axis - 1;
  if (behind < 0 || behind > maximumRank) {
    (void)node.fail("axis " + Twine(axis) + " is out of range");
    return {};
  }
  if (behind == 0)
    return vector;
  SmallVector<int64_t> axes;
  for (int64_t each = 1; each <= behind; ++each)
    axes.push_back(each);
  return node.like<nn::UnsqueezeOp>(vector, axes);
}

LogicalResult importReshape(Node &node) {
  node.result(0, node.like<nn::ReshapeOp>(node.input(0), node.input(1), node.integer("allowzero", 0) != 0));
  return success();
}

LogicalResult importSqueeze(Node &node) {
  if (choosesAxes(node, 1)) {
    node.result(0, node.like<nn::SqueezeAtOp>(node.input(0), node.input(1)));
    return success();
  }
  FailureOr<SmallVector<int64_t>> axes = readAxes(node, 1);
  if (mlir::failed(axes))
    return failure();
  node.result(0, node.like<nn::SqueezeOp>(node.input(0), *axes));
  return success();
}

LogicalResult importUnsqueeze(Node &node) {
  if (!node.optional(1))
    node.require("axes");
  if (choosesAxes(node, 1)) {
    node.result(0, node.like<nn::UnsqueezeAtOp>(node.input(0), node.input(1)));
    return success();
  }
  FailureOr<SmallVector<int64_t>> axes = readAxes(node, 1);
  if (mlir::failed(axes) || node.failed())
    return failure();
  if (axes->empty())
    node.result(0, node.input(0));
  else
    node.result(0, node.like<nn::UnsqueezeOp>(node.input(0), *axes));
  return success();
}

LogicalResult importFlatten(Node &node) {
  node.result(0, node.like<nn::FlattenOp>(node.input(0), static_cast<uint64_t>(node.integer("axis", 1))));
  return success();
}

LogicalResult importTranspose(Node &node) {
  node.result(0, node.like<nn::TransposeOp>(node.input(0), node.integers("perm")));
  return success();
}

LogicalResult importShape(Node &node) {
  int64_t start = node.integer("start", 0);
  IntegerAttr end = node.has("end") ? node.builder().getI64IntegerAttr(node.integer("end", 0)) : IntegerAttr();
  node.result(0, node.create<nn::ShapeOp>(node.int64(), node.input(0), static_cast<uint64_t>(start), end));
  return success();
}

LogicalResult importSize(Node &node) {
  node.result(0, node.create<nn::SizeOp>(node.int64(), node.input(0)));
  return success();
}

LogicalResult importExpand(Node &node) {
  node.result(0, node.like<nn::BroadcastOp>(node.input(0), node.input(1)));
  return success();
}

LogicalResult importTile(Node &node) {
  node.result(0, node.like<nn::TileOp>(node.input(0), node.input(1)));
  return success();
}

} // namespace ingot::onnx
