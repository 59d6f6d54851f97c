// Import functions of operations that write at positions or run along an axis. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnIndex.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

/// The attribute `reduction` as the way in which updates are combined; null for none.
static FailureOr<nn::ReduceKindAttr> readReduction(Node &node) {
  StringRef name = node.string("reduction", "none");
  auto known = llvm::StringSwitch<std::optional<nn::ReduceKind>>(name)
                   .Case("add", nn::ReduceKind::Sum)
                   .Case("mul", nn::ReduceKind::Prod)
                   .Case("max", nn::ReduceKind::Max)
                   .Case("min", nn::ReduceKind::Min)
                   .Default(std::nullopt);
  if (!known && name != "none")
    return node.fail("expected 'reduction' to be none, add, mul, max or min, got '" + name + "'");
  return known ? nn::ReduceKindAttr::get(node.mlirContext(), *known) : nn::ReduceKindAttr();
}

LogicalResult importScatterNd(Node &node) {
  FailureOr<nn::ReduceKindAttr> reduction = readReduction(node);
  if (failed(reduction))
    return failure();
  node.result(0, node.like<nn::ScatterNdOp>(node.input(0), node.input(1), node.input(2), *reduction));
  return success();
}

LogicalResult importScatterElements(Node &node) {
  FailureOr<nn::ReduceKindAttr> reduction = readReduction(node);
  if (failed(reduction))
    return failure();
  node.result(0, node.like<nn::ScatterElementsOp>(node.input(0), node.input(1), node.input(2), *reduction,
                                                  static_cast<uint64_t>(node.integer("axis", 0))));
  return success();
}

LogicalResult importTensorScatter(Node &node) {
  StringRef mode = node.string("mode", "linear");
  if (mode != "linear" && mode != "circular")
    return node.fail("expected 'mode' to be linear or circular, got '" + mode + "'");
  node.result(0, node.like<nn::TensorScatterOp>(node.input(0), node.input(1), node.optional(2),
                                                static_cast<uint64_t>(node.integer("axis", -2)), mode == "circular"));
  return success();
}

LogicalResult importCumulation(Node &node, nn::ReduceKind kind) {
  node.result(0, node.like<nn::CumulateOp>(node.input(0), node.input(1), kind, /*axis=*/0,
                                           node.integer("exclusive", 0) != 0, node.integer("reverse", 0) != 0));
  return success();
}

LogicalResult importTopK(Node &node) {
  Value count = node.optional(1);
  if (!count) {
    node.require("k");
    count = node.vector(node.integer("k", 1));
  }
  Type values = UnrankedTensorType::get(Node::elementOf(node.input(0))),
       indices = UnrankedTensorType::get(node.int64());
  Operation *made =
      node.record(nn::TopKOp::create(node.builder(), node.location(), values, indices, node.input(0), count,
                                     static_cast<uint64_t>(node.integer("axis", -1)), node.integer("largest", 1) != 0));
  node.result(0, made->getResult(0));
  if (node.wants(1))
    node.result(1, made->getResult(1));
  return success();
}

LogicalResult importReverseSequence(Node &node) {
  node.result(0, node.like<nn::ReverseSequenceOp>(node.input(0), node.input(1),
                                                  static_cast<uint64_t>(node.integer("batch_axis", 1)),
                                                  static_cast<uint64_t>(node.integer("time_axis", 0))));
  return success();
}

/// A list attribute with one entry for each of `count`, or as many equal ones where it is absent.
static SmallVector<int64_t> listOf(Node &node, StringRef name, size_t count, int64_t otherwise) {
  SmallVector<int64_t> list = node.integers(name);
  if (list.empty())
    list.assign(count, otherwise);
  if (list.size() != count)
    (void)node.fail("expected '" + name + "' to have " + Twine(count) + " entries, got " + Twine(list.size()));
  return list;
}

/// The number of spatial axes follows from the attributes or the length of the sizes.
LogicalResult importCol2Im(Node &node) {
  size_t spatial =
      std::max({node.integers("strides").size(), node.integers("dilations").size(), node.integers("pads").size() / 2});
  for (size_t operand : {1, 2})
    if (std::optional<int64_t> length = node.length(node.input(operand)))
      spatial = *length;
  if (spatial == 0)
    return node.fail("expected 'image_shape' of known length");
  SmallVector<int64_t> strides = listOf(node, "strides", spatial, 1), dilations = listOf(node, "dilations", spatial, 1),
                       pads = listOf(node, "pads", 2 * spatial, 0);
  if (node.failed())
    return failure();
  node.result(0, node.like<nn::Col2ImOp>(node.input(0), node.input(1), node.input(2), ArrayRef<int64_t>(), strides,
                                         dilations, pads));
  return success();
}

LogicalResult importDet(Node &node) {
  node.result(0, node.like<nn::DetOp>(node.input(0)));
  return success();
}

} // namespace ingot::onnx
