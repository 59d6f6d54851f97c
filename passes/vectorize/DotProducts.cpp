// Sums of products of narrow integers: weights packed in groups, one group of the data in all lanes, and several
// products added up in each lane at once. SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "passes/vectorize/KernelEmitter.h"

using namespace mlir;

namespace ingot {

/// Groups of the innermost loop that are written one after the other.
static constexpr int64_t unrolledGroups = 4;

void KernelEmitter::readDotProduct() {
  auto group = main->getAttrOfType<IntegerAttr>(dotAttrName);
  std::optional<DotProduct> product = matchDotProduct(main);
  if (!group || !product || reductionLoops.empty())
    return;
  dot.group = group.getInt();
  int64_t vector = fused.tile.getVector();
  dot.weights = dependsOn(main.getIndexingMapsArray()[0], vector) ? 0 : 1;
  dot.dataUnsigned = product->isUnsigned[1 - dot.weights];
}

VectorType KernelEmitter::lanesOf(unsigned width, int64_t factor) {
  return VectorType::get({tile.lanes * factor}, rewriter.getIntegerType(width));
}

/// The accumulators, and with signed bytes, which the machine reads as unsigned ones, what that adds for each vector.
SmallVector<Value> KernelEmitter::initialDotAccumulators() {
  Values accumulators = initialAccumulators();
  if (biasesData()) {
    Value zero = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(lanesOf(32, 1)));
    accumulators.append(tile.vectors, zero);
  }
  return accumulators;
}

FailureOr<SmallVector<Value>> KernelEmitter::emitDotReduction(unsigned level, Values accumulators) {
  int64_t loop = reductionLoops[level], groups = sizes[loop] / dot.group, rest = sizes[loop] % dot.group;
  if (groups <= unrolledGroups) {
    for (int64_t group = 0; group < groups; ++group) {
      positions[loop] = {Value(), 1, group * dot.group};
      accumulators = emitDotStep(accumulators, dot.group);
    }
  } else {
    FailureOr<Values> next =
        emitReductionLoop(level, constantIndex(0), constantIndex(groups), dot.group, accumulators,
                          [&](Values values) { return FailureOr<Values>(emitDotStep(values, dot.group)); });
    if (failed(next))
      return failure();
    accumulators = std::move(*next);
  }
  if (rest > 0) { // the weights are padded with zeros, the data is not
    positions[loop] = {Value(), 1, groups * dot.group};
    accumulators = emitDotStep(accumulators, rest);
  }
  return accumulators;
}

/// One group of the data of `row` in all lanes; `valid` of its elements exist.
Value KernelEmitter::emitDotData(int64_t row, int64_t valid) {
  OpOperand &operand = *main.getDpsInputOperand(1 - dot.weights);
  AffineMap map = main.getMatchingIndexingMap(&operand);
  Type element = getElementTypeOrSelf(operand.get().getType());
  auto type = VectorType::get({dot.group}, element);
  Value data;
  if (valid == dot.group) {
    Value padding = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(element));
    data = vector::TransferReadOp::create(rewriter, loc, type, operand.get(), indicesAt(map, row, 0, 0), padding,
                                          ArrayRef<bool>{true});
  } else {
    Position &position = positions[reductionLoops.back()];
    Values elements;
    for (int64_t index = 0; index < valid; ++index, ++position.offset)
      elements.push_back(tensor::ExtractOp::create(rewriter, loc, operand.get(), indicesAt(map, row, 0, 0)));
    position.offset -= valid;
    elements.resize(dot.group, arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(element)));
    data = vector::FromElementsOp::create(rewriter, loc, type, elements);
  }
  if (dot.group == 2 && element.isInteger(8)) {
    auto wide = VectorType::get({2}, rewriter.getI16Type());
    data = dot.dataUnsigned ? arith::ExtUIOp::create(rewriter, loc, wide, data).getResult()
                            : arith::ExtSIOp::create(rewriter, loc, wide, data).getResult();
  }
  Value word = vector::BitCastOp::create(rewriter, loc, VectorType::get({1}, rewriter.getI32Type()), data);
  word = vector::ExtractOp::create(rewriter, loc, word, 0);
  Value all = vector::BroadcastOp::create(rewriter, loc, lanesOf(32, 1), word);
  if (biasesData()) {
    auto signs = DenseElementsAttr::get(lanesOf(32, 1), APInt(32, 0x80808080u));
    all = arith::XOrIOp::create(rewriter, loc, all, arith::ConstantOp::create(rewriter, loc, signs));
  }
  return vector::BitCastOp::create(rewriter, loc, lanesOf(32 / dot.group, dot.group), all);
}

/// sum + the products of each lane's group. Pairs are written out: LLVM finds the instruction for them.
Value KernelEmitter::emitDot(Value sum, Value data, Value weights) {
  if (dot.group == 4) {
    StringRef name = tile.lanes == 16  ? "llvm.x86.avx512.vpdpbusd.512"
                     : tile.lanes == 8 ? "llvm.x86.avx512.vpdpbusd.256"
                                       : "llvm.x86.avx512.vpdpbusd.128";
    return LLVM::CallIntrinsicOp::create(rewriter, loc, sum.getType(), rewriter.getStringAttr(name),
                                         ValueRange{sum, data, weights})
        .getResult(0);
  }
  VectorType wide = lanesOf(32, 2);
  Value products = arith::MulIOp::create(rewriter, loc, arith::ExtSIOp::create(rewriter, loc, wide, data),
                                         arith::ExtSIOp::create(rewriter, loc, wide, weights));
  SmallVector<int64_t> even, odd;
  for (int64_t lane = 0; lane < tile.lanes; ++lane) {
    even.push_back(2 * lane);
    odd.push_back(2 * lane + 1);
  }
  Value first = vector::ShuffleOp::create(rewriter, loc, products, products, even);
  Value second = vector::ShuffleOp::create(rewriter, loc, products, products, odd);
  return arith::AddIOp::create(rewriter, loc, sum, arith::AddIOp::create(rewriter, loc, first, second));
}

SmallVector<Value> KernelEmitter::emitDotStep(const Values &accumulators, int64_t valid) {
  OpOperand &operand = *main.getDpsInputOperand(dot.weights);
  AffineMap map = main.getMatchingIndexingMap(&operand);
  Type element = getElementTypeOrSelf(operand.get().getType());
  Value padding = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(element));
  Values weights, next(accumulators.size());
  for (int64_t vector = 0; vector < tile.vectors; ++vector)
    weights.push_back(vector::TransferReadOp::create(rewriter, loc, lanesOf(32 / dot.group, dot.group), operand.get(),
                                                     indicesAt(map, 0, vector, 0), padding, ArrayRef<bool>{true}));
  for (int64_t row = 0; row < tile.rows; ++row) {
    Value data = emitDotData(row, valid);
    for (int64_t vector = 0; vector < tile.vectors; ++vector) {
      int64_t place = row * tile.vectors + vector;
      next[place] = emitDot(accumulators[place], data, weights[vector]);
    }
  }
  if (!biasesData())
    return next;
  VectorType bytes = lanesOf(8, 4);
  Value signs = arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(bytes, APInt(8, 0x80)));
  for (int64_t vector = 0; vector < tile.vectors; ++vector) {
    int64_t place = tile.rows * tile.vectors + vector;
    next[place] = emitDot(accumulators[place], signs, weights[vector]);
  }
  return next;
}

SmallVector<Value> KernelEmitter::finishDot(Values accumulators) {
  if (!biasesData())
    return accumulators;
  int64_t registers = tile.rows * tile.vectors;
  for (int64_t place = 0; place < registers; ++place)
    accumulators[place] =
        arith::SubIOp::create(rewriter, loc, accumulators[place], accumulators[registers + place % tile.vectors]);
  accumulators.truncate(registers);
  return accumulators;
}

} // namespace ingot
