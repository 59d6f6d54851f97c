// `ingot-infer-types`: one sweep that types every value and resolves shape arithmetic. Third in the shape
// stage. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnControl.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/ShapeContext.h"
#include "dialects/nn/shape/control/Control.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/shape/Passes.h"
#include "passes/shape/ReplaceValues.h"

namespace ingot {
#define GEN_PASS_DEF_INFERTYPES
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct InferTypes : ingot::impl::InferTypesBase<InferTypes> {
  void runOnOperation() override {
    bool hasBranches = getOperation().walk([](nn::IfOp) { return WalkResult::interrupt(); }).wasInterrupted();
    if (failed(hasBranches ? chooseBranches() : infer(getOperation())))
      signalPassFailure();
  }

private:
  // Where a choice between branches turns out not to fit what follows, the last choice that was made before is changed,
  // as long as that is few.
  LogicalResult chooseBranches() {
    constexpr unsigned maxAttempts = 16;
    ModuleOp module = getOperation();
    int64_t count = 0;
    Builder builder(module);
    module.walk([&](nn::IfOp op) { op->setAttr(nn::branchNumberAttrName, builder.getI64IntegerAttr(count++)); });
    SmallVector<std::pair<int64_t, bool>> choices; // the operation, and whether it takes the other branch by now
    std::optional<nn::Attempt> first;
    for (unsigned attempt = 0; attempt != maxAttempts; ++attempt) {
      OwningOpRef<ModuleOp> copy = module.clone();
      for (auto [number, isChanged] : choices)
        keep(*copy, number, isChanged);
      nn::Attempt tried = nn::Attempt::run(&getContext(), [&] { return infer(*copy); });
      if (tried.succeeded()) {
        module.getBodyRegion().takeBody(copy->getBodyRegion());
        (*copy)->removeAttr(nn::branchNumberAttrName);
        module->setAttrs((*copy)->getAttrDictionary());
        return success();
      }
      if (!first)
        first = tried;
      if (auto made = (*copy)->getAttrOfType<ArrayAttr>(nn::branchNumberAttrName))
        for (Attribute number : made)
          choices.push_back({cast<IntegerAttr>(number).getInt(), false});
      while (!choices.empty() && choices.back().second)
        choices.pop_back();
      if (choices.empty())
        break;
      choices.back().second = true;
    }
    return first->report();
  }

  // Without a choice made here, the rule keeps the usual branch.
  static void keep(ModuleOp module, int64_t number, bool isChanged) {
    module.walk([&](nn::IfOp op) {
      if (auto own = op->getAttrOfType<IntegerAttr>(nn::branchNumberAttrName); own && own.getInt() == number)
        op->setAttr(nn::otherBranchAttrName, Builder(module).getBoolAttr(isChanged));
    });
  }

  static LogicalResult infer(ModuleOp module) {
    nn::ShapeContext context(module);
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      if (failed(nn::inferBlock(function.getBody().front(), context)))
        return failure();
      function.walk([](Operation *op) { op->removeAttr(nn::declaredAttrName); });
      shape::replaceValues(function, context);
      updateType(function);
    }
    module.walk([](nn::IfOp op) {
      op->removeAttr(nn::branchNumberAttrName);
      op->removeAttr(nn::otherBranchAttrName);
    });
    writeSymbols(module, context);
    writeGuards(module, context);
    return checkNames(module, context);
  }

  static void updateType(func::FuncOp function) {
    Operation *last = function.getBody().back().getTerminator();
    function.setFunctionType(FunctionType::get(function.getContext(), function.getBody().getArgumentTypes(),
                                               llvm::to_vector(last->getOperandTypes())));
  }

  // After those that the bounds read.
  static void writeSymbols(ModuleOp module, const nn::ShapeContext &context) {
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    for (auto symbol : module.getOps<sym::SymbolOp>())
      builder.setInsertionPointAfter(symbol);
    for (const nn::DataSymbol &data : context.dataSymbols())
      sym::SymbolOp::create(builder, data.location, builder.getStringAttr(data.symbol.getName()),
                            data.minimum ? builder.getI64IntegerAttr(data.minimum) : IntegerAttr(), IntegerAttr(),
                            data.bound);
  }

  // A name that the user bounds exists: as a size of an input, or as one that only the data knows.
  static LogicalResult checkNames(ModuleOp module, const nn::ShapeContext &context) {
    module->removeAttr("ingot.dims");
    SmallVector<StringRef> unused = context.unusedNames();
    if (unused.empty())
      return success();
    std::string known;
    for (auto symbol : module.getOps<sym::SymbolOp>())
      known += (known.empty() ? "'" : ", '") + symbol.getName().str() + "'";
    return module.emitError() << "the model has no dimension '" << unused.front() << "'; "
                                      << (known.empty() ? "it has no named dimension" : "it has ") << known;
  }

  // After the declarations that the conditions use.
  static void writeGuards(ModuleOp module, const nn::ShapeContext &context) {
    OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
    for (Operation &op : module.getBody()->getOperations())
      if (isa<sym::SymbolOp, sym::AssertOp, sym::GuardOp>(op))
        builder.setInsertionPointAfter(&op);
    for (const nn::Guard &guard : context.guards())
      sym::GuardOp::create(builder, guard.location, guard.condition, builder.getStringAttr(guard.message));
  }
};
} // namespace
