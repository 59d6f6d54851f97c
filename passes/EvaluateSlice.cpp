// Constant operations and the components that they form. SPDX-License-Identifier: Apache-2.0
#include "passes/EvaluateSlice.h"

#include "dialects/rt/Rt.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"
#include "passes/EvaluateConstant.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace ingot;

/// No single intermediate value above this: compilation must not take the machine's memory.
static constexpr int64_t maxTensorBytes = int64_t(1) << 30;

/// No single operation above this many loop iterations: compilation must not take minutes.
static constexpr int64_t maxWork = int64_t(1) << 31;

bool ingot::isTensorConstant(Operation *op) {
  return isa<arith::ConstantOp>(op) && isa<RankedTensorType>(op->getResult(0).getType());
}

SmallVector<Value> ingot::operandsOf(Operation *op) {
  llvm::SetVector<Value> values(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), values);
  return values.takeVector();
}

/// Iterations of a loop whose end the data decides.
static constexpr int64_t unknownTrips = 1024;

/// Iterations of all loops in the region.
static int64_t workOf(Region &region) {
  int64_t work = 1;
  for (Operation &op : region.getOps())
    for (Region &inner : op.getRegions()) {
      auto loop = dyn_cast<scf::ForOp>(op);
      std::optional<APInt> trips = loop ? loop.getStaticTripCount() : std::nullopt;
      int64_t count = isa<scf::IfOp>(op) ? 1 : trips ? static_cast<int64_t>(trips->getLimitedValue()) : unknownTrips;
      work = llvm::SaturatingAdd<uint64_t>(work, llvm::SaturatingMultiply<uint64_t>(count, workOf(inner)));
    }
  return std::min<uint64_t>(work, std::numeric_limits<int64_t>::max());
}

/// The work of a loop or a branch of the model: that of what is inside, for each iteration. It counts more than other
/// work, because the memory of every iteration is kept to the end.
static int64_t workOfControl(Operation *op) {
  constexpr uint64_t memoryFactor = 128;
  uint64_t work = 1;
  for (Region &region : op->getRegions())
    for (Operation &inner : region.getOps())
      if (inner.getNumResults() != 0)
        work = llvm::SaturatingAdd<uint64_t>(work, ingot::workOf(&inner));
  auto loop = dyn_cast<scf::ForOp>(op);
  std::optional<APInt> trips = loop ? loop.getStaticTripCount() : APInt(64, 1);
  work = trips ? llvm::SaturatingMultiply<uint64_t>(work, trips->getLimitedValue()) : UINT64_MAX;
  return std::min<uint64_t>(llvm::SaturatingMultiply(work, memoryFactor), std::numeric_limits<int64_t>::max());
}

int64_t ingot::workOf(Operation *op) {
  if (rt::isScalarKernel(op))
    return ::workOf(op->getRegion(0));
  if (isa<scf::ForOp, scf::IfOp>(op))
    return workOfControl(op);
  SmallVector<int64_t> sizes;
  if (auto loops = dyn_cast<linalg::LinalgOp>(op))
    sizes = loops.getStaticLoopRanges();
  else if (auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType()))
    sizes.assign(type.getShape().begin(), type.getShape().end());
  int64_t work = 1;
  for (int64_t size : sizes)
    if (ShapedType::isDynamic(size) || llvm::MulOverflow(work, size, work))
      return std::numeric_limits<int64_t>::max();
  return work;
}

static bool isOfEvaluableDialect(Operation *op) {
  return op->getDialect() &&
         isa<linalg::LinalgDialect, tensor::TensorDialect, arith::ArithDialect, math::MathDialect>(op->getDialect());
}

/// Iterations of a constant loop that give one tensor where another one was: in one piece of memory, they would clash.
static bool exchangesCarried(scf::ForOp loop) {
  return llvm::any_of(llvm::zip(loop.getRegionIterArgs(), loop.getYieldedValues()), [&](auto pair) {
    auto yielded = dyn_cast<BlockArgument>(std::get<1>(pair));
    return yielded && yielded.getOwner() == loop.getBody() && yielded != std::get<0>(pair);
  });
}

/// A kernel of loops over single elements, or a loop or a branch of the model, all of which can be compiled. What ends
/// by a condition may not end.
static bool isEvaluableControl(Operation *op) {
  bool isKernel = rt::isScalarKernel(op);
  if (!isKernel && !isa<scf::ForOp, scf::IfOp>(op))
    return false;
  return !op->walk([&](Operation *inner) {
              auto loop = dyn_cast<scf::ForOp>(inner);
              bool isRefused = !isKernel && (isa<scf::WhileOp>(inner) || (loop && exchangesCarried(loop)));
              bool known = isa<scf::SCFDialect>(inner->getDialect()) || isOfEvaluableDialect(inner);
              return known && !isRefused ? WalkResult::advance() : WalkResult::interrupt();
            }).wasInterrupted();
}

bool ingot::isEvaluable(Operation *op) {
  if (op->getNumResults() == 0 || isTensorConstant(op) || !isMemoryEffectFree(op) ||
      !(isOfEvaluableDialect(op) || isEvaluableControl(op)) || workOf(op) > maxWork)
    return false;
  return llvm::all_of(op->getResultTypes(), [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor)
      return type.isIntOrIndexOrFloat();
    return tensor.hasStaticShape() && !tensor.getEncoding() && isEvaluableElement(tensor.getElementType()) &&
           bytesOf(tensor) <= maxTensorBytes;
  });
}

/// Operations that belong to every component that uses them: they cost nothing, and would tie all components
/// together.
static bool isShared(Operation *op) {
  return isa<tensor::EmptyOp, linalg::FillOp>(op) ||
         llvm::none_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType>);
}

namespace {

class Slicer {
public:
  llvm::Error slice(ArrayRef<Value> roots);
  SmallVector<Component> components();

private:
  llvm::Error visit(Value root);
  void addWithShared(Component &component, Operation *op, llvm::DenseSet<Operation *> &added);

  llvm::SetVector<Value> rootValues;
  // Operations in post-order, so that operands come first.
  llvm::SetVector<Operation *> order;
  llvm::EquivalenceClasses<Operation *> classes;
};

llvm::Error Slicer::visit(Value root) {
  SmallVector<std::pair<Operation *, bool>> stack;
  auto push = [&](Value value) {
    Operation *op = value.getDefiningOp();
    if (!op || (!isEvaluable(op) && !isTensorConstant(op)))
      return false;
    if (!order.contains(op))
      stack.push_back({op, false});
    return true;
  };
  if (!push(root))
    return llvm::createStringError("expected a value that only constants flow into");
  while (!stack.empty()) {
    auto [op, isDone] = stack.pop_back_val();
    if (isDone) {
      order.insert(op);
      continue;
    }
    if (order.contains(op))
      continue;
    stack.push_back({op, true});
    if (isTensorConstant(op))
      continue;
    for (Value operand : operandsOf(op))
      if (!push(operand))
        return llvm::createStringError("expected a value that only constants flow into");
  }
  return llvm::Error::success();
}

llvm::Error Slicer::slice(ArrayRef<Value> roots) {
  for (Value root : roots) {
    rootValues.insert(root);
    if (llvm::Error error = visit(root))
      return error;
  }
  for (Operation *op : order) {
    if (isShared(op) || isTensorConstant(op))
      continue;
    classes.insert(op);
    for (Value operand : operandsOf(op))
      if (Operation *producer = operand.getDefiningOp(); !isShared(producer) && !isTensorConstant(producer))
        classes.unionSets(op, producer);
  }
  return llvm::Error::success();
}

void Slicer::addWithShared(Component &component, Operation *op, llvm::DenseSet<Operation *> &added) {
  if (!added.insert(op).second)
    return;
  for (Value operand : operandsOf(op)) {
    Operation *producer = operand.getDefiningOp();
    if (isTensorConstant(producer))
      component.leaves.insert(operand);
    else if (isShared(producer))
      addWithShared(component, producer, added);
  }
  component.operations.push_back(op);
}

SmallVector<Component> Slicer::components() {
  llvm::MapVector<Operation *, Component> byLeader;
  llvm::DenseMap<Operation *, llvm::DenseSet<Operation *>> added;
  for (Operation *op : order) {
    bool isRoot = llvm::any_of(op->getResults(), [&](Value result) { return rootValues.contains(result); });
    if (isTensorConstant(op) || (isShared(op) && !isRoot))
      continue;
    Operation *leader = isShared(op) ? op : classes.getLeaderValue(op);
    Component &component = byLeader[leader];
    addWithShared(component, op, added[leader]);
    for (Value result : op->getResults())
      if (rootValues.contains(result))
        component.roots.push_back(result);
  }
  SmallVector<Component> result;
  for (auto &[leader, component] : byLeader)
    result.push_back(std::move(component));
  return result;
}

/// What is known about an operation whose values are constant.
struct Origin {
  /// Bytes of the tensor constants it is made of.
  int64_t leafBytes = 0;
  /// It holds more than fills.
  bool isInformative = false;
  /// Functions, divisions or sums went into it: to read it costs less than to compute it in every call.
  bool isCostly = false;
  /// Larger than is folded where nothing costly went into it.
  bool isLarge = false;
};

/// An operation that gives copies of elements of its input, more than the input has: it fuses for free.
bool isBroadcast(Operation *op) {
  if (isa<linalg::BroadcastOp>(op))
    return true;
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic || generic.getNumDpsInputs() != 1 || generic.getNumResults() != 1 ||
      !isa<BlockArgument>(generic.getBody()->getTerminator()->getOperand(0)))
    return false;
  auto input = dyn_cast<RankedTensorType>(generic.getDpsInputs()[0].getType());
  auto output = dyn_cast<RankedTensorType>(generic.getResult(0).getType());
  return input && output && input.getNumElements() < output.getNumElements();
}

/// An operation whose elements take long to compute.
bool takesLong(Operation *op) {
  if (auto loops = dyn_cast<linalg::LinalgOp>(op); loops && loops.getNumReductionLoops() != 0)
    return true;
  return op
      ->walk([](Operation *inner) {
        bool isSlow = isa<arith::DivFOp, arith::RemFOp>(inner) || isa<math::MathDialect>(inner->getDialect());
        return isSlow ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Finds what is constant forwards, then what is worth a value backwards.
class RootFinder {
public:
  explicit RootFinder(const FoldOptions &options) : options(options) {}

  SmallVector<Value> find(ModuleOp module) {
    module.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isEvaluable(op))
        return rt::isScalarKernel(op) ? WalkResult::skip() : WalkResult::advance();
      std::optional<Origin> origin = originOf(op);
      if (origin)
        constants.insert({op, *origin});
      // Inside of a loop that is not constant, something may be.
      bool isControl = isa<scf::ForOp, scf::IfOp>(op);
      return !origin && isControl ? WalkResult::advance() : WalkResult::skip();
    });
    SmallVector<Value> roots;
    for (auto &[op, origin] : llvm::reverse(constants)) {
      if (llvm::all_of(op->getUsers(), [&](Operation *user) { return isFolded(user); }))
        continue;
      bool isWorthIt = origin.isInformative && (origin.isCostly || !origin.isLarge);
      if (isShared(op) || isBroadcast(op) || !isWorthIt) {
        kept.insert(op);
        continue;
      }
      for (Value result : op->getResults())
        if (isa<RankedTensorType>(result.getType()) && !result.use_empty())
          roots.push_back(result);
    }
    std::reverse(roots.begin(), roots.end());
    return roots;
  }

private:
  std::optional<Origin> originOf(Operation *op) {
    Origin origin;
    op->walk([&](linalg::IndexOp) { origin.isInformative = true; });
    origin.isInformative |= rt::isScalarKernel(op) || isa<scf::ForOp, scf::IfOp>(op);
    origin.isCostly = takesLong(op);
    for (Value operand : operandsOf(op)) {
      Operation *producer = operand.getDefiningOp();
      if (!producer)
        return std::nullopt;
      if (isTensorConstant(producer)) {
        origin.leafBytes += storedBytes(cast<ElementsAttr>(cast<arith::ConstantOp>(producer).getValue()));
        origin.isInformative = true;
        continue;
      }
      auto known = constants.find(producer);
      if (known == constants.end())
        return std::nullopt;
      origin.leafBytes = std::min(origin.leafBytes + known->second.leafBytes, maxTensorBytes);
      origin.isInformative |= known->second.isInformative;
      origin.isCostly |= known->second.isCostly;
    }
    int64_t limit = std::max(options.growthFloorBytes, options.maxGrowth * origin.leafBytes);
    for (Type type : op->getResultTypes())
      if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && !isShared(op)) {
        if (bytesOf(tensor) > std::max(limit, options.costlyFactor * options.growthFloorBytes))
          return std::nullopt;
        origin.isLarge |= bytesOf(tensor) > limit;
      }
    return origin;
  }

  /// The use of a value goes away with its user: the user, or the operation around it, is folded.
  bool isFolded(Operation *user) {
    for (; user; user = user->getParentOp())
      if (constants.contains(user) && !kept.contains(user))
        return true;
    return false;
  }

  const FoldOptions &options;
  llvm::MapVector<Operation *, Origin> constants;
  llvm::DenseSet<Operation *> kept;
};

} // namespace

llvm::Expected<SmallVector<Component>> ingot::sliceConstants(ArrayRef<Value> roots) {
  Slicer slicer;
  if (llvm::Error error = slicer.slice(roots))
    return std::move(error);
  return slicer.components();
}

SmallVector<Value> ingot::findConstantRoots(ModuleOp module, const FoldOptions &options) {
  return RootFinder(options).find(module);
}
