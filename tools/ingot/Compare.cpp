// `ingot compare`: runs a model and judges its outputs against stored ones.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Comparison.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Inputs.h"
#include "tools/ingot/ModelFlags.h"
#include "tools/ingot/Session.h"
#include "tools/ingot/TensorFile.h"

#include <CLI/CLI.hpp>

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <memory>

namespace ingot::tool {
namespace {

struct CompareFlags {
  ModelFlags model;
  std::vector<std::string> inputs;
  std::string expectedPath;
  Tolerance tolerance;
  unsigned threads = 1;
};

/// Throws where an expected array is neither an output nor an input (one file may hold both), or none is an
/// output.
void checkExpected(const ingot_model &model, const NamedTensors &outputs, const NamedTensors &expected,
                   const std::string &path) {
  std::string names;
  for (const auto &[name, tensor] : outputs)
    names += (names.empty() ? "'" : ", '") + name + "'";
  bool any = false;
  for (const auto &entry : expected) {
    const std::string &name = entry.first;
    bool isInput = std::any_of(model.inputs, model.inputs + model.input_count,
                               [&](const ingot_tensor_info &input) { return name == input.name; });
    bool isOutput = findTensor(outputs, name);
    any |= isOutput;
    if (!isInput && !isOutput)
      throw InputError("'" + path + "': the model has no output '" + name + "'; its outputs are " + names);
  }
  if (!any)
    throw InputError("'" + path + "' holds no output of the model; its outputs are " + names);
}

int runCompare(CompareFlags &flags) {
  flags.model.resolve();
  Model model = Model::open(flags.model.options);
  std::vector<Tensor> inputs = selectInputs(model.table(), readInputs(model.table(), flags.inputs),
                                             flags.model.options.constants);
  NamedTensors expected = readNpz(flags.expectedPath);
  Session session(model, flags.threads);
  session.bind(inputs);
  checkExpected(model.table(), session.outputs(), expected, flags.expectedPath);
  session.run();
  bool agrees = true;
  for (const auto &[name, actual] : session.outputs()) {
    const Tensor *wanted = findTensor(expected, name);
    if (!wanted) {
      printNote("output '" + name + "' is not in '" + flags.expectedPath + "': not compared");
      continue;
    }
    Comparison comparison = compareTensors(actual, *wanted, flags.tolerance);
    llvm::outs() << "output '" << name << "': " << comparisonText(comparison, actual, *wanted) << "\n";
    agrees &= comparison.agrees();
  }
  return agrees ? exitOk : exitInputError;
}

} // namespace

Command addCompare(CLI::App &tool) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App *app = tool.add_subcommand("compare", "Run a model and compare its outputs with stored ones");
  flags->model.addTo(*app, "Artefact (.so), or a model, which is compiled first");
  app->add_option("--inputs", flags->inputs, "Inputs: FILE.npz, or NAME=FILE.npy for each input")
      ->required()
      ->type_name("FILE");
  app->add_option("--expected", flags->expectedPath, "Expected outputs under their names")
      ->required()
      ->type_name("FILE.npz");
  app->add_option("--rtol", flags->tolerance.relative, "Relative tolerance")
      ->type_name("R")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app->add_option("--atol", flags->tolerance.absolute, "Absolute tolerance")
      ->type_name("A")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app->add_option("--threads", flags->threads, "Threads; 0 means one for each CPU")
      ->capture_default_str()
      ->type_name("N");
  app->footer("Floats agree where |got - expected| <= atol + rtol * |expected|; NaN agrees with NaN; "
              "integers must be\n"
              "equal. The exit code is 1 where an output differs.\n"
              "Examples:\n"
              "  ingot compare model.onnx --inputs in.npz --expected out.npz\n"
              "  ingot compare model.so --inputs io.npz --expected io.npz --rtol 0 --atol 1e-5");
  return {app, [flags] { return runCompare(*flags); }};
}

} // namespace ingot::tool
