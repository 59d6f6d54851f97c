// ingot-merge-kernels: equal kernels become one function. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Remarks.h"
#include "passes/tile/Passes.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_MERGEKERNELS
#include "passes/tile/Passes.h.inc"

namespace {
struct MergeKernels : impl::MergeKernelsBase<MergeKernels> {
  void runOnOperation() override {
    llvm::StringMap<func::FuncOp> first;
    llvm::DenseMap<StringAttr, StringAttr> replacement;
    SmallVector<func::FuncOp> merged;
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      if (!rt::isKernel(kernel))
        continue;
      auto [found, isNew] = first.try_emplace(textOf(kernel), kernel);
      if (isNew)
        continue;
      replacement[kernel.getNameAttr()] = found->second.getNameAttr();
      merged.push_back(kernel);
    }
    getOperation().walk([&](rt::LaunchOp launch) {
      if (StringAttr name = replacement.lookup(launch.getCalleeAttr().getAttr()))
        launch.setCalleeAttr(FlatSymbolRefAttr::get(name));
    });
    for (func::FuncOp kernel : merged)
      kernel.erase();
    if (!merged.empty())
      remark::passed(getOperation().getLoc(), remark::RemarkOpts::name("MergeKernels").category("ingot-tile"))
          << "kernels merged into equal ones: " << remark::metric("merged", static_cast<int64_t>(merged.size()));
  }

  /// The kernel without its name and locations: equal text, equal code.
  static std::string textOf(func::FuncOp kernel) {
    StringAttr name = kernel.getNameAttr();
    kernel.setName("kernel");
    std::string text;
    llvm::raw_string_ostream stream(text);
    kernel->print(stream, OpPrintingFlags().useLocalScope());
    kernel.setName(name);
    return text;
  }
};
} // namespace
} // namespace ingot
