// `ingot compile`: model file in, artefact out. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/ModelFlags.h"

#include <CLI/CLI.hpp>

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace ingot::tool {
namespace {

std::vector<std::string> stageNames() {
  return {
      "import",
#define INGOT_STAGE(name, summary) #name,
#include "compiler/Stages.def"
  };
}

struct CompileFlags {
  ModelFlags model;
  bool checkOnly = false;
};

/// Without `-o` the artefact lies in the current folder, under the model's name.
void chooseOutput(Options &options) {
  if (options.outputPath.empty())
    options.outputPath = modelStem(options) + (options.stopAfter.empty() ? ".so" : ".mlir");
  if (!options.stopAfter.empty() && !llvm::StringRef(options.outputPath).ends_with(".mlir"))
    throw UsageError("--stop-after writes IR: the output must end in .mlir, not '" + options.outputPath + "'");
}

void printResult(const CompileResult &result, double seconds) {
  for (const std::string &file : result.files) {
    uint64_t bytes = 0;
    llvm::sys::fs::file_size(file, bytes);
    llvm::errs() << file << ": " << bytesText(static_cast<double>(bytes)) << '\n';
  }
  llvm::errs() << "compiled in " << secondsText(seconds) << '\n';
}

/// The diagnostics were printed when they were found; this is the sum.
int runCheck(const Options &options) {
  CheckResult result = checkModel(options);
  if (result.problems == 0) {
    llvm::outs() << options.inputPath << ": compiles\n";
    return exitOk;
  }
  llvm::errs() << options.inputPath << ": " << result.problems << (result.problems == 1 ? " problem" : " problems");
  if (result.skipped)
    llvm::errs() << "; not checked: " << result.skipped << (result.skipped == 1 ? " node" : " nodes")
                 << " that read the results of refused ones";
  llvm::errs() << "\n";
  return exitInputError;
}

int runCompile(CompileFlags &flags) {
  flags.model.resolve();
  Options &options = flags.model.options;
  Stopwatch watch;
  if (flags.checkOnly)
    return runCheck(options);
  chooseOutput(options);
  CompileResult result = compileModel(options);
  if (options.timing || stderrIsTerminal())
    printResult(result, watch.seconds());
  return exitOk;
}

} // namespace

Command addCompile(CLI::App &tool) {
  auto flags = std::make_shared<CompileFlags>();
  Options &options = flags->model.options;
  CLI::App *app = tool.add_subcommand("compile", "Compile a model to a shared object, object, archive or IR");
  flags->model.addTo(*app, "ONNX file, NNEF folder or archive, or .mlir file of any stage");
  CLI::Option *output = app->add_option("-o,--output", options.outputPath,
                                        "Artefact; its extension gives the form: .so .o .a .mlir .ll .s")
                            ->type_name("OUT");
  app->add_option("--name", options.modelName, "Prefix of the exported symbols (default: from the file name)")
      ->type_name("NAME");
  app->add_option("--stop-after", options.stopAfter, "Stop after this stage and write its IR")
      ->check(CLI::IsMember(stageNames()))
      ->type_name("STAGE");
  app->add_option("--dump-stages", options.dumpDirectory, "Write the IR after each stage into this folder")
      ->type_name("DIR");
  app->add_option("--remarks", options.remarks,
                  "Report what the passes did: a regular expression of categories, "
                  "for example 'ingot-tile' or '.*'")
      ->type_name("REGEX");
  app->add_flag("--check", flags->checkOnly, "List all that keeps the model from compiling; write nothing")
      ->excludes(output);
  app->footer("Examples:\n"
              "  ingot compile model.onnx -o model.so\n"
              "  ingot compile model.onnx -o model.o --target x86-64-v3     writes model.o and model.h\n"
              "  ingot compile model.onnx -o model.so --dim N=1..64         a batch of 1 to 64 at each call\n"
              "  ingot compile model.onnx -o model.mlir --stop-after linalg\n"
              "  ingot compile model.onnx --check                           everything that is wrong, at once\n"
              "  ingot compile model.onnx --dump-stages stages --time");
  return {app, [flags] { return runCompile(*flags); }};
}

} // namespace ingot::tool
