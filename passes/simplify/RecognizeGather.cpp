// matmul(onehot(ids), W) takes row `ids` of W: a gather instead of a product that is almost all zeros. A
// one-hot matrix is an equality with the constant [0, 1, ..., K-1] along the last axis.
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Recognize.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/TypedBuilder.h"

using namespace mlir;
using namespace ingot;

namespace {

constexpr llvm::StringLiteral passName = "RecognizePatterns";
constexpr int64_t maxClasses = 1 << 20;

/// True for the constant 0, 1, ..., size-1 along its last axis, all other axes of size 1.
bool isCounting(Value value, sym::ExprAttr size) {
  Dims dims = dimsOf(value);
  if (!size || !size.isConstant() || dims.empty() || dims.back() != size ||
      llvm::any_of(ArrayRef(dims).drop_back(), [](sym::ExprAttr dim) { return !dim || !dim.isConstant(1); }))
    return false;
  std::optional<SmallVector<int64_t>> values = integersOf(value, maxClasses);
  return values && llvm::all_of(llvm::enumerate(*values), [](auto entry) {
           return static_cast<int64_t>(entry.index()) == entry.value();
         });
}

/// The ids, with a last axis of size 1, that `value` repeats along its last axis; null where it does not.
Value beforeRepetition(Value value, size_t rank) {
  if (auto broadcast = value.getDefiningOp<nn::BroadcastOp>(); broadcast && !broadcast.getShape())
    value = broadcast.getInput();
  Dims dims = dimsOf(value);
  return dims.size() == rank && dims.back() && dims.back().isConstant(1) ? value : Value();
}

/// The comparison behind numbers that are 1 where it holds and 0 elsewhere.
nn::EqualOp comparisonBehind(Value value) {
  if (auto cast = value.getDefiningOp<nn::CastOp>())
    return cast.getInput().getDefiningOp<nn::EqualOp>();
  auto select = value.getDefiningOp<nn::SelectOp>();
  if (!select || !isSplat(select.getOnTrue(), 1.0) || !isSplat(select.getOnFalse(), 0.0) ||
      select.getCondition().getType() !=
          sym::tensorTypeOf(dimsOf(value), IntegerType::get(value.getContext(), 1)))
    return {};
  return select.getCondition().getDefiningOp<nn::EqualOp>();
}

/// The ids of a one-hot tensor, with a last axis of size 1, or null.
Value idsOf(Value oneHot) {
  nn::EqualOp equal = comparisonBehind(oneHot);
  if (!equal)
    return {};
  Dims dims = dimsOf(oneHot);
  for (bool swapped : {false, true}) {
    Value ids = swapped ? equal.getRhs() : equal.getLhs(),
          counting = swapped ? equal.getLhs() : equal.getRhs();
    if (!isCounting(counting, dims.back()))
      continue;
    ids = beforeRepetition(ids, dims.size());
    if (!ids || !isa<IntegerType>(rankedType(ids).getElementType()))
      continue;
    // The other axes of the ids must be those of the result: nothing else is repeated.
    if (ArrayRef(dimsOf(ids)).drop_back() == ArrayRef(dims).drop_back())
      return ids;
  }
  return {};
}

struct GatherForOneHot : OpRewritePattern<nn::MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MatmulOp op, PatternRewriter &rewriter) const override {
    if (op.getTransposeA() || op.getTransposeB() || rankedType(op.getRhs()).getRank() != 2 ||
        rankedType(op.getLhs()).getRank() < 1)
      return failure();
    Value ids = idsOf(op.getLhs());
    if (!ids)
      return rewriter.notifyMatchFailure(op, "the left operand is not one-hot");
    TypedBuilder build(rewriter, op.getLoc());
    Value table = op.getRhs();
    Dims flat(dimsOf(ids));
    int64_t classes = dimsOf(op.getLhs()).back().getValue();
    flat.pop_back();
    auto rows = nn::GatherOp::create(rewriter, op.getLoc(), op.getType(), table, build.reshape(ids, flat), 0);
    // An id out of range has no 1 in its row: the product is zero there.
    Type element = build.elementOf(ids);
    Value valid =
        build.compare<nn::LessEqualOp>(ids, build.scalar(element, static_cast<double>(classes - 1)));
    if (!element.isUnsignedInteger()) {
      Value notNegative = build.compare<nn::GreaterEqualOp>(ids, build.scalar(element, 0.0));
      valid = build.binary<nn::AndOp>(valid, notNegative, valid.getType());
    }
    Value zero = build.scalar(rankedType(op.getResult()).getElementType(), 0.0);
    remarkDone(op, passName, "made a product with a one-hot matrix a gather of rows");
    rewriter.replaceOp(op, build.select(valid, rows, zero, op.getType()));
    return success();
  }
};

} // namespace

void ingot::populateGatherPatterns(RewritePatternSet &patterns) {
  patterns.add<GatherForOneHot>(patterns.getContext());
}
