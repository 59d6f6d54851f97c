// `ingot-bound-outputs`: what a caller reserves for an output suffices, whatever the data decides. After
// `ingot-unify-dims` in the shape stage. SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Passes.h"

#include "dialects/nn/NnData.h"
#include "dialects/sym/SymLimit.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ingot {
#define GEN_PASS_DEF_BOUNDOUTPUTS
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct BoundOutputs : ingot::impl::BoundOutputsBase<BoundOutputs> {
  void runOnOperation() override {
    boundSymbols();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && failed(boundResults(function)))
        return signalPassFailure();
  }

private:
  // The runtime evaluates a bound while the data symbols that it reads stand at theirs.
  void boundSymbols() {
    sym::DataLimits limits(getOperation());
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      if (symbol.isData() && !limits.isLargestAtBounds(symbol.getBoundAttr()))
        if (sym::ExprAttr bound = limits.above(symbol.getBoundAttr()))
          symbol.setBoundAttr(bound);
  }

  LogicalResult boundResults(func::FuncOp function) {
    Operation *last = function.getBody().back().getTerminator();
    for (OpOperand &operand : last->getOpOperands()) {
      sym::DataLimits limits(getOperation());
      auto type = dyn_cast<RankedTensorType>(operand.get().getType());
      SmallVector<sym::ExprAttr> dims = type ? sym::dimsOf(type) : SmallVector<sym::ExprAttr>();
      bool isChanged = false;
      for (auto [axis, dim] : llvm::enumerate(dims)) {
        if (!dim || limits.isLargestAtBounds(dim))
          continue;
        dim = nameSize(function, last, operand.getOperandNumber(), axis, dim, limits.above(dim));
        isChanged = true;
        if (!dim)
          return last->emitError() << "dim " << axis << " of output " << operand.getOperandNumber()
                                   << " has no bound that is known before the run; bound the sizes that only the "
                                      "data knows with --dim";
      }
      if (!isChanged)
        continue;
      OpBuilder builder(last);
      operand.set(nn::ReshapeOp::create(builder, operand.get().getLoc(), sym::tensorTypeOf(dims, type.getElementType()),
                                        operand.get(), Value()));
    }
    function.setFunctionType(
        FunctionType::get(&getContext(), function.getArgumentTypes(), llvm::to_vector(last->getOperandTypes())));
    return success();
  }

  // A data symbol of its own for one size of an output, stored before the function ends.
  sym::ExprAttr nameSize(func::FuncOp function, Operation *last, unsigned number, size_t axis, sym::ExprAttr size,
                         sym::ExprAttr bound) {
    if (!bound)
      return {};
    auto given = function.getResultAttrOfType<StringAttr>(number, "ingot.name");
    std::string name = given ? given.str() : ("output" + Twine(number)).str();
    name += "_" + std::to_string(axis);
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      builder.setInsertionPointAfter(symbol);
    while (llvm::any_of(getOperation().getOps<sym::SymbolOp>(),
                        [&](sym::SymbolOp symbol) { return symbol.getName() == name; }))
      name += "_";
    sym::SymbolOp::create(builder, last->getLoc(), builder.getStringAttr(name), IntegerAttr(), IntegerAttr(), bound);
    builder.setInsertionPoint(last);
    Value value = nn::SizesOp::create(builder, last->getLoc(), RankedTensorType::get({}, builder.getI64Type()),
                                      builder.getArrayAttr({size}));
    nn::SetSizeOp::create(builder, last->getLoc(), value, builder.getStringAttr(name), sym::constant(&getContext(), 0),
                          bound, builder.getStringAttr("expected 0 to " + bound.str() + " for size '" + name + "'"));
    return sym::symbol(&getContext(), name);
  }
};
} // namespace
