// The formulas of recurrent cells; see RecurrentCell.h. Half-precision gates are computed in f32.
// SPDX-License-Identifier: Apache-2.0
#include "passes/simplify/RecurrentCell.h"

using namespace mlir;
using namespace ingot;

template <typename OpTy>
static Cell shared(OpTy op, Cell::Kind kind, unsigned gates) {
  Cell cell{};
  cell.kind = kind;
  cell.gates = gates;
  cell.functions = OpTy::functions;
  cell.input = op.getInput();
  cell.weights = op.getWeights();
  cell.recurrence = op.getRecurrence();
  cell.bias = op.getBias();
  cell.lengths = op.getLengths();
  cell.initialH = op.getInitialH();
  cell.reverse = op.getReverse();
  cell.activations = op.getActivations();
  cell.alphas = op.getAlphas();
  cell.betas = op.getBetas();
  if (op.getClip())
    cell.clip = op.getClip()->convertToDouble();
  return cell;
}

Cell Cell::of(nn::LstmOp op) {
  Cell cell = shared(op, Lstm, 4);
  cell.initialC = op.getInitialC();
  cell.peepholes = op.getPeepholes();
  cell.inputForget = op.getInputForget();
  return cell;
}

Cell Cell::of(nn::GruOp op) {
  Cell cell = shared(op, Gru, 3);
  cell.linearBeforeReset = op.getLinearBeforeReset();
  return cell;
}

Cell Cell::of(nn::RnnOp op) { return shared(op, Rnn, 1); }

Value ingot::elementOfAxis(TypedBuilder &build, Value input, Value position, int64_t axis) {
  Dims dims = dimsOf(input);
  dims.erase(dims.begin() + axis);
  Type type = sym::tensorTypeOf(dims, build.elementOf(input));
  return nn::GatherOp::create(build.builder, build.loc, type, input, position, axis);
}

// A part of a tensor of these sizes, from `offsets` on.
static Value sliceOf(TypedBuilder &build, Value input, ArrayRef<sym::ExprAttr> offsets, ArrayRef<sym::ExprAttr> dims) {
  if (dimsOf(input) == dims)
    return input;
  SmallVector<Attribute> starts(offsets.begin(), offsets.end());
  Type type = sym::tensorTypeOf(dims, build.elementOf(input));
  return nn::SliceOp::create(build.builder, build.loc, type, input, Value(), Value(), Value(), Value(),
                             build.builder.getArrayAttr(starts),
                             build.builder.getDenseI64ArrayAttr(SmallVector<int64_t>(dims.size(), 1)));
}

CellStep::CellStep(TypedBuilder &build, const Cell &cell, unsigned direction)
    : build(build), cell(cell), direction(direction), element(build.elementOf(cell.input)),
      wide(element.getIntOrFloatBitWidth() < 32 ? Type(build.builder.getF32Type()) : element) {
  bool isSplit = cell.kind == Cell::Gru && !cell.linearBeforeReset;
  recurrence = rowsOf(cell.recurrence, 0, isSplit ? 2 : cell.gates);
  if (isSplit)
    candidateRecurrence = rowsOf(cell.recurrence, 2, 1);
  if (cell.linearBeforeReset && cell.bias)
    candidateBias = widen(rowsOf(cell.bias, 5, 1));
  if (cell.peepholes)
    for (unsigned gate = 0; gate != 3; ++gate)
      peepholes[gate] = widen(rowsOf(cell.peepholes, gate, 1));
}

// Of [D, n*H] or [D, n*H, K], the rows of some gates of this direction: [count*H] or [count*H, K].
Value CellStep::rowsOf(Value perDirection, unsigned first, unsigned count) {
  Dims dims = dimsOf(perDirection), offsets(dims.size(), build.size(0));
  offsets[0] = build.size(direction);
  offsets[1] = sym::mul(cell.hidden(), first);
  dims[0] = build.size(1);
  dims[1] = sym::mul(cell.hidden(), count);
  return build.reshape(sliceOf(build, perDirection, offsets, dims), ArrayRef(dims).drop_front());
}

// The input's part of a gate of this direction, [B, H].
Value CellStep::inputGate(Value gates, unsigned gate) {
  Value place = build.scalar(build.builder.getI64Type(), direction * cell.gates + gate);
  return widen(elementOfAxis(build, gates, place, 1));
}

// R h of some gates, whose rows these are: [B, n, H], or [B, H] of one.
Value CellStep::product(Value h, Value rows, unsigned gateCount) {
  Type type = sym::tensorTypeOf({cell.batch(), dimsOf(rows)[0]}, element);
  Value result = nn::MatmulOp::create(build.builder, build.loc, type, h, rows, false, true);
  if (gateCount == 1)
    return widen(result);
  return build.reshape(result, {cell.batch(), build.size(gateCount), cell.hidden()});
}

Value CellStep::inputBias() {
  if (!cell.bias)
    return {};
  unsigned gates = cell.gates;
  if (!cell.linearBeforeReset)
    return both<nn::AddOp>(rowsOf(cell.bias, 0, gates), rowsOf(cell.bias, gates, gates));
  // The bias of the state's part of n is inside of its product with r.
  Value sum = both<nn::AddOp>(rowsOf(cell.bias, 0, 2), rowsOf(cell.bias, gates, 2));
  Type type = sym::tensorTypeOf({sym::mul(cell.hidden(), gates)}, element);
  return nn::ConcatOp::create(build.builder, build.loc, type, ValueRange{sum, rowsOf(cell.bias, 2, 1)}, 0);
}

// [D, B, H] -> [B, H] of this direction.
Value CellStep::initial(Value states) {
  return elementOfAxis(build, states, build.scalar(build.builder.getI64Type(), direction), 0);
}

SmallVector<Value> CellStep::initialState() {
  SmallVector<Value> state{cell.initialH ? initial(cell.initialH) : Value()};
  if (!cell.hasCell())
    return state;
  Type type = sym::tensorTypeOf({cell.batch(), cell.hidden()}, wide);
  state.push_back(cell.initialC
                      ? widen(initial(cell.initialC))
                      : nn::FillOp::create(build.builder, build.loc, type, Value(), FloatAttr::get(wide, 0.0)));
  return state;
}

SmallVector<Value> CellStep::next(Value gates, ArrayRef<Value> state) {
  if (cell.kind == Cell::Lstm)
    return nextLstm(gates, state);
  if (cell.kind == Cell::Gru)
    return {nextGru(gates, state.front())};
  Value sum = inputGate(gates, 0);
  if (state.front())
    sum = both<nn::AddOp>(sum, product(state.front(), recurrence, 1));
  return {build.cast(activate(0, sum), element)};
}

// value + P c.
Value CellStep::peephole(unsigned gate, Value value, Value c) {
  return cell.peepholes ? both<nn::AddOp>(value, both<nn::MulOp>(peepholes[gate], c)) : value;
}

// A gate of the input, and that of the state where it is not zero.
Value CellStep::gate(Value gates, Value products, unsigned number) {
  Value value = inputGate(gates, number);
  return products ? both<nn::AddOp>(value, stateGate(products, number)) : value;
}

Value CellStep::stateGate(Value products, unsigned number) {
  return widen(elementOfAxis(build, products, build.scalar(build.builder.getI64Type(), number), 1));
}

// The gates are in the order i, o, f, c, the peepholes i, o, f.
SmallVector<Value> CellStep::nextLstm(Value gates, ArrayRef<Value> state) {
  Value c = state[1], products = state[0] ? product(state[0], recurrence, 4) : Value();
  Value in = activate(0, peephole(0, gate(gates, products, 0), c));
  Value forget =
      cell.inputForget ? both<nn::SubOp>(number(1), in) : activate(0, peephole(2, gate(gates, products, 2), c));
  Value proposed = activate(1, gate(gates, products, 3));
  Value nextC = both<nn::AddOp>(both<nn::MulOp>(forget, c), both<nn::MulOp>(in, proposed));
  Value out = activate(0, peephole(1, gate(gates, products, 1), nextC));
  Value h = both<nn::MulOp>(out, activate(2, nextC));
  return {build.cast(h, element), nextC};
}

// The gates are in the order z, r, n.
Value CellStep::nextGru(Value gates, Value h) {
  bool linear = cell.linearBeforeReset;
  Value products = h ? product(h, recurrence, linear ? 3 : 2) : Value(), wideH = h ? widen(h) : Value();
  Value update = activate(0, gate(gates, products, 0)), reset = activate(0, gate(gates, products, 1)), inner;
  if (linear) {
    inner = h ? stateGate(products, 2) : Value();
    if (candidateBias)
      inner = inner ? both<nn::AddOp>(inner, candidateBias) : candidateBias;
    inner = inner ? both<nn::MulOp>(reset, inner) : Value();
  } else if (h) {
    inner = product(build.cast(both<nn::MulOp>(reset, wideH), element), candidateRecurrence, 1);
  }
  Value proposed = inputGate(gates, 2);
  proposed = activate(1, inner ? both<nn::AddOp>(proposed, inner) : proposed);
  Value next = both<nn::MulOp>(both<nn::SubOp>(number(1), update), proposed);
  return build.cast(h ? both<nn::AddOp>(next, both<nn::MulOp>(update, wideH)) : next, element);
}

// f and g are limited by `clip`, h is not.
Value CellStep::activate(unsigned function, Value value) {
  unsigned place = direction * cell.functions + function;
  StringRef name = cast<StringAttr>(cell.activations[place]).getValue();
  double alpha = cell.alphas[place], beta = cell.betas[place];
  if (cell.clip && function < 2)
    value = both<nn::MaxOp>(both<nn::MinOp>(value, number(*cell.clip)), number(-*cell.clip));
  auto with = [&](auto tag, auto... parameters) -> Value {
    using OpTy = decltype(tag);
    return OpTy::create(build.builder, build.loc, value.getType(), value, APFloat(parameters)...);
  };
  switch (*nn::parseActivation(name)) {
  case nn::Activation::Relu:
    return build.unary<nn::ReluOp>(value);
  case nn::Activation::Tanh:
    return build.unary<nn::TanhOp>(value);
  case nn::Activation::Sigmoid:
    return build.unary<nn::SigmoidOp>(value);
  case nn::Activation::Affine:
    return both<nn::AddOp>(both<nn::MulOp>(value, number(alpha)), number(beta));
  case nn::Activation::LeakyRelu:
    return with(nn::LeakyReluOp(), alpha);
  case nn::Activation::ThresholdedRelu:
    return with(nn::ThresholdedReluOp(), alpha);
  case nn::Activation::ScaledTanh:
    return both<nn::MulOp>(build.unary<nn::TanhOp>(both<nn::MulOp>(value, number(beta))), number(alpha));
  case nn::Activation::HardSigmoid:
    return with(nn::HardSigmoidOp(), alpha, beta);
  case nn::Activation::Elu:
    return with(nn::EluOp(), alpha);
  case nn::Activation::Softsign:
    return build.unary<nn::SoftsignOp>(value);
  case nn::Activation::Softplus:
    return build.unary<nn::SoftplusOp>(value);
  }
  return value;
}
