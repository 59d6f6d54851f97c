// Finds constant subgraphs, merges equal ones, and replaces them by what they evaluate to. The unit is a
// component: operations that share intermediate values are evaluated together, once.
// SPDX-License-Identifier: Apache-2.0
#include "passes/Evaluate.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "passes/EvaluateConstant.h"
#include "passes/EvaluateJit.h"
#include "passes/EvaluateSlice.h"
#include "llvm/ADT/StringMap.h"

#include <map>

using namespace mlir;
using namespace ingot;

namespace {

/// The component as text of a function from its leaves to its roots; equal text is equal computation.
std::string textOf(const Component &component) {
  MLIRContext *context = component.operations.front()->getContext();
  SmallVector<Type> inputs, outputs;
  for (Value leaf : component.leaves)
    inputs.push_back(leaf.getType());
  for (Value root : component.roots)
    outputs.push_back(root.getType());
  Location loc = UnknownLoc::get(context);
  OwningOpRef<func::FuncOp> function =
      func::FuncOp::create(loc, kernelName.drop_front(), FunctionType::get(context, inputs, outputs));
  Block *body = function->addEntryBlock();
  OpBuilder builder = OpBuilder::atBlockBegin(body);
  IRMapping mapping;
  mapping.map(component.leaves.getArrayRef(), body->getArguments());
  for (Operation *op : component.operations) {
    Operation *copy = builder.clone(*op, mapping);
    copy->walk(
        [](Operation *inner) { inner->setDiscardableAttrs(DictionaryAttr::get(inner->getContext())); });
  }
  SmallVector<Value> results;
  for (Value root : component.roots)
    results.push_back(mapping.lookup(root));
  func::ReturnOp::create(builder, loc, results);
  std::string text;
  llvm::raw_string_ostream stream(text);
  function->print(stream, OpPrintingFlags().useLocalScope().enableDebugInfo(false).assumeVerified());
  return text;
}

/// Evaluates roots and gives their values, in the order of the components' roots.
class Evaluator {
public:
  /// Adds a component; false where it cannot be evaluated.
  llvm::Error add(const Component &component);
  llvm::Error run();
  /// The values of the roots of the components in the order they were added.
  ElementsAttr valueOf(Value root) const { return values.lookup(root); }
  size_t numKernels() const { return kernels.size(); }
  int64_t numBytes() const { return bytes; }

private:
  std::vector<std::string> kernels;
  llvm::StringMap<size_t> kernelIndex;
  std::vector<KernelCall> calls;
  std::vector<std::vector<ConstantBuffer>> results;
  std::vector<std::unique_ptr<ConstantReader>> readers;
  // The kernel and the constants of each run: equal ones give equal results.
  std::map<std::pair<size_t, std::vector<const void *>>, size_t> known;
  SmallVector<std::pair<SmallVector<Value>, size_t>> uses;
  llvm::DenseMap<Value, ElementsAttr> values;
  int64_t bytes = 0;
  uint64_t work = 0;
};

llvm::Error Evaluator::add(const Component &component) {
  std::string text = textOf(component);
  auto [entry, isNew] = kernelIndex.try_emplace(text, kernels.size());
  if (isNew)
    kernels.push_back(std::move(text));
  std::vector<const void *> key;
  KernelCall call{entry->second, {}};
  for (Value leaf : component.leaves) {
    auto constant = cast<arith::ConstantOp>(leaf.getDefiningOp());
    key.push_back(constant.getValue().getAsOpaquePointer());
  }
  auto [place, isFirst] = known.try_emplace({entry->second, std::move(key)}, results.size());
  uses.push_back({component.roots, place->second});
  if (!isFirst)
    return llvm::Error::success();
  for (Value leaf : component.leaves) {
    auto reader =
        ConstantReader::open(cast<ElementsAttr>(cast<arith::ConstantOp>(leaf.getDefiningOp()).getValue()));
    if (!reader)
      return reader.takeError();
    call.pointers.push_back((*reader)->data());
    readers.push_back(std::move(*reader));
  }
  std::vector<ConstantBuffer> &buffers = results.emplace_back();
  for (Value root : component.roots) {
    buffers.emplace_back(cast<RankedTensorType>(root.getType()));
    call.pointers.push_back(buffers.back().data());
  }
  calls.push_back(std::move(call));
  for (Operation *op : component.operations)
    work = llvm::SaturatingAdd(work, static_cast<uint64_t>(workOf(op)));
  return llvm::Error::success();
}

llvm::Error Evaluator::run() {
  if (llvm::Error error = runKernels(kernels, calls, work))
    return error;
  SmallVector<SmallVector<ElementsAttr>> attributes;
  for (std::vector<ConstantBuffer> &buffers : results) {
    SmallVector<ElementsAttr> &list = attributes.emplace_back();
    for (ConstantBuffer &buffer : buffers) {
      bytes += buffer.size();
      list.push_back(std::move(buffer).toAttribute());
    }
  }
  for (auto &[roots, index] : uses)
    for (auto [root, value] : llvm::zip_equal(roots, attributes[index]))
      values[root] = value;
  return llvm::Error::success();
}

/// Replaces the roots of components by constants and erases what only they needed.
FoldStatistics replaceRoots(ArrayRef<Component> components, const Evaluator &evaluator) {
  FoldStatistics statistics;
  // Operands before users.
  llvm::SetVector<Operation *> operations;
  for (const Component &component : components) {
    for (Value leaf : component.leaves)
      operations.insert(leaf.getDefiningOp());
    operations.insert(component.operations.begin(), component.operations.end());
    for (Value root : component.roots) {
      OpBuilder builder(root.getDefiningOp());
      auto value = cast<TypedAttr>(evaluator.valueOf(root));
      root.replaceAllUsesWith(arith::ConstantOp::create(builder, root.getLoc(), root.getType(), value));
      ++statistics.values;
    }
  }
  for (Operation *op : llvm::reverse(operations))
    if (isOpTriviallyDead(op))
      op->erase();
  statistics.kernels = static_cast<int64_t>(evaluator.numKernels());
  statistics.bytes = evaluator.numBytes();
  return statistics;
}

/// Reshapes of constants share the elements: no copy, nothing to evaluate.
void foldReshapes(ModuleOp module) {
  SmallVector<Operation *> reshapes;
  module.walk([&](Operation *op) {
    if (isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op))
      reshapes.push_back(op);
  });
  for (Operation *op : reshapes) {
    auto constant = op->getOperand(0).getDefiningOp<arith::ConstantOp>();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    ElementsAttr value =
        constant && type.hasStaticShape() ? withType(cast<ElementsAttr>(constant.getValue()), type) : nullptr;
    if (!value)
      continue;
    OpBuilder builder(op);
    op->getResult(0).replaceAllUsesWith(
        arith::ConstantOp::create(builder, op->getLoc(), type, cast<TypedAttr>(value)));
    op->erase();
    if (isOpTriviallyDead(constant))
      constant.erase();
  }
}

} // namespace

bool ingot::canEvaluate(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !isa<RankedTensorType>(value.getType()) || isTensorConstant(op))
    return false;
  auto components = sliceConstants(value);
  if (components)
    return true;
  llvm::consumeError(components.takeError());
  return false;
}

/// Evaluates components together and replaces their roots.
static llvm::Expected<FoldStatistics> foldComponents(ArrayRef<Component> components) {
  Evaluator evaluator;
  for (const Component &component : components)
    if (llvm::Error error = evaluator.add(component))
      return std::move(error);
  if (llvm::Error error = evaluator.run())
    return std::move(error);
  return replaceRoots(components, evaluator);
}

llvm::Expected<FoldStatistics> ingot::foldValues(ArrayRef<Value> values) {
  if (values.empty())
    return FoldStatistics{};
  auto components = sliceConstants(values);
  if (!components)
    return components.takeError();
  return foldComponents(*components);
}

FoldStatistics ingot::foldConstantSubgraphs(ModuleOp module, const FoldOptions &options) {
  foldReshapes(module);
  SmallVector<Value> roots = findConstantRoots(module, options);
  FoldStatistics total;
  auto skip = [&](llvm::Error error) {
    std::string text = llvm::toString(std::move(error));
    if (total.skipped++ == 0)
      total.problem = std::move(text);
  };
  if (roots.empty())
    return total;
  auto components = sliceConstants(roots);
  if (!components) {
    skip(components.takeError());
    return total;
  }
  auto folded = foldComponents(*components);
  if (folded)
    return std::move(*folded);
  llvm::consumeError(folded.takeError());
  // One of them cannot be evaluated: find out which, and fold the others. Components share no operations but
  // fills.
  for (const Component &component : *components) {
    auto alone = foldComponents(component);
    if (!alone) {
      skip(alone.takeError());
      continue;
    }
    total.values += alone->values;
    total.kernels += alone->kernels;
    total.bytes += alone->bytes;
  }
  return total;
}

llvm::Expected<SmallVector<ElementsAttr>> ingot::evaluateConstants(func::FuncOp function) {
  if (function.isExternal() || !function.getBody().hasOneBlock() || function.getNumArguments() != 0)
    return llvm::createStringError("expected a function of one block without arguments");
  SmallVector<Value> roots;
  SmallVector<ElementsAttr> values;
  Operation *results = function.getBody().front().getTerminator();
  for (Value result : results->getOperands())
    if (!result.getDefiningOp<arith::ConstantOp>() && !llvm::is_contained(roots, result))
      roots.push_back(result);
  auto components = sliceConstants(roots);
  if (!components)
    return components.takeError();
  Evaluator evaluator;
  for (const Component &component : *components)
    if (llvm::Error error = evaluator.add(component))
      return std::move(error);
  if (!roots.empty())
    if (llvm::Error error = evaluator.run())
      return std::move(error);
  for (Value result : results->getOperands()) {
    auto constant = result.getDefiningOp<arith::ConstantOp>();
    auto value = constant ? dyn_cast<ElementsAttr>(constant.getValue()) : evaluator.valueOf(result);
    if (!value)
      return llvm::createStringError("expected tensors as results");
    values.push_back(value);
  }
  return values;
}
