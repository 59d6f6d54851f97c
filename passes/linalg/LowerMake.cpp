// NnMove.td, operations that make elements from nothing but sizes, numbers and constants.
// SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;

namespace ingot {
namespace {

// The same values with signless elements; the bytes stay where they are.
ElementsAttr toStorage(ElementsAttr values) {
  auto type = RankedTensorType::get(values.getShapedType().getShape(), storageOf(values.getElementType()));
  if (values.getShapedType() == type)
    return values;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(values))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  if (auto dense = dyn_cast<DenseElementsAttr>(values))
    return dense.bitcast(type.getElementType());
  return {};
}

Lowered lowerConstant(nn::ConstantOp op, Lowering &lowering) {
  ElementsAttr values = toStorage(op.getValue());
  if (!values)
    return lowering.unsupported("expected a dense constant");
  Value result = arith::ConstantOp::create(lowering.operations(), lowering.location(),
                                           cast<TypedAttr>(Attribute(values)));
  return Tensor{result, lowering.resultDims(), lowering.resultElement()};
}

Tensor sizesOf(Lowering &lowering, DimsRef values) {
  Dims dims = lowering.resultDims();
  Type element = lowering.resultElement(), storage = storageOf(element);
  auto type = TensorBuilder::typeOf(dims, element);
  OpBuilder &builder = lowering.operations();
  if (llvm::all_of(values, [](sym::ExprAttr value) { return value.isConstant(); })) {
    auto numbers = llvm::map_to_vector(values, [&](sym::ExprAttr value) -> Attribute {
      if (isa<FloatType>(storage))
        return FloatAttr::get(storage, static_cast<double>(value.getValue()));
      return IntegerAttr::get(storage, value.getValue());
    });
    Value constant =
        arith::ConstantOp::create(builder, lowering.location(), DenseElementsAttr::get(type, numbers));
    return {constant, dims, element};
  }
  ScalarBuilder scalars(builder, lowering.location());
  auto elements = llvm::map_to_vector(
      values, [&](sym::ExprAttr value) { return scalars.fromIndex(lowering.sizeValue(value), storage); });
  return {tensor::FromElementsOp::create(builder, lowering.location(), type, elements), dims, element};
}

Lowered lowerSizes(nn::SizesOp op, Lowering &lowering) {
  return sizesOf(lowering, llvm::map_to_vector(op.getValues(),
                                               [](Attribute value) { return cast<sym::ExprAttr>(value); }));
}

Lowered lowerShape(nn::ShapeOp op, Lowering &lowering) {
  Tensor input = lowering.read(op.getInput());
  int64_t rank = input.rank(), start = normalizeAxis(op.getStart(), rank);
  int64_t end = op.getEnd() ? normalizeAxis(static_cast<int64_t>(*op.getEnd()), rank) : rank;
  start = std::clamp<int64_t>(start, 0, rank);
  end = std::clamp<int64_t>(end, start, rank);
  return sizesOf(lowering, DimsRef(input.dims).slice(start, end - start));
}

Lowered lowerSize(nn::SizeOp op, Lowering &lowering) {
  return sizesOf(lowering, sym::product(lowering.context(), lowering.read(op.getInput()).dims));
}

Lowered lowerRange(nn::RangeOp op, Lowering &lowering) {
  Tensor start = lowering.read(op.getStart()), delta = lowering.read(op.getDelta());
  Type element = lowering.resultElement(), storage = storageOf(element);
  return lowering.elementwise({start, delta}, lowering.resultDims(), element,
                              [&](ScalarBuilder &scalars, ValueRange elements, Value) {
                                Value position = scalars.fromIndex(scalars.position(0), storage);
                                return scalars.add(elements[0], scalars.mul(position, elements[1]));
                              });
}

Lowered lowerFill(nn::FillOp op, Lowering &lowering) {
  Dims dims = lowering.resultDims();
  Type element = lowering.resultElement();
  TypedAttr value = splatValue(op.getValue(), storageOf(element));
  if (!value)
    return lowering.unsupported("expected a value that is a number");
  return Tensor{lowering.filled(dims, value), dims, element, value};
}

} // namespace

void addMakeLowerings(LoweringSet &set) {
  set.add<nn::ConstantOp>(lowerConstant);
  set.add<nn::SizesOp>(lowerSizes);
  set.add<nn::ShapeOp>(lowerShape);
  set.add<nn::SizeOp>(lowerSize);
  set.add<nn::RangeOp>(lowerRange);
  set.add<nn::FillOp>(lowerFill);
}

} // namespace ingot
