// The options that every subcommand shares that takes a model: which file, which target, which sizes.
// From the command line to compiler/Options.h. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Check.h"
#include "tools/ingot/Terminal.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <map>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ingot::tool {

struct ModelFlags {
  Options options;
  /// `NAME=VALUE` or `NAME=MIN..MAX`, as given.
  std::vector<std::string> dims;
  /// `INPUT=VALUE,...` or `INPUT=FILE.npy`, as given.
  std::vector<std::string> constants;

  /// Adds MODEL and the options; `what` describes the file for the help.
  void addTo(CLI::App &app, const char *what);

  /// Fills `options.dims` and `options.constants`. Throws UsageError on a malformed `--dim` or `--constant`.
  void resolve();
};

/// The bounds in `S=1..512`, `N=7`, `S=4..` or `S=..512`, under their name. Throws UsageError.
std::pair<std::string, DimBounds> parseDim(const std::string &text);

/// Throws InputError where there is no such file or directory.
void requireFile(const std::string &path);

/// `options.inputPath` without folders and extension, for default file names.
std::string modelStem(const Options &options);

/// A context with all dialects, whose diagnostics are printed.
class CompilerContext {
public:
  CompilerContext();
  mlir::MLIRContext &get() { return context; }
  bool sawError() const { return printer.sawError(); }

private:
  mlir::MLIRContext context;
  DiagnosticPrinter printer;
};

/// Compiles with diagnostics and steps on stderr. Throws InputError, whose message is empty when diagnostics
/// said it.
CompileResult compileModel(const Options &options);

/// As `check`, with diagnostics and steps on stderr. Throws InputError where there is no such file.
CheckResult checkModel(const Options &options);

/// As `lowerTo`, in `context`, with diagnostics and steps on stderr. Throws like compileModel.
mlir::OwningOpRef<mlir::ModuleOp> lowerModel(CompilerContext &context, const Options &options,
                                             llvm::StringRef stage);

} // namespace ingot::tool
