// One step of a recurrent cell in terms of matrix products and element-wise operations; LowerRecurrent.cpp
// applies it to a sequence. Simplify stage. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/NnRecurrent.h"
#include "passes/simplify/TypedBuilder.h"

namespace ingot {

/// What nn.lstm, nn.gru and nn.rnn have in common, and what only some of them have.
struct Cell {
  enum Kind { Lstm, Gru, Rnn };

  static Cell of(nn::LstmOp op);
  static Cell of(nn::GruOp op);
  static Cell of(nn::RnnOp op);

  Kind kind;
  unsigned gates, functions;
  mlir::Value input, weights, recurrence, bias, lengths, initialH, initialC, peepholes;
  llvm::ArrayRef<bool> reverse;
  mlir::ArrayAttr activations;
  llvm::ArrayRef<double> alphas, betas;
  std::optional<double> clip;
  bool inputForget = false, linearBeforeReset = false;

  bool hasCell() const { return kind == Lstm; }
  unsigned directions() const { return reverse.size(); }
  sym::ExprAttr steps() const { return dimsOf(input)[0]; }
  sym::ExprAttr batch() const { return dimsOf(input)[1]; }
  sym::ExprAttr hidden() const { return dimsOf(recurrence)[2]; }
};

/// One direction of a cell. A state is h [B, H] of the element type of the input, then for an LSTM c [B, H],
/// which keeps f32 where that is wider.
class CellStep {
public:
  /// Takes the parameters of the direction apart, where `build` stands.
  CellStep(TypedBuilder &build, const Cell &cell, unsigned direction);

  /// What belongs to W x in every step, [G*H]; null without a bias.
  mlir::Value inputBias();
  /// The state before the first step; h is null where it is zero.
  llvm::SmallVector<mlir::Value> initialState();
  /// The state after a step; `gates` is W x + inputBias of all directions, [B, D*G, H].
  llvm::SmallVector<mlir::Value> next(mlir::Value gates, llvm::ArrayRef<mlir::Value> state);

private:
  llvm::SmallVector<mlir::Value> nextLstm(mlir::Value gates, llvm::ArrayRef<mlir::Value> state);
  mlir::Value nextGru(mlir::Value gates, mlir::Value h);

  mlir::Value rowsOf(mlir::Value perDirection, unsigned first, unsigned count);
  mlir::Value inputGate(mlir::Value gates, unsigned gate);
  mlir::Value product(mlir::Value h, mlir::Value rows, unsigned gateCount);
  mlir::Value stateGate(mlir::Value products, unsigned number);
  mlir::Value gate(mlir::Value gates, mlir::Value products, unsigned number);
  mlir::Value initial(mlir::Value states);
  mlir::Value peephole(unsigned gate, mlir::Value value, mlir::Value c);
  mlir::Value activate(unsigned function, mlir::Value value);
  mlir::Value widen(mlir::Value value) { return build.cast(value, wide); }
  template <typename OpTy>
  mlir::Value both(mlir::Value left, mlir::Value right) {
    return build.binary<OpTy>(left, right);
  }
  mlir::Value number(double value) { return build.scalar(wide, value); }

  TypedBuilder &build;
  const Cell &cell;
  unsigned direction;
  mlir::Type element, wide;
  /// R of all gates, or of those before the reset and of n; P of each gate; d of n.
  mlir::Value recurrence, candidateRecurrence, peepholes[3], candidateBias;
};

/// Element `position` (a scalar) of an axis; the axis goes.
mlir::Value elementOfAxis(TypedBuilder &build, mlir::Value input, mlir::Value position, int64_t axis);

} // namespace ingot
