// The whole compiler, top to bottom: plan, import, stages, emit, link, write.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/Compiler.h"

#include "compiler/Annotate.h"
#include "compiler/Artifact.h"
#include "compiler/FixInputs.h"
#include "compiler/Pipeline.h"
#include "compiler/Steps.h"
#include "compiler/Target.h"
#include "compiler/emit/Emit.h"
#include "compiler/emit/Header.h"
#include "compiler/emit/Interface.h"
#include "compiler/frontend/Frontend.h"
#include "compiler/link/Archive.h"
#include "compiler/link/Output.h"
#include "compiler/link/SharedObject.h"
#include "mlir/IR/Remarks.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace ingot {
namespace {

using OwnedModule = mlir::OwningOpRef<mlir::ModuleOp>;

/// Sends the remarks whose category matches to the diagnostic handler.
void enableRemarks(mlir::MLIRContext &context, const Options &options) {
  if (options.remarks.empty())
    return;
  mlir::remark::RemarkCategories categories;
  // A kind of remark is reported only where its own category is set; `all` merely adds to those.
  categories.passed = categories.missed = categories.failed = categories.analysis = options.remarks;
  (void)mlir::remark::enableOptimizationRemarks(
      context, nullptr, std::make_unique<mlir::remark::RemarkEmittingPolicyAll>(), categories,
      /*printAsEmitRemarks=*/true);
}

Expected<OwnedModule> lower(mlir::MLIRContext &context, const Options &options, const Target &target,
                            StringRef stage, Steps &steps) {
  Expected<size_t> last = countStages(stage);
  if (!last)
    return last.takeError();
  enableRemarks(context, options);
  SizeBounds bounds;
  for (const auto &[symbol, given] : options.dims)
    bounds[symbol] = {given.minimum, given.maximum};
  Expected<OwnedModule> module = steps.run("import", [&] { return importModel(context, options.inputPath, bounds); });
  if (!module)
    return module.takeError();
  Options fixed = options;
  if (Error error = fixInputs(**module, fixed))
    return error;
  if (Error error = annotate(**module, fixed, target))
    return error;
  if (Error error = runStages(**module, fixed, *last, steps))
    return error;
  return module;
}

/// The text with locations, so that a later run on it still names the nodes of the model.
Error writeMlir(mlir::ModuleOp module, StringRef path, Output &output) {
  std::string text;
  raw_string_ostream os(text);
  module->print(os, mlir::OpPrintingFlags().enableDebugInfo());
  os << "\n";
  return output.write(path, text);
}

Error writeHeader(const ModelInterface &interface, StringRef path, Output &output) {
  SmallString<128> headerPath = path;
  sys::path::replace_extension(headerPath, ".h");
  return output.write(headerPath, headerText(interface));
}

Error writeCode(mlir::ModuleOp module, const Options &options, const Target &target, const Artifact &artifact,
                Output &output, Steps &steps) {
  Expected<ModelInterface> interface = readInterface(module);
  if (!interface)
    return interface.takeError();
  StringRef name = interface->name;
  if (Error error = checkModelName(name))
    return error;
  if (!options.modelName.empty() && options.modelName != name)
    return createStringError("the module was lowered as model '%s', it cannot be renamed to '%s' any more",
                             name.str().c_str(), options.modelName.c_str());
  Expected<SmallVector<char, 0>> bytes =
      emitModel(module, name, target, options.optimizationLevel, artifact.kind, steps);
  if (!bytes)
    return bytes.takeError();
  StringRef code(bytes->data(), bytes->size());
  if (artifact.kind == ArtifactKind::SharedObject) {
    Expected<std::string> path = output.reserve(artifact.path, /*executable=*/true);
    if (!path)
      return path.takeError();
    return steps.run("link", [&] { return linkSharedObject(code, name, *path); });
  }
  if (artifact.kind == ArtifactKind::Archive) {
    Expected<std::unique_ptr<MemoryBuffer>> archive = makeArchive(code, name);
    if (!archive)
      return archive.takeError();
    return joinErrors(output.write(artifact.path, (*archive)->getBuffer()),
                      writeHeader(*interface, artifact.path, output));
  }
  if (artifact.kind == ArtifactKind::Object)
    return joinErrors(output.write(artifact.path, code), writeHeader(*interface, artifact.path, output));
  return output.write(artifact.path, code);
}

} // namespace

Expected<OwnedModule> lowerTo(mlir::MLIRContext &context, const Options &options, StringRef stage,
                              Progress progress) {
  Steps steps(progress);
  Expected<Target> target = parseTarget(options.target);
  if (!target)
    return target.takeError();
  return lower(context, options, *target, stage, steps);
}

Expected<CompileResult> compile(mlir::MLIRContext &context, const Options &options, Progress progress) {
  Steps steps(progress);
  Expected<Artifact> artifact = planArtifact(
      options, options.modelName.empty() ? deriveModelName(options.inputPath) : options.modelName);
  if (!artifact)
    return artifact.takeError();
  Expected<Target> target = parseTarget(options.target);
  if (!target)
    return target.takeError();
  StringRef last = options.stopAfter.empty() ? stages().back().name : StringRef(options.stopAfter);
  Expected<OwnedModule> module = lower(context, options, *target, last, steps);
  if (!module)
    return module.takeError();
  Output output;
  Error error = artifact->kind == ArtifactKind::Mlir
                    ? writeMlir(**module, artifact->path, output)
                    : writeCode(**module, options, *target, *artifact, output, steps);
  if (error)
    return std::move(error);
  Expected<std::vector<std::string>> files = output.commit();
  if (!files)
    return files.takeError();
  return CompileResult{std::move(*files), steps.takeSeconds()};
}

} // namespace ingot
