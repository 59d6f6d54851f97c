// Import functions of operations that move elements: reshape, transpose, slices, joins, padding, gather.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "compiler/frontend/nnef/Quantize.h"
#include "compiler/frontend/nnef/Window.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

/// The sizes that replace those of the axes in [start, start + count): 0 copies, -1 is what remains.
static Sizes replacedSizes(Importer &importer, Call &call, llvm::ArrayRef<ExprAttr> old,
                           llvm::ArrayRef<ExprAttr> shape) {
  Sizes result;
  std::optional<size_t> open;
  ExprAttr known = importer.number(1);
  for (auto [index, given] : llvm::enumerate(shape)) {
    ExprAttr size = given;
    if (size.isConstant(0) && index < old.size())
      size = old[index];
    else if (size.isConstant(-1) && open)
      call.fail("at most one size of a shape may be -1");
    if (size.isConstant(-1))
      open = index;
    else
      known = sym::mul(known, size);
    result.push_back(size);
  }
  ExprAttr total = sym::product(importer.builder().getContext(), old);
  if (!total || !known) {
    call.fail("the number of elements does not fit 64 bits");
    return {};
  }
  if (open && known.isConstant(0)) {
    call.fail("a size of -1 beside a size of 0 has no meaning");
    return {};
  }
  if (open) {
    ExprAttr rest = sym::exactDiv(total, known);
    if (!rest && total.isConstant() && known.isConstant())
      call.fail("expected sizes that divide " + llvm::Twine(total.getValue()) + " elements, got " +
                llvm::Twine(known.getValue()));
    result[*open] = rest ? rest : sym::floorDiv(total, known);
  }
  return result;
}

Value importReshape(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  Sizes shape = importer.exprs(call, "shape");
  int64_t start = call.integer("axis_start"), count = call.integer("axis_count");
  if (call.failed())
    return {};
  Sizes old = Importer::sizesOf(input);
  auto rank = static_cast<int64_t>(old.size());
  if (start < 0)
    start += rank;
  if (start < 0 || start > rank || count < -1 || count > rank - start)
    return call.fail("axis_start " + llvm::Twine(start) + " and axis_count " + llvm::Twine(count) +
                     " are outside a tensor of rank " + llvm::Twine(rank));
  if (count == -1)
    count = rank - start;
  llvm::ArrayRef<ExprAttr> all(old);
  Sizes sizes(all.take_front(start));
  Sizes replaced = replacedSizes(importer, call, all.slice(start, count), shape);
  llvm::append_range(sizes, replaced);
  llvm::append_range(sizes, all.drop_front(start + count));
  return call.failed() ? Value() : wrap(importer.reshape(call, input, sizes));
}

Value importTranspose(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  llvm::SmallVector<int64_t> axes = call.integers("axes");
  if (call.failed())
    return {};
  int64_t rank = Importer::rankOf(input);
  for (int64_t &axis : axes)
    axis = importer.axis(call, axis, rank);
  // Axes that are not listed stay in place.
  for (auto next = static_cast<int64_t>(axes.size()); next < rank; ++next)
    axes.push_back(next);
  if (call.failed() || axes.empty())
    return wrap(input);
  mlir::Value stored = transposeStored(importer, call, input, axes);
  return wrap(stored ? stored : importer.transpose(call, input, axes));
}

Value importConcat(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> values = importer.unify(call, call.items("values"));
  int64_t axis = call.integer("axis");
  return wrap(importer.concat(call, values, axis));
}

Value importSplit(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "value");
  int64_t axis = call.integer("axis");
  llvm::SmallVector<int64_t> ratios = call.integers("ratios");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(input));
  if (ratios.size() > 4096)
    return call.fail("expected at most 4096 parts, got " + llvm::Twine(ratios.size()));
  int64_t sum = 0;
  for (int64_t ratio : ratios) {
    if (ratio < 1 || ratio > INT32_MAX)
      return call.fail("expected positive ratios, got " + llvm::Twine(ratio));
    sum += ratio;
  }
  if (call.failed())
    return {};
  ExprAttr size = Importer::sizesOf(input)[axis];
  if (sum == 0 || (size.isConstant() && size.getValue() % sum != 0))
    return call.fail("expected ratios whose sum divides " + llvm::Twine(size.str()) + ", got a sum of " +
                     llvm::Twine(sum));
  ExprAttr unit = sym::floorDiv(size, sum), begin = importer.number(0);
  std::vector<Value> parts;
  for (int64_t ratio : ratios) {
    ExprAttr end = sym::add(begin, sym::mul(unit, ratio));
    parts.push_back(wrap(importer.slice(call, input, axis, begin, end)));
    begin = end;
  }
  return call.failed() ? Value() : Value::ofArray(std::move(parts));
}

/// A part of `range(start, ..)` whose length is known: exporters read positions from it. Empty where it is
/// not that.
static Value sliceOfRange(Importer &importer, Call &call, mlir::Value input, ExprAttr begin, ExprAttr end) {
  constexpr int64_t longest = 64;
  auto range = input.getDefiningOp<nn::RangeOp>();
  std::optional<Sizes> start, delta;
  if (range) {
    start = importer.shapes().integersOf(range.getStart());
    delta = importer.shapes().integersOf(range.getDelta());
  }
  if (!start || !delta || !start->front() || !delta->front() || !begin.isConstant() || !end.isConstant())
    return {};
  int64_t first = begin.getValue(), last = end.getValue();
  bool isInside = first >= 0 && last > first && last - first <= longest &&
                  importer.shapes().facts().provedLessEqual(end, Importer::sizesOf(input).front());
  if (!isInside || !Importer::elementOf(input).isInteger(64))
    return {};
  Sizes elements;
  for (int64_t i = first; i < last; ++i) {
    elements.push_back(sym::add(start->front(), sym::mul(delta->front(), i)));
    if (!elements.back())
      return {};
  }
  return wrap(importer.vector(call, elements));
}

/// nn.slice clamps and counts negative positions from the end as NNEF does; an end of 0 means as far as it
/// goes.
Value importSlice(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  llvm::SmallVector<int64_t> axes = call.integers("axes"), strides = call.integers("stride");
  Sizes begin = importer.exprs(call, "begin"), end = importer.exprs(call, "end");
  if (call.failed())
    return {};
  if (strides.empty())
    strides.assign(axes.size(), 1);
  if (begin.size() != axes.size() || end.size() != axes.size() || strides.size() != axes.size())
    return call.fail("expected as many begins, ends and strides as axes, got " + llvm::Twine(begin.size()) + ", " +
                     llvm::Twine(end.size()) + ", " + llvm::Twine(strides.size()) + " and " + llvm::Twine(axes.size()));
  if (axes.empty())
    return wrap(input);
  if (strides.front() == 1 && Importer::rankOf(input) == 1)
    if (Value part = sliceOfRange(importer, call, input, begin.front(), end.front()); !part.isNone())
      return part;
  for (auto [last, stride] : llvm::zip(end, strides))
    if (last.isConstant(0))
      last = importer.number(stride < 0 ? INT64_MIN : INT64_MAX);
  return wrap(importer.like<nn::SliceOp>(call, input, importer.vector(call, begin), importer.vector(call, end),
                                         importer.vector(call, axes), importer.vector(call, strides), mlir::ArrayAttr(),
                                         mlir::DenseI64ArrayAttr()));
}

Value importSqueeze(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  llvm::SmallVector<int64_t> axes = call.integers("axes");
  if (call.failed())
    return {};
  Sizes sizes;
  for (int64_t &axis : axes)
    axis = importer.axis(call, axis, Importer::rankOf(input));
  for (auto [axis, size] : llvm::enumerate(Importer::sizesOf(input))) {
    bool isRemoved = llvm::is_contained(axes, static_cast<int64_t>(axis));
    if (isRemoved && size.isConstant() && !size.isConstant(1))
      return call.fail("expected size 1 for axis " + llvm::Twine(axis) + ", got " + llvm::Twine(size.str()));
    if (!isRemoved)
      sizes.push_back(size);
  }
  return wrap(importer.reshape(call, input, sizes));
}

Value importUnsqueeze(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  llvm::SmallVector<int64_t> axes = call.integers("axes");
  return wrap(importer.unsqueeze(call, input, axes));
}

Value importStack(Importer &importer, Call &call) {
  llvm::SmallVector<mlir::Value> values = importer.unify(call, call.items("values"));
  int64_t axis = call.integer("axis");
  for (mlir::Value &value : values)
    value = importer.unsqueeze(call, value, {axis});
  if (call.failed())
    return {};
  return wrap(importer.concat(call, values, axis));
}

Value importUnstack(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "value");
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(input));
  if (call.failed())
    return {};
  Sizes sizes = Importer::sizesOf(input);
  if (!sizes[axis].isConstant() || sizes[axis].getValue() > 4096)
    return call.fail("expected an axis of a fixed size of at most 4096, got " + llvm::Twine(sizes[axis].str()));
  int64_t count = sizes[axis].getValue();
  sizes.erase(sizes.begin() + axis);
  std::vector<Value> parts;
  for (int64_t i = 0; i < count; ++i) {
    mlir::Value part =
        count == 1 ? input : importer.slice(call, input, axis, importer.number(i), importer.number(i + 1));
    parts.push_back(wrap(importer.reshape(call, part, sizes)));
  }
  return call.failed() ? Value() : Value::ofArray(std::move(parts));
}

Value importTile(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  Sizes repeats = importer.exprs(call, "repeats");
  return wrap(importer.like<nn::TileOp>(call, input, importer.vector(call, repeats)));
}

Value importPad(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input");
  std::string border = call.string("border");
  llvm::ArrayRef<Value> padding = call.items("padding");
  if (call.failed())
    return {};
  auto rank = static_cast<size_t>(Importer::rankOf(input));
  if (padding.size() != rank)
    return call.fail("expected " + llvm::Twine(rank) + " paddings, one for each axis, got " +
                     llvm::Twine(padding.size()));
  Sizes low, high;
  for (const Value &pair : padding) {
    if (!pair.isSequence() || pair.items().size() != 2)
      return call.fail("expected pairs of paddings, got " + describe(pair.kind()));
    low.push_back(importer.expr(call, pair.items()[0]));
    high.push_back(importer.expr(call, pair.items()[1]));
  }
  mlir::Value fill = importer.materialize(call, *call.find("value"), Importer::elementOf(input));
  return wrap(padWith(importer, call, input, border, low, high, fill));
}

Value importGather(Importer &importer, Call &call) {
  mlir::Value input = importer.tensor(call, "input"), indices = importer.tensor(call, "indices");
  int64_t axis = call.integer("axis");
  if (call.failed())
    return {};
  axis = importer.axis(call, axis, Importer::rankOf(input));
  if (!mlir::isa<mlir::IntegerType>(Importer::elementOf(indices)))
    indices = importer.cast(call, indices, importer.builder().getI64Type());
  return wrap(importer.like<nn::GatherOp>(call, input, indices, static_cast<uint64_t>(axis)));
}

} // namespace ingot::nnef
