// Orders of axes: arithmetic on permutations, and what a reshape does to one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/simplify/TypedBuilder.h"

namespace ingot {

/// As in nn.transpose: axis i of the result is axis `permutation[i]` of the input.
using Permutation = llvm::SmallVector<int64_t>;

Permutation inverseOf(llvm::ArrayRef<int64_t> permutation);

/// The one permutation that does what `first` and then `second` do.
Permutation composed(llvm::ArrayRef<int64_t> first, llvm::ArrayRef<int64_t> second);

bool isIdentity(llvm::ArrayRef<int64_t> permutation);

/// True where the axes that are not of size 1 keep their order, so that a reshape does the same.
bool movesUnitAxesOnly(llvm::ArrayRef<sym::ExprAttr> input, llvm::ArrayRef<int64_t> permutation);

/// [N, C, spatial...] to [N, spatial..., C], and back.
Permutation toChannelsLast(int64_t rank);
Permutation toChannelsFirst(int64_t rank);

/// `entries` (one per axis of a transposed value) in the order of the axes before the transpose.
template <typename T>
llvm::SmallVector<T> beforeTranspose(llvm::ArrayRef<T> entries, llvm::ArrayRef<int64_t> permutation) {
  llvm::SmallVector<T> result(entries.begin(), entries.end());
  for (auto [index, axis] : llvm::enumerate(permutation))
    result[axis] = entries[index];
  return result;
}

/// A reshape to `dims` followed by a transpose.
struct SunkReshape {
  Dims dims;
  Permutation permutation;
};

/// What a transpose followed by a reshape from `input` to `output` is with the two swapped. Nothing where the
/// reshape merges axes that are not neighbours, in that order, before the transpose.
std::optional<SunkReshape> swapWithReshape(llvm::ArrayRef<int64_t> permutation,
                                           llvm::ArrayRef<sym::ExprAttr> input,
                                           llvm::ArrayRef<sym::ExprAttr> output);

} // namespace ingot
