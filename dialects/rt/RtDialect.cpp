// Registration of the rt dialect and the verifiers of its operations. SPDX-License-Identifier: Apache-2.0
#include "dialects/rt/Rt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ingot::rt;

static LogicalResult verifyView(Operation *op, ValueRange sizes, Type type) {
  auto memref = cast<MemRefType>(type);
  if (!memref.getLayout().isIdentity()) // view_c1
    return op->emitOpError() << "expected a memref with identity layout, got " << type;
  if (memref.getNumDynamicDims() != sizes.size()) // view_c2
    return op->emitOpError() << "expected " << memref.getNumDynamicDims() << " sizes, got " << sizes.size();
  return success();
}

/// `(T, U)`, or `()` for a kernel that reads nothing.
static ParseResult parseTypeList(OpAsmParser &parser, SmallVectorImpl<Type> &types) {
  return parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren,
                                        [&] { return parser.parseType(types.emplace_back()); });
}
static void printTypeList(OpAsmPrinter &printer, Operation *, TypeRange types) {
  printer << '(';
  llvm::interleaveComma(types, printer);
  printer << ')';
}

#include "dialects/rt/RtDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/rt/RtAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/rt/RtOps.cpp.inc"

void RtDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/rt/RtAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/rt/RtOps.cpp.inc"
      >();
}

bool ingot::rt::isKernel(Operation *function) { return function && function->hasAttr(kernelAttrName); }
bool ingot::rt::isScalarKernel(Operation *op) { return op && op->hasAttr(kernelKindAttrName); }

LogicalResult LaunchOp::verify() {
  if (!getResults().empty() && TypeRange(getResults()) != TypeRange(getOutputs())) // launch_c3
    return emitOpError() << "expected results of types " << getOutputs().getTypes() << ", got "
                         << getResults().getTypes();
  return success();
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  auto callee = symbolTable.lookupNearestSymbolFrom<func::FuncOp>(*this, getCalleeAttr());
  if (!callee || !isKernel(callee)) // launch_c1
    return emitOpError() << "expected '" << getCallee() << "' to be a kernel";
  SmallVector<Type> expected(getInputs().getTypes());
  llvm::append_range(expected, getOutputs().getTypes());
  expected.append(2, IndexType::get(getContext()));
  if (callee.getArgumentTypes() != ArrayRef<Type>(expected)) // launch_c2
    return emitOpError() << "expected operands as the kernel's arguments " << callee.getArgumentTypes() << ", got "
                         << expected;
  return success();
}

LogicalResult SymbolOp::verify() {
  if (getName().empty()) // symbol_c1
    return emitOpError() << "expected the name of a dimension, got an empty string";
  return success();
}

LogicalResult SetSymbolOp::verify() {
  if (getName().empty()) // set_symbol_c1
    return emitOpError() << "expected the name of a dimension, got an empty string";
  return success();
}

LogicalResult CheckOp::verify() {
  if (getMessage().empty()) // check_c1
    return emitOpError() << "expected a message that names the node, what it expects and what it found";
  return success();
}

using Effects = SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

void SymbolOp::getEffects(Effects &effects) {
  if (getData())
    effects.emplace_back(MemoryEffects::Read::get(), DataResource::get());
}

void SetSymbolOp::getEffects(Effects &effects) {
  effects.emplace_back(MemoryEffects::Write::get(), DataResource::get());
}

void CheckOp::getEffects(Effects &effects) { effects.emplace_back(MemoryEffects::Write::get(), DataResource::get()); }
