// Which operations of the model's function run together as one kernel. SPDX-License-Identifier: Apache-2.0
#include "passes/tile/KernelGroups.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ingot {

//===- Groups -----------------------------------------------------------------------------------------------------===//

static bool isElementwise(linalg::GenericOp op) { return op.getNumParallelLoops() == op.getNumLoops(); }

/// True where `op` multiplies and accumulates: at least two inputs vary along a reduction loop.
static bool isContraction(linalg::GenericOp op) {
  SmallVector<unsigned> reductions;
  op.getReductionDims(reductions);
  int varying = 0; // the shape of a pooling window is no operand of its body
  for (OpOperand *input : op.getDpsInputOperands())
    varying += op.payloadUsesValueFromOperand(input) && llvm::any_of(reductions, [&](unsigned loop) {
                 return op.getMatchingIndexingMap(input).isFunctionOfDim(loop);
               });
  return !reductions.empty() && varying >= 2;
}

/// The reduction that `consumer` can finish in registers: read once, elementwise and through a permutation.
static linalg::GenericOp producerFor(linalg::GenericOp consumer) {
  linalg::GenericOp best;
  if (!isElementwise(consumer))
    return best;
  for (OpOperand *input : consumer.getDpsInputOperands()) {
    auto producer = input->get().getDefiningOp<linalg::GenericOp>();
    if (!producer || isElementwise(producer) || producer->getNumResults() != 1 || !producer.getResult(0).hasOneUse() ||
        producer->getBlock() != consumer->getBlock())
      continue;
    AffineMap read = consumer.getMatchingIndexingMap(input);
    AffineMap written = producer.getIndexingMapMatchingResult(producer->getResult(0));
    if (!read.isPermutation() || !written.isProjectedPermutation() || written.getNumResults() != consumer.getNumLoops())
      continue;
    // Of several, the dearest; of equals, the latest: its inputs are the freshest.
    bool better = !best || (isContraction(producer) && !isContraction(best)) ||
                  (isContraction(producer) == isContraction(best) && best->isBeforeInBlock(producer));
    if (better)
      best = producer;
  }
  return best;
}

/// Adds `op` and what only describes a part of its operands or its destination: fills, slices, and for a part of a
/// destination the copy that writes it and the parts before it.
static void collect(Operation *op, llvm::SetVector<Operation *> &into) {
  auto add = [&](Value value) {
    if (Operation *definition = value.getDefiningOp();
        isa_and_nonnull<linalg::FillOp, tensor::ExtractSliceOp>(definition))
      into.insert(definition);
  };
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
    if (auto before = insert.getDest().getDefiningOp<tensor::InsertSliceOp>())
      collect(before, into);
    if (auto written = insert.getSource().getDefiningOp<linalg::GenericOp>();
        written && written.getDpsInits()[0].getDefiningOp<tensor::ExtractSliceOp>())
      collect(written, into);
  } else {
    for (Value operand : op->getOperands())
      add(operand);
  }
  into.insert(op);
}

/// True where `first` comes before `second` in the text of the function; one of their blocks contains the other.
static bool comesBefore(Operation *first, Operation *second) {
  if (Operation *around = first->getBlock()->findAncestorOpInBlock(*second))
    return first->isBeforeInBlock(around);
  Operation *around = second->getBlock()->findAncestorOpInBlock(*first);
  return around && around->isBeforeInBlock(second);
}

bool isElementOfFirstAxis(tensor::InsertSliceOp insert) {
  return insert.getSourceType().getRank() + 1 == insert.getType().getRank();
}

static KernelGroup groupOf(Operation &op, const llvm::DenseSet<Operation *> &taken) {
  KernelGroup group{"elementwise", {}};
  llvm::SetVector<Operation *> operations;
  if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
    if (linalg::GenericOp producer = producerFor(generic); producer && !taken.contains(producer)) {
      collect(producer, operations);
      remark::passed(op.getLoc(), remark::RemarkOpts::name("FuseEpilogue").category("ingot-tile"))
          << "computed in the registers of its producer";
      group.kind = isContraction(producer) ? "contraction" : "reduce";
    } else if (!isElementwise(generic)) {
      group.kind = isContraction(generic) ? "contraction" : "reduce";
    }
  } else {
    group.kind = "copy";
  }
  collect(&op, operations);
  group.operations = operations.takeVector();
  llvm::sort(group.operations, comesBefore);
  return group;
}

/// Adds the groups of a block and of those in its branches and loops, the last one first, so that consumers claim
/// their producers.
static void groupBlock(Block &block, llvm::DenseSet<Operation *> &taken, SmallVector<KernelGroup> &groups) {
  for (Operation &op : llvm::reverse(block)) {
    if (rt::isScalarKernel(&op)) {
      groups.push_back({op.getAttrOfType<StringAttr>(rt::kernelKindAttrName).getValue(), {&op}});
      continue;
    }
    if (isa<scf::SCFDialect>(op.getDialect()))
      for (Region &region : llvm::reverse(op.getRegions()))
        for (Block &inner : llvm::reverse(region))
          groupBlock(inner, taken, groups);
    bool isRoot = isa<linalg::GenericOp, tensor::InsertSliceOp>(op);
    if (!isRoot || taken.contains(&op))
      continue;
    groups.push_back(groupOf(op, taken));
    taken.insert(groups.back().operations.begin(), groups.back().operations.end());
  }
}

SmallVector<KernelGroup> groupKernels(func::FuncOp function) {
  llvm::DenseSet<Operation *> taken;
  SmallVector<KernelGroup> groups;
  groupBlock(function.getBody().front(), taken, groups);
  std::reverse(groups.begin(), groups.end());
  return groups;
}

} // namespace ingot
