// Tensors of ONNX's tests as the tool's tensors: element types, .pb files, data sets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Tensor.h"

#ifndef ONNX_ML
#define ONNX_ML 1
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>

#include <optional>
#include <string>
#include <vector>

namespace ingot::conformance {

/// One folder `test_data_set_N`: what goes in, under the names of the graph, and what must come out, in order.
struct DataSet {
  tool::NamedTensors inputs;
  std::vector<::onnx::TensorProto> inputMessages;
  std::vector<tool::Tensor> outputs;
};

/// The ABI's element type for a TensorProto.DataType; nothing where it has none.
std::optional<ingot_dtype> typeOf(int dataType);

/// The name of a TensorProto.DataType, as "float8e4m3fn"; also of those that the protobuf classes do not know.
std::string typeName(int dataType);

/// Names of the inputs that a caller gives: those without an initializer.
std::vector<std::string> inputNames(const ::onnx::GraphProto &graph);

/// All data sets of a test, in order. Throws InputError where a file is no tensor or has an unknown type.
std::vector<DataSet> readDataSets(const std::string &folder, const ::onnx::GraphProto &graph);

} // namespace ingot::conformance
