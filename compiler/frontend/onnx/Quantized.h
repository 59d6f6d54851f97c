// What import functions of quantised operations share. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnQuantize.h"

namespace ingot::onnx {

/// A tensor quantised with a scale and zero point that its own range gives.
struct DynamicQuantization {
  mlir::Value quantized, scale, zero;
};
DynamicQuantization quantizeDynamically(Node &node, mlir::Value input);

/// A scale or zero point as something that broadcasts: a scalar, or one value per index of `axis`. Null where
/// `parameter` is, or with an error.
mlir::Value alignParameter(Node &node, mlir::Value parameter, int64_t axis, std::optional<int64_t> rank);

/// The product of (left - leftZero) and (right - rightZero) in 32 bits; zero points may be null. Null with an error.
mlir::Value multiplyIntegers(Node &node, mlir::Value left, mlir::Value leftZero, mlir::Value right,
                             mlir::Value rightZero);
/// The same for the convolution of a node (Conv.cpp).
mlir::Value convolveIntegers(Node &node, mlir::Value input, mlir::Value inputZero, mlir::Value weights,
                             mlir::Value weightsZero);

/// saturate(round(sum * factor) + zero) in the type of `zero`; null with an error.
mlir::Value requantize(Node &node, mlir::Value sum, mlir::Value factor, mlir::Value zero);

} // namespace ingot::onnx
