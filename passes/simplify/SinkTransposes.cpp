// Transposes on their way: down through operations that do not care for the order of axes, until they cancel;
// up where an operation is left between a transpose and its inverse. Every pattern moves transposes one way
// only, or leaves fewer of them, so that the rewriting ends. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnVerify.h"
#include "passes/simplify/Constants.h"
#include "passes/simplify/Layout.h"
#include "passes/simplify/Remark.h"

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "ChooseLayout";

/// A transpose that moves data: one of constants costs nothing at run time.
nn::TransposeOp dataTranspose(Value value) {
  auto transpose = value.getDefiningOp<nn::TransposeOp>();
  if (!transpose || isIdentity(transpose.getPermutation()) || isConstantExpression(transpose.getInput()))
    return {};
  return transpose;
}

struct MergeTransposes : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    if (isIdentity(op.getPermutation())) {
      rewriter.replaceOp(op, op.getInput());
      return success();
    }
    auto inner = op.getInput().getDefiningOp<nn::TransposeOp>();
    if (!inner)
      return failure();
    Permutation both = composed(inner.getPermutation(), op.getPermutation());
    if (isIdentity(both) && inner.getInput().getType() == op.getType())
      rewriter.replaceOp(op, inner.getInput());
    else
      rewriter.replaceOpWithNewOp<nn::TransposeOp>(op, op.getType(), inner.getInput(), both);
    return success();
  }
};

/// op(transpose(x), ...) = transpose(op(x, ...)) where the other operands follow for free.
struct SinkThroughOperation : RewritePattern {
  explicit SinkThroughOperation(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<nn::NnDialect>(op->getDialect()) || op->getNumResults() != 1 || isa<nn::TransposeOp>(op))
      return failure();
    for (Value operand : op->getOperands()) {
      nn::TransposeOp transpose = dataTranspose(operand);
      if (!transpose || !isWorthwhile(op, transpose))
        continue;
      Permutation permutation(transpose.getPermutation());
      Value result = permute(rewriter, op, permutation);
      remarkDone(op, passName, "moved a transpose behind it");
      rewriter.replaceOpWithNewOp<nn::TransposeOp>(op, op->getResult(0).getType(), result, permutation);
      return success();
    }
    return failure();
  }

private:
  static bool isWorthwhile(Operation *op, nn::TransposeOp transpose) {
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    if (!canPermute(op, permutation))
      return false;
    // A small operand that is repeated may not force the transpose of the large result.
    if (op->hasTrait<nn::Elementwise>() && dimsOf(transpose) != dimsOf(op->getResult(0)))
      return false;
    // One that moves only axes of size 1 is a reshape: not worth any other.
    bool mayMakeOthers = !movesUnitAxesOnly(dimsOf(transpose.getInput()), permutation);
    int64_t rank = static_cast<int64_t>(permutation.size());
    return llvm::all_of(permutedOperands(op), [&](OpOperand &operand) {
      OperandCost cost = costBefore(operand.get(), rank, permutation);
      return cost == OperandCost::Cancels || (cost == OperandCost::Free && mayMakeOthers) ||
             isConstantExpression(operand.get());
    });
  }
};

/// A reduction whose axes go away: the axes that stay keep their relative order.
template <typename OpTy>
struct SinkThroughReduction : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    nn::TransposeOp transpose = dataTranspose(op.getInput());
    constexpr bool isReduce = std::is_same_v<OpTy, nn::ReduceOp>;
    if (!transpose || (isReduce && op.getKeepDims()))
      return failure();
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    auto rank = static_cast<int64_t>(permutation.size());
    SmallVector<int64_t> axes = axesOf(op, rank), before;
    for (int64_t axis : axes)
      before.push_back(permutation[axis]);
    llvm::sort(before);
    Permutation kept;
    if (op.getKeepDims()) {
      kept.assign(permutation.begin(), permutation.end());
    } else {
      for (int64_t axis = 0; axis < rank; ++axis)
        if (!llvm::is_contained(axes, axis))
          kept.push_back(permutation[axis] -
                         llvm::count_if(before, [&](int64_t gone) { return gone < permutation[axis]; }));
    }
    Dims dims = beforeTranspose<sym::ExprAttr>(dimsOf(op.getResult()), kept);
    auto reduced = cast<OpTy>(rewriter.clone(*op));
    rewriter.modifyOpInPlace(reduced, [&] {
      reduced.getInputMutable().assign(transpose.getInput());
      setAxes(reduced, before);
      reduced.getResult().setType(sym::tensorTypeOf(dims, rankedType(op.getResult()).getElementType()));
    });
    remarkDone(op, passName, "moved a transpose behind it");
    rewriter.replaceOpWithNewOp<nn::TransposeOp>(op, op.getType(), reduced.getResult(), kept);
    return success();
  }

private:
  static SmallVector<int64_t> axesOf(nn::ReduceOp op, int64_t rank) {
    return normalizedAxes(op.getAxes(), rank);
  }
  static SmallVector<int64_t> axesOf(nn::ArgReduceOp op, int64_t rank) {
    return {nn::normalizeAxis(op.getAxis(), rank)};
  }
  static void setAxes(nn::ReduceOp op, ArrayRef<int64_t> axes) { op.setAxes(axes); }
  static void setAxes(nn::ArgReduceOp op, ArrayRef<int64_t> axes) { op.setAxis(axes[0]); }
};

struct SinkThroughReshape : OpRewritePattern<nn::ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReshapeOp op, PatternRewriter &rewriter) const override {
    nn::TransposeOp transpose = dataTranspose(op.getInput());
    if (!transpose || op.getShape())
      return failure();
    std::optional<SunkReshape> sunk =
        swapWithReshape(transpose.getPermutation(), dimsOf(op.getInput()), dimsOf(op.getResult()));
    if (!sunk)
      return rewriter.notifyMatchFailure(op, "merges axes that are not neighbours before the transpose");
    TypedBuilder build(rewriter, op.getLoc());
    Value reshaped = build.reshape(transpose.getInput(), sunk->dims);
    remarkDone(op, passName, "moved a transpose behind it");
    rewriter.replaceOpWithNewOp<nn::TransposeOp>(op, op.getType(), reshaped, sunk->permutation);
    return success();
  }
};

/// A matrix product swaps the last two axes of an operand itself.
struct SinkIntoMatmul : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    nn::TransposeOp left = swapBefore(op.getLhs()), right = swapBefore(op.getRhs());
    if (!left && !right)
      return failure();
    remarkDone(op, passName, "took a transpose into the matrix product");
    rewriter.modifyOpInPlace(op, [&] {
      if (left) {
        op.getLhsMutable().assign(left.getInput());
        op.setTransposeA(!op.getTransposeA());
      }
      if (right) {
        op.getRhsMutable().assign(right.getInput());
        op.setTransposeB(!op.getTransposeB());
      }
    });
    return success();
  }

private:
  /// The transpose that swaps the last two axes and nothing else.
  static nn::TransposeOp swapBefore(Value operand) {
    nn::TransposeOp transpose = dataTranspose(operand);
    if (!transpose || transpose.getPermutation().size() < 2)
      return {};
    Permutation permutation(transpose.getPermutation());
    std::swap(permutation[permutation.size() - 1], permutation[permutation.size() - 2]);
    return isIdentity(permutation) ? transpose : nn::TransposeOp();
  }
};

/// matmul(flatten(transpose(x)), W) = matmul(flatten(x), W') where the rows of W' are those of W in the order
/// of the axes of x: the end of many convolutional networks.
struct SinkThroughFlatten : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    auto flatten = op.getLhs().getDefiningOp<nn::ReshapeOp>();
    nn::TransposeOp transpose = flatten ? dataTranspose(flatten.getInput()) : nn::TransposeOp();
    if (!transpose || op.getTransposeA() || !isConstantExpression(op.getRhs()) ||
        rankedType(op.getRhs()).getRank() != 2 ||
        cast<ShapedType>(op.getRhs().getType()).getNumElements() > maxReorderedElements)
      return failure();
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    Dims inner = dimsOf(transpose), flat = dimsOf(flatten);
    ArrayRef<sym::ExprAttr> merged = ArrayRef(inner).drop_front();
    if (flat.size() != 2 || permutation.size() < 3 || permutation[0] != 0 || flat[0] != inner[0] ||
        sym::product(op.getContext(), merged) != flat[1] || !flat[1].isConstant())
      return rewriter.notifyMatchFailure(op, "no flattening of all axes but the first");
    TypedBuilder build(rewriter, op.getLoc());
    remarkDone(op, passName, "reordered the weights of the matrix product for the layout before it");
    Value weights = reorder(build, op, merged, permutation);
    Value left = build.reshape(transpose.getInput(), flat);
    rewriter.modifyOpInPlace(op, [&] {
      op.getLhsMutable().assign(left);
      op.getRhsMutable().assign(weights);
    });
    return success();
  }

private:
  /// Above this, moving the activations at each call is less than what the weights cost at compile time.
  static constexpr int64_t maxReorderedElements = 1 << 23;

  /// W with its rows split along `merged`, put in the order before `permutation`, and merged again.
  static Value reorder(TypedBuilder &build, nn::MatmulOp op, ArrayRef<sym::ExprAttr> merged,
                       ArrayRef<int64_t> permutation) {
    Dims dims = dimsOf(op.getRhs()), split(merged.begin(), merged.end());
    // Columns come first where the product transposes W.
    int64_t first = op.getTransposeB() ? 1 : 0;
    split.insert(op.getTransposeB() ? split.begin() : split.end(), dims[op.getTransposeB() ? 0 : 1]);
    Permutation order = inverseOf(permutation), full;
    if (first)
      full.push_back(0);
    for (int64_t axis : ArrayRef(order).drop_front())
      full.push_back(axis - 1 + first);
    if (!first)
      full.push_back(static_cast<int64_t>(full.size()));
    return build.reshape(build.transpose(build.reshape(op.getRhs(), split), full), dims);
  }
};

/// transpose(op(x, y)) = op(transpose(x), transpose(y)) where that leaves fewer transposes of data.
struct HoistAboveOperation : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    Operation *producer = op.getInput().getDefiningOp();
    Permutation permutation = inverseOf(op.getPermutation());
    if (!producer || isa<nn::ConvOp, nn::MaxPoolOp, nn::AvgPoolOp>(producer) ||
        isConstantExpression(op.getInput()) || !canPermute(producer, permutation))
      return failure();
    for (Operation *user : op.getInput().getUsers())
      if (auto other = dyn_cast<nn::TransposeOp>(user);
          !other || other.getPermutation() != op.getPermutation())
        return rewriter.notifyMatchFailure(op, "the value has other users");
    auto rank = static_cast<int64_t>(permutation.size());
    int64_t before = 1, after = 0;
    for (OpOperand &operand : permutedOperands(producer)) {
      OperandCost cost = costBefore(operand.get(), rank, permutation);
      before += cost == OperandCost::Cancels && operand.get().hasOneUse();
      after += cost == OperandCost::Moves;
    }
    if (after >= before)
      return rewriter.notifyMatchFailure(op, "would leave as many transposes");
    remarkDone(producer, passName, "moved a transpose before it");
    Value result = permute(rewriter, producer, permutation);
    for (Operation *user : llvm::make_early_inc_range(op.getInput().getUsers()))
      if (user != op)
        rewriter.replaceOp(user, result);
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void ingot::populateSinkPatterns(RewritePatternSet &patterns) {
  patterns.add<MergeTransposes, SinkThroughOperation, SinkThroughReduction<nn::ReduceOp>,
               SinkThroughReduction<nn::ArgReduceOp>, SinkThroughReshape, SinkThroughFlatten, SinkIntoMatmul>(
      patterns.getContext());
}

void ingot::populateHoistPatterns(RewritePatternSet &patterns) {
  patterns.add<MergeTransposes, HoistAboveOperation>(patterns.getContext());
}
