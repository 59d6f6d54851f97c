// Import functions of control flow: branches and loops become regions. A condition that is known while importing
// leaves one branch; the other is dropped. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/Importers.h"
#include "dialects/nn/NnControl.h"

using namespace llvm;
using namespace mlir;

namespace ingot::onnx {

static void yieldAt(Node &node, Block &block, ArrayRef<Value> values) {
  OpBuilder builder(node.mlirContext()); // the block's region is not part of an operation yet
  builder.setInsertionPointToEnd(&block);
  nn::YieldOp::create(builder, node.location(), values);
}

static SmallVector<Type> unranked(ArrayRef<Value> values) {
  return map_to_vector(values, [](Value value) -> Type {
    return UnrankedTensorType::get(Node::elementOf(value));
  });
}

static LogicalResult expectOutputs(Node &node, StringRef attribute, size_t expected, size_t found) {
  if (expected == found)
    return success();
  return node.fail("expected graph '" + attribute + "' to have " + Twine(expected) + " outputs, got " +
                   Twine(found));
}

//===- If
//---------------------------------------------------------------------------------------------------------===//

static constexpr StringRef branchNames[] = {"then_branch", "else_branch"};

static LogicalResult importKnownBranch(Node &node, StringRef branch) {
  FailureOr<SmallVector<Value>> outputs = node.subgraph(branch);
  if (mlir::failed(outputs) || mlir::failed(expectOutputs(node, branch, node.numOutputs(), outputs->size())))
    return failure();
  for (auto [index, output] : enumerate(*outputs))
    node.result(index, output);
  return success();
}

LogicalResult importIf(Node &node) {
  for (StringRef branch : branchNames)
    node.require(branch);
  std::optional<SmallVector<int64_t>> condition = constantIntegers(node.input(0));
  if (condition && condition->size() == 1)
    return importKnownBranch(node, branchNames[condition->front() ? 0 : 1]);
  // Regions are made before the operation, so that constants of initializers stand before it.
  Region regions[2];
  SmallVector<Type> types;
  for (auto [branch, region] : zip(branchNames, regions)) {
    Block &block = region.emplaceBlock();
    FailureOr<SmallVector<Value>> outputs = node.subgraph(branch, block, {});
    if (mlir::failed(outputs) || mlir::failed(expectOutputs(node, branch, node.numOutputs(), outputs->size())))
      return failure();
    types = unranked(*outputs);
    yieldAt(node, block, *outputs);
  }
  auto op = nn::IfOp::create(node.builder(), node.location(), types, node.input(0));
  for (auto [index, region] : enumerate(regions))
    op->getRegion(index).takeBody(region);
  node.record(op);
  for (auto [index, result] : enumerate(op.getResults()))
    node.result(index, result);
  return success();
}

//===- Loop
//-------------------------------------------------------------------------------------------------------===//

static bool isKnownTrue(Value value) {
  std::optional<SmallVector<int64_t>> known = constantIntegers(value);
  return known && known->size() == 1 && known->front();
}

/// A block that begins with the arguments of a loop's body.
static Block &loopBlock(Node &node, Region &region, ArrayRef<Value> initial) {
  Block &block = region.emplaceBlock();
  block.addArgument(RankedTensorType::get({}, node.int64()), node.location());
  for (Value value : initial)
    node.setRank(block.addArgument(UnrankedTensorType::get(Node::elementOf(value)), node.location()),
                 node.rank(value));
  return block;
}

static nn::LoopOp buildLoop(Node &node, Value trip, Value condition, ArrayRef<Value> initial,
                            ArrayRef<Value> yielded, Region &region) {
  auto op = nn::LoopOp::create(node.builder(), node.location(), unranked(yielded), trip, condition, initial);
  op.getBody().takeBody(region);
  node.record(op);
  return op;
}

LogicalResult importLoop(Node &node) {
  SmallVector<std::optional<int64_t>> ranks = node.subgraphInputRanks("body");
  SmallVector<Value> initial(node.inputs().drop_front(std::min<size_t>(2, node.numInputs())));
  if (node.failed())
    return failure();
  if (is_contained(initial, Value()))
    return node.fail("expected every loop-carried input, got one that is absent");
  if (ranks.size() != initial.size() + 2)
    return node.fail("expected a body with " + Twine(initial.size() + 2) + " inputs, got " + Twine(ranks.size()));
  Region region;
  Block &block = loopBlock(node, region, initial);
  OpBuilder::InsertPoint place = node.builder().saveInsertionPoint();
  node.builder().setInsertionPointToEnd(&block);
  // Some writers declare the two scalars as vectors of one element.
  Value number = block.getArgument(0);
  if (ranks[0] == 1)
    number = node.like<nn::UnsqueezeOp>(number, node.builder().getDenseI64ArrayAttr({0}));
  SmallVector<int64_t> shape(ranks[1] == 1 ? 1 : 0, 1);
  // The body runs where the condition is true.
  Value isTrue = node.constant(
      cast<ElementsAttr>(DenseElementsAttr::get(RankedTensorType::get(shape, node.boolean()), true)));
  SmallVector<Value> inputs{number, isTrue};
  append_range(inputs, block.getArguments().drop_front());
  FailureOr<SmallVector<Value>> outputs = node.subgraph("body", block, inputs);
  if (mlir::failed(outputs) ||
      mlir::failed(expectOutputs(node, "body", node.numOutputs() + 1, outputs->size())))
    return failure();
  ArrayRef<Value> yielded = ArrayRef(*outputs).drop_front();
  Value trip = node.optional(0), condition = node.optional(1);
  bool ends = !isKnownTrue(outputs->front());
  if (!ends && !trip)
    return node.fail("expected a trip count, or a body that says when to stop, got an endless loop");
  yieldAt(node, block, ends ? ArrayRef(*outputs) : yielded);
  node.builder().restoreInsertionPoint(place);
  nn::LoopOp op = buildLoop(node, trip, condition && isKnownTrue(condition) ? Value() : condition, initial,
                            yielded, region);
  for (auto [index, result] : enumerate(op.getResults()))
    node.result(index, result);
  return success();
}

//===- Scan
//-------------------------------------------------------------------------------------------------------===//

namespace {

/// The attributes of a Scan: for each scanned input or output an axis and a direction.
struct ScanForm {
  size_t numStates, numInputs, numOutputs;
  SmallVector<int64_t> inputAxes, inputDirections, outputAxes, outputDirections;
};

} // namespace

static SmallVector<int64_t> listOf(Node &node, StringRef attribute, size_t count) {
  SmallVector<int64_t> values = node.integers(attribute);
  if (!node.has(attribute))
    values.assign(count, 0);
  if (values.size() != count)
    (void)node.fail("expected attribute '" + attribute + "' to have " + Twine(count) + " elements, got " +
                    Twine(values.size()));
  return values;
}

static FailureOr<ScanForm> readForm(Node &node) {
  int64_t scanned = node.integer("num_scan_inputs", 0);
  if (scanned < 1 || scanned > static_cast<int64_t>(node.numInputs()))
    return node.fail("expected attribute 'num_scan_inputs' from 1 to " + Twine(node.numInputs()) + ", got " +
                     Twine(scanned));
  ScanForm form;
  form.numInputs = static_cast<size_t>(scanned);
  form.numStates = node.numInputs() - form.numInputs;
  if (node.numOutputs() < form.numStates)
    return node.fail("expected at least " + Twine(form.numStates) + " outputs, got " + Twine(node.numOutputs()));
  form.numOutputs = node.numOutputs() - form.numStates;
  form.inputAxes = listOf(node, "scan_input_axes", form.numInputs);
  form.inputDirections = listOf(node, "scan_input_directions", form.numInputs);
  form.outputAxes = listOf(node, "scan_output_axes", form.numOutputs);
  form.outputDirections = listOf(node, "scan_output_directions", form.numOutputs);
  if (node.failed())
    return failure();
  return form;
}

/// The part of a scanned input that an iteration reads. Backwards, -1 is the first position.
static Value sliceInput(Node &node, Value input, Value iteration, int64_t axis, bool isReverse) {
  Value position = iteration;
  if (isReverse)
    position = node.like<nn::SubOp>(node.scalar(node.int64(), -1), iteration);
  return node.like<nn::GatherOp>(input, position, node.builder().getI64IntegerAttr(axis));
}

/// The size of an axis, as a vector of one element.
static Value sizeOf(Node &node, Value input, int64_t axis) {
  IntegerAttr end = axis == -1 ? IntegerAttr() : node.builder().getI64IntegerAttr(axis + 1);
  return node.create<nn::ShapeOp>(node.int64(), input, node.builder().getI64IntegerAttr(axis), end);
}

/// What a scan collected, along the first axis, as the output that the attributes describe.
static FailureOr<Value> arrangeOutput(Node &node, Value stacked, int64_t axis, bool isReverse) {
  if (isReverse)
    stacked = node.like<nn::SliceOp>(stacked, node.vector({-1}), node.vector({INT64_MIN}), node.vector({0}),
                                     node.vector({-1}), ArrayAttr(), DenseI64ArrayAttr());
  if (axis == 0)
    return stacked;
  std::optional<int64_t> rank = node.rank(stacked);
  if (!rank)
    return node.fail("expected an output of known rank for 'scan_output_axes' other than 0");
  if (axis < -*rank || axis >= *rank)
    return node.fail("expected an axis in [" + Twine(-*rank) + ", " + Twine(*rank - 1) + "], got " + Twine(axis));
  int64_t target = axis < 0 ? axis + *rank : axis;
  SmallVector<int64_t> permutation;
  for (int64_t position = 1; position < *rank; ++position)
    permutation.push_back(position);
  permutation.insert(permutation.begin() + target, 0);
  return node.like<nn::TransposeOp>(stacked, node.builder().getDenseI64ArrayAttr(permutation));
}

LogicalResult importScan(Node &node) {
  FailureOr<ScanForm> form = readForm(node);
  SmallVector<std::optional<int64_t>> ranks = node.subgraphInputRanks("body");
  if (mlir::failed(form) || node.failed())
    return failure();
  ArrayRef<Value> initial = node.inputs().take_front(form->numStates),
                  scanned = node.inputs().drop_front(form->numStates);
  Value trip = sizeOf(node, scanned.front(), form->inputAxes.front());
  Region region;
  Block &block = loopBlock(node, region, initial);
  OpBuilder::InsertPoint place = node.builder().saveInsertionPoint();
  node.builder().setInsertionPointToEnd(&block);
  SmallVector<Value> inputs(block.getArguments().drop_front());
  for (auto [input, axis, direction] : zip(scanned, form->inputAxes, form->inputDirections))
    inputs.push_back(sliceInput(node, input, block.getArgument(0), axis, direction == 1));
  FailureOr<SmallVector<Value>> outputs = node.subgraph("body", block, inputs);
  if (mlir::failed(outputs) || mlir::failed(expectOutputs(node, "body", node.numOutputs(), outputs->size())))
    return failure();
  yieldAt(node, block, *outputs);
  node.builder().restoreInsertionPoint(place);
  nn::LoopOp op = buildLoop(node, trip, Value(), initial, *outputs, region);
  for (auto [index, result] : enumerate(op.getResults())) {
    if (index < form->numStates) {
      node.result(index, result);
      continue;
    }
    size_t number = index - form->numStates;
    FailureOr<Value> output =
        arrangeOutput(node, result, form->outputAxes[number], form->outputDirections[number] == 1);
    if (mlir::failed(output))
      return failure();
    node.result(index, *output);
  }
  return success();
}

} // namespace ingot::onnx
