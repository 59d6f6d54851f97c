// Outlines a marked region of loops over single elements as a kernel. The work is in finding what the region writes:
// the tensors that its results start as. SPDX-License-Identifier: Apache-2.0
#include "passes/tile/ScalarKernels.h"

#include "dialects/rt/Rt.h"
#include "dialects/sym/Sym.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace ingot {
namespace {

/// Follows a tensor back to where it enters the region: through insertions, loops and branches.
class EntryFinder {
public:
  explicit EntryFinder(Region &region) : region(region) {}

  /// The uses by which what becomes `use` enters; false where it is made inside.
  bool find(OpOperand &use, llvm::SetVector<OpOperand *> &entries) {
    if (!visited.insert(&use).second)
      return true;
    Value value = use.get();
    if (auto argument = dyn_cast<BlockArgument>(value))
      return region.isAncestor(argument.getOwner()->getParent()) ? findArgument(argument, entries)
                                                                 : enters(use, entries);
    Operation *op = value.getDefiningOp();
    unsigned number = cast<OpResult>(value).getResultNumber();
    if (!region.isAncestor(op->getParentRegion()))
      return enters(use, entries);
    if (auto insert = dyn_cast<tensor::InsertOp>(op))
      return find(insert.getDestMutable(), entries);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return find(loop.getInitArgsMutable()[number], entries);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      return find(loop.getConditionOp().getArgsMutable()[number], entries);
    if (auto branch = dyn_cast<scf::IfOp>(op))
      return find(branch.thenYield()->getOpOperand(number), entries) &&
             find(branch.elseYield()->getOpOperand(number), entries);
    return false;
  }

private:
  bool enters(OpOperand &use, llvm::SetVector<OpOperand *> &entries) {
    entries.insert(&use);
    return true;
  }

  bool findArgument(BlockArgument argument, llvm::SetVector<OpOperand *> &entries) {
    Operation *op = argument.getOwner()->getParentOp();
    if (auto loop = dyn_cast<scf::ForOp>(op))
      if (OpOperand *start = loop.getTiedLoopInit(argument))
        return find(*start, entries);
    auto loop = dyn_cast<scf::WhileOp>(op);
    if (!loop)
      return false;
    return argument.getOwner() == loop.getBeforeBody()
               ? find(loop.getInitsMutable()[argument.getArgNumber()], entries)
               : find(loop.getConditionOp().getArgsMutable()[argument.getArgNumber()], entries);
  }

  Region &region;
  llvm::DenseSet<OpOperand *> visited;
};

bool isEmpty(Value value) {
  while (auto cast = value.getDefiningOp<tensor::CastOp>())
    value = cast.getSource();
  return value.getDefiningOp<tensor::EmptyOp>() != nullptr;
}

/// Memory of its own, of the sizes of `value`.
Value freshLike(Value value, RewriterBase &rewriter) {
  Location loc = value.getLoc();
  auto type = cast<RankedTensorType>(value.getType());
  Value empty =
      tensor::EmptyOp::create(rewriter, loc, tensor::getMixedSizes(rewriter, loc, value), type.getElementType());
  return empty.getType() == type ? empty : tensor::CastOp::create(rewriter, loc, type, empty).getResult();
}

/// What a kernel gets from the model's function, and which uses in its body stand for it.
struct Arguments {
  llvm::MapVector<Value, SmallVector<OpOperand *>> inputs;
  SmallVector<Value> outputs;
  SmallVector<SmallVector<OpOperand *>> outputUses;
  SmallVector<Operation *> constants;
  bool updates = false;
};

LogicalResult collectOutputs(scf::ExecuteRegionOp root, Arguments &arguments, llvm::DenseSet<OpOperand *> &taken,
                             RewriterBase &rewriter) {
  Operation *yield = root.getRegion().front().getTerminator();
  for (OpOperand &result : yield->getOpOperands()) {
    llvm::SetVector<OpOperand *> entries;
    bool found = EntryFinder(root.getRegion()).find(result, entries) &&
                 llvm::all_equal(llvm::map_range(entries, [](OpOperand *use) { return use->get(); }));
    if (!found)
      return root.emitError("result ") << result.getOperandNumber() << " of a kernel '"
                                       << root->getAttrOfType<StringAttr>(rt::kernelKindAttrName).getValue()
                                       << "' does not start as one tensor from outside of it";
    Value start = entries.front()->get();
    arguments.updates |= !isEmpty(start);
    arguments.outputs.push_back(isEmpty(start) ? freshLike(start, rewriter) : start);
    arguments.outputUses.emplace_back(entries.begin(), entries.end());
    taken.insert(entries.begin(), entries.end());
  }
  return success();
}

/// Reads of what a result starts as, before anything is written, read the result's memory.
void takeFirstReads(scf::ExecuteRegionOp root, Arguments &arguments, llvm::DenseSet<OpOperand *> &taken) {
  Block &block = root.getRegion().front();
  for (auto [output, uses] : llvm::zip_equal(arguments.outputs, arguments.outputUses)) {
    Value start = uses.front()->get();
    SmallVector<OpOperand *> entries = uses;
    for (OpOperand &use : start.getUses()) {
      Operation *read = use.getOwner();
      bool isFirst = isa<tensor::ExtractOp>(read) && read->getBlock() == &block && !taken.contains(&use) &&
                     llvm::all_of(entries, [&](OpOperand *entry) {
                       return read->isBeforeInBlock(block.findAncestorOpInBlock(*entry->getOwner()));
                     });
      if (isFirst && taken.insert(&use).second)
        uses.push_back(&use);
    }
  }
}

/// Uses of memory with nothing in it that are versions of one tensor: each class is memory of its own.
llvm::EquivalenceClasses<OpOperand *> classifyScratch(Region &region) {
  llvm::EquivalenceClasses<OpOperand *> classes;
  region.walk([&](Operation *op) {
    for (OpOperand &use : op->getOpOperands()) {
      if (!isa<RankedTensorType>(use.get().getType()))
        continue;
      llvm::SetVector<OpOperand *> entries;
      if (!EntryFinder(region).find(use, entries))
        continue;
      for (OpOperand *entry : entries)
        classes.unionSets(entries.front(), entry);
    }
  });
  return classes;
}

void collectInputs(scf::ExecuteRegionOp root, Arguments &arguments, const llvm::DenseSet<OpOperand *> &taken,
                   RewriterBase &rewriter) {
  Region &region = root.getRegion();
  llvm::EquivalenceClasses<OpOperand *> classes = classifyScratch(region);
  llvm::DenseMap<OpOperand *, Value> scratch; // by the leader of a class
  llvm::SetVector<Operation *> constants;
  region.walk([&](Operation *op) {
    for (OpOperand &use : op->getOpOperands()) {
      Value value = use.get();
      if (taken.contains(&use) || region.isAncestor(value.getParentRegion()))
        continue;
      Operation *definition = value.getDefiningOp();
      if (isa_and_nonnull<arith::ConstantOp>(definition) && !isa<ShapedType>(value.getType())) {
        constants.insert(definition);
        continue;
      }
      if (isa<RankedTensorType>(value.getType()) && isEmpty(value)) {
        Value &memory = scratch[classes.getOrInsertLeaderValue(&use)];
        if (!memory)
          memory = freshLike(value, rewriter);
        value = memory;
      }
      arguments.inputs[value].push_back(&use);
    }
  });
  arguments.constants = constants.takeVector();
}

/// The kernel's function, with the body of `root`.
func::FuncOp makeKernel(scf::ExecuteRegionOp root, Operation *function, StringRef name, const Arguments &arguments,
                        RewriterBase &rewriter) {
  OpBuilder::InsertionGuard guard(rewriter);
  SmallVector<Type> types;
  for (auto &[input, uses] : arguments.inputs)
    types.push_back(input.getType());
  llvm::append_range(types, ValueRange(arguments.outputs).getTypes());
  types.append(2, rewriter.getIndexType());
  rewriter.setInsertionPoint(function);
  auto kernel = func::FuncOp::create(rewriter, root.getLoc(), name,
                                     rewriter.getFunctionType(types, ValueRange(arguments.outputs).getTypes()));
  kernel.setPrivate();
  kernel->setAttr(rt::kernelAttrName, rewriter.getUnitAttr());
  Block *body = kernel.addEntryBlock();
  unsigned next = 0;
  for (auto &[input, uses] : arguments.inputs) {
    Value argument = body->getArgument(next++);
    for (OpOperand *use : uses)
      use->set(argument);
  }
  for (ArrayRef<OpOperand *> uses : arguments.outputUses) {
    Value argument = body->getArgument(next++);
    for (OpOperand *use : uses)
      use->set(argument);
  }
  rewriter.setInsertionPointToStart(body);
  Region &region = root.getRegion();
  for (Operation *constant : arguments.constants) {
    Value copy = rewriter.clone(*constant)->getResult(0);
    constant->getResult(0).replaceUsesWithIf(
        copy, [&](OpOperand &use) { return region.isAncestor(use.getOwner()->getParentRegion()); });
  }
  Operation *yield = region.front().getTerminator();
  SmallVector<Value> results(yield->getOperands());
  rewriter.eraseOp(yield);
  body->getOperations().splice(body->end(), region.front().getOperations());
  rewriter.setInsertionPointToEnd(body);
  func::ReturnOp::create(rewriter, root.getLoc(), results);
  return kernel;
}

} // namespace

LogicalResult outlineScalarKernel(Operation *operation, Operation *function, StringRef name, RewriterBase &rewriter) {
  auto root = dyn_cast<scf::ExecuteRegionOp>(operation);
  if (!root || !root.getRegion().hasOneBlock())
    return operation->emitError("expected an scf.execute_region of one block as a kernel of loops");
  root.walk([&](sym::SizeOp size) { rewriter.moveOpBefore(size, root); }); // kernels know no names
  rewriter.setInsertionPoint(root);
  Arguments arguments;
  llvm::DenseSet<OpOperand *> taken;
  if (failed(collectOutputs(root, arguments, taken, rewriter)))
    return failure();
  takeFirstReads(root, arguments, taken);
  collectInputs(root, arguments, taken, rewriter);
  func::FuncOp kernel = makeKernel(root, function, name, arguments, rewriter);
  SmallVector<Value> inputs = llvm::map_to_vector(arguments.inputs, [](auto &entry) { return entry.first; });
  Value one = arith::ConstantIndexOp::create(rewriter, root.getLoc(), 1);
  auto launch = rt::LaunchOp::create(rewriter, root.getLoc(), ValueRange(arguments.outputs).getTypes(),
                                     FlatSymbolRefAttr::get(kernel.getNameAttr()), inputs, arguments.outputs, one,
                                     UnitAttr(), arguments.updates ? rewriter.getUnitAttr() : UnitAttr());
  rewriter.replaceOp(root, launch.getResults());
  return success();
}

} // namespace ingot
