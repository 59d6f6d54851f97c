// Runs a loaded model on tensors: owns the memory, the threads and the outputs. Used by run, compare and
// bench. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/ingot/Model.h"

#include <vector>

namespace ingot::tool {

class Session {
public:
  /// `threads` counts the caller; 0 means all CPUs. The model must outlive the session.
  Session(const Model &model, unsigned threads);
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  /// Solves the sizes of `inputs` (in the model's order) and makes arena and outputs of the right size. The
  /// inputs must stay where they are until the last run. Throws InputError with the runtime's sentence.
  void bind(const std::vector<Tensor> &inputs);

  /// Runs the bound inputs once.
  void run();

  /// The outputs of the last run, under their names.
  const NamedTensors &outputs() const { return results; }

  /// The symbols that bind solved, in the model's order.
  const std::vector<int64_t> &symbols() const { return values; }

  unsigned threadCount() const { return threads; }

private:
  void create();

  const Model &model;
  unsigned threads;
  Bytes sessionMemory, stateMemory, arena, poolMemory;
  ingot_pool *pool = nullptr;
  ingot_session *session = nullptr;
  std::vector<int64_t> values;
  std::vector<ingot_input> inputViews;
  std::vector<ingot_output> outputViews;
  NamedTensors results;
};

} // namespace ingot::tool
