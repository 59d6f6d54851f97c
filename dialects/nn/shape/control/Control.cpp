// Shape rules of blocks and branches: which branch runs, or what the results of both have in common.
// SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/shape/control/Control.h"
#include "dialects/nn/shape/Values.h"
#include "mlir/IR/Builders.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::Operation;
using mlir::success;

/// An operand from outside of the operation has no sizes, because a rule failed before.
static bool dependsOnFailure(Operation *op) {
  bool depends = false;
  op->walk([&](Operation *inner) {
    for (mlir::Value operand : inner->getOperands())
      depends |= llvm::isa<mlir::UnrankedTensorType>(operand.getType()) && operand.getDefiningOp() &&
                 !op->isAncestor(operand.getParentRegion()->getParentOp());
  });
  return depends;
}

// Rules may insert operations before their own (a padding before a window), so the list is taken first. After a failure
// the others are tried as well: all that is wrong is told at once.
LogicalResult ingot::nn::inferBlock(mlir::Block &block, ShapeContext &context) {
  llvm::SmallVector<Operation *> operations;
  for (Operation &op : block.without_terminator())
    operations.push_back(&op);
  bool failures = false;
  for (Operation *op : operations) {
    auto rule = llvm::dyn_cast<ShapeRule>(op);
    if (!rule)
      return op->emitError() << ShapeContext::describe(op)
                             << ": expected an operation with a shape rule at this stage, got '"
                             << op->getName() << "'";
    if (dependsOnFailure(op))
      failures = true;
    else
      failures |= failed(rule.inferShape(context));
  }
  return success(!failures);
}

//===-- attempts
//------------------------------------------------------------------------------------------------===//

Attempt Attempt::run(mlir::MLIRContext *context, llvm::function_ref<LogicalResult()> infer) {
  Attempt attempt;
  mlir::ScopedDiagnosticHandler handler(context, [&](mlir::Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
      attempt.errors.emplace_back(diagnostic.getLocation(), diagnostic.str());
    return success();
  });
  attempt.result = infer();
  return attempt;
}

LogicalResult Attempt::report() const {
  for (const auto &[location, message] : errors)
    mlir::emitError(location) << message;
  return failure();
}

//===-- scalars
//-------------------------------------------------------------------------------------------------===//

ExprAttr ingot::nn::integerOf(const ShapeContext &context, mlir::Value scalar) {
  std::optional<Sizes> integers = context.integersOf(scalar);
  return integers && integers->size() == 1 ? integers->front() : ExprAttr();
}

mlir::Value ingot::nn::buildScalar(mlir::OpBuilder &builder, mlir::Location location, mlir::Type element,
                                   ExprAttr expr, ShapeContext &context) {
  auto type = mlir::RankedTensorType::get({}, element);
  mlir::Value scalar;
  if (expr.isConstant()) {
    mlir::Attribute only = mlir::IntegerAttr::get(element, expr.getValue());
    scalar = ConstantOp::create(builder, location, mlir::DenseElementsAttr::get(type, only));
  } else {
    scalar = SizesOp::create(builder, location, type, builder.getArrayAttr({expr}));
  }
  context.setValue(scalar, {{}, {Scalar::of(expr)}});
  return scalar;
}

//===-- branches
//------------------------------------------------------------------------------------------------===//

// Puts a branch in the place of the operation.
static void inlineBranch(IfOp op, unsigned branch, ShapeContext &context) {
  mlir::Block &block = op->getRegion(branch).front();
  llvm::SmallVector<mlir::Value> values(op.yieldOf(branch).getValues());
  op->getBlock()->getOperations().splice(op->getIterator(), block.getOperations(), block.begin(),
                                         std::prev(block.end()));
  op->replaceAllUsesWith(values);
  context.forget(op);
  op->erase();
}

/// What is known when both branches are: the condition, as an expression or null.
struct Branches {
  IfOp op;
  ExprAttr condition;
  ShapeContext &context;

  mlir::Value yielded(unsigned branch, unsigned result) { return op.yieldOf(branch).getOperand(result); }
  FailureOr<ExprAttr> mergeSize(unsigned result, int64_t axis, ExprAttr left, ExprAttr right);
  LogicalResult mergeSizes(unsigned result);
  void mergeValues(unsigned result);
  ExprAttr select(ExprAttr left, ExprAttr right) const;
  std::optional<unsigned> branchToKeep();
  unsigned chosenBranch();
};

// left where the condition holds, otherwise right.
ExprAttr Branches::select(ExprAttr left, ExprAttr right) const {
  if (left == right)
    return left;
  if (!condition || !left || !right)
    return {};
  return sym::add(sym::mul(condition, left), sym::mul(sym::logicalNot(condition), right));
}

// Equal, or equal in the calls that take one of the branches, or chosen by the condition, or equal in all calls.
FailureOr<ExprAttr> Branches::mergeSize(unsigned result, int64_t axis, ExprAttr left, ExprAttr right) {
  if (left == right || context.facts().provedEqual(left, right))
    return left;
  ExprAttr merged;
  if (condition) {
    auto equalUnder = [&](ExprAttr reached) {
      bool isEqual = false;
      (void)context.under(reached, [&] {
        isEqual = context.facts().provedEqual(left, right);
        return success();
      });
      return isEqual;
    };
    if (equalUnder(condition))
      return right;
    if (equalUnder(sym::logicalNot(condition)))
      return left;
    merged = select(left, right);
  }
  if (merged)
    return merged;
  if (context.facts().provedDifferent(left, right))
    return context.error(op) << "expected branches that agree in dim " << axis << " of result " << result
                             << ", got sizes " << left.str() << " and " << right.str()
                             << "; the condition depends on data, so the size of the result would, too; give "
                                "both branches one size, or make the condition depend on sizes";
  return context.unify(op, "dim " + llvm::Twine(axis) + " of result " + llvm::Twine(result) +
                               " of both branches",
                       left, right);
}

LogicalResult Branches::mergeSizes(unsigned result) {
  FailureOr<Sizes> left = context.sizesOf(op, yielded(0, result)),
                   right = context.sizesOf(op, yielded(1, result));
  if (failed(left) || failed(right))
    return failure();
  if (left->size() != right->size())
    return context.error(op) << "expected branches that agree in the rank of result " << result << ", got "
                             << left->size() << " and " << right->size()
                             << "; the condition depends on data, so the rank would, too; give both branches "
                                "one rank";
  Sizes merged;
  for (auto [axis, sizes] : llvm::enumerate(llvm::zip(*left, *right))) {
    FailureOr<ExprAttr> size =
        mergeSize(result, static_cast<int64_t>(axis), std::get<0>(sizes), std::get<1>(sizes));
    if (failed(size))
      return failure();
    merged.push_back(*size);
  }
  return context.setSizes(op.getResult(result), merged);
}

void Branches::mergeValues(unsigned result) {
  const TensorValue *left = context.valueOf(yielded(0, result)),
                    *right = context.valueOf(yielded(1, result));
  if (!left || !right || left->shape != right->shape)
    return;
  TensorValue merged{left->shape, {}};
  for (auto [onTrue, onFalse] : llvm::zip(left->elements, right->elements)) {
    ExprAttr expr = select(onTrue.integer(), onFalse.integer());
    merged.elements.push_back(expr ? Scalar::of(expr) : Scalar());
  }
  context.setValue(op.getResult(result), std::move(merged));
}

// The branch to keep where the ranks differ although only sizes decide. Exporters write "if size == 1, squeeze" for
// what the author of a model squeezes: the size is 1.
std::optional<unsigned> Branches::branchToKeep() {
  if (!condition)
    return std::nullopt;
  for (auto [left, right] : llvm::zip(op.yieldOf(0).getValues(), op.yieldOf(1).getValues())) {
    auto leftType = llvm::dyn_cast<mlir::RankedTensorType>(left.getType()),
         rightType = llvm::dyn_cast<mlir::RankedTensorType>(right.getType());
    if (leftType && rightType && leftType.getRank() != rightType.getRank())
      return chosenBranch();
  }
  return std::nullopt;
}

// Whoever runs the rules may have them run again with the other choice, where this one turns out not to fit.
unsigned Branches::chosenBranch() {
  unsigned usual = condition.getKind() == sym::ExprKind::Equal ? 0 : 1;
  if (auto takesOther = op->getAttrOfType<mlir::BoolAttr>(otherBranchAttrName))
    return takesOther.getValue() ? 1 - usual : usual;
  auto module = op->getParentOfType<mlir::ModuleOp>();
  if (auto number = op->getAttrOfType<mlir::IntegerAttr>(branchNumberAttrName); number && module) {
    auto before = module->getAttrOfType<mlir::ArrayAttr>(branchNumberAttrName);
    llvm::SmallVector<mlir::Attribute> numbers(before ? before.getValue() : llvm::ArrayRef<mlir::Attribute>());
    numbers.push_back(number);
    module->setAttr(branchNumberAttrName, mlir::ArrayAttr::get(op.getContext(), numbers));
  }
  return usual;
}

// Keeps a branch; calls that would take the other one are refused.
static LogicalResult keepBranch(IfOp op, unsigned branch, ExprAttr condition, ShapeContext &context,
                                llvm::StringRef reason) {
  std::string message = "expected sizes for which the condition " + condition.str() + " is " +
                        (branch == 0 ? "true" : "false") + "; " + reason.str();
  ExprAttr reached = branch == 0 ? condition : sym::logicalNot(condition);
  if (failed(context.require(op, reached, message)) ||
      failed(inferBlock(op->getRegion(branch).front(), context)))
    return failure();
  inlineBranch(op, branch, context);
  return success();
}

// The condition follows from the sizes. Where only one of the branches is possible, it is kept, and nothing is left
// of the operation; otherwise gives true.
static FailureOr<bool> inferUnder(IfOp op, ExprAttr condition, ShapeContext &context) {
  ExprAttr reached[] = {condition, sym::logicalNot(condition)};
  ShapeContext before = context;
  IfOp fresh = op.clone(); // rules rewrite what they infer
  llvm::SmallVector<Attempt> attempts;
  for (unsigned branch : {0, 1})
    attempts.push_back(Attempt::run(op.getContext(), [&] {
      return context.under(reached[branch],
                           [&] { return inferBlock(op->getRegion(branch).front(), context); });
    }));
  bool both = attempts[0].succeeded() && attempts[1].succeeded();
  std::optional<unsigned> kept;
  if (both)
    kept = Branches{op, condition, context}.branchToKeep();
  else if (attempts[0].succeeded() || attempts[1].succeeded())
    kept = attempts[0].succeeded() ? 0 : 1;
  if (!kept) {
    fresh->erase();
    if (!both)
      return attempts[0].report();
    return true;
  }
  context = std::move(before);
  op->getBlock()->getOperations().insert(op->getIterator(), fresh);
  op->replaceAllUsesWith(fresh->getResults());
  op->erase();
  if (failed(keepBranch(fresh, *kept, condition, context,
                        both ? "the branches give different ranks, so only one can be compiled"
                             : "the other branch does not fit")))
    return failure();
  return false;
}

LogicalResult IfOp::inferShape(ShapeContext &context) {
  FailureOr<Sizes> sizes = context.sizesOf(*this, getCondition());
  if (failed(sizes) ||
      failed(context.unify(*this, "the condition", sym::product(getContext(), *sizes), context.constant(1))))
    return failure();
  ExprAttr condition = integerOf(context, getCondition());
  condition = condition ? context.simplify(condition) : condition;
  if (condition && condition.isConstant()) {
    unsigned branch = condition.isConstant(0) ? 1 : 0;
    if (failed(inferBlock((*this)->getRegion(branch).front(), context)))
      return failure();
    inlineBranch(*this, branch, context);
    return success();
  }
  if (condition) {
    FailureOr<bool> isLeft = inferUnder(*this, condition, context);
    if (failed(isLeft) || !*isLeft)
      return failure(failed(isLeft));
  } else {
    // Sizes alone never exclude either branch, but what one of them assumes does not hold in the other one.
    for (mlir::Region &branch : (*this)->getRegions())
      if (failed(context.under(context.constant(1), [&] { return inferBlock(branch.front(), context); })))
        return failure();
  }
  Branches branches{*this, condition, context};
  for (unsigned result = 0; result != getNumResults(); ++result) {
    if (failed(branches.mergeSizes(result)))
      return failure();
    branches.mergeValues(result);
  }
  return success();
}
