// Tensor types with named sizes. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymShape.h"

using namespace ingot::sym;
using mlir::RankedTensorType;
using mlir::ShapedType;

ExprAttr ingot::sym::dimOf(RankedTensorType type, unsigned dim) {
  if (!type.isDynamicDim(dim))
    return constant(type.getContext(), type.getDimSize(dim));
  auto shape = llvm::dyn_cast_if_present<ShapeAttr>(type.getEncoding());
  if (!shape || shape.getDims()[dim] == symbol(type.getContext(), unnamed))
    return {};
  return shape.getDims()[dim];
}

llvm::SmallVector<ExprAttr> ingot::sym::dimsOf(RankedTensorType type) {
  llvm::SmallVector<ExprAttr> dims;
  for (unsigned dim = 0; dim != type.getRank(); ++dim)
    dims.push_back(dimOf(type, dim));
  return dims;
}

RankedTensorType ingot::sym::tensorTypeOf(llvm::ArrayRef<ExprAttr> dims, mlir::Type element) {
  llvm::SmallVector<int64_t> shape;
  llvm::SmallVector<ExprAttr> encoded;
  bool isNamed = false;
  for (ExprAttr dim : dims) {
    if (dim && dim.isConstant() && dim.getValue() < 0)
      return {};
    bool isStatic = dim && dim.isConstant();
    isNamed |= dim && !isStatic;
    shape.push_back(isStatic ? dim.getValue() : ShapedType::kDynamic);
    encoded.push_back(dim ? dim : symbol(element.getContext(), unnamed));
  }
  return RankedTensorType::get(shape, element,
                               isNamed ? ShapeAttr::get(element.getContext(), encoded) : ShapeAttr());
}

bool ingot::sym::isFullyNamed(mlir::Type type) {
  auto tensor = llvm::dyn_cast<mlir::TensorType>(type);
  if (!tensor)
    return true;
  auto ranked = llvm::dyn_cast<RankedTensorType>(tensor);
  return ranked && llvm::all_of(dimsOf(ranked), [](ExprAttr dim) { return dim != ExprAttr(); });
}

mlir::Type ingot::sym::substitute(mlir::Type type,
                                  llvm::function_ref<ExprAttr(llvm::StringRef)> replacement) {
  auto ranked = llvm::dyn_cast<RankedTensorType>(type);
  if (!ranked || !llvm::isa_and_present<ShapeAttr>(ranked.getEncoding()))
    return type;
  llvm::SmallVector<ExprAttr> dims = dimsOf(ranked);
  for (ExprAttr &dim : dims)
    if (dim && !(dim = substitute(dim, replacement)))
      return {};
  return tensorTypeOf(dims, ranked.getElementType());
}
