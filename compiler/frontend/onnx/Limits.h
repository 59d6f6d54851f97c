// What the ONNX importer accepts: opsets, and sizes of tensors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ingot::onnx {

/// Opsets of the default domain whose operations are known. Those of a newer opset are read as of the newest.
inline constexpr int64_t oldestOpset = 1, newestOpset = 28;

/// Bounds that keep products of sizes within 64 bits.
inline constexpr int64_t maximumRank = 32, maximumElements = int64_t(1) << 48;

} // namespace ingot::onnx
