// What the shape rules of nn operations read and write: sizes of tensors, symbolic values of small tensors,
// and the equations between sizes that a call must check. Used by `ingot-infer-types`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"

#include <map>
#include <optional>

namespace ingot::nn {

using sym::ExprAttr;
using Sizes = llvm::SmallVector<ExprAttr>;

/// One element of a small tensor: an integer expression, a fraction of one (a size as a float, halved), a
/// float that is no small fraction, or unknown.
struct Scalar {
  /// The value is numerator / denominator; null where it is no such fraction.
  ExprAttr numerator;
  int64_t denominator = 1;
  /// The value of a float constant, exactly.
  std::optional<double> number;

  static Scalar of(ExprAttr expr) { return {expr, 1, std::nullopt}; }
  static Scalar of(mlir::MLIRContext *context, double value);
  /// numerator / denominator in lowest terms; unknown where it overflows.
  static Scalar fraction(ExprAttr numerator, int64_t denominator);

  bool isKnown() const { return numerator || number; }
  /// The value as an integer expression, or null.
  ExprAttr integer() const { return denominator == 1 ? numerator : ExprAttr(); }
  /// The value as a number, where it is a constant.
  std::optional<double> constant() const;
};

/// The elements of a small tensor of static shape, the last axis running fastest.
struct TensorValue {
  llvm::SmallVector<int64_t> shape;
  llvm::SmallVector<Scalar> elements;
};

/// One condition that a call must check.
struct Guard {
  ExprAttr condition;
  std::string message;
  mlir::Location location;
};

/// A size that only the data knows, as a rule declares it: a `sym.symbol` with a bound.
struct DataSymbol {
  ExprAttr symbol;
  int64_t minimum;
  ExprAttr bound;
  mlir::Location location;
};

/// The state of one sweep over a function. A rule reads the sizes and values of its operands, which are
/// final, and sets those of its results. A rule also brings its operation into core form: where an operand
/// only says sizes or positions and its value is known, it becomes an attribute.
class ShapeContext {
public:
  /// Tensors with more elements have no symbolic value.
  static constexpr int64_t maxElements = 1024;

  /// Reads the facts of the module, and from its attribute `ingot.dims` the bounds that the user gives to
  /// sizes that only the data knows.
  explicit ShapeContext(mlir::ModuleOp module);

  mlir::MLIRContext *getContext() const { return context; }
  const sym::Facts &facts() const { return knownFacts; }
  ExprAttr constant(int64_t value) const { return sym::constant(getContext(), value); }

  /// The sizes of an operand. Fails with a diagnostic where its type is unranked or has a size without a
  /// name.
  llvm::FailureOr<Sizes> sizesOf(mlir::Operation *user, mlir::Value value) const;

  /// Sets the type of a result. Fails where a size does not exist (overflow), can only be negative, or
  /// contradicts a size that the type already states; adds a guard where a size might be negative.
  llvm::LogicalResult setSizes(mlir::Value result, llvm::ArrayRef<ExprAttr> sizes);

  /// The symbolic value of a tensor, or null. Elements may be unknown.
  const TensorValue *valueOf(mlir::Value value) const;
  /// Records a value; `elements` that are not known may be default-constructed. Expressions are simplified.
  void setValue(mlir::Value value, TensorValue tensor);
  /// The elements of a vector or scalar of integers. Nothing where the tensor has no value; null for an
  /// element that is unknown.
  std::optional<Sizes> integersOf(mlir::Value value) const;
  /// The same, every element a constant.
  std::optional<llvm::SmallVector<int64_t>> constantsOf(mlir::Value value) const;
  /// The elements; fails with a diagnostic that says that `what` depends on data.
  llvm::FailureOr<Sizes> requireIntegers(mlir::Operation *op, mlir::Value value, llvm::StringRef what) const;

  /// The one size that two expressions have in every call that is accepted: proved, or assumed and checked by
  /// a guard that names the node, `what` (as in "dim 0") and both expressions. A contradiction is a
  /// diagnostic.
  llvm::FailureOr<ExprAttr> unify(mlir::Operation *op, const llvm::Twine &what, ExprAttr left, ExprAttr right);

  /// Sizes after broadcasting with trailing axes aligned. Two equal sizes give it; a constant 1 gives the
  /// other size; any other pair must be equal. (ONNX would also accept a size that turns out to be 1 at run
  /// time; a guard refuses that, because a size that sometimes broadcasts has no fixed meaning in compiled
  /// code.)
  llvm::FailureOr<Sizes> broadcast(mlir::Operation *op, llvm::ArrayRef<ExprAttr> left, llvm::ArrayRef<ExprAttr> right);

  /// A condition that must hold: proved, refuted (a diagnostic), or checked by a guard.
  llvm::LogicalResult require(mlir::Operation *op, ExprAttr condition, const llvm::Twine &message);

  /// A new size that only the data knows, named after the node of `op` and `what` ("0" for dim 0): at least
  /// `minimum`, at most `bound`. Where `bound` is null the user must have given one: otherwise a diagnostic
  /// says which `--dim` to add. The caller builds an `nn.set_size` for it on every path to its first use;
  /// `dataSize` does both. A size that the user fixed is that constant.
  llvm::FailureOr<ExprAttr> declareDataSymbol(mlir::Operation *op, const llvm::Twine &what, ExprAttr bound,
                                              int64_t minimum = 0);
  /// A new size that the integer scalar `value` says, stored before `op`. A value outside of `minimum` and
  /// `bound` ends the run with a message.
  llvm::FailureOr<ExprAttr> dataSize(mlir::Operation *op, const llvm::Twine &what, mlir::Value value, ExprAttr bound,
                                     int64_t minimum = 0);
  /// True where an expression reads a size that only the data knows.
  bool readsData(ExprAttr expr) const;
  llvm::ArrayRef<DataSymbol> dataSymbols() const { return dataSymbolList; }
  /// The names of `ingot.dims` that no rule declared.
  llvm::SmallVector<llvm::StringRef> unusedNames() const;

  /// `expr` under the facts known so far.
  ExprAttr simplify(ExprAttr expr) const { return knownFacts.simplify(expr); }

  /// Infers a part of the program that runs only in calls where `condition` is 1: facts that follow from it
  /// hold there only, and guards found there are checked in those calls only. After a failure, no guard is
  /// left.
  llvm::LogicalResult under(ExprAttr condition, llvm::function_ref<llvm::LogicalResult()> infer);

  /// Forgets the values of an operation and of those in its regions, which is about to be erased.
  void forget(mlir::Operation *op);

  llvm::ArrayRef<Guard> guards() const { return guardList; }

  /// A diagnostic at an operation that begins with its node name and operation name.
  static mlir::InFlightDiagnostic error(mlir::Operation *op);
  /// "node 'conv1' (conv)".
  static std::string describe(mlir::Operation *op);

private:
  llvm::LogicalResult addGuard(mlir::Operation *op, ExprAttr condition, const llvm::Twine &message);

  mlir::MLIRContext *context;
  sym::Facts knownFacts;
  // What holds in the calls that reach the part being inferred; null for 1.
  ExprAttr reached;
  llvm::DenseMap<mlir::Value, TensorValue> values;
  llvm::SmallVector<Guard> guardList;
  llvm::SmallVector<DataSymbol> dataSymbolList;
  /// What the user gave for names that are no sizes of inputs: least and greatest value, and whether a rule
  /// used it.
  struct GivenBounds {
    int64_t minimum, maximum;
    bool isUsed = false;
  };
  std::map<std::string, GivenBounds, std::less<>> given;
};

} // namespace ingot::nn
