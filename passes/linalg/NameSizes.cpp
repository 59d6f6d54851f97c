// Sizes that upstream's patterns ask for, as named sizes again: fusion through changes of shape makes
// `tensor.dim` and `affine.apply`, which no stage after this one knows. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/NameSizes.h"

#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "passes/Formula.h"
#include "passes/linalg/Passes.h"

using namespace mlir;

namespace ingot {
namespace {

/// The size of a function's argument.
struct NameArgumentSize : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::DimOp op, PatternRewriter &rewriter) const override {
    auto argument = dyn_cast<BlockArgument>(op.getSource());
    auto function = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
    std::optional<int64_t> axis = op.getConstantIndex();
    if (!function || !axis)
      return rewriter.notifyMatchFailure(op, "not a known axis of an argument");
    auto shape = function.getArgAttrOfType<sym::ShapeAttr>(argument.getArgNumber(), shapeAttrName);
    if (!shape)
      return rewriter.notifyMatchFailure(op, "the argument has no named sizes");
    rewriter.replaceOpWithNewOp<sym::SizeOp>(op, rewriter.getIndexType(), shape.getDims()[*axis]);
    return success();
  }
};

sym::ExprAttr sizeOf(Value value) {
  if (auto size = value.getDefiningOp<sym::SizeOp>())
    return size.getExpr();
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return sym::constant(value.getContext(), *constant);
  return {};
}

/// Arithmetic on sizes.
struct NameComputedSize : OpRewritePattern<affine::AffineApplyOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(affine::AffineApplyOp op, PatternRewriter &rewriter) const override {
    auto operands = llvm::map_to_vector(op.getMapOperands(), sizeOf);
    AffineMap map = op.getAffineMap();
    sym::ExprAttr expr = composeFormula(map.getResult(0), map.getNumDims(), operands);
    if (!expr)
      return rewriter.notifyMatchFailure(op, "an operand is no size");
    rewriter.replaceOpWithNewOp<sym::SizeOp>(op, rewriter.getIndexType(), expr);
    return success();
  }
};

} // namespace

void addSizePatterns(RewritePatternSet &patterns) {
  patterns.add<NameArgumentSize, NameComputedSize>(patterns.getContext());
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
}

} // namespace ingot
