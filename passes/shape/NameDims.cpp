// `ingot-name-dims`: every unknown size of an input gets a name, every name a declaration. First in the shape
// stage. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/shape/Passes.h"

#include "llvm/ADT/StringSet.h"

namespace ingot {
#define GEN_PASS_DEF_NAMEDIMS
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct NameDims : ingot::impl::NameDimsBase<NameDims> {
  void runOnOperation() override {
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      declared.insert(symbol.getName());
    getOperation().walk([&](func::FuncOp function) { collectUsed(function); });
    getOperation().walk([&](func::FuncOp function) { nameArguments(function); });
    declareAll();
    getOperation().walk([&](nn::ConcatOp concat) { allowEmpty(concat); });
    getOperation().walk([&](nn::ReduceAtOp reduce) { allowEmpty(reduce.getAxes(), 0); }); // no axes mean all, or none
  }

private:
  // Names that types use already may not be given to other sizes.
  void collectUsed(func::FuncOp function) {
    for (Type type : function.getArgumentTypes())
      if (auto ranked = dyn_cast<RankedTensorType>(type))
        for (sym::ExprAttr dim : sym::dimsOf(ranked))
          if (dim)
            sym::collectSymbols(dim, used);
  }

  void nameArguments(func::FuncOp function) {
    if (function.isExternal())
      return;
    for (BlockArgument argument : function.getArguments()) {
      auto ranked = dyn_cast<RankedTensorType>(argument.getType());
      if (!ranked || sym::isFullyNamed(ranked))
        continue;
      SmallVector<sym::ExprAttr> dims = sym::dimsOf(ranked);
      for (auto [index, dim] : llvm::enumerate(dims))
        if (!dim)
          dim = freshSymbol(function, argument.getArgNumber(), index);
      argument.setType(sym::tensorTypeOf(dims, ranked.getElementType()));
    }
    function.setFunctionType(
        FunctionType::get(&getContext(), function.getBody().getArgumentTypes(), function.getResultTypes()));
  }

  // `<input>_<dim>`, made unique by underscores.
  sym::ExprAttr freshSymbol(func::FuncOp function, unsigned argument, size_t dim) {
    auto given = function.getArgAttrOfType<StringAttr>(argument, "ingot.name");
    std::string name = given ? given.str() : ("input" + Twine(argument)).str();
    name += "_" + std::to_string(dim);
    while (declared.contains(name) || used.contains(name))
      name += "_";
    sym::ExprAttr symbol = sym::symbol(&getContext(), name);
    used.insert(symbol.getName());
    return symbol;
  }

  void declareAll() {
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      builder.setInsertionPointAfter(symbol);
    for (StringRef name : used)
      if (declared.insert(name).second)
        sym::SymbolOp::create(builder, getOperation().getLoc(), builder.getStringAttr(name),
                              builder.getI64IntegerAttr(1), IntegerAttr(), sym::ExprAttr());
  }

  // An input that the model extends (a cache of the past) may be empty along the axis where it grows.
  void allowEmpty(nn::ConcatOp concat) {
    for (Value input : concat.getInputs())
      allowEmpty(input, static_cast<int64_t>(concat.getAxis()));
  }

  void allowEmpty(Value input, int64_t axis) {
    auto type = dyn_cast<RankedTensorType>(input.getType());
    axis += type && axis < 0 ? type.getRank() : 0;
    if (!isa<BlockArgument>(input) || !type || axis < 0 || axis >= type.getRank())
      return;
    sym::ExprAttr size = sym::dimOf(type, static_cast<unsigned>(axis));
    for (auto symbol : getOperation().getOps<sym::SymbolOp>())
      if (size && size.isSymbol() && symbol.getName() == size.getName() && symbol.minimum() == 1)
        symbol.setMin(0);
  }

  llvm::StringSet<> declared;
  llvm::SetVector<StringRef> used;
};
} // namespace
