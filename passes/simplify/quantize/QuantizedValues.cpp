// Scales and zero points that are known at compile time. SPDX-License-Identifier: Apache-2.0
#include "mlir/IR/DialectResourceBlobManager.h"
#include "passes/simplify/Constants.h"
#include "passes/simplify/quantize/Quantized.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace ingot;

std::optional<SmallVector<float>> ingot::realsOf(Value value, int64_t limit) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.getElementType().isF32() || !type.hasStaticShape() || type.getNumElements() > limit)
    return std::nullopt;
  auto count = static_cast<size_t>(type.getNumElements());
  if (std::optional<double> splat = splatOf(value))
    return SmallVector<float>(count, static_cast<float>(*splat));
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  if (!constant)
    return std::nullopt;
  if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue()))
    return SmallVector<float>(dense.getValues<float>());
  auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
  AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob || blob->getData().size() < count * sizeof(float))
    return std::nullopt;
  SmallVector<float> result(count);
  std::memcpy(result.data(), blob->getData().data(), count * sizeof(float));
  return result;
}

Value ingot::reshapeParameter(TypedBuilder &build, Value value, ArrayRef<sym::ExprAttr> dims) {
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  auto type = dyn_cast<RankedTensorType>(sym::tensorTypeOf(dims, build.elementOf(value)));
  if (!constant || !type || !type.hasStaticShape() || type.getNumElements() != rankedType(value).getNumElements())
    return build.reshape(value, dims);
  auto plain = RankedTensorType::get(type.getShape(), type.getElementType());
  ElementsAttr elements;
  if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue()))
    elements = cast<ElementsAttr>(dense.reshape(plain));
  else if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue()))
    elements = cast<ElementsAttr>(DenseResourceElementsAttr::get(plain, resource.getRawHandle()));
  if (!elements)
    return build.reshape(value, dims);
  return nn::ConstantOp::create(build.builder, build.loc, elements);
}

/// `compute` of two scales, of which one has one element or both have the same sizes; null where they are not known.
static Value combineKnown(TypedBuilder &build, Value left, Value right, float (*compute)(float, float)) {
  std::optional<SmallVector<float>> leftReals = realsOf(left), rightReals = realsOf(right);
  if (!leftReals || !rightReals || leftReals->empty() || rightReals->empty())
    return {};
  bool leftIsOne = leftReals->size() == 1, rightIsOne = rightReals->size() == 1;
  if (!leftIsOne && !rightIsOne && rankedType(left).getShape() != rankedType(right).getShape())
    return {};
  SmallVector<float> result;
  for (size_t index = 0, count = std::max(leftReals->size(), rightReals->size()); index < count; ++index)
    result.push_back(compute((*leftReals)[leftIsOne ? 0 : index], (*rightReals)[rightIsOne ? 0 : index]));
  bool isLeftShape = leftIsOne == rightIsOne ? rankedType(left).getRank() >= rankedType(right).getRank() : rightIsOne;
  auto type = RankedTensorType::get(rankedType(isLeftShape ? left : right).getShape(), build.builder.getF32Type());
  auto elements = DenseElementsAttr::get(type, ArrayRef<float>(result));
  return nn::ConstantOp::create(build.builder, build.loc, cast<ElementsAttr>(elements));
}

Value ingot::multiplyScales(TypedBuilder &build, Value left, Value right) {
  if (Value known = combineKnown(build, left, right, [](float a, float b) { return a * b; }))
    return known;
  return build.binary<nn::MulOp>(left, right);
}

Value ingot::divideScales(TypedBuilder &build, Value left, Value right) {
  if (Value known = combineKnown(build, left, right, [](float a, float b) { return a / b; }))
    return known;
  return build.binary<nn::DivOp>(left, right);
}

bool ingot::agree(Value left, Value right) {
  if (left == right)
    return true;
  std::optional<SmallVector<float>> leftReals = realsOf(left), rightReals = realsOf(right);
  if (!leftReals || !rightReals || leftReals->empty() || rightReals->empty())
    return false;
  size_t count = std::max(leftReals->size(), rightReals->size());
  if ((leftReals->size() != 1 && leftReals->size() != count) ||
      (rightReals->size() != 1 && rightReals->size() != count))
    return false;
  for (size_t index = 0; index < count; ++index) {
    float a = (*leftReals)[leftReals->size() == 1 ? 0 : index], b = (*rightReals)[rightReals->size() == 1 ? 0 : index];
    if (!(std::abs(a - b) <= 1e-4f * std::abs(b)))
      return false;
  }
  return true;
}

bool ingot::isZeroPoint(Value zero) { return !zero || splatOf(zero) == 0.0; }

bool ingot::sameZeroPoint(Value left, Value right) {
  if (left == right || (isZeroPoint(left) && isZeroPoint(right)))
    return true;
  if (!left || !right)
    return false;
  std::optional<double> leftNumber = splatOf(left), rightNumber = splatOf(right);
  return leftNumber && leftNumber == rightNumber;
}

bool ingot::hasOneElement(Value value) {
  auto type = rankedType(value);
  return type.hasStaticShape() && type.getNumElements() == 1;
}

bool ingot::isAlong(Value parameter, int64_t rank, int64_t axis) {
  if (hasOneElement(parameter))
    return true;
  int64_t missing = rank - rankedType(parameter).getRank();
  for (auto [index, size] : llvm::enumerate(rankedType(parameter).getShape()))
    if (size != 1 && static_cast<int64_t>(index) + missing != axis)
      return false;
  return missing <= axis;
}

bool ingot::holdsBytes(Value value) {
  auto element = dyn_cast<IntegerType>(rankedType(value).getElementType());
  return element && element.getWidth() == 8;
}

std::pair<int64_t, int64_t> ingot::integerRange(Type element) {
  int64_t span = int64_t(1) << element.getIntOrFloatBitWidth();
  return element.isUnsignedInteger() ? std::make_pair(int64_t(0), span - 1) : std::make_pair(-span / 2, span / 2 - 1);
}

nn::DequantizeOp ingot::dequantized(Value value) {
  auto op = value.getDefiningOp<nn::DequantizeOp>();
  if (!op || op.getAxis() || !rankedType(op.getResult()).getElementType().isF32() ||
      !rankedType(op.getScale()).getElementType().isF32())
    return {};
  return op;
}

Value ingot::dequantize(TypedBuilder &build, Value integers, Value scale, Value zero) {
  Type type = sym::tensorTypeOf(dimsOf(integers), build.builder.getF32Type());
  return nn::DequantizeOp::create(build.builder, build.loc, type, integers, scale, zero, IntegerAttr(), uint64_t(0));
}

Value ingot::quantize(TypedBuilder &build, Value reals, Value scale, Value zero, Type element) {
  Type type = sym::tensorTypeOf(dimsOf(reals), element);
  return nn::QuantizeOp::create(build.builder, build.loc, type, reals, scale, zero, IntegerAttr(), uint64_t(0));
}
