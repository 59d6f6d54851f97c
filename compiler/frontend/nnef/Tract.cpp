// Import functions of tract's registries that are more than another name of a standard operation.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <limits>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Sizes and positions ------------------------------------------------------------------------------===//

Value importBroadcast(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  Sizes shape = importer.exprs(call, "shape");
  return wrap(importer.like<nn::BroadcastOp>(call, input, importer.vector(call, shape)));
}

Value importShapeOf(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  return wrap(importer.create<nn::ShapeOp>(call, importer.builder().getI64Type(), input, uint64_t(0),
                                           mlir::IntegerAttr()));
}

Value importRange(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> bounds =
      importer.unify(call, {*call.find("start"), *call.find("end"), *call.find("step")});
  return wrap(importer.like<nn::RangeOp>(call, bounds[0], bounds[1], bounds[2]));
}

Value importDynSlice(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  ExprAttr start = importer.expr(call, *call.find("start")), end = importer.expr(call, *call.find("end"));
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  return wrap(importer.slice(call, input, importer.axis(call, axis, Importer::rankOf(input)), start, end));
}

Value importDownsample(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  int64_t axis = call.integer("axis"), stride = call.integer("stride"), modulo = call.integer("modulo");
  auto one = [&](int64_t value) { return importer.vector(call, llvm::ArrayRef<int64_t>{value}); };
  if (!call.failed() && stride < 1)
    return call.fail("expected a positive stride, got " + llvm::Twine(stride));
  return wrap(importer.like<nn::SliceOp>(call, input, one(modulo), one(INT64_MAX), one(axis), one(stride),
                                         mlir::ArrayAttr(), mlir::DenseI64ArrayAttr()));
}

/// 0, 1, ... as a tensor whose only axis of size other than 1 is `axis` of `rank`.
static mlir::Value indices(Importer &importer, Call &call, ExprAttr size, int64_t axis, int64_t rank) {
  if (call.failed())
    return {};
  mlir::Value line =
      importer.like<nn::RangeOp>(call, importer.scalar(call, importer.number(0)), importer.scalar(call, size),
                                 importer.scalar(call, importer.number(1)));
  Sizes sizes(static_cast<size_t>(rank), importer.number(1));
  sizes[axis] = size;
  return importer.reshape(call, line, sizes);
}

Value importTrilu(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  int64_t k = call.integer("k");
  bool isUpper = call.logical("upper");
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  if (sizes.size() < 2)
    return call.fail("expected a tensor of rank 2 or more, got " + llvm::Twine(sizes.size()));
  mlir::Value rows = indices(importer, call, sizes[sizes.size() - 2], 0, 2);
  mlir::Value columns = indices(importer, call, sizes.back(), 1, 2);
  mlir::Value diagonal =
      importer.like<nn::AddOp>(call, rows, importer.materialize(call, Value::ofInteger(k)));
  mlir::Type logical = importer.builder().getI1Type();
  mlir::Value keep = isUpper ? importer.create<nn::GreaterEqualOp>(call, logical, columns, diagonal)
                             : importer.create<nn::LessEqualOp>(call, logical, columns, diagonal);
  if (call.failed())
    return {};
  mlir::Value zero = importer.splat(call, {}, Importer::elementOf(input), 0);
  return wrap(importer.create<nn::SelectOp>(call, Importer::elementOf(input), keep, input, zero));
}

Value importOneHot(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input", importer.builder().getI64Type());
  int64_t axis = call.integer("axis");
  ExprAttr dim = importer.expr(call, *call.find("dim"));
  double off = call.scalar("value_off"), on = call.scalar("value_on");
  if (call.failed())
    return {};
  int64_t rank = Importer::rankOf(input) + 1;
  axis = importer.axis(call, axis, rank);
  mlir::Value places = indices(importer, call, dim, axis, rank);
  mlir::Type logical = importer.builder().getI1Type(), element = importer.builder().getF32Type();
  mlir::Value hot =
      importer.create<nn::EqualOp>(call, logical, importer.unsqueeze(call, input, {axis}), places);
  return wrap(importer.create<nn::SelectOp>(call, element, hot, importer.splat(call, {}, element, on),
                                            importer.splat(call, {}, element, off)));
}

//===- Einsum -------------------------------------------------------------------------------------------===//

namespace {
/// One operand of an einsum and the letters of its axes.
struct LabeledTensor {
  mlir::Value value;
  std::string labels;
};
} // namespace

static bool areDistinct(llvm::StringRef labels) {
  for (auto [index, label] : llvm::enumerate(labels))
    if (labels.find(label) != index)
      return false;
  return true;
}

/// Sums away the axes whose letter is not in `kept`.
static void sumOthers(Importer &importer, Call &call, LabeledTensor &tensor, llvm::StringRef kept) {
  llvm::SmallVector<int64_t> axes;
  std::string left;
  for (auto [axis, label] : llvm::enumerate(tensor.labels)) {
    if (kept.contains(label))
      left += label;
    else
      axes.push_back(static_cast<int64_t>(axis));
  }
  if (!axes.empty())
    tensor.value =
        importer.like<nn::ReduceOp>(call, tensor.value, nn::ReduceKind::Sum, axes, /*keep_dims=*/false);
  tensor.labels = left;
}

static mlir::Value permute(Importer &importer, Call &call, const LabeledTensor &tensor,
                           llvm::StringRef order) {
  llvm::SmallVector<int64_t> permutation;
  for (char label : order)
    permutation.push_back(static_cast<int64_t>(tensor.labels.find(label)));
  if (call.failed() || llvm::is_sorted(permutation))
    return tensor.value;
  return importer.transpose(call, tensor.value, permutation);
}

/// The product of the sizes of axes, by their letters.
static ExprAttr volume(Importer &importer, const LabeledTensor &tensor, llvm::StringRef labels) {
  ExprAttr product = importer.number(1);
  Sizes sizes = Importer::sizesOf(tensor.value);
  for (char label : labels)
    product = sym::mul(product, sizes[tensor.labels.find(label)]);
  return product;
}

/// Both operands become [shared, own, contracted] and [shared, contracted, own] matrices.
static LabeledTensor contract(Importer &importer, Call &call, LabeledTensor left, LabeledTensor right,
                              llvm::StringRef output) {
  std::string shared, summed, rows, columns;
  for (char label : left.labels)
    (right.labels.find(label) == std::string::npos ? rows
     : output.contains(label)                      ? shared
                                                   : summed) += label;
  for (char label : right.labels)
    if (left.labels.find(label) == std::string::npos)
      columns += label;
  ExprAttr batch = volume(importer, left, shared), inner = volume(importer, left, summed);
  ExprAttr height = volume(importer, left, rows), width = volume(importer, right, columns);
  if (!batch || !inner || !height || !width) {
    call.fail("the number of elements does not fit 64 bits");
    return {};
  }
  Sizes sizes;
  for (char label : shared + rows)
    sizes.push_back(Importer::sizesOf(left.value)[left.labels.find(label)]);
  for (char label : columns)
    sizes.push_back(Importer::sizesOf(right.value)[right.labels.find(label)]);
  mlir::Value a =
      importer.reshape(call, permute(importer, call, left, shared + rows + summed), {batch, height, inner});
  mlir::Value b = importer.reshape(call, permute(importer, call, right, shared + columns + summed),
                                   {batch, width, inner});
  mlir::Value product = importer.like<nn::MatmulOp>(call, a, b, /*transpose_a=*/false, /*transpose_b=*/true);
  return {importer.reshape(call, product, sizes), shared + rows + columns};
}

Value importEinsum(Importer &importer, Call &call) {
  std::string expr = call.string("expr");
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, call.items("inputs"));
  if (call.failed())
    return {};
  auto [inputs, output] = llvm::StringRef(expr).split("->");
  llvm::SmallVector<llvm::StringRef> labels;
  inputs.split(labels, ',');
  if (labels.size() != operands.size() || operands.empty() || operands.size() > 2 || !expr.find("->"))
    return call.fail("expression '" + expr +
                     "' is not supported: expected one or two inputs, as in 'ij,jk->ik'");
  llvm::SmallVector<LabeledTensor> tensors;
  for (auto [value, text] : llvm::zip(operands, labels)) {
    std::string trimmed = text.trim().str();
    if (static_cast<int64_t>(trimmed.size()) != Importer::rankOf(value) || !areDistinct(trimmed) ||
        !llvm::all_of(trimmed, [](char label) { return llvm::isAlpha(label); }))
      return call.fail("expression '" + expr + "' does not fit an input of rank " +
                       llvm::Twine(Importer::rankOf(value)) +
                       ": expected one letter for each axis, all distinct");
    tensors.push_back({value, trimmed});
  }
  output = output.trim();
  std::string all = tensors.front().labels + tensors.back().labels;
  if (!areDistinct(output) ||
      !llvm::all_of(output, [&](char label) { return llvm::StringRef(all).contains(label); }))
    return call.fail("expression '" + expr + "' has an output that does not follow from its inputs");
  LabeledTensor result = tensors[0];
  if (tensors.size() == 1) {
    sumOthers(importer, call, result, output);
  } else {
    sumOthers(importer, call, tensors[0], tensors[1].labels + output.str());
    sumOthers(importer, call, tensors[1], tensors[0].labels + output.str());
    if (call.failed())
      return {};
    result = contract(importer, call, tensors[0], tensors[1], output);
  }
  return call.failed() ? Value() : wrap(permute(importer, call, result, output));
}

//===- Attention ----------------------------------------------------------------------------------------===//

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
    scores =
        importer.like<nn::MulOp>(call, scores, importer.splat(call, {}, Importer::elementOf(scores), scale));
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
  mlir::Value rows = indices(importer, call, queries, 0, 2), columns = indices(importer, call, keys, 1, 2);
  mlir::Value shift = importer.scalar(call, sym::sub(keys, queries));
  mlir::Value visible = importer.create<nn::LessEqualOp>(call, importer.builder().getI1Type(), columns,
                                                         importer.like<nn::AddOp>(call, rows, shift));
  return applyMask(importer, call, scores, visible);
}

Value importAttention(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> qkv =
      importer.unify(call, {*call.find("q"), *call.find("k"), *call.find("v")});
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
  mlir::Value scores =
      importer.like<nn::MatmulOp>(call, qkv[0], qkv[1], /*transpose_a=*/false, /*transpose_b=*/true);
  if (call.failed())
    return {};
  scores =
      importer.like<nn::MulOp>(call, scores, importer.splat(call, {}, Importer::elementOf(scores), scale));
  if (const Value &mask = *call.find("mask"); !mask.isLogical())
    scores = applyMask(importer, call, scores, importer.materialize(call, mask));
  if (isCausal)
    scores = hideFuture(importer, call, scores);
  mlir::Value result = importer.like<nn::MatmulOp>(call, softmaxOfRows(importer, call, scores), qkv[2],
                                                   /*transpose_a=*/false, /*transpose_b=*/false);
  return wrap(importer.cast(call, result, stored));
}

//===- Resize -------------------------------------------------------------------------------------------===//

Value importTractResize(Importer &importer, Call &call) {
  mlir::Value input = importer.floatTensor(call, "input");
  std::string coordinates = call.string("coord_transformer"), interpolator = call.string("interpolator"),
              nearest = call.string("nearest_mode");
  llvm::ArrayRef<Value> scales = call.items("scales");
  Sizes sizes = importer.exprs(call, "sizes");
  if (call.failed())
    return {};
  auto mode = llvm::StringSwitch<std::optional<nn::ResizeMode>>(interpolator)
                  .Case("linear", nn::ResizeMode::Linear)
                  .Case("nearest", nn::ResizeMode::Nearest)
                  .Case("cubic", nn::ResizeMode::Cubic)
                  .Default(std::nullopt);
  std::optional<nn::CoordinateMode> coordinateMode = nn::symbolizeCoordinateMode(coordinates);
  std::optional<nn::NearestMode> nearestMode = nn::symbolizeNearestMode(nearest);
  if (!mode || !coordinateMode || !nearestMode)
    return call.fail("interpolator '" + interpolator + "' with '" + coordinates + "' and '" + nearest +
                     "' is not supported");
  if (scales.empty() == sizes.empty())
    return call.fail("expected either scales or sizes");
  mlir::Value factors =
      scales.empty() ? mlir::Value()
                     : importer.materialize(call, *call.find("scales"), importer.builder().getF32Type());
  mlir::Value targets = sizes.empty() ? mlir::Value() : importer.vector(call, sizes);
  return wrap(importer.like<nn::ResizeOp>(call, input, factors, targets, *mode, *coordinateMode, *nearestMode,
                                          llvm::APFloat(-0.75), mlir::DenseF64ArrayAttr(),
                                          llvm::ArrayRef<int64_t>()));
}

} // namespace ingot::nnef
