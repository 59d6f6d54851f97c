// One conformance test in one mode: changes the model, compiles it, runs its data sets, judges the outputs.
// Between the runner's processes and the compiler. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace ingot::conformance {

/// How a test's model is compiled.
enum class Mode {
  /// As it is.
  Static,
  /// Every size of every input is a symbol of its own, and nothing is said about sizes of other values.
  Symbolic,
  /// Every input is a constant.
  Constant
};

/// What became of a test. A wrong answer, a crash and a timeout are defects; a refusal says what is missing.
enum class Status { Pass, Refused, Wrong, Crash, Timeout, NotApplicable };

const char *modeName(Mode mode);
const char *statusName(Status status);

struct Outcome {
  Status status = Status::Pass;
  /// Why it did not pass, in one line without paths.
  std::string reason = {};
};

/// Runs the test in `folder` (model.onnx, test_data_set_N/input_N.pb, output_N.pb). Files of the moment go to
/// `scratch`.
Outcome runCase(mlir::MLIRContext &context, const std::string &folder, Mode mode, const std::string &scratch);

/// The operations that the model's graph uses, without repetition, separated by commas.
std::string operationsOf(const std::string &folder);

} // namespace ingot::conformance
