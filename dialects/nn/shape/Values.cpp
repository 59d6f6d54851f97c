// Reading constants and walking over the elements of small tensors. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/Values.h"

#include "dialects/nn/NnVerify.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;

std::optional<llvm::SmallVector<int64_t>> ingot::nn::smallShape(mlir::Type type) {
  auto ranked = llvm::dyn_cast<mlir::RankedTensorType>(type);
  if (!ranked || !ranked.hasStaticShape())
    return std::nullopt;
  int64_t count = 1;
  for (int64_t size : ranked.getShape())
    if (size > ShapeContext::maxElements || (count *= size) > ShapeContext::maxElements)
      return std::nullopt;
  return llvm::SmallVector<int64_t>(ranked.getShape());
}

//===-- constants
//----------------------------------------------------------------------------------------------===//

static Scalar scalarOf(mlir::MLIRContext *context, const llvm::APInt &value, bool isUnsigned) {
  if (value.getBitWidth() == 1 || isUnsigned) {
    if (value.getActiveBits() > 63)
      return {};
    return Scalar::of(sym::constant(context, static_cast<int64_t>(value.getZExtValue())));
  }
  return value.getBitWidth() > 64 ? Scalar() : Scalar::of(sym::constant(context, value.getSExtValue()));
}

static Scalar scalarOf(mlir::MLIRContext *context, llvm::APFloat value) {
  bool losesInfo;
  value.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return Scalar::of(context, value.convertToDouble());
}

// One element of raw little-endian bytes; booleans take a byte each.
static Scalar scalarOf(mlir::Type element, llvm::ArrayRef<char> bytes) {
  uint64_t bits = 0;
  for (auto [index, byte] : llvm::enumerate(bytes))
    bits |= static_cast<uint64_t>(static_cast<uint8_t>(byte)) << (8 * index);
  unsigned width = element.getIntOrFloatBitWidth();
  llvm::APInt value = llvm::APInt(64, bits).trunc(width);
  if (auto type = llvm::dyn_cast<mlir::FloatType>(element))
    return scalarOf(element.getContext(), llvm::APFloat(type.getFloatSemantics(), value));
  return scalarOf(element.getContext(), value, element.isUnsignedInteger());
}

static bool readResource(mlir::DenseResourceElementsAttr attribute, TensorValue &result) {
  mlir::AsmResourceBlob *blob = attribute.getRawHandle().getBlob();
  mlir::Type element = attribute.getType().getElementType();
  if (!blob || !element.isIntOrFloat() || element.getIntOrFloatBitWidth() > 64)
    return false;
  size_t bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8),
         count = attribute.getType().getNumElements();
  llvm::ArrayRef<char> data = blob->getData();
  if (data.size() != bytes * count)
    return false;
  for (size_t index = 0; index != count; ++index)
    result.elements.push_back(scalarOf(element, data.slice(index * bytes, bytes)));
  return true;
}

std::optional<TensorValue> ingot::nn::readConstant(mlir::ElementsAttr attribute) {
  std::optional<llvm::SmallVector<int64_t>> shape = smallShape(attribute.getShapedType());
  if (!shape)
    return std::nullopt;
  TensorValue result{*shape, {}};
  mlir::Type element = attribute.getElementType();
  if (auto resource = llvm::dyn_cast<mlir::DenseResourceElementsAttr>(attribute))
    return readResource(resource, result) ? std::optional(result) : std::nullopt;
  auto dense = llvm::dyn_cast<mlir::DenseElementsAttr>(attribute);
  if (!dense)
    return std::nullopt;
  if (llvm::isa<mlir::FloatType>(element))
    for (llvm::APFloat value : dense.getValues<llvm::APFloat>())
      result.elements.push_back(scalarOf(element.getContext(), value));
  else if (llvm::isa<mlir::IntegerType>(element))
    for (llvm::APInt value : dense.getValues<llvm::APInt>())
      result.elements.push_back(scalarOf(element.getContext(), value, element.isUnsignedInteger()));
  else
    return std::nullopt;
  return result;
}

//===-- positions
//----------------------------------------------------------------------------------------------===//

// The next position, the last axis running fastest.
static void advance(llvm::MutableArrayRef<int64_t> position, llvm::ArrayRef<int64_t> shape) {
  for (size_t axis = shape.size(); axis-- != 0;) {
    if (++position[axis] < shape[axis])
      return;
    position[axis] = 0;
  }
}

void ingot::nn::setElements(ShapeContext &context, mlir::Value result,
                            llvm::function_ref<Scalar(llvm::ArrayRef<int64_t>)> element) {
  std::optional<llvm::SmallVector<int64_t>> shape = smallShape(result.getType());
  if (!shape)
    return;
  int64_t count = mlir::ShapedType::getNumElements(*shape);
  TensorValue value{*shape, {}};
  llvm::SmallVector<int64_t> position(shape->size(), 0);
  for (int64_t index = 0; index != count; ++index, advance(position, *shape))
    value.elements.push_back(element(position));
  context.setValue(result, std::move(value));
}

Scalar ingot::nn::elementAt(const TensorValue &value, llvm::ArrayRef<int64_t> position) {
  size_t rank = value.shape.size(), offset = position.size() - rank;
  int64_t index = 0;
  for (size_t axis = 0; axis != rank; ++axis)
    index = index * value.shape[axis] + (value.shape[axis] == 1 ? 0 : position[offset + axis]);
  return value.elements[index];
}

//===-- attributes
//---------------------------------------------------------------------------------------------===//

mlir::ArrayAttr ingot::nn::exprArray(mlir::MLIRContext *context, llvm::ArrayRef<ExprAttr> exprs) {
  return mlir::ArrayAttr::get(context, llvm::SmallVector<mlir::Attribute>(exprs.begin(), exprs.end()));
}

FailureOr<Sizes> ingot::nn::exprsOf(mlir::Operation *op, mlir::ArrayAttr attribute) {
  Sizes result;
  for (mlir::Attribute entry : attribute) {
    auto expr = llvm::dyn_cast<ExprAttr>(entry);
    if (!expr)
      return ShapeContext::error(op) << "expected '#sym.expr<...>', got " << entry;
    result.push_back(expr);
  }
  return result;
}

FailureOr<int64_t> ingot::nn::checkedAxis(mlir::Operation *op, int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return ShapeContext::error(op) << "expected an axis in [" << -rank << ", " << rank - 1 << "], got "
                                   << axis;
  return normalizeAxis(axis, rank);
}

FailureOr<llvm::SmallVector<int64_t>> ingot::nn::checkedAxes(mlir::Operation *op,
                                                             llvm::ArrayRef<int64_t> axes, int64_t rank) {
  llvm::SmallVector<int64_t> result;
  for (int64_t axis : axes) {
    FailureOr<int64_t> checked = checkedAxis(op, axis, rank);
    if (failed(checked))
      return failure();
    if (llvm::is_contained(result, *checked))
      return ShapeContext::error(op) << "expected distinct axes, got " << axis << " twice";
    result.push_back(*checked);
  }
  return result;
}
