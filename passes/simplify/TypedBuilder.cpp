// Result types of the operations that the simplify stage makes. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/TypedBuilder.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot;

Dims ingot::broadcastDims(ArrayRef<sym::ExprAttr> left, ArrayRef<sym::ExprAttr> right) {
  if (left.size() < right.size())
    std::swap(left, right);
  Dims dims(left);
  size_t offset = left.size() - right.size();
  for (auto [index, other] : llvm::enumerate(right)) {
    sym::ExprAttr &dim = dims[offset + index];
    // After the shape stage two sizes that differ are equal at run time, or one of them is 1; a constant says
    // more.
    if (!dim || dim.isConstant(1) ||
        (!dim.isConstant() && other && other.isConstant() && !other.isConstant(1)))
      dim = other;
  }
  return dims;
}

SmallVector<int64_t> ingot::normalizedAxes(ArrayRef<int64_t> axes, int64_t rank) {
  if (axes.empty())
    return llvm::to_vector(llvm::seq<int64_t>(0, rank));
  SmallVector<int64_t> result;
  for (int64_t axis : axes)
    result.push_back(nn::normalizeAxis(axis, rank));
  llvm::sort(result);
  return result;
}

LogicalResult ingot::verifyRanked(Operation *function) {
  WalkResult result = function->walk([](Operation *op) {
    auto isUnranked = [](Type type) { return isa<UnrankedTensorType>(type); };
    if (llvm::any_of(op->getOperandTypes(), isUnranked) || llvm::any_of(op->getResultTypes(), isUnranked)) {
      op->emitOpError("expected ranked tensors: run the shape stage before");
      return WalkResult::interrupt();
    }
    auto transpose = dyn_cast<nn::TransposeOp>(op);
    if (!transpose ||
        static_cast<int64_t>(transpose.getPermutation().size()) == rankedType(transpose).getRank())
      return WalkResult::advance();
    transpose.emitOpError("expected a permutation that is written out: run the shape stage before");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

Type TypedBuilder::broadcastType(Value left, Value right, Type element) {
  return sym::tensorTypeOf(broadcastDims(dimsOf(left), dimsOf(right)), element);
}

Value TypedBuilder::select(Value condition, Value onTrue, Value onFalse, Type type) {
  return nn::SelectOp::create(builder, loc, type, condition, onTrue, onFalse);
}

Value TypedBuilder::reduce(nn::ReduceKind kind, Value input, ArrayRef<int64_t> axes, bool keepDims,
                           Type type) {
  Dims dims;
  for (auto [axis, dim] : llvm::enumerate(dimsOf(input))) {
    if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
      dims.push_back(dim);
    else if (keepDims)
      dims.push_back(size(1));
  }
  if (!type)
    type = sym::tensorTypeOf(dims, elementOf(input));
  return nn::ReduceOp::create(builder, loc, type, input, kind, axes, keepDims);
}

Value TypedBuilder::transpose(Value input, ArrayRef<int64_t> permutation, Type type) {
  Dims from = dimsOf(input), dims;
  for (int64_t axis : permutation)
    dims.push_back(from[axis]);
  if (!type)
    type = sym::tensorTypeOf(dims, elementOf(input));
  return nn::TransposeOp::create(builder, loc, type, input, permutation);
}

Value TypedBuilder::reshape(Value input, ArrayRef<sym::ExprAttr> dims) {
  return reshape(input, sym::tensorTypeOf(dims, elementOf(input)));
}

Value TypedBuilder::reshape(Value input, Type type) {
  return input.getType() == type
             ? input
             : nn::ReshapeOp::create(builder, loc, type, input, Value(), false).getResult();
}

Value TypedBuilder::cast(Value input, Type element) {
  if (elementOf(input) == element)
    return input;
  return nn::CastOp::create(builder, loc, sym::tensorTypeOf(dimsOf(input), element), input);
}

Value TypedBuilder::scalar(Type element, double value) {
  auto type = RankedTensorType::get({}, element);
  Attribute attribute;
  if (auto floating = dyn_cast<FloatType>(element)) {
    attribute = FloatAttr::get(floating, value);
  } else {
    unsigned width = element.getIntOrFloatBitWidth();
    attribute = IntegerAttr::get(element, APInt(width, static_cast<uint64_t>(static_cast<int64_t>(value)),
                                                /*isSigned=*/false, /*implicitTrunc=*/true));
  }
  return nn::ConstantOp::create(builder, loc,
                                llvm::cast<ElementsAttr>(DenseElementsAttr::get(type, attribute)));
}

Value TypedBuilder::count(Type element, ArrayRef<sym::ExprAttr> dims) {
  sym::ExprAttr product = sym::product(builder.getContext(), dims);
  if (product && product.isConstant())
    return scalar(element, static_cast<double>(product.getValue()));
  // Too large an expression for one attribute: multiply at run time.
  auto type = RankedTensorType::get({}, builder.getI64Type());
  auto value = [&](sym::ExprAttr expr) -> Value {
    return nn::SizesOp::create(builder, loc, type, builder.getArrayAttr({expr}));
  };
  if (product)
    return cast(value(product), element);
  Value result = value(size(1));
  for (sym::ExprAttr dim : dims)
    result = binary<nn::MulOp>(result, value(dim));
  return cast(result, element);
}
