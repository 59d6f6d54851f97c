// Builds and imports the models of the tests; see TestModel.h. SPDX-License-Identifier: Apache-2.0
#include "TestModel.h"

#include "compiler/frontend/onnx/Import.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>
#include <onnx/defs/parser.h>

namespace ingot::onnx::test {

TemporaryFolder::TemporaryFolder() {
  llvm::SmallString<128> path;
  EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("ingot-onnx-test", path));
  folder = path.str().str();
}

TemporaryFolder::~TemporaryFolder() { llvm::sys::fs::remove_directories(folder); }

std::string TemporaryFolder::write(const std::string &name, const std::string &bytes) const {
  std::error_code code;
  llvm::raw_fd_ostream stream(path(name), code);
  EXPECT_FALSE(code);
  stream << bytes;
  return path(name);
}

::onnx::ModelProto parse(const std::string &graph, int opset, const std::string &moreOpsets) {
  ::onnx::ModelProto model;
  std::string text =
      "<ir_version: 8, opset_import: [\"\" : " + std::to_string(opset) + moreOpsets + "]>\n" + graph;
  ::onnx::OnnxParser parser(text.c_str());
  auto status = parser.Parse(model);
  EXPECT_TRUE(status.IsOK()) << status.ErrorMessage();
  return model;
}

Outcome importFile(const std::string &path, bool withLocations) {
  Outcome outcome;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    llvm::raw_string_ostream(outcome.diagnostics) << diagnostic.getLocation() << ": " << diagnostic << "\n";
    return mlir::success();
  });
  auto module = importOnnx(context, path);
  if (!module) {
    outcome.error = llvm::toString(module.takeError());
    return outcome;
  }
  mlir::OpPrintingFlags flags;
  flags.enableDebugInfo(withLocations, /*prettyForm=*/true);
  llvm::raw_string_ostream stream(outcome.module);
  (*module)->print(stream, flags);
  return outcome;
}

Outcome importBytes(const std::string &bytes) {
  TemporaryFolder folder;
  return importFile(folder.write("model.onnx", bytes));
}

Outcome importModel(const ::onnx::ModelProto &model, bool withLocations) {
  TemporaryFolder folder;
  return importFile(folder.write("model.onnx", model.SerializeAsString()), withLocations);
}

Outcome importText(const std::string &graph, int opset) { return importModel(parse(graph, opset)); }

} // namespace ingot::onnx::test
