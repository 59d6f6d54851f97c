// What is known of shapes while importing: ranks of values, and lengths of vectors. Sizes are the shape
// stage's work. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace ingot::onnx {

/// Some foreign operations mean different things for different ranks ("all axes from the third on"). Results
/// have unranked types at import, so ranks are followed here, one step per operation and only where they are
/// certain.
class Ranks {
public:
  /// The rank of a tensor, where known.
  std::optional<int64_t> rank(mlir::Value value) const;
  /// The number of elements of a vector, where known.
  std::optional<int64_t> length(mlir::Value vector) const;
  /// Records the rank of a value that no operation makes, where it is known.
  void setRank(mlir::Value value, std::optional<int64_t> rank) {
    if (rank)
      ranks[value] = *rank;
  }
  /// Derives what is known of the results of a new operation.
  void visit(mlir::Operation *op);

private:
  using Known = std::optional<int64_t>;
  void visitControl(mlir::Operation *op);
  Known resultRank(mlir::Operation *op) const;
  Known resultLength(mlir::Operation *op) const;
  Known elementwiseRank(mlir::Operation *op) const;
  Known elementwiseLength(mlir::Operation *op) const;

  llvm::DenseMap<mlir::Value, int64_t> ranks, lengths;
};

/// The elements of an integer tensor that is known while importing: a constant of at most
/// `maximumInlineElements` elements, or a conversion, reshape or concatenation of such.
std::optional<llvm::SmallVector<int64_t>> constantIntegers(mlir::Value value);

/// The elements of a floating-point constant of at most `maximumInlineElements` elements.
std::optional<llvm::SmallVector<double>> constantReals(mlir::Value value);

} // namespace ingot::onnx
