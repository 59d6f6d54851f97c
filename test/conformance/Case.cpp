// Compiles and runs one conformance test; see Case.h. SPDX-License-Identifier: Apache-2.0
#include "test/conformance/Case.h"

#include "compiler/Compiler.h"
#include "test/conformance/Modes.h"
#include "test/conformance/TensorMessage.h"
#include "tools/ingot/Comparison.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Inputs.h"
#include "tools/ingot/Session.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <fstream>

namespace ingot::conformance {
namespace {

using tool::Tensor;

/// Bytes of generated code are not measured here: optimise little.
constexpr unsigned optimizationLevel = 1;

::onnx::ModelProto readModel(const std::string &path) {
  ::onnx::ModelProto model;
  std::ifstream file(path, std::ios::binary);
  if (!file || !model.ParseFromIstream(&file))
    throw tool::InputError("the model cannot be read");
  return model;
}

/// Compiles `model` and opens the artefact. Throws InputError with the first diagnostic.
tool::Model compileCase(mlir::MLIRContext &context, const ChangedModel &changed, const std::string &scratch) {
  Options options;
  options.inputPath = scratch + "/model.onnx";
  options.outputPath = scratch + "/model.so";
  options.dims = changed.dims;
  options.optimizationLevel = optimizationLevel;
  std::ofstream(options.inputPath, std::ios::binary) << changed.model.SerializeAsString();
  std::string first;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    if (first.empty() && diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
      first = diagnostic.str();
    return mlir::success();
  });
  llvm::Expected<CompileResult> result = compile(context, options);
  if (!result) {
    std::string message = llvm::toString(result.takeError());
    throw tool::InputError(first.empty() ? message : first);
  }
  Options artefact;
  artefact.inputPath = options.outputPath;
  return tool::Model::open(artefact);
}

/// ONNX's own tolerances for its tests (onnx/backend/test/runner): relative 1e-3, absolute 1e-7; two units of
/// the last place of float16 and bfloat16: 1e-3 is one of float16, and sums may round either way. Integers must be
/// equal, which is stricter.
/// The stored outputs of the inverse DFT, whose inputs reach 99, are themselves off by 1.5e-6.
tool::Tolerance toleranceOf(ingot_dtype dtype, llvm::StringRef test) {
  tool::Tolerance tolerance;
  tolerance.absolute = test.starts_with("test_dft_inverse") ? 2e-6 : 1e-7;
  tolerance.relative = dtype == INGOT_DTYPE_BF16 ? 0x1p-6 : dtype == INGOT_DTYPE_F16 ? 0x1p-9 : 1e-3;
  return tolerance;
}

Outcome judge(const tool::NamedTensors &outputs, const std::vector<Tensor> &expected, llvm::StringRef test) {
  if (outputs.size() != expected.size())
    return {Status::Wrong,
            "expected " + std::to_string(expected.size()) + " outputs, got " + std::to_string(outputs.size())};
  for (size_t index = 0; index < expected.size(); ++index) {
    const auto &[name, actual] = outputs[index];
    tool::Comparison comparison = compareTensors(actual, expected[index], toleranceOf(actual.dtype, test));
    if (!comparison.agrees())
      return {Status::Wrong, "output '" + name + "': " + comparisonText(comparison, actual, expected[index])};
  }
  return {};
}

/// Runs one data set on an open artefact. What goes wrong before there is an answer is a refusal.
Outcome runDataSet(const tool::Model &model, const DataSet &data, Mode mode, llvm::StringRef test) {
  tool::NamedTensors given;
  if (mode != Mode::Constant)
    given = data.inputs;
  std::vector<Tensor> inputs = selectInputs(model.table(), given, {});
  tool::Session session(model, /*threads=*/1);
  session.bind(inputs);
  session.run();
  return judge(session.outputs(), data.outputs, test);
}

Outcome runModes(mlir::MLIRContext &context, const std::string &folder, Mode mode, const std::string &scratch) {
  ::onnx::ModelProto model = readModel(folder + "/model.onnx");
  llvm::StringRef test = llvm::sys::path::filename(folder);
  std::string foreign = foreignValues(model.graph());
  if (!foreign.empty())
    return {Status::Refused, foreign};
  std::vector<DataSet> sets = readDataSets(folder, model.graph());
  if (mode == Mode::Constant && (sets.empty() || sets.front().inputs.empty()))
    return {Status::NotApplicable, "no inputs"};
  // Constant inputs make each data set a model of its own.
  if (mode == Mode::Constant) {
    for (const DataSet &data : sets) {
      Outcome outcome = runDataSet(compileCase(context, makeConstant(model, data), scratch), data, mode, test);
      if (outcome.status != Status::Pass)
        return outcome;
    }
    return {};
  }
  tool::Model compiled =
      compileCase(context, mode == Mode::Symbolic ? makeSymbolic(model, sets) : ChangedModel{model, {}}, scratch);
  for (const DataSet &data : sets) {
    Outcome outcome = runDataSet(compiled, data, mode, test);
    if (outcome.status != Status::Pass)
      return outcome;
  }
  return {};
}

} // namespace

const char *modeName(Mode mode) {
  static constexpr const char *names[] = {"static", "symbolic", "constant"};
  return names[static_cast<int>(mode)];
}

const char *statusName(Status status) {
  static constexpr const char *names[] = {"pass", "refused", "wrong", "crash", "timeout", "none"};
  return names[static_cast<int>(status)];
}

Outcome runCase(mlir::MLIRContext &context, const std::string &folder, Mode mode, const std::string &scratch) {
  try {
    return runModes(context, folder, mode, scratch);
  } catch (const tool::InputError &error) {
    return {Status::Refused, error.what()};
  }
}

std::string operationsOf(const std::string &folder) {
  ::onnx::ModelProto model = readModel(folder + "/model.onnx");
  std::vector<std::string> names;
  for (const ::onnx::NodeProto &node : model.graph().node())
    if (!llvm::is_contained(names, node.op_type()))
      names.push_back(node.op_type());
  return llvm::join(names, ",");
}

} // namespace ingot::conformance
