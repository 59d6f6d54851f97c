// Import functions of Attention and RotaryEmbedding, as matrix products, softmax and masks.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"

#include <cmath>

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

using List = SmallVector<int64_t>;

/// Sizes of axes `from` to `to` as a vector.
Value sizes(Node &node, Value value, int64_t from, int64_t to) {
  return node.create<nn::ShapeOp>(node.int64(), value, static_cast<uint64_t>(from),
                                  node.builder().getI64IntegerAttr(to));
}

Value reshape(Node &node, Value value, ArrayRef<Value> parts) {
  Value shape = node.create<nn::ConcatOp>(node.int64(), parts, uint64_t(0));
  return node.like<nn::ReshapeOp>(value, shape, false);
}

/// [batch, sequence, heads * size] -> [batch, sequence, heads, size].
Value splitHeads(Node &node, Value value, int64_t heads) {
  return node.like<nn::ReshapeOp>(value, node.vector({0, 0, heads, -1}), false);
}

/// [batch, sequence, heads, size] <-> [batch, heads, sequence, size].
Value swapHeads(Node &node, Value value) { return node.like<nn::TransposeOp>(value, List{0, 2, 1, 3}); }

/// One Attention node. Keys and values have `kvHeads` heads, each of which serves several heads of the query.
class AttentionImporter {
public:
  explicit AttentionImporter(Node &node) : node(node), element(Node::elementOf(node.input(0))) {}

  LogicalResult import() {
    if (mlir::failed(readOperands()))
      return failure();
    Value raw = multiplyGrouped(scaledQuery(), key, /*transposeKey=*/true);
    Value scores = softCap(raw), bias = makeBias();
    Value biased = bias ? node.like<nn::AddOp>(scores, bias) : scores;
    Value weights = softmax(biased, bias);
    Value result = multiplyGrouped(weights, value, /*transposeKey=*/false);
    if (isPacked)
      result = node.like<nn::ReshapeOp>(swapHeads(node, result), node.vector({0, 0, -1}), false);
    node.result(0, result);
    node.result(1, key);
    node.result(2, value);
    return exposeScores(raw, scores, biased, weights);
  }

private:
  /// Brings the operands to [batch, heads, sequence, size] and puts the past in front of keys and values.
  LogicalResult readOperands() {
    query = node.input(0), key = node.input(1), value = node.input(2);
    std::optional<int64_t> rank = node.rank(query);
    if (rank != 3 && rank != 4)
      return node.fail("expected a query of known rank, 3 or 4");
    isPacked = rank == 3;
    if (isPacked) {
      node.require("q_num_heads");
      node.require("kv_num_heads");
      int64_t queryHeads = node.integer("q_num_heads", 1), otherHeads = node.integer("kv_num_heads", 1);
      if (queryHeads < 1 || otherHeads < 1 || queryHeads % otherHeads != 0)
        return node.fail("expected 'q_num_heads' to be a multiple of 'kv_num_heads', got " +
                         Twine(queryHeads) + " and " + Twine(otherHeads));
      query = swapHeads(node, splitHeads(node, query, queryHeads));
      key = swapHeads(node, splitHeads(node, key, otherHeads));
      value = swapHeads(node, splitHeads(node, value, otherHeads));
      isGrouped = queryHeads != otherHeads;
    }
    Value pastKey = node.optional(4), pastValue = node.optional(5);
    if ((pastKey != nullptr) != (pastValue != nullptr))
      return node.fail("expected both 'past_key' and 'past_value', or neither");
    if (pastKey) {
      key = join(pastKey, key);
      value = join(pastValue, value);
    }
    return success();
  }

  Value join(Value past, Value present) {
    return node.create<nn::ConcatOp>(element, SmallVector<Value>{past, present}, uint64_t(2));
  }

  Value scaledQuery() {
    if (node.has("scale"))
      return node.like<nn::MulOp>(query, node.scalar(element, node.real("scale", 1)));
    Value size = castTo(node, asScalar(node, sizes(node, query, 3, 4)), node.float32());
    Value root = castTo(node, node.like<nn::SqrtOp>(size), element);
    return node.like<nn::DivOp>(query, root);
  }

  /// left * right for every head of `left`, where several heads share one of `right`. The heads of `left`
  /// become two axes, so that the product broadcasts.
  Value multiplyGrouped(Value left, Value right, bool transposeKey) {
    if (!isGrouped)
      return node.like<nn::MatmulOp>(left, right, false, transposeKey);
    Value groups = reshape(
        node, left, {node.vector({0}), sizes(node, right, 1, 2), node.vector({-1}), sizes(node, left, 2, 4)});
    Value shared = node.like<nn::UnsqueezeOp>(right, List{2});
    Value product = node.like<nn::MatmulOp>(groups, shared, false, transposeKey);
    int64_t columns = transposeKey ? 2 : 3;
    return reshape(node, product, {sizes(node, left, 0, 3), sizes(node, right, columns, columns + 1)});
  }

  Value softCap(Value scores) {
    double limit = node.real("softcap", 0);
    if (limit == 0)
      return scores;
    Value bound = node.scalar(element, limit);
    return node.like<nn::MulOp>(node.like<nn::TanhOp>(node.like<nn::DivOp>(scores, bound)), bound);
  }

  Value infinity() { return node.scalar(element, -INFINITY); }

  /// 0 where `allowed` holds, minus infinity elsewhere.
  Value asBias(Value allowed) {
    return node.create<nn::SelectOp>(element, allowed, node.scalar(element, 0), infinity());
  }

  void allow(Value condition) {
    allowed = allowed ? node.create<nn::AndOp>(node.boolean(), allowed, condition) : condition;
  }

  /// The mask input as a bias; a mask that ends before the keys do forbids the rest.
  Value maskBias() {
    Value mask = node.optional(3);
    if (!mask)
      return {};
    Value bias = Node::elementOf(mask).isInteger(1) ? asBias(mask) : castTo(node, mask, element);
    std::optional<int64_t> rank = node.rank(mask);
    if (node.opset() < 24 || !rank || *rank < 1)
      return bias;
    Value missing = node.like<nn::SubOp>(sizes(node, key, 2, 3), sizes(node, mask, *rank - 1, *rank));
    Value pads = node.create<nn::ConcatOp>(
        node.int64(), SmallVector<Value>{node.vector(List(2 * *rank - 1)), missing}, uint64_t(0));
    return node.like<nn::PadOp>(bias, pads, infinity(), Value(), nn::PadMode::Constant, ArrayAttr(),
                                ArrayAttr());
  }

  /// How many keys stand before the first query: those of the past, or what `nonpad_kv_seqlen` says per
  /// sample.
  Value rowOffset(Value lengths) {
    if (Value pastKey = node.optional(4))
      return sizes(node, pastKey, 2, 3);
    return lengths ? node.like<nn::SubOp>(lengths, sizes(node, query, 2, 3)) : Value();
  }

  /// The conditions on positions: causality, windows, and the number of keys that are no padding.
  void allowPositions() {
    int64_t left = node.integer("left_window_size", -1), right = node.integer("right_window_size", -1);
    bool isCausal = node.integer("is_causal", 0) != 0;
    Value lengths = node.optional(6);
    if (lengths)
      lengths = node.like<nn::UnsqueezeOp>(castTo(node, lengths, node.int64()), List{1, 2, 3});
    if (!isCausal && left < 0 && right < 0 && !lengths)
      return;
    Value columns = positionsAlong(node, key, 2);
    if (lengths)
      allow(node.create<nn::LessOp>(node.boolean(), columns, lengths));
    if (!isCausal && left < 0 && right < 0)
      return;
    Value rows = node.like<nn::UnsqueezeOp>(positionsAlong(node, query, 2), List{1});
    if (Value offset = rowOffset(lengths))
      rows = node.like<nn::AddOp>(rows, offset);
    auto within = [&](Value low, Value high, int64_t distance) {
      Value limit = distance ? node.like<nn::AddOp>(low, node.scalar(node.int64(), distance)) : low;
      allow(node.create<nn::LessEqualOp>(node.boolean(), high, limit));
    };
    if (isCausal)
      within(rows, columns, 0);
    if (left >= 0)
      within(columns, rows, left);
    if (right >= 0)
      within(rows, columns, right);
  }

  /// What is added to the scores; null where nothing is masked.
  Value makeBias() {
    Value mask = maskBias();
    allowPositions();
    Value positions = allowed ? asBias(allowed) : Value();
    // Windows of -1 allow everything.
    mayMaskRows = (mask || positions) && (mask || node.optional(6) || node.has("left_window_size") ||
                                          node.has("right_window_size"));
    return mask && positions ? node.like<nn::AddOp>(mask, positions) : mask ? mask : positions;
  }

  /// Weights that sum to 1 over the keys; all 0 where every key is masked.
  Value softmax(Value scores, Value bias) {
    Type precision = element;
    if (node.has("softmax_precision"))
      if (Type type = node.dataType(node.integer("softmax_precision", 1)))
        precision = type;
    Value weights = node.like<nn::SoftmaxOp>(castTo(node, scores, precision), List{-1});
    weights = castTo(node, weights, element);
    if (!mayMaskRows)
      return weights;
    Value largest = node.like<nn::ReduceOp>(bias, nn::ReduceKind::Max, List{-1}, true);
    Value isMasked = node.create<nn::EqualOp>(node.boolean(), largest, infinity());
    return node.create<nn::SelectOp>(element, isMasked, node.scalar(element, 0), weights);
  }

  LogicalResult exposeScores(Value raw, Value capped, Value biased, Value weights) {
    int64_t mode = node.integer("qk_matmul_output_mode", 0);
    if (mode < 0 || mode > 3)
      return node.fail("expected 'qk_matmul_output_mode' to be from 0 to 3, got " + Twine(mode));
    node.result(3, std::array{raw, capped, biased, weights}[mode]);
    return success();
  }

  Node &node;
  Type element;
  Value query, key, value, allowed;
  bool isPacked = false, isGrouped = true, mayMaskRows = false;
};

/// Rotates pairs (first, second) of elements by the angles whose cosine and sine are given.
Value rotate(Node &node, Value input, Value cosine, Value sine, bool interleaved) {
  Type element = Node::elementOf(input);
  auto every = [&](int64_t start) {
    return node.like<nn::SliceOp>(input, node.vector({start}), node.vector({INT64_MAX}), node.vector({-1}),
                                  node.vector({2}), ArrayAttr(), DenseI64ArrayAttr());
  };
  Value first, second;
  if (interleaved) {
    first = every(0);
    second = every(1);
  } else {
    SmallVector<Type> types(2, UnrankedTensorType::get(element));
    Operation *halves =
        node.record(nn::SplitOp::create(node.builder(), node.location(), types, input, Value(),
                                        static_cast<uint64_t>(-1), DenseI64ArrayAttr()));
    first = halves->getResult(0);
    second = halves->getResult(1);
  }
  Value real = node.like<nn::SubOp>(node.like<nn::MulOp>(cosine, first), node.like<nn::MulOp>(sine, second));
  Value imaginary =
      node.like<nn::AddOp>(node.like<nn::MulOp>(sine, first), node.like<nn::MulOp>(cosine, second));
  if (!interleaved)
    return node.create<nn::ConcatOp>(element, SmallVector<Value>{real, imaginary}, static_cast<uint64_t>(-1));
  SmallVector<Value> pairs{node.like<nn::UnsqueezeOp>(real, List{-1}),
                           node.like<nn::UnsqueezeOp>(imaginary, List{-1})};
  Value joined = node.create<nn::ConcatOp>(element, pairs, static_cast<uint64_t>(-1));
  return reshape(node, joined, {sizes(node, input, 0, 4)});
}

Value lastAxis(Node &node, Value input, int64_t from, int64_t to) {
  return node.like<nn::SliceOp>(input, node.vector({from}), node.vector({to}), node.vector({-1}), Value(),
                                ArrayAttr(), DenseI64ArrayAttr());
}

} // namespace

LogicalResult importAttention(Node &node) { return AttentionImporter(node).import(); }

LogicalResult importRotaryEmbedding(Node &node) {
  Value input = node.input(0);
  std::optional<int64_t> rank = node.rank(input);
  int64_t heads = node.integer("num_heads", 0), rotated = node.integer("rotary_embedding_dim", 0);
  if (rank != 3 && rank != 4)
    return node.fail("expected an input of known rank, 3 or 4");
  if ((rank == 3 && heads < 1) || rotated < 0)
    return node.fail(
        "expected 'num_heads' to be at least 1 for an input of rank 3, and 'rotary_embedding_dim' to be "
        "at least 0");
  if (rank == 3)
    input = splitHeads(node, input, heads);
  auto angles = [&](Value cache) {
    Value chosen = node.optional(3) ? node.like<nn::GatherOp>(cache, node.input(3), uint64_t(0)) : cache;
    return node.like<nn::UnsqueezeOp>(chosen, List{rank == 3 ? 2 : 1});
  };
  Value part = rotated ? lastAxis(node, input, 0, rotated) : input;
  Value output =
      rotate(node, part, angles(node.input(1)), angles(node.input(2)), node.integer("interleaved", 0) != 0);
  if (rotated) {
    SmallVector<Value> parts{output, lastAxis(node, input, rotated, INT64_MAX)};
    output = node.create<nn::ConcatOp>(Node::elementOf(input), parts, static_cast<uint64_t>(-1));
  }
  if (rank == 3)
    output = node.like<nn::ReshapeOp>(output, node.vector({0, 0, -1}), false);
  node.result(0, output);
  return success();
}

} // namespace ingot::onnx
