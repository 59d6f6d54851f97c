// ingot-plan-arena: every buffer gets a place in one arena. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"
#include "dialects/sym/SymLimit.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "passes/Formula.h"
#include "passes/buffers/ArenaSlots.h"
#include "passes/buffers/Passes.h"

using namespace mlir;

namespace ingot {
#define GEN_PASS_DEF_PLANARENA
#include "passes/buffers/Passes.h.inc"

namespace {
constexpr int64_t alignment = 64;

sym::ExprAttr formulaOf(Value value);

sym::ExprAttr formulaOf(MLIRContext *context, OpFoldResult value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return sym::constant(context, *constant);
  return formulaOf(cast<Value>(value));
}

/// The size of an axis of a buffer; null where it is no formula of the symbols.
sym::ExprAttr sizeOf(Value buffer, int64_t axis) {
  MLIRContext *context = buffer.getContext();
  auto type = cast<MemRefType>(buffer.getType());
  if (axis < 0 || axis >= type.getRank())
    return {};
  if (!type.isDynamicDim(axis))
    return sym::constant(context, type.getDimSize(axis));
  if (auto argument = dyn_cast<BlockArgument>(buffer)) {
    Operation *parent = argument.getOwner()->getParentOp();
    if (auto loop = dyn_cast<scf::ForOp>(parent))
      return sizeOf(loop.getTiedLoopInit(argument)->get(), axis);
    auto function = dyn_cast<func::FuncOp>(parent);
    auto shape =
        function ? function.getArgAttrOfType<sym::ShapeAttr>(argument.getArgNumber(), "sym.shape") : sym::ShapeAttr();
    return shape ? shape.getDims()[axis] : sym::ExprAttr();
  }
  Operation *op = buffer.getDefiningOp();
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return formulaOf(context, alloc.getMixedSizes()[axis]);
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return formulaOf(context, expand.getMixedOutputShape()[axis]);
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
    sym::ExprAttr size = sym::constant(context, 1);
    for (int64_t part : collapse.getReassociationIndices()[axis])
      size = sym::mul(size, sizeOf(collapse.getSrc(), part));
    return size;
  }
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return isa<MemRefType>(cast.getSource().getType()) ? sizeOf(cast.getSource(), axis) : sym::ExprAttr();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return sizeOf(loop.getInitArgs()[cast<OpResult>(buffer).getResultNumber()], axis);
  return {};
}

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
    std::optional<int64_t> axis = dim.getConstantIndex();
    return axis && isa<MemRefType>(dim.getSource().getType()) ? sizeOf(dim.getSource(), *axis) : sym::ExprAttr();
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

/// How long a buffer is used: from the first to the last step that reads or writes it or what shares its memory.
class BufferLife {
public:
  /// The steps of an operation and of those in its regions.
  struct Span {
    int64_t first, last;
  };
  using Steps = llvm::DenseMap<Operation *, Span>;

  BufferLife(memref::AllocOp alloc, const Steps &steps) : alloc(alloc), steps(steps) {}

  static Steps number(func::FuncOp function) {
    Steps steps;
    int64_t next = 0;
    number(function.getBody().front(), steps, next);
    return steps;
  }

  ArenaBuffer find() {
    life.first = INT64_MAX;
    follow(alloc.getResult());
    while (!views.empty())
      for (OpOperand &use : views.pop_back_val().getUses())
        visit(use);
    if (life.first == INT64_MAX)
      life.first = life.last = steps.lookup(alloc).first;
    return life;
  }

private:
  static void number(Block &block, Steps &steps, int64_t &next) {
    for (Operation &op : block) {
      int64_t first = next++;
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          number(inner, steps, next);
      steps[&op] = {first, next - 1};
    }
  }

  void follow(Value view) {
    if (seen.insert(view).second)
      views.push_back(view);
  }

  void extend(Span span) {
    life.first = std::min(life.first, span.first);
    life.last = std::max(life.last, span.last);
  }

  void visit(OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<ViewLikeOpInterface, memref::CastOp, arith::SelectOp>(user))
      return follow(user->getResult(0));
    extend(spanOf(user));
    if (auto loop = dyn_cast<scf::ForOp>(user)) {
      follow(loop.getTiedLoopRegionIterArg(&use));
      follow(loop.getTiedLoopResult(&use));
    } else if (auto loop = dyn_cast<scf::WhileOp>(user)) {
      follow(loop.getBeforeArguments()[use.getOperandNumber()]);
    } else if (isa<scf::YieldOp, scf::ConditionOp>(user)) {
      leave(use);
    }
  }

  /// What a region hands on is, from then on, a result or a carried value of the operation around it.
  void leave(OpOperand &use) {
    Operation *user = use.getOwner(), *around = user->getParentOp();
    extend(spanOf(around));
    unsigned number = use.getOperandNumber();
    if (auto loop = dyn_cast<scf::WhileOp>(around)) {
      if (isa<scf::ConditionOp>(user)) {
        follow(loop.getAfterArguments()[number - 1]);
        follow(loop.getResult(number - 1));
      } else {
        follow(loop.getBeforeArguments()[number]);
      }
      return;
    }
    follow(around->getResult(number));
    if (auto loop = dyn_cast<scf::ForOp>(around))
      follow(loop.getRegionIterArg(number));
  }

  /// The steps of a use: those of the whole loop where a loop that does not make the buffer repeats it.
  Span spanOf(Operation *user) const {
    Span span = steps.lookup(user);
    Block *home = alloc->getBlock();
    for (Operation *around = user; around && around->getBlock() != home; around = around->getParentOp())
      if (Operation *parent = around->getParentOp(); isa_and_nonnull<LoopLikeOpInterface>(parent))
        span = steps.contains(parent) ? steps.lookup(parent) : span;
    return span;
  }

  memref::AllocOp alloc;
  const Steps &steps;
  ArenaBuffer life;
  llvm::DenseSet<Value> seen;
  SmallVector<Value> views;
};

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
    llvm::DenseMap<Operation *, BufferLife::Span> steps = BufferLife::number(function);
    SmallVector<Buffer> fixed, symbolic;
    WalkResult walked = function.walk([&](memref::AllocOp alloc) -> WalkResult {
      Buffer buffer{alloc, BufferLife(alloc, steps).find(), {}};
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

  FailureOr<sym::ExprAttr> place(func::FuncOp function, ArrayRef<Buffer> fixed, ArrayRef<Buffer> symbolic) {
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
    if (ordered.empty())
      return sym::constant(&getContext(), packed.bytes);
    lives.clear();
    SmallVector<sym::ExprAttr> bytes;
    for (const Buffer &buffer : ordered) {
      lives.push_back(buffer.life);
      bytes.push_back(buffer.bytes);
    }
    std::optional<SlotPlan> plan = planSlots(lives, bytes, packed.bytes, alignment);
    if (!plan)
      return function.emitError("the formula for the bytes of all buffers is too long; fix some of the model's named "
                                "sizes with '--dim NAME=SIZE'");
    for (auto [buffer, offset] : llvm::zip(ordered, plan->offsets))
      replace(buffer.alloc, offset, builder);
    return plan->end;
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
