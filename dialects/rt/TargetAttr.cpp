// Reads and writes the module attribute `rt.target`, key by key.
// Between compiler/Target.cpp, which decides, and the passes, which obey. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/TargetAttr.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ingot::rt {
namespace {

void readText(DictionaryAttr dictionary, StringRef key, std::string &value) {
  if (auto attr = dictionary.getAs<StringAttr>(key))
    value = attr.str();
}

template <typename Integer>
void readInteger(DictionaryAttr dictionary, StringRef key, Integer &value) {
  auto attr = dictionary.getAs<IntegerAttr>(key);
  if (attr && attr.getValue().getActiveBits() <= sizeof(Integer) * 8)
    value = static_cast<Integer>(attr.getValue().getZExtValue());
}

} // namespace

TargetInfo readTarget(ModuleOp module) {
  TargetInfo target;
  auto dictionary = module->getAttrOfType<DictionaryAttr>(targetAttrName);
  if (!dictionary)
    return target;
  readText(dictionary, "preset", target.preset);
  readText(dictionary, "triple", target.triple);
  readText(dictionary, "cpu", target.cpu);
  readText(dictionary, "features", target.features);
  readInteger(dictionary, "vector_bytes", target.vectorBytes);
  readInteger(dictionary, "vector_registers", target.vectorRegisters);
  readInteger(dictionary, "l1_bytes", target.level1Bytes);
  readInteger(dictionary, "l2_bytes", target.level2Bytes);
  readInteger(dictionary, "index_bits", target.indexBits);
  readInteger(dictionary, "cpu_features", target.cpuFeatures);
  if (auto attr = dictionary.getAs<BoolAttr>("fma"))
    target.hasFma = attr.getValue();
  if (auto attr = dictionary.getAs<BoolAttr>("dot_bytes"))
    target.hasDotBytes = attr.getValue();
  return target;
}

void writeTarget(ModuleOp module, const TargetInfo &target) {
  Builder builder(module.getContext());
  auto integer = [&](uint64_t value) { return builder.getI64IntegerAttr(static_cast<int64_t>(value)); };
  SmallVector<NamedAttribute> entries = {
      builder.getNamedAttr("preset", builder.getStringAttr(target.preset)),
      builder.getNamedAttr("triple", builder.getStringAttr(target.triple)),
      builder.getNamedAttr("cpu", builder.getStringAttr(target.cpu)),
      builder.getNamedAttr("features", builder.getStringAttr(target.features)),
      builder.getNamedAttr("vector_bytes", integer(target.vectorBytes)),
      builder.getNamedAttr("vector_registers", integer(target.vectorRegisters)),
      builder.getNamedAttr("fma", builder.getBoolAttr(target.hasFma)),
      builder.getNamedAttr("l1_bytes", integer(target.level1Bytes)),
      builder.getNamedAttr("l2_bytes", integer(target.level2Bytes)),
      builder.getNamedAttr("index_bits", integer(target.indexBits)),
      builder.getNamedAttr("cpu_features", integer(target.cpuFeatures)),
  };
  if (target.hasDotBytes) // false where the attribute lacks it
    entries.push_back(builder.getNamedAttr("dot_bytes", builder.getBoolAttr(true)));
  module->setAttr(targetAttrName, builder.getDictionaryAttr(entries));
}

} // namespace ingot::rt
