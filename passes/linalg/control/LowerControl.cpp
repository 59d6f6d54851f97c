// NnControl.td: branches and loops become scf operations on tensors. What a loop collects is a tensor that it
// carries and writes one part of in each iteration. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/control/LowerControl.h"

#include "dialects/nn/NnControl.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "passes/linalg/Lowering.h"

using namespace mlir;

namespace ingot {
namespace {

/// How many values a loop carries: a mark on its yield, which must know after the loop is gone.
constexpr llvm::StringLiteral carriedAttrName = "carried";

/// One element is carried as a scalar: in a register, not in memory.
bool isScalar(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getNumElements() == 1;
}

Value scalarOf(OpBuilder &builder, Location loc, Value tensor) {
  SmallVector<Value> position(cast<RankedTensorType>(tensor.getType()).getRank());
  for (Value &index : position)
    index = arith::ConstantIndexOp::create(builder, loc, 0);
  return tensor::ExtractOp::create(builder, loc, tensor, position);
}

/// `value` as `type` says it: an element of a tensor, a tensor of one element, or a tensor of another type.
Value toType(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  if (!isa<TensorType>(type))
    return scalarOf(builder, loc, value);
  if (!isa<TensorType>(value.getType()))
    return tensor::FromElementsOp::create(builder, loc, cast<RankedTensorType>(type), value);
  return tensor::CastOp::create(builder, loc, type, value);
}

SmallVector<Value> toTypes(OpBuilder &builder, Location loc, ValueRange values, TypeRange types) {
  SmallVector<Value> result;
  for (auto [value, type] : llvm::zip_equal(values, types))
    result.push_back(toType(builder, loc, value, type));
  return result;
}

struct LowerIf : OpConversionPattern<nn::IfOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::IfOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op.getResultTypes(), types)))
      return failure();
    Value condition = scalarOf(rewriter, op.getLoc(), adaptor.getCondition());
    auto branch = scf::IfOp::create(rewriter, op.getLoc(), types, condition, /*addThenBlock=*/false,
                                    /*addElseBlock=*/false);
    rewriter.inlineRegionBefore(op.getThenRegion(), branch.getThenRegion(), branch.getThenRegion().end());
    rewriter.inlineRegionBefore(op.getElseRegion(), branch.getElseRegion(), branch.getElseRegion().end());
    rewriter.replaceOp(op, branch.getResults());
    return success();
  }
};

/// Builds the loop that one nn.loop becomes.
class LoopBuilder {
public:
  LoopBuilder(nn::LoopOp op, nn::LoopOp::Adaptor adaptor, const TypeConverter &types,
              ConversionPatternRewriter &rewriter)
      : op(op), adaptor(adaptor), types(types), rewriter(rewriter), tensors(rewriter, op.getLoc()) {}

  void build() {
    for (auto [argument, initial] : llvm::zip(op.getCarried(), adaptor.getInitial())) {
      Type type = types.convertType(argument.getType());
      if (isScalar(type))
        type = cast<RankedTensorType>(type).getElementType();
      states.push_back(toType(rewriter, loc(), initial, type));
    }
    for (OpResult result : op.getResults().drop_front(op.numCarried())) {
      auto type = cast<RankedTensorType>(result.getType());
      states.push_back(tensors.empty(sym::dimsOf(type), storageOf(type.getElementType())));
    }
    nn::YieldOp yield = op.getYield();
    rewriter.modifyOpInPlace(yield, [&] {
      yield->setAttr(carriedAttrName, rewriter.getI64IntegerAttr(op.numCarried()));
    });
    if (op.endsEarly() || op.getCondition())
      buildWhile();
    else
      buildFor();
  }

private:
  Location loc() { return op.getLoc(); }
  Value index(int64_t value) { return arith::ConstantIndexOp::create(rewriter, loc(), value); }

  /// The number of iterations as an index.
  Value trip() {
    Operation *known = op.getTrip().getDefiningOp();
    if (auto sizes = dyn_cast_or_null<nn::SizesOp>(known))
      return tensors.sizeValue(cast<sym::ExprAttr>(sizes.getValues()[0]));
    Value number = scalarOf(rewriter, loc(), adaptor.getTrip());
    return arith::IndexCastOp::create(rewriter, loc(), rewriter.getIndexType(), number);
  }

  /// Moves the body to the end of a block, where `number` counts and `carried` are the values of an iteration.
  void moveBody(Block &block, Value number, ValueRange carried) {
    if (!block.empty())
      rewriter.eraseOp(block.getTerminator());
    rewriter.setInsertionPointToEnd(&block);
    Value integer = arith::IndexCastOp::create(rewriter, loc(), rewriter.getI64Type(), number);
    SmallVector<Value> arguments{
        tensor::FromElementsOp::create(rewriter, loc(), RankedTensorType::get({}, rewriter.getI64Type()), integer)};
    for (auto [argument, value] : llvm::zip(op.getCarried(), carried))
      arguments.push_back(toType(rewriter, loc(), value, types.convertType(argument.getType())));
    rewriter.inlineBlockBefore(&op.getBody().front(), &block, block.end(), arguments);
  }

  void replace(ValueRange results) {
    SmallVector<Value> values;
    for (auto [result, value] : llvm::zip_equal(op.getResults(), results))
      values.push_back(toType(rewriter, loc(), value, types.convertType(result.getType())));
    rewriter.replaceOp(op, values);
  }

  void buildFor() {
    auto loop = scf::ForOp::create(rewriter, loc(), index(0), trip(), index(1), states);
    moveBody(*loop.getBody(), loop.getInductionVar(), loop.getRegionIterArgs());
    rewriter.setInsertionPointAfter(loop);
    replace(loop.getResults());
  }

  /// Carries the number of the iteration and whether it runs before the other values.
  void buildWhile() {
    Value limit = op.getTrip() ? trip() : Value();
    Value runs = op.getCondition() ? scalarOf(rewriter, loc(), adaptor.getCondition())
                                   : arith::ConstantOp::create(rewriter, loc(), rewriter.getBoolAttr(true)).getResult();
    SmallVector<Value> initial{index(0), runs};
    llvm::append_range(initial, states);
    auto before = [&](OpBuilder &builder, Location loc, ValueRange arguments) {
      Value condition = arguments[1];
      if (limit)
        condition = arith::AndIOp::create(
            builder, loc, condition,
            arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, arguments[0], limit));
      scf::ConditionOp::create(builder, loc, condition, arguments);
    };
    auto loop = scf::WhileOp::create(rewriter, loc(), ValueRange(initial).getTypes(), initial, before,
                                     [](OpBuilder &, Location, ValueRange) {});
    moveBody(*loop.getAfterBody(), loop.getAfterArguments()[0], loop.getAfterArguments().drop_front(2));
    rewriter.setInsertionPointAfter(loop);
    replace(loop.getResults().drop_front(2));
  }

  nn::LoopOp op;
  nn::LoopOp::Adaptor adaptor;
  const TypeConverter &types;
  ConversionPatternRewriter &rewriter;
  TensorBuilder tensors;
  SmallVector<Value> states;
};

struct LowerLoop : OpConversionPattern<nn::LoopOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::LoopOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    LoopBuilder(op, adaptor, *getTypeConverter(), rewriter).build();
    return success();
  }
};

/// `buffer` with `part` as the element, or the slice, of its first axis at `number`.
Value insertAt(OpBuilder &builder, Location loc, Value part, RankedTensorType named, Value buffer, Value number) {
  if (named.getRank() == 0)
    return tensor::InsertOp::create(builder, loc, scalarOf(builder, loc, part), buffer, number);
  TensorBuilder tensors(builder, loc);
  int64_t rank = named.getRank() + 1;
  SmallVector<OpFoldResult> offsets(rank, builder.getIndexAttr(0)), strides(rank, builder.getIndexAttr(1)),
      sizes{builder.getIndexAttr(1)};
  offsets[0] = number;
  llvm::append_range(sizes, tensors.sizes(sym::dimsOf(named)));
  return tensor::InsertSliceOp::create(builder, loc, part, buffer, offsets, sizes, strides);
}

struct LowerYield : OpConversionPattern<nn::YieldOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(nn::YieldOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Operation *parent = op->getParentOp();
    SmallVector<Value> values(adaptor.getValues());
    if (isa<scf::IfOp>(parent)) {
      values = toTypes(rewriter, loc, values, parent->getResultTypes());
    } else if (isa<scf::ForOp, scf::WhileOp>(parent)) {
      values = ofLoop(op, values, parent, rewriter);
    } else {
      return rewriter.notifyMatchFailure(op, "the operation around it is not converted yet");
    }
    rewriter.replaceOpWithNewOp<scf::YieldOp>(op, values);
    return success();
  }

  static SmallVector<Value> ofLoop(nn::YieldOp op, ArrayRef<Value> values, Operation *parent, OpBuilder &builder) {
    Location loc = op.getLoc();
    Block *block = op->getBlock();
    auto carried = static_cast<size_t>(op->getAttrOfType<IntegerAttr>(carriedAttrName).getInt());
    bool isWhile = isa<scf::WhileOp>(parent);
    Value number = block->getArgument(0);
    SmallVector<Value> result;
    auto states = block->getArguments().drop_front(isWhile ? 2 : 1);
    size_t first = values.size() - states.size(); // the condition comes before the states
    if (isWhile) {
      Value one = arith::ConstantIndexOp::create(builder, loc, 1);
      result.push_back(arith::AddIOp::create(builder, loc, number, one));
      result.push_back(first == 1 ? scalarOf(builder, loc, values[0])
                                  : arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true)).getResult());
    }
    for (auto [position, state] : llvm::enumerate(states)) {
      Value value = values[first + position];
      auto named = cast<RankedTensorType>(op.getOperand(first + position).getType());
      result.push_back(position < carried ? toType(builder, loc, value, state.getType())
                                          : insertAt(builder, loc, value, named, state, number));
    }
    return result;
  }
};

} // namespace

void addControlPatterns(RewritePatternSet &patterns, const TypeConverter &converter) {
  patterns.add<LowerIf, LowerLoop, LowerYield>(converter, patterns.getContext());
}

} // namespace ingot
