// Shared model options, and the calls into the compiler with everything printed that a person waits for.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/ModelFlags.h"

#include "compiler/Dialects.h"
#include "tools/ingot/Errors.h"
#include "tools/ingot/TensorFile.h"

#include <CLI/CLI.hpp>

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace ingot::tool {
namespace {

int64_t parseSize(llvm::StringRef text, const std::string &whole) {
  int64_t value = 0;
  if (text.trim().getAsInteger(10, value) || value < 0)
    throw UsageError("--dim " + whole +
                     ": expected NAME=SIZE or NAME=MINIMUM..MAXIMUM with sizes of at least 0, "
                     "for example N=1 or S=1..512");
  return value;
}

/// The message of a failed compilation: nothing when the diagnostics said it all.
template <typename T>
T takeCompiled(llvm::Expected<T> result, const CompilerContext &context) {
  if (result)
    return std::move(*result);
  std::string message = llvm::toString(result.takeError());
  throw InputError(context.sawError() ? "" : message);
}

/// `axes=0,-1` or `box=FILE.npy`.
std::pair<std::string, ConstantInput> parseConstant(const std::string &text) {
  auto [name, value] = llvm::StringRef(text).split('=');
  if (name.trim().empty() || value.trim().empty())
    throw UsageError("--constant " + text +
                     ": expected INPUT=VALUE,VALUE... or INPUT=FILE.npy, for example axes=0,-1");
  ConstantInput constant;
  if (value.ends_with(".npy")) {
    Tensor tensor = readNpy(value.str());
    constant.dtype = dtypeName(tensor.dtype);
    constant.dims = tensor.dims;
    constant.bytes.assign(tensor.bytes.begin(), tensor.bytes.end());
  } else {
    llvm::SmallVector<llvm::StringRef> numbers;
    value.split(numbers, ',');
    for (llvm::StringRef number : numbers)
      constant.numbers.push_back(number.trim().str());
  }
  return {name.trim().str(), std::move(constant)};
}

} // namespace

void ModelFlags::addTo(CLI::App &app, const char *what) {
  app.add_option("MODEL", options.inputPath, what)->required();
  app.add_option("--target", options.target, "Machine to compile for: host, x86-64-v2, x86-64-v3, x86-64-v4")
      ->capture_default_str()
      ->type_name("PRESET");
  app.add_option("--dim", dims, "Size or bounds of a named dimension: N=1, S=1..512 (repeatable)")
      ->expected(1, 1)
      ->take_all()
      ->type_name("NAME=SIZES");
  app.add_option("--constant", constants, "An input that becomes a constant: axes=0,-1 or box=FILE.npy (repeatable)")
      ->expected(1, 1)
      ->take_all()
      ->type_name("INPUT=VALUES");
  app.add_option("-O", options.optimizationLevel, "Optimisation level of the machine code")
      ->check(CLI::Range(0, 3).description("0 to 3"))
      ->capture_default_str()
      ->type_name("LEVEL");
  app.add_flag("--time", options.timing, "Print the time of each step");
}

void ModelFlags::resolve() {
  options.dims.clear();
  for (const std::string &text : dims)
    if (!options.dims.insert(parseDim(text)).second)
      throw UsageError("--dim " + text + ": this dimension is given twice");
  options.constants.clear();
  for (const std::string &text : constants)
    if (!options.constants.insert(parseConstant(text)).second)
      throw UsageError("--constant " + text + ": this input is given twice");
}

std::pair<std::string, DimBounds> parseDim(const std::string &text) {
  auto [name, sizes] = llvm::StringRef(text).split('=');
  if (name.trim().empty() || !llvm::StringRef(text).contains('='))
    parseSize("", text);
  DimBounds bounds;
  size_t dots = sizes.find("..");
  if (dots == llvm::StringRef::npos) {
    bounds.minimum = bounds.maximum = parseSize(sizes, text);
  } else {
    llvm::StringRef low = sizes.take_front(dots).trim(), high = sizes.drop_front(dots + 2).trim();
    if (low.empty() && high.empty())
      parseSize("", text);
    if (!low.empty())
      bounds.minimum = parseSize(low, text);
    if (!high.empty())
      bounds.maximum = parseSize(high, text);
  }
  if (bounds.minimum > bounds.maximum)
    throw UsageError("--dim " + text + ": the minimum is greater than the maximum");
  return {name.trim().str(), bounds};
}

void requireFile(const std::string &path) {
  if (!llvm::sys::fs::exists(path))
    throw InputError("cannot read '" + path + "': no such file or directory");
}

std::string modelStem(const Options &options) {
  llvm::StringRef path = llvm::StringRef(options.inputPath).rtrim('/');
  llvm::StringRef stem = llvm::sys::path::stem(path);
  stem.consume_back(".nnef");
  return stem.str();
}

CompilerContext::CompilerContext() : printer(context) {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  context.appendDialectRegistry(registry);
}

CompileResult compileModel(const Options &options) {
  requireFile(options.inputPath);
  CompilerContext context;
  StepReporter steps(options.timing);
  return takeCompiled(compile(context.get(), options, steps), context);
}

CheckResult checkModel(const Options &options) {
  requireFile(options.inputPath);
  CompilerContext context;
  StepReporter steps(options.timing);
  return takeCompiled(check(context.get(), options, steps), context);
}

mlir::OwningOpRef<mlir::ModuleOp> lowerModel(CompilerContext &context, const Options &options,
                                             llvm::StringRef stage) {
  requireFile(options.inputPath);
  StepReporter steps(options.timing);
  return takeCompiled(lowerTo(context.get(), options, stage, steps), context);
}

} // namespace ingot::tool
