// Reads graph.quant: how the stored integers of each named tensor map to real numbers. Used by the importer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/SourceText.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace ingot::nnef {

/// real = scale * (stored - zeroPoint) + offset. One scale and zero point for the tensor, or one for each channel.
/// Logarithmic: real = +-2^n, n from 2^bits - 1 below that of the greatest magnitude to that.
struct Quantization {
  std::vector<double> scale;
  std::vector<int64_t> zeroPoint;
  /// Not 0 only for a range whose ends are no multiples of the scale.
  double offset = 0;
  bool isLogarithmic = false;
  /// Of a logarithmic quantization.
  double maximum = 0;
  unsigned bits = 8;
  bool isSigned = false;
  bool isSymmetric = false;
  Position position;
};

struct QuantTable {
  llvm::StringMap<Quantization> tensors;
  /// Keeps the text that positions point into.
  std::shared_ptr<const void> owner;

  const Quantization *find(llvm::StringRef name) const {
    auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : &found->second;
  }
};

/// Accepts `zero_point_linear_quantize(zero_point, scale, bits, signed, symmetric)`,
/// `min_max_linear_quantize(min, max, bits, signed, symmetric)`, `linear_quantize(min, max, bits)`, which become scale,
/// zero point and offset, and `logarithmic_quantize(max, bits)`.
llvm::Expected<QuantTable> readQuantFile(SourceText source);

} // namespace ingot::nnef
