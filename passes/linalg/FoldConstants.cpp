// `ingot-fold-constants`: subgraphs of constants become their values. Runs after conversion, before fusion
// merges them with what depends on the call. SPDX-License-Identifier: Apache-2.0
#include "mlir/IR/Remarks.h"
#include "passes/Evaluate.h"
#include "passes/linalg/Passes.h"

namespace ingot {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "passes/linalg/Passes.h.inc"
} // namespace ingot

using namespace mlir;

namespace {
struct FoldConstants : ingot::impl::FoldConstantsBase<FoldConstants> {
  using FoldConstantsBase::FoldConstantsBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto options = remark::RemarkOpts::name("FoldConstants").category("ingot-linalg");
    ingot::FoldStatistics statistics = ingot::foldConstantSubgraphs(module, {growthFloorBytes, maxGrowth});
    // What could not be evaluated runs with the model: slower, not wrong.
    if (statistics.skipped > 0)
      remark::failed(module.getLoc(), options)
          << "left " + std::to_string(statistics.skipped) + " constant subgraphs: " + statistics.problem;
    numValues += statistics.values;
    numKernels += statistics.kernels;
    if (statistics.values > 0)
      remark::passed(module.getLoc(), options) << "folded " + std::to_string(statistics.values) +
                                                      " values into " + std::to_string(statistics.bytes) +
                                                      " bytes with " + std::to_string(statistics.kernels) +
                                                      " kernels";
  }
};
} // namespace
