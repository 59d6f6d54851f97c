// How the lowering of one nn operation is written: a function from the operation to the tensor that replaces
// it. The Lower*.cpp files, which mirror the .td files of the nn dialect, register theirs here;
// NnToLinalg.cpp runs them. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/nn/Nn.h"
#include "mlir/Transforms/DialectConversion.h"
#include "passes/linalg/TensorBuilder.h"

#include <functional>

namespace ingot {

/// Builds what replaces an nn operation.
class Lowering : public TensorBuilder {
public:
  Lowering(mlir::ConversionPatternRewriter &rewriter, mlir::Operation *op)
      : TensorBuilder(rewriter, op->getLoc()), rewriter(rewriter), op(op) {}

  /// An operand of the operation as it is after conversion, with what its nn type said.
  Tensor read(mlir::Value original);
  /// Sizes and element type of a result of the operation.
  Dims resultDims(unsigned result = 0);
  mlir::Type resultElement(unsigned result = 0);
  /// A scalar value from a tensor of one element.
  mlir::Value scalar(const Tensor &tensor);
  /// The elements of a constant operand of integers, or nothing.
  std::optional<llvm::SmallVector<int64_t>> integers(mlir::Value original);

  /// One element of `tensor` for each position of `dims`: `position` gives its index along every axis, from
  /// the elements of `operands` and the positions of the loops. For what indexing maps cannot say.
  using Position =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(ScalarBuilder &scalars, mlir::ValueRange elements)>;
  Tensor pick(const Tensor &tensor, llvm::ArrayRef<Operand> operands, DimsRef dims, Position position,
              bool isUnsigned = false);

  /// A regular part of a tensor: a copy through an indexing map where that can say it, otherwise a slice.
  Tensor slice(const Tensor &tensor, DimsRef offsets, llvm::ArrayRef<int64_t> steps, DimsRef dims);

  /// Reports that the operation has a form that cannot be lowered.
  mlir::LogicalResult unsupported(const llvm::Twine &reason);

private:
  // Where an offset is not known.
  Tensor sliceAt(const Tensor &tensor, DimsRef offsets, llvm::ArrayRef<int64_t> steps, DimsRef dims);

  mlir::ConversionPatternRewriter &rewriter;
  mlir::Operation *op;
};

/// What replaces an operation with one result.
using Lowered = mlir::FailureOr<Tensor>;

/// The lowerings known so far, and where to add one.
class LoweringSet {
public:
  LoweringSet(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &converter)
      : patterns(patterns), converter(converter) {}

  using AnyRule = std::function<mlir::FailureOr<llvm::SmallVector<Tensor>>(mlir::Operation *, Lowering &)>;
  void add(llvm::StringRef operation, AnyRule rule);

  /// Adds the lowering of an operation with one result.
  template <typename Op>
  void add(Lowered (*rule)(Op, Lowering &)) {
    add(Op::getOperationName(), [rule](mlir::Operation *op, Lowering &lowering) {
      Lowered result = rule(mlir::cast<Op>(op), lowering);
      mlir::FailureOr<llvm::SmallVector<Tensor>> all = mlir::failure();
      if (mlir::succeeded(result))
        all = llvm::SmallVector<Tensor>{*result};
      return all;
    });
  }

private:
  mlir::RewritePatternSet &patterns;
  const mlir::TypeConverter &converter;
};

/// The one value of a number or of a splat, as a number of the storage type `element`; null where there is
/// none.
mlir::TypedAttr splatValue(mlir::Attribute value, mlir::Type element);

/// Adds the lowerings of the operations of one .td file.
void addElementwiseLowerings(LoweringSet &set);
void addActivationLowerings(LoweringSet &set);
void addContractionLowerings(LoweringSet &set);
void addConvLowerings(LoweringSet &set);
void addPoolLowerings(LoweringSet &set);
void addReduceLowerings(LoweringSet &set);
void addNormLowerings(LoweringSet &set);
void addMoveLowerings(LoweringSet &set);
void addMakeLowerings(LoweringSet &set);
void addGatherLowerings(LoweringSet &set);
void addResizeLowerings(LoweringSet &set);
void addScatterLowerings(LoweringSet &set);
void addSequenceLowerings(LoweringSet &set);
void addPositionLowerings(LoweringSet &set);
void addWindowIndexLowerings(LoweringSet &set);
void addSampleLowerings(LoweringSet &set);
void addDataLowerings(LoweringSet &set);
void addQuantizeLowerings(LoweringSet &set);

/// `axis`, or counted from the end where negative.
inline int64_t normalizeAxis(int64_t axis, int64_t rank) { return axis < 0 ? axis + rank : axis; }
/// The axes as a set; `none` stands for no axis given.
llvm::SmallBitVector axisSet(llvm::ArrayRef<int64_t> axes, int64_t rank, bool noneMeansAll);

} // namespace ingot
