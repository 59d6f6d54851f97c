// Import functions of tract's attention operations.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"

#include <cmath>
#include <limits>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

/// Hides scores where a boolean mask is false, or adds another mask.
static mlir::Value applyMask(Importer &importer, Call &call, mlir::Value scores, mlir::Value mask) {
  if (call.failed())
    return {};
  mlir::Type element = Importer::elementOf(scores);
  if (!Importer::elementOf(mask).isInteger(1))
    return importer.like<nn::AddOp>(call, scores, importer.cast(call, mask, element));
  mlir::Value hidden = importer.splat(call, {}, element, -std::numeric_limits<double>::infinity());
  return importer.create<nn::SelectOp>(call, element, mask, scores, hidden);
}

static mlir::Value softmaxOfRows(Importer &importer, Call &call, mlir::Value scores) {
  return importer.like<nn::SoftmaxOp>(call, scores, llvm::ArrayRef<int64_t>{-1});
}

Value importMaskedSoftmax(Importer &importer, Call &call) {
  mlir::Value scores = importer.floatTensor(call, "input"), mask = importer.tensor(call, "mask");
  double scale = call.scalar("scale");
  bool masksAgain = call.logical("post_softmax_mask");
  if (call.failed())
    return {};
  if (scale != 1)
    scores = importer.like<nn::MulOp>(call, scores, importer.splat(call, {}, Importer::elementOf(scores), scale));
  mlir::Value result = softmaxOfRows(importer, call, applyMask(importer, call, scores, mask));
  if (masksAgain && !call.failed())
    result = importer.like<nn::MulOp>(call, result, importer.cast(call, mask, Importer::elementOf(result)));
  return wrap(result);
}

/// Repeats each head of keys or values for the query heads that share it.
static mlir::Value repeatHeads(Importer &importer, Call &call, mlir::Value value, ExprAttr queryHeads) {
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(value);
  if (sizes.size() != 4 || sizes[1] == queryHeads)
    return value;
  ExprAttr group = sym::exactDiv(queryHeads, sizes[1]);
  if (!group) {
    call.fail("expected a number of query heads that is a multiple of the key heads, got " +
              llvm::Twine(queryHeads.str()) + " and " + llvm::Twine(sizes[1].str()));
    return {};
  }
  Sizes wide = {sizes[0], sizes[1], group, sizes[2], sizes[3]};
  mlir::Value repeated =
      importer.like<nn::BroadcastOp>(call, importer.unsqueeze(call, value, {2}), importer.vector(call, wide));
  return importer.reshape(call, repeated, {sizes[0], queryHeads, sizes[2], sizes[3]});
}

/// Row i of the queries may see the keys up to i + (keys - queries).
static mlir::Value hideFuture(Importer &importer, Call &call, mlir::Value scores) {
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(scores);
  ExprAttr queries = sizes[sizes.size() - 2], keys = sizes.back();
  mlir::Value rows = lineOf(importer, call, queries, 0, 2), columns = lineOf(importer, call, keys, 1, 2);
  mlir::Value shift = importer.scalar(call, sym::sub(keys, queries));
  mlir::Value visible = importer.create<nn::LessEqualOp>(call, importer.builder().getI1Type(), columns,
                                                         importer.like<nn::AddOp>(call, rows, shift));
  return applyMask(importer, call, scores, visible);
}

Value importAttention(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> qkv = importer.unify(call, {*call.find("q"), *call.find("k"), *call.find("v")});
  double scale = call.scalar("scale");
  bool isCausal = call.logical("is_causal");
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(qkv[0]);
  if ((sizes.size() != 3 && sizes.size() != 4) || Importer::rankOf(qkv[1]) != Importer::rankOf(qkv[0]) ||
      Importer::rankOf(qkv[2]) != Importer::rankOf(qkv[0]))
    return call.fail("expected queries, keys and values of one rank, 3 or 4");
  mlir::Type stored = Importer::elementOf(qkv[0]);
  if (llvm::StringRef(call.string("acc_datum_type")) == "f32")
    for (mlir::Value &value : qkv)
      value = importer.cast(call, value, importer.builder().getF32Type());
  for (size_t i : {1, 2})
    qkv[i] = repeatHeads(importer, call, qkv[i], sizes[1]);
  if (scale < 0 && !sizes.back().isConstant())
    return call.fail("expected a scale, or heads of a fixed size");
  if (scale < 0)
    scale = 1 / std::sqrt(static_cast<double>(sizes.back().getValue()));
  mlir::Value scores = importer.like<nn::MatmulOp>(call, qkv[0], qkv[1], /*transpose_a=*/false, /*transpose_b=*/true);
  if (call.failed())
    return {};
  scores = importer.like<nn::MulOp>(call, scores, importer.splat(call, {}, Importer::elementOf(scores), scale));
  if (const Value &mask = *call.find("mask"); !mask.isLogical())
    scores = applyMask(importer, call, scores, importer.materialize(call, mask));
  if (isCausal)
    scores = hideFuture(importer, call, scores);
  mlir::Value result = importer.like<nn::MatmulOp>(call, softmaxOfRows(importer, call, scores), qkv[2],
                                                   /*transpose_a=*/false, /*transpose_b=*/false);
  return wrap(importer.cast(call, result, stored));
}

} // namespace ingot::nnef
