// Finds everything in a model that would not compile; see Check.h. Beside Compiler.cpp, with the same steps.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/Check.h"

#include "compiler/Annotate.h"
#include "compiler/Artifact.h"
#include "compiler/FixInputs.h"
#include "compiler/Pipeline.h"
#include "compiler/Prune.h"
#include "compiler/Steps.h"
#include "compiler/Target.h"
#include "compiler/emit/Emit.h"
#include "compiler/emit/Interface.h"
#include "compiler/frontend/Frontend.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot {
namespace {

using OwnedModule = mlir::OwningOpRef<mlir::ModuleOp>;

/// Counts the errors of a context and lets each pass once.
class ProblemCounter {
public:
  explicit ProblemCounter(mlir::MLIRContext &context)
      : handler(&context, [this](mlir::Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
            return mlir::failure();
          std::string key;
          raw_string_ostream(key) << diagnostic.getLocation() << " " << diagnostic.str();
          bool isNew = seen.insert(key).second;
          count += isNew;
          // A failure hands the diagnostic to whoever prints.
          return mlir::success(!isNew);
        }) {}

  unsigned count = 0;

private:
  StringSet<> seen;
  mlir::ScopedDiagnosticHandler handler;
};

/// A stage that failed without a diagnostic is a problem as well.
void report(Error error, unsigned before, mlir::ModuleOp module, const ProblemCounter &problems) {
  std::string message = toString(std::move(error));
  if (problems.count == before)
    module.emitError() << message;
}

/// Runs the shape stage. Operations that it refuses are removed, with those that depend on them, until it accepts what
/// remains; null where nothing does, or where it does not say which operation is wrong.
OwnedModule inferShapes(OwnedModule module, const Options &options, Steps &steps, ProblemCounter &problems) {
  Expected<size_t> shape = countStages("shape");
  if (!shape)
    return consumeError(shape.takeError()), nullptr;
  for (;;) {
    numberOperations(*module);
    OwnedModule attempt = module->clone();
    unsigned before = problems.count;
    Error error = runStages(*attempt, options, *shape, steps);
    if (!error) {
      removeNumbers(*attempt);
      return attempt;
    }
    report(std::move(error), before, *attempt, problems);
    if (!removeRefused(*module, *attempt))
      return nullptr;
  }
}

Error emitOnly(mlir::ModuleOp module, const Options &options, const Target &target, Steps &steps) {
  Expected<ModelInterface> interface = readInterface(module);
  if (!interface)
    return interface.takeError();
  return emitModel(module, interface->name, target, options.optimizationLevel, ArtifactKind::Object, steps).takeError();
}

/// The stages after import on what the import left.
void runAll(OwnedModule module, const Options &options, const Target &target, Steps &steps, ProblemCounter &problems) {
  Expected<size_t> done = countStagesDone(*module);
  if (done && *done == 0)
    module = inferShapes(std::move(module), options, steps, problems);
  if (!done)
    return report(done.takeError(), problems.count, *module, problems);
  if (!module)
    return;
  unsigned before = problems.count;
  Error error = runStages(*module, options, stages().size(), steps);
  if (!error)
    error = emitOnly(*module, options, target, steps);
  if (error)
    report(std::move(error), before, *module, problems);
}

} // namespace

Expected<CheckResult> check(mlir::MLIRContext &context, const Options &options, Progress progress) {
  Steps steps(progress);
  Expected<Target> target = parseTarget(options.target);
  if (!target)
    return target.takeError();
  SizeBounds bounds;
  for (const auto &[symbol, given] : options.dims)
    bounds[symbol] = {given.minimum, given.maximum};
  ProblemCounter problems(context);
  PartialImport partial;
  Expected<OwnedModule> module =
      steps.run("import", [&] { return importModel(context, options.inputPath, bounds, &partial); });
  if (!module) {
    std::string message = toString(module.takeError());
    if (problems.count == 0) // otherwise the diagnostics said it
      mlir::emitError(mlir::UnknownLoc::get(&context)) << message;
    return CheckResult{problems.count, partial.skipped};
  }
  Options fixed = options;
  // Sizes that a user gives may belong to what the import left out.
  if (problems.count)
    fixed.dims.clear();
  if (Error error = fixInputs(**module, fixed))
    return std::move(error);
  if (Error error = annotate(**module, fixed, *target))
    return std::move(error);
  runAll(std::move(*module), fixed, *target, steps, problems);
  return CheckResult{problems.count, partial.skipped};
}

} // namespace ingot
