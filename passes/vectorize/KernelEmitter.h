// Writes one linalg operation, with the element-wise operation that consumes it, as loops over native-width vectors.
// Used by ingot-vectorize-kernels. SPDX-License-Identifier: Apache-2.0
//
// Upstream's tiling and vectorisation are not used here because they reject the addresses of convolutions and packed
// weights (`d0 * 2 + d4`, `d3 floordiv 32`), keep accumulators in memory, and cost seconds for a big model.
//
// A tile of the operation is `rows` x `vectors` x `lanes` result elements that stay in registers:
//
//   for outer loops                       scf.for, the destination tensor is carried
//     acc[rows][vectors] = initial value
//     for reduction loops                 scf.for, the accumulators are carried
//       for each row, vector: acc = body(loads, acc)
//     for each row, vector: store(epilogue(acc))
//
// What does not depend on the row or the vector is loaded once; what does not depend on the vector loop is loaded as a
// scalar and broadcast.
#pragma once

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "passes/Access.h"
#include "passes/Dot.h"

namespace ingot {

/// The operation to write, and the one that consumes its result in registers.
struct FusedOperation {
  mlir::linalg::GenericOp main;
  /// All loops parallel; reads the first result of `main` through a permutation. May be null.
  mlir::linalg::GenericOp epilogue;
  rt::TileAttr tile;
  /// The part of the outermost loop to compute, or null values for all of it.
  mlir::Value begin, end;
};

class KernelEmitter {
public:
  KernelEmitter(mlir::RewriterBase &rewriter, FusedOperation fused);

  /// Writes the loops before the last operation; gives the new values of its results, or failure with a diagnostic.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> emit();

private:
  /// Where a loop is: `chunk * scale + offset`, where `chunk` may be null (then only the offset counts).
  struct Position {
    mlir::Value chunk;
    int64_t scale = 1;
    int64_t offset = 0;
  };
  /// Chunks of the vector or the row loop that are written once, in one size.
  struct Segment {
    mlir::Value first, last; ///< chunk numbers
    int64_t scale = 1;       ///< iterations of a chunk
    int64_t offset = 0;      ///< iteration that chunk 0 starts at
    int64_t extent = 1;      ///< rows, or vectors, of a chunk
    int64_t lanes = 0;       ///< 0: those of the tile
    int64_t valid = -1;      ///< lanes of the last vector that exist; -1: all
    bool single = false;     ///< exactly one chunk
  };
  struct Tile {
    int64_t rows = 1, vectors = 1, lanes = 1;
    int64_t valid = -1;
  };
  using Values = llvm::SmallVector<mlir::Value>;

  // Parallel loops (KernelEmitter.cpp).
  mlir::FailureOr<Values> emitParallelLoops(unsigned level, mlir::ValueRange destinations);
  mlir::FailureOr<Values> emitSegment(unsigned level, const Segment &segment, mlir::ValueRange destinations);
  llvm::SmallVector<Segment> segmentsOf(int64_t loop, bool outermost);
  mlir::FailureOr<Values> emitTile(mlir::ValueRange destinations);

  // Reduction loops (ReductionLoops.cpp). Accumulators are ordered by output, row, vector.
  Values initialAccumulators();
  mlir::FailureOr<Values> emitReduction(unsigned level, Values accumulators);
  mlir::FailureOr<Values> emitReductionLoop(unsigned level, mlir::Value first, mlir::Value last, int64_t scale,
                                            const Values &accumulators,
                                            llvm::function_ref<mlir::FailureOr<Values>(Values)> inner);
  mlir::FailureOr<Values> emitReductionStep(const Values &accumulators);
  mlir::FailureOr<Values> emitVectorReduction();
  bool unrolls(unsigned level);

  // Products of narrow integers in groups (DotProducts.cpp).
  void readDotProduct();
  /// Signed bytes get 128 added, which the accumulators after those of the tile take back.
  bool biasesData() const { return dot.group == 4 && !dot.dataUnsigned; }
  mlir::VectorType lanesOf(unsigned width, int64_t factor);
  Values initialDotAccumulators();
  mlir::FailureOr<Values> emitDotReduction(unsigned level, Values accumulators);
  mlir::Value emitDotData(int64_t row, int64_t valid);
  mlir::Value emitDot(mlir::Value sum, mlir::Value data, mlir::Value weights);
  Values emitDotStep(const Values &accumulators, int64_t valid);
  Values finishDot(Values accumulators);

  // One register of a tile (TileBody.cpp).
  mlir::FailureOr<Values> emitBody(mlir::linalg::GenericOp op, llvm::ArrayRef<mlir::Value> arguments, int64_t row,
                                   int64_t vector);
  mlir::FailureOr<mlir::Value> emitExtract(mlir::tensor::ExtractOp op, const mlir::IRMapping &mapping, int64_t row,
                                           int64_t vector);
  mlir::Value emitIndex(int64_t loop, int64_t row, int64_t vector);
  mlir::Value readVector(mlir::Value tensor, mlir::AffineMap map, int64_t row, int64_t vector, mlir::Value mask);
  mlir::Value load(mlir::OpOperand &operand, int64_t row, int64_t vector);
  /// Writes into `destination`, which is operand `init` with what was written before.
  mlir::Value store(mlir::Value value, mlir::Value destination, mlir::OpOperand &init, int64_t row, int64_t vector);
  bool epilogueIsLoop();
  mlir::FailureOr<Values> emitEpilogue(mlir::Value value, int64_t row, int64_t vector);
  mlir::FailureOr<Values> emitEpilogueLoop(const Values &accumulators, mlir::Value destination);
  mlir::FailureOr<Values> emitStores(const Values &accumulators, mlir::ValueRange destinations);

  // Addresses (TileBody.cpp).
  mlir::Value indexAt(mlir::AffineExpr expr, int64_t row, int64_t vector, int64_t lane);
  Values indicesAt(mlir::AffineMap map, int64_t row, int64_t vector, int64_t lane);
  /// The map of an operand of `main` or `epilogue` over the loops of `main`.
  mlir::AffineMap overMainLoops(mlir::linalg::GenericOp op, mlir::AffineMap map) const;
  mlir::Value loopSize(int64_t loop);
  mlir::Value constantIndex(int64_t value);
  mlir::Value toVector(mlir::Value value);
  mlir::Type vectorOf(mlir::Type element) const;
  /// The mask of the last vector of a tile at the end of the vector loop, else null.
  mlir::Value laneMask(int64_t vector);
  bool isReduction(int64_t loop) const;

  mlir::RewriterBase &rewriter;
  mlir::Location loc;
  FusedOperation fused;
  mlir::linalg::GenericOp main, last;
  llvm::SmallVector<int64_t> sizes;
  llvm::SmallVector<Position> positions;
  llvm::SmallVector<int64_t> reductionLoops;
  mlir::AffineMap epilogueToMain;
  Tile tile;
  bool vectorIsReduction = false;
  /// Products per lane and step (0: one, written as the body says), and which operand holds the weights.
  struct {
    int64_t group = 0, weights = 1;
    bool dataUnsigned = false;
  } dot;
  /// Loads shared by the rows or vectors of one step.
  llvm::DenseMap<std::tuple<mlir::OpOperand *, int64_t, int64_t>, mlir::Value> loaded;
};

} // namespace ingot
