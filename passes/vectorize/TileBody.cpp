// One register of a tile: loads, the body of an operation on vectors, stores. SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/IR/IRMapping.h"
#include "passes/vectorize/KernelEmitter.h"

using namespace mlir;

namespace ingot {

//===- Addresses --------------------------------------------------------------------------------------------------===//

Value KernelEmitter::constantIndex(int64_t value) { return arith::ConstantIndexOp::create(rewriter, loc, value); }

Value KernelEmitter::loopSize(int64_t loop) {
  if (!ShapedType::isDynamic(sizes[loop]))
    return constantIndex(sizes[loop]);
  for (OpOperand &operand : main->getOpOperands())
    for (auto [axis, expr] : llvm::enumerate(main.getMatchingIndexingMap(&operand).getResults()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr); dim && static_cast<int64_t>(dim.getPosition()) == loop)
        return rewriter.createOrFold<tensor::DimOp>(loc, operand.get(), static_cast<int64_t>(axis));
  return constantIndex(0);
}

Value KernelEmitter::indexAt(AffineExpr expr, int64_t row, int64_t vector, int64_t lane) {
  SmallVector<AffineExpr> loops;
  SmallVector<OpFoldResult> chunks;
  for (auto [loop, position] : llvm::enumerate(positions)) {
    int64_t offset = position.offset;
    if (static_cast<int64_t>(loop) == fused.tile.getRow())
      offset += row;
    if (static_cast<int64_t>(loop) == fused.tile.getVector())
      offset += vector * tile.lanes + lane;
    AffineExpr value = rewriter.getAffineConstantExpr(offset);
    if (position.chunk && position.scale != 0) {
      value = rewriter.getAffineDimExpr(chunks.size()) * position.scale + offset;
      chunks.push_back(position.chunk);
    }
    loops.push_back(value);
  }
  AffineExpr address = simplifyAffineExpr(expr.replaceDims(loops), chunks.size(), 0);
  OpFoldResult folded = affine::makeComposedFoldedAffineApply(
      rewriter, loc, AffineMap::get(chunks.size(), 0, address, rewriter.getContext()), chunks);
  return getValueOrCreateConstantIndexOp(rewriter, loc, folded);
}

SmallVector<Value> KernelEmitter::indicesAt(AffineMap map, int64_t row, int64_t vector, int64_t lane) {
  Values indices;
  for (AffineExpr expr : map.getResults())
    indices.push_back(indexAt(expr, row, vector, lane));
  return indices;
}

AffineMap KernelEmitter::overMainLoops(linalg::GenericOp op, AffineMap map) const {
  return op == main ? map : map.compose(epilogueToMain);
}

Type KernelEmitter::vectorOf(Type element) const {
  return tile.lanes == 1 ? element : VectorType::get({tile.lanes}, element);
}

Value KernelEmitter::toVector(Value value) {
  if (tile.lanes == 1 || isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(rewriter, loc, vectorOf(value.getType()), value);
}

Value KernelEmitter::laneMask(int64_t vector) {
  if (tile.lanes == 1 || tile.valid < 0 || vector + 1 != tile.vectors)
    return {};
  auto type = VectorType::get({tile.lanes}, rewriter.getI1Type());
  return vector::ConstantMaskOp::create(rewriter, loc, type, ArrayRef<int64_t>{tile.valid});
}

//===- Loads and stores -------------------------------------------------------------------------------------------===//

Value KernelEmitter::readVector(Value tensor, AffineMap map, int64_t row, int64_t vector, Value mask) {
  Type element = getElementTypeOrSelf(tensor.getType());
  Value padding = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(element));
  auto read = vector::TransferReadOp::create(rewriter, loc, cast<VectorType>(vectorOf(element)), tensor,
                                             indicesAt(map, row, vector, 0), padding, ArrayRef<bool>{true});
  if (mask)
    read.getMaskMutable().assign(mask);
  return read;
}

Value KernelEmitter::load(OpOperand &operand, int64_t row, int64_t vector) {
  auto op = cast<linalg::GenericOp>(operand.getOwner());
  auto type = dyn_cast<RankedTensorType>(operand.get().getType());
  if (!type)
    return operand.get(); // a scalar
  AffineMap map = overMainLoops(op, op.getMatchingIndexingMap(&operand));
  int64_t rowLoop = fused.tile.getRow(), vectorLoop = fused.tile.getVector();
  if (rowLoop < 0 || !dependsOn(map, rowLoop))
    row = 0;
  bool varies = vectorLoop >= 0 && dependsOn(map, vectorLoop);
  if (!varies)
    vector = 0;
  Value &cached = loaded[{&operand, row, vector}];
  if (cached)
    return cached;
  LaneAccess access =
      varies && tile.lanes > 1 ? classifyAccess(map, operand.get(), vectorLoop, tile.lanes) : LaneAccess::Invariant;
  if (access == LaneAccess::Invariant)
    return cached = tensor::ExtractOp::create(rewriter, loc, operand.get(), indicesAt(map, row, vector, 0));
  auto vectorType = cast<VectorType>(vectorOf(type.getElementType()));
  if (access == LaneAccess::Contiguous) {
    // A remainder by the block size means packed weights, which are padded to whole blocks.
    bool padded = map.getResults().back().getKind() == AffineExprKind::Mod;
    return cached = readVector(operand.get(), map, row, vector, padded ? Value() : laneMask(vector));
  }
  Values lanes;
  int64_t valid = laneMask(vector) ? tile.valid : tile.lanes; // lanes that do not exist repeat the last one
  for (int64_t lane = 0; lane < tile.lanes; ++lane)
    lanes.push_back(
        lane < valid ? Value(tensor::ExtractOp::create(rewriter, loc, operand.get(), indicesAt(map, row, vector, lane)))
                     : lanes.back());
  return cached = vector::FromElementsOp::create(rewriter, loc, vectorType, lanes);
}

Value KernelEmitter::store(Value value, Value destination, OpOperand &init, int64_t row, int64_t vector) {
  AffineMap map = overMainLoops(last, last.getMatchingIndexingMap(&init));
  if (tile.lanes == 1)
    return tensor::InsertOp::create(rewriter, loc, value, destination, indicesAt(map, row, vector, 0));
  value = toVector(value);
  if (classifyAccess(map, init.get(), fused.tile.getVector(), tile.lanes) == LaneAccess::Contiguous) {
    Value mask = laneMask(vector);
    auto write = vector::TransferWriteOp::create(rewriter, loc, value, destination, indicesAt(map, row, vector, 0),
                                                 ArrayRef<bool>{true});
    if (mask)
      write.getMaskMutable().assign(mask);
    return write.getResult();
  }
  int64_t valid = laneMask(vector) ? tile.valid : tile.lanes;
  for (int64_t lane = 0; lane < valid; ++lane) {
    Value element = vector::ExtractOp::create(rewriter, loc, value, lane);
    destination = tensor::InsertOp::create(rewriter, loc, element, destination, indicesAt(map, row, vector, lane));
  }
  return destination;
}

/// Operations of a tile's epilogue above which it is a loop over the rows: unrolled over all registers it would be most
/// of the kernel's code, and the detour through the destination, which is in the first-level cache, costs little.
static constexpr int64_t epilogueBudget = 160;

bool KernelEmitter::epilogueIsLoop() {
  if (!fused.epilogue || tile.rows < 4 || tile.lanes == 1 || last->getNumResults() != 1)
    return false;
  OpOperand &init = *last.getDpsInitOperand(0);
  AffineMap map = overMainLoops(last, last.getMatchingIndexingMap(&init));
  if (getElementTypeOrSelf(init.get().getType()) != getElementTypeOrSelf(main.getResult(0).getType()) ||
      last.payloadUsesValueFromOperand(&init) ||
      classifyAccess(map, init.get(), fused.tile.getVector(), tile.lanes) != LaneAccess::Contiguous)
    return false;
  int64_t operations = 0; // a function of the math dialect expands to about 16
  for (Operation &op : last.getBlock()->without_terminator())
    operations += isa<math::MathDialect>(op.getDialect()) ? 16 : 1;
  return operations * tile.rows * tile.vectors > epilogueBudget;
}

/// The result of the epilogue for the accumulator `value` of one register.
FailureOr<SmallVector<Value>> KernelEmitter::emitEpilogue(Value value, int64_t row, int64_t vector) {
  Values arguments;
  for (OpOperand *input : fused.epilogue.getDpsInputOperands())
    arguments.push_back(input->get() == main.getResult(0) ? value : load(*input, row, vector));
  for (OpOperand &init : fused.epilogue.getDpsInitsMutable())
    arguments.push_back(fused.epilogue.payloadUsesValueFromOperand(&init) ? load(init, row, vector) : Value());
  return emitBody(fused.epilogue, arguments, row, vector);
}

/// Stores the accumulators, then finishes them row by row in place.
FailureOr<SmallVector<Value>> KernelEmitter::emitEpilogueLoop(const Values &accumulators, Value destination) {
  OpOperand &init = *last.getDpsInitOperand(0);
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t vector = 0; vector < tile.vectors; ++vector)
      destination = store(accumulators[row * tile.vectors + vector], destination, init, row, vector);
  int64_t rowLoop = fused.tile.getRow();
  Value first = indexAt(rewriter.getAffineDimExpr(rowLoop), 0, 0, 0);
  auto rows = scf::ForOp::create(rewriter, loc, constantIndex(0), constantIndex(tile.rows), constantIndex(1),
                                 ValueRange{destination});
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointToStart(rows.getBody());
  Position savedPosition = positions[rowLoop];
  int64_t savedRows = tile.rows;
  positions[rowLoop] = {arith::AddIOp::create(rewriter, loc, first, rows.getInductionVar()), 1, 0};
  tile.rows = 1;
  loaded.clear();
  Value current = rows.getRegionIterArg(0);
  AffineMap map = overMainLoops(last, last.getMatchingIndexingMap(&init));
  for (int64_t vector = 0; vector < tile.vectors; ++vector) {
    Value accumulator = readVector(current, map, 0, vector, laneMask(vector));
    FailureOr<Values> finished = emitEpilogue(accumulator, 0, vector);
    if (failed(finished))
      return failure();
    current = store(finished->front(), current, init, 0, vector);
  }
  scf::YieldOp::create(rewriter, loc, current);
  positions[rowLoop] = savedPosition;
  tile.rows = savedRows;
  return Values(rows.getResults());
}

FailureOr<SmallVector<Value>> KernelEmitter::emitStores(const Values &accumulators, ValueRange destinations) {
  loaded.clear();
  if (epilogueIsLoop())
    return emitEpilogueLoop(accumulators, destinations.front());
  Values current(destinations);
  int64_t registers = tile.rows * tile.vectors;
  for (int64_t row = 0; row < tile.rows; ++row)
    for (int64_t vector = 0; vector < tile.vectors; ++vector) {
      Values results;
      for (int64_t output = 0; output < main.getNumDpsInits(); ++output)
        results.push_back(accumulators[output * registers + row * tile.vectors + vector]);
      if (fused.epilogue) {
        FailureOr<Values> finished = emitEpilogue(results[0], row, vector);
        if (failed(finished))
          return failure();
        results = std::move(*finished);
      }
      for (auto [output, result] : llvm::enumerate(results))
        current[output] = store(result, current[output], *last.getDpsInitOperand(output), row, vector);
    }
  return current;
}

//===- Bodies -----------------------------------------------------------------------------------------------------===//

Value KernelEmitter::emitIndex(int64_t loop, int64_t row, int64_t vector) {
  Value base = indexAt(rewriter.getAffineDimExpr(loop), row, vector, 0);
  if (tile.lanes == 1 || loop != fused.tile.getVector())
    return base;
  // Lanes that do not exist repeat the last one, so that addresses computed from them stay inside.
  SmallVector<Attribute> steps;
  int64_t valid = laneMask(vector) ? tile.valid : tile.lanes;
  for (int64_t lane = 0; lane < tile.lanes; ++lane)
    steps.push_back(rewriter.getIndexAttr(std::min(lane, valid - 1)));
  auto type = cast<VectorType>(vectorOf(rewriter.getIndexType()));
  Value step = arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(type, steps));
  return arith::AddIOp::create(rewriter, loc, toVector(base), step);
}

FailureOr<Value> KernelEmitter::emitExtract(tensor::ExtractOp op, const IRMapping &mapping, int64_t row,
                                            int64_t vector) {
  Values indices;
  for (Value index : op.getIndices())
    indices.push_back(mapping.lookupOrDefault(index));
  auto isVector = [](Value value) { return isa<VectorType>(value.getType()); };
  if (llvm::none_of(indices, isVector))
    return Value(tensor::ExtractOp::create(rewriter, loc, op.getTensor(), indices));
  auto type = cast<VectorType>(vectorOf(op.getType()));
  // The vector loop's own index in the last axis: neighbouring elements.
  auto lastIndex = op.getIndices().back().getDefiningOp<linalg::IndexOp>();
  if (lastIndex && llvm::none_of(ArrayRef(indices).drop_back(), isVector) && isVector(indices.back())) {
    indices.back() = indexAt(rewriter.getAffineDimExpr(fused.tile.getVector()), row, vector, 0);
    Value padding = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(op.getType()));
    Value mask = laneMask(vector);
    auto read =
        vector::TransferReadOp::create(rewriter, loc, type, op.getTensor(), indices, padding, ArrayRef<bool>{true});
    if (mask)
      read.getMaskMutable().assign(mask);
    return Value(read);
  }
  Values lanes;
  for (int64_t lane = 0; lane < tile.lanes; ++lane) {
    Values scalars;
    for (Value index : indices)
      scalars.push_back(isVector(index) ? Value(vector::ExtractOp::create(rewriter, loc, index, lane)) : index);
    lanes.push_back(tensor::ExtractOp::create(rewriter, loc, op.getTensor(), scalars));
  }
  return Value(vector::FromElementsOp::create(rewriter, loc, type, lanes));
}

FailureOr<SmallVector<Value>> KernelEmitter::emitBody(linalg::GenericOp op, ArrayRef<Value> arguments, int64_t row,
                                                      int64_t vector) {
  IRMapping mapping;
  for (auto [argument, value] : llvm::zip_equal(op.getBlock()->getArguments(), arguments))
    if (value)
      mapping.map(argument, value);
  for (Operation &inner : op.getBlock()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      int64_t loop = static_cast<int64_t>(index.getDim());
      if (op != main)
        loop = cast<AffineDimExpr>(epilogueToMain.getResult(loop)).getPosition();
      mapping.map(index.getResult(), emitIndex(loop, row, vector));
      continue;
    }
    if (auto extract = dyn_cast<tensor::ExtractOp>(inner)) {
      FailureOr<Value> value = emitExtract(extract, mapping, row, vector);
      if (failed(value))
        return failure();
      mapping.map(extract.getResult(), *value);
      continue;
    }
    Values operands;
    bool anyVector = false;
    for (Value operand : inner.getOperands()) {
      operands.push_back(mapping.lookupOrDefault(operand));
      anyVector |= isa<VectorType>(operands.back().getType());
    }
    if (anyVector && !OpTrait::hasElementwiseMappableTraits(&inner))
      return inner.emitError("cannot be vectorized: expected an element-wise operation, got '")
             << inner.getName() << "'";
    OperationState state(loc, inner.getName());
    for (Value operand : operands)
      state.addOperands(anyVector ? toVector(operand) : operand);
    for (Type type : inner.getResultTypes())
      state.addTypes(anyVector ? vectorOf(type) : type);
    state.addAttributes(inner.getAttrs());
    state.propertiesAttr = inner.getPropertiesAsAttribute();
    Operation *created = rewriter.create(state);
    mapping.map(inner.getResults(), created->getResults());
  }
  Values results;
  for (Value value : op.getBlock()->getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(value));
  return results;
}

} // namespace ingot
