// Import function of Einsum: a chain of matrix products of two operands each.
// SPDX-License-Identifier: Apache-2.0
//
// "bij,bjk->bik" multiplies two operands: labels of both that the rest still needs are batch axes (b), labels
// of both that it does not need are summed (j), the others are rows (i) and columns (k). Each operand is
// transposed to [batch, rows, summed] and [batch, summed, columns]; groups that are not exactly one label are
// merged by a reshape.
#include "compiler/frontend/onnx/Importers.h"

#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

using Labels = SmallVector<int>;

/// Labels of the axes that "..." stands for, counted from the right.
constexpr int firstEllipsisLabel = 256;

struct Term {
  Value value;
  Labels labels;
};

bool has(ArrayRef<int> labels, int label) { return is_contained(labels, label); }

/// The labels of one side of the equation; "..." stands for `ellipsis` axes.
FailureOr<Labels> parseLabels(Node &node, StringRef text, int64_t ellipsis) {
  Labels labels;
  while (!text.empty()) {
    if (text.consume_front("...")) {
      for (int64_t axis = ellipsis; axis > 0; --axis)
        labels.push_back(firstEllipsisLabel + static_cast<int>(axis) - 1);
      continue;
    }
    if (!isAlpha(text.front()))
      return node.fail("expected letters, ',', '->' and '...' in 'equation', got '" + text.take_front(1) + "'");
    labels.push_back(text.front());
    text = text.drop_front();
  }
  return labels;
}

/// A label that appears twice in one operand means the elements where both positions agree.
Term takeDiagonals(Node &node, Term term) {
  for (size_t second = 0; second < term.labels.size();) {
    size_t first = find(term.labels, term.labels[second]) - term.labels.begin();
    if (first == second) {
      ++second;
      continue;
    }
    term.value = node.like<nn::DiagonalOp>(term.value, static_cast<uint64_t>(first), static_cast<uint64_t>(second));
    term.labels.erase(term.labels.begin() + second);
  }
  return term;
}

/// Sums the axes whose label is not in `kept`, and puts the others in the order of `order`.
Term arrange(Node &node, Term term, ArrayRef<int> order) {
  SmallVector<int64_t> summed, permutation;
  Labels left;
  for (auto [axis, label] : enumerate(term.labels))
    has(order, label) ? left.push_back(label) : summed.push_back(axis);
  if (!summed.empty())
    term.value = node.like<nn::ReduceOp>(term.value, nn::ReduceKind::Sum, summed, false);
  for (int label : order)
    permutation.push_back(find(left, label) - left.begin());
  bool isSorted = llvm::is_sorted(permutation);
  if (!isSorted)
    term.value = node.like<nn::TransposeOp>(term.value, permutation);
  return {term.value, Labels(order)};
}

/// The sizes of axes `from` to `to` as a vector, or their product as a vector of one element.
Value sizes(Node &node, Value value, int64_t from, int64_t to) {
  return node.create<nn::ShapeOp>(node.int64(), value, static_cast<uint64_t>(from),
                                  node.builder().getI64IntegerAttr(to));
}
Value productOfSizes(Node &node, Value value, int64_t from, int64_t to) {
  Value product = from == to ? node.vector({1}) : sizes(node, value, from, from + 1);
  for (int64_t axis = from + 1; axis < to; ++axis)
    product = node.like<nn::MulOp>(product, sizes(node, value, axis, axis + 1));
  return product;
}

/// Merges the axes behind `batch` into two groups, of which the first has `first` axes.
Value mergeGroups(Node &node, Value value, int64_t batch, int64_t first, int64_t second) {
  if (first == 1 && second == 1)
    return value;
  int64_t end = batch + first + second;
  SmallVector<Value> parts{productOfSizes(node, value, batch, batch + first),
                           productOfSizes(node, value, batch + first, end)};
  if (batch)
    parts.insert(parts.begin(), sizes(node, value, 0, batch));
  Value shape = node.create<nn::ConcatOp>(node.int64(), parts, uint64_t(0));
  return node.like<nn::ReshapeOp>(value, shape, false);
}

/// Multiplies two terms; labels that are not in `kept` are summed.
Term multiply(Node &node, const Term &left, const Term &right, ArrayRef<int> kept) {
  Labels batch, rows, summed, columns;
  for (int label : left.labels) {
    if (!has(right.labels, label) && has(kept, label))
      rows.push_back(label);
    else if (has(right.labels, label))
      (has(kept, label) ? batch : summed).push_back(label);
  }
  for (int label : right.labels)
    if (!has(left.labels, label) && has(kept, label))
      columns.push_back(label);
  auto join = [](ArrayRef<int> a, ArrayRef<int> b, ArrayRef<int> c) {
    Labels all(a);
    all.append(b.begin(), b.end());
    all.append(c.begin(), c.end());
    return all;
  };
  Value a = arrange(node, left, join(batch, rows, summed)).value,
        b = arrange(node, right, join(batch, summed, columns)).value;
  int64_t nBatch = batch.size(), nRows = rows.size(), nSummed = summed.size(), nColumns = columns.size();
  Value product = node.like<nn::MatmulOp>(mergeGroups(node, a, nBatch, nRows, nSummed),
                                          mergeGroups(node, b, nBatch, nSummed, nColumns));
  if (nRows != 1 || nColumns != 1) {
    SmallVector<Value> parts;
    if (nBatch)
      parts.push_back(sizes(node, product, 0, nBatch));
    if (nRows)
      parts.push_back(sizes(node, a, nBatch, nBatch + nRows));
    if (nColumns)
      parts.push_back(sizes(node, b, nBatch + nSummed, nBatch + nSummed + nColumns));
    Value shape = parts.empty() ? node.vector({}) : node.create<nn::ConcatOp>(node.int64(), parts, uint64_t(0));
    product = node.like<nn::ReshapeOp>(product, shape, false);
  }
  return {product, join(batch, rows, columns)};
}

/// Without "->" the result has the labels that appear once, in alphabetical order, behind those of "...".
Labels implicitOutput(ArrayRef<Term> terms, int64_t ellipsis) {
  Labels output, all;
  for (const Term &term : terms)
    all.append(term.labels.begin(), term.labels.end());
  for (int64_t axis = ellipsis; axis > 0; --axis)
    output.push_back(firstEllipsisLabel + static_cast<int>(axis) - 1);
  for (int label = 0; label < firstEllipsisLabel; ++label)
    if (count(all, label) == 1)
      output.push_back(label);
  return output;
}

/// The number of axes that "..." stands for: the same in all operands that have it.
FailureOr<int64_t> ellipsisAxes(Node &node, ArrayRef<StringRef> operands) {
  std::optional<int64_t> axes;
  for (auto [index, text] : enumerate(operands)) {
    if (!text.contains("..."))
      continue;
    std::optional<int64_t> rank = node.rank(node.input(index));
    int64_t letters = static_cast<int64_t>(text.size()) - 3;
    if (!rank || *rank < letters || (axes && *axes != *rank - letters))
      return node.fail("'...' needs operands of known rank, and as many axes in each");
    axes = *rank - letters;
  }
  return axes.value_or(0);
}

} // namespace

LogicalResult importEinsum(Node &node) {
  node.require("equation");
  std::string equation = node.string("equation", "").str();
  erase_if(equation, [](char c) { return c == ' '; });
  auto [inputText, outputText] = StringRef(equation).split("->");
  SmallVector<StringRef> operands;
  inputText.split(operands, ',');
  if (operands.size() != node.numInputs())
    return node.fail("expected " + Twine(operands.size()) + " inputs for equation '" + equation + "', got " +
                     Twine(node.numInputs()));
  FailureOr<int64_t> ellipsis = ellipsisAxes(node, operands);
  if (mlir::failed(ellipsis))
    return failure();
  SmallVector<Term> terms;
  for (auto [index, text] : enumerate(operands)) {
    FailureOr<Labels> labels = parseLabels(node, text, *ellipsis);
    std::optional<int64_t> rank = node.rank(node.input(index));
    if (mlir::failed(labels))
      return failure();
    if (rank && *rank != static_cast<int64_t>(labels->size()))
      return node.fail("expected operand " + Twine(index) + " of rank " + Twine(labels->size()) + ", got rank " +
                       Twine(*rank));
    terms.push_back(takeDiagonals(node, {node.input(index), *labels}));
  }
  FailureOr<Labels> output = StringRef(equation).contains("->") ? parseLabels(node, outputText, *ellipsis)
                                                                : FailureOr<Labels>(implicitOutput(terms, *ellipsis));
  if (mlir::failed(output))
    return failure();
  for (int label : *output)
    if (count(*output, label) > 1)
      return node.fail("a label appears twice in the result");
  for (int label : *output)
    if (none_of(terms, [&](const Term &term) { return has(term.labels, label); }))
      return node.fail("a label of the result is in no operand");
  Term folded = terms.front();
  for (size_t index = 1; index < terms.size(); ++index) {
    Labels kept = *output;
    for (const Term &later : ArrayRef(terms).drop_front(index + 1))
      kept.append(later.labels.begin(), later.labels.end());
    folded = multiply(node, folded, terms[index], kept);
  }
  node.result(0, arrange(node, folded, *output).value);
  return success();
}

} // namespace ingot::onnx
