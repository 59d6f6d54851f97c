// `ingot dump`: the graph after a stage, as a table with costs or as IR. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Command.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/GraphTable.h"
#include "tools/ingot/ModelFlags.h"

#include <CLI/CLI.hpp>

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>

namespace ingot::tool {
namespace {

struct DumpFlags {
  ModelFlags model;
  std::string stage = "shape";
  bool json = false, ir = false;
};

/// The nn dialect lives up to here: later stages have no graph to tabulate.
constexpr const char *graphStages[] = {"import", "shape", "simplify"};

std::vector<std::string> stageNames() {
  return {
      "import",
#define INGOT_STAGE(name, summary) #name,
#include "compiler/Stages.def"
  };
}

int runDump(DumpFlags &flags) {
  flags.model.resolve();
  bool isGraph = llvm::is_contained(graphStages, flags.stage);
  if (flags.json && (flags.ir || !isGraph))
    throw UsageError("--json shows the graph of stage import, shape or simplify; IR has no JSON form");
  CompilerContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module = lowerModel(context, flags.model.options, flags.stage);
  if (flags.ir || !isGraph) {
    mlir::OpPrintingFlags printing;
    printing.elideLargeElementsAttrs(16).elideLargeResourceString(64);
    module->print(llvm::outs(), printing);
    llvm::outs() << "\n";
  } else if (flags.json) {
    printGraphJson(*module, llvm::outs());
  } else {
    printGraphTable(*module, llvm::outs());
  }
  return exitOk;
}

} // namespace

Command addDump(CLI::App &tool) {
  auto flags = std::make_shared<DumpFlags>();
  CLI::App *app = tool.add_subcommand("dump", "Show the graph of a model with shapes, bytes and FLOP counts");
  flags->model.addTo(*app, "ONNX file, NNEF folder or archive, or .mlir file");
  app->add_option("--stage", flags->stage, "Show the model after this stage; from linalg on as IR")
      ->check(CLI::IsMember(stageNames()))
      ->capture_default_str()
      ->type_name("STAGE");
  app->add_flag("--ir", flags->ir, "Show the IR (weights left out) instead of the table");
  app->add_flag("--json", flags->json, "Print JSON; sizes that depend on the call are formulas");
  app->footer("Bytes are those of the operands and results of each operation as if nothing were fused; a "
              "multiply-add\n"
              "counts as 2 FLOP. Costs are shown for the least value of each symbol.\n"
              "Examples:\n"
              "  ingot dump model.onnx\n"
              "  ingot dump model.onnx --dim N=8 --json\n"
              "  ingot dump model.onnx --stage tile");
  return {app, [flags] { return runDump(*flags); }};
}

} // namespace ingot::tool
