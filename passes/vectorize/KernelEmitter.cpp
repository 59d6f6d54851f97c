// The parallel loops of a kernel: segments of whole tiles and what remains of a loop.
// SPDX-License-Identifier: Apache-2.0
#include "passes/vectorize/KernelEmitter.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "passes/Fused.h"

using namespace mlir;

namespace ingot {

KernelEmitter::KernelEmitter(RewriterBase &rewriter, FusedOperation fused)
    : rewriter(rewriter), loc(fused.main.getLoc()), fused(fused), main(fused.main),
      last(fused.epilogue ? fused.epilogue : fused.main), sizes(main.getStaticLoopRanges()),
      positions(main.getNumLoops()) {
  for (auto [loop, kind] : llvm::enumerate(main.getIteratorTypesArray()))
    if (kind == utils::IteratorType::reduction)
      reductionLoops.push_back(static_cast<int64_t>(loop));
  vectorIsReduction = fused.tile.getVector() >= 0 && isReduction(fused.tile.getVector());
  if (vectorIsReduction) { // innermost, where its chunks are cut
    llvm::erase(reductionLoops, fused.tile.getVector());
    reductionLoops.push_back(fused.tile.getVector());
  }
  tile.lanes = fused.tile.getLanes();
  tile.vectors = fused.tile.getVectors();
  tile.rows = fused.tile.getRows();
  readDotProduct();
  if (fused.epilogue)
    epilogueToMain = epilogueToMainLoops(main, fused.epilogue);
}

bool KernelEmitter::isReduction(int64_t loop) const { return llvm::is_contained(reductionLoops, loop); }

FailureOr<SmallVector<Value>> KernelEmitter::emit() {
  rewriter.setInsertionPoint(last);
  SmallVector<Value> destinations;
  for (Value destination : last.getDpsInits()) {
    if (auto fill = destination.getDefiningOp<linalg::FillOp>())
      destination = fill.getOutputs()[0];
    destinations.push_back(destination);
  }
  return emitParallelLoops(0, destinations);
}

FailureOr<SmallVector<Value>> KernelEmitter::emitParallelLoops(unsigned level, ValueRange destinations) {
  ArrayRef<int64_t> order = fused.tile.getOrder();
  if (level == order.size())
    return emitTile(destinations);
  SmallVector<Value> current(destinations);
  for (const Segment &segment : segmentsOf(order[level], level == 0)) {
    FailureOr<Values> next = emitSegment(level, segment, current);
    if (failed(next))
      return failure();
    current = std::move(*next);
  }
  return current;
}

FailureOr<SmallVector<Value>> KernelEmitter::emitSegment(unsigned level, const Segment &segment,
                                                         ValueRange destinations) {
  int64_t loop = fused.tile.getOrder()[level];
  Position savedPosition = positions[loop];
  Tile savedTile = tile;
  if (loop == fused.tile.getVector()) {
    tile.vectors = segment.extent;
    tile.valid = segment.valid;
    if (segment.lanes)
      tile.lanes = segment.lanes;
  } else if (loop == fused.tile.getRow()) {
    tile.rows = segment.extent;
  }
  FailureOr<Values> results;
  if (segment.single) {
    positions[loop] = {Value(), segment.scale, segment.offset};
    results = emitParallelLoops(level + 1, destinations);
  } else {
    auto outer = scf::ForOp::create(rewriter, loc, segment.first, segment.last, constantIndex(1), destinations);
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPointToStart(outer.getBody());
    positions[loop] = {outer.getInductionVar(), segment.scale, segment.offset};
    FailureOr<Values> inner = emitParallelLoops(level + 1, outer.getRegionIterArgs());
    if (failed(inner))
      return failure();
    scf::YieldOp::create(rewriter, loc, *inner);
    results = Values(outer.getResults());
  }
  positions[loop] = savedPosition;
  tile = savedTile;
  return results;
}

SmallVector<KernelEmitter::Segment> KernelEmitter::segmentsOf(int64_t loop, bool outermost) {
  bool isVector = loop == fused.tile.getVector(), isRow = loop == fused.tile.getRow();
  int64_t lanes = isVector ? fused.tile.getLanes() : 1;
  int64_t extent = isVector ? fused.tile.getVectors() : isRow ? fused.tile.getRows() : 1;
  int64_t chunk = lanes * extent, size = sizes[loop];
  bool partial = outermost && fused.begin && size != 1;
  auto maximum = [&](Value a, Value b) { return rewriter.createOrFold<arith::MaxSIOp>(loc, a, b); };
  auto minimum = [&](Value a, Value b) { return rewriter.createOrFold<arith::MinSIOp>(loc, a, b); };
  SmallVector<Segment> segments;

  if (ShapedType::isDynamic(size)) {
    Value count = loopSize(loop);
    Value whole = chunk == 1 ? count : rewriter.createOrFold<arith::DivUIOp>(loc, count, constantIndex(chunk));
    Segment full{partial ? Value(fused.begin) : constantIndex(0), partial ? minimum(fused.end, whole) : whole, chunk};
    full.extent = extent;
    segments.push_back(full);
    if (chunk == 1)
      return segments;
    // What remains goes one by one; it belongs to the chunk after the whole ones.
    Value start = rewriter.createOrFold<arith::MulIOp>(loc, whole, constantIndex(chunk));
    if (partial) {
      Value mine = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::sgt, fused.end, whole);
      start = arith::SelectOp::create(rewriter, loc, mine, start, count);
    }
    segments.push_back({start, count});
    segments.back().lanes = 1;
    return segments;
  }

  int64_t whole = size / chunk, rest = size % chunk;
  if (whole > 0) {
    Segment full{partial ? Value(fused.begin) : constantIndex(0),
                 partial ? minimum(fused.end, constantIndex(whole)) : constantIndex(whole), chunk};
    full.extent = extent;
    full.single = whole == 1 && !partial;
    segments.push_back(full);
  }
  if (rest > 0) {
    Segment tail;
    tail.offset = whole * chunk;
    tail.extent = isVector ? (rest + lanes - 1) / lanes : rest;
    tail.valid = isVector && rest % lanes != 0 ? rest % lanes : -1;
    tail.single = !partial;
    if (partial) { // runs once, in the part that has the chunk after the whole ones
      tail.first = maximum(fused.begin, constantIndex(whole));
      tail.last = fused.end;
      tail.scale = 0;
    }
    segments.push_back(tail);
  }
  return segments;
}

FailureOr<SmallVector<Value>> KernelEmitter::emitTile(ValueRange destinations) {
  Tile saved = tile; // a reduction over lanes leaves scalars
  FailureOr<Values> accumulators = vectorIsReduction ? emitVectorReduction()
                                   : dot.group       ? emitReduction(0, initialDotAccumulators())
                                                     : emitReduction(0, initialAccumulators());
  if (dot.group && succeeded(accumulators))
    accumulators = finishDot(std::move(*accumulators));
  FailureOr<Values> results = failure();
  if (succeeded(accumulators))
    results = emitStores(*accumulators, destinations);
  tile = saved;
  return results;
}

} // namespace ingot
