// Import functions of operations that write at positions, sort or find: scatter forms, topk, non_zero, and desample of
// the standard.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Window.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/NnIndex.h"
#include "llvm/ADT/StringSwitch.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Scatter ------------------------------------------------------------------------------------------===//

namespace {
struct Scatter {
  mlir::Value data, indices, updates;
  nn::ReduceKindAttr reduction;
};
} // namespace

static Scatter readScatter(Importer &importer, Call &call) {
  Scatter scatter;
  std::string name = call.string("reduction");
  scatter.data = importer.tensor(call, "input");
  scatter.indices = importer.tensor(call, "indices", importer.builder().getI64Type());
  if (call.failed())
    return scatter;
  scatter.updates = importer.tensor(call, "updates", Importer::elementOf(scatter.data));
  auto kind = llvm::StringSwitch<std::optional<nn::ReduceKind>>(name)
                  .Case("add", nn::ReduceKind::Sum)
                  .Case("mul", nn::ReduceKind::Prod)
                  .Case("min", nn::ReduceKind::Min)
                  .Case("max", nn::ReduceKind::Max)
                  .Default(std::nullopt);
  if (kind)
    scatter.reduction = nn::ReduceKindAttr::get(importer.builder().getContext(), *kind);
  else if (name != "none")
    call.fail("reduction '" + name + "' is not supported: expected none, add, mul, min or max");
  return scatter;
}

Value importScatterElements(Importer &importer, Call &call) {
  Scatter scatter = readScatter(importer, call);
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(scatter.data));
  return wrap(importer.like<nn::ScatterElementsOp>(call, scatter.data, scatter.indices, scatter.updates,
                                                   scatter.reduction, static_cast<uint64_t>(axis)));
}

Value importScatterNd(Importer &importer, Call &call) {
  Scatter scatter = readScatter(importer, call);
  return wrap(importer.like<nn::ScatterNdOp>(call, scatter.data, scatter.indices, scatter.updates, scatter.reduction));
}

//===- Sorting ------------------------------------------------------------------------------------------===//

Value importTopK(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  mlir::Value count = importer.tensor(call, "k", importer.builder().getI64Type());
  int64_t axis = call.integer("axis");
  bool isLargest = call.logical("largest");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(input));
  count = importer.reshape(call, count, {importer.number(1)});
  llvm::SmallVector<mlir::Value> results =
      importer.createAll<nn::TopKOp>(call, {Importer::elementOf(input), importer.builder().getI64Type()}, input, count,
                                     static_cast<uint64_t>(axis), isLargest);
  return results.empty() ? Value() : Value::ofTuple({wrap(results[0]), wrap(results[1])});
}

//===- Data-dependent sizes -----------------------------------------------------------------------------===//

/// The symbol that the model names for the number of columns stands for the one that nn makes.
Value importNonZero(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  mlir::Type integer = importer.builder().getI64Type();
  llvm::SmallVector<mlir::Value> found = importer.createAll<nn::NonZeroOp>(call, {integer, integer}, input);
  if (found.empty())
    return {};
  llvm::SmallVector<mlir::Value> part = importer.createAll<nn::TakeFirstOp>(
      call, {integer}, found[1], mlir::ValueRange(found[0]), llvm::ArrayRef<int64_t>{1});
  return part.empty() ? Value() : wrap(part.front());
}

//===- Desample -----------------------------------------------------------------------------------------===//

/// The sizes that desample gives, without padding: `output_shape`, or as many as the windows cover.
static Sizes unpooledSizes(Importer &importer, Call &call, const Pool &pool) {
  Sizes given = importer.exprs(call, "output_shape"), sizes = Importer::sizesOf(pool.input);
  size_t lifted = pool.isLifted ? 2 : 0, skipped = sizes.size() - pool.window.size.size();
  if (!call.failed() && !given.empty() && given.size() + lifted != sizes.size())
    call.fail("expected an output shape of rank " + llvm::Twine(sizes.size() - lifted) + ", got " +
              llvm::Twine(given.size()));
  if (call.failed())
    return {};
  for (size_t axis = 0; axis < pool.window.size.size(); ++axis) {
    ExprAttr &size = sizes[skipped + axis];
    int64_t stride = pool.window.stride[axis];
    if (!given.empty()) {
      size = given[skipped + axis - lifted];
    } else if (pool.window.isAutomatic) {
      size = sym::mul(size, stride);
    } else {
      auto [before, after] = pool.window.padding[axis];
      size = sym::add(sym::mul(sym::add(size, -1), stride), pool.window.extent(axis) - before - after);
    }
  }
  return sizes;
}

/// The paddings of the axes that the window moves over, for a result of these sizes.
static void unpooledPadding(const Pool &pool, llvm::ArrayRef<ExprAttr> inputs, llvm::ArrayRef<ExprAttr> sizes,
                            Importer &importer, Sizes &low, Sizes &padded) {
  size_t skipped = sizes.size() - pool.window.size.size();
  padded.assign(sizes.begin(), sizes.end());
  low.assign(sizes.size(), importer.number(0));
  for (size_t axis = 0; axis < pool.window.size.size(); ++axis) {
    ExprAttr &size = padded[skipped + axis];
    if (!pool.window.isAutomatic) {
      low[skipped + axis] = importer.number(pool.window.padding[axis].first);
      size = sym::add(size, pool.window.padding[axis].first + pool.window.padding[axis].second);
      continue;
    }
    ExprAttr covered =
        sym::add(sym::mul(sym::add(inputs[skipped + axis], -1), pool.window.stride[axis]), pool.window.extent(axis));
    ExprAttr total = importer.shapes().simplify(sym::max(sym::sub(covered, size), importer.number(0)));
    low[skipped + axis] = sym::floorDiv(total, 2);
    size = sym::add(size, total);
  }
}

/// Puts every element at its position in zeros, and removes what was padding.
Value importDesample(Importer &importer, Call &call) {
  Pool pool = readPool(importer, call);
  mlir::Value index = importer.tensor(call, "index", importer.builder().getI64Type());
  if (call.failed())
    return {};
  if (pool.isLifted)
    index = importer.unsqueeze(call, index, {0, 1});
  Sizes sizes = unpooledSizes(importer, call, pool), inputs = Importer::sizesOf(pool.input), low, padded;
  if (call.failed())
    return {};
  unpooledPadding(pool, inputs, sizes, importer, low, padded);
  mlir::MLIRContext *context = importer.builder().getContext();
  size_t skipped = sizes.size() - pool.window.size.size();
  ExprAttr rows = sym::product(context, llvm::ArrayRef(inputs).take_front(skipped));
  ExprAttr places = sym::product(context, llvm::ArrayRef(inputs).drop_front(skipped));
  ExprAttr plane = sym::product(context, llvm::ArrayRef(padded).drop_front(skipped));
  if (!importer.areSizes(call, padded) || !importer.areSizes(call, low) ||
      !importer.areSizes(call, {rows, places, plane}))
    return {};
  mlir::Type element = Importer::elementOf(pool.input);
  mlir::Value zeros = importer.like<nn::BroadcastOp>(call, importer.splat(call, {}, element, 0),
                                                     importer.vector(call, llvm::ArrayRef<ExprAttr>{rows, plane}));
  mlir::Value filled = importer.like<nn::ScatterElementsOp>(call, zeros, importer.reshape(call, index, {rows, places}),
                                                            importer.reshape(call, pool.input, {rows, places}),
                                                            nn::ReduceKindAttr(), uint64_t(1));
  if (call.failed())
    return {};
  mlir::Value result = importer.reshape(call, filled, padded);
  for (size_t axis = skipped; axis < sizes.size(); ++axis)
    if (padded[axis] != sizes[axis])
      result = importer.slice(call, result, static_cast<int64_t>(axis), low[axis], sym::add(low[axis], sizes[axis]));
  return finishPool(importer, call, pool, result);
}

} // namespace ingot::nnef
