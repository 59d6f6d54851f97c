// Import functions of tract's registries that are more than another name of a standard operation.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"

#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <limits>

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

//===- Sizes and positions ------------------------------------------------------------------------------===//

Value importBroadcast(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  Sizes shape = importer.exprs(call, "shape");
  return wrap(importer.like<nn::BroadcastOp>(call, input, importer.vector(call, shape)));
}

Value importShapeOf(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  return wrap(
      importer.create<nn::ShapeOp>(call, importer.builder().getI64Type(), input, uint64_t(0), mlir::IntegerAttr()));
}

Value importRange(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> bounds =
      importer.unify(call, {*call.find("start"), *call.find("end"), *call.find("step")});
  return wrap(importer.like<nn::RangeOp>(call, bounds[0], bounds[1], bounds[2]));
}

Value importDynSlice(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  ExprAttr start = importer.expr(call, *call.find("start")), end = importer.expr(call, *call.find("end"));
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  return wrap(importer.slice(call, input, importer.axis(call, axis, Importer::rankOf(input)), start, end));
}

Value importDownsample(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  int64_t axis = call.integer("axis"), stride = call.integer("stride"), modulo = call.integer("modulo");
  auto one = [&](int64_t value) { return importer.vector(call, llvm::ArrayRef<int64_t>{value}); };
  if (!call.failed() && stride < 1)
    return call.fail("expected a positive stride, got " + llvm::Twine(stride));
  return wrap(importer.like<nn::SliceOp>(call, input, one(modulo), one(INT64_MAX), one(axis), one(stride),
                                         mlir::ArrayAttr(), mlir::DenseI64ArrayAttr()));
}

mlir::Value lineOf(Importer &importer, Call &call, ExprAttr size, int64_t axis, int64_t rank) {
  if (call.failed())
    return {};
  mlir::Value line = importer.like<nn::RangeOp>(call, importer.scalar(call, importer.number(0)),
                                                importer.scalar(call, size), importer.scalar(call, importer.number(1)));
  Sizes sizes(static_cast<size_t>(rank), importer.number(1));
  sizes[axis] = size;
  return importer.reshape(call, line, sizes);
}

Value importTrilu(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  int64_t k = call.integer("k");
  bool isUpper = call.logical("upper");
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  if (sizes.size() < 2)
    return call.fail("expected a tensor of rank 2 or more, got " + llvm::Twine(sizes.size()));
  mlir::Value rows = lineOf(importer, call, sizes[sizes.size() - 2], 0, 2);
  mlir::Value columns = lineOf(importer, call, sizes.back(), 1, 2);
  mlir::Value diagonal = importer.like<nn::AddOp>(call, rows, importer.materialize(call, Value::ofInteger(k)));
  mlir::Type logical = importer.builder().getI1Type();
  mlir::Value keep = isUpper ? importer.create<nn::GreaterEqualOp>(call, logical, columns, diagonal)
                             : importer.create<nn::LessEqualOp>(call, logical, columns, diagonal);
  if (call.failed())
    return {};
  mlir::Value zero = importer.splat(call, {}, Importer::elementOf(input), 0);
  return wrap(importer.create<nn::SelectOp>(call, Importer::elementOf(input), keep, input, zero));
}

Value importOneHot(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input", importer.builder().getI64Type());
  int64_t axis = call.integer("axis");
  ExprAttr dim = importer.expr(call, *call.find("dim"));
  double off = call.scalar("value_off"), on = call.scalar("value_on");
  if (call.failed())
    return {};
  int64_t rank = Importer::rankOf(input) + 1;
  axis = importer.axis(call, axis, rank);
  mlir::Value places = lineOf(importer, call, dim, axis, rank);
  mlir::Type logical = importer.builder().getI1Type(), element = importer.builder().getF32Type();
  mlir::Value hot = importer.create<nn::EqualOp>(call, logical, importer.unsqueeze(call, input, {axis}), places);
  return wrap(importer.create<nn::SelectOp>(call, element, hot, importer.splat(call, {}, element, on),
                                            importer.splat(call, {}, element, off)));
}

//===- Resize -------------------------------------------------------------------------------------------===//

Value importTractResize(Importer &importer, Call &call) {
  mlir::Value input = importer.floatTensor(call, "input");
  std::string coordinates = call.string("coord_transformer"), interpolator = call.string("interpolator"),
              nearest = call.string("nearest_mode");
  llvm::ArrayRef<Value> scales = call.items("scales");
  Sizes sizes = importer.exprs(call, "sizes");
  if (call.failed())
    return {};
  auto mode = llvm::StringSwitch<std::optional<nn::ResizeMode>>(interpolator)
                  .Case("linear", nn::ResizeMode::Linear)
                  .Case("nearest", nn::ResizeMode::Nearest)
                  .Case("cubic", nn::ResizeMode::Cubic)
                  .Default(std::nullopt);
  std::optional<nn::CoordinateMode> coordinateMode = nn::symbolizeCoordinateMode(coordinates);
  std::optional<nn::NearestMode> nearestMode = nn::symbolizeNearestMode(nearest);
  if (!mode || !coordinateMode || !nearestMode)
    return call.fail("interpolator '" + interpolator + "' with '" + coordinates + "' and '" + nearest +
                     "' is not supported");
  if (scales.empty() == sizes.empty())
    return call.fail("expected either scales or sizes");
  mlir::Value factors = scales.empty()
                            ? mlir::Value()
                            : importer.materialize(call, *call.find("scales"), importer.builder().getF32Type());
  mlir::Value targets = sizes.empty() ? mlir::Value() : importer.vector(call, sizes);
  return wrap(importer.like<nn::ResizeOp>(call, input, factors, targets, mlir::Value(), *mode, *coordinateMode,
                                          *nearestMode, llvm::APFloat(-0.75), mlir::DenseF64ArrayAttr(),
                                          llvm::ArrayRef<int64_t>(), /*antialias=*/false,
                                          /*exclude_outside=*/false, llvm::APFloat(0.0)));
}

} // namespace ingot::nnef
