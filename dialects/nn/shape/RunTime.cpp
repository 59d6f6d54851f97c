// Operands that say sizes but are known at run time only: the arithmetic on them. Part of the shape sweep.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/RunTime.h"

#include "dialects/nn/NnData.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::RankedTensorType;
using mlir::Value;

std::optional<Sizes> ingot::nn::modelSizes(mlir::Operation *op, unsigned result, const ShapeContext &context,
                                           std::optional<size_t> rank) {
  auto types = op->getAttrOfType<mlir::ArrayAttr>(declaredAttrName);
  if (!types || result >= types.size())
    return std::nullopt;
  auto attribute = llvm::dyn_cast<mlir::TypeAttr>(types[result]);
  auto type = attribute ? llvm::dyn_cast<RankedTensorType>(attribute.getValue()) : RankedTensorType();
  if (!type || (rank && *rank != static_cast<size_t>(type.getRank())))
    return std::nullopt;
  Sizes sizes = sym::dimsOf(type);
  for (ExprAttr &size : sizes) {
    llvm::SetVector<llvm::StringRef> names;
    if (size)
      sym::collectSymbols(size, names);
    if (llvm::any_of(names, [&](llvm::StringRef name) { return !context.facts().symbols().count(name); }))
      size = {};
  }
  return sizes;
}

FailureOr<int64_t> ingot::nn::lengthOf(mlir::Operation *op, ShapeContext &context, Value vector, llvm::StringRef what,
                                       std::optional<int64_t> expected) {
  auto type = llvm::dyn_cast<RankedTensorType>(vector.getType());
  if (type && type.hasStaticShape() && type.getRank() <= 1)
    return type.getNumElements();
  if (type && type.getRank() == 1 && expected && sym::isFullyNamed(type)) {
    FailureOr<ExprAttr> length =
        context.unify(op, "the number of " + what, sym::dimOf(type, 0), context.constant(*expected));
    return failed(length) ? FailureOr<int64_t>(failure()) : *expected;
  }
  return ShapeContext::error(op) << "expected " << what << " as a vector of a known number of elements, got "
                                 << vector.getType();
}

FailureOr<Sizes> ingot::nn::elementsOf(mlir::Operation *op, ShapeContext &context, Value vector, llvm::StringRef what,
                                       std::optional<int64_t> expected) {
  if (std::optional<Sizes> known = context.integersOf(vector))
    return *known;
  FailureOr<int64_t> length = lengthOf(op, context, vector, what, expected);
  if (failed(length))
    return failure();
  return Sizes(*length, ExprAttr());
}

Value RunTimeBuilder::infer(mlir::Operation *made) {
  auto rule = llvm::dyn_cast<ShapeRule>(made);
  if (!rule || mlir::failed(rule.inferShape(context))) {
    hasFailed = true;
    return {};
  }
  return made->getResult(0);
}

Value RunTimeBuilder::vector(llvm::ArrayRef<ExprAttr> elements) {
  if (hasFailed)
    return {};
  auto type = RankedTensorType::get({static_cast<int64_t>(elements.size())}, builder.getI64Type());
  return infer(SizesOp::create(builder, op->getLoc(), type, exprArray(context.getContext(), elements)));
}

Value RunTimeBuilder::vector(llvm::ArrayRef<int64_t> elements) {
  return vector(Sizes(llvm::map_range(elements, [&](int64_t value) { return context.constant(value); })));
}

Value RunTimeBuilder::scalar(ExprAttr element) {
  if (hasFailed)
    return {};
  auto type = RankedTensorType::get({}, builder.getI64Type());
  return infer(SizesOp::create(builder, op->getLoc(), type, exprArray(context.getContext(), {element})));
}

Value RunTimeBuilder::asIntegers(Value value) {
  if (!value || llvm::cast<mlir::TensorType>(value.getType()).getElementType() == builder.getI64Type())
    return value;
  return of<CastOp>(value);
}

Value RunTimeBuilder::reshape(Value value, llvm::ArrayRef<int64_t> sizes) {
  if (hasFailed || !value)
    return {};
  return reshape(value, Sizes(llvm::map_range(sizes, [&](int64_t size) { return context.constant(size); })));
}

Value RunTimeBuilder::reshape(Value value, llvm::ArrayRef<ExprAttr> sizes) {
  if (hasFailed || !value)
    return {};
  auto element = llvm::cast<mlir::TensorType>(value.getType()).getElementType();
  return infer(ReshapeOp::create(builder, op->getLoc(), sym::tensorTypeOf(sizes, element), value, Value()));
}

Value RunTimeBuilder::part(Value vector, int64_t start, int64_t count) {
  if (hasFailed || !vector)
    return {};
  auto element = llvm::cast<mlir::TensorType>(vector.getType()).getElementType();
  return infer(SliceOp::create(builder, op->getLoc(), RankedTensorType::get({count}, element), vector, Value(), Value(),
                               Value(), Value(), exprArray(context.getContext(), {context.constant(start)}),
                               builder.getDenseI64ArrayAttr({1})));
}

Value RunTimeBuilder::slice(Value value, llvm::ArrayRef<ExprAttr> starts, llvm::ArrayRef<ExprAttr> sizes) {
  if (hasFailed || !value)
    return {};
  auto element = llvm::cast<mlir::TensorType>(value.getType()).getElementType();
  llvm::SmallVector<int64_t> steps(sizes.size(), 1);
  return infer(SliceOp::create(builder, op->getLoc(), sym::tensorTypeOf(sizes, element), value, Value(), Value(),
                               Value(), Value(), exprArray(context.getContext(), starts),
                               builder.getDenseI64ArrayAttr(steps)));
}

Value RunTimeBuilder::element(Value vector, int64_t index) {
  if (!vector || llvm::cast<RankedTensorType>(vector.getType()).getRank() == 0)
    return vector;
  return reshape(part(vector, index, 1), Sizes());
}

Value RunTimeBuilder::count(Value span, Value step) {
  Value rounded = of<SubOp>(of<AddOp>(of<MaxOp>(span, scalar(int64_t(0))), step), scalar(int64_t(1)));
  return of<DivOp>(rounded, step); // nothing is negative: rounding towards zero is rounding down
}

Value RunTimeBuilder::reduce(ReduceKind kind, Value value, llvm::ArrayRef<int64_t> axes) {
  if (hasFailed || !value)
    return {};
  llvm::SmallVector<int64_t> all(axes);
  if (axes.empty())
    all = llvm::to_vector(llvm::seq<int64_t>(llvm::cast<RankedTensorType>(value.getType()).getRank()));
  return reduceTo(llvm::cast<mlir::TensorType>(value.getType()).getElementType(), kind, value, all, false);
}

Value RunTimeBuilder::reduceTo(mlir::Type element, ReduceKind kind, Value value, llvm::ArrayRef<int64_t> axes,
                               bool keepDims) {
  if (hasFailed || !value || axes.empty())
    return value;
  auto type = mlir::UnrankedTensorType::get(element);
  return infer(ReduceOp::create(builder, op->getLoc(), type, value, kind, axes, keepDims));
}

void RunTimeBuilder::check(Value condition, const llvm::Twine &message) {
  Value holds = condition;
  if (condition && llvm::cast<RankedTensorType>(condition.getType()).getRank() != 0)
    holds = all(condition);
  if (!holds)
    return;
  std::optional<Sizes> known = context.integersOf(holds);
  if (known && known->size() == 1 && known->front()) {
    hasFailed |= mlir::failed(context.require(op, known->front(), message));
    return;
  }
  CheckOp::create(builder, op->getLoc(), holds,
                  builder.getStringAttr(ShapeContext::describe(op) + ": " + message.str()));
}

void RunTimeBuilder::checkEqual(Value found, llvm::ArrayRef<ExprAttr> expected, const llvm::Twine &what,
                                llvm::ArrayRef<std::pair<int64_t, llvm::SmallVector<bool>>> alternatives) {
  Value holds = is<EqualOp>(found, vector(expected));
  for (const auto &[value, where] : alternatives) {
    Sizes other(expected); // the other value where it is accepted, else what is expected anyway
    for (auto [element, isAccepted] : llvm::zip(other, where))
      if (isAccepted)
        element = context.constant(value);
    holds = is<OrOp>(holds, is<EqualOp>(found, vector(other)));
  }
  check(holds, "expected " + what + " to be " + sym::toString(expected) +
                   ", which follows from the shape that the model declares");
}

FailureOr<ExprAttr> RunTimeBuilder::size(const llvm::Twine &name, Value value, ExprAttr declared, ExprAttr bound) {
  if (hasFailed || !value)
    return failure();
  if (!declared)
    return context.dataSize(op, name, value, bound);
  if (std::optional<Sizes> known = context.integersOf(value); known && known->size() == 1 && known->front())
    return context.unify(op, "dim " + name, known->front(), declared);
  check(is<EqualOp>(value, scalar(declared)),
        "expected size " + declared.str() + " for dim " + name + ", as the model declares");
  if (hasFailed)
    return failure();
  return declared;
}
