// `ingot-infer-types`: one sweep that types every value and resolves shape arithmetic. Third in the shape
// stage. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/ShapeContext.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "passes/shape/Passes.h"
#include "passes/shape/ReplaceValues.h"

namespace ingot {
#define GEN_PASS_DEF_INFERTYPES
#include "passes/shape/Passes.h.inc"
} // namespace ingot

using namespace mlir;
using namespace ingot;

namespace {
struct InferTypes : ingot::impl::InferTypesBase<InferTypes> {
  void runOnOperation() override {
    nn::ShapeContext context(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isExternal())
        continue;
      if (failed(inferBody(function, context)))
        return signalPassFailure();
      shape::replaceValues(function, context);
      updateType(function);
    }
    writeGuards(context);
  }

private:
  // Rules may insert operations before their own (a padding before a window), so the list is taken first.
  static LogicalResult inferBody(func::FuncOp function, nn::ShapeContext &context) {
    SmallVector<Operation *> operations;
    function.walk([&](Operation *op) {
      if (op != function)
        operations.push_back(op);
    });
    for (Operation *op : operations) {
      if (isa<func::ReturnOp>(op))
        continue;
      auto rule = dyn_cast<nn::ShapeRule>(op);
      if (!rule)
        return op->emitError() << nn::ShapeContext::describe(op)
                               << ": expected an operation with a shape rule at this stage, got '"
                               << op->getName() << "'";
      if (failed(rule.inferShape(context)))
        return failure();
    }
    return success();
  }

  static void updateType(func::FuncOp function) {
    Operation *last = function.getBody().back().getTerminator();
    function.setFunctionType(FunctionType::get(function.getContext(), function.getBody().getArgumentTypes(),
                                               llvm::to_vector(last->getOperandTypes())));
  }

  // After the declarations that the conditions use.
  void writeGuards(const nn::ShapeContext &context) {
    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    for (Operation &op : getOperation().getBody()->getOperations())
      if (isa<sym::SymbolOp, sym::AssertOp, sym::GuardOp>(op))
        builder.setInsertionPointAfter(&op);
    for (const nn::Guard &guard : context.guards())
      sym::GuardOp::create(builder, guard.location, guard.condition, builder.getStringAttr(guard.message));
  }
};
} // namespace
