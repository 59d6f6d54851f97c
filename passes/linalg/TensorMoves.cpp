// The movements of TensorBuilder: changes of shape, slices, paddings. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/TensorBuilder.h"

using namespace mlir;

namespace ingot {

SmallVector<AxisGroup> groupAxes(MLIRContext *context, DimsRef from, DimsRef to) {
  SmallVector<AxisGroup> groups;
  size_t nextFrom = 0, nextTo = 0;
  auto take = [&](size_t fromCount, size_t toCount) {
    AxisGroup &group = groups.emplace_back();
    while (fromCount--)
      group.from.push_back(static_cast<int64_t>(nextFrom++));
    while (toCount--)
      group.to.push_back(static_cast<int64_t>(nextTo++));
  };
  // The shortest stretch with equal products. Sizes of 0 make every product equal, so they are not split.
  auto findGroup = [&]() -> bool {
    size_t fromLeft = from.size() - nextFrom, toLeft = to.size() - nextTo;
    for (size_t total = 2; total <= fromLeft + toLeft; ++total)
      for (size_t count = total > toLeft ? total - toLeft : 1; count <= fromLeft && count < total; ++count) {
        sym::ExprAttr left = sym::product(context, from.slice(nextFrom, count));
        sym::ExprAttr right = sym::product(context, to.slice(nextTo, total - count));
        if (left && left == right && !left.isConstant(0)) {
          take(count, total - count);
          return true;
        }
      }
    return false;
  };
  while (nextFrom < from.size() && nextTo < to.size())
    if (!findGroup())
      take(from.size() - nextFrom, to.size() - nextTo);
  if (groups.empty())
    return groups;
  for (; nextFrom < from.size(); ++nextFrom) // sizes of 1 at the end
    groups.back().from.push_back(static_cast<int64_t>(nextFrom));
  for (; nextTo < to.size(); ++nextTo)
    groups.back().to.push_back(static_cast<int64_t>(nextTo));
  return groups;
}

static Value castTo(OpBuilder &builder, Location loc, Value value, Type type) {
  return value.getType() == type ? value : tensor::CastOp::create(builder, loc, type, value).getResult();
}

Tensor TensorBuilder::collapse(const Tensor &tensor, ArrayRef<ReassociationIndices> groups) {
  if (groups.size() == tensor.dims.size())
    return tensor;
  Dims dims;
  for (const ReassociationIndices &group : groups) {
    Dims parts = llvm::map_to_vector(group, [&](int64_t axis) { return tensor.dims[axis]; });
    dims.push_back(sym::product(context(), parts));
  }
  Value source = tensor.value;
  if (groups.empty()) { // sizes that are 1 though they have names: only static ones collapse into a scalar
    auto type = cast<RankedTensorType>(source.getType());
    source = castTo(builder, loc, source, type.clone(SmallVector<int64_t>(type.getRank(), 1)));
  }
  Value value = tensor::CollapseShapeOp::create(builder, loc, source, groups);
  return {castTo(builder, loc, value, typeOf(dims, tensor.element)), dims, tensor.element, tensor.splat};
}

Tensor TensorBuilder::expand(const Tensor &tensor, ArrayRef<ReassociationIndices> groups, DimsRef dims) {
  if (groups.size() == dims.size())
    return tensor;
  // An axis is dynamic exactly where one of its parts is.
  RankedTensorType type = typeOf(dims, tensor.element);
  SmallVector<int64_t> merged;
  for (const ReassociationIndices &group : groups) {
    int64_t size = 1;
    for (int64_t axis : group)
      size = ShapedType::isDynamic(size) || type.isDynamicDim(axis) ? ShapedType::kDynamic
                                                                    : size * type.getDimSize(axis);
    merged.push_back(size);
  }
  Value source = castTo(builder, loc, tensor.value, RankedTensorType::get(merged, storageOf(tensor.element)));
  Value value = tensor::ExpandShapeOp::create(builder, loc, type, source, groups, sizes(dims));
  return {value, Dims(dims), tensor.element, tensor.splat};
}

Tensor TensorBuilder::reshape(const Tensor &tensor, DimsRef dims) {
  if (DimsRef(tensor.dims) == dims)
    return tensor;
  SmallVector<ReassociationIndices> from, to;
  for (const AxisGroup &group : groupAxes(context(), tensor.dims, dims)) {
    from.push_back(group.from);
    to.push_back(group.to);
  }
  return expand(collapse(tensor, from), to, dims);
}

Tensor TensorBuilder::splitAxis(const Tensor &tensor, int64_t axis, sym::ExprAttr outer,
                                sym::ExprAttr inner) {
  SmallVector<ReassociationIndices> groups;
  Dims dims;
  for (int64_t position = 0; position != tensor.rank(); ++position) {
    ReassociationIndices &group = groups.emplace_back();
    auto push = [&](sym::ExprAttr dim) {
      group.push_back(static_cast<int64_t>(dims.size()));
      dims.push_back(dim);
    };
    push(position == axis ? outer : tensor.dims[position]);
    if (position == axis)
      push(inner);
  }
  return expand(tensor, groups, dims);
}

Tensor TensorBuilder::mergeAxes(const Tensor &tensor, int64_t axis) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t position = 0; position != tensor.rank(); ++position) {
    if (position != axis + 1)
      groups.emplace_back();
    groups.back().push_back(position);
  }
  return collapse(tensor, groups);
}

Tensor TensorBuilder::transpose(const Tensor &tensor, ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> inverse(permutation.size());
  Dims dims;
  for (auto [position, axis] : llvm::enumerate(permutation)) {
    inverse[axis] = static_cast<int64_t>(position);
    dims.push_back(tensor.dims[axis]);
  }
  return copy(tensor, map(permutation.size(), inverse), dims);
}

// Amounts that may be negative are split into one that cuts and one that extends.
static bool mayBeNegative(sym::ExprAttr expr) { return !sym::Facts().provedNonNegative(expr); }

Tensor TensorBuilder::pad(const Tensor &tensor, DimsRef low, DimsRef high, Value fill) {
  auto isZero = [](sym::ExprAttr expr) { return expr.isConstant(0); };
  if (llvm::all_of(low, isZero) && llvm::all_of(high, isZero))
    return tensor;
  sym::ExprAttr zero = constant(0);
  Tensor source = tensor;
  Dims before(low), after(high);
  if (llvm::any_of(low, mayBeNegative) || llvm::any_of(high, mayBeNegative)) {
    Dims offsets, dims;
    for (auto [axis, dim] : llvm::enumerate(tensor.dims)) {
      offsets.push_back(sym::max(sym::sub(zero, low[axis]), zero));
      dims.push_back(sym::sub(sym::sub(dim, offsets.back()), sym::max(sym::sub(zero, high[axis]), zero)));
      before[axis] = sym::max(low[axis], zero);
      after[axis] = sym::max(high[axis], zero);
    }
    source = extractSlice(tensor, offsets, dims, SmallVector<int64_t>(tensor.rank(), 1));
  }
  if (llvm::all_of(before, isZero) && llvm::all_of(after, isZero))
    return source;
  Dims dims;
  for (auto [axis, dim] : llvm::enumerate(source.dims))
    dims.push_back(sym::add(sym::add(before[axis], dim), after[axis]));
  auto padded = tensor::PadOp::create(builder, loc, typeOf(dims, tensor.element), source.value, sizes(before),
                                      sizes(after), fill);
  return {padded, dims, tensor.element};
}

Tensor TensorBuilder::extractSlice(const Tensor &tensor, DimsRef offsets, DimsRef dims,
                                   ArrayRef<int64_t> strides) {
  SmallVector<OpFoldResult> steps = getAsIndexOpFoldResult(context(), strides);
  auto slice = tensor::ExtractSliceOp::create(builder, loc, typeOf(dims, tensor.element), tensor.value,
                                              sizes(offsets), sizes(dims), steps);
  return {slice, Dims(dims), tensor.element};
}

Tensor TensorBuilder::insertSlice(const Tensor &part, const Tensor &whole, DimsRef offsets,
                                  ArrayRef<int64_t> strides) {
  SmallVector<OpFoldResult> steps = getAsIndexOpFoldResult(context(), strides);
  auto inserted = tensor::InsertSliceOp::create(builder, loc, part.value, whole.value, sizes(offsets),
                                                sizes(part.dims), steps);
  return {inserted, whole.dims, whole.element};
}

} // namespace ingot
