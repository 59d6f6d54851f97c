// `ingot run`: inputs in, outputs out, through the same runtime that an application uses.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Inputs.h"
#include "tools/ingot/ModelFlags.h"
#include "tools/ingot/Session.h"
#include "tools/ingot/TensorFile.h"

#include <CLI/CLI.hpp>

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace ingot::tool {
namespace {

// As many values of an output are shown as fit on a line.
constexpr size_t shownValues = 6;

struct RunFlags {
  ModelFlags model;
  InputFlags inputs;
  std::string outputPath, labelsPath;
  unsigned threads = 1, top = 0;
};

std::vector<std::string> readLabels(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    throw InputError("cannot read '" + path + "': " + buffer.getError().message());
  std::vector<std::string> labels;
  llvm::StringRef rest = (*buffer)->getBuffer();
  while (!rest.empty()) {
    auto [line, tail] = rest.split('\n');
    labels.push_back(line.rtrim('\r').str());
    rest = tail;
  }
  return labels;
}

void printSummary(const std::string &name, const Tensor &tensor) {
  llvm::raw_ostream &out = llvm::outs();
  out << "output '" << name << "': " << dtypeName(tensor.dtype) << " " << dimsText(tensor.dims);
  size_t count = tensor.size();
  if (count == 0) {
    out << "\n";
    return;
  }
  double low = valueAt(tensor, 0), high = low, total = 0;
  for (size_t index = 0; index < count; ++index) {
    double value = valueAt(tensor, index);
    low = std::min(low, value);
    high = std::max(high, value);
    total += value;
  }
  out << llvm::format(", min %.6g, max %.6g, mean %.6g\n  [", low, high, total / static_cast<double>(count));
  for (size_t index = 0; index < std::min(count, shownValues); ++index)
    out << (index ? ", " : "") << llvm::format("%.6g", valueAt(tensor, index));
  out << (count > shownValues ? ", ...]\n" : "]\n");
}

/// The greatest values of each row (along the last axis), with their labels.
void printTop(const std::string &name, const Tensor &tensor, unsigned top,
              const std::vector<std::string> &labels) {
  size_t width = tensor.dims.empty() ? 1 : static_cast<size_t>(tensor.dims.back());
  for (size_t start = 0; start < tensor.size(); start += width) {
    std::vector<size_t> order(width);
    std::iota(order.begin(), order.end(), 0);
    size_t shown = std::min<size_t>(top, width);
    auto key = [&](size_t index) {
      double value = valueAt(tensor, start + index);
      return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
    };
    // Equal values keep their order, so that the output is the same everywhere.
    std::sort(order.begin(), order.end(), [&](size_t left, size_t right) {
      double leftKey = key(left), rightKey = key(right);
      return leftKey != rightKey ? leftKey > rightKey : left < right;
    });
    llvm::outs() << "output '" << name << "', row " << start / width << ":\n";
    for (size_t index : llvm::ArrayRef(order).take_front(shown))
      llvm::outs() << "  " << llvm::format("%12s", valueText(tensor, start + index).c_str()) << "  "
                   << (index < labels.size() ? labels[index] : std::to_string(index)) << "\n";
  }
}

void printOutputs(const RunFlags &flags, const NamedTensors &outputs) {
  std::vector<std::string> labels;
  if (!flags.labelsPath.empty())
    labels = readLabels(flags.labelsPath);
  for (const auto &[name, tensor] : outputs) {
    if (flags.top)
      printTop(name, tensor, flags.top, labels);
    else
      printSummary(name, tensor);
  }
}

int runRun(RunFlags &flags) {
  flags.model.resolve();
  bool timing = flags.model.options.timing;
  StepReporter steps(timing);
  Model model = Model::open(flags.model.options);
  std::vector<Tensor> inputs = gatherInputs(model.table(), flags.inputs, flags.model.options);
  Session session(model, flags.threads);
  session.bind(inputs);
  Stopwatch watch;
  session.run();
  steps("run", watch.seconds());
  if (flags.outputPath.empty() || flags.top)
    printOutputs(flags, session.outputs());
  if (!flags.outputPath.empty())
    writeNpz(flags.outputPath, session.outputs());
  return exitOk;
}

} // namespace

Command addRun(CLI::App &tool) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App *app = tool.add_subcommand("run", "Run a model once");
  flags->model.addTo(*app, "Artefact (.so), or a model, which is compiled first");
  flags->inputs.addTo(*app);
  app->add_option("-o,--output", flags->outputPath, "Write the outputs to this .npz file")
      ->type_name("OUT.npz");
  app->add_option("--threads", flags->threads, "Threads; 0 means one for each CPU")
      ->capture_default_str()
      ->type_name("N");
  CLI::Option *top =
      app->add_option("--top", flags->top, "Print the K greatest values of each row")->type_name("K");
  app->add_option("--labels", flags->labelsPath, "Names for --top: a text file, one line for each position")
      ->needs(top)
      ->type_name("FILE");
  app->footer("Examples:\n"
              "  ingot run model.so --inputs in.npz -o out.npz\n"
              "  ingot run model.onnx --inputs image=cat.npy --top 5 --labels labels.txt\n"
              "  ingot run model.onnx --random 1 --dim N=4");
  return {app, [flags] { return runRun(*flags); }};
}

} // namespace ingot::tool
