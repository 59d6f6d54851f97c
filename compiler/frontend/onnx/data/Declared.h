// The types that a graph declares for its values (outputs, value_info), handed to the shape stage where an operand that
// says sizes may be known at run time only. Import step. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Node.h"

namespace onnx {
class GraphProto;
class TypeProto;
} // namespace onnx

namespace ingot::onnx {

/// What a graph declares, by name.
using DeclaredTypes = llvm::StringMap<const ::onnx::TypeProto *>;

/// Adds the outputs of a graph and its value_info.
void collectDeclared(const ::onnx::GraphProto &graph, DeclaredTypes &types);

/// The type that is declared for `name`, with this element type; null where there is none, or one without a shape.
mlir::RankedTensorType declaredType(const DeclaredTypes &types, llvm::StringRef name, mlir::Type element);

/// Puts `nn.declared` on the operation that makes `value`, where a size of that may come from an operand.
void declareResult(mlir::Value value, mlir::RankedTensorType type, const Ranks &ranks);

/// Replaces an operand that says one size of the result (the depth of OneHot) by `nn.expect_size`, where the result's
/// declared type has that size.
void expectSizes(const ::onnx::NodeProto &proto, const DeclaredTypes &types, mlir::OpBuilder &builder,
                 mlir::Location location, llvm::SmallVectorImpl<mlir::Value> &inputs);

} // namespace ingot::onnx
