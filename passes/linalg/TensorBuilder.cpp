// Builds loop nests on tensors whose sizes have names. Movements are in TensorMoves.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/TensorBuilder.h"

#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace ingot {

//===- sizes and maps
//---------------------------------------------------------------------------------------------===//

Dims TensorBuilder::constants(ArrayRef<int64_t> values) {
  return llvm::map_to_vector(values, [&](int64_t value) { return constant(value); });
}

OpFoldResult TensorBuilder::size(sym::ExprAttr expr) {
  if (expr.isConstant())
    return builder.getIndexAttr(expr.getValue());
  OpBuilder::InsertionGuard guard(builder);
  if (outside)
    builder.restoreInsertionPoint(*outside);
  return sym::SizeOp::create(builder, loc, builder.getIndexType(), expr).getResult();
}

Value TensorBuilder::sizeValue(sym::ExprAttr expr) {
  OpFoldResult result = size(expr);
  if (auto value = dyn_cast<Value>(result))
    return value;
  return arith::ConstantIndexOp::create(builder, loc, expr.getValue());
}

SmallVector<OpFoldResult> TensorBuilder::sizes(DimsRef dims) {
  return llvm::map_to_vector(dims, [&](sym::ExprAttr dim) { return size(dim); });
}

AffineMap TensorBuilder::map(unsigned loops, ArrayRef<int64_t> results) {
  return mapOf(loops, llvm::map_to_vector(results, [&](int64_t position) { return loop(position); }));
}

AffineMap TensorBuilder::mapOf(unsigned loops, ArrayRef<AffineExpr> results) {
  return AffineMap::get(loops, /*symbolCount=*/0, results, context());
}

//===- tensors
//----------------------------------------------------------------------------------------------------===//

RankedTensorType TensorBuilder::typeOf(DimsRef dims, Type element) {
  SmallVector<int64_t> shape = llvm::map_to_vector(
      dims, [](sym::ExprAttr dim) { return dim.isConstant() ? dim.getValue() : ShapedType::kDynamic; });
  return RankedTensorType::get(shape, storageOf(element));
}

Value TensorBuilder::empty(DimsRef dims, Type element) {
  return tensor::EmptyOp::create(builder, loc, sizes(dims), storageOf(element));
}

Value TensorBuilder::filled(DimsRef dims, TypedAttr value) {
  return filled(dims, arith::ConstantOp::create(builder, loc, value).getResult());
}

Value TensorBuilder::filled(DimsRef dims, Value value) {
  Value destination = empty(dims, value.getType());
  return linalg::FillOp::create(builder, loc, value, destination).getResult(0);
}

Tensor TensorBuilder::constantTensor(DenseElementsAttr values) {
  Value value = arith::ConstantOp::create(builder, loc, values);
  return {value, constants(values.getType().getShape()), values.getElementType()};
}

//===- loop nests
//-------------------------------------------------------------------------------------------------===//

Value TensorBuilder::generic(const Nest &nest, Body body) {
  unsigned loops = nest.init.map.getNumDims();
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const Operand &operand : nest.operands) {
    inputs.push_back(operand.value);
    maps.push_back(operand.map);
  }
  maps.push_back(nest.init.map);
  SmallVector<utils::IteratorType> iterators(loops, utils::IteratorType::parallel);
  for (unsigned reduced : nest.reductions.set_bits())
    iterators[reduced] = utils::IteratorType::reduction;
  auto buildBody = [&](OpBuilder &inner, Location innerLoc, ValueRange elements) {
    ScalarBuilder scalars(inner, innerLoc, nest.isUnsigned);
    linalg::YieldOp::create(inner, innerLoc, body(scalars, elements.drop_back(), elements.back()));
  };
  outside = builder.saveInsertionPoint();
  auto result = linalg::GenericOp::create(builder, loc, nest.init.value.getType(), inputs, nest.init.value,
                                          maps, iterators, buildBody);
  outside.reset();
  return result.getResult(0);
}

Operand TensorBuilder::along(const Tensor &tensor, ArrayRef<int64_t> loops, unsigned numLoops) {
  SmallVector<ReassociationIndices> groups;
  SmallVector<int64_t> kept;
  ReassociationIndices pending;
  for (auto [axis, position] : llvm::enumerate(loops)) {
    pending.push_back(static_cast<int64_t>(axis));
    if (position < 0)
      continue;
    kept.push_back(position);
    groups.push_back(std::exchange(pending, {}));
  }
  if (!groups.empty())
    groups.back().append(pending.begin(), pending.end());
  AffineMap indexing = map(numLoops, kept);
  if (kept.size() == loops.size())
    return {tensor.value, indexing};
  return {collapse(tensor, groups).value, indexing};
}

Operand TensorBuilder::broadcastTo(const Tensor &tensor, DimsRef dims) {
  Axes loops;
  int64_t shift = static_cast<int64_t>(dims.size()) - tensor.rank();
  for (auto [axis, dim] : llvm::enumerate(tensor.dims)) {
    int64_t position = shift + static_cast<int64_t>(axis);
    bool repeats = position < 0 || (isOne(dim) && !isOne(dims[position]));
    loops.push_back(repeats ? -1 : position);
  }
  return along(tensor, loops, dims.size());
}

Tensor TensorBuilder::elementwise(ArrayRef<Tensor> operands, DimsRef dims, Type element, Body body) {
  SmallVector<Operand> views;
  for (const Tensor &operand : operands)
    if (!operand.splat)
      views.push_back(broadcastTo(operand, dims));
  auto withSplats = [&](ScalarBuilder &scalars, ValueRange elements, Value accumulated) {
    SmallVector<Value> all;
    unsigned next = 0;
    for (const Tensor &operand : operands)
      all.push_back(operand.splat ? scalars.constant(operand.splat) : elements[next++]);
    return body(scalars, all, accumulated);
  };
  bool isUnsigned = llvm::any_of(operands, [](const Tensor &operand) { return operand.isUnsigned(); });
  return pointwise(views, dims, element, withSplats, isUnsigned);
}

Tensor TensorBuilder::pointwise(ArrayRef<Operand> operands, DimsRef dims, Type element, Body body,
                                bool isUnsigned) {
  Nest nest;
  nest.operands.assign(operands.begin(), operands.end());
  nest.init = {empty(dims, element), identity(dims.size())};
  nest.isUnsigned = isUnsigned;
  return {generic(nest, body), Dims(dims), element};
}

Tensor TensorBuilder::reduce(ArrayRef<Operand> operands, DimsRef loops, const llvm::SmallBitVector &reduced,
                             Type element, TypedAttr start, Body body) {
  Axes kept;
  Dims dims;
  for (auto [position, limit] : llvm::enumerate(loops))
    if (!reduced.test(position)) {
      kept.push_back(static_cast<int64_t>(position));
      dims.push_back(limit);
    }
  Nest nest;
  nest.operands.assign(operands.begin(), operands.end());
  nest.init = {filled(dims, start), map(loops.size(), kept)};
  nest.reductions = reduced;
  nest.isUnsigned = element.isUnsignedInteger();
  return {generic(nest, body), dims, element};
}

Tensor TensorBuilder::convertFloat(const Tensor &tensor, Type element) {
  if (tensor.element == element)
    return tensor;
  return elementwise(tensor, tensor.dims, element, [&](ScalarBuilder &scalars, ValueRange elements, Value) {
    return scalars.resizeFloat(elements[0], element);
  });
}

Tensor TensorBuilder::copy(const Tensor &tensor, AffineMap map, DimsRef dims) {
  Operand operand{tensor.value, map};
  return pointwise(operand, dims, tensor.element,
                   [](ScalarBuilder &, ValueRange elements, Value) { return elements[0]; });
}

} // namespace ingot
