// Import functions of pools that give or take positions: argmax_pool, max_pool_with_index, sample, desample.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Window.h"

#include <limits>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

// A position is the flat index, the last axis running fastest, in the padded axes that the window moves over: those
// after the first two, or all where it covers those as well. Khronos' interpreter counts in the same way.

namespace {
/// A pool over an input that is padded already.
struct IndexedPool {
  Pool pool;
  /// Of the padded input.
  Sizes sizes;
  /// Axes before those that the window moves over.
  size_t skipped = 0;
  /// How many places the window takes along each of its axes, and how far apart their neighbours are as positions.
  Sizes counts, strides;
};
} // namespace

/// The distance between neighbours along each axis, as positions.
static Sizes stridesOf(Importer &importer, Call &call, llvm::ArrayRef<ExprAttr> sizes) {
  Sizes strides(sizes.size());
  ExprAttr next = importer.number(1);
  for (size_t axis = sizes.size(); axis-- > 0;) {
    strides[axis] = next;
    next = next ? sym::mul(next, sizes[axis]) : next;
  }
  strides.push_back(next);
  if (importer.areSizes(call, strides))
    strides.pop_back();
  return strides;
}

/// Pads a pool as its border says, and finds its places. Padding never wins with border `ignore`, and in models for
/// tract.
static IndexedPool prepare(Importer &importer, Call &call, Pool pool) {
  IndexedPool result;
  if (call.failed())
    return result;
  bool isIgnored =
      pool.window.border == "ignore" || (pool.window.border == "constant" && !importer.model().registries.empty());
  double fill = isIgnored ? -std::numeric_limits<double>::infinity() : 0;
  if (pool.window.hasPadding())
    pool.input = padSeparately(importer, call, pool.input, pool.window, pool.window.border, fill);
  if (call.failed())
    return result;
  result.sizes = Importer::sizesOf(pool.input);
  result.skipped = result.sizes.size() - pool.window.size.size();
  llvm::ArrayRef<ExprAttr> plane = llvm::ArrayRef(result.sizes).drop_front(result.skipped);
  for (auto [axis, size] : llvm::enumerate(plane)) {
    ExprAttr room = sym::add(size, -pool.window.extent(axis));
    result.counts.push_back(room ? sym::add(sym::floorDiv(room, pool.window.stride[axis]), 1) : room);
  }
  if (importer.areSizes(call, result.counts))
    result.strides = stridesOf(importer, call, plane);
  result.pool = std::move(pool);
  return result;
}

/// The elements that lie `offset` into each window: one for each place.
static mlir::Value elementsAt(Importer &importer, Call &call, const IndexedPool &pool, llvm::ArrayRef<int64_t> offset) {
  llvm::SmallVector<int64_t> begins, axes;
  Sizes ends;
  for (size_t axis = 0; axis < offset.size(); ++axis) {
    int64_t begin = offset[axis] * pool.pool.window.dilation[axis];
    begins.push_back(begin);
    axes.push_back(static_cast<int64_t>(pool.skipped + axis));
    ends.push_back(sym::add(sym::mul(sym::add(pool.counts[axis], -1), pool.pool.window.stride[axis]), begin + 1));
  }
  if (!importer.areSizes(call, ends))
    return {};
  return importer.like<nn::SliceOp>(call, pool.pool.input, importer.vector(call, begins),
                                    importer.vector(call, llvm::ArrayRef(ends)), importer.vector(call, axes),
                                    importer.vector(call, pool.pool.window.stride), mlir::ArrayAttr(),
                                    mlir::DenseI64ArrayAttr());
}

/// The next offset into a window in row-major order; false after the last one.
static bool advance(llvm::MutableArrayRef<int64_t> offset, llvm::ArrayRef<int64_t> size) {
  for (size_t axis = offset.size(); axis-- > 0;) {
    if (++offset[axis] < size[axis])
      return true;
    offset[axis] = 0;
  }
  return false;
}

/// The position where each window has its greatest element, the first one of several.
static mlir::Value positionsOfMaxima(Importer &importer, Call &call, const IndexedPool &pool) {
  constexpr double largest = 1024;
  if (call.failed())
    return {};
  double volume = 1;
  for (int64_t size : pool.pool.window.size)
    volume *= static_cast<double>(size);
  if (volume > largest) {
    call.fail("windows of more than 1024 elements are not supported where positions are asked for");
    return {};
  }
  int64_t rank = Importer::rankOf(pool.pool.input);
  llvm::SmallVector<int64_t> offset(pool.counts.size(), 0);
  llvm::SmallVector<mlir::Value> candidates;
  Sizes distances;
  do {
    mlir::Value elements = elementsAt(importer, call, pool, offset);
    candidates.push_back(importer.unsqueeze(call, elements, {rank}));
    ExprAttr distance = importer.number(0);
    for (size_t axis = 0; axis < offset.size() && distance; ++axis)
      distance = sym::add(distance, sym::mul(pool.strides[axis], offset[axis] * pool.pool.window.dilation[axis]));
    distances.push_back(distance);
  } while (!call.failed() && advance(offset, pool.pool.window.size));
  mlir::Type integer = importer.builder().getI64Type();
  mlir::Value all = importer.concat(call, candidates, rank);
  mlir::Value winner = importer.create<nn::ArgReduceOp>(call, integer, all, nn::ReduceKind::Max,
                                                        static_cast<uint64_t>(rank), /*keep_dims=*/false,
                                                        /*select_last=*/false);
  mlir::Value position = importer.create<nn::GatherOp>(call, integer, importer.vector(call, llvm::ArrayRef(distances)),
                                                       winner, uint64_t(0));
  for (size_t axis = 0; axis < offset.size(); ++axis) {
    mlir::Value line = lineOf(importer, call, pool.counts[axis], static_cast<int64_t>(pool.skipped + axis), rank);
    ExprAttr step = sym::mul(pool.strides[axis], pool.pool.window.stride[axis]);
    mlir::Value start = importer.like<nn::MulOp>(call, line, importer.scalar(call, step));
    position = importer.like<nn::AddOp>(call, position, start);
  }
  return position;
}

Value importArgMaxPool(Importer &importer, Call &call) {
  IndexedPool pool = prepare(importer, call, readPool(importer, call));
  mlir::Value positions = positionsOfMaxima(importer, call, pool);
  return finishPool(importer, call, pool.pool, positions);
}

Value importMaxPoolWithIndex(Importer &importer, Call &call) {
  IndexedPool pool = prepare(importer, call, readPool(importer, call));
  mlir::Value positions = positionsOfMaxima(importer, call, pool);
  if (call.failed())
    return {};
  const Window &window = pool.pool.window;
  mlir::Value maxima = importer.like<nn::MaxPoolOp>(call, pool.pool.input, window.size, window.stride, window.dilation,
                                                    window.pads(), nn::AutoPad::Explicit, nn::Layout::ChannelsFirst,
                                                    /*ceil_mode=*/false);
  return Value::ofTuple(
      {finishPool(importer, call, pool.pool, maxima), finishPool(importer, call, pool.pool, positions)});
}

/// The indices of a pool as [rows, places], in the rank that the pool has inside nn.
static mlir::Value rowsOfIndices(Importer &importer, Call &call, const Pool &pool, size_t skipped, Sizes &sizes) {
  mlir::Value index = importer.tensor(call, "index", importer.builder().getI64Type());
  if (call.failed())
    return {};
  if (pool.isLifted)
    index = importer.unsqueeze(call, index, {0, 1});
  sizes = Importer::sizesOf(index);
  if (sizes.size() != static_cast<size_t>(Importer::rankOf(pool.input))) {
    call.fail("expected indices of the rank of the input");
    return {};
  }
  mlir::MLIRContext *context = importer.builder().getContext();
  ExprAttr rows = sym::product(context, llvm::ArrayRef(sizes).take_front(skipped));
  ExprAttr places = sym::product(context, llvm::ArrayRef(sizes).drop_front(skipped));
  return importer.reshape(call, index, {rows, places});
}

/// Adds to the positions of each row where the row begins in [rows, plane].
static mlir::Value flatten(Importer &importer, Call &call, mlir::Value index, ExprAttr plane) {
  if (call.failed() || !importer.areSizes(call, {plane}))
    return {};
  mlir::Value line = lineOf(importer, call, Importer::sizesOf(index).front(), 0, 2);
  mlir::Value start = importer.like<nn::MulOp>(call, line, importer.scalar(call, plane));
  return importer.like<nn::AddOp>(call, index, start);
}

Value importSample(Importer &importer, Call &call) {
  IndexedPool pool = prepare(importer, call, readPool(importer, call));
  if (call.failed())
    return {};
  Sizes sizes;
  mlir::Value index = rowsOfIndices(importer, call, pool.pool, pool.skipped, sizes);
  mlir::MLIRContext *context = importer.builder().getContext();
  ExprAttr plane = sym::product(context, llvm::ArrayRef(pool.sizes).drop_front(pool.skipped));
  index = flatten(importer, call, index, plane);
  mlir::Value flat = importer.reshape(call, pool.pool.input, {sym::product(context, pool.sizes)});
  mlir::Value taken = importer.like<nn::GatherOp>(call, flat, index, uint64_t(0));
  if (call.failed())
    return {};
  return finishPool(importer, call, pool.pool, importer.reshape(call, taken, sizes));
}

} // namespace ingot::nnef
