// Rewrites the model of a conformance test for a mode: sizes become symbols, or inputs become constants.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "test/conformance/TensorMessage.h"

namespace ingot::conformance {

struct ChangedModel {
  ::onnx::ModelProto model;
  /// Bounds of symbols that may be zero.
  std::map<std::string, DimBounds> dims;
};

/// Gives every size of every input a symbol of its own, and removes what the model says about the sizes of
/// other values.
ChangedModel makeSymbolic(::onnx::ModelProto model, const std::vector<DataSet> &sets);

/// Makes the inputs of a data set initializers.
ChangedModel makeConstant(::onnx::ModelProto model, const DataSet &data);

/// Which inputs and outputs are no tensors that ingot has, in words; empty where all are.
std::string foreignValues(const ::onnx::GraphProto &graph);

} // namespace ingot::conformance
