// Compares two tensors element by element, as `ingot compare` judges them. Pure: no printing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Tensor.h"

#include <string>

namespace ingot::tool {

/// Floats agree where `|actual - expected| <= absolute + relative * |expected|`; NaN agrees with NaN, an
/// infinity with the same infinity. Integers and bools agree where they are equal.
struct Tolerance {
  double absolute = 1e-4;
  double relative = 1e-3;
};

struct Comparison {
  /// What makes the two incomparable (element type, sizes); empty otherwise.
  std::string incomparable;
  size_t count = 0;
  size_t mismatches = 0;
  /// Row-major position of the first mismatch.
  size_t firstMismatch = 0;
  /// Largest differences among finite values, mismatch or not.
  double maximumAbsolute = 0;
  double maximumRelative = 0;

  bool agrees() const { return incomparable.empty() && mismatches == 0; }
};

Comparison compareTensors(const Tensor &actual, const Tensor &expected, const Tolerance &tolerance);

/// One sentence: `ok, 1000 values, ...`, or where the first mismatch is, both values, and how many there are.
std::string comparisonText(const Comparison &comparison, const Tensor &actual, const Tensor &expected);

} // namespace ingot::tool
