// Import functions of recurrent cells: defaults are written out, sequences come first.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnRecurrent.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {
namespace {

using List = SmallVector<int64_t>;

/// One of ONNX's activations with its default parameters; `alpha` or `beta` is nothing where it has none.
struct Function {
  StringRef onnx, nn;
  std::optional<double> alpha, beta;
};
constexpr Function functions[] = {
    {"relu", "relu", {}, {}},
    {"tanh", "tanh", {}, {}},
    {"sigmoid", "sigmoid", {}, {}},
    {"affine", "affine", 1.0, 0.0},
    {"leakyrelu", "leaky_relu", 0.01, {}},
    {"thresholdedrelu", "thresholded_relu", 1.0, {}},
    {"scaledtanh", "scaled_tanh", 1.0, 1.0},
    {"hardsigmoid", "hard_sigmoid", 0.2, 0.5},
    {"elu", "elu", 1.0, {}},
    {"softsign", "softsign", {}, {}},
    {"softplus", "softplus", {}, {}},
};

/// The attributes and operands that all cells have.
class CellImporter {
public:
  explicit CellImporter(Node &node) : node(node), builder(node.builder()) {}

  /// `defaults` are the activations of one direction.
  LogicalResult read(ArrayRef<StringRef> defaults) {
    StringRef direction = node.string("direction", "forward");
    if (direction == "forward" || direction == "reverse")
      reverse = {direction == "reverse"};
    else if (direction == "bidirectional")
      reverse = {false, true};
    else
      return node.fail("expected 'direction' forward, reverse or bidirectional, got '" + direction + "'");
    int64_t layout = node.integer("layout", 0);
    if (layout != 0 && layout != 1)
      return node.fail("expected 'layout' 0 or 1, got " + Twine(layout));
    batchFirst = layout == 1;
    if (node.has("clip")) {
      clip = node.real("clip", 0);
      if (!(clip > 0))
        return node.fail("expected a positive 'clip', got " + Twine(std::to_string(clip)));
    }
    return readActivations(defaults);
  }

  /// An input [S, B, I] or state [D, B, H]; ONNX has the batch first in `layout` 1.
  Value sequence(Value value) { return value && batchFirst ? node.like<nn::TransposeOp>(value, List{1, 0, 2}) : value; }

  /// Builds the cell with the states beside `initial_h` and what follows them, and sets the node's results.
  template <typename Cell, typename... Values>
  Cell create(unsigned lastStates, Values... others) {
    auto type = [&](unsigned rank) -> Type {
      SmallVector<int64_t> unknown(rank, ShapedType::kDynamic);
      return RankedTensorType::get(unknown, Node::elementOf(node.input(0)));
    };
    SmallVector<Type> types(1 + lastStates, type(3));
    types.front() = type(4);
    Value input = sequence(node.input(0)), initial = sequence(node.optional(5));
    auto cell = Cell::create(builder, node.location(), types, input, node.input(1), node.input(2), node.optional(3),
                             node.optional(4), initial, others..., builder.getDenseBoolArrayAttr(reverse),
                             builder.getStrArrayAttr(activations), builder.getDenseF64ArrayAttr(alphas),
                             builder.getDenseF64ArrayAttr(betas),
                             node.has("clip") ? builder.getF64FloatAttr(clip) : FloatAttr());
    node.record(cell);
    for (auto [index, value] : enumerate(cell->getResults()))
      if (node.wants(index))
        node.result(index, batchFirst ? batchToFront(value, index == 0) : Value(value));
    return cell;
  }

private:
  Value batchToFront(Value value, bool hasSteps) {
    return node.like<nn::TransposeOp>(value, hasSteps ? List{2, 0, 1, 3} : List{1, 0, 2});
  }

  /// Names and parameters of all directions: those that are given are consumed in the order of the functions
  /// that have such a parameter.
  LogicalResult readActivations(ArrayRef<StringRef> defaults) {
    SmallVector<StringRef> names = node.strings("activations");
    SmallVector<double> givenAlphas = node.reals("activation_alpha"), givenBetas = node.reals("activation_beta");
    size_t count = defaults.size() * reverse.size();
    if (names.empty())
      for (size_t direction = 0; direction != reverse.size(); ++direction)
        names.append(defaults.begin(), defaults.end());
    if (names.size() != count)
      return node.fail("expected " + Twine(count) + " 'activations', got " + Twine(names.size()));
    ArrayRef<double> nextAlpha = givenAlphas, nextBeta = givenBetas;
    auto take = [](ArrayRef<double> &given, std::optional<double> otherwise) {
      if (!otherwise || given.empty())
        return otherwise.value_or(0);
      double value = given.front();
      given = given.drop_front();
      return value;
    };
    for (StringRef name : names) {
      const Function *function =
          find_if(functions, [&](const Function &each) { return name.equals_insensitive(each.onnx); });
      if (function == std::end(functions))
        return node.fail("expected 'activations' that ONNX knows, got '" + name + "'");
      activations.push_back(function->nn);
      alphas.push_back(take(nextAlpha, function->alpha));
      betas.push_back(take(nextBeta, function->beta));
    }
    return success();
  }

  Node &node;
  OpBuilder &builder;
  SmallVector<bool> reverse;
  SmallVector<StringRef> activations;
  SmallVector<double> alphas, betas;
  double clip = 0;
  bool batchFirst = false;
};

} // namespace

LogicalResult importLstm(Node &node) {
  CellImporter cell(node);
  if (mlir::failed(cell.read({"sigmoid", "tanh", "tanh"})))
    return failure();
  Value initial = cell.sequence(node.optional(6));
  auto lstm = cell.create<nn::LstmOp>(2, initial, node.optional(7));
  lstm.setInputForget(node.integer("input_forget", 0) != 0);
  return success();
}

LogicalResult importGru(Node &node) {
  CellImporter cell(node);
  if (mlir::failed(cell.read({"sigmoid", "tanh"})))
    return failure();
  auto gru = cell.create<nn::GruOp>(1);
  gru.setLinearBeforeReset(node.integer("linear_before_reset", 0) != 0);
  return success();
}

LogicalResult importRnn(Node &node) {
  CellImporter cell(node);
  if (mlir::failed(cell.read({"tanh"})))
    return failure();
  cell.create<nn::RnnOp>(1);
  return success();
}

} // namespace ingot::onnx
