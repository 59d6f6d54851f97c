// Kernels of loops, branches and single elements, for what no linalg.generic says: writing at computed positions,
// running sums, sorting. The lowering of such an operation reads like the loops of a plain program; what loops carry is
// found here. SPDX-License-Identifier: Apache-2.0
//
//   Tensor sums = scalarKernel(lowering, "sums", {start}, [&](ScalarLoops &loops, ArrayRef<Variable> results) {
//     loops.loop(input.dims, [&](ValueRange at) {
//       Value sum = loops.scalars().add(loops.read(results[0], at[0]), loops.read(input, at));
//       loops.write(results[0], at[0], sum);
//     });
//   })[0];
//
// Such a kernel runs on one thread. The innermost loop is worth writing as a `run` where it goes along neighbouring
// elements: it is done a vector at a time.
#pragma once

#include "passes/linalg/TensorBuilder.h"

namespace ingot {

/// A tensor or a number that the loops change.
class Variable {
  friend class ScalarLoops;
  explicit Variable(size_t number) : number(number) {}
  size_t number;
};

/// Writes the body of one kernel. Loops and branches carry every variable that exists before them.
class ScalarLoops {
public:
  using Values = llvm::SmallVector<mlir::Value>;
  using Step = llvm::function_ref<void()>;
  using At = llvm::function_ref<void(mlir::Value position)>;
  using AtAll = llvm::function_ref<void(mlir::ValueRange positions)>;

  /// Operations that stand before the kernel are made at `outside`.
  ScalarLoops(TensorBuilder &tensors, mlir::OpBuilder::InsertPoint outside)
      : loc(tensors.location()), builder(&tensors.operations()), outside(outside) {}

  //===- values
  //-------------------------------------------------------------------------------------------------===//

  /// A size of the model.
  mlir::Value size(sym::ExprAttr expr);
  mlir::Value index(int64_t value) { return scalars().index(value); }
  /// Arithmetic at the current place.
  ScalarBuilder scalars(bool isUnsigned = false) { return ScalarBuilder(*builder, loc, isUnsigned); }

  /// A number, or another version of a tensor.
  Variable variable(mlir::Value start);
  /// Memory of the kernel, with nothing in it.
  Variable scratch(DimsRef dims, mlir::Type element);
  mlir::Value get(Variable variable) const { return values[variable.number]; }
  void set(Variable variable, mlir::Value value) { values[variable.number] = value; }

  //===- elements
  //-----------------------------------------------------------------------------------------------===//

  mlir::Value read(const Tensor &tensor, mlir::ValueRange position) { return read(tensor.value, position); }
  mlir::Value read(Variable tensor, mlir::ValueRange position) { return read(get(tensor), position); }
  void write(Variable tensor, mlir::ValueRange position, mlir::Value element);
  /// An element of a tensor of integers as a position.
  mlir::Value readIndex(const Tensor &tensor, mlir::ValueRange position);
  /// A position that may count from the end, counted from the start.
  mlir::Value fromStart(mlir::Value position, mlir::Value size);
  /// 0 <= position < size.
  mlir::Value isWithin(mlir::Value position, mlir::Value size);

  //===- control
  //------------------------------------------------------------------------------------------------===//

  /// `body` for each position from `from` to before `to`.
  void loop(mlir::Value from, mlir::Value to, At body);
  void loop(mlir::Value to, At body) { loop(index(0), to, body); }
  /// A loop for each size, the last one innermost.
  void loop(DimsRef sizes, AtAll body);
  /// The same as `loop` where positions do not depend on each other: each element is read and written at
  /// `position` plus something fixed along its last axis, or is the same in all of them.
  void run(mlir::Value from, mlir::Value to, At body);
  void run(mlir::Value to, At body) { run(index(0), to, body); }
  void branch(mlir::Value condition, Step onTrue, Step onFalse = [] {});
  /// `body` as long as `condition` gives true.
  void repeat(llvm::function_ref<mlir::Value()> condition, Step body);

private:
  mlir::Value read(mlir::Value tensor, mlir::ValueRange position);
  void loop(mlir::Value from, mlir::Value to, At body, bool isRun);
  void nest(llvm::ArrayRef<mlir::Value> limits, Values &positions, AtAll body);
  // Writes a block whose variables start as `arguments`; gives what they are at its end.
  Values block(mlir::OpBuilder &inner, mlir::ValueRange arguments, Step body);

  mlir::Location loc;
  mlir::OpBuilder *builder;
  mlir::OpBuilder::InsertPoint outside;
  // The current version of each variable.
  Values values;
};

/// A kernel whose results start as `starts` (memory with nothing in it, or a tensor that is changed); `kind` is part of
/// its name. `body` gets the results as variables.
llvm::SmallVector<Tensor>
scalarKernel(TensorBuilder &tensors, llvm::StringRef kind, llvm::ArrayRef<Tensor> starts,
             llvm::function_ref<void(ScalarLoops &loops, llvm::ArrayRef<Variable> results)> body);

/// Memory with nothing in it, for a result.
Tensor emptyTensor(TensorBuilder &tensors, DimsRef dims, mlir::Type element);

} // namespace ingot
