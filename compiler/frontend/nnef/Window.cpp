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
      call.fail("expected paddings that are not negative, got (" + llvm::Twine(before) + ", " +
                llvm::Twine(after) + ")");
  return window;
}

mlir::Value padSeparately(Importer &importer, Call &call, mlir::Value input, Window &window,
                          nn::PadMode mode) {
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  size_t skipped = sizes.size() - window.size.size();
  llvm::SmallVector<mlir::Attribute> low(sizes.size(), importer.number(0)), high = low;
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
    if (!before || !after) {
      call.fail("the padding does not fit 64 bits");
      return {};
    }
    low[skipped + axis] = before;
    high[skipped + axis] = after;
  }
  window.isAutomatic = false;
  window.padding.assign(window.size.size(), {0, 0});
  mlir::OpBuilder &builder = importer.builder();
  mlir::Value zero = importer.splat(call, {}, Importer::elementOf(input), 0);
  return importer.like<nn::PadOp>(call, input, mlir::Value(), zero, mlir::Value(), mode,
                                  builder.getArrayAttr(low), builder.getArrayAttr(high));
}

mlir::Value resolveBorder(Importer &importer, Call &call, mlir::Value input, Window &window) {
  if (call.failed() || window.border == "constant" || window.border == "ignore" || !window.hasPadding())
    return input;
  if (window.border == "replicate" || window.border == "replicated")
    return padSeparately(importer, call, input, window, nn::PadMode::Edge);
  if (window.border == "reflect")
    return padSeparately(importer, call, input, window, nn::PadMode::Reflect);
  call.fail("border '" + window.border +
            "' is not supported: expected constant, ignore, replicate or reflect");
  return {};
}

} // namespace ingot::nnef
