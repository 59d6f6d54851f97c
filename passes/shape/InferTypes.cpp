// `ingot-infer-types`: one sweep that types every value and resolves shape arithmetic. Third in the shape
// stage. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnControl.h"
#include "dialects/nn/NnData.h"
#include "dialects/nn/ShapeContext.h"
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
    nn::ShapeContext context(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      if (failed(nn::inferBlock(function.getBody().front(), context)))
        return signalPassFailure();
      function.walk([](Operation *op) { op->removeAttr(nn::declaredAttrName); });
      shape::replaceValues(function, context);
      updateType(function);
    }
    writeSymbols(context);
    writeGuards(context);
    if (failed(checkNames(context)))
      signalPassFailure();
  }

private:
  static void updateType(func::FuncOp function) {
    Operation *last = function.getBody().back().getTerminator();
    function.setFunctionType(FunctionType::get(function.getContext(), function.getBody().getArgumentTypes(),
                                               llvm::to_vector(last->getOperandTypes())));
  }

  // After those that the bounds read.
  void writeSymbols(const nn::ShapeContext &context) {
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      builder.setInsertionPointAfter(symbol);
    for (const nn::DataSymbol &data : context.dataSymbols())
      sym::SymbolOp::create(builder, data.location, builder.getStringAttr(data.symbol.getName()),
                            data.minimum ? builder.getI64IntegerAttr(data.minimum) : IntegerAttr(), IntegerAttr(),
                            data.bound);
  }

  // A name that the user bounds exists: as a size of an input, or as one that only the data knows.
  LogicalResult checkNames(const nn::ShapeContext &context) {
    getOperation()->removeAttr("ingot.dims");
    SmallVector<StringRef> unused = context.unusedNames();
    if (unused.empty())
      return success();
    std::string known;
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      known += (known.empty() ? "'" : ", '") + symbol.getName().str() + "'";
    return getOperation().emitError() << "the model has no dimension '" << unused.front() << "'; "
                                      << (known.empty() ? "it has no named dimension" : "it has ") << known;
  }

  // After the declarations that the conditions use.
  void writeGuards(const nn::ShapeContext &context) {
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    for (Operation &op : getOperation().getBody()->getOperations())
      if (isa<sym::SymbolOp, sym::AssertOp, sym::GuardOp>(op))
        builder.setInsertionPointAfter(&op);
    for (const nn::Guard &guard : context.guards())
      sym::GuardOp::create(builder, guard.location, guard.condition, builder.getStringAttr(guard.message));
  }
};
} // namespace
