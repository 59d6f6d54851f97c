// Verifiers, folds and formats of the sym operations. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/Sym.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace ingot::sym;
using mlir::failure;
using mlir::LogicalResult;
using mlir::success;

//===-- format
//-------------------------------------------------------------------------------------------------===//

// An expression in an operation is printed with its `#sym.expr<...>`, so that it reads the same everywhere.
static mlir::ParseResult parseExpr(mlir::OpAsmParser &parser, ExprAttr &expr) {
  llvm::SMLoc location = parser.getCurrentLocation();
  mlir::Attribute attribute;
  if (parser.parseAttribute(attribute))
    return failure();
  expr = llvm::dyn_cast<ExprAttr>(attribute);
  if (!expr)
    return parser.emitError(location, "expected '#sym.expr<...>'");
  return success();
}

static void printExpr(mlir::OpAsmPrinter &printer, mlir::Operation *, ExprAttr expr) { printer.printAttribute(expr); }

// The type after the colon is part of the attribute's syntax; the dialect's parser insists on `index`.
static mlir::ParseResult parseIndexExpr(mlir::OpAsmParser &parser, ExprAttr &expr) { return parseExpr(parser, expr); }

static void printIndexExpr(mlir::OpAsmPrinter &printer, mlir::Operation *op, ExprAttr expr) {
  printExpr(printer, op, expr);
  printer << " : index";
}

#define GET_OP_CLASSES
#include "dialects/sym/SymOps.cpp.inc"

//===-- verifiers
//----------------------------------------------------------------------------------------------===//

LogicalResult SymbolOp::verify() {
  if (minimum() < 0) // symbol_c1
    return emitOpError("expected a least value of at least 0, got ") << minimum();
  if (maximum() && minimum() > *maximum()) // symbol_c2
    return emitOpError("expected the least value to be at most the greatest, got ")
           << minimum() << " and " << *maximum();
  for (mlir::Operation *other = getOperation()->getPrevNode(); other; other = other->getPrevNode()) // symbol_c3
    if (auto symbol = llvm::dyn_cast<SymbolOp>(other); symbol && symbol.getNameAttr() == getNameAttr()) {
      auto diagnostic = emitOpError("declares '") << getName() << "' a second time";
      diagnostic.attachNote(symbol.getLoc()) << "the first declaration is here";
      return diagnostic;
    }
  return verifyBound();
}

LogicalResult SymbolOp::verifyBound() {
  if (!isData())
    return success();
  llvm::SetVector<llvm::StringRef> names;
  collectSymbols(getBoundAttr(), names);
  for (mlir::Operation *other = getOperation()->getPrevNode(); other; other = other->getPrevNode())
    if (auto symbol = llvm::dyn_cast<SymbolOp>(other))
      names.remove(symbol.getName());
  if (!names.empty()) // symbol_c4
    return emitOpError("expected a bound of symbols declared before, got '") << names.front() << "'";
  if (getMax()) // symbol_c5
    return emitOpError("expected 'max' or 'bound', got both");
  return success();
}

static LogicalResult verifyDeclared(mlir::Operation *op, ExprAttr condition) {
  llvm::SetVector<llvm::StringRef> names;
  collectSymbols(condition, names);
  for (SymbolOp symbol : llvm::cast<mlir::ModuleOp>(op->getParentOp()).getOps<SymbolOp>())
    names.remove(symbol.getName());
  if (names.empty())
    return success();
  return op->emitOpError("uses the symbol '") << names.front() << "', which no sym.symbol of the module declares";
}

LogicalResult AssertOp::verify() {
  if (getCondition().isConstant(0)) // assert_c2
    return emitOpError("states a condition that never holds: ") << getMessage();
  return verifyDeclared(*this, getCondition()); // assert_c1
}

LogicalResult GuardOp::verify() {
  if (getCondition().isConstant()) // guard_c2
    return emitOpError("expected a condition that only a call decides, got the constant ") << getCondition().getValue();
  if (getMessage().empty()) // guard_c3
    return emitOpError("expected a message that names the node, the dim and both sizes");
  return verifyDeclared(*this, getCondition()); // guard_c1
}

//===-- folds
//--------------------------------------------------------------------------------------------------===//

mlir::OpFoldResult SizeOp::fold(FoldAdaptor) {
  if (!getExpr().isConstant())
    return {};
  return mlir::IntegerAttr::get(getType(), getExpr().getValue());
}

//===-- effects
//------------------------------------------------------------------------------------------------===//

bool ingot::sym::readsData(mlir::Operation *user, ExprAttr expr) {
  if (expr.isConstant())
    return false;
  auto module = user->getParentOfType<mlir::ModuleOp>();
  if (!module)
    return false;
  llvm::SetVector<llvm::StringRef> names;
  for (SymbolOp symbol : module.getOps<SymbolOp>()) {
    if (!symbol.isData())
      continue;
    if (names.empty())
      collectSymbols(expr, names);
    if (names.contains(symbol.getName()))
      return true;
  }
  return false;
}

void SizeOp::getEffects(
    llvm::SmallVectorImpl<mlir::SideEffects::EffectInstance<mlir::MemoryEffects::Effect>> &effects) {
  if (readsData(*this, getExpr()))
    effects.emplace_back(mlir::MemoryEffects::Read::get(), SymbolResource::get());
}

mlir::Speculation::Speculatability SizeOp::getSpeculatability() {
  return readsData(*this, getExpr()) ? mlir::Speculation::NotSpeculatable : mlir::Speculation::Speculatable;
}
