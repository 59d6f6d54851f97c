#include "dialects/nn/Nn.h"
#include "passes/shape/Passes.h"
#include "passes/tile/CostModel.h"
#include "llvm/Support/CommandLine.h"
#include "mlir/Conversion/Passes.h"

// FIXME
const char *setting() { return getenv("INGOT_SETTING"); }
