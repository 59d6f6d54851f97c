// Element types and constant tensors of ONNX -> MLIR. Import step. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/Weights.h"
#include "compiler/frontend/onnx/Limits.h"

namespace onnx {
class ModelProto;
class TensorProto;
} // namespace onnx

namespace ingot::onnx {

/// The element type of a TensorProto.DataType; null where ingot has none.
mlir::Type elementType(mlir::MLIRContext *context, int dataType);

/// The TensorProto.DataType of an element type; 0 where there is none.
int dataTypeOf(mlir::Type element);

/// The name of a TensorProto.DataType for messages: "float8e4m3fn", "string", "type 99".
std::string dataTypeName(int dataType);

/// What constants of a model are read with: the model that owns the bytes, and the files beside it.
struct TensorSource {
  std::shared_ptr<const ::onnx::ModelProto> model;
  WeightFiles files;
};

/// The shape and element type of a tensor. The error says which type or size is not supported.
llvm::Expected<mlir::RankedTensorType> tensorType(mlir::MLIRContext *context,
                                                  const ::onnx::TensorProto &tensor);

/// The constant that a tensor holds. Bytes are shared with the model where their format allows it. `name`
/// names the resource and appears in errors.
llvm::Expected<mlir::ElementsAttr> readTensor(mlir::MLIRContext *context, const ::onnx::TensorProto &tensor,
                                              llvm::StringRef name, TensorSource &source);

} // namespace ingot::onnx
