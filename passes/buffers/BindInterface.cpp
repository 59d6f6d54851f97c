// ingot-bind-interface: arguments become what the caller binds. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_BINDINTERFACE
#include "passes/buffers/Passes.h.inc"

namespace {

/// Name of an element type in an interface: an `ingot_dtype` in lower case.
std::string dtypeOf(Type element, bool isUnsigned, bool isBool) {
  if (isBool || element.isInteger(1))
    return "bool";
  if (auto integer = dyn_cast<IntegerType>(element))
    return ((isUnsigned || integer.isUnsigned() ? "u" : "i") + Twine(integer.getWidth())).str();
  std::string text;
  llvm::raw_string_ostream(text) << element;
  return text;
}

struct BindInterface : impl::BindInterfaceBase<BindInterface> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto function : module.getOps<func::FuncOp>()) {
      if (rt::isKernel(function) || function.isExternal())
        continue;
      if (failed(bind(module, function)))
        return signalPassFailure();
    }
  }

  LogicalResult bind(ModuleOp module, func::FuncOp function) {
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    auto outputCount = function->getAttrOfType<IntegerAttr>("rt.output_count");
    if (!outputCount)
      return function.emitError("'") << function.getName() << "' lacks 'rt.output_count'";
    unsigned inputs = function.getNumArguments() - static_cast<unsigned>(outputCount.getInt());
    SmallVector<Attribute> described[2];
    for (BlockArgument argument : function.getArguments()) {
      unsigned number = argument.getArgNumber();
      bool isOutput = number >= inputs;
      auto type = cast<MemRefType>(argument.getType());
      auto shape = function.getArgAttrOfType<sym::ShapeAttr>(number, "sym.shape");
      SmallVector<Value> sizes;
      SmallVector<Attribute> dims;
      OpBuilder::InsertionGuard guard(builder);
      if (Operation *place = placeOf(argument, shape))
        builder.setInsertionPoint(place);
      for (auto [axis, size] : llvm::enumerate(type.getShape())) {
        if (!ShapedType::isDynamic(size)) {
          dims.push_back(builder.getStringAttr(Twine(size)));
          continue;
        }
        if (!shape)
          return function.emitError("argument ") << number << " has a size without a name";
        sym::ExprAttr expr = shape.getDims()[axis];
        dims.push_back(builder.getStringAttr(sym::toString(expr)));
        sizes.push_back(sym::SizeOp::create(builder, argument.getLoc(), builder.getIndexType(), expr));
      }
      uint64_t position = isOutput ? number - inputs : number;
      Value view = isOutput ? rt::OutputOp::create(builder, argument.getLoc(), type, position, sizes).getResult()
                            : rt::InputOp::create(builder, argument.getLoc(), type, position, sizes).getResult();
      argument.replaceAllUsesWith(view);
      auto name = function.getArgAttrOfType<StringAttr>(number, "ingot.name");
      std::string dtype = dtypeOf(type.getElementType(), !!function.getArgAttr(number, "ingot.unsigned"),
                                  !!function.getArgAttr(number, "ingot.bool"));
      described[isOutput].push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("name",
                                name ? name : builder.getStringAttr((isOutput ? "output" : "input") + Twine(position))),
           builder.getNamedAttr("dtype", builder.getStringAttr(dtype)),
           builder.getNamedAttr("dims", builder.getArrayAttr(dims))}));
    }
    llvm::BitVector all(function.getNumArguments(), true);
    if (failed(function.eraseArguments(all)))
      return failure();
    function->removeAttr("rt.output_count");
    describe(module, function, described[0], described[1], builder);
    return success();
  }

  /// Where the view of an argument is made: null for the start; where only the data knows a size of it, the first use,
  /// by when that size is stored.
  static Operation *placeOf(BlockArgument argument, sym::ShapeAttr shape) {
    Block *block = argument.getOwner();
    Operation *first = &block->front();
    if (!shape || llvm::none_of(shape.getDims(), [&](sym::ExprAttr dim) { return sym::readsData(first, dim); }))
      return nullptr;
    Operation *place = block->getTerminator();
    for (Operation *user : argument.getUsers())
      if (Operation *top = block->findAncestorOpInBlock(*user); top && top->isBeforeInBlock(place))
        place = top;
    return place;
  }

  static void describe(ModuleOp module, func::FuncOp function, ArrayRef<Attribute> inputs, ArrayRef<Attribute> outputs,
                       Builder builder) {
    auto name = module->getAttrOfType<StringAttr>("ingot.name");
    auto arena = module->getAttrOfType<sym::ExprAttr>("ingot.arena");
    auto weights = module->getAttrOfType<ElementsAttr>("ingot.weights");
    int64_t weightsBytes = weights ? weights.getShapedType().getNumElements() : 0;
    SmallVector<Attribute> symbols;
    for (auto symbol : module.getOps<sym::SymbolOp>()) {
      SmallVector<NamedAttribute> entries = {
          builder.getNamedAttr("name", builder.getStringAttr(symbol.getName())),
          builder.getNamedAttr("minimum", builder.getI64IntegerAttr(symbol.minimum()))};
      if (symbol.getMax())
        entries.push_back(builder.getNamedAttr("maximum", builder.getI64IntegerAttr(*symbol.getMax())));
      if (symbol.isData())
        entries.push_back(builder.getNamedAttr("bound", builder.getStringAttr(sym::toString(symbol.getBoundAttr()))));
      symbols.push_back(builder.getDictionaryAttr(entries));
    }
    module->setAttr("ingot.interface",
                    builder.getDictionaryAttr(
                        {builder.getNamedAttr("name", name ? name : builder.getStringAttr(function.getName())),
                         builder.getNamedAttr("inputs", builder.getArrayAttr(inputs)),
                         builder.getNamedAttr("outputs", builder.getArrayAttr(outputs)),
                         builder.getNamedAttr("states", builder.getArrayAttr({})),
                         builder.getNamedAttr("symbols", builder.getArrayAttr(symbols)),
                         builder.getNamedAttr("arena_bytes", builder.getStringAttr(arena ? sym::toString(arena) : "0")),
                         builder.getNamedAttr("state_bytes", builder.getStringAttr("0")),
                         builder.getNamedAttr("weights_bytes", builder.getI64IntegerAttr(weightsBytes))}));
  }
};
} // namespace
} // namespace ingot
