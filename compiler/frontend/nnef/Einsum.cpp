// Import function of tract's einsum.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Operations.h"
#include "dialects/nn/NnSample.h"
#include "llvm/ADT/StringExtras.h"

namespace ingot::nnef {

using nn::ExprAttr;
using nn::Sizes;

static Value wrap(mlir::Value value) { return Importer::wrap(value); }

namespace {
/// One operand of an einsum and the letters of its axes.
struct LabeledTensor {
  mlir::Value value;
  std::string labels;
};
} // namespace

static bool areDistinct(llvm::StringRef labels) {
  for (auto [index, label] : llvm::enumerate(labels))
    if (labels.find(label) != index)
      return false;
  return true;
}

/// Sums away the axes whose letter is not in `kept`.
static void sumOthers(Importer &importer, Call &call, LabeledTensor &tensor, llvm::StringRef kept) {
  llvm::SmallVector<int64_t> axes;
  std::string left;
  for (auto [axis, label] : llvm::enumerate(tensor.labels)) {
    if (kept.contains(label))
      left += label;
    else
      axes.push_back(static_cast<int64_t>(axis));
  }
  if (!axes.empty())
    tensor.value = importer.like<nn::ReduceOp>(call, tensor.value, nn::ReduceKind::Sum, axes, /*keep_dims=*/false);
  tensor.labels = left;
}

static mlir::Value permute(Importer &importer, Call &call, const LabeledTensor &tensor, llvm::StringRef order) {
  llvm::SmallVector<int64_t> permutation;
  for (char label : order)
    permutation.push_back(static_cast<int64_t>(tensor.labels.find(label)));
  if (call.failed() || llvm::is_sorted(permutation))
    return tensor.value;
  return importer.transpose(call, tensor.value, permutation);
}

/// The product of the sizes of axes, by their letters.
static ExprAttr volume(Importer &importer, const LabeledTensor &tensor, llvm::StringRef labels) {
  ExprAttr product = importer.number(1);
  Sizes sizes = Importer::sizesOf(tensor.value);
  for (char label : labels)
    product = sym::mul(product, sizes[tensor.labels.find(label)]);
  return product;
}

/// Both operands become [shared, own, contracted] and [shared, contracted, own] matrices.
static LabeledTensor contract(Importer &importer, Call &call, LabeledTensor left, LabeledTensor right,
                              llvm::StringRef output) {
  std::string shared, summed, rows, columns;
  for (char label : left.labels)
    (right.labels.find(label) == std::string::npos ? rows : output.contains(label) ? shared : summed) += label;
  for (char label : right.labels)
    if (left.labels.find(label) == std::string::npos)
      columns += label;
  ExprAttr batch = volume(importer, left, shared), inner = volume(importer, left, summed);
  ExprAttr height = volume(importer, left, rows), width = volume(importer, right, columns);
  if (!batch || !inner || !height || !width) {
    call.fail("the number of elements does not fit 64 bits");
    return {};
  }
  Sizes sizes;
  for (char label : shared + rows)
    sizes.push_back(Importer::sizesOf(left.value)[left.labels.find(label)]);
  for (char label : columns)
    sizes.push_back(Importer::sizesOf(right.value)[right.labels.find(label)]);
  mlir::Value a = importer.reshape(call, permute(importer, call, left, shared + rows + summed), {batch, height, inner});
  mlir::Value b =
      importer.reshape(call, permute(importer, call, right, shared + columns + summed), {batch, width, inner});
  mlir::Value product = importer.like<nn::MatmulOp>(call, a, b, /*transpose_a=*/false, /*transpose_b=*/true);
  return {importer.reshape(call, product, sizes), shared + rows + columns};
}

/// Leaves of a label that an operand has several times only the elements where the positions agree.
static void takeDiagonals(Importer &importer, Call &call, LabeledTensor &tensor) {
  for (size_t second = 1; second < tensor.labels.size();) {
    size_t first = tensor.labels.find(tensor.labels[second]);
    if (first == second) {
      ++second;
      continue;
    }
    tensor.value =
        importer.like<nn::DiagonalOp>(call, tensor.value, static_cast<uint64_t>(first), static_cast<uint64_t>(second));
    tensor.labels.erase(second, 1);
  }
}

/// Drops the axes of size 1 of `tensor` that another operand has with another size: they broadcast.
static void dropOnes(Importer &importer, Call &call, LabeledTensor &tensor, const LabeledTensor &other) {
  if (call.failed())
    return;
  Sizes sizes = Importer::sizesOf(tensor.value), others = Importer::sizesOf(other.value), kept;
  std::string labels;
  for (auto [axis, label] : llvm::enumerate(tensor.labels)) {
    size_t place = other.labels.find(label);
    if (sizes[axis].isConstant(1) && place != std::string::npos && !others[place].isConstant(1))
      continue;
    kept.push_back(sizes[axis]);
    labels += label;
  }
  if (kept.size() != sizes.size())
    tensor = {importer.reshape(call, tensor.value, kept), labels};
}

/// The operands and their labels; empty after an error.
static std::vector<LabeledTensor> readOperands(Importer &importer, Call &call, llvm::StringRef expr,
                                               llvm::StringRef inputs) {
  llvm::SmallVector<mlir::Value> operands = importer.unify(call, call.items("inputs"));
  std::string accumulator = call.string("acc");
  mlir::Type element = accumulator.empty() ? mlir::Type() : tractElement(importer, call, accumulator);
  if (call.failed())
    return {};
  llvm::SmallVector<llvm::StringRef> labels;
  inputs.split(labels, ',');
  if (labels.size() != operands.size() || operands.empty()) {
    call.fail("expression '" + expr + "' does not fit " + llvm::Twine(operands.size()) +
              " inputs: expected one group of letters for each, as in 'ij,jk->ik'");
    return {};
  }
  std::vector<LabeledTensor> tensors;
  for (auto [value, text] : llvm::zip(operands, labels)) {
    std::string trimmed = text.trim().str();
    if (static_cast<int64_t>(trimmed.size()) != Importer::rankOf(value) ||
        !llvm::all_of(trimmed, [](char label) { return llvm::isAlpha(label); })) {
      call.fail("expression '" + expr + "' does not fit an input of rank " + llvm::Twine(Importer::rankOf(value)) +
                ": expected one letter for each axis");
      return {};
    }
    tensors.push_back({element ? importer.cast(call, value, element) : value, trimmed});
    takeDiagonals(importer, call, tensors.back());
  }
  return tensors;
}

Value importEinsum(Importer &importer, Call &call) {
  std::string expr = call.string("expr");
  auto [inputs, output] = llvm::StringRef(expr).split("->");
  output = output.trim();
  if (!call.failed() && !llvm::StringRef(expr).contains("->"))
    return call.fail("expression '" + llvm::Twine(expr) + "' has no '->' before the letters of its result");
  std::vector<LabeledTensor> tensors = readOperands(importer, call, expr, inputs);
  if (call.failed())
    return {};
  std::string all;
  for (const LabeledTensor &tensor : tensors)
    all += tensor.labels;
  if (!areDistinct(output) || !llvm::all_of(output, [&](char label) { return llvm::StringRef(all).contains(label); }))
    return call.fail("expression '" + llvm::Twine(expr) + "' has a result that does not follow from its inputs");
  LabeledTensor result = tensors.front();
  for (size_t next = 1; next < tensors.size() && !call.failed(); ++next) {
    std::string later = output.str();
    for (size_t i = next + 1; i < tensors.size(); ++i)
      later += tensors[i].labels;
    dropOnes(importer, call, result, tensors[next]);
    dropOnes(importer, call, tensors[next], result);
    sumOthers(importer, call, result, tensors[next].labels + later);
    sumOthers(importer, call, tensors[next], result.labels + later);
    if (call.failed())
      return {};
    result = contract(importer, call, result, tensors[next], later);
  }
  if (call.failed())
    return {};
  sumOthers(importer, call, result, output);
  return wrap(permute(importer, call, result, output));
}

} // namespace ingot::nnef
