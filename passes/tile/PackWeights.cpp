// ingot-pack-weights: constants are laid out as the kernel reads them. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/rt/TargetAttr.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Remarks.h"
#include "passes/Access.h"
#include "passes/Dot.h"
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
  /// A loop whose elements lie together in groups, each lane's beside one another: its quotient is the last of the
  /// axes between, its remainder part of the last axis. -1: none.
  int64_t grouped = -1, group = 1;
  /// Elements become signed integers of 16 bits.
  bool widen = false, isUnsigned = false;
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
  SmallVector<int64_t> shape{blocks}, middleSizes;
  for (int64_t loop : packing.loops)
    middleSizes.push_back(loop == packing.grouped ? (sizes[loop] + packing.group - 1) / packing.group : sizes[loop]);
  shape.append(middleSizes);
  shape.push_back(packing.block * packing.group);
  int64_t middle = 1;
  for (int64_t size : middleSizes)
    middle *= size;
  size_t width = packing.widen ? 2 : bytes;
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(
      static_cast<size_t>(blocks * middle * packing.block * packing.group) * width, /*align=*/64,
      /*dataIsMutable=*/true);
  char *to = blob.getMutableData().data();
  memset(to, 0, blob.getMutableData().size());
  auto store = [&](char *place, int64_t element) {
    const char *value = from.data() + static_cast<size_t>(element) * bytes;
    if (!packing.widen || bytes == 2) {
      memcpy(place, value, bytes);
      return;
    }
    int16_t wide = packing.isUnsigned ? static_cast<unsigned char>(*value) : static_cast<signed char>(*value);
    memcpy(place, &wide, sizeof(wide));
  };
  for (int64_t block = 0; block < blocks; ++block)
    for (int64_t inner = 0; inner < middle; ++inner) {
      int64_t offset = 0, rest = inner, begin = 0;
      for (auto [loop, size] : llvm::reverse(llvm::zip_equal(packing.loops, middleSizes))) {
        int64_t position = rest % size;
        if (loop == packing.grouped)
          begin = position * packing.group;
        else
          offset += position * stride[loop];
        rest /= size;
      }
      char *row = to + static_cast<size_t>((block * middle + inner) * packing.block * packing.group) * width;
      int64_t first = block * packing.block, count = std::min(packing.block, vectorSize - first);
      int64_t members = packing.grouped < 0 ? 1 : std::min(packing.group, sizes[packing.grouped] - begin);
      for (int64_t lane = 0; lane < count; ++lane)
        for (int64_t member = 0; member < members; ++member) {
          int64_t element = offset + (first + lane) * stride[packing.vector];
          if (packing.grouped >= 0)
            element += (begin + member) * stride[packing.grouped];
          store(row + static_cast<size_t>(lane * packing.group + member) * width, element);
        }
    }
  Type element = packing.widen ? IntegerType::get(source.getContext(), 16) : type.getElementType();
  return DenseResourceElementsAttr::get(RankedTensorType::get(shape, element), name, std::move(blob));
}

/// Products of narrow integers: the weights of the innermost loop lie in groups, where the data lies so as well.
void groupProducts(linalg::GenericOp main, unsigned number, const rt::TargetInfo &target, rt::TileAttr tile,
                   Packing &packing) {
  std::optional<DotProduct> dot = matchDotProduct(main);
  int64_t lanes = tile.getLanes();
  if (!dot || (lanes != 4 && lanes != 8 && lanes != 16))
    return;
  SmallVector<unsigned> reductions;
  main.getReductionDims(reductions);
  int64_t loop = reductions.back(), size = main.getStaticLoopRanges()[loop];
  unsigned other = 1 - number;
  OpOperand *data = main.getDpsInputOperand(other);
  AffineMap map = main.getMatchingIndexingMap(data);
  bool bytes = target.hasDotBytes && dot->width[0] == 8 && dot->width[1] == 8 && !dot->isUnsigned[number];
  int64_t group = bytes ? 4 : 2;
  // Pairs are multiplied as signed integers of 16 bits.
  bool fits = bytes || ((dot->width[0] == 8 || !dot->isUnsigned[0]) && (dot->width[1] == 8 || !dot->isUnsigned[1]));
  // The data alone says the size of the loop then.
  bool saysSize = llvm::is_contained(map.getResults(), getAffineDimExpr(loop, main.getContext()));
  if (!fits || size < 4 || !saysSize || !llvm::is_contained(packing.loops, loop) || dependsOn(map, tile.getVector()) ||
      classifyAccess(map, data->get(), loop, group) != LaneAccess::Contiguous)
    return;
  llvm::erase(packing.loops, loop);
  packing.loops.push_back(loop);
  packing.grouped = loop;
  packing.group = group;
  packing.widen = !bytes;
  packing.isUnsigned = dot->isUnsigned[number];
}

/// Operand `number` of `main`, packed: [vector / block, loops..., vector mod block], with groups inside.
AffineMap packedMap(linalg::GenericOp main, const Packing &packing) {
  MLIRContext *context = main.getContext();
  AffineExpr dim = getAffineDimExpr(packing.vector, context), lane = dim % packing.block;
  SmallVector<AffineExpr> exprs{dim.floorDiv(packing.block)};
  for (int64_t loop : packing.loops) {
    AffineExpr position = getAffineDimExpr(loop, context);
    exprs.push_back(loop == packing.grouped ? position.floorDiv(packing.group) : position);
  }
  if (packing.grouped >= 0)
    lane = lane * packing.group + getAffineDimExpr(packing.grouped, context) % packing.group;
  exprs.push_back(lane);
  return AffineMap::get(main.getNumLoops(), 0, exprs, context);
}

struct PackWeights : impl::PackWeightsBase<PackWeights> {
  void runOnOperation() override {
    target = rt::readTarget(getOperation());
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
      groupProducts(main, number, target, tile, packing);
      DenseResourceElementsAttr packed = pack(cast<ElementsAttr>(constant.getValue()), axisLoops, packing, sizes, name);
      if (!packed)
        continue;
      OpBuilder builder(launch);
      Value replacement = arith::ConstantOp::create(builder, constant.getLoc(), packed);
      launch.getInputsMutable().slice(argument.getArgNumber(), 1).assign(replacement);
      argument.setType(packed.getType());
      maps[number] = packedMap(main, packing);
      changed = true;
      main.getBlock()->getArgument(number).setType(packed.getElementType());
      if (packing.grouped >= 0)
        main->setAttr(dotAttrName, builder.getI64IntegerAttr(packing.group));
      remark::passed(main.getLoc(), remark::RemarkOpts::name("PackWeights").category("ingot-tile"))
          << "weights packed in blocks of " << remark::metric("block", packing.block);
    }
    if (!changed)
      return;
    main.setIndexingMapsAttr(Builder(&getContext()).getAffineMapArrayAttr(maps));
    kernel.setFunctionType(
        FunctionType::get(&getContext(), kernel.getBody().getArgumentTypes(), kernel.getResultTypes()));
  }

  rt::TargetInfo target;
};

} // namespace
} // namespace ingot
