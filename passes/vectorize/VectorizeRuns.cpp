// Marked loops over neighbouring elements become loops over vectors. What varies from lane to lane is found first;
// everything else stays scalar. SPDX-License-Identifier: Apache-2.0
#include "passes/vectorize/VectorizeRuns.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ingot {
namespace {

/// What a value is in the lanes of one vector iteration.
enum class Lane {
  Same,    ///< one value for all
  Next,    ///< an index, one more than in the lane before
  Any,     ///< an element of its own
  Carried, ///< a tensor that the loop changes
};

class RunVectorizer {
public:
  RunVectorizer(scf::ForOp loop, const rt::TargetInfo &target, RewriterBase &rewriter)
      : loop(loop), target(target), rewriter(rewriter), loc(loop.getLoc()) {}

  /// Changes nothing where the loop cannot be done in vectors.
  void run() {
    if (!isConstantIntValue(loop.getStep(), 1) || !classify())
      return;
    lanes = target.lanes(widest);
    if (lanes > 1)
      rewrite();
  }

private:
  Lane laneOf(Value value) const {
    auto found = kinds.find(value);
    return found == kinds.end() ? Lane::Same : found->second;
  }
  bool allSame(ValueRange values) const {
    return llvm::all_of(values, [&](Value value) { return laneOf(value) == Lane::Same; });
  }
  void setLane(Value value, Lane lane) {
    kinds[value] = lane;
    if (lane == Lane::Any)
      widest = std::max(widest, std::max(8u, getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth()));
  }
  bool classify();
  bool classifyAccess(Operation *op, Value tensor, OperandRange indices);
  bool classifyComputation(Operation *op);
  void rewrite();
  void writeBody(Value position, ValueRange tensors);
  Value lanesOf(Value original, const IRMapping &mapping);

  scf::ForOp loop;
  const rt::TargetInfo &target;
  RewriterBase &rewriter;
  Location loc;
  llvm::DenseMap<Value, Lane> kinds;
  unsigned widest = 8;
  int64_t lanes = 1;
};

bool RunVectorizer::classify() {
  kinds[loop.getInductionVar()] = Lane::Next;
  for (BlockArgument argument : loop.getRegionIterArgs()) {
    if (!isa<RankedTensorType>(argument.getType()))
      return false;
    kinds[argument] = Lane::Carried;
  }
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (auto read = dyn_cast<tensor::ExtractOp>(op)) {
      if (!classifyAccess(&op, read.getTensor(), read.getIndices()))
        return false;
    } else if (auto write = dyn_cast<tensor::InsertOp>(op)) {
      if (!classifyAccess(&op, write.getDest(), write.getIndices()) || laneOf(write.getScalar()) == Lane::Next)
        return false;
      setLane(write.getResult(), Lane::Carried);
    } else if (!classifyComputation(&op)) {
      return false;
    }
  }
  return true;
}

/// Neighbouring elements along the last axis, or, in a tensor that stays as it is, one element.
bool RunVectorizer::classifyAccess(Operation *op, Value tensor, OperandRange indices) {
  bool changes = laneOf(tensor) == Lane::Carried;
  if (allSame(indices) && !changes)
    return true;
  if (indices.empty() || laneOf(indices.back()) != Lane::Next || !allSame(indices.drop_back()))
    return false;
  if (isa<tensor::InsertOp>(op)) {
    widest = std::max(widest, std::max(8u, getElementTypeOrSelf(tensor.getType()).getIntOrFloatBitWidth()));
    return changes;
  }
  setLane(op->getResult(0), Lane::Any);
  return true;
}

bool RunVectorizer::classifyComputation(Operation *op) {
  if (op->getNumRegions() != 0 || !isPure(op) || op->getNumResults() != 1)
    return false;
  if (allSame(op->getOperands()))
    return true;
  Value result = op->getResult(0);
  if (result.getType().isIndex()) { // an index plus or minus something fixed
    bool sum = isa<arith::AddIOp>(op);
    if (!sum && !isa<arith::SubIOp>(op))
      return false;
    Lane left = laneOf(op->getOperand(0)), right = laneOf(op->getOperand(1));
    setLane(result, Lane::Next);
    return (left == Lane::Next && right == Lane::Same) || (sum && left == Lane::Same && right == Lane::Next);
  }
  bool onElements = llvm::all_of(op->getOperands(), [&](Value operand) {
    return operand.getType().isIntOrFloat() && laneOf(operand) != Lane::Next;
  });
  if (!onElements || !result.getType().isIntOrFloat() || !OpTrait::hasElementwiseMappableTraits(op))
    return false;
  setLane(result, Lane::Any);
  return true;
}

void RunVectorizer::rewrite() {
  loop->removeAttr(rt::runAttrName);
  rewriter.setInsertionPoint(loop);
  auto constant = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(rewriter, loc, value); };
  Value zero = constant(0), step = constant(lanes);
  Value count = rewriter.createOrFold<arith::SubIOp>(loc, loop.getUpperBound(), loop.getLowerBound());
  count = rewriter.createOrFold<arith::MaxSIOp>(loc, count, zero);
  Value vectors = rewriter.createOrFold<arith::DivUIOp>(loc, count, step);
  Value whole = rewriter.createOrFold<arith::MulIOp>(loc, vectors, step);
  Value split = rewriter.createOrFold<arith::AddIOp>(loc, loop.getLowerBound(), whole);
  auto wide = scf::ForOp::create(
      rewriter, loc, loop.getLowerBound(), split, step, loop.getInitArgs(),
      [&](OpBuilder &, Location, Value position, ValueRange tensors) { writeBody(position, tensors); });
  loop.setLowerBound(split);
  loop.getInitArgsMutable().assign(wide.getResults());
}

/// The value for all lanes: a vector.
Value RunVectorizer::lanesOf(Value original, const IRMapping &mapping) {
  Value value = mapping.lookupOrDefault(original);
  if (isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(rewriter, loc, VectorType::get(lanes, value.getType()), value);
}

void RunVectorizer::writeBody(Value position, ValueRange tensors) {
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), position);
  mapping.map(loop.getRegionIterArgs(), tensors);
  auto mapped = [&](ValueRange values) {
    return llvm::map_to_vector(values, [&](Value value) { return mapping.lookupOrDefault(value); });
  };
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto read = dyn_cast<tensor::ExtractOp>(op);
    if (read && laneOf(read) == Lane::Any) {
      Value padding = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(read.getType()));
      mapping.map(read.getResult(),
                  vector::TransferReadOp::create(rewriter, loc, VectorType::get(lanes, read.getType()),
                                                 mapping.lookupOrDefault(read.getTensor()), mapped(read.getIndices()),
                                                 padding, ArrayRef<bool>{true})
                      .getResult());
    } else if (auto write = dyn_cast<tensor::InsertOp>(op)) {
      mapping.map(write.getResult(), vector::TransferWriteOp::create(rewriter, loc, lanesOf(write.getScalar(), mapping),
                                                                     mapping.lookupOrDefault(write.getDest()),
                                                                     mapped(write.getIndices()), ArrayRef<bool>{true})
                                         .getResult());
    } else if (laneOf(op.getResult(0)) == Lane::Any) {
      SmallVector<Value> operands =
          llvm::map_to_vector(op.getOperands(), [&](Value operand) { return lanesOf(operand, mapping); });
      Type type = VectorType::get(lanes, op.getResult(0).getType());
      Operation *copy = rewriter.create(loc, op.getName().getIdentifier(), operands, type, op.getAttrs());
      mapping.map(op.getResult(0), copy->getResult(0));
    } else {
      rewriter.clone(op, mapping);
    }
  }
  scf::YieldOp::create(rewriter, loc, mapped(loop.getBody()->getTerminator()->getOperands()));
}

} // namespace

void vectorizeRuns(func::FuncOp kernel, const rt::TargetInfo &target, RewriterBase &rewriter) {
  SmallVector<scf::ForOp> runs;
  kernel.walk([&](scf::ForOp loop) {
    if (loop->hasAttr(rt::runAttrName))
      runs.push_back(loop);
  });
  for (scf::ForOp loop : runs)
    RunVectorizer(loop, target, rewriter).run();
}

} // namespace ingot
