// Builds linalg and tensor operations on tensors whose sizes have names: the vocabulary of every Lower*.cpp
// of the stage. It knows how `#sym.shape` becomes `sym.size`, how broadcasting becomes indexing maps, and
// nothing about nn. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "passes/linalg/ScalarBuilder.h"
#include "llvm/ADT/SmallBitVector.h"

#include <optional>

namespace ingot {

/// Sizes of a tensor, or limits of a loop nest.
using Dims = llvm::SmallVector<sym::ExprAttr>;
using DimsRef = llvm::ArrayRef<sym::ExprAttr>;
using Axes = llvm::SmallVector<int64_t>;

/// A tensor of storage type and what its type does not say any more.
struct Tensor {
  mlir::Value value;
  Dims dims;
  /// The element type, unsigned where elements are read so.
  mlir::Type element;
  /// The one value that all elements have, where that is known.
  mlir::TypedAttr splat = {};

  int64_t rank() const { return static_cast<int64_t>(dims.size()); }
  bool isUnsigned() const { return element.isUnsignedInteger(); }
};

/// A tensor as an operand of a loop nest: which element each iteration reads.
struct Operand {
  mlir::Value value;
  mlir::AffineMap map;
};

/// Computes the element of one iteration. `accumulated` is the element of the destination.
using Body = llvm::function_ref<mlir::Value(ScalarBuilder &scalars, mlir::ValueRange elements,
                                            mlir::Value accumulated)>;

/// A loop nest that becomes one linalg.generic.
struct Nest {
  llvm::SmallVector<Operand> operands;
  /// The destination before the loops.
  Operand init;
  /// The loops that combine elements; all others are parallel.
  llvm::SmallBitVector reductions;
  bool isUnsigned = false;
};

class TensorBuilder {
public:
  TensorBuilder(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}

  mlir::OpBuilder &operations() { return builder; }
  mlir::MLIRContext *context() const { return builder.getContext(); }
  mlir::Location location() const { return loc; }

  //===- sizes and maps
  //-------------------------------------------------------------------------------------------===//

  sym::ExprAttr constant(int64_t value) { return sym::constant(context(), value); }
  Dims constants(llvm::ArrayRef<int64_t> values);
  /// A size as an attribute, or the result of `sym.size`, which stands before the loop nest where a body asks
  /// for it.
  mlir::OpFoldResult size(sym::ExprAttr expr);
  mlir::Value sizeValue(sym::ExprAttr expr);
  llvm::SmallVector<mlir::OpFoldResult> sizes(DimsRef dims);
  mlir::AffineExpr loop(unsigned position) { return mlir::getAffineDimExpr(position, context()); }
  /// The map (loops) -> (the loops named by `results`).
  mlir::AffineMap map(unsigned loops, llvm::ArrayRef<int64_t> results);
  mlir::AffineMap mapOf(unsigned loops, llvm::ArrayRef<mlir::AffineExpr> results);
  mlir::AffineMap identity(unsigned loops) { return builder.getMultiDimIdentityMap(loops); }

  //===- tensors
  //--------------------------------------------------------------------------------------------------===//

  static mlir::RankedTensorType typeOf(DimsRef dims, mlir::Type element);
  mlir::Value empty(DimsRef dims, mlir::Type element);
  mlir::Value filled(DimsRef dims, mlir::TypedAttr value);
  mlir::Value filled(DimsRef dims, mlir::Value value);
  /// A tensor of known values.
  Tensor constantTensor(mlir::DenseElementsAttr values);

  //===- loop nests
  //-----------------------------------------------------------------------------------------------===//

  mlir::Value generic(const Nest &nest, Body body);

  /// `tensor` as an operand whose axis i runs along loop `loops[i]`; -1 marks an axis of size 1 that is
  /// dropped.
  Operand along(const Tensor &tensor, llvm::ArrayRef<int64_t> loops, unsigned numLoops);
  /// `tensor` as an operand of loops over `dims`, broadcast with trailing axes aligned.
  Operand broadcastTo(const Tensor &tensor, DimsRef dims);

  /// One element for each position of `dims`. Known values of operands are written into the body.
  Tensor elementwise(llvm::ArrayRef<Tensor> operands, DimsRef dims, mlir::Type element, Body body);
  /// The same with ready operands.
  Tensor pointwise(llvm::ArrayRef<Operand> operands, DimsRef dims, mlir::Type element, Body body,
                   bool isUnsigned = false);
  /// Loops over `loops`; those of `reduced` combine elements into a tensor of the others' sizes.
  Tensor reduce(llvm::ArrayRef<Operand> operands, DimsRef loops, const llvm::SmallBitVector &reduced,
                mlir::Type element, mlir::TypedAttr start, Body body);
  /// Changes the float type of the elements.
  Tensor convertFloat(const Tensor &tensor, mlir::Type element);
  /// Reads the input through a map: copies, permutes, repeats.
  Tensor copy(const Tensor &tensor, mlir::AffineMap map, DimsRef dims);

  //===- movements
  //------------------------------------------------------------------------------------------------===//

  /// Merges groups of axes into one each.
  Tensor collapse(const Tensor &tensor, llvm::ArrayRef<mlir::ReassociationIndices> groups);
  /// Splits axes: axis i of the tensor becomes the axes `groups[i]`.
  Tensor expand(const Tensor &tensor, llvm::ArrayRef<mlir::ReassociationIndices> groups, DimsRef dims);
  /// Any change of shape: collapses what must be merged, then expands.
  Tensor reshape(const Tensor &tensor, DimsRef dims);
  /// Splits one axis in two.
  Tensor splitAxis(const Tensor &tensor, int64_t axis, sym::ExprAttr outer, sym::ExprAttr inner);
  /// Merges an axis with the one after it.
  Tensor mergeAxes(const Tensor &tensor, int64_t axis);
  Tensor transpose(const Tensor &tensor, llvm::ArrayRef<int64_t> permutation);
  /// Extends by `fill`; negative amounts cut. `fill` is a scalar value.
  Tensor pad(const Tensor &tensor, DimsRef low, DimsRef high, mlir::Value fill);
  Tensor extractSlice(const Tensor &tensor, DimsRef offsets, DimsRef dims, llvm::ArrayRef<int64_t> strides);
  /// `part` over a part of `whole`.
  Tensor insertSlice(const Tensor &part, const Tensor &whole, DimsRef offsets,
                     llvm::ArrayRef<int64_t> strides);

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
  // Where the loop nest stands whose body is being built.
  std::optional<mlir::OpBuilder::InsertPoint> outside;
};

/// True where the size is the constant 1.
inline bool isOne(sym::ExprAttr expr) { return expr.isConstant(1); }

/// Groups of axes of `from` and `to` with equal products, as fine as can be proved; at least one group unless
/// both are scalars. Groups cover both lists in order.
struct AxisGroup {
  mlir::ReassociationIndices from, to;
};
llvm::SmallVector<AxisGroup> groupAxes(mlir::MLIRContext *context, DimsRef from, DimsRef to);

} // namespace ingot
