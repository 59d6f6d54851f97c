// ingot-pack-weights: constants are laid out as the kernel reads them. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Remarks.h"
#include "passes/tile/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "passes/tile/Passes.h.inc"

namespace {

/// How one operand is packed: the loops of its new axes, the first and the last being quotient and remainder.
struct Packing {
  SmallVector<int64_t> loops; // between the quotient and the remainder
  int64_t vector, block;
};

/// The raw bytes of a constant with elements of whole bytes; empty where it has none to read.
ArrayRef<char> rawBytes(ElementsAttr constant, std::vector<char> &storage) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    return blob ? blob->getData() : ArrayRef<char>();
  }
  auto dense = dyn_cast<DenseElementsAttr>(constant);
  if (!dense)
    return {};
  ArrayRef<char> raw = dense.getRawData();
  if (!dense.isSplat())
    return raw;
  for (int64_t element = 0; element < dense.getNumElements(); ++element)
    storage.insert(storage.end(), raw.begin(), raw.end());
  return storage;
}

/// Packs `source`, whose axes run along `axisLoops`, as `packing` says.
DenseResourceElementsAttr pack(ElementsAttr source, ArrayRef<int64_t> axisLoops, const Packing &packing,
                               ArrayRef<int64_t> sizes, StringRef name) {
  std::vector<char> storage;
  ArrayRef<char> from = rawBytes(source, storage);
  ShapedType type = source.getShapedType();
  unsigned bits = type.getElementTypeBitWidth();
  if (from.empty() || bits % 8 != 0 || static_cast<int64_t>(from.size()) != type.getNumElements() * (bits / 8))
    return {};
  size_t bytes = bits / 8;
  // Stride of each loop in the source, in elements.
  llvm::DenseMap<int64_t, int64_t> stride;
  int64_t next = 1;
  for (int64_t axis = type.getRank() - 1; axis >= 0; --axis) {
    stride[axisLoops[axis]] = next;
    next *= type.getDimSize(axis);
  }
  int64_t vectorSize = sizes[packing.vector], blocks = (vectorSize + packing.block - 1) / packing.block;
  SmallVector<int64_t> shape{blocks};
  int64_t middle = 1;
  for (int64_t loop : packing.loops) {
    shape.push_back(sizes[loop]);
    middle *= sizes[loop];
  }
  shape.push_back(packing.block);
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(static_cast<size_t>(blocks * middle * packing.block) * bytes,
                                                       /*align=*/64, /*dataIsMutable=*/true);
  char *to = blob.getMutableData().data();
  memset(to, 0, blob.getMutableData().size());
  for (int64_t block = 0; block < blocks; ++block)
    for (int64_t inner = 0; inner < middle; ++inner) {
      int64_t offset = 0, rest = inner;
      for (int64_t loop : llvm::reverse(packing.loops)) {
        offset += (rest % sizes[loop]) * stride[loop];
        rest /= sizes[loop];
      }
      char *row = to + static_cast<size_t>((block * middle + inner) * packing.block) * bytes;
      int64_t first = block * packing.block, count = std::min(packing.block, vectorSize - first);
      for (int64_t lane = 0; lane < count; ++lane)
        memcpy(row + static_cast<size_t>(lane) * bytes,
               from.data() + static_cast<size_t>(offset + (first + lane) * stride[packing.vector]) * bytes, bytes);
    }
  return DenseResourceElementsAttr::get(RankedTensorType::get(shape, type.getElementType()), name, std::move(blob));
}

struct PackWeights : impl::PackWeightsBase<PackWeights> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    getOperation().walk([&](rt::LaunchOp launch) {
      auto kernel = symbols.lookup<func::FuncOp>(launch.getCallee());
      for (auto main : llvm::make_early_inc_range(kernel.getOps<linalg::GenericOp>()))
        if (main->hasAttr(rt::tileAttrName))
          packOperands(launch, kernel, main);
    });
  }

  void packOperands(rt::LaunchOp launch, func::FuncOp kernel, linalg::GenericOp main) {
    auto tile = main->getAttrOfType<rt::TileAttr>(rt::tileAttrName);
    SmallVector<utils::IteratorType> kinds = main.getIteratorTypesArray();
    int64_t vector = tile.getVector();
    if (vector < 0 || kinds[vector] == utils::IteratorType::reduction)
      return;
    SmallVector<int64_t> sizes = main.getStaticLoopRanges();
    SmallVector<AffineMap> maps = main.getIndexingMapsArray();
    bool changed = false;
    for (auto [number, operand] : llvm::enumerate(main.getDpsInputOperands())) {
      AffineMap map = maps[number];
      auto argument = dyn_cast<BlockArgument>(operand->get());
      if (!argument || !argument.hasOneUse() || !map.isProjectedPermutation() || !map.isFunctionOfDim(vector) ||
          argument.getArgNumber() >= launch.getInputs().size())
        continue;
      Packing packing{{}, vector, tile.getLanes() * tile.getVectors()};
      SmallVector<int64_t> axisLoops;
      bool reduces = false;
      for (AffineExpr expr : map.getResults())
        axisLoops.push_back(cast<AffineDimExpr>(expr).getPosition());
      for (size_t loop = 0; loop < sizes.size(); ++loop)
        if (map.isFunctionOfDim(loop) && static_cast<int64_t>(loop) != vector) {
          packing.loops.push_back(static_cast<int64_t>(loop));
          reduces |= kinds[loop] == utils::IteratorType::reduction;
        }
      Value value = launch.getInputs()[argument.getArgNumber()];
      auto constant = value.getDefiningOp<arith::ConstantOp>();
      if (!reduces || !constant)
        continue;
      std::string name = (kernel.getName() + "_packed_" + Twine(argument.getArgNumber())).str();
      DenseResourceElementsAttr packed = pack(cast<ElementsAttr>(constant.getValue()), axisLoops, packing, sizes, name);
      if (!packed)
        continue;
      OpBuilder builder(launch);
      Value replacement = arith::ConstantOp::create(builder, constant.getLoc(), packed);
      launch.getInputsMutable().slice(argument.getArgNumber(), 1).assign(replacement);
      argument.setType(packed.getType());
      AffineExpr dim = builder.getAffineDimExpr(vector);
      SmallVector<AffineExpr> exprs{dim.floorDiv(packing.block)};
      for (int64_t loop : packing.loops)
        exprs.push_back(builder.getAffineDimExpr(loop));
      exprs.push_back(dim % packing.block);
      maps[number] = AffineMap::get(sizes.size(), 0, exprs, &getContext());
      changed = true;
      remark::passed(main.getLoc(), remark::RemarkOpts::name("PackWeights").category("ingot-tile"))
          << "weights packed in blocks of " << remark::metric("block", packing.block);
    }
    if (!changed)
      return;
    main.setIndexingMapsAttr(Builder(&getContext()).getAffineMapArrayAttr(maps));
    kernel.setFunctionType(
        FunctionType::get(&getContext(), kernel.getBody().getArgumentTypes(), kernel.getResultTypes()));
  }
};

} // namespace
} // namespace ingot
