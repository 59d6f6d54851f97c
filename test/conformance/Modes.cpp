// The modes of a conformance test; see Modes.h. SPDX-License-Identifier: Apache-2.0
#include "test/conformance/Modes.h"

#include <algorithm>

namespace ingot::conformance {

ChangedModel makeSymbolic(::onnx::ModelProto model, const std::vector<DataSet> &sets) {
  ChangedModel changed;
  ::onnx::GraphProto &graph = *model.mutable_graph();
  size_t position = 0, symbols = 0;
  for (const std::string &name : inputNames(graph)) {
    for (::onnx::ValueInfoProto &input : *graph.mutable_input()) {
      if (input.name() != name)
        continue;
      auto &shape = *input.mutable_type()->mutable_tensor_type()->mutable_shape();
      for (int axis = 0; axis < shape.dim_size(); ++axis) {
        std::string symbol = "s" + std::to_string(symbols++);
        shape.mutable_dim(axis)->set_dim_param(symbol);
        for (const DataSet &data : sets) // symbols are at least 1 unless something else is said
          if (position < data.inputs.size() && data.inputs[position].second.dims.at(axis) == 0)
            changed.dims[symbol].minimum = 0;
      }
    }
    ++position;
  }
  for (::onnx::ValueInfoProto &output : *graph.mutable_output())
    output.mutable_type()->mutable_tensor_type()->clear_shape();
  graph.clear_value_info();
  changed.model = std::move(model);
  return changed;
}

ChangedModel makeConstant(::onnx::ModelProto model, const DataSet &data) {
  ::onnx::GraphProto &graph = *model.mutable_graph();
  for (const ::onnx::TensorProto &message : data.inputMessages) {
    *graph.add_initializer() = message;
    auto &inputs = *graph.mutable_input();
    inputs.erase(
        std::remove_if(inputs.begin(), inputs.end(), [&](const auto &input) { return input.name() == message.name(); }),
        inputs.end());
  }
  return {std::move(model), {}};
}

std::string foreignValues(const ::onnx::GraphProto &graph) {
  auto foreign = [](const ::onnx::TypeProto &type) -> std::string {
    if (type.has_sequence_type())
      return "sequence types";
    if (type.has_optional_type())
      return "optional types";
    if (!type.has_tensor_type())
      return "no tensor types";
    return typeOf(type.tensor_type().elem_type()) ? "" : "type " + typeName(type.tensor_type().elem_type());
  };
  for (const auto *values : {&graph.input(), &graph.output()})
    for (const ::onnx::ValueInfoProto &value : *values)
      if (std::string problem = foreign(value.type()); !problem.empty())
        return problem;
  return {};
}

} // namespace ingot::conformance
