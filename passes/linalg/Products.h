// The step of a sum of products of two tensors, whose elements may be integers of other types than the sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "passes/linalg/TensorBuilder.h"

namespace ingot {

/// The body of a contraction of `left` and `right` into elements of `sum`: every element is read as its tensor says.
inline auto sumOfProducts(const Tensor &left, const Tensor &right, mlir::Type sum) {
  return [left = left.element, right = right.element, sum](ScalarBuilder &scalars, mlir::ValueRange elements,
                                                           mlir::Value accumulated) {
    mlir::Value converted[] = {scalars.cast(elements[0], left, sum), scalars.cast(elements[1], right, sum)};
    return multiplyAdd(scalars, converted, accumulated);
  };
}

} // namespace ingot
