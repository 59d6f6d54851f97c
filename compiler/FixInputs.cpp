// Inputs that the user turns into constants. SPDX-License-Identifier: Apache-2.0
#include "compiler/FixInputs.h"

#include "dialects/nn/Nn.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ingot {
namespace {

using Elements = SmallVector<mlir::Attribute>;

/// The name of an element type as NumPy has it, "int64".
std::string nameOf(mlir::Type element) {
  if (element.isInteger(1))
    return "bool";
  if (element.isBF16())
    return "bfloat16";
  std::string width = std::to_string(element.getIntOrFloatBitWidth());
  return (isa<mlir::FloatType>(element) ? "float" : element.isUnsignedInteger() ? "uint" : "int") + width;
}

/// One number as the user writes it; null where it is none of that type.
mlir::Attribute parseElement(StringRef text, mlir::Type element) {
  text = text.trim();
  if (auto type = dyn_cast<mlir::FloatType>(element)) {
    APFloat value(type.getFloatSemantics());
    Expected<APFloat::opStatus> status = value.convertFromString(text, APFloat::rmNearestTiesToEven);
    if (!status) {
      consumeError(status.takeError());
      return {};
    }
    return mlir::FloatAttr::get(type, value);
  }
  unsigned width = element.getIntOrFloatBitWidth();
  if (width == 1 && (text == "true" || text == "false"))
    return mlir::BoolAttr::get(element.getContext(), text == "true");
  int64_t number = 0;
  uint64_t positive = 0;
  bool isUnsigned = element.isUnsignedInteger() || width == 1;
  if (isUnsigned ? text.getAsInteger(10, positive) || !isUIntN(width, positive)
                 : text.getAsInteger(10, number) || !isIntN(width, number))
    return {};
  return mlir::IntegerAttr::get(element, APInt(width, isUnsigned ? positive : static_cast<uint64_t>(number),
                                               /*isSigned=*/!isUnsigned));
}

/// One element of little-endian bytes; a boolean is a byte.
mlir::Attribute decodeElement(ArrayRef<uint8_t> bytes, mlir::Type element) {
  uint64_t bits = 0;
  for (auto [place, byte] : enumerate(bytes))
    bits |= static_cast<uint64_t>(byte) << (8 * place);
  APInt value = APInt(64, bits).trunc(element.getIntOrFloatBitWidth());
  if (auto type = dyn_cast<mlir::FloatType>(element))
    return mlir::FloatAttr::get(type, APFloat(type.getFloatSemantics(), value));
  return mlir::IntegerAttr::get(element, value);
}

struct InputFixer {
  mlir::func::FuncOp function;
  Options &options;

  Error fail(StringRef name, const Twine &problem) {
    return createStringError(("--constant " + name + ": " + problem).str());
  }

  std::optional<unsigned> find(StringRef name) {
    for (unsigned number = 0; number != function.getNumArguments(); ++number)
      if (auto given = function.getArgAttrOfType<mlir::StringAttr>(number, "ingot.name"); given && given == name)
        return number;
    return std::nullopt;
  }

  std::string inputNames() {
    std::vector<std::string> names;
    for (unsigned number = 0; number != function.getNumArguments(); ++number)
      if (auto given = function.getArgAttrOfType<mlir::StringAttr>(number, "ingot.name"))
        names.push_back("'" + given.str() + "'");
    return join(names, ", ");
  }

  /// The sizes of the constant: those of the array, or a vector of the numbers, as the input's rank allows.
  Expected<SmallVector<int64_t>> sizesOf(StringRef name, const ConstantInput &given, mlir::RankedTensorType type) {
    SmallVector<int64_t> sizes(given.dims.begin(), given.dims.end());
    if (given.dtype.empty()) {
      auto count = static_cast<int64_t>(given.numbers.size());
      if (type.hasStaticShape() && type.getNumElements() == count)
        sizes.assign(type.getShape().begin(), type.getShape().end());
      else if (type.getRank() == 1)
        sizes = {count};
      else
        return fail(name, "expected numbers for a scalar, a vector or all elements of a static shape, got " +
                              Twine(count) + "; give an array as " + name + "=FILE.npy");
    }
    if (static_cast<int64_t>(sizes.size()) != type.getRank())
      return fail(name, "expected rank " + Twine(type.getRank()) + ", got " + Twine(sizes.size()));
    for (auto [axis, size] : enumerate(sizes)) {
      sym::ExprAttr dim = sym::dimOf(type, static_cast<unsigned>(axis));
      if (!dim)
        continue;
      if (dim.isConstant() && dim.getValue() != size)
        return fail(name,
                    "expected size " + Twine(dim.getValue()) + " for dim " + Twine(axis) + ", got " + Twine(size));
      if (!dim.isSymbol())
        continue;
      DimBounds fixed{size, size};
      auto [entry, isNew] = options.dims.try_emplace(dim.getName().str(), fixed);
      if (!isNew && (entry->second.minimum > size || entry->second.maximum < size))
        return fail(name, "its dim " + Twine(axis) + " makes '" + dim.getName() + "' " + Twine(size) +
                              ", which --dim does not allow");
      entry->second = fixed;
    }
    return sizes;
  }

  Expected<Elements> elementsOf(StringRef name, const ConstantInput &given, mlir::Type element) {
    Elements elements;
    if (given.dtype.empty()) {
      for (const std::string &text : given.numbers) {
        elements.push_back(parseElement(text, element));
        if (!elements.back())
          return fail(name, "expected numbers of type " + nameOf(element) + ", got '" + text + "'");
      }
      return elements;
    }
    if (given.dtype != nameOf(element))
      return fail(name, "expected " + nameOf(element) + ", got " + given.dtype);
    size_t bytes = divideCeil(element.getIntOrFloatBitWidth(), 8);
    for (size_t at = 0; at + bytes <= given.bytes.size(); at += bytes)
      elements.push_back(decodeElement(ArrayRef(given.bytes).slice(at, bytes), element));
    return elements;
  }

  Error fix(StringRef name, const ConstantInput &given) {
    std::optional<unsigned> number = find(name);
    if (!number)
      return fail(name, "the model has no such input; it has " + inputNames());
    mlir::BlockArgument argument = function.getArgument(*number);
    auto type = dyn_cast<mlir::RankedTensorType>(argument.getType());
    if (!type || !type.getElementType().isIntOrFloat())
      return fail(name, "expected an input that is a tensor of numbers");
    Expected<SmallVector<int64_t>> sizes = sizesOf(name, given, type);
    if (!sizes)
      return sizes.takeError();
    Expected<Elements> elements = elementsOf(name, given, type.getElementType());
    if (!elements)
      return elements.takeError();
    auto constantType = mlir::RankedTensorType::get(*sizes, type.getElementType());
    if (static_cast<int64_t>(elements->size()) != constantType.getNumElements())
      return fail(name,
                  "expected " + Twine(constantType.getNumElements()) + " numbers, got " + Twine(elements->size()));
    auto builder = mlir::OpBuilder::atBlockBegin(&function.getBody().front());
    mlir::Value constant = nn::ConstantOp::create(builder, argument.getLoc(), constantType,
                                                  mlir::DenseElementsAttr::get(constantType, *elements));
    argument.replaceAllUsesWith(constant);
    if (failed(function.eraseArgument(*number)))
      return fail(name, "this input cannot be removed");
    return Error::success();
  }
};

} // namespace

Error fixInputs(mlir::ModuleOp module, Options &options) {
  for (auto function : module.getOps<mlir::func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    InputFixer fixer{function, options};
    for (const auto &[name, given] : options.constants)
      if (Error error = fixer.fix(name, given))
        return error;
    auto last = function.getBody().back().getTerminator();
    function.setFunctionType(mlir::FunctionType::get(module.getContext(), function.getArgumentTypes(),
                                                     SmallVector<mlir::Type>(last->getOperandTypes())));
  }
  return Error::success();
}

} // namespace ingot
