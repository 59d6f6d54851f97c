// ingot-form-kernels: outlines each group of operations as a kernel. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/IR/IRMapping.h"
#include "passes/tile/KernelGroups.h"
#include "passes/tile/Passes.h"
#include "passes/tile/ScalarKernels.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_FORMKERNELS
#include "passes/tile/Passes.h.inc"

namespace {

/// What the results of `root` are written into, outside the group.
SmallVector<Value> destinationsOf(Operation *root) {
  SmallVector<Value> destinations;
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(root)) {
    Value destination = insert.getDest();
    if (isElementOfFirstAxis(insert))
      return {destination};
    while (auto inner = destination.getDefiningOp<tensor::InsertSliceOp>())
      destination = inner.getDest();
    return {destination};
  }
  for (Value init : cast<linalg::GenericOp>(root).getDpsInits()) {
    if (auto fill = init.getDefiningOp<linalg::FillOp>())
      init = fill.getOutputs()[0];
    destinations.push_back(init);
  }
  return destinations;
}

bool isScalarConstant(Value value) {
  return value.getDefiningOp<arith::ConstantOp>() && !isa<ShapedType>(value.getType());
}

struct FormKernels : impl::FormKernelsBase<FormKernels> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    IRRewriter rewriter(&getContext());
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      if (function.isExternal() || rt::isKernel(function))
        continue;
      expandCopies(function, rewriter);
      for (auto [number, group] : llvm::enumerate(groupKernels(function))) {
        std::string name = (function.getName() + "_kernel_" + Twine(number) + "_" + group.kind).str();
        if (!rt::isScalarKernel(group.root()))
          outline(function, group, name, rewriter);
        else if (failed(outlineScalarKernel(group.root(), function, name, rewriter)))
          return signalPassFailure();
      }
    }
  }

  void outline(func::FuncOp function, KernelGroup &group, StringRef name, RewriterBase &rewriter) {
    Operation *root = group.root();
    Location loc = root->getLoc();
    llvm::SetVector<Value> destinations;
    for (Value destination : destinationsOf(root))
      destinations.insert(destination);
    // A destination that is also read, or given twice, or no place to write to, gets a fresh one.
    SmallVector<Value> outputs;
    rewriter.setInsertionPoint(root);
    auto part = dyn_cast<tensor::InsertSliceOp>(root);
    bool updates = part && isElementOfFirstAxis(part); // what it does not write stays
    for (Value destination : destinationsOf(root))
      outputs.push_back(updates ? destination : freshDestination(destination, rewriter));

    llvm::SetVector<Value> inputs;
    llvm::SmallDenseSet<Operation *> members(group.operations.begin(), group.operations.end());
    SmallVector<Operation *> constants;
    for (Operation *op : group.operations)
      op->walk([&](Operation *inner) {
        for (Value operand : inner->getOperands()) {
          Operation *definition = operand.getDefiningOp();
          if (definition && (members.contains(definition) || op->isProperAncestor(definition)))
            continue;
          if (auto argument = dyn_cast<BlockArgument>(operand);
              argument && op->isAncestor(argument.getOwner()->getParentOp()))
            continue;
          if (isScalarConstant(operand)) {
            constants.push_back(definition);
          } else if (isa_and_nonnull<tensor::EmptyOp>(definition) && !destinations.contains(operand)) {
            constants.push_back(definition); // the tensor between a fused pair: a shape, never memory
            inputs.insert_range(definition->getOperands());
          } else if (!destinations.contains(operand) || readElsewhere(operand, group)) {
            inputs.insert(operand);
          }
        }
      });

    SmallVector<Type> types;
    for (Value input : inputs)
      types.push_back(input.getType());
    for (Value output : outputs)
      types.push_back(output.getType());
    types.append(2, rewriter.getIndexType());
    SmallVector<Type> results(ValueRange(outputs).getTypes());

    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(function);
    auto kernel = func::FuncOp::create(rewriter, loc, name, rewriter.getFunctionType(types, results));
    kernel.setPrivate();
    kernel->setAttr(rt::kernelAttrName, rewriter.getUnitAttr());
    Block *body = kernel.addEntryBlock();
    rewriter.setInsertionPointToStart(body);
    IRMapping mapping;
    for (auto [destination, argument] :
         llvm::zip(destinationsOf(root), body->getArguments().slice(inputs.size(), outputs.size())))
      mapping.map(destination, argument);
    for (auto [input, argument] : llvm::zip(inputs, body->getArguments()))
      mapping.map(input, argument);
    for (Operation *constant : constants)
      if (!mapping.contains(constant->getResult(0)))
        rewriter.clone(*constant, mapping);
    for (Operation *op : group.operations)
      rewriter.clone(*op, mapping);
    SmallVector<Value> returned;
    for (Value result : root->getResults())
      returned.push_back(mapping.lookup(result));
    func::ReturnOp::create(rewriter, loc, returned);

    rewriter.setInsertionPoint(root);
    Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
    auto launch = rt::LaunchOp::create(rewriter, loc, results, FlatSymbolRefAttr::get(kernel.getNameAttr()),
                                       inputs.getArrayRef(), outputs, one, UnitAttr(),
                                       updates ? rewriter.getUnitAttr() : UnitAttr());
    rewriter.replaceAllUsesWith(root->getResults(), launch.getResults());
    for (Operation *op : llvm::reverse(group.operations))
      if (op->use_empty())
        rewriter.eraseOp(op);
  }

  /// A tensor.empty of its own, so that no launch waits for another one's destination.
  static Value freshDestination(Value destination, RewriterBase &rewriter) {
    Location loc = destination.getLoc();
    auto type = cast<RankedTensorType>(destination.getType());
    Value empty = tensor::EmptyOp::create(rewriter, loc, tensor::getMixedSizes(rewriter, loc, destination),
                                          type.getElementType());
    return empty.getType() == type ? empty : tensor::CastOp::create(rewriter, loc, type, empty).getResult();
  }

  /// True where an operation of the group uses `value` other than as the place of its result.
  static bool readElsewhere(Value value, const KernelGroup &group) {
    if (value.getDefiningOp<tensor::EmptyOp>())
      return false;
    for (OpOperand &use : value.getUses()) {
      auto generic = dyn_cast<linalg::GenericOp>(use.getOwner());
      if (llvm::is_contained(group.operations, use.getOwner()) && generic &&
          (generic.isDpsInput(&use) || generic.payloadUsesValueFromOperand(&use)))
        return true;
    }
    return false;
  }
};

} // namespace
} // namespace ingot
