// ingot-model-table: writes the constant ingot_model and the function that returns it.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Abi.h"
#include "dialects/rt/TargetAttr.h"
#include "dialects/sym/Sym.h"
#include "ingot/abi.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "passes/lower/ConstantData.h"
#include "passes/lower/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_MODELTABLE
#include "passes/lower/Passes.h.inc"

namespace {

using Fields = std::vector<ConstantField>;

int64_t dtypeNumber(StringRef name) {
  constexpr StringRef names[] = {"bool", "i8",  "i16", "i32",  "i64", "u8", "u16",
                                 "u32",  "u64", "f16", "bf16", "f32", "f64"};
  const auto *found = llvm::find(names, name);
  return found == std::end(names) ? -1 : found - std::begin(names);
}

/// FNV-1a, 64 bits.
uint64_t hashOf(ArrayRef<char> bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char byte : bytes)
    hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001b3u;
  return hash;
}

/// What one axis of one input says about a symbol: size = scale * symbol + offset.
struct Solution {
  int64_t scale = 1, offset = 0, input = INGOT_NO_INDEX, axis = INGOT_NO_INDEX;
};

struct ModelTable : impl::ModelTableBase<ModelTable> {
  void runOnOperation() override {
    auto interface = getOperation()->getAttrOfType<DictionaryAttr>("ingot.interface");
    auto name = interface ? interface.getAs<StringAttr>("name") : StringAttr();
    LLVM::LLVMFuncOp entry;
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (function.getFunctionType().getReturnType().isInteger(32) && function.getNumArguments() == 1)
        entry = function;
    if (!name || !entry) {
      getOperation().emitError("expected 'ingot.interface' and one entry point of type i32 (ptr)");
      return signalPassFailure();
    }
    // The public name belongs to the function that returns the table.
    std::string entryName = (name.getValue() + "_run").str();
    entry.setName(entryName);
    if (failed(write(interface, name.getValue(), entryName)))
      signalPassFailure();
  }

  LogicalResult write(DictionaryAttr interface, StringRef name, StringRef entryName) {
    ModuleOp module = getOperation();
    rt::TargetInfo target = rt::readTarget(module);
    rt::Abi abi(&getContext(), target.indexBits);
    ConstantData data(module, name);
    SmallVector<sym::SymbolOp> symbolOps(module.getOps<sym::SymbolOp>());
    symbols.clear();
    for (sym::SymbolOp symbol : symbolOps)
      symbols.push_back(symbol.getName());

    SmallVector<SmallVector<sym::ExprAttr>> inputDims;
    FailureOr<std::string> inputs = tensors(interface.getAs<ArrayAttr>("inputs"), abi, data, &inputDims);
    FailureOr<std::string> outputs = tensors(interface.getAs<ArrayAttr>("outputs"), abi, data, nullptr);
    llvm::Expected<sym::ExprAttr> arena =
        sym::parse(&getContext(), interface.getAs<StringAttr>("arena_bytes").getValue());
    if (failed(inputs) || failed(outputs) || !arena) {
      if (!arena)
        llvm::consumeError(arena.takeError());
      return module.emitError("'ingot.interface' holds a size that is no formula");
    }
    Fields symbolFields, guardFields;
    for (sym::SymbolOp symbol : symbolOps) {
      Solution solution = symbol.isData() ? Solution() : solve(symbol.getName(), inputDims);
      std::string bound = symbol.isData() ? data.program(symbol.getBoundAttr(), symbols) : std::string();
      symbolFields.push_back(Fields{StringRef(data.string(symbol.getName())), symbol.minimum(),
                                    symbol.maximum().value_or(INT64_MAX), solution.scale, solution.offset,
                                    solution.input, solution.axis, StringRef(bound)});
    }
    auto guard = [&](sym::ExprAttr condition, StringRef message) {
      guardFields.push_back(Fields{StringRef(data.program(condition, symbols)), StringRef(data.string(message))});
    };
    for (auto op : module.getOps<sym::AssertOp>())
      guard(op.getCondition(), op.getMessage());
    for (auto op : module.getOps<sym::GuardOp>())
      guard(op.getCondition(), op.getMessage());

    Fields checkFields;
    if (auto checks = module->getAttrOfType<ArrayAttr>("ingot.checks"))
      for (auto message : checks.getAsRange<StringAttr>())
        checkFields.push_back(StringRef(data.string(message.getValue())));

    auto weights = module->getAttrOfType<DenseResourceElementsAttr>("ingot.weights");
    ArrayRef<char> bytes;
    if (weights && weights.getRawHandle().getBlob())
      bytes = weights.getRawHandle().getBlob()->getData();
    std::string targetText = target.triple + " " + target.cpu + (target.features.empty() ? "" : " ") + target.features;
    auto count = [&](StringRef key) { return static_cast<int64_t>(interface.getAs<ArrayAttr>(key).size()); };
    Fields model{static_cast<int64_t>(INGOT_ABI_MAGIC),
                 static_cast<int64_t>(INGOT_ABI_VERSION),
                 StringRef(data.string(name)),
                 StringRef(data.string(targetText)),
                 static_cast<int64_t>(target.cpuFeatures),
                 count("inputs"),
                 count("outputs"),
                 0,
                 static_cast<int64_t>(symbolOps.size()),
                 static_cast<int64_t>(guardFields.size()),
                 static_cast<int64_t>(checkFields.size()),
                 StringRef(*inputs),
                 StringRef(*outputs),
                 StringRef(""),
                 StringRef(data.array(abi.symbol, symbolFields)),
                 StringRef(data.array(abi.guard, guardFields)),
                 StringRef(data.array(abi.pointer, checkFields)),
                 StringRef(data.program(*arena, symbols)),
                 static_cast<int64_t>(bytes.size()),
                 StringRef(data.blob(weights)),
                 static_cast<int64_t>(hashOf(bytes)),
                 entryName};
    std::string table = data.constant(abi.model, ConstantField(std::move(model)));
    exportTable(name, table, abi);
    module->removeAttr("ingot.weights");
    module->removeAttr("ingot.checks");
    for (Operation &op : llvm::make_early_inc_range(module.getBody()->getOperations()))
      if (isa<sym::SymbolOp, sym::AssertOp, sym::GuardOp>(op))
        op.erase();
    return success();
  }

  FailureOr<std::string> tensors(ArrayAttr described, const rt::Abi &abi, ConstantData &data,
                                 SmallVector<SmallVector<sym::ExprAttr>> *allDims) {
    Fields values;
    for (auto tensor : described.getAsRange<DictionaryAttr>()) {
      Fields programs;
      SmallVector<sym::ExprAttr> dims;
      for (auto text : tensor.getAs<ArrayAttr>("dims").getAsRange<StringAttr>()) {
        llvm::Expected<sym::ExprAttr> expr = sym::parse(&getContext(), text.getValue());
        if (!expr) {
          llvm::consumeError(expr.takeError());
          return failure();
        }
        dims.push_back(*expr);
        programs.push_back(StringRef(data.program(*expr, symbols)));
      }
      // A scalar has no programs, but the table wants an address.
      if (programs.empty())
        programs.push_back(StringRef(""));
      int64_t rank = static_cast<int64_t>(dims.size());
      values.push_back(Fields{StringRef(data.string(tensor.getAs<StringAttr>("name").getValue())),
                              StringRef(data.array(abi.pointer, programs)), rank,
                              dtypeNumber(tensor.getAs<StringAttr>("dtype").getValue())});
      if (allDims)
        allDims->push_back(std::move(dims));
    }
    return data.array(abi.tensor, values);
  }

  /// The first input axis whose size is a linear function of this symbol alone; the symbol itself is preferred.
  Solution solve(StringRef name, ArrayRef<SmallVector<sym::ExprAttr>> inputDims) {
    Solution best;
    for (auto [input, dims] : llvm::enumerate(inputDims))
      for (size_t axis = 0; axis < dims.size(); ++axis) {
        sym::ExprAttr dim = dims[axis];
        llvm::SetVector<StringRef> names;
        sym::collectSymbols(dim, names);
        if (names.size() != 1 || names.front() != name)
          continue;
        auto at = [&](int64_t value) { return sym::evaluate(dim, [&](StringRef) { return std::optional(value); }); };
        std::optional<int64_t> zero = at(0), one = at(1);
        if (!zero || !one || *one <= *zero)
          continue;
        int64_t scale = *one - *zero;
        sym::ExprAttr linear = sym::add(sym::mul(sym::symbol(&getContext(), name), scale), *zero);
        bool plain = scale == 1 && *zero == 0;
        if (linear == dim && (best.input == INGOT_NO_INDEX || (plain && (best.scale != 1 || best.offset != 0))))
          best = {scale, *zero, static_cast<int64_t>(input), static_cast<int64_t>(axis)};
      }
    return best;
  }

  void exportTable(StringRef name, StringRef table, const rt::Abi &abi) {
    OpBuilder builder = OpBuilder::atBlockEnd(getOperation().getBody());
    Location loc = getOperation().getLoc();
    auto function = LLVM::LLVMFuncOp::create(builder, loc, name, LLVM::LLVMFunctionType::get(abi.pointer, {}));
    builder.setInsertionPointToStart(function.addEntryBlock(builder));
    Value address = LLVM::AddressOfOp::create(builder, loc, abi.pointer, table);
    LLVM::ReturnOp::create(builder, loc, address);
  }

  SmallVector<StringRef> symbols;
};
} // namespace
} // namespace ingot
