// What the tool says on stderr: errors, MLIR diagnostics, the time of each step, and colour only where a
// person looks. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <string>

namespace ingot::tool {

/// True where stderr is a terminal.
bool stderrIsTerminal();

/// Prints `error: message` on stderr.
void printError(llvm::StringRef message);

/// Prints `note: message` on stderr.
void printNote(llvm::StringRef message);

/// Where a diagnostic is, in words of the user's model: `node 'conv1'`, `graph.nnef:12:5`. Empty when
/// unknown.
std::string describeLocation(mlir::Location location);

/// Prints the diagnostics of a context as long as it lives, with the source line where the location is in a
/// text file.
class DiagnosticPrinter {
public:
  explicit DiagnosticPrinter(mlir::MLIRContext &context);

  /// An error was printed: the error that follows it needs no detail.
  bool sawError() const { return errorCount != 0; }

private:
  /// `knownPlace` is where the reader already is: the place of the diagnostic that a note belongs to.
  void print(mlir::Diagnostic &diagnostic, llvm::StringRef knownPlace);

  unsigned errorCount = 0;
  mlir::ScopedDiagnosticHandler handler;
};

/// Reports finished steps: all of them when asked, else the slow ones, and those only to a terminal.
class StepReporter {
public:
  explicit StepReporter(bool always) : always(always) {}
  void operator()(llvm::StringRef step, double seconds);

private:
  bool always;
};

/// Seconds since it was made.
class Stopwatch {
public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

private:
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

/// `1.50 s`, `2.31 ms`, `14.2 us`.
std::string secondsText(double seconds);

/// `3.16 MB`, `512 B`: decimal units, three digits.
std::string bytesText(double bytes);

/// `1.23 G`, `45.6 M`, `789 `: a count with a decimal prefix, ready for a unit.
std::string countText(double count);

} // namespace ingot::tool
