// mlir-opt with Ingot's dialects, passes and stages: one pass or one stage at a time, for tests and for
// people. Nothing of the driver but its registration lists. SPDX-License-Identifier: Apache-2.0
#include "compiler/Dialects.h"
#include "compiler/Passes.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  ingot::registerDialects(registry);
  ingot::registerPasses();
  mlir::registerAllPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, "Ingot pass driver\n", registry));
}
