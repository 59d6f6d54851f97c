// A padding with zeros before a convolution is the convolution's own padding: exporters of other frameworks
// write it apart. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"
#include "passes/simplify/Recognize.h"
#include "passes/simplify/Remark.h"
#include "passes/simplify/TypedBuilder.h"

using namespace mlir;
using namespace ingot;

namespace {

/// The paddings of all axes as constants >= 0, or nothing.
std::optional<SmallVector<int64_t>> constantSizes(std::optional<ArrayAttr> exprs) {
  SmallVector<int64_t> sizes;
  if (!exprs)
    return std::nullopt;
  for (Attribute expr : *exprs) {
    std::optional<int64_t> size = cast<sym::ExprAttr>(expr).constantValue();
    if (!size || *size < 0)
      return std::nullopt;
    sizes.push_back(*size);
  }
  return sizes;
}

struct FusePadding : OpRewritePattern<nn::ConvOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConvOp op, PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<nn::PadOp>();
    if (!pad || pad.getMode() != nn::PadMode::Constant || (pad.getValue() && !isSplat(pad.getValue(), 0.0)) ||
        op.getLayout() != nn::Layout::ChannelsFirst || op.getAutoPad() != nn::AutoPad::Explicit)
      return failure();
    std::optional<SmallVector<int64_t>> low = constantSizes(pad.getLow()),
                                        high = constantSizes(pad.getHigh());
    if (!low || !high || (*low)[0] || (*low)[1] || (*high)[0] || (*high)[1])
      return rewriter.notifyMatchFailure(op, "pads other axes, or by sizes of the call");
    size_t spatial = low->size() - 2;
    SmallVector<int64_t> pads(op.getPads());
    pads.resize(2 * spatial, 0);
    for (size_t axis = 0; axis < spatial; ++axis) {
      pads[axis] += (*low)[axis + 2];
      pads[spatial + axis] += (*high)[axis + 2];
    }
    remarkDone(op, "RecognizePatterns", "took a padding into the convolution");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(pad.getInput());
      op.setPads(pads);
    });
    return success();
  }
};

} // namespace

void ingot::populatePaddingPatterns(RewritePatternSet &patterns) {
  patterns.add<FusePadding>(patterns.getContext());
}
