// What happens to shape arithmetic once its values are known: constants, size lists, reshapes, nothing.
// SPDX-License-Identifier: Apache-2.0
#include "passes/shape/ReplaceValues.h"

#include "dialects/nn/NnData.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace ingot;

//===-- known values
//-------------------------------------------------------------------------------------------===//

// An element as an attribute of the tensor's element type; null where it is no constant of that type.
static Attribute constantAttr(const nn::Scalar &scalar, Type element) {
  if (auto type = dyn_cast<FloatType>(element))
    return scalar.constant() ? FloatAttr::get(type, *scalar.constant()) : Attribute();
  sym::ExprAttr expr = scalar.integer();
  if (!expr || !expr.isConstant())
    return {};
  unsigned width = element.getIntOrFloatBitWidth();
  bool fits = element.isUnsignedInteger() || width == 1
                  ? expr.getValue() >= 0 && (width >= 63 || expr.getValue() < int64_t(1) << width)
                  : width >= 64 || llvm::isIntN(width, expr.getValue());
  if (!fits)
    return {};
  return IntegerAttr::get(element, APInt(width, static_cast<uint64_t>(expr.getValue()), false, true));
}

// The constant with these elements, or null.
static DenseElementsAttr constantOf(const nn::TensorValue &value, RankedTensorType type) {
  SmallVector<Attribute> elements;
  for (const nn::Scalar &scalar : value.elements) {
    elements.push_back(constantAttr(scalar, type.getElementType()));
    if (!elements.back())
      return {};
  }
  return DenseElementsAttr::get(type, elements);
}

// A list of size expressions of the type's rank, or null where an element is no integer expression.
static Value sizesOf(OpBuilder &builder, Location location, const nn::TensorValue &value, RankedTensorType type) {
  if (!isa<IntegerType>(type.getElementType()))
    return {};
  SmallVector<Attribute> exprs;
  for (const nn::Scalar &scalar : value.elements) {
    sym::ExprAttr expr = scalar.integer();
    // A constant that does not fit the element type wraps around at run time; that is for the operation
    // itself.
    if (!expr || (expr.isConstant() && !constantAttr(scalar, type.getElementType())))
      return {};
    exprs.push_back(expr);
  }
  RankedTensorType flat = type;
  if (type.getRank() > 1)
    flat = RankedTensorType::get({type.getNumElements()}, type.getElementType());
  Value list = nn::SizesOp::create(builder, location, flat, builder.getArrayAttr(exprs));
  if (flat == type)
    return list;
  return nn::ReshapeOp::create(builder, location, type, list, Value());
}

// The operation that gives a known value, or null.
static Value materialize(OpBuilder &builder, OpResult result, const nn::TensorValue &value) {
  auto type = cast<RankedTensorType>(result.getType());
  if (DenseElementsAttr constant = constantOf(value, type))
    return nn::ConstantOp::create(builder, result.getLoc(), type, constant);
  return sizesOf(builder, result.getLoc(), value, type);
}

static void replaceKnown(Operation *op, const nn::ShapeContext &context) {
  if (isa<nn::ConstantOp, nn::SizesOp>(op))
    return;
  OpBuilder builder(op);
  for (OpResult result : op->getResults()) {
    const nn::TensorValue *value = result.use_empty() ? nullptr : context.valueOf(result);
    if (!value)
      continue;
    if (Value known = materialize(builder, result, *value))
      result.replaceAllUsesWith(known);
  }
}

//===-- other forms
//--------------------------------------------------------------------------------------------===//

static void replaceSugar(Operation *op) {
  if (!isa<nn::SqueezeOp, nn::UnsqueezeOp, nn::FlattenOp>(op))
    return;
  OpBuilder builder(op);
  Value reshape = nn::ReshapeOp::create(builder, op->getLoc(), op->getResult(0).getType(), op->getOperand(0), Value());
  op->getResult(0).replaceAllUsesWith(reshape);
}

// Parts whose sizes are no constants cannot be an attribute of the split; a slice can express each.
static void replaceSymbolicSplit(Operation *op) {
  auto split = dyn_cast<nn::SplitOp>(op);
  if (!split || !split.getSizes())
    return;
  OpBuilder builder(op);
  auto axis = static_cast<unsigned>(split.getAxis());
  int64_t rank = cast<RankedTensorType>(split.getInput().getType()).getRank();
  sym::ExprAttr zero = sym::constant(op->getContext(), 0), start = zero;
  SmallVector<int64_t> steps(rank, 1);
  for (Value part : split.getResults()) {
    SmallVector<Attribute> offsets(rank, zero);
    offsets[axis] = start;
    Value slice =
        nn::SliceOp::create(builder, op->getLoc(), part.getType(), split.getInput(), Value(), Value(), Value(), Value(),
                            builder.getArrayAttr(offsets), builder.getDenseI64ArrayAttr(steps));
    part.replaceAllUsesWith(slice);
    // The sweep found that the parts add up to the whole, so these sums exist.
    start = sym::add(start, sym::dimOf(cast<RankedTensorType>(part.getType()), axis));
  }
}

static SmallVector<Operation *> operationsOf(func::FuncOp function) {
  SmallVector<Operation *> operations;
  // Before those in its regions comes an operation, so that in reverse, users come before what they use.
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != function && !op->hasTrait<OpTrait::IsTerminator>())
      operations.push_back(op);
  });
  return operations;
}

void shape::replaceValues(func::FuncOp function, const nn::ShapeContext &context) {
  for (Operation *op : operationsOf(function)) {
    // What is known is proved, or checked by a guard before the run.
    if (auto check = dyn_cast<nn::CheckOp>(op); check && context.integersOf(check.getCondition())) {
      check.erase();
      continue;
    }
    replaceKnown(op, context);
    replaceSugar(op);
    replaceSymbolicSplit(op);
  }
  auto operations = operationsOf(function); // a range must outlive its reversal
  for (Operation *op : llvm::reverse(operations))
    if (isOpTriviallyDead(op))
      op->erase();
}
