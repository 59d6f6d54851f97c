// What the lowerings of nn operations share. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"

using namespace mlir;

namespace ingot {
namespace {

/// Runs one lowering; casts a result whose type knows more or less than the operation's.
class RunLowering : public ConversionPattern {
public:
  RunLowering(const TypeConverter &converter, MLIRContext *context, StringRef operation,
              LoweringSet::AnyRule rule)
      : ConversionPattern(converter, operation, /*benefit=*/1, context), rule(std::move(rule)) {}

  LogicalResult matchAndRewrite(Operation *op, ArrayRef<Value>,
                                ConversionPatternRewriter &rewriter) const override {
    Lowering lowering(rewriter, op);
    FailureOr<SmallVector<Tensor>> results = rule(op, lowering);
    if (failed(results))
      return rewriter.notifyMatchFailure(op, "this form has no lowering");
    SmallVector<Value> values;
    for (auto [result, tensor] : llvm::zip_equal(op->getResults(), *results)) {
      Type type = getTypeConverter()->convertType(result.getType());
      Value value = tensor.value;
      if (value.getType() != type)
        value = tensor::CastOp::create(rewriter, op->getLoc(), type, value);
      values.push_back(value);
    }
    rewriter.replaceOp(op, values);
    return success();
  }

private:
  LoweringSet::AnyRule rule;
};

} // namespace

void LoweringSet::add(StringRef operation, AnyRule rule) {
  patterns.add<RunLowering>(converter, patterns.getContext(), operation, std::move(rule));
}

TypedAttr splatValue(Attribute value, Type element) {
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(value))
    return dense.isSplat() ? splatValue(dense.getSplatValue<Attribute>(), element) : TypedAttr();
  if (auto number = dyn_cast_or_null<FloatAttr>(value))
    return number.getType() == element ? TypedAttr(number) : TypedAttr();
  auto number = dyn_cast_or_null<IntegerAttr>(value);
  if (!number || !isa<IntegerType>(element) ||
      number.getValue().getBitWidth() != element.getIntOrFloatBitWidth())
    return {};
  return IntegerAttr::get(element, number.getValue());
}

static Attribute knownValue(Value original) {
  if (auto constant = original.getDefiningOp<nn::ConstantOp>())
    return constant.getValue();
  if (auto fill = original.getDefiningOp<nn::FillOp>())
    return fill.getValue();
  return {};
}

Tensor Lowering::read(Value original) {
  auto type = cast<RankedTensorType>(original.getType());
  TypedAttr splat = splatValue(knownValue(original), storageOf(type.getElementType()));
  return {rewriter.getRemappedValue(original), sym::dimsOf(type), type.getElementType(), splat};
}

Dims Lowering::resultDims(unsigned result) {
  return sym::dimsOf(cast<RankedTensorType>(op->getResult(result).getType()));
}

Type Lowering::resultElement(unsigned result) {
  return cast<RankedTensorType>(op->getResult(result).getType()).getElementType();
}

Value Lowering::scalar(const Tensor &tensor) {
  if (tensor.splat)
    return arith::ConstantOp::create(operations(), location(), tensor.splat);
  SmallVector<Value> position(tensor.rank());
  for (Value &index : position)
    index = arith::ConstantIndexOp::create(operations(), location(), 0);
  return tensor::ExtractOp::create(operations(), location(), tensor.value, position);
}

std::optional<SmallVector<int64_t>> Lowering::integers(Value original) {
  auto values = dyn_cast_or_null<DenseIntElementsAttr>(knownValue(original));
  if (!values)
    return std::nullopt;
  bool isUnsigned = values.getElementType().isUnsignedInteger();
  return llvm::map_to_vector(values.getValues<APInt>(), [&](const APInt &value) {
    return isUnsigned ? static_cast<int64_t>(value.getLimitedValue(INT64_MAX)) : value.getSExtValue();
  });
}

Tensor Lowering::pick(const Tensor &tensor, ArrayRef<Operand> operands, DimsRef dims, Position position,
                      bool isUnsigned) {
  auto body = [&](ScalarBuilder &scalars, ValueRange elements, Value) -> Value {
    return tensor::ExtractOp::create(scalars.operations(), scalars.location(), tensor.value,
                                     position(scalars, elements));
  };
  return pointwise(operands, dims, tensor.element, body, isUnsigned);
}

// An axis cut at its end only cannot be said by a map: `d0` on it would make the loop as long as the whole
// axis.
Tensor Lowering::slice(const Tensor &tensor, DimsRef offsets, ArrayRef<int64_t> steps, DimsRef dims) {
  // Offsets of nothing may lie outside of the tensor.
  if (llvm::any_of(dims, [](sym::ExprAttr dim) { return dim.isConstant(0); }))
    return {empty(dims, tensor.element), Dims(dims), tensor.element};
  auto startsWhole = [&](size_t axis) { return offsets[axis].isConstant(0) && steps[axis] == 1; };
  if (!llvm::all_of(offsets, [](sym::ExprAttr offset) { return offset.isConstant(); }))
    return sliceAt(tensor, offsets, steps, dims);
  Tensor source = tensor;
  Dims cut = tensor.dims;
  for (size_t axis = 0; axis != steps.size(); ++axis)
    if (startsWhole(axis))
      cut[axis] = dims[axis];
  if (cut != tensor.dims)
    source = extractSlice(tensor, Dims(cut.size(), constant(0)), cut, SmallVector<int64_t>(cut.size(), 1));
  if (llvm::all_of(llvm::seq(steps.size()), startsWhole))
    return source;
  SmallVector<AffineExpr> results;
  for (auto [axis, offset] : llvm::enumerate(offsets))
    results.push_back(loop(axis) * steps[axis] + offset.getValue());
  return copy(source, mapOf(dims.size(), results), dims);
}

Tensor Lowering::sliceAt(const Tensor &tensor, DimsRef offsets, ArrayRef<int64_t> steps, DimsRef dims) {
  if (llvm::all_of(steps, [](int64_t step) { return step > 0; }))
    return extractSlice(tensor, offsets, dims, steps);
  SmallVector<Value> starts =
      llvm::map_to_vector(offsets, [&](sym::ExprAttr offset) { return sizeValue(offset); });
  return pick(tensor, {}, dims, [&](ScalarBuilder &scalars, ValueRange) {
    SmallVector<Value> position;
    for (auto [axis, start] : llvm::enumerate(starts))
      position.push_back(scalars.add(start, scalars.mul(scalars.position(axis), scalars.index(steps[axis]))));
    return position;
  });
}

LogicalResult Lowering::unsupported(const Twine &reason) {
  return op->emitOpError() << "cannot be lowered: " << reason;
}

llvm::SmallBitVector axisSet(ArrayRef<int64_t> axes, int64_t rank, bool noneMeansAll) {
  llvm::SmallBitVector set(rank, axes.empty() && noneMeansAll);
  for (int64_t axis : axes)
    set.set(normalizeAxis(axis, rank));
  return set;
}

} // namespace ingot
