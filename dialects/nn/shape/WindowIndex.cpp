// Shape rules of NnIndex.td: windows and positions, determinants. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnIndex.h"
#include "dialects/nn/NnVerify.h"
#include "dialects/nn/shape/RunTime.h"
#include "dialects/nn/shape/Values.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;

LogicalResult MaxPoolIndicesOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> pooled = context.sizesOf(*this, getPooled());
  return failed(pooled) ? failure() : context.setSizes(getResult(), *pooled);
}

// The sizes that an operand holds for the axes from `first` on; those that only the data knows are what the model
// declares, or get a bound from the user.
static FailureOr<Sizes> sizesAtRunTime(mlir::Operation *op, ShapeContext &context, mlir::Value operand, size_t first,
                                       size_t count) {
  FailureOr<Sizes> shape = context.sizesOf(op, operand);
  if (failed(shape))
    return failure();
  if (shape->size() != 1)
    return context.error(op) << "expected sizes as a vector, got " << operand.getType();
  if (failed(context.unify(op, "the number of sizes", shape->front(), context.constant(static_cast<int64_t>(count)))))
    return failure();
  std::optional<Sizes> sizes = context.integersOf(operand);
  if (!sizes || sizes->size() != count)
    sizes = Sizes(count);
  if (allKnown(*sizes))
    return *sizes;
  std::optional<Sizes> declared = modelSizes(op, 0, context, first + sizes->size());
  RunTimeBuilder build(context, op);
  mlir::Value given = build.asIntegers(operand);
  for (auto [axis, size] : llvm::enumerate(*sizes)) {
    if (size)
      continue;
    FailureOr<ExprAttr> found = build.size(llvm::Twine(first + axis), build.element(given, axis),
                                           declared ? (*declared)[first + axis] : ExprAttr(), {});
    if (failed(found))
      return failure();
    size = *found;
  }
  return *sizes;
}

LogicalResult MaxUnpoolOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput()), indices = context.sizesOf(*this, getIndices());
  if (failed(input) || failed(indices))
    return failure();
  size_t spatial = getWindow().size();
  if (input->size() != spatial + 2 || indices->size() != spatial + 2)
    return context.error(*this) << "expected an input and indices of rank " << spatial + 2 << ", got " << input->size()
                                << " and " << indices->size();
  for (size_t axis = 0; axis != input->size(); ++axis)
    if (failed(context.unify(*this, "dim " + llvm::Twine(axis) + " of the indices and of the input", (*indices)[axis],
                             (*input)[axis])))
      return failure();
  Sizes result = *input;
  for (size_t axis = 0; axis != spatial; ++axis) {
    int64_t padding = getPads().empty() ? 0 : getPads()[axis] + getPads()[spatial + axis];
    ExprAttr spread = sym::mul(sym::add((*input)[axis + 2], -1), getStrides()[axis]);
    result[axis + 2] = sym::add(spread, getWindow()[axis] - padding);
  }
  if (getShape()) {
    FailureOr<Sizes> sizes = sizesAtRunTime(*this, context, getShape(), 0, result.size());
    if (failed(sizes))
      return failure();
    result = *sizes;
    getShapeMutable().clear();
  } else if (auto type = llvm::dyn_cast<mlir::RankedTensorType>(getType()); type && sym::isFullyNamed(type)) {
    result = sym::dimsOf(type);
  }
  return context.setSizes(getResult(), result);
}

// How many positions a window has along one axis of the image.
static ExprAttr positionsOf(Col2ImOp op, size_t axis, ExprAttr image, int64_t window) {
  size_t spatial = op.getStrides().size();
  int64_t padding = op.getPads().empty() ? 0 : op.getPads()[axis] + op.getPads()[spatial + axis];
  ExprAttr room = sym::add(image, padding - op.getDilations()[axis] * (window - 1) - 1);
  return sym::add(sym::floorDiv(room, op.getStrides()[axis]), 1);
}

// The channels, where the window is known; the columns must fit it and the image.
static FailureOr<ExprAttr> channelsOf(Col2ImOp op, ShapeContext &context, const Sizes &input, const Sizes &image) {
  int64_t elements = 1;
  ExprAttr positions = context.constant(1);
  for (size_t axis = 0; axis != image.size(); ++axis) {
    elements *= op.getWindow()[axis];
    positions = sym::mul(positions, positionsOf(op, axis, image[axis], op.getWindow()[axis]));
  }
  ExprAttr channels = context.simplify(sym::floorDiv(input[1], elements));
  if (failed(context.unify(op, "the size of dim 1", input[1], sym::mul(channels, elements))) ||
      failed(context.unify(op, "the number of positions", input[2], positions)))
    return failure();
  return channels;
}

// The same with a window that only the data knows: the model has to declare the channels.
static FailureOr<ExprAttr> channelsAtRunTime(Col2ImOp op, ShapeContext &context, const Sizes &input,
                                             const Sizes &image) {
  std::optional<Sizes> declared = modelSizes(op, 0, context, image.size() + 2);
  if (!declared || !(*declared)[1])
    return context.error(op) << "expected sizes of the window that are known, or a declared number of channels";
  size_t spatial = image.size();
  FailureOr<Sizes> length = context.sizesOf(op, op.getBlock());
  if (failed(length) || length->size() != 1 ||
      failed(context.unify(op, "the number of sizes of the window", length->front(),
                           context.constant(static_cast<int64_t>(spatial)))))
    return failure();
  RunTimeBuilder build(context, op);
  llvm::SmallVector<int64_t> ones(spatial, 1), padding(spatial, 0);
  for (size_t axis = 0; axis != op.getPads().size(); ++axis)
    padding[axis % spatial] += op.getPads()[axis];
  mlir::Value one = build.vector(ones), block = build.asIntegers(op.getBlock());
  mlir::Value elements = build.reduce(ReduceKind::Prod, block, {0});
  build.check(build.is<EqualOp>(build.of<MulOp>(elements, build.scalar((*declared)[1])), build.scalar(input[1])),
              "expected dim 1 to be the number of channels times the elements of the window");
  mlir::Value spread = build.of<MulOp>(build.of<SubOp>(block, one), build.vector(op.getDilations()));
  mlir::Value whole = build.of<AddOp>(build.vector(image), build.vector(padding));
  mlir::Value room = build.of<SubOp>(build.of<SubOp>(whole, spread), one);
  mlir::Value positions = build.of<AddOp>(build.of<DivOp>(room, build.vector(op.getStrides())), one);
  build.check(build.is<EqualOp>(build.reduce(ReduceKind::Prod, positions, {0}), build.scalar(input[2])),
              "expected dim 2 to be the number of positions of the window");
  build.check(build.all(build.is<GreaterEqualOp>(room, build.of<SubOp>(one, one))),
              "expected a window within the image");
  build.check(build.all(build.is<GreaterEqualOp>(block, one)), "expected sizes >= 1 of the window");
  if (build.failed())
    return failure();
  return (*declared)[1];
}

LogicalResult Col2ImOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input))
    return failure();
  size_t spatial = getStrides().size();
  Sizes image;
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(getType());
  if (getImage()) {
    FailureOr<Sizes> sizes = sizesAtRunTime(*this, context, getImage(), 2, spatial);
    if (failed(sizes))
      return failure();
    image = *sizes;
  } else if (type && sym::isFullyNamed(type) && type.getRank() > 2) {
    image = Sizes(llvm::ArrayRef(sym::dimsOf(type)).drop_front(2));
  }
  if (image.size() != spatial)
    return context.error(*this) << "expected " << spatial << " sizes of the image, as an operand or as those of the "
                                << "result, got " << getType();
  if (std::optional<llvm::SmallVector<int64_t>> block = getBlock() ? context.constantsOf(getBlock()) : std::nullopt) {
    if (block->size() != spatial || llvm::any_of(*block, [](int64_t size) { return size < 1; }))
      return context.error(*this) << "expected " << spatial << " sizes >= 1 of the window";
    setWindow(*block);
    getBlockMutable().clear();
  }
  FailureOr<ExprAttr> channels =
      getBlock() ? channelsAtRunTime(*this, context, *input, image) : channelsOf(*this, context, *input, image);
  if (failed(channels))
    return failure();
  getImageMutable().clear();
  Sizes result{input->front(), *channels};
  llvm::append_range(result, image);
  return context.setSizes(getResult(), result);
}

LogicalResult DetOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> input = context.sizesOf(*this, getInput());
  if (failed(input) || failed(context.unify(*this, "rows and columns", (*input)[input->size() - 2], input->back())))
    return failure();
  return context.setSizes(getResult(), llvm::ArrayRef(*input).drop_back(2));
}
