// A reduction and the element-wise operation that finishes it in registers. SPDX-License-Identifier: Apache-2.0
#include "passes/Fused.h"

using namespace mlir;

namespace ingot {

linalg::GenericOp epilogueOf(linalg::GenericOp main) {
  if (main->getNumResults() != 1 || !main.getResult(0).hasOneUse())
    return {};
  auto user = dyn_cast<linalg::GenericOp>(*main.getResult(0).getUsers().begin());
  return user && linkBetween(main, user) ? user : linalg::GenericOp();
}

OpOperand *linkBetween(linalg::GenericOp main, linalg::GenericOp epilogue) {
  for (OpOperand *operand : epilogue.getDpsInputOperands())
    if (operand->get() == main.getResult(0))
      return operand;
  return nullptr;
}

AffineMap epilogueToMainLoops(linalg::GenericOp main, linalg::GenericOp epilogue) {
  AffineMap read = epilogue.getMatchingIndexingMap(linkBetween(main, epilogue));
  AffineMap written = main.getIndexingMapMatchingResult(main->getResult(0));
  SmallVector<AffineExpr> loops(epilogue.getNumLoops());
  for (auto [axis, expr] : llvm::enumerate(read.getResults()))
    loops[cast<AffineDimExpr>(expr).getPosition()] = written.getResult(axis);
  return AffineMap::get(main.getNumLoops(), 0, loops, main.getContext());
}

} // namespace ingot
