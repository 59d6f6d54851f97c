// NnContraction.td: a matrix product is one linalg.generic over (batch..., m, n, k); transposes and broadcast
// batches are in the indexing maps. SPDX-License-Identifier: Apache-2.0
#include "passes/linalg/Lowering.h"
#include "passes/linalg/Products.h"

using namespace mlir;

namespace ingot {
namespace {

/// The loops of a matrix product: batch axes first, then rows (unless lhs is a vector), columns (unless rhs
/// is), inner.
struct Loops {
  Dims limits;
  int64_t batches = 0;
  int64_t row = -1, column = -1, inner = -1;

  Loops(DimsRef result, sym::ExprAttr innerSize, bool hasRow, bool hasColumn) : limits(result) {
    batches = static_cast<int64_t>(result.size()) - (hasRow ? 1 : 0) - (hasColumn ? 1 : 0);
    row = hasRow ? batches : -1;
    column = hasColumn ? batches + (hasRow ? 1 : 0) : -1;
    inner = static_cast<int64_t>(result.size());
    limits.push_back(innerSize);
  }

  /// The operand's axes as loops: batch axes aligned at the end and dropped where they repeat, then the last
  /// two.
  Operand view(Lowering &lowering, const Tensor &tensor, ArrayRef<int64_t> last) const {
    Axes loops;
    int64_t count = tensor.rank() - static_cast<int64_t>(last.size());
    for (int64_t axis = 0; axis != count; ++axis) {
      int64_t position = batches - count + axis;
      loops.push_back(isOne(tensor.dims[axis]) && !isOne(limits[position]) ? -1 : position);
    }
    loops.append(last.begin(), last.end());
    return lowering.along(tensor, loops, limits.size());
  }
};

Lowered lowerMatmul(nn::MatmulOp op, Lowering &lowering) {
  Tensor lhs = lowering.read(op.getLhs()), rhs = lowering.read(op.getRhs());
  bool hasRow = lhs.rank() > 1, hasColumn = rhs.rank() > 1;
  bool swapLhs = hasRow && op.getTransposeA(), swapRhs = hasColumn && op.getTransposeB();
  Loops loops(lowering.resultDims(), lhs.dims[lhs.rank() - (swapLhs ? 2 : 1)], hasRow, hasColumn);
  Axes lhsAxes{loops.inner}, rhsAxes{loops.inner};
  if (hasRow)
    lhsAxes.insert(swapLhs ? lhsAxes.end() : lhsAxes.begin(), loops.row);
  if (hasColumn)
    rhsAxes.insert(swapRhs ? rhsAxes.begin() : rhsAxes.end(), loops.column);
  llvm::SmallBitVector reduced(loops.limits.size());
  reduced.set(loops.inner);
  Type element = lowering.resultElement(), sum = accumulatorOf(element);
  Operand operands[] = {loops.view(lowering, lhs, lhsAxes), loops.view(lowering, rhs, rhsAxes)};
  Tensor product = lowering.reduce(operands, loops.limits, reduced, sum, numberAttr(storageOf(sum), 0),
                                   sumOfProducts(lhs, rhs, sum));
  return lowering.convertFloat(product, element);
}

} // namespace

void addContractionLowerings(LoweringSet &set) { set.add<nn::MatmulOp>(lowerMatmul); }

} // namespace ingot
