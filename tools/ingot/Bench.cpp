// `ingot bench`: how long a run takes. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/Flops.h"
#include "tools/ingot/Inputs.h"
#include "tools/ingot/ModelFlags.h"
#include "tools/ingot/Session.h"

#include <CLI/CLI.hpp>

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace ingot::tool {
namespace {

// Caches, page tables and clocks settle before anything is measured.
constexpr double warmUpSeconds = 0.1;
constexpr size_t warmUpRuns = 3;
// Without --runs, at least so many runs make a median.
constexpr size_t minimumRuns = 10;

struct BenchFlags {
  ModelFlags model;
  InputFlags inputs;
  unsigned threads = 1;
  size_t runs = 0;
  double minimumSeconds = 1;
  bool json = false;
};

struct Measurement {
  std::vector<double> seconds; // sorted
  std::optional<int64_t> flops;

  double median() const {
    size_t middle = seconds.size() / 2;
    return seconds.size() % 2 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
  }
  double minimum() const { return seconds.front(); }
  std::optional<double> gigaflops() const {
    return flops ? std::optional(static_cast<double>(*flops) / median() / 1e9) : std::nullopt;
  }
};

/// Runs until either enough runs or enough seconds are over: both where `both` is set.
std::vector<double> timeRuns(Session &session, size_t runs, double seconds, bool both) {
  std::vector<double> times;
  Stopwatch total;
  auto enough = [&] {
    bool enoughRuns = times.size() >= runs, enoughTime = total.seconds() >= seconds;
    return both ? enoughRuns && enoughTime : enoughRuns || enoughTime;
  };
  do {
    Stopwatch watch;
    session.run();
    times.push_back(watch.seconds());
  } while (!enough());
  std::sort(times.begin(), times.end());
  return times;
}

/// The FLOP count of one run; known for a model file, whose graph is at hand.
std::optional<int64_t> countFlops(const BenchFlags &flags, const ingot_model &table, const Session &session) {
  CompilerContext context;
  Options options = flags.model.options;
  options.timing = false;
  mlir::OwningOpRef<mlir::ModuleOp> module = lowerModel(context, options, "shape");
  llvm::StringMap<int64_t> symbols;
  for (uint32_t index = 0; index < table.symbol_count; ++index)
    symbols[table.symbols[index].name] = session.symbols()[index];
  return totalFlops(countOps(*module), symbols);
}

void printText(const Measurement &measured, unsigned threads) {
  llvm::outs() << "median " << secondsText(measured.median()) << ", minimum "
               << secondsText(measured.minimum());
  if (auto rate = measured.gigaflops())
    llvm::outs() << llvm::formatv(", {0:f2} GFLOP/s", *rate);
  llvm::outs() << " (" << measured.seconds.size() << (measured.seconds.size() == 1 ? " run, " : " runs, ")
               << threads << (threads == 1 ? " thread)\n" : " threads)\n");
}

void printJson(const Measurement &measured, unsigned threads) {
  nlohmann::ordered_json result = {{"median_seconds", measured.median()},
                                   {"minimum_seconds", measured.minimum()},
                                   {"runs", measured.seconds.size()},
                                   {"threads", threads}};
  if (measured.flops) {
    result["flop"] = *measured.flops;
    result["gflop_per_second"] = *measured.gigaflops();
  }
  llvm::outs() << result.dump(1) << "\n";
}

int runBench(BenchFlags &flags) {
  flags.model.resolve();
  if (flags.inputs.files.empty())
    flags.inputs.random = true;
  Model model = Model::open(flags.model.options);
  std::vector<Tensor> inputs = gatherInputs(model.table(), flags.inputs, flags.model.options);
  Session session(model, flags.threads);
  session.bind(inputs);
  Measurement measured;
  if (model.wasCompiled())
    measured.flops = countFlops(flags, model.table(), session);
  timeRuns(session, warmUpRuns, warmUpSeconds, /*both=*/false);
  measured.seconds = flags.runs ? timeRuns(session, flags.runs, 0, /*both=*/true)
                                : timeRuns(session, minimumRuns, flags.minimumSeconds, /*both=*/true);
  if (flags.json)
    printJson(measured, session.threadCount());
  else
    printText(measured, session.threadCount());
  return exitOk;
}

} // namespace

Command addBench(CLI::App &tool) {
  auto flags = std::make_shared<BenchFlags>();
  CLI::App *app = tool.add_subcommand("bench", "Measure how long a run takes");
  flags->model.addTo(*app, "Artefact (.so), or a model, which is compiled first");
  flags->inputs.addTo(*app);
  app->add_option("--threads", flags->threads, "Threads; 0 means one for each CPU")
      ->capture_default_str()
      ->type_name("N");
  CLI::Option *runs = app->add_option("--runs", flags->runs, "Measure exactly so many runs")
                          ->type_name("N")
                          ->check(CLI::PositiveNumber);
  app->add_option("--min-time", flags->minimumSeconds, "Measure for so many seconds, and at least 10 runs")
      ->type_name("S")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->excludes(runs);
  app->add_flag("--json", flags->json, "Print JSON");
  app->footer("Without --inputs the inputs are random. GFLOP/s is the count of 'ingot dump' over the median, "
              "and known\n"
              "for a model file only.\n"
              "Examples:\n"
              "  ingot bench model.onnx\n"
              "  ingot bench model.so --inputs in.npz --threads 2 --json\n"
              "  ingot bench model.onnx --dim N=1..64 --runs 100");
  return {app, [flags] { return runBench(*flags); }};
}

} // namespace ingot::tool
