// ingot-plan-arena: every buffer gets a place in one arena. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/SymLimit.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "passes/Formula.h"
#include "passes/buffers/ArenaPacking.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_PLANARENA
#include "passes/buffers/Passes.h.inc"

namespace {
constexpr int64_t alignment = 64;

/// The formula of an index value over the symbols; null where it is none.
sym::ExprAttr formulaOf(Value value) {
  MLIRContext *context = value.getContext();
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return sym::constant(context, constant.getSExtValue());
  Operation *op = value.getDefiningOp();
  if (!op)
    return {};
  if (auto size = dyn_cast<sym::SizeOp>(op))
    return size.getExpr();
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    auto argument = dyn_cast<BlockArgument>(dim.getSource());
    auto function = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
    auto shape =
        function ? function.getArgAttrOfType<sym::ShapeAttr>(argument.getArgNumber(), "sym.shape") : sym::ShapeAttr();
    std::optional<int64_t> axis = dim.getConstantIndex();
    return shape && axis && *axis < static_cast<int64_t>(shape.getDims().size()) ? shape.getDims()[*axis]
                                                                                 : sym::ExprAttr();
  }
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    SmallVector<sym::ExprAttr> operands;
    for (Value operand : apply.getMapOperands())
      operands.push_back(formulaOf(operand));
    return composeFormula(apply.getAffineMap().getResult(0), apply.getAffineMap().getNumDims(), operands);
  }
  if (op->getNumOperands() != 2 || !isa<arith::ArithDialect>(op->getDialect()))
    return {};
  sym::ExprAttr left = formulaOf(op->getOperand(0)), right = formulaOf(op->getOperand(1));
  if (!left || !right)
    return {};
  if (isa<arith::AddIOp>(op))
    return sym::add(left, right);
  if (isa<arith::SubIOp>(op))
    return sym::sub(left, right);
  if (isa<arith::MulIOp>(op))
    return sym::mul(left, right);
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(op))
    return sym::floorDiv(left, right);
  if (isa<arith::CeilDivUIOp, arith::CeilDivSIOp>(op))
    return sym::ceilDiv(left, right);
  return {};
}

struct Buffer {
  memref::AllocOp alloc;
  ArenaBuffer life;
  sym::ExprAttr bytes; // null: life.bytes
};

struct PlanArena : impl::PlanArenaBase<PlanArena> {
  void runOnOperation() override {
    limits.emplace(getOperation());
    sym::ExprAttr total = sym::constant(&getContext(), 0);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (rt::isKernel(function) || function.isExternal())
        continue;
      FailureOr<sym::ExprAttr> bytes = plan(function);
      if (failed(bytes))
        return signalPassFailure();
      total = *bytes;
    }
    getOperation()->setAttr("ingot.arena", total);
  }

  FailureOr<sym::ExprAttr> plan(func::FuncOp function) {
    llvm::DenseMap<Operation *, int64_t> steps;
    for (auto [step, op] : llvm::enumerate(function.getBody().front()))
      steps[&op] = static_cast<int64_t>(step);
    SmallVector<Buffer> fixed, symbolic;
    WalkResult walked = function.walk([&](memref::AllocOp alloc) -> WalkResult {
      Buffer buffer{alloc, lifeOf(alloc, steps), {}};
      MemRefType type = alloc.getType();
      int64_t bytes = std::max<int64_t>(1, (type.getElementTypeBitWidth() + 7) / 8);
      sym::ExprAttr formula = sym::constant(&getContext(), bytes);
      for (int64_t size : type.getShape())
        if (!ShapedType::isDynamic(size))
          formula = sym::mul(formula, size);
      for (Value size : alloc.getDynamicSizes()) {
        sym::ExprAttr factor = formulaOf(size);
        if (!factor)
          return alloc.emitError("size of a buffer is no formula of the model's symbols");
        formula = sym::mul(formula, factor);
      }
      if (!formula)
        return alloc.emitError("size of a buffer does not fit 64 bits");
      formula = limits->above(formula); // what the data decides may be as large as its bound
      if (!formula)
        return alloc.emitError("size of a buffer has no bound that is known before the run; bound the sizes that "
                               "only the data knows with --dim");
      if (alloc.getDynamicSizes().empty()) {
        buffer.life.bytes = *sym::evaluate(formula, llvm::StringMap<int64_t>());
        fixed.push_back(buffer);
      } else {
        buffer.bytes = formula;
        symbolic.push_back(buffer);
      }
      return WalkResult::advance();
    });
    if (walked.wasInterrupted())
      return failure();
    return place(function, fixed, symbolic);
  }

  /// From the allocation to the last use of it or of a view of it.
  static ArenaBuffer lifeOf(memref::AllocOp alloc, const llvm::DenseMap<Operation *, int64_t> &steps) {
    ArenaBuffer life;
    life.first = INT64_MAX;
    SmallVector<Value> views{alloc.getResult()};
    while (!views.empty()) {
      Value view = views.pop_back_val();
      for (Operation *user : view.getUsers()) {
        if (isa<ViewLikeOpInterface>(user) || isa<memref::CastOp>(user)) {
          views.push_back(user->getResult(0));
          continue;
        }
        Operation *top = user;
        while (!steps.contains(top))
          top = top->getParentOp();
        life.first = std::min(life.first, steps.lookup(top));
        life.last = std::max(life.last, steps.lookup(top));
      }
    }
    if (life.first == INT64_MAX)
      life.first = life.last = steps.lookup(alloc);
    return life;
  }

  sym::ExprAttr place(func::FuncOp function, ArrayRef<Buffer> fixed, ArrayRef<Buffer> symbolic) {
    SmallVector<ArenaBuffer> lives;
    int64_t sum = 0;
    for (const Buffer &buffer : fixed) {
      lives.push_back(buffer.life);
      sum += buffer.life.bytes;
    }
    ArenaPlan packed = packArena(lives, alignment);
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    for (auto [buffer, offset] : llvm::zip(fixed, packed.offsets))
      replace(buffer.alloc, sym::constant(&getContext(), offset), builder);
    remark::analysis(function.getLoc(), remark::RemarkOpts::name("Arena").category("ingot-buffers"))
        << "arena bytes of buffers with constant size " << remark::metric("bytes", packed.bytes) << ", their sum "
        << remark::metric("sum", sum) << ", buffers with symbolic size "
        << remark::metric("symbolic", static_cast<int64_t>(symbolic.size()));

    SmallVector<Buffer> ordered;
    SmallVector<std::pair<int64_t, size_t>> byFirst;
    for (auto [number, buffer] : llvm::enumerate(symbolic))
      byFirst.push_back({buffer.life.first, number});
    llvm::sort(byFirst);
    for (auto [first, number] : byFirst)
      ordered.push_back(symbolic[number]);
    lives.clear();
    for (const Buffer &buffer : ordered)
      lives.push_back(buffer.life);
    SmallVector<int64_t> slots = assignSlots(lives);
    SmallVector<sym::ExprAttr> sizes;
    for (auto [buffer, slot] : llvm::zip(ordered, slots)) {
      if (slot == static_cast<int64_t>(sizes.size()))
        sizes.push_back(buffer.bytes);
      else
        sizes[slot] = sym::max(sizes[slot], buffer.bytes);
    }
    sym::ExprAttr end = sym::constant(&getContext(), packed.bytes);
    SmallVector<sym::ExprAttr> offsets;
    for (sym::ExprAttr size : sizes) {
      offsets.push_back(end);
      end = sym::add(end, sym::mul(sym::ceilDiv(size, alignment), alignment));
    }
    for (auto [buffer, slot] : llvm::zip(ordered, slots))
      replace(buffer.alloc, offsets[slot], builder);
    return end;
  }

  static void replace(memref::AllocOp alloc, sym::ExprAttr offset, OpBuilder &builder) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(alloc);
    Location loc = alloc.getLoc();
    std::optional<int64_t> constant = sym::evaluate(offset, llvm::StringMap<int64_t>());
    Value where = constant ? arith::ConstantIndexOp::create(builder, loc, *constant).getResult()
                           : sym::SizeOp::create(builder, loc, builder.getIndexType(), offset).getResult();
    auto type = MemRefType::get(alloc.getType().getShape(), alloc.getType().getElementType());
    alloc.replaceAllUsesWith(rt::SliceOp::create(builder, loc, type, where, alloc.getDynamicSizes()).getResult());
    alloc.erase();
  }

  std::optional<sym::DataLimits> limits;
};
} // namespace
} // namespace ingot
