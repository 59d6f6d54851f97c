// What happens to shape arithmetic once its values are known. Internal to the shape stage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/ShapeContext.h"

namespace mlir::func {
class FuncOp;
} // namespace mlir::func

namespace ingot::shape {

/// Replaces values that are known by `nn.constant` or `nn.sizes`, `squeeze`, `unsqueeze` and `flatten` by
/// `reshape`, splits into symbolic parts by slices, and erases what nothing uses.
void replaceValues(mlir::func::FuncOp function, const nn::ShapeContext &context);

} // namespace ingot::shape
