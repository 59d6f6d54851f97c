// Reads graph.quant: how the stored integers of each named tensor map to real numbers. Used by the importer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/nnef/language/SourceText.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <vector>

namespace ingot::nnef {

/// real = scale * (stored - zeroPoint). One scale and zero point for the tensor, or one for each channel.
struct Quantization {
  std::vector<double> scale;
  std::vector<int64_t> zeroPoint;
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
/// `min_max_linear_quantize` and `linear_quantize(min, max, bits)`; the latter two become scale and zero
/// point.
llvm::Expected<QuantTable> readQuantFile(SourceText source);

} // namespace ingot::nnef
