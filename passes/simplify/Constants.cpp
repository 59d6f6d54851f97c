// Questions about values that are known at compile time. SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/Constants.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace ingot;

bool ingot::isConstantExpression(Value value) {
  SmallVector<Value> worklist{value};
  llvm::DenseSet<Operation *> visited;
  while (!worklist.empty()) {
    Operation *op = worklist.pop_back_val().getDefiningOp();
    if (!op || !isa<nn::NnDialect>(op->getDialect()) || isa<nn::SizesOp>(op) || !isPure(op))
      return false;
    if (isa<nn::ConstantOp>(op) || !visited.insert(op).second)
      continue;
    // A value of named size depends on the call, whatever it is made of.
    if (llvm::any_of(op->getResultTypes(),
                     [](Type type) { return !cast<ShapedType>(type).hasStaticShape(); }))
      return false;
    llvm::append_range(worklist, op->getOperands());
  }
  return true;
}

static std::optional<double> numberOf(Attribute attribute) {
  if (auto number = dyn_cast<FloatAttr>(attribute))
    return number.getValueAsDouble();
  auto integer = dyn_cast<IntegerAttr>(attribute);
  if (!integer)
    return std::nullopt;
  bool isUnsigned = integer.getType().isUnsignedInteger() || integer.getType().isInteger(1);
  const APInt &value = integer.getValue();
  return isUnsigned ? value.roundToDouble(false) : value.roundToDouble(true);
}

std::optional<double> ingot::splatOf(Value value) {
  if (auto fill = value.getDefiningOp<nn::FillOp>())
    return numberOf(fill.getValue());
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : nullptr;
  if (!elements || !elements.isSplat())
    return std::nullopt;
  return numberOf(elements.getSplatValue<Attribute>());
}

bool ingot::isSplat(Value value, double expected) {
  std::optional<double> found = splatOf(value);
  if (!found)
    return false;
  auto element = dyn_cast<FloatType>(cast<ShapedType>(value.getType()).getElementType());
  if (!element)
    return *found == expected;
  APFloat rounded(expected);
  bool losesInfo;
  rounded.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
  APFloat exact(*found);
  rounded.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  // Exporters round through other types: one part in a million is the same number.
  double wanted = rounded.convertToDouble();
  return exact.convertToDouble() == wanted || std::abs(*found - wanted) <= 1e-6 * std::abs(wanted);
}

/// One little-endian integer of `bytes` bytes.
static int64_t readInteger(const char *data, unsigned bytes, bool isUnsigned) {
  uint64_t value = 0;
  for (unsigned index = 0; index < bytes; ++index)
    value |= static_cast<uint64_t>(static_cast<unsigned char>(data[index])) << (8 * index);
  unsigned unused = 64 - 8 * bytes;
  return isUnsigned ? static_cast<int64_t>(value) : static_cast<int64_t>(value << unused) >> unused;
}

std::optional<SmallVector<int64_t>> ingot::integersOf(Value value, int64_t limit) {
  auto constant = value.getDefiningOp<nn::ConstantOp>();
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!constant || !type || type.getNumElements() > limit)
    return std::nullopt;
  auto element = dyn_cast<IntegerType>(type.getElementType());
  if (!element || element.getWidth() % 8 != 0 || element.getWidth() > 64)
    return std::nullopt;
  SmallVector<int64_t> result;
  if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue())) {
    for (const APInt &entry : dense.getValues<APInt>())
      result.push_back(element.isUnsigned() ? static_cast<int64_t>(entry.getZExtValue())
                                            : entry.getSExtValue());
    return result;
  }
  auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
  AsmResourceBlob *blob = resource ? resource.getRawHandle().getBlob() : nullptr;
  unsigned bytes = element.getWidth() / 8;
  if (!blob || blob->getData().size() < static_cast<size_t>(type.getNumElements()) * bytes)
    return std::nullopt;
  for (int64_t index = 0; index < type.getNumElements(); ++index)
    result.push_back(readInteger(blob->getData().data() + index * bytes, bytes, element.isUnsigned()));
  return result;
}
