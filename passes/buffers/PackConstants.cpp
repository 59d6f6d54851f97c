// ingot-pack-constants: all constants in one blob. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "passes/buffers/Passes.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_PACKCONSTANTS
#include "passes/buffers/Passes.h.inc"

namespace {

/// Appends the elements of `constant` as they lie in memory: whole bytes, little-endian; false where it has no bytes.
bool appendBytes(ElementsAttr constant, std::string &to) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return false;
    to.append(blob->getData().data(), blob->getData().size());
    return true;
  }
  auto dense = dyn_cast<DenseElementsAttr>(constant);
  if (!dense)
    return false;
  if (dense.getElementType().isInteger(1)) {
    for (bool value : dense.getValues<bool>())
      to.push_back(value ? 1 : 0);
    return true;
  }
  int64_t copies = dense.isSplat() ? dense.getNumElements() : 1;
  for (int64_t copy = 0; copy < copies; ++copy)
    to.append(dense.getRawData().data(), dense.getRawData().size());
  return true;
}

struct PackConstants : impl::PackConstantsBase<PackConstants> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    std::string blob;
    llvm::StringMap<int64_t> places; // by content
    llvm::DenseMap<StringAttr, int64_t> offsets;
    SmallVector<memref::GetGlobalOp> uses;
    module.walk([&](memref::GetGlobalOp use) { uses.push_back(use); });
    for (memref::GetGlobalOp use : uses) {
      auto global = symbols.lookup<memref::GlobalOp>(use.getName());
      auto [found, isNew] = offsets.try_emplace(use.getNameAttr().getAttr(), 0);
      if (isNew) {
        std::string bytes;
        auto value = dyn_cast_or_null<ElementsAttr>(global ? global.getInitialValueAttr() : Attribute());
        if (!value || !appendBytes(value, bytes)) {
          use.emitError("constant '") << use.getName() << "' has no bytes: was it elided when the module was printed?";
          return signalPassFailure();
        }
        auto [place, isFirst] = places.try_emplace(bytes, llvm::alignTo(blob.size(), 64));
        if (isFirst) {
          blob.resize(static_cast<size_t>(place->second), 0);
          blob += bytes;
        }
        found->second = place->second;
      }
      OpBuilder builder(use);
      auto type = MemRefType::get(use.getType().getShape(), use.getType().getElementType());
      use.replaceAllUsesWith(
          rt::WeightsOp::create(builder, use.getLoc(), type, static_cast<uint64_t>(found->second), ValueRange())
              .getResult());
      use.erase();
    }
    for (auto global : llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      global.erase();
    auto type = RankedTensorType::get({static_cast<int64_t>(blob.size())}, IntegerType::get(&getContext(), 8));
    module->setAttr("ingot.weights", DenseResourceElementsAttr::get(type, "ingot_weights",
                                                                    HeapAsmResourceBlob::allocateAndCopyWithAlign(
                                                                        ArrayRef<char>(blob.data(), blob.size()), 64)));
  }
};
} // namespace
} // namespace ingot
