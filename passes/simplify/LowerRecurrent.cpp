// Recurrent cells over a sequence: one product of the weights with the inputs of all steps, then the steps in a loop.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/NnControl.h"
#include "passes/simplify/RecurrentCell.h"
#include "passes/simplify/Sugar.h"

using namespace mlir;
using namespace ingot;

namespace {

class SequenceLowering {
public:
  SequenceLowering(PatternRewriter &rewriter, Operation *op, const Cell &cell)
      : op(op), cell(cell), build(rewriter, op->getLoc()) {
    for (unsigned direction = 0; direction != cell.directions(); ++direction)
      steps.emplace_back(build, cell, direction);
  }

  SmallVector<Value> run() {
    gates = inputGates();
    for (CellStep &step : steps)
      states.push_back(step.initialState());
    collects = !op->getResult(0).use_empty();
    if (cell.steps().isConstant(1))
      stepOnce();
    else
      loop();
    return results();
  }

private:
  /// W x + b for all steps and directions: [S, B, D*G, H].
  Value inputGates() {
    sym::ExprAttr rows = build.size(cell.directions() * cell.gates);
    return build.reshape(inputProduct(), {cell.steps(), cell.batch(), rows, cell.hidden()});
  }

  Value inputProduct() {
    Dims dims = dimsOf(cell.weights), rows{sym::mul(dims[1], cell.directions()), dims[2]};
    Type type = sym::tensorTypeOf({cell.steps(), cell.batch(), rows[0]}, elementType());
    Value product = nn::MatmulOp::create(build.builder, build.loc, type, cell.input, build.reshape(cell.weights, rows),
                                         false, true);
    if (!cell.bias)
      return product;
    SmallVector<Value> biases;
    for (CellStep &step : steps)
      biases.push_back(step.inputBias());
    Value bias = biases.size() == 1 ? biases[0] : concat(biases, 0);
    return build.binary<nn::AddOp>(product, bias);
  }

  Value concat(ArrayRef<Value> parts, int64_t axis) {
    Dims dims = dimsOf(parts.front());
    sym::ExprAttr size = build.size(0);
    for (Value part : parts)
      size = sym::add(size, dimsOf(part)[axis]);
    dims[axis] = size;
    Type type = sym::tensorTypeOf(dims, build.elementOf(parts.front()));
    return nn::ConcatOp::create(build.builder, build.loc, type, parts, axis);
  }

  /// Whether step `number` (a scalar) is one of each sequence: [B, 1]; null where all are.
  Value isValid(Value number) {
    if (!cell.lengths)
      return {};
    Value lengths = build.reshape(cell.lengths, {cell.batch(), build.size(1)});
    return build.compare<nn::GreaterOp>(lengths, build.cast(number, build.elementOf(lengths)));
  }

  /// One step of a direction: the state after it, and its result [B, H].
  std::pair<SmallVector<Value>, Value> advance(unsigned direction, Value step, Value number, ArrayRef<Value> state) {
    SmallVector<Value> next = steps[direction].next(step, state);
    Value valid = isValid(number), result = next[0];
    if (!valid)
      return {next, result};
    result = build.select(valid, result, zero(), result.getType());
    for (auto [after, before] : llvm::zip_equal(next, state))
      after = build.select(valid, after, before ? before : zero(), after.getType());
    return {next, result};
  }

  Value zero() { return build.scalar(elementType(), 0); }

  void stepOnce() {
    Value step = build.reshape(gates, ArrayRef(dimsOf(gates)).drop_front());
    Value number = cell.lengths ? build.scalar(build.builder.getI64Type(), 0) : Value();
    SmallVector<Value> outputs;
    for (unsigned direction = 0; direction != steps.size(); ++direction) {
      auto [next, result] = advance(direction, step, number, states[direction]);
      states[direction] = next;
      outputs.push_back(build.reshape(result, stateDims(1)));
    }
    sequence = outputs.size() == 1 ? outputs[0] : concat(outputs, 0);
  }

  Dims stateDims(int64_t leading) { return {build.size(leading), cell.batch(), cell.hidden()}; }

  /// One loop for all directions, which carries their states and collects their results.
  void loop() {
    fillStates();
    Type integer = build.builder.getI64Type(), scalar = RankedTensorType::get({}, integer);
    auto count = nn::SizesOp::create(build.builder, build.loc, scalar, build.builder.getArrayAttr({cell.steps()}));
    Value last = build.binary<nn::SubOp>(count, build.scalar(integer, 1));
    SmallVector<Value> initial;
    for (ArrayRef<Value> state : states)
      initial.append(state.begin(), state.end());
    SmallVector<Type> types = llvm::to_vector(ValueRange(initial).getTypes());
    if (collects)
      types.append(steps.size(), sym::tensorTypeOf({cell.steps(), cell.batch(), cell.hidden()}, elementType()));
    auto loop = nn::LoopOp::create(build.builder, build.loc, types, count, Value(), initial);
    buildBody(loop, last);
    ValueRange results = loop.getResults();
    for (SmallVector<Value> &state : states) {
      state = llvm::to_vector(results.take_front(state.size()));
      results = results.drop_front(state.size());
    }
    if (collects)
      join(results);
  }

  void buildBody(nn::LoopOp loop, Value lastNumber) {
    OpBuilder::InsertionGuard guard(build.builder);
    Block *block = build.builder.createBlock(&loop.getBody());
    Value turn = block->addArgument(lastNumber.getType(), build.loc);
    SmallVector<Value> yielded, collected;
    for (unsigned direction = 0; direction != steps.size(); ++direction) {
      SmallVector<Value> state;
      for (Value value : states[direction])
        state.push_back(block->addArgument(value.getType(), build.loc));
      Value number = cell.reverse[direction] ? build.binary<nn::SubOp>(lastNumber, turn) : turn;
      auto [next, result] = advance(direction, elementOfAxis(build, gates, number, 0), number, state);
      yielded.append(next.begin(), next.end());
      collected.push_back(result);
    }
    if (collects)
      yielded.append(collected);
    nn::YieldOp::create(build.builder, build.loc, yielded);
  }

  /// Zeros for the states that are null.
  void fillStates() {
    for (SmallVector<Value> &state : states)
      if (!state[0])
        state[0] = nn::FillOp::create(build.builder, build.loc,
                                      sym::tensorTypeOf(ArrayRef(stateDims(1)).drop_front(), elementType()), Value(),
                                      FloatAttr::get(elementType(), 0.0));
  }

  Type elementType() { return build.elementOf(cell.input); }

  /// What each direction collected, in the order of its turns [S, B, H], as [S, D, B, H].
  void join(ValueRange collected) {
    SmallVector<Value> parts;
    Dims dims{cell.steps(), build.size(1), cell.batch(), cell.hidden()};
    for (auto [direction, part] : llvm::enumerate(collected))
      parts.push_back(build.reshape(cell.reverse[direction] ? flipped(part) : part, dims));
    sequence = parts.size() == 1 ? parts[0] : concat(parts, 1);
  }

  Value flipped(Value value) {
    SmallVector<Attribute> offsets(3, build.size(0));
    offsets[0] = sym::add(cell.steps(), -1);
    return nn::SliceOp::create(build.builder, build.loc, value.getType(), value, Value(), Value(), Value(), Value(),
                               build.builder.getArrayAttr(offsets), build.builder.getDenseI64ArrayAttr({-1, 1, 1}));
  }

  /// The results of the operation; null where nothing uses them.
  SmallVector<Value> results() {
    SmallVector<Value> values;
    if (!sequence) // nothing uses it
      sequence = nn::FillOp::create(build.builder, build.loc, op->getResult(0).getType(), Value(),
                                    FloatAttr::get(elementType(), 0.0));
    values.push_back(build.reshape(sequence, op->getResult(0).getType()));
    fillStates();
    for (unsigned part = 0; part != states[0].size(); ++part) {
      SmallVector<Value> last;
      for (ArrayRef<Value> state : states)
        last.push_back(build.reshape(build.cast(state[part], elementType()), stateDims(1)));
      values.push_back(last.size() == 1 ? last[0] : concat(last, 0));
    }
    return values;
  }

  Operation *op;
  const Cell &cell;
  TypedBuilder build;
  SmallVector<CellStep> steps;
  SmallVector<SmallVector<Value>> states;
  Value gates, sequence;
  bool collects = false;
};

template <typename OpTy>
struct LowerCell : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op, PatternRewriter &rewriter) const override {
    Cell cell = Cell::of(op);
    rewriter.replaceOp(op, SequenceLowering(rewriter, op, cell).run());
    return success();
  }
};

} // namespace

void ingot::populateRecurrentPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerCell<nn::LstmOp>, LowerCell<nn::GruOp>, LowerCell<nn::RnnOp>>(patterns.getContext());
}
