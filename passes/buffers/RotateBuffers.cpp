// ingot-rotate-buffers: loops exchange two buffers where they would copy one to the other in every iteration.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_ROTATEBUFFERS
#include "passes/buffers/Passes.h.inc"

namespace {

/// The copies at the end of a loop's body, the last one first.
SmallVector<memref::CopyOp> copiesAtEnd(scf::ForOp loop) {
  SmallVector<memref::CopyOp> copies;
  Operation *op = loop.getBody()->getTerminator()->getPrevNode();
  for (; op && isa<memref::CopyOp>(op); op = op->getPrevNode())
    copies.push_back(cast<memref::CopyOp>(op));
  return copies;
}

bool isUsedBy(memref::CopyOp copy, Value buffer) {
  return copy.getSource() == buffer || copy.getTarget() == buffer;
}

/// The buffer that an iteration makes and the one that it carries, for a copy that an exchange can replace.
struct Exchange {
  memref::AllocOp made, carried;
};

std::optional<Exchange> exchangeFor(memref::CopyOp copy, ArrayRef<memref::CopyOp> after, scf::ForOp loop) {
  auto made = copy.getSource().getDefiningOp<memref::AllocOp>();
  auto carried = copy.getTarget().getDefiningOp<memref::AllocOp>();
  if (!made || !carried || made->getBlock() != loop.getBody() || carried->getBlock() != loop->getBlock() ||
      made.getType() != carried.getType())
    return std::nullopt;
  // Nothing reads either of them between the copy and the end of the iteration.
  if (llvm::any_of(after, [&](memref::CopyOp other) { return isUsedBy(other, made) || isUsedBy(other, carried); }))
    return std::nullopt;
  for (Value size : made.getDynamicSizes())
    if (loop->isAncestor(size.getParentRegion()->getParentOp()))
      return std::nullopt;
  // A view that was made outside shows one of the two buffers always.
  for (Operation *user : carried->getUsers()) {
    bool isView = isa<ViewLikeOpInterface, memref::CastOp>(user);
    Operation *top = loop->getBlock()->findAncestorOpInBlock(*user);
    if (!top || (isView && top->isBeforeInBlock(loop)))
      return std::nullopt;
  }
  return Exchange{made, carried};
}

/// Carries both buffers, and hands them to the next iteration in exchanged order.
scf::ForOp exchange(scf::ForOp loop, memref::CopyOp copy, Exchange buffers, RewriterBase &rewriter) {
  rewriter.eraseOp(copy);
  rewriter.moveOpBefore(buffers.made, loop);
  Value first = buffers.carried.getResult(), second = buffers.made.getResult();
  unsigned number = loop.getNumRegionIterArgs();
  auto yielded = [](OpBuilder &, Location, ArrayRef<BlockArgument> arguments) {
    return SmallVector<Value>{arguments[1], arguments[0]};
  };
  auto replaced = cast<scf::ForOp>(
      *cast<LoopLikeOpInterface>(loop.getOperation())
           .replaceWithAdditionalYields(rewriter, {first, second}, /*replaceInitOperandUsesInLoop=*/false, yielded));
  auto isInside = [&](OpOperand &use) {
    return replaced.getBodyRegion().isAncestor(use.getOwner()->getParentRegion());
  };
  first.replaceUsesWithIf(replaced.getRegionIterArg(number), isInside);
  second.replaceUsesWithIf(replaced.getRegionIterArg(number + 1), isInside);
  Value last = replaced.getResult(number);
  first.replaceUsesWithIf(last, [&](OpOperand &use) {
    Operation *top = replaced->getBlock()->findAncestorOpInBlock(*use.getOwner());
    return top && replaced->isBeforeInBlock(top);
  });
  return replaced;
}

struct RotateBuffers : impl::RotateBuffersBase<RotateBuffers> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<scf::ForOp> loops;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!rt::isKernel(function) && !function.isExternal())
        function.walk([&](scf::ForOp loop) { loops.push_back(loop); });
    for (scf::ForOp loop : loops)
      rotate(loop, rewriter);
  }

  static void rotate(scf::ForOp loop, RewriterBase &rewriter) {
    SmallVector<memref::CopyOp> copies = copiesAtEnd(loop), after;
    for (memref::CopyOp copy : copies) {
      std::optional<Exchange> buffers = exchangeFor(copy, after, loop);
      if (buffers)
        loop = exchange(loop, copy, *buffers, rewriter);
      else
        after.push_back(copy);
    }
  }
};

} // namespace
} // namespace ingot
