// Substitution of sizes in a whole module. SPDX-License-Identifier: Apache-2.0
#include "passes/shape/Rewrite.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace ingot;

namespace {
/// One rewrite; remembers whether every size existed.
struct Rewriter {
  shape::SizeMap map;
  bool isComplete = true;

  Type rewrite(Type type) {
    auto ranked = dyn_cast<RankedTensorType>(type);
    if (!ranked || !isa_and_present<sym::ShapeAttr>(ranked.getEncoding()))
      return type;
    SmallVector<sym::ExprAttr> dims = sym::dimsOf(ranked);
    for (sym::ExprAttr &dim : dims)
      if (dim && !(dim = map(dim)))
        isComplete = false;
    RankedTensorType result = isComplete ? sym::tensorTypeOf(dims, ranked.getElementType()) : RankedTensorType();
    isComplete &= result != RankedTensorType();
    return result ? result : type;
  }

  Attribute rewrite(Attribute attribute) {
    if (auto expr = dyn_cast<sym::ExprAttr>(attribute)) {
      sym::ExprAttr result = map(expr);
      isComplete &= result != sym::ExprAttr();
      return result ? result : expr;
    }
    if (auto array = dyn_cast<ArrayAttr>(attribute)) {
      SmallVector<Attribute> entries;
      for (Attribute entry : array)
        entries.push_back(rewrite(entry));
      return ArrayAttr::get(attribute.getContext(), entries);
    }
    if (auto type = dyn_cast<TypeAttr>(attribute))
      return TypeAttr::get(rewrite(type.getValue()));
    return attribute;
  }

  void rewrite(Operation *op) {
    for (OpResult result : op->getResults())
      result.setType(rewrite(result.getType()));
    for (Region &region : op->getRegions())
      for (BlockArgument argument : region.getArguments())
        argument.setType(rewrite(argument.getType()));
    // Constants hold no sizes, and their attributes may be large.
    if (!op->hasTrait<OpTrait::ConstantLike>())
      for (NamedAttribute attribute : llvm::to_vector(op->getAttrs()))
        if (Attribute changed = rewrite(attribute.getValue()); changed != attribute.getValue())
          op->setAttr(attribute.getName(), changed);
  }

  // The function's type follows from its arguments and what it returns.
  void rewriteSignature(func::FuncOp function, bool keepInputs) {
    if (function.isExternal())
      return;
    for (BlockArgument argument : function.getArguments())
      if (!keepInputs)
        argument.setType(rewrite(argument.getType()));
    SmallVector<Type> results;
    for (Type type : function.getResultTypes())
      results.push_back(rewrite(type));
    Operation *last = function.getBody().back().getTerminator();
    if (isa<func::ReturnOp>(last))
      results = llvm::to_vector(last->getOperandTypes());
    function.setFunctionType(FunctionType::get(function.getContext(), function.getBody().getArgumentTypes(), results));
  }
};
} // namespace

LogicalResult shape::rewriteSizes(Operation *root, SizeMap map, bool keepInputs) {
  Rewriter rewriter{map};
  WalkResult result = root->walk([&](Operation *op) {
    // Declarations and checks are for the caller to change.
    if (isa<sym::SymbolOp, sym::AssertOp, sym::GuardOp, func::FuncOp, ModuleOp>(op))
      return WalkResult::advance();
    rewriter.rewrite(op);
    if (rewriter.isComplete)
      return WalkResult::advance();
    op->emitError("a size of this operation is negative or does not fit 64 bits with the given dimensions");
    return WalkResult::interrupt();
  });
  if (result.wasInterrupted())
    return failure();
  root->walk([&](func::FuncOp function) { rewriter.rewriteSignature(function, keepInputs); });
  if (!rewriter.isComplete)
    return root->emitError("a size of an input is negative or does not fit 64 bits with the given dimensions");
  return success();
}
