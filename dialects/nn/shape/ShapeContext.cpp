// The bookkeeping of one shape sweep: types, values, equations. SPDX-License-Identifier: Apache-2.0
#include "dialects/nn/ShapeContext.h"
#include "dialects/nn/NnControl.h"
#include "dialects/nn/NnData.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace ingot;
using namespace ingot::nn;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::Operation;
using mlir::RankedTensorType;
using mlir::success;

//===-- diagnostics
//--------------------------------------------------------------------------------------------===//

std::string ShapeContext::describe(Operation *op) {
  std::string operation = op->getName().stripDialect().str();
  if (auto name = op->getLoc()->findInstanceOf<mlir::NameLoc>())
    return "node '" + name.getName().str() + "' (" + operation + ")";
  return "operation '" + operation + "'";
}

mlir::InFlightDiagnostic ShapeContext::error(Operation *op) { return op->emitError() << describe(op) << ": "; }

//===-- sizes
//--------------------------------------------------------------------------------------------------===//

FailureOr<Sizes> ShapeContext::sizesOf(Operation *user, mlir::Value value) const {
  auto type = llvm::dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return error(user) << "expected an operand whose rank is known, got " << value.getType();
  if (!sym::isFullyNamed(type))
    return error(user) << "expected an operand whose sizes have names, got " << type;
  return Sizes(sym::dimsOf(type));
}

// A size that the type states already (the core form of reshape, fill...) may not contradict what the rule
// found.
static LogicalResult checkDeclared(mlir::Value result, llvm::ArrayRef<ExprAttr> sizes, const sym::Facts &facts) {
  auto declared = llvm::dyn_cast<RankedTensorType>(result.getType());
  if (!declared)
    return success();
  Operation *op = result.getDefiningOp();
  if (declared.getRank() != static_cast<int64_t>(sizes.size()))
    return ShapeContext::error(op) << "expected a result of rank " << sizes.size() << ", got " << declared;
  for (auto [index, size, old] : llvm::enumerate(sizes, sym::dimsOf(declared)))
    if (old && size && facts.provedDifferent(size, old))
      return ShapeContext::error(op) << "expected size " << size.str() << " for dim " << index << " of the result, got "
                                     << old.str();
  return success();
}

LogicalResult ShapeContext::setSizes(mlir::Value result, llvm::ArrayRef<ExprAttr> sizes) {
  Operation *op = result.getDefiningOp();
  Sizes simple;
  for (auto [index, size] : llvm::enumerate(sizes)) {
    ExprAttr simplified = simplify(size);
    if (!simplified)
      return error(op) << "the size of dim " << index
                       << " of the result does not exist: a number in it does not fit 64 bits, a divisor is 0, or "
                          "its formula is too large";
    std::string message =
        ("the size of dim " + llvm::Twine(index) + " of the result, " + simplified.str() + ", must not be negative")
            .str();
    if (failed(require(op, sym::lessEqual(constant(0), simplified), message)))
      return failure();
    simple.push_back(simplified);
  }
  if (failed(checkDeclared(result, simple, knownFacts)))
    return failure();
  mlir::Type element = llvm::cast<mlir::ShapedType>(result.getType()).getElementType();
  result.setType(sym::tensorTypeOf(simple, element));
  return success();
}

//===-- values
//-------------------------------------------------------------------------------------------------===//

const TensorValue *ShapeContext::valueOf(mlir::Value value) const {
  auto entry = values.find(value);
  return entry == values.end() ? nullptr : &entry->second;
}

void ShapeContext::setValue(mlir::Value value, TensorValue tensor) {
  if (llvm::none_of(tensor.elements, [](const Scalar &scalar) { return scalar.isKnown(); }) && !tensor.elements.empty())
    return;
  for (Scalar &scalar : tensor.elements)
    if (scalar.numerator && !scalar.numerator.isConstant())
      scalar.numerator = simplify(scalar.numerator);
  values[value] = std::move(tensor);
}

std::optional<Sizes> ShapeContext::integersOf(mlir::Value value) const {
  const TensorValue *tensor = value ? valueOf(value) : nullptr;
  if (!tensor)
    return std::nullopt;
  Sizes result;
  for (const Scalar &scalar : tensor->elements)
    result.push_back(scalar.integer());
  return result;
}

std::optional<llvm::SmallVector<int64_t>> ShapeContext::constantsOf(mlir::Value value) const {
  std::optional<Sizes> integers = integersOf(value);
  if (!integers)
    return std::nullopt;
  llvm::SmallVector<int64_t> result;
  for (ExprAttr expr : *integers) {
    if (!expr || !expr.isConstant())
      return std::nullopt;
    result.push_back(expr.getValue());
  }
  return result;
}

FailureOr<Sizes> ShapeContext::requireIntegers(Operation *op, mlir::Value value, llvm::StringRef what) const {
  std::optional<Sizes> integers = integersOf(value);
  if (!integers || llvm::is_contained(*integers, ExprAttr()))
    return error(op) << "expected " << what
                     << " that follow from the sizes of the inputs, got values that only the data knows; sizes that "
                        "depend on data are not supported for this operation";
  return *integers;
}

//===-- equations
//----------------------------------------------------------------------------------------------===//

// True in a branch that data chooses: not every run gets there.
static bool isInDataBranch(Operation *op, const ShapeContext &context) {
  for (Operation *parent = op->getParentOp(); parent; parent = parent->getParentOp())
    if (auto branch = llvm::dyn_cast<IfOp>(parent)) {
      std::optional<Sizes> condition = context.integersOf(branch.getCondition());
      if (!condition || condition->size() != 1 || !condition->front() || context.readsData(condition->front()))
        return true;
    }
  return false;
}

// What the data decides is checked where the operation runs, everything else before the run.
LogicalResult ShapeContext::addGuard(Operation *op, ExprAttr condition, const llvm::Twine &message) {
  std::string text = (describe(op) + ": " + message).str();
  bool isInBranch = isInDataBranch(op, *this);
  if (readsData(condition) || isInBranch) {
    mlir::OpBuilder builder(op);
    RequireOp::create(builder, op->getLoc(), condition, builder.getStringAttr(text));
    // Inside a region the check is not made in every run. What is assumed in a branch is forgotten behind it.
    if (isInBranch || llvm::isa<mlir::func::FuncOp>(op->getParentOp()))
      knownFacts.assume(condition);
    return success();
  }
  ExprAttr checked = reached ? sym::max(sym::logicalNot(reached), condition) : condition;
  if (!checked)
    return error(op) << "a condition on sizes is too large: " << message;
  guardList.push_back({checked, text, op->getLoc()});
  knownFacts.assume(condition);
  return success();
}

// What follows from a comparison that does not hold; null where nothing does.
static ExprAttr oppositeOf(ExprAttr condition, const sym::Facts &facts) {
  if (condition.getKind() != sym::ExprKind::LessEqual && condition.getKind() != sym::ExprKind::Equal)
    return {};
  ExprAttr left = condition.getOperands()[0], right = condition.getOperands()[1];
  if (condition.getKind() == sym::ExprKind::LessEqual)
    return sym::lessThan(right, left);
  if (facts.provedLessEqual(left, right))
    return sym::lessThan(left, right);
  return facts.provedLessEqual(right, left) ? sym::lessThan(right, left) : ExprAttr();
}

LogicalResult ShapeContext::under(ExprAttr condition, llvm::function_ref<LogicalResult()> infer) {
  sym::Facts factsBefore = knownFacts;
  ExprAttr reachedBefore = reached;
  size_t guardsBefore = guardList.size();
  reached = reached ? sym::mul(reached, condition) : condition;
  knownFacts.assume(condition);
  if (ExprAttr negated = sym::logicalNot(condition))
    if (ExprAttr opposite = oppositeOf(negated, knownFacts))
      knownFacts.assume(opposite);
  LogicalResult result = infer();
  knownFacts = std::move(factsBefore);
  reached = reachedBefore;
  if (failed(result))
    guardList.erase(guardList.begin() + guardsBefore, guardList.end());
  return result;
}

void ShapeContext::forget(Operation *op) {
  op->walk([&](Operation *inner) {
    for (mlir::Value result : inner->getResults())
      values.erase(result);
  });
}

LogicalResult ShapeContext::require(Operation *op, ExprAttr condition, const llvm::Twine &message) {
  ExprAttr simplified = simplify(condition);
  if (!simplified)
    return error(op) << "a condition on sizes does not fit 64 bits: " << message;
  if (simplified.isConstant(1))
    return success();
  if (simplified.isConstant())
    return error(op) << message;
  return addGuard(op, simplified, message);
}

FailureOr<ExprAttr> ShapeContext::unify(Operation *op, const llvm::Twine &what, ExprAttr left, ExprAttr right) {
  if (left == right && left)
    return left;
  left = simplify(left);
  right = simplify(right);
  if (!left || !right)
    return error(op) << "the size of " << what << " does not exist: a number in it does not fit 64 bits";
  // Of two spellings of one size the constant is the better one, then the shorter.
  ExprAttr best = left;
  if (!left.isConstant() && (right.isConstant() || right.getWeight() < left.getWeight()))
    best = right;
  if (left == right)
    return best;
  std::string message = ("expected equal sizes for " + what + ", got " + left.str() + " and " + right.str()).str();
  if (failed(require(op, sym::equal(left, right), message)))
    return failure();
  return best;
}

FailureOr<Sizes> ShapeContext::broadcast(Operation *op, llvm::ArrayRef<ExprAttr> left, llvm::ArrayRef<ExprAttr> right) {
  if (left.size() < right.size())
    std::swap(left, right);
  Sizes result(left);
  size_t offset = left.size() - right.size();
  for (auto [index, size] : llvm::enumerate(right)) {
    ExprAttr &target = result[offset + index];
    // A symbol that is fixed at 1 broadcasts as 1 does.
    if (simplify(size).isConstant(1))
      continue;
    if (simplify(target).isConstant(1)) {
      target = size;
      continue;
    }
    FailureOr<ExprAttr> unified = unify(op, "dim " + llvm::Twine(offset + index), target, size);
    if (failed(unified))
      return failure();
    target = *unified;
  }
  return result;
}
