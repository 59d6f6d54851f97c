// Printing for people: diagnostics with source lines, steps, units. Part of the tool's support library.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/Terminal.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <cstdlib>
#include <unistd.h>

namespace ingot::tool {
namespace {

using llvm::raw_ostream;

// Steps shorter than this are not worth a line unless all were asked for.
constexpr double slowStepSeconds = 0.3;
// A source line longer than this is no line that a person wrote.
constexpr size_t maximumLineBytes = 200;

bool useColor() {
  const char *noColor = std::getenv("NO_COLOR");
  return stderrIsTerminal() && (!noColor || !*noColor);
}

void printLabel(llvm::StringRef label, raw_ostream::Colors color) {
  raw_ostream &out = llvm::errs();
  if (useColor())
    out.changeColor(color, /*Bold=*/true);
  out << label << ": ";
  if (useColor())
    out.resetColor();
}

void printSeverity(mlir::DiagnosticSeverity severity) {
  switch (severity) {
  case mlir::DiagnosticSeverity::Error:
    return printLabel("error", raw_ostream::RED);
  case mlir::DiagnosticSeverity::Warning:
    return printLabel("warning", raw_ostream::MAGENTA);
  case mlir::DiagnosticSeverity::Note:
    return printLabel("note", raw_ostream::CYAN);
  case mlir::DiagnosticSeverity::Remark:
    return printLabel("remark", raw_ostream::BLUE);
  }
}

/// The line of a text file with a caret under the column; nothing where there is no such file or line.
void printSourceLine(mlir::FileLineColLoc location) {
  auto buffer = llvm::MemoryBuffer::getFile(location.getFilename().getValue(), /*IsText=*/true);
  if (!buffer || location.getColumn() == 0)
    return;
  llvm::StringRef rest = (*buffer)->getBuffer();
  for (unsigned line = 1; line < location.getLine(); ++line)
    rest = rest.split('\n').second;
  llvm::StringRef text = rest.split('\n').first.rtrim();
  bool printable =
      llvm::all_of(text, [](char c) { return c == '\t' || static_cast<unsigned char>(c) >= ' '; });
  if (text.empty() || text.size() > maximumLineBytes || !printable)
    return;
  llvm::errs() << text << '\n';
  if (unsigned column = location.getColumn(); column > 0 && column <= text.size() + 1) {
    for (char c : text.take_front(column - 1))
      llvm::errs() << (c == '\t' ? '\t' : ' ');
    llvm::errs() << "^\n";
  }
}

std::string scaled(double value, std::initializer_list<const char *> units, double step) {
  auto unit = units.begin();
  while (value >= step * 0.9995 && unit + 1 != units.end()) {
    value /= step;
    ++unit;
  }
  int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.*f ", digits, value) << *unit;
  return text;
}

} // namespace

bool stderrIsTerminal() {
  static const bool isTerminal = isatty(STDERR_FILENO);
  return isTerminal;
}

void printError(llvm::StringRef message) {
  printLabel("error", raw_ostream::RED);
  llvm::errs() << message << '\n';
}

void printNote(llvm::StringRef message) {
  printLabel("note", raw_ostream::CYAN);
  llvm::errs() << message << '\n';
}

std::string describeLocation(mlir::Location location) {
  if (auto file = mlir::dyn_cast<mlir::FileLineColLoc>(location)) {
    // A binary file has no columns, and its name says nothing that the command line did not.
    if (file.getColumn() == 0)
      return {};
    return (file.getFilename().getValue() + ":" + llvm::Twine(file.getLine()) + ":" +
            llvm::Twine(file.getColumn()))
        .str();
  }
  if (auto name = mlir::dyn_cast<mlir::NameLoc>(location)) {
    std::string child = describeLocation(name.getChildLoc());
    std::string node = "node '" + name.getName().str() + "'";
    return child.empty() ? node : child + ": " + node;
  }
  if (auto fused = mlir::dyn_cast<mlir::FusedLoc>(location)) {
    std::string text;
    for (mlir::Location part : fused.getLocations())
      if (std::string described = describeLocation(part); !described.empty())
        text += (text.empty() ? "" : " and ") + described;
    return text;
  }
  if (auto call = mlir::dyn_cast<mlir::CallSiteLoc>(location))
    return describeLocation(call.getCallee());
  if (auto opaque = mlir::dyn_cast<mlir::OpaqueLoc>(location))
    return describeLocation(opaque.getFallbackLocation());
  return {};
}

DiagnosticPrinter::DiagnosticPrinter(mlir::MLIRContext &context)
    : handler(&context, [this](mlir::Diagnostic &diagnostic) { print(diagnostic, {}); }) {
  // The node says where; its IR says nothing to a user, and may be as long as its weights.
  context.printOpOnDiagnostic(false);
}

void DiagnosticPrinter::print(mlir::Diagnostic &diagnostic, llvm::StringRef knownPlace) {
  errorCount += diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
  printSeverity(diagnostic.getSeverity());
  std::string message = diagnostic.str(), where = describeLocation(diagnostic.getLocation());
  // Importers put the node into the message, with its operation and opset; then the location says nothing
  // new.
  if (!where.empty() && !llvm::StringRef(message).contains(where))
    llvm::errs() << where << ": ";
  llvm::errs() << message << '\n';
  mlir::Location location = diagnostic.getLocation();
  // A message of several lines shows its source line itself: the file may lie inside an archive.
  auto file = location->findInstanceOf<mlir::FileLineColLoc>();
  if (file && !llvm::StringRef(message).contains('\n'))
    printSourceLine(file);
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    print(note, where);
}

void StepReporter::operator()(llvm::StringRef step, double seconds) {
  if (always || (stderrIsTerminal() && seconds > slowStepSeconds))
    llvm::errs() << "  " << llvm::left_justify(step, 36) << ' '
                 << llvm::right_justify(secondsText(seconds), 9) << '\n';
}

std::string secondsText(double seconds) {
  if (seconds >= 0.9995)
    return scaled(seconds, {"s"}, 1000);
  return scaled(seconds * 1e9, {"ns", "us", "ms"}, 1000);
}

std::string bytesText(double bytes) {
  if (bytes < 1000)
    return std::to_string(std::lround(bytes)) + " B";
  return scaled(bytes / 1000, {"kB", "MB", "GB", "TB"}, 1000);
}

std::string countText(double count) {
  if (count < 1000)
    return std::to_string(std::lround(count)) + " ";
  return scaled(count / 1000, {"k", "M", "G", "T", "P"}, 1000);
}

} // namespace ingot::tool
