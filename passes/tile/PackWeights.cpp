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

/// A constant as it was: its elements, and how far apart neighbours along each loop are.
struct Source {
  ArrayRef<char> data;
  size_t bytes;
  llvm::DenseMap<int64_t, int64_t> stride = llvm::DenseMap<int64_t, int64_t>();
};

/// Copies one element, which may become a wider integer.
void copyElement(const Source &source, const Packing &packing, int64_t element, char *to) {
  const char *value = source.data.data() + static_cast<size_t>(element) * source.bytes;
  if (!packing.widen || source.bytes == 2) {
    memcpy(to, value, source.bytes);
    return;
  }
  int16_t wide = packing.isUnsigned ? static_cast<unsigned char>(*value) : static_cast<signed char>(*value);
  memcpy(to, &wide, sizeof(wide));
}

/// Fills the last axis at one place of the others: `inner` numbers the places between quotient and remainder.
void copyRow(const Source &source, const Packing &packing, ArrayRef<int64_t> sizes, ArrayRef<int64_t> middleSizes,
             int64_t block, int64_t inner, char *row, size_t width) {
  int64_t offset = 0, begin = 0;
  for (auto [loop, size] : llvm::reverse(llvm::zip_equal(packing.loops, middleSizes))) {
    if (loop == packing.grouped)
      begin = inner % size * packing.group;
    else
      offset += inner % size * source.stride.lookup(loop);
    inner /= size;
  }
  int64_t first = block * packing.block, count = std::min(packing.block, sizes[packing.vector] - first);
  int64_t members = packing.grouped < 0 ? 1 : std::min(packing.group, sizes[packing.grouped] - begin);
  for (int64_t lane = 0; lane < count; ++lane)
    for (int64_t member = 0; member < members; ++member) {
      int64_t element = offset + (first + lane) * source.stride.lookup(packing.vector);
      if (packing.grouped >= 0)
        element += (begin + member) * source.stride.lookup(packing.grouped);
      copyElement(source, packing, element, row + static_cast<size_t>(lane * packing.group + member) * width);
    }
}

/// Packs `constant`, whose axes run along `axisLoops`, as `packing` says.
DenseResourceElementsAttr pack(ElementsAttr constant, ArrayRef<int64_t> axisLoops, const Packing &packing,
                               ArrayRef<int64_t> sizes, StringRef name) {
  std::vector<char> storage;
  ShapedType type = constant.getShapedType();
  unsigned bits = type.getElementTypeBitWidth();
  Source source{rawBytes(constant, storage), bits / 8};
  if (source.data.empty() || bits % 8 != 0 ||
      source.data.size() != static_cast<size_t>(type.getNumElements()) * source.bytes)
    return {};
  int64_t next = 1;
  for (int64_t axis = type.getRank() - 1; axis >= 0; --axis) {
    source.stride[axisLoops[axis]] = next;
    next *= type.getDimSize(axis);
  }
  int64_t blocks = (sizes[packing.vector] + packing.block - 1) / packing.block, middle = 1;
  SmallVector<int64_t> shape{blocks}, middleSizes;
  for (int64_t loop : packing.loops) {
    middleSizes.push_back(loop == packing.grouped ? (sizes[loop] + packing.group - 1) / packing.group : sizes[loop]);
    middle *= middleSizes.back();
  }
  shape.append(middleSizes);
  shape.push_back(packing.block * packing.group);
  size_t width = packing.widen ? 2 : source.bytes, row = static_cast<size_t>(shape.back()) * width;
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(static_cast<size_t>(blocks * middle) * row, /*align=*/64,
                                                       /*dataIsMutable=*/true);
  char *to = blob.getMutableData().data();
  memset(to, 0, blob.getMutableData().size());
  for (int64_t block = 0; block < blocks; ++block)
    for (int64_t inner = 0; inner < middle; ++inner)
      copyRow(source, packing, sizes, middleSizes, block, inner, to + static_cast<size_t>(block * middle + inner) * row,
              width);
  Type element = packing.widen ? IntegerType::get(constant.getContext(), 16) : type.getElementType();
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
