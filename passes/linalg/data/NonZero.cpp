// nn.non_zero: one pass over the elements that writes the position of each that is not zero.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnData.h"
#include "passes/linalg/Lowering.h"
#include "passes/linalg/ScalarLoops.h"
#include "passes/linalg/data/Data.h"

using namespace mlir;

namespace ingot {

static FailureOr<SmallVector<Tensor>> lowerNonZero(Operation *operation, Lowering &lowering) {
  auto op = cast<nn::NonZeroOp>(operation);
  Tensor input = lowering.read(op.getInput());
  Type place = lowering.resultElement();
  Tensor starts[] = {emptyTensor(lowering, lowering.resultDims(0), place),
                     emptyTensor(lowering, lowering.resultDims(1), place)};
  return scalarKernel(lowering, "non_zero", starts, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
    Variable count = loops.variable(loops.index(0));
    loops.loop(input.dims, [&](ValueRange at) {
      ScalarBuilder scalars = loops.scalars();
      Value element = loops.read(input, at);
      Value isFound = scalars.compare(Comparison::NotEqual, element, scalars.constant(element.getType(), 0));
      loops.branch(isFound, [&] {
        ScalarBuilder inner = loops.scalars();
        for (auto [axis, position] : llvm::enumerate(at))
          loops.write(results[0], {inner.index(static_cast<int64_t>(axis)), loops.get(count)},
                      inner.fromIndex(position, place));
        loops.set(count, inner.add(loops.get(count), inner.index(1)));
      });
    });
    loops.write(results[1], {}, loops.scalars().fromIndex(loops.get(count), place));
  });
}

void addNonZeroLowering(LoweringSet &set) { set.add(nn::NonZeroOp::getOperationName(), lowerNonZero); }

} // namespace ingot
