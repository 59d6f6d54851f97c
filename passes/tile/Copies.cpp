// Paddings, concatenations and slices become copies into parts of their result. Used by ingot-form-kernels.
// SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "passes/tile/KernelGroups.h"

using namespace mlir;

namespace ingot {
namespace {

using Sizes = SmallVector<OpFoldResult>;

/// What one part of a result holds: a tensor of the part's shape, or a scalar.
struct Part {
  Value source;
  Sizes offsets, sizes, strides;
};

class CopyExpander {
public:
  explicit CopyExpander(RewriterBase &rewriter) : rewriter(rewriter) {}
  void expand(tensor::PadOp pad);
  void expand(tensor::InsertSliceOp last);
  void expand(tensor::ExtractSliceOp extract);
  void expandElement(tensor::InsertSliceOp insert);
  void expand(linalg::FillOp fill);

private:
  Value assemble(Location loc, RankedTensorType type, Sizes sizes, SmallVector<Part> parts);
  SmallVector<ReassociationIndices> mergeableAxes(RankedTensorType type, ArrayRef<Part> parts);
  Value copyInto(Location loc, Value source, Value destination);
  Value emptyOf(Location loc, RankedTensorType type, const Sizes &sizes);
  Sizes merge(const Sizes &values, ArrayRef<ReassociationIndices> groups, ArrayRef<int64_t> shape, bool isOffset);

  RewriterBase &rewriter;
};

Value CopyExpander::emptyOf(Location loc, RankedTensorType type, const Sizes &sizes) {
  Value empty = tensor::EmptyOp::create(rewriter, loc, sizes, type.getElementType());
  return empty.getType() == type ? empty : tensor::CastOp::create(rewriter, loc, type, empty).getResult();
}

/// A generic that writes `source` (a tensor of the destination's shape, or a scalar) into `destination`.
Value CopyExpander::copyInto(Location loc, Value source, Value destination) {
  auto type = cast<RankedTensorType>(destination.getType());
  AffineMap identity = rewriter.getMultiDimIdentityMap(type.getRank());
  SmallVector<AffineMap> maps{identity};
  SmallVector<Value> inputs;
  if (isa<RankedTensorType>(source.getType())) {
    maps.insert(maps.begin(), identity);
    inputs.push_back(source);
  }
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  return linalg::GenericOp::create(rewriter, loc, type, inputs, destination, maps, loops,
                                   [&](OpBuilder &builder, Location inner, ValueRange arguments) {
                                     linalg::YieldOp::create(builder, inner,
                                                             inputs.empty() ? source : Value(arguments[0]));
                                   })
      .getResult(0);
}

/// Groups of axes that every part covers as one run of memory: an axis joins the one before it where each part has all
/// of it.
SmallVector<ReassociationIndices> CopyExpander::mergeableAxes(RankedTensorType type, ArrayRef<Part> parts) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t axis = 0; axis < type.getRank(); ++axis) {
    int64_t size = type.getDimSize(axis);
    bool joins = axis > 0 && !ShapedType::isDynamic(size) && !type.isDynamicDim(axis - 1) &&
                 llvm::all_of(parts, [&](const Part &part) {
                   return isConstantIntValue(part.offsets[axis], 0) && isConstantIntValue(part.sizes[axis], size) &&
                          isConstantIntValue(part.strides[axis], 1) && isConstantIntValue(part.strides[axis - 1], 1) &&
                          getConstantIntValue(part.offsets[axis - 1]) && getConstantIntValue(part.sizes[axis - 1]);
                 });
    if (joins)
      groups.back().push_back(axis);
    else
      groups.push_back({axis});
  }
  return groups;
}

/// Offsets, sizes or strides over merged axes: those of a group's first axis count in runs of the others.
Sizes CopyExpander::merge(const Sizes &values, ArrayRef<ReassociationIndices> groups, ArrayRef<int64_t> shape,
                          bool scales) {
  Sizes merged;
  for (const ReassociationIndices &group : groups) {
    OpFoldResult value = values[group.front()];
    if (scales && group.size() > 1) {
      int64_t number = *getConstantIntValue(value);
      for (int64_t axis : ArrayRef(group).drop_front())
        number *= shape[axis];
      value = rewriter.getIndexAttr(number);
    }
    merged.push_back(value);
  }
  return merged;
}

/// The tensor of `sizes` that consists of `parts`, which cover it.
Value CopyExpander::assemble(Location loc, RankedTensorType type, Sizes sizes, SmallVector<Part> parts) {
  for (auto [axis, extent] : llvm::enumerate(type.getShape()))
    if (!ShapedType::isDynamic(extent)) // known from elsewhere, though the sum of the parts is a formula
      sizes[axis] = rewriter.getIndexAttr(extent);
  SmallVector<ReassociationIndices> groups = mergeableAxes(type, parts);
  bool merges = static_cast<int64_t>(groups.size()) < type.getRank();
  RankedTensorType merged = merges ? tensor::CollapseShapeOp::inferCollapsedType(type, groups) : type;
  Sizes outer = merges ? merge(sizes, groups, type.getShape(), true) : sizes;
  Value result = emptyOf(loc, merged, outer);
  for (Part &part : parts) {
    if (merges && isa<RankedTensorType>(part.source.getType()))
      part.source = rewriter.createOrFold<tensor::CollapseShapeOp>(loc, part.source, groups);
    Sizes offsets = merge(part.offsets, groups, type.getShape(), true);
    Sizes extents = merge(part.sizes, groups, type.getShape(), true);
    Sizes strides = merge(part.strides, groups, type.getShape(), false);
    Value slice = tensor::ExtractSliceOp::create(rewriter, loc, result, offsets, extents, strides);
    if (auto source = dyn_cast<RankedTensorType>(part.source.getType()); source && source != slice.getType())
      part.source = tensor::CastOp::create(rewriter, loc, slice.getType(), part.source);
    Value written = copyInto(loc, part.source, slice);
    result = tensor::InsertSliceOp::create(rewriter, loc, written, result, offsets, extents, strides);
  }
  return merges ? tensor::ExpandShapeOp::create(rewriter, loc, type, result, groups, sizes).getResult() : result;
}

/// tensor.pad by a constant: the interior is copied, every slab around it is filled, nothing is written twice.
void CopyExpander::expand(tensor::PadOp pad) {
  Value value = pad.getConstantPaddingValue();
  if (!value)
    return; // the contract reports it
  rewriter.setInsertionPoint(pad);
  Location loc = pad.getLoc();
  Sizes low = pad.getMixedLowPad(), high = pad.getMixedHighPad();
  Sizes inner = tensor::getMixedSizes(rewriter, loc, pad.getSource()), outer;
  int64_t rank = static_cast<int64_t>(inner.size());
  auto sum = [&](ArrayRef<OpFoldResult> terms) -> OpFoldResult {
    AffineExpr expr = rewriter.getAffineConstantExpr(0);
    for (unsigned term = 0; term < terms.size(); ++term)
      expr = expr + rewriter.getAffineSymbolExpr(term);
    return affine::makeComposedFoldedAffineApply(rewriter, loc, AffineMap::get(0, terms.size(), expr), terms);
  };
  for (int64_t axis = 0; axis < rank; ++axis)
    outer.push_back(sum({low[axis], inner[axis], high[axis]}));
  Sizes ones(rank, rewriter.getIndexAttr(1));
  Part slab{value, Sizes(rank, rewriter.getIndexAttr(0)), outer, ones};
  SmallVector<Part> parts;
  // Axes before the current one are inside, those after it span everything.
  for (int64_t axis = 0; axis < rank; ++axis) {
    for (bool before : {true, false}) {
      OpFoldResult extent = before ? low[axis] : high[axis];
      if (isConstantIntValue(extent, 0))
        continue;
      slab.offsets[axis] = before ? OpFoldResult(rewriter.getIndexAttr(0)) : sum({low[axis], inner[axis]});
      slab.sizes[axis] = extent;
      parts.push_back(slab);
    }
    slab.offsets[axis] = low[axis];
    slab.sizes[axis] = inner[axis];
  }
  parts.push_back({pad.getSource(), low, inner, ones});
  rewriter.replaceOp(pad, assemble(loc, pad.getResultType(), outer, std::move(parts)));
}

/// One element of the first axis: its elements are copied into their place.
void CopyExpander::expandElement(tensor::InsertSliceOp insert) {
  rewriter.setInsertionPoint(insert);
  Value slice = tensor::ExtractSliceOp::create(rewriter, insert.getLoc(), insert.getSourceType(), insert.getDest(),
                                               insert.getMixedOffsets(), insert.getMixedSizes(),
                                               insert.getMixedStrides());
  insert.getSourceMutable().assign(copyInto(insert.getLoc(), insert.getSource(), slice));
}

/// A chain of insertions, the last one given: a concatenation, or a tensor with parts replaced.
void CopyExpander::expand(tensor::InsertSliceOp last) {
  SmallVector<tensor::InsertSliceOp> chain{last};
  while (auto before = chain.back().getDest().getDefiningOp<tensor::InsertSliceOp>()) {
    if (!before->hasOneUse())
      break;
    chain.push_back(before);
  }
  rewriter.setInsertionPoint(last);
  Location loc = last.getLoc();
  RankedTensorType type = last.getDestType();
  Value base = chain.back().getDest();
  Sizes sizes = tensor::getMixedSizes(rewriter, loc, base);
  Sizes zeros(sizes.size(), rewriter.getIndexAttr(0)), ones(sizes.size(), rewriter.getIndexAttr(1));
  SmallVector<Part> parts;
  Operation *definition = base.getDefiningOp();
  if (auto cast = dyn_cast_or_null<tensor::CastOp>(definition))
    definition = cast.getSource().getDefiningOp();
  if (!isa_and_nonnull<tensor::EmptyOp>(definition))
    parts.push_back({base, zeros, sizes, ones});
  for (tensor::InsertSliceOp insert : llvm::reverse(chain)) {
    if (insert.getSourceType().getRank() != type.getRank())
      return; // not made by the linalg stage
    parts.push_back({insert.getSource(), insert.getMixedOffsets(), insert.getMixedSizes(), insert.getMixedStrides()});
  }
  rewriter.replaceOp(last, assemble(loc, type, sizes, std::move(parts)));
  for (tensor::InsertSliceOp insert : ArrayRef(chain).drop_front())
    rewriter.eraseOp(insert);
}

void CopyExpander::expand(tensor::ExtractSliceOp extract) {
  rewriter.setInsertionPointAfter(extract);
  Location loc = extract.getLoc();
  Value copy = copyInto(loc, extract.getResult(),
                        emptyOf(loc, extract.getType(), tensor::getMixedSizes(rewriter, loc, extract.getResult())));
  // Sizes of the copy are those of its destination; nothing else reads the slice.
  rewriter.replaceAllUsesExcept(extract.getResult(), copy, copy.getDefiningOp());
}

/// A fill that is more than the initial value of reductions: whoever else reads it reads a copy.
void CopyExpander::expand(linalg::FillOp fill) {
  auto isInitial = [](OpOperand &use) {
    auto generic = dyn_cast<linalg::GenericOp>(use.getOwner());
    return generic && generic.isDpsInit(&use);
  };
  if (llvm::all_of(fill->getUses(), isInitial))
    return;
  rewriter.setInsertionPointAfter(fill);
  Value copy = copyInto(fill.getLoc(), fill.getInputs()[0], fill.getOutputs()[0]);
  rewriter.replaceUsesWithIf(fill.getResult(0), copy, [&](OpOperand &use) { return !isInitial(use); });
  if (fill->use_empty())
    rewriter.eraseOp(fill);
}

} // namespace

void expandCopies(func::FuncOp function, RewriterBase &rewriter) {
  SmallVector<Operation *> operations;
  function.walk([&](Operation *op) {
    // An element of the first axis lies in one piece: kernels read it in place. What reshapes it is no part of one.
    auto isReshape = [](Operation *user) { return isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(user); };
    if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op);
        extract && extract.getType().getRank() < extract.getSourceType().getRank() &&
        llvm::none_of(extract->getUsers(), isReshape))
      return;
    auto insert = dyn_cast<tensor::InsertSliceOp>(op);
    bool inside = insert && insert->hasOneUse() && isa<tensor::InsertSliceOp>(*insert->getUsers().begin()) &&
                  cast<tensor::InsertSliceOp>(*insert->getUsers().begin()).getDest() == insert.getResult();
    if (!inside && isa<tensor::PadOp, tensor::InsertSliceOp, tensor::ExtractSliceOp, linalg::FillOp>(op))
      operations.push_back(op);
  });
  CopyExpander expander(rewriter);
  for (Operation *op : operations) {
    if (auto pad = dyn_cast<tensor::PadOp>(op))
      expander.expand(pad);
    else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op); insert && isElementOfFirstAxis(insert))
      expander.expandElement(insert);
    else if (insert)
      expander.expand(insert);
    else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op))
      expander.expand(extract);
    else
      expander.expand(cast<linalg::FillOp>(op));
  }
}

} // namespace ingot
