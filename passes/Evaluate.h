// Values of constant subgraphs at the linalg level: they are compiled by plain loops with LLVM's JIT and run,
// so that every operation keeps one definition, its lowering. Used by `ingot-fold-constants` and by the tile
// stage, which packs weights. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace ingot {

/// What `foldConstantSubgraphs` leaves alone.
struct FoldOptions {
  /// A result of more than this many bytes stays computed at run time where it has more than `maxGrowth`
  /// times the bytes of the constants that it is made of.
  int64_t growthFloorBytes = int64_t(1) << 20;
  int64_t maxGrowth = 8;
  /// How many times larger a result may be that functions, divisions or sums went into.
  int64_t costlyFactor = 16;
};

/// What was folded.
struct FoldStatistics {
  /// Values replaced by constants.
  int64_t values = 0;
  /// Different kernels compiled for them; equal subgraphs on different constants share one.
  int64_t kernels = 0;
  /// Bytes of the new constants.
  int64_t bytes = 0;
  /// Components that could not be evaluated, and why the first of them could not.
  int64_t skipped = 0;
  std::string problem;
};

/// Replaces, in every function of `module`, the largest subgraphs whose leaves are constants by their values:
/// an `arith.constant` of a `dense_resource` (of `dense<>` up to 64 elements, or where all elements are
/// equal). Operations of the dialects linalg, tensor, arith and math on static shapes are folded; values that
/// are made of nothing but fills and broadcasts are not, as those fuse for free. What cannot be evaluated
/// stays, and is counted as skipped.
FoldStatistics foldConstantSubgraphs(mlir::ModuleOp module, const FoldOptions &options = {});

/// Replaces these results, whatever they cost, each of which only constants may flow into. After an error
/// nothing has changed.
llvm::Expected<FoldStatistics> foldValues(llvm::ArrayRef<mlir::Value> values);

/// True where only constants flow into `value` through operations that can be evaluated.
bool canEvaluate(mlir::Value value);

/// The values that a function without arguments returns.
llvm::Expected<llvm::SmallVector<mlir::ElementsAttr>> evaluateConstants(mlir::func::FuncOp function);

} // namespace ingot
