// Models for tests: written in ONNX's text form, imported from a temporary file, compared as text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/frontend/onnx/Proto.h"

#include <string>

namespace ingot::onnx::test {

/// What an import left.
struct Outcome {
  /// The module as text, without locations; empty after an error.
  std::string module;
  /// The diagnostics, one per line: `location: message`.
  std::string diagnostics;
  /// The returned error, or empty.
  std::string error;

  bool has(const std::string &text) const { return module.find(text) != std::string::npos; }
};

/// A temporary folder that disappears with the object.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::string path(const std::string &name) const { return folder + "/" + name; }
  /// Writes a file and gives its path.
  std::string write(const std::string &name, const std::string &bytes) const;

private:
  std::string folder;
};

/// The model of a text such as `agraph (float[N] x) => (float[N] y) { y = Relu(x) }`, with a header for
/// `opset` and the functions that follow the graph. Fails the test where the text is wrong.
::onnx::ModelProto parse(const std::string &graph, int opset = 17, const std::string &moreOpsets = "");

/// Imports a file. `withLocations` prints them.
Outcome importFile(const std::string &path, bool withLocations = false);
Outcome importBytes(const std::string &bytes);
Outcome importModel(const ::onnx::ModelProto &model, bool withLocations = false);
Outcome importText(const std::string &graph, int opset = 17);

} // namespace ingot::onnx::test
