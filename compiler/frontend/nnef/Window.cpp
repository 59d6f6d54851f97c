// Reads and checks the arguments of a sliding window, and pads for borders that repeat the input. See
// Window.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Window.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

Window windowOf(Call &call, llvm::ArrayRef<int64_t> size) {
  // More would overflow formulas of sizes; no real window comes near.
  constexpr int64_t largest = int64_t(1) << 30;
  Window window;
  window.size.assign(size.begin(), size.end());
  window.stride = call.integers("stride");
  window.dilation = call.integers("dilation");
  window.padding = call.pairs("padding");
  window.border = call.string("border");
  window.isAutomatic = window.padding.empty();
  if (window.stride.empty())
    window.stride.assign(size.size(), 1);
  if (window.dilation.empty())
    window.dilation.assign(size.size(), 1);
  auto check = [&](llvm::StringRef name, size_t count) {
    if (count != size.size())
      call.fail("expected " + llvm::Twine(size.size()) + " entries in argument '" + name +
                "', one for each axis of "
                "the window, got " +
                llvm::Twine(count));
  };
  check("stride", window.stride.size());
  check("dilation", window.dilation.size());
  if (!window.isAutomatic)
    check("padding", window.padding.size());
  for (llvm::ArrayRef<int64_t> values :
       {llvm::ArrayRef(window.size), llvm::ArrayRef(window.stride), llvm::ArrayRef(window.dilation)})
    for (int64_t value : values)
      if (value < 1 || value > largest)
        call.fail("expected positive window sizes, strides and dilations, got " + llvm::Twine(value));
  for (auto [before, after] : window.padding)
    if (before < 0 || after < 0 || before > largest || after > largest)
      call.fail("expected paddings that are not negative, got (" + llvm::Twine(before) + ", " + llvm::Twine(after) +
                ")");
  return window;
}

//===- Padding ------------------------------------------------------------------------------------------===//

/// The elements before and after an axis in reverse order, the outermost ones included.
static mlir::Value mirror(Importer &importer, Call &call, mlir::Value input, int64_t axis, ExprAttr low,
                          ExprAttr high) {
  if (call.failed() || (low.isConstant(0) && high.isConstant(0)))
    return input;
  ExprAttr size = Importer::sizesOf(input)[axis];
  auto reversed = [&](ExprAttr last, ExprAttr end) {
    auto one = [&](ExprAttr value) { return importer.vector(call, llvm::ArrayRef<ExprAttr>{value}); };
    return importer.like<nn::SliceOp>(call, input, one(last), one(end), one(importer.number(axis)),
                                      one(importer.number(-1)), mlir::ArrayAttr(), mlir::DenseI64ArrayAttr());
  };
  ExprAttr last = sym::sub(size, high);
  // As ends of reversed slices, positions before the first element are below -size.
  ExprAttr beforeFirst = sym::add(sym::mul(size, -1), -1);
  if (!last || !beforeFirst) {
    call.fail("the padding does not fit 64 bits");
    return {};
  }
  llvm::SmallVector<mlir::Value> parts;
  if (!low.isConstant(0))
    parts.push_back(reversed(sym::add(low, -1), beforeFirst));
  parts.push_back(input);
  if (!high.isConstant(0))
    parts.push_back(reversed(sym::add(size, -1), last.isConstant(0) ? beforeFirst : sym::add(last, -1)));
  return importer.concat(call, parts, axis);
}

static std::optional<nn::PadMode> padModeNamed(llvm::StringRef border) {
  if (border == "constant" || border == "ignore")
    return nn::PadMode::Constant;
  if (border == "replicate" || border == "replicated")
    return nn::PadMode::Edge;
  if (border == "reflect")
    return nn::PadMode::Reflect;
  return std::nullopt;
}

mlir::Value padWith(Importer &importer, Call &call, mlir::Value input, llvm::StringRef border,
                    llvm::ArrayRef<ExprAttr> low, llvm::ArrayRef<ExprAttr> high, mlir::Value fill) {
  if (call.failed() || !importer.areSizes(call, low) || !importer.areSizes(call, high))
    return {};
  if (border == "reflect-even") {
    for (size_t axis = 0; axis < low.size(); ++axis)
      input = mirror(importer, call, input, static_cast<int64_t>(axis), low[axis], high[axis]);
    return input;
  }
  std::optional<nn::PadMode> mode = padModeNamed(border);
  if (!mode) {
    call.fail("border '" + border + "' is not supported: expected constant, replicate, reflect or reflect-even");
    return {};
  }
  mlir::OpBuilder &builder = importer.builder();
  llvm::SmallVector<mlir::Attribute> before(low.begin(), low.end()), after(high.begin(), high.end());
  return importer.like<nn::PadOp>(call, input, mlir::Value(), fill, mlir::Value(), *mode, builder.getArrayAttr(before),
                                  builder.getArrayAttr(after));
}

mlir::Value padSeparately(Importer &importer, Call &call, mlir::Value input, Window &window, llvm::StringRef border,
                          double fill) {
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  size_t skipped = sizes.size() - window.size.size();
  Sizes low(sizes.size(), importer.number(0)), high = low;
  for (size_t axis = 0; axis < window.size.size(); ++axis) {
    ExprAttr before = importer.number(0), after = before;
    if (!window.isAutomatic) {
      before = importer.number(window.padding[axis].first);
      after = importer.number(window.padding[axis].second);
    } else {
      ExprAttr size = sizes[skipped + axis];
      ExprAttr steps = sym::add(sym::ceilDiv(size, window.stride[axis]), -1);
      ExprAttr covered = sym::add(sym::mul(steps, window.stride[axis]), window.extent(axis));
      ExprAttr total = importer.shapes().simplify(sym::max(sym::sub(covered, size), importer.number(0)));
      before = sym::floorDiv(total, 2);
      after = sym::sub(total, before);
    }
    low[skipped + axis] = before;
    high[skipped + axis] = after;
  }
  if (!importer.areSizes(call, low) || !importer.areSizes(call, high))
    return {};
  window.isAutomatic = false;
  window.padding.assign(window.size.size(), {0, 0});
  mlir::Value filling = importer.splat(call, {}, Importer::elementOf(input), fill);
  return padWith(importer, call, input, border, low, high, filling);
}

mlir::Value resolveBorder(Importer &importer, Call &call, mlir::Value input, Window &window) {
  if (call.failed() || window.border == "constant" || window.border == "ignore" || !window.hasPadding())
    return input;
  return padSeparately(importer, call, input, window, window.border);
}

} // namespace ingot::nnef
