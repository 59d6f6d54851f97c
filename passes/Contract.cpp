// The legality walk behind every `ingot-verify-<stage>` pass. SPDX-License-Identifier: Apache-2.0
#include "passes/Contract.h"

#include "mlir/IR/Operation.h"

using namespace mlir;

static constexpr unsigned maxReports = 20;

// `tensor.*` names every operation of a dialect.
static bool names(llvm::ArrayRef<llvm::StringRef> table, llvm::StringRef operation) {
  return llvm::any_of(table, [&](llvm::StringRef entry) {
    return entry.consume_back("*") ? operation.starts_with(entry) : operation == entry;
  });
}

static LogicalResult checkTypes(Operation *op, const ingot::Contract &contract, TypeRange types,
                                StringRef what) {
  for (Type type : types)
    if (llvm::StringRef problem = contract.typeProblem(type); !problem.empty())
      return op->emitOpError() << "breaks the contract of stage '" << contract.stage << "': " << what
                               << " type " << type << " " << problem;
  return success();
}

static LogicalResult checkOperation(Operation *op, const ingot::Contract &contract) {
  llvm::StringRef name = op->getName().getStringRef();
  if (!names(contract.operations, name) || names(contract.exceptions, name))
    return op->emitOpError() << "breaks the contract of stage '" << contract.stage
                             << "': this operation may not be left";
  if (contract.typeProblem) {
    if (failed(checkTypes(op, contract, op->getResultTypes(), "result")))
      return failure();
    for (Region &region : op->getRegions())
      for (Block &block : region)
        if (failed(checkTypes(op, contract, block.getArgumentTypes(), "argument")))
          return failure();
  }
  return contract.check ? contract.check(op) : success();
}

LogicalResult ingot::verifyContract(Operation *root, const Contract &contract) {
  unsigned reports = 0;
  root->walk([&](Operation *op) {
    if (failed(checkOperation(op, contract)) && ++reports == maxReports)
      return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return success(reports == 0);
}
