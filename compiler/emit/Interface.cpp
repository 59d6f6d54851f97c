// Decodes `ingot.interface` with a named error for every malformed key, since the module may be a user's
// file. Between the lower stage and the writers of artefacts. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Interface.h"

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
  TensorInterface tensor{std::move(*name), std::move(*dtype), {}};
  for (Attribute dim : dims) {
    auto text = dyn_cast<StringAttr>(dim);
    if (!text)
      return malformed("dims", "an array of strings");
    tensor.dims.push_back(text.str());
  }
  return tensor;
}

Error readTensors(DictionaryAttr dictionary, StringRef key, std::vector<TensorInterface> &tensors) {
  Attribute attr = dictionary.get(key);
  if (!attr)
    return Error::success();
  auto list = dyn_cast<ArrayAttr>(attr);
  if (!list)
    return malformed(key, "an array of dictionaries");
  for (Attribute element : list) {
    Expected<TensorInterface> tensor = readTensor(key, element);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return Error::success();
}

} // namespace

Expected<ModelInterface> readInterface(ModuleOp module) {
  auto dictionary = module->getAttrOfType<DictionaryAttr>(interfaceAttrName);
  if (!dictionary)
    return createStringError("module has no attribute '%s'; run the lower stage first",
                             interfaceAttrName.data());
  ModelInterface interface;
  Expected<std::string> name = readText(dictionary, "name");
  if (!name)
    return name.takeError();
  interface.name = std::move(*name);
  std::string weightsBytes = "0";
  Error errors[] = {readTensors(dictionary, "inputs", interface.inputs),
                    readTensors(dictionary, "outputs", interface.outputs),
                    readTensors(dictionary, "states", interface.states),
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
  return interface;
}

} // namespace ingot
