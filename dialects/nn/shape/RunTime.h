// Operands that say sizes or positions but are known at run time only: arithmetic on them as nn operations, checks
// against what the model declares, and sizes that only the data knows. Internal to the shape rules.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "dialects/nn/ShapeContext.h"
#include "mlir/IR/Builders.h"

namespace ingot::nn {

/// The sizes that the model declares for a result (`nn.declared`): null for one that it does not say or names
/// otherwise than an input; nothing where it declares no shape, or one of another rank than `rank`.
std::optional<Sizes> modelSizes(mlir::Operation *op, unsigned result, const ShapeContext &context,
                                std::optional<size_t> rank = std::nullopt);

/// The number of elements of a vector operand. Where that is no number, it is `expected`, which a guard checks; without
/// that it fails with a diagnostic.
llvm::FailureOr<int64_t> lengthOf(mlir::Operation *op, ShapeContext &context, mlir::Value vector, llvm::StringRef what,
                                  std::optional<int64_t> expected = std::nullopt);

/// The elements of a vector that may be unknown: null for those.
llvm::FailureOr<Sizes> elementsOf(mlir::Operation *op, ShapeContext &context, mlir::Value vector, llvm::StringRef what,
                                  std::optional<int64_t> expected = std::nullopt);

inline bool allKnown(llvm::ArrayRef<ExprAttr> elements) { return !llvm::is_contained(elements, ExprAttr()); }

/// Builds operations on 64-bit integers in front of an operation and infers them at once, so that what is known stays
/// known. After a failure every value is null, and `failed` tells; the diagnostic was given.
class RunTimeBuilder {
public:
  RunTimeBuilder(ShapeContext &context, mlir::Operation *op) : context(context), op(op), builder(op) {}

  bool failed() const { return hasFailed; }

  mlir::Value vector(llvm::ArrayRef<ExprAttr> elements);
  mlir::Value vector(llvm::ArrayRef<int64_t> elements);
  mlir::Value scalar(ExprAttr element);
  mlir::Value scalar(int64_t element) { return scalar(context.constant(element)); }
  /// The operand as 64-bit integers.
  mlir::Value asIntegers(mlir::Value value);
  /// One element of a vector, or a scalar as it is.
  mlir::Value element(mlir::Value vector, int64_t index);
  /// The elements from `start` on, `count` of them.
  mlir::Value part(mlir::Value vector, int64_t start, int64_t count);
  /// The elements from `starts` on, or the first ones, along every axis, as many as `sizes` says.
  mlir::Value slice(mlir::Value value, llvm::ArrayRef<ExprAttr> starts, llvm::ArrayRef<ExprAttr> sizes);
  mlir::Value firstPart(mlir::Value value, llvm::ArrayRef<ExprAttr> sizes) {
    return slice(value, Sizes(sizes.size(), context.constant(0)), sizes);
  }
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> sizes);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<ExprAttr> sizes);

  template <typename Op, typename... Values>
  mlir::Value make(mlir::Type element, Values... operands) {
    if (hasFailed || (isMissing(operands) || ...))
      return {};
    return infer(Op::create(builder, op->getLoc(), mlir::UnrankedTensorType::get(element), operands...));
  }
  /// An operation on integers.
  template <typename Op, typename... Values>
  mlir::Value of(Values... operands) {
    return make<Op>(builder.getI64Type(), operands...);
  }
  /// A comparison, or an operation on booleans.
  template <typename Op, typename... Values>
  mlir::Value is(Values... operands) {
    return make<Op>(builder.getI1Type(), operands...);
  }
  mlir::Value select(mlir::Value condition, mlir::Value onTrue, mlir::Value onFalse) {
    return of<SelectOp>(condition, onTrue, onFalse);
  }
  mlir::Value clamp(mlir::Value value, mlir::Value least, mlir::Value greatest) {
    return of<MaxOp>(of<MinOp>(value, greatest), least);
  }
  /// max(0, ceil(span / step)) for a step that is at least 1.
  mlir::Value count(mlir::Value span, mlir::Value step);
  /// `axes` (empty: all) of a tensor combined; those axes go.
  mlir::Value reduce(ReduceKind kind, mlir::Value value, llvm::ArrayRef<int64_t> axes);
  /// The same with all that a reduction can be told; no axes: the input.
  mlir::Value reduceTo(mlir::Type element, ReduceKind kind, mlir::Value value, llvm::ArrayRef<int64_t> axes,
                       bool keepDims);
  mlir::Value all(mlir::Value booleans) { return reduce(ReduceKind::All, booleans, {}); }

  /// Ends the run with `message` unless the condition, all elements of a tensor of booleans, holds.
  void check(mlir::Value condition, const llvm::Twine &message);
  /// A check that `found` has the values `expected`, or `alternative` where `mayDiffer`.
  void checkEqual(mlir::Value found, llvm::ArrayRef<ExprAttr> expected, const llvm::Twine &what,
                  llvm::ArrayRef<std::pair<int64_t, llvm::SmallVector<bool>>> alternatives = {});
  /// A size that `value` says: what the model declares for it, checked, or one that only the data knows.
  llvm::FailureOr<ExprAttr> size(const llvm::Twine &name, mlir::Value value, ExprAttr declared, ExprAttr bound);

private:
  template <typename Operand>
  static bool isMissing(const Operand &operand) {
    if constexpr (std::is_convertible_v<Operand, mlir::Value>)
      return !mlir::Value(operand);
    return false;
  }
  mlir::Value infer(mlir::Operation *made);

  ShapeContext &context;
  mlir::Operation *op;
  mlir::OpBuilder builder;
  bool hasFailed = false;
};

//===-- operands that only the data knows; each fails with a diagnostic
//----------------------------------------------------------------------------===//

/// The sizes of a result from the operand of a reshape; `values` are what is known of it.
llvm::FailureOr<Sizes> runTimeReshape(ReshapeOp op, ShapeContext &context, Sizes values, const Sizes &input);
/// What a broadcast wants: an entry for each element of its operand.
llvm::FailureOr<Sizes> runTimeBroadcast(BroadcastOp op, ShapeContext &context, const Sizes &input);
/// How often each axis is repeated.
llvm::FailureOr<Sizes> runTimeTile(TileOp op, ShapeContext &context, const Sizes &input);
/// The sizes of a tensor that is filled.
llvm::FailureOr<Sizes> runTimeFill(FillOp op, ShapeContext &context);
/// The number of elements of a range.
llvm::FailureOr<ExprAttr> runTimeRange(RangeOp op, ShapeContext &context);
/// The sizes of the parts along an axis.
llvm::FailureOr<Sizes> runTimeSplit(SplitOp op, ShapeContext &context, int64_t axis, ExprAttr whole);
/// The paddings of each axis, and the sizes with them.
llvm::LogicalResult runTimePad(PadOp op, ShapeContext &context, const Sizes &input, Sizes &low, Sizes &high,
                               Sizes &result);
/// One axis of a slice whose start or end is not known: its first position and size.
struct SliceRange {
  ExprAttr offset, size;
};
llvm::FailureOr<SliceRange> runTimeSlice(SliceOp op, ShapeContext &context, int64_t index, int64_t axis, ExprAttr size,
                                         int64_t step);
/// A slice along axes or with steps that only the data knows: builds what replaces its result.
llvm::LogicalResult replaceSlice(SliceOp op, ShapeContext &context, const Sizes &input);

} // namespace ingot::nn
