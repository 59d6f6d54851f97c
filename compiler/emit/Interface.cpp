// Decodes `ingot.interface` with a named error for every malformed key, since the module may be a user's
// file. Between the lower stage and the writers of artefacts. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Interface.h"

#include "dialects/sym/Sym.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace mlir;

namespace ingot {
namespace {

Error malformed(StringRef key, const Twine &expected) {
  return createStringError("module attribute '%s': expected '%s' to be %s; run the lower stage first",
                           interfaceAttrName.data(), key.str().c_str(), expected.str().c_str());
}

Expected<std::string> readText(DictionaryAttr dictionary, StringRef key) {
  if (auto attr = dictionary.getAs<StringAttr>(key))
    return attr.str();
  return malformed(key, "a string");
}

/// The element types of abi.h, as the interface spells them.
constexpr StringLiteral dtypes[] = {"bool", "i8",  "i16", "i32",  "i64", "u8", "u16",
                                    "u32",  "u64", "f16", "bf16", "f32", "f64"};

/// A size is an integer or text; a missing one stays 0.
Error readSize(DictionaryAttr dictionary, StringRef key, std::string &value) {
  Attribute attr = dictionary.get(key);
  if (!attr)
    return Error::success();
  if (auto integer = dyn_cast<IntegerAttr>(attr))
    value = std::to_string(integer.getValue().getZExtValue());
  else if (auto text = dyn_cast<StringAttr>(attr))
    value = text.str();
  else
    return malformed(key, "an integer or a string");
  return Error::success();
}

Expected<TensorInterface> readTensor(StringRef list, Attribute attr) {
  auto dictionary = dyn_cast<DictionaryAttr>(attr);
  if (!dictionary)
    return malformed(list, "an array of dictionaries");
  Expected<std::string> name = readText(dictionary, "name");
  if (!name)
    return name.takeError();
  Expected<std::string> dtype = readText(dictionary, "dtype");
  if (!dtype)
    return dtype.takeError();
  if (!is_contained(dtypes, *dtype))
    return malformed("dtype", "one of " + join(ArrayRef(dtypes), ", "));
  auto dims = dictionary.getAs<ArrayAttr>("dims");
  if (!dims)
    return malformed("dims", "an array of strings");
  TensorInterface tensor{std::move(*name), std::move(*dtype), {}, std::nullopt};
  for (Attribute dim : dims) {
    auto text = dyn_cast<StringAttr>(dim);
    if (!text)
      return malformed("dims", "an array of strings");
    tensor.dims.push_back(text.str());
  }
  return tensor;
}

std::optional<int64_t> readBound(DictionaryAttr dictionary, StringRef key) {
  auto attr = dictionary.getAs<IntegerAttr>(key);
  return attr && attr.getValue().getSignificantBits() <= 64 ? std::optional(attr.getValue().getSExtValue())
                                                            : std::nullopt;
}

Expected<SymbolInterface> readSymbol(StringRef list, Attribute attr) {
  auto dictionary = dyn_cast<DictionaryAttr>(attr);
  if (!dictionary)
    return malformed(list, "an array of dictionaries");
  Expected<std::string> name = readText(dictionary, "name");
  if (!name)
    return name.takeError();
  auto bound = dictionary.getAs<StringAttr>("bound");
  return SymbolInterface{std::move(*name), readBound(dictionary, "minimum"), readBound(dictionary, "maximum"),
                         bound ? bound.str() : std::string()};
}

/// Reads an array, element by element; a missing one stays empty.
template <typename Element>
Error readList(DictionaryAttr dictionary, StringRef key, Expected<Element> (*read)(StringRef, Attribute),
               std::vector<Element> &elements) {
  Attribute attr = dictionary.get(key);
  if (!attr)
    return Error::success();
  auto list = dyn_cast<ArrayAttr>(attr);
  if (!list)
    return malformed(key, "an array of dictionaries");
  for (Attribute item : list) {
    Expected<Element> element = read(key, item);
    if (!element)
      return element.takeError();
    elements.push_back(std::move(*element));
  }
  return Error::success();
}

/// The greatest value that a size can have, if it has one.
std::optional<uint64_t> maximumOf(const sym::Facts &facts, MLIRContext *context, StringRef formula) {
  Expected<sym::ExprAttr> expr = sym::parse(context, formula);
  if (!expr) {
    consumeError(expr.takeError());
    return std::nullopt;
  }
  std::optional<int64_t> maximum = facts.bounds(*expr).maximum;
  return maximum && *maximum >= 0 ? std::optional<uint64_t>(*maximum) : std::nullopt;
}

/// Fills the greatest sizes from the bounds of the symbols.
void boundSizes(ModelInterface &interface, MLIRContext *context) {
  context->getOrLoadDialect<sym::SymDialect>();
  sym::Facts facts;
  for (SymbolInterface &symbol : interface.symbols) { // a bound reads symbols before its own
    if (!symbol.bound.empty())
      symbol.maximum = maximumOf(facts, context, symbol.bound);
    facts.setBounds(symbol.name, {symbol.minimum, symbol.maximum});
  }
  interface.maximumArenaBytes = maximumOf(facts, context, interface.arenaBytes);
  interface.maximumStateBytes = maximumOf(facts, context, interface.stateBytes);
  for (std::vector<TensorInterface> *tensors : {&interface.inputs, &interface.outputs, &interface.states})
    for (TensorInterface &tensor : *tensors) {
      std::optional<uint64_t> bytes = elementBytes(tensor.dtype);
      for (const std::string &dim : tensor.dims) {
        std::optional<uint64_t> size = maximumOf(facts, context, dim);
        if (bytes && (!size || __builtin_mul_overflow(*bytes, *size, &*bytes)))
          bytes = std::nullopt;
      }
      tensor.maximumBytes = bytes;
    }
}

} // namespace

uint64_t elementBytes(StringRef dtype) {
  unsigned bits = 8;
  if (dtype != "bool" && dtype.drop_while([](char c) { return !isDigit(c); }).getAsInteger(10, bits))
    return 0;
  return bits / 8;
}

Expected<ModelInterface> readInterface(ModuleOp module) {
  auto dictionary = module->getAttrOfType<DictionaryAttr>(interfaceAttrName);
  if (!dictionary)
    return createStringError("module has no attribute '%s'; run the lower stage first", interfaceAttrName.data());
  ModelInterface interface;
  Expected<std::string> name = readText(dictionary, "name");
  if (!name)
    return name.takeError();
  interface.name = std::move(*name);
  std::string weightsBytes = "0";
  Error errors[] = {readList(dictionary, "inputs", readTensor, interface.inputs),
                    readList(dictionary, "outputs", readTensor, interface.outputs),
                    readList(dictionary, "states", readTensor, interface.states),
                    readList(dictionary, "symbols", readSymbol, interface.symbols),
                    readSize(dictionary, "arena_bytes", interface.arenaBytes),
                    readSize(dictionary, "state_bytes", interface.stateBytes),
                    readSize(dictionary, "weights_bytes", weightsBytes)};
  Error all = Error::success();
  for (Error &error : errors)
    all = joinErrors(std::move(all), std::move(error));
  if (all)
    return std::move(all);
  if (StringRef(weightsBytes).getAsInteger(10, interface.weightsBytes))
    return malformed("weights_bytes", "an integer");
  boundSizes(interface, module.getContext());
  return interface;
}

} // namespace ingot
