// The session API of the runtime with memory from the heap. Used by run, compare and bench.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Session.h"

namespace ingot::tool {

Session::Session(const Model &model, unsigned wantedThreads)
    : model(model), threads(wantedThreads ? wantedThreads : ingot_cpu_count()),
      values(model.table().symbol_count) {
  if (threads > 1) {
    RuntimeError error;
    poolMemory.resize(ingot_pool_bytes(threads));
    error.check(ingot_pool_create(poolMemory.data(), poolMemory.size(), threads, &pool, error.slot()));
  }
}

Session::~Session() {
  if (pool)
    ingot_pool_destroy(pool);
}

void Session::create() {
  const ingot_model &table = model.table();
  RuntimeError error;
  ingot_memory_sizes sizes{};
  error.check(ingot_sizes(&table, values.data(), &sizes, error.slot()));
  sessionMemory.resize(sizes.session);
  stateMemory.resize(sizes.states);
  arena.resize(sizes.arena);
  ingot_memory memory{};
  memory.session = sessionMemory.data();
  memory.session_bytes = sessionMemory.size();
  memory.states = stateMemory.empty() ? nullptr : stateMemory.data();
  memory.state_bytes = stateMemory.size();
  memory.arena = arena.data();
  memory.arena_bytes = arena.size();
  memory.weights = model.weights().data;
  memory.weights_bytes = model.weights().bytes;
  error.check(ingot_session_create(&table, &memory, values.data(), &session, error.slot()));
  if (pool)
    ingot_session_set_parallel(session, ingot_pool_parallel_for, pool);
}

void Session::bind(const std::vector<Tensor> &inputs) {
  const ingot_model &table = model.table();
  inputViews.clear();
  for (const Tensor &tensor : inputs)
    inputViews.push_back({tensor.bytes.data(), tensor.dims.data(), static_cast<uint32_t>(tensor.dims.size()),
                          static_cast<uint32_t>(tensor.dtype)});
  RuntimeError error;
  ingot_start_symbols(&table, values.data());
  error.check(ingot_solve(&table, inputViews.data(), values.data(), error.slot()));
  create();
  results.clear();
  outputViews.clear();
  for (uint32_t index = 0; index < table.output_count; ++index) {
    const ingot_tensor_info &output = table.outputs[index];
    std::vector<int64_t> dims(output.rank);
    error.check(ingot_shape(&table, &output, values.data(), dims.data(), nullptr, error.slot()));
    results.emplace_back(output.name, Tensor::zeros(static_cast<ingot_dtype>(output.dtype), std::move(dims)));
    Bytes &bytes = results.back().second.bytes;
    outputViews.push_back({bytes.data(), bytes.size()});
  }
}

void Session::run() {
  // The capacity stays, so the views keep pointing at these bytes.
  for (size_t index = 0; index < results.size(); ++index)
    results[index].second.bytes.resize(outputViews[index].bytes);
  RuntimeError error;
  error.check(ingot_run(session, inputViews.data(), outputViews.data(), error.slot()));
  // A size that only the data knows stood at its maximum until now: the values lie packed at the front.
  const ingot_model &table = model.table();
  const int64_t *solved = ingot_session_symbols(session);
  for (uint32_t index = 0; index < table.output_count; ++index) {
    Tensor &tensor = results[index].second;
    size_t bytes = 0;
    error.check(ingot_shape(&table, &table.outputs[index], solved, tensor.dims.data(), &bytes, error.slot()));
    tensor.bytes.resize(bytes);
  }
}

} // namespace ingot::tool
