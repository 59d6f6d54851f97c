// The judgement behind `ingot compare`. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace ingot::tool {
namespace {

/// Updates the largest differences; says whether the two values agree.
bool agree(double actual, double expected, const Tolerance &tolerance, Comparison &comparison) {
  if (std::isnan(actual) || std::isnan(expected))
    return std::isnan(actual) && std::isnan(expected);
  if (std::isinf(actual) || std::isinf(expected))
    return actual == expected;
  double difference = std::fabs(actual - expected);
  comparison.maximumAbsolute = std::max(comparison.maximumAbsolute, difference);
  // Against zero only the absolute difference says anything.
  if (expected != 0)
    comparison.maximumRelative = std::max(comparison.maximumRelative, difference / std::fabs(expected));
  return difference <= tolerance.absolute + tolerance.relative * std::fabs(expected);
}

bool sameBytes(const Tensor &actual, const Tensor &expected, size_t index) {
  size_t bytes = elementBytes(actual.dtype);
  return std::memcmp(actual.bytes.data() + index * bytes, expected.bytes.data() + index * bytes, bytes) == 0;
}

} // namespace

Comparison compareTensors(const Tensor &actual, const Tensor &expected, const Tolerance &tolerance) {
  Comparison comparison;
  if (actual.dtype != expected.dtype || actual.dims != expected.dims) {
    comparison.incomparable = "got " + std::string(dtypeName(actual.dtype)) + " " + dimsText(actual.dims) +
                              ", expected " + std::string(dtypeName(expected.dtype)) + " " +
                              dimsText(expected.dims);
    return comparison;
  }
  comparison.count = actual.size();
  for (size_t index = 0; index < comparison.count; ++index) {
    bool agrees = agree(valueAt(actual, index), valueAt(expected, index), tolerance, comparison);
    if (!isFloat(actual.dtype))
      agrees = sameBytes(actual, expected, index);
    if (!agrees && comparison.mismatches++ == 0)
      comparison.firstMismatch = index;
  }
  return comparison;
}

std::string comparisonText(const Comparison &comparison, const Tensor &actual, const Tensor &expected) {
  if (!comparison.incomparable.empty())
    return comparison.incomparable;
  char errors[96];
  std::snprintf(errors, sizeof errors, "max abs error %.3g, max rel error %.3g", comparison.maximumAbsolute,
                comparison.maximumRelative);
  if (comparison.mismatches == 0)
    return "ok, " + std::to_string(comparison.count) + (comparison.count == 1 ? " value, " : " values, ") +
           errors;
  size_t index = comparison.firstMismatch;
  return "differs at " + indexText(actual, index) + ": got " + valueText(actual, index) + ", expected " +
         valueText(expected, index) + "; " + std::to_string(comparison.mismatches) + " of " +
         std::to_string(comparison.count) + " values differ, " + errors;
}

} // namespace ingot::tool
