// A compiled model that is loaded and ready to run: an artefact as it is, or a model file compiled for the
// moment. Between the command line and the runtime. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "tools/ingot/Tensor.h"

#include "ingot/posix.h"

#include <string>

namespace ingot::tool {

/// True for an ELF shared object.
bool isSharedObject(const std::string &path);

class Model {
public:
  /// Opens a shared object; compiles anything else to a temporary one first. Throws InputError.
  static Model open(const Options &options);

  Model(Model &&other) noexcept;
  Model &operator=(Model &&) = delete;
  ~Model();

  const ingot_model &table() const { return *library.model; }

  /// The weights file beside the artefact; null data where the weights are embedded.
  const ingot_file &weights() const { return weightsFile; }

  /// The artefact was compiled here and now, from a model file.
  bool wasCompiled() const { return compiled; }

private:
  Model() = default;
  void load(const std::string &path);

  ingot_library library{};
  ingot_file weightsFile{};
  bool compiled = false;
};

/// `int32 [N, 2048]`: an input, output or state as the model wants it.
std::string tensorTypeText(const ingot_model &model, const ingot_tensor_info &tensor);

/// One line for each input: `input 'bytes': int32 [N, 2048]`.
std::string inputsText(const ingot_model &model);

/// Receives the sentence of a runtime error.
class RuntimeError {
public:
  ingot_error *slot() { return &error; }
  /// Throws InputError with the sentence, or the words of the status where there is none.
  void check(ingot_status status) const;

private:
  char text[512] = {};
  ingot_error error{text, sizeof text};
};

} // namespace ingot::tool
