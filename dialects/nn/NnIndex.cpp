// Verifiers and builders of NnIndex.td. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"

#include "dialects/nn/NnVerify.h"

using namespace mlir;
using namespace ingot::nn;

#define GET_OP_CLASSES
#include "dialects/nn/NnIndex.cpp.inc"

static std::optional<int64_t> rankOf(Value value) {
  auto type = value ? dyn_cast<RankedTensorType>(value.getType()) : RankedTensorType();
  return type ? std::optional(type.getRank()) : std::nullopt;
}

//===- Writing at positions
//-----------------------------------------------------------------------------------------===//

template <typename Scatter>
static LogicalResult verifyScatter(Scatter op) {
  if (failed(verifyElement(op, op.getType(), op.getData().getType(), "data")) ||
      failed(verifyElement(op, op.getType(), op.getUpdates().getType(), "updates"))) // scatter_c1
    return failure();
  std::optional<ReduceKind> kind = op.getReduction();
  if (kind && *kind != ReduceKind::Sum && *kind != ReduceKind::Prod && *kind != ReduceKind::Max &&
      *kind != ReduceKind::Min) // scatter_c2
    return op.emitOpError() << "expected elements to be combined by sum, prod, max or min, got "
                            << stringifyReduceKind(*kind);
  return success();
}

LogicalResult ScatterNdOp::verify() {
  if (failed(verifyScatter(*this)))
    return failure();
  auto indices = dyn_cast<RankedTensorType>(getIndices().getType());
  if (!indices)
    return success();
  if (indices.getRank() < 1) // scatter_nd_c3
    return emitOpError() << "expected indices of rank >= 1, got " << indices;
  int64_t named = indices.getDimSize(indices.getRank() - 1);
  std::optional<int64_t> rank = rankOf(getData());
  if (!rank || ShapedType::isDynamic(named))
    return success();
  if (named > *rank) // scatter_nd_c3
    return emitOpError() << "expected indices that name at most " << *rank << " axes, got " << named;
  return verifyRank(*this, getUpdates(), indices.getRank() - 1 + *rank - named, "updates"); // scatter_nd_c4
}

LogicalResult ScatterElementsOp::verify() {
  if (failed(verifyScatter(*this)) ||
      failed(verifyAxes(*this, getData().getType(), {static_cast<int64_t>(getAxis())}))) // scatter_elements_c3
    return failure();
  std::optional<int64_t> rank = rankOf(getData());
  if (!rank)
    return success();
  if (failed(verifyRank(*this, getIndices(), *rank, "indices"))) // scatter_elements_c4
    return failure();
  return verifyRank(*this, getUpdates(), *rank, "updates"); // scatter_elements_c4
}

LogicalResult TensorScatterOp::verify() {
  if (failed(verifyElement(*this, getType(), getData().getType(), "data")) ||
      failed(verifyElement(*this, getType(), getUpdates().getType(), "updates")) ||      // tensor_scatter_c1
      failed(verifyAxes(*this, getData().getType(), {static_cast<int64_t>(getAxis())}))) // tensor_scatter_c2
    return failure();
  std::optional<int64_t> rank = rankOf(getData());
  if (getStarts() && failed(verifyRank(*this, getStarts(), 1, "starts"))) // tensor_scatter_c4
    return failure();
  if (!rank)
    return success();
  if (*rank < 2) // tensor_scatter_c3
    return emitOpError() << "expected data of rank >= 2, got " << getData().getType();
  if (normalizeAxis(getAxis(), *rank) == 0) // tensor_scatter_c2
    return emitOpError() << "expected an axis behind the batch, axis 0";
  return verifyRank(*this, getUpdates(), *rank, "updates"); // tensor_scatter_c3
}

//===- Running along an axis
//----------------------------------------------------------------------------------------===//

/// The result has the type of the first operand, as far as both are known.
static LogicalResult verifySameType(Operation *op) {
  Type input = op->getOperand(0).getType(), result = op->getResult(0).getType();
  if (failed(verifyElement(op, input, result, "a result")))
    return failure();
  if (failed(verifyCompatibleShape(input, result)))
    return op->emitOpError() << "expected a result of the shape of " << input << ", got " << result;
  return success();
}

LogicalResult CumulateOp::verify() {
  if (getKind() != ReduceKind::Sum && getKind() != ReduceKind::Prod) // cumulate_c1
    return emitOpError() << "expected kind sum or prod, got " << stringifyReduceKind(getKind());
  if (failed(verifySameType(*this))) // cumulate_c2
    return failure();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // cumulate_c3
}

LogicalResult TopKOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getValues().getType(), "values"))) // top_k_c1
    return failure();
  return verifyAxes(*this, getInput().getType(), {static_cast<int64_t>(getAxis())}); // top_k_c2
}

LogicalResult ReverseSequenceOp::verify() {
  if (failed(verifySameType(*this)) ||                       // reverse_sequence_c1
      failed(verifyRank(*this, getLengths(), 1, "lengths"))) // reverse_sequence_c3
    return failure();
  return verifyAxes(*this, getInput().getType(),
                    {static_cast<int64_t>(getBatchAxis()), static_cast<int64_t>(getTimeAxis())}); // reverse_sequence_c2
}

//===- Windows and positions
//----------------------------------------------------------------------------------------===//

/// The input has the rank of a window over at least one spatial axis.
template <typename Op>
static LogicalResult verifyWindowIndex(Op op, Value other) {
  std::optional<int64_t> rank = rankOf(op.getInput());
  int64_t spatial = op.getWindow().size();
  if (rank && (*rank < 3 || *rank != spatial + 2)) // window_index_c1, max_pool_indices_c2, max_unpool_c3
    return op.emitOpError() << "expected an input of rank " << std::max<int64_t>(spatial, 1) + 2 << ", got "
                            << op.getInput().getType();
  for (int64_t size : op.getWindow())
    if (size < 1) // window_index_c1
      return op.emitOpError() << "expected window sizes >= 1, got " << size;
  if (failed(verifyRank(op, other, spatial + 2, "a second operand"))) // max_pool_indices_c2, max_unpool_c3
    return failure();
  return verifyWindow(op, spatial, op.getStrides(), op.getDilations(), op.getPads()); // window_index_c1
}

LogicalResult MaxPoolIndicesOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getPooled().getType(), "pooled"))) // max_pool_indices_c2
    return failure();
  return verifyWindowIndex(*this, getPooled());
}

LogicalResult MaxUnpoolOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // max_unpool_c2
    return failure();
  return verifyWindowIndex(*this, getIndices());
}

LogicalResult Col2ImOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result")) || // col2im_c2
      failed(verifyRank(*this, getInput(), 3, "an input")))                        // col2im_c3
    return failure();
  int64_t spatial = getStrides().size();
  if (!getBlock() && static_cast<int64_t>(getWindow().size()) != spatial) // col2im_c4
    return emitOpError() << "expected " << spatial << " window sizes, got " << getWindow().size();
  for (int64_t size : getWindow())
    if (size < 1) // col2im_c4
      return emitOpError() << "expected window sizes >= 1, got " << size;
  return verifyWindow(*this, spatial, getStrides(), getDilations(), getPads()); // col2im_c1
}

LogicalResult DetOp::verify() {
  if (failed(verifyElement(*this, getInput().getType(), getType(), "a result"))) // det_c1
    return failure();
  if (std::optional<int64_t> rank = rankOf(getInput()); rank && *rank < 2) // det_c2
    return emitOpError() << "expected an input of rank >= 2, got " << getInput().getType();
  return success();
}
