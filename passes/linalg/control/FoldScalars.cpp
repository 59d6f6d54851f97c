// Arithmetic on single elements, as loops and conditions have it, in registers; see FoldScalars.h.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/control/FoldScalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ingot {
namespace {

/// The scalar that a tensor of one element was made of, or null.
Value scalarBehind(Value tensor) {
  auto list = tensor.getDefiningOp<tensor::FromElementsOp>();
  return list && list.getElements().size() == 1 ? list.getElements().front() : Value();
}

struct ReadScalar : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    for (OpOperand *input : op.getDpsInputOperands()) {
      Value scalar = scalarBehind(input->get());
      AffineMap map = op.getMatchingIndexingMap(input);
      // A map that names a loop might be all that says how long the loop is.
      if (!scalar || !llvm::all_of(map.getResults(), llvm::IsaPred<AffineConstantExpr>))
        continue;
      replaceInput(op, input->getOperandNumber(), scalar, rewriter);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no input is one scalar");
  }

  static void replaceInput(linalg::GenericOp op, unsigned number, Value scalar, PatternRewriter &rewriter) {
    SmallVector<Value> inputs(op.getDpsInputs());
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    inputs.erase(inputs.begin() + number);
    maps.erase(maps.begin() + number);
    auto fresh = linalg::GenericOp::create(rewriter, op.getLoc(), op->getResultTypes(), inputs, op.getDpsInits(), maps,
                                           op.getIteratorTypesArray());
    fresh->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    Block *block = rewriter.createBlock(&fresh.getRegion());
    SmallVector<Value> arguments;
    for (BlockArgument argument : op.getBody()->getArguments())
      arguments.push_back(argument.getArgNumber() == number
                              ? scalar
                              : Value(block->addArgument(argument.getType(), argument.getLoc())));
    rewriter.inlineBlockBefore(op.getBody(), block, block->end(), arguments);
    rewriter.replaceOp(op, fresh.getResults());
  }
};

/// Every operation of the body works on numbers that the scalar code of a model may hold.
bool isScalarCode(linalg::GenericOp op) {
  auto isPlain = [](Type type) { return type.isIntOrIndex() || type.isF32() || type.isF64(); };
  return llvm::all_of(*op.getBody(), [&](Operation &inner) {
    return isa<linalg::YieldOp>(inner) || (isa<arith::ArithDialect>(inner.getDialect()) &&
                                           llvm::all_of(inner.getResultTypes(), isPlain));
  });
}

struct ComputeScalar : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (op.getNumLoops() != 0 || op->getNumResults() != 1 || !isScalarCode(op))
      return rewriter.notifyMatchFailure(op, "no arithmetic on single elements");
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    if (type.getRank() != 0 || !type.getElementType().isIntOrIndex() || usesInit(op))
      return rewriter.notifyMatchFailure(op, "the result is no integer");
    IRMapping mapping;
    for (OpOperand *input : op.getDpsInputOperands()) {
      SmallVector<Value> position;
      for (AffineExpr index : op.getMatchingIndexingMap(input).getResults())
        position.push_back(arith::ConstantIndexOp::create(rewriter, op.getLoc(),
                                                          cast<AffineConstantExpr>(index).getValue()));
      mapping.map(op.getMatchingBlockArgument(input),
                  tensor::ExtractOp::create(rewriter, op.getLoc(), input->get(), position).getResult());
    }
    for (Operation &inner : op.getBody()->without_terminator())
      rewriter.clone(inner, mapping);
    Value result = mapping.lookupOrDefault(op.getBody()->getTerminator()->getOperand(0));
    rewriter.replaceOpWithNewOp<tensor::FromElementsOp>(op, type, result);
    return success();
  }

  static bool usesInit(linalg::GenericOp op) { return op.payloadUsesValueFromOperand(op.getDpsInitOperand(0)); }
};

} // namespace

void addScalarPatterns(RewritePatternSet &patterns) { patterns.add<ReadScalar, ComputeScalar>(patterns.getContext()); }

} // namespace ingot
