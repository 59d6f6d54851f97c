// From values of the Evaluator to operands: literals become constants, element types and ranks are made to
// agree. Part of the Importer. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/Weights.h"
#include "compiler/frontend/nnef/Quantize.h"
#include "mlir/IR/DialectResourceBlobManager.h"

#include <cmath>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

//===- Literals -----------------------------------------------------------------------------------------===//

namespace {
/// A nested array literal as a shape and its leaves.
struct FlatLiteral {
  llvm::SmallVector<int64_t> shape;
  std::vector<Value> leaves;
  bool isRagged = false;

  void add(const Value &value, size_t depth) {
    if (!value.isSequence()) {
      isRagged |= depth != shape.size();
      leaves.push_back(value);
      return;
    }
    auto length = static_cast<int64_t>(value.items().size());
    if (depth == shape.size() && leaves.empty())
      shape.push_back(length);
    if (depth >= shape.size() || shape[depth] != length) {
      isRagged = true;
      return;
    }
    for (const Value &item : value.items())
      add(item, depth + 1);
  }

  bool any(Value::Kind kind) const {
    return llvm::any_of(leaves, [=](const Value &leaf) { return leaf.kind() == kind; });
  }
};

/// Appends elements of any number type in their bytes.
class ByteWriter {
public:
  explicit ByteWriter(mlir::Type element) : element(element) {}

  void add(const Value &leaf) {
    if (leaf.isLogical())
      return addNumber(leaf.logical() ? 1 : 0);
    if (leaf.isInteger() && !mlir::isa<mlir::FloatType>(element))
      return addBits(static_cast<uint64_t>(leaf.integer()));
    addNumber(leaf.number());
  }

  void addNumber(double number) {
    if (auto type = mlir::dyn_cast<mlir::FloatType>(element)) {
      llvm::APFloat value(number);
      bool losesInfo = false;
      value.convert(type.getFloatSemantics(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      return addBits(value.bitcastToAPInt().getZExtValue());
    }
    if (element.isInteger(1))
      return addBits(number != 0);
    // Saturates, so that no value is undefined.
    double limited = std::isnan(number) ? 0 : std::max(-9.2e18, std::min(9.2e18, number));
    addBits(static_cast<uint64_t>(static_cast<int64_t>(limited)));
  }

  std::vector<char> bytes;

private:
  void addBits(uint64_t bits) {
    for (unsigned i = 0; i < ingot::bytesPerElement(element); ++i)
      bytes.push_back(static_cast<char>(bits >> 8 * i & 0xff));
  }

  mlir::Type element;
};
} // namespace

mlir::Value Importer::constant(Call &call, mlir::RankedTensorType type, llvm::ArrayRef<char> bytes) {
  auto owner = std::make_shared<const std::vector<char>>(bytes.vec());
  return addConstant(call, makeElements(type, call.name(), {*owner, owner}));
}

mlir::Value Importer::addConstant(Call &call, mlir::ElementsAttr value) {
  return call.failed() ? mlir::Value() : settle(call, nn::ConstantOp::create(opBuilder, locationOf(call), value));
}

mlir::Value Importer::splat(Call &call, llvm::ArrayRef<int64_t> shape, mlir::Type element, double value) {
  constexpr int64_t most = int64_t(1) << 24;
  ByteWriter writer(element);
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size > most || (count *= size) > most) {
      call.fail("a constant of this size is not supported");
      return {};
    }
  }
  for (int64_t i = 0; i < count; ++i)
    writer.addNumber(value);
  return constant(call, mlir::RankedTensorType::get(shape, element), writer.bytes);
}

mlir::Value Importer::vector(Call &call, llvm::ArrayRef<int64_t> elements) {
  auto type = mlir::RankedTensorType::get(static_cast<int64_t>(elements.size()), opBuilder.getI64Type());
  return constant(call, type, {reinterpret_cast<const char *>(elements.data()), elements.size() * sizeof(int64_t)});
}

bool Importer::areSizes(Call &call, llvm::ArrayRef<ExprAttr> elements) {
  if (!call.failed() && llvm::is_contained(elements, ExprAttr()))
    call.fail("a size does not fit 64 bits");
  return !call.failed();
}

mlir::Value Importer::vector(Call &call, llvm::ArrayRef<ExprAttr> elements) {
  if (!areSizes(call, elements))
    return {};
  if (llvm::all_of(elements, [](ExprAttr element) { return element.isConstant(); })) {
    llvm::SmallVector<int64_t> constants;
    for (ExprAttr element : elements)
      constants.push_back(element.getValue());
    return vector(call, constants);
  }
  llvm::SmallVector<mlir::Attribute> attributes(elements.begin(), elements.end());
  auto type = mlir::RankedTensorType::get(static_cast<int64_t>(elements.size()), opBuilder.getI64Type());
  return settle(call, nn::SizesOp::create(opBuilder, locationOf(call), type, opBuilder.getArrayAttr(attributes)));
}

mlir::Value Importer::scalar(Call &call, ExprAttr value) {
  auto type = mlir::RankedTensorType::get({}, opBuilder.getI64Type());
  if (!areSizes(call, {value}))
    return {};
  if (value.isConstant())
    return materialize(call, Value::ofInteger(value.getValue()));
  return settle(call, nn::SizesOp::create(opBuilder, locationOf(call), type, opBuilder.getArrayAttr({value})));
}

/// An array with tensors in it: the items side by side along a new first axis.
mlir::Value Importer::stack(Call &call, llvm::ArrayRef<Value> items, mlir::Type element) {
  llvm::SmallVector<mlir::Value> parts = unify(call, items);
  for (mlir::Value &part : parts)
    part = unsqueeze(call, element ? cast(call, part, element) : part, {0});
  return concat(call, parts, 0);
}

mlir::Value Importer::materialize(Call &call, const Value &value, mlir::Type element) {
  if (call.failed())
    return {};
  if (value.isTensor())
    return element ? cast(call, unwrap(value), element) : unwrap(value);
  if (value.isArray() && value.containsTensor())
    return stack(call, value.items(), element);
  FlatLiteral literal;
  literal.add(value, 0);
  if (literal.any(Value::Kind::String) || literal.any(Value::Kind::None)) {
    call.fail("expected a tensor, got " + describe(value.isSequence() ? Value::Kind::String : value.kind()));
    return {};
  }
  if (literal.shape.size() > maximumRank) {
    call.fail("rank " + llvm::Twine(literal.shape.size()) + " is not supported");
    return {};
  }
  if (literal.isRagged) {
    call.fail("the rows of an array literal differ in length");
    return {};
  }
  if (literal.any(Value::Kind::Size)) {
    Sizes sizes, shape;
    for (const Value &leaf : literal.leaves)
      sizes.push_back(expr(call, leaf));
    for (int64_t size : literal.shape)
      shape.push_back(number(size));
    mlir::Value result = shape.empty() ? scalar(call, sizes.front()) : reshape(call, vector(call, sizes), shape);
    return element ? cast(call, result, element) : result;
  }
  if (!element) {
    bool areLogical =
        !literal.leaves.empty() && llvm::all_of(literal.leaves, [](const Value &leaf) { return leaf.isLogical(); });
    bool areIntegers = !literal.any(Value::Kind::Scalar) && !literal.leaves.empty();
    element = areLogical    ? mlir::Type(opBuilder.getI1Type())
              : areIntegers ? mlir::Type(opBuilder.getI64Type())
                            : mlir::Type(opBuilder.getF32Type());
  }
  ByteWriter writer(element);
  for (const Value &leaf : literal.leaves)
    writer.add(leaf);
  return constant(call, mlir::RankedTensorType::get(literal.shape, element), writer.bytes);
}

//===- Agreement ----------------------------------------------------------------------------------------===//

/// The element type that holds values of both.
static mlir::Type commonType(mlir::Type left, mlir::Type right) {
  if (left == right || !left || !right)
    return left ? left : right;
  bool leftIsFloat = mlir::isa<mlir::FloatType>(left), rightIsFloat = mlir::isa<mlir::FloatType>(right);
  if (leftIsFloat != rightIsFloat)
    return leftIsFloat ? left : right;
  unsigned leftBits = left.getIntOrFloatBitWidth(), rightBits = right.getIntOrFloatBitWidth();
  if (leftBits != rightBits)
    return leftBits > rightBits ? left : right;
  // f16 and bf16 have no common 16-bit type; of signed and unsigned the signed one is taken.
  if (leftIsFloat)
    return mlir::Float32Type::get(left.getContext());
  return left.isUnsignedInteger() ? right : left;
}

static bool holdsScalars(const Value &value) {
  return value.isScalar() || (value.isSequence() && llvm::any_of(value.items(), holdsScalars));
}

static bool holdsOnlyLogicals(const Value &value) {
  return value.isLogical() || (value.isSequence() && llvm::all_of(value.items(), holdsOnlyLogicals));
}

llvm::SmallVector<mlir::Value> Importer::unify(Call &call, llvm::ArrayRef<Value> values) {
  mlir::Type element;
  bool hasScalars = false, areLogical = true;
  for (const Value &value : values) {
    if (value.isTensor())
      element = commonType(element, elementOf(unwrap(value)));
    hasScalars |= holdsScalars(value);
    areLogical &= holdsOnlyLogicals(value);
  }
  // A literal adapts to the tensors beside it; only a fraction beside integers makes them floating-point.
  if (hasScalars && (!element || !mlir::isa<mlir::FloatType>(element)))
    element = opBuilder.getF32Type();
  if (!element)
    element = areLogical ? opBuilder.getI1Type() : opBuilder.getI64Type();
  llvm::SmallVector<mlir::Value> result;
  for (const Value &value : values)
    result.push_back(materialize(call, value, element));
  return result;
}

void Importer::align(Call &call, llvm::MutableArrayRef<mlir::Value> values) {
  if (call.failed())
    return;
  int64_t rank = 0;
  for (mlir::Value value : values)
    rank = std::max(rank, rankOf(value));
  for (mlir::Value &value : values) {
    llvm::SmallVector<int64_t> axes;
    for (int64_t axis = rankOf(value); axis < rank && rankOf(value) > 0; ++axis)
      axes.push_back(axis);
    if (!axes.empty())
      value = unsqueeze(call, value, axes);
  }
}

llvm::SmallVector<mlir::Value> Importer::aligned(Call &call, llvm::ArrayRef<llvm::StringRef> parameters) {
  llvm::SmallVector<Value> values;
  for (llvm::StringRef parameter : parameters)
    values.push_back(*call.find(parameter));
  llvm::SmallVector<mlir::Value> result = unify(call, values);
  align(call, result);
  return result;
}

mlir::Value Importer::tensor(Call &call, llvm::StringRef parameter, mlir::Type element) {
  return materialize(call, *call.find(parameter), element);
}

mlir::Value Importer::floatTensor(Call &call, llvm::StringRef parameter) {
  const Value &value = *call.find(parameter);
  bool isFloat = value.isTensor() && mlir::isa<mlir::FloatType>(elementOf(unwrap(value)));
  return materialize(call, value, isFloat ? mlir::Type() : opBuilder.getF32Type());
}

mlir::Value Importer::cast(Call &call, mlir::Value value, mlir::Type element) {
  if (call.failed() || elementOf(value) == element)
    return value;
  return create<nn::CastOp>(call, element, value);
}

int64_t Importer::axis(Call &call, int64_t axis, int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  call.fail("axis " + llvm::Twine(axis) + " is outside a tensor of rank " + llvm::Twine(rank));
  return 0;
}

ExprAttr Importer::expr(Call &call, const Value &value) {
  if (value.isInteger())
    return number(value.integer());
  if (value.isSize())
    return ExprAttr::getFromOpaquePointer(value.size());
  if (value.isTensor())
    call.fail("expected a size that follows from the sizes of the inputs, got a tensor that only the data knows");
  else
    call.fail("expected a size, got " + describe(value.kind()));
  return number(0);
}

Sizes Importer::exprs(Call &call, llvm::StringRef parameter) {
  Sizes result;
  if (const Value *value = call.find(parameter); value && (value->isInteger() || value->isSize() || value->isTensor()))
    return {expr(call, *value)};
  for (const Value &item : call.items(parameter))
    result.push_back(expr(call, item));
  return result;
}

//===- Shapes -------------------------------------------------------------------------------------------===//

mlir::Value Importer::reshape(Call &call, mlir::Value value, llvm::ArrayRef<ExprAttr> sizes) {
  if (!areSizes(call, sizes))
    return {};
  if (sizes.size() > maximumRank) {
    call.fail("rank " + llvm::Twine(sizes.size()) + " is not supported");
    return {};
  }
  mlir::RankedTensorType type = sym::tensorTypeOf(sizes, elementOf(value));
  if (!type) {
    call.fail("a size of the result is negative");
    return {};
  }
  if (type == value.getType())
    return value;
  if (mlir::Value stored = reshapeStored(*this, call, value, sizes))
    return stored;
  if (call.failed())
    return {};
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  auto old = mlir::cast<mlir::RankedTensorType>(value.getType());
  if (!constant || !type.hasStaticShape() || type.getNumElements() != old.getNumElements())
    return settle(call, nn::ReshapeOp::create(opBuilder, locationOf(call), mlir::Type(type), value, mlir::Value()));
  mlir::ElementsAttr reshaped;
  if (auto resource = mlir::dyn_cast<mlir::DenseResourceElementsAttr>(constant.getValue()))
    reshaped = mlir::DenseResourceElementsAttr::get(type, resource.getRawHandle());
  else
    reshaped = mlir::cast<mlir::DenseElementsAttr>(constant.getValue()).reshape(type);
  return settle(call, nn::ConstantOp::create(opBuilder, constant.getLoc(), reshaped));
}

mlir::Value Importer::unsqueeze(Call &call, mlir::Value value, llvm::ArrayRef<int64_t> axes) {
  if (call.failed())
    return {};
  Sizes old = sizesOf(value), sizes;
  int64_t rank = static_cast<int64_t>(old.size() + axes.size());
  llvm::SmallVector<int64_t> places;
  for (int64_t each : axes)
    places.push_back(axis(call, each, rank));
  const ExprAttr *next = old.begin();
  for (int64_t place = 0; place < rank; ++place) {
    bool isNew = llvm::is_contained(places, place);
    if (!isNew && next == old.end())
      call.fail("the axes are not distinct");
    if (call.failed())
      return {};
    sizes.push_back(isNew ? number(1) : *next++);
  }
  return reshape(call, value, sizes);
}

mlir::Value Importer::transpose(Call &call, mlir::Value value, llvm::ArrayRef<int64_t> permutation) {
  return like<nn::TransposeOp>(call, value, permutation);
}

mlir::Value Importer::slice(Call &call, mlir::Value value, int64_t axis, ExprAttr begin, ExprAttr end) {
  if (call.failed())
    return {};
  return like<nn::SliceOp>(call, value, vector(call, {begin}), vector(call, {end}),
                           vector(call, llvm::ArrayRef<int64_t>{axis}), mlir::Value(), mlir::ArrayAttr(),
                           mlir::DenseI64ArrayAttr());
}

mlir::Value Importer::concat(Call &call, llvm::ArrayRef<mlir::Value> values, int64_t axis) {
  if (call.failed())
    return {};
  if (values.empty()) {
    call.fail("expected at least one tensor");
    return {};
  }
  if (values.size() == 1)
    return values.front();
  return create<nn::ConcatOp>(call, elementOf(values.front()), mlir::ValueRange(values), axis);
}

} // namespace ingot::nnef
