// ingot-widen-bools: booleans in memory are bytes. SPDX-License-Identifier: Apache-2.0
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "passes/tile/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_WIDENBOOLS
#include "passes/tile/Passes.h.inc"

namespace {

bool isBools(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getElementType().isInteger(1);
}

Type widened(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.clone(IntegerType::get(type.getContext(), 8));
}

struct WidenBools : impl::WidenBoolsBase<WidenBools> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      markInterface(function);
      // Regions first: their arguments and yields must know which tensors were boolean.
      function.walk([&](Operation *op) { widenRegion(op); });
      function.walk([&](Operation *op) { widenOperation(op); });
      for (BlockArgument argument : function.getArguments())
        if (isBools(argument.getType()))
          argument.setType(widened(argument.getType()));
      SmallVector<Type> results;
      for (Type type : function.getResultTypes())
        results.push_back(isBools(type) ? widened(type) : type);
      function.setFunctionType(FunctionType::get(&getContext(), function.getBody().getArgumentTypes(), results));
    }
  }

  /// The caller still sees booleans.
  static void markInterface(func::FuncOp function) {
    auto unit = UnitAttr::get(function.getContext());
    for (BlockArgument argument : function.getArguments())
      if (isBools(argument.getType()))
        function.setArgAttr(argument.getArgNumber(), "ingot.bool", unit);
    for (auto [number, type] : llvm::enumerate(function.getResultTypes()))
      if (isBools(type))
        function.setResultAttr(number, "ingot.bool", unit);
  }

  /// Scalars inside a body stay i1: bytes are narrowed where they enter and widened where they leave.
  static void widenRegion(Operation *op) {
    OpBuilder builder(op->getContext());
    Type i1 = builder.getI1Type(), i8 = builder.getI8Type();
    if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
      builder.setInsertionPointToStart(generic.getBlock());
      for (BlockArgument argument : generic.getBlock()->getArguments()) {
        if (!isBools(generic->getOperand(argument.getArgNumber()).getType()))
          continue;
        argument.setType(i8);
        auto narrow = arith::TruncIOp::create(builder, op->getLoc(), i1, argument);
        argument.replaceAllUsesExcept(narrow, narrow);
      }
      Operation *yield = generic.getBlock()->getTerminator();
      builder.setInsertionPoint(yield);
      for (OpOperand &operand : yield->getOpOperands())
        if (operand.get().getType().isInteger(1))
          operand.set(arith::ExtUIOp::create(builder, op->getLoc(), i8, operand.get()));
    } else if (auto pad = dyn_cast<tensor::PadOp>(op); pad && isBools(pad.getType())) {
      Operation *yield = pad.getBody()->getTerminator();
      builder.setInsertionPoint(yield);
      if (Value constant = pad.getConstantPaddingValue())
        yield->setOperand(0, wideConstant(constant, builder));
    } else if (auto fill = dyn_cast<linalg::FillOp>(op); fill && isBools(fill.getResult(0).getType())) {
      builder.setInsertionPoint(fill);
      fill.getInputsMutable()[0].set(wideConstant(fill.getInputs()[0], builder));
      for (BlockArgument argument : fill.getBlock()->getArguments()) // the body that the operation implies
        argument.setType(i8);
    } else if (isa<scf::SCFDialect>(op->getDialect())) { // what loops carry
      for (Region &region : op->getRegions())
        for (BlockArgument argument : region.getArguments())
          if (isBools(argument.getType()))
            argument.setType(widened(argument.getType()));
    } else if (auto extract = dyn_cast<tensor::ExtractOp>(op); extract && isBools(extract.getTensor().getType())) {
      builder.setInsertionPointAfter(extract);
      extract.getResult().setType(i8);
      auto narrow = arith::TruncIOp::create(builder, op->getLoc(), i1, extract.getResult());
      extract.getResult().replaceAllUsesExcept(narrow, narrow);
    } else if (auto insert = dyn_cast<tensor::InsertOp>(op); insert && isBools(insert.getType())) {
      builder.setInsertionPoint(insert);
      insert.getScalarMutable().set(arith::ExtUIOp::create(builder, op->getLoc(), i8, insert.getScalar()));
    } else if (auto list = dyn_cast<tensor::FromElementsOp>(op); list && isBools(list.getType())) {
      builder.setInsertionPoint(list);
      for (OpOperand &element : list->getOpOperands())
        element.set(wideConstant(element.get(), builder));
    }
  }

  static Value wideConstant(Value value, OpBuilder &builder) {
    Attribute constant;
    if (matchPattern(value, m_Constant(&constant)))
      return arith::ConstantOp::create(
          builder, value.getLoc(), builder.getI8IntegerAttr(cast<IntegerAttr>(constant).getValue().isZero() ? 0 : 1));
    return arith::ExtUIOp::create(builder, value.getLoc(), builder.getI8Type(), value);
  }

  static void widenOperation(Operation *op) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op); constant && isBools(constant.getType())) {
      auto type = cast<RankedTensorType>(widened(constant.getType()));
      if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue())) {
        SmallVector<int8_t> bytes;
        for (bool value : dense.getValues<bool>())
          bytes.push_back(value ? 1 : 0);
        constant.setValueAttr(DenseElementsAttr::get(type, ArrayRef(bytes)));
      } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue())) {
        constant.setValueAttr(DenseResourceElementsAttr::get(type, resource.getRawHandle())); // bytes already
      }
    }
    for (Value result : op->getResults())
      if (isBools(result.getType()))
        result.setType(widened(result.getType()));
    for (Region &region : op->getRegions()) // tensors that loops carry
      for (BlockArgument argument : region.getArguments())
        if (isBools(argument.getType()))
          argument.setType(widened(argument.getType()));
  }
};
} // namespace
} // namespace ingot
