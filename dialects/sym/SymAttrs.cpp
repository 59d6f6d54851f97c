// Parsing, printing and verification of the sym attributes. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/Sym.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace ingot::sym;

#define GET_ATTRDEF_CLASSES
#include "dialects/sym/SymAttrs.cpp.inc"

void SymDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/sym/SymAttrs.cpp.inc"
      >();
}

// The text between the brackets, which the parser of MLIR has checked for balance.
mlir::Attribute SymDialect::parseAttribute(mlir::DialectAsmParser &parser, mlir::Type type) const {
  llvm::SMLoc location = parser.getCurrentLocation();
  llvm::StringRef text = parser.getFullSymbolSpec();
  llvm::StringRef mnemonic = text.take_until([](char letter) { return letter == '<'; });
  llvm::StringRef body = text.drop_front(mnemonic.size());
  if (mnemonic != ExprAttr::getMnemonic() && mnemonic != ShapeAttr::getMnemonic()) {
    parser.emitError(location, "unknown attribute '")
        << mnemonic << "' of dialect 'sym'; expected expr or shape";
    return {};
  }
  if (type && !type.isIndex()) {
    parser.emitError(location, "expected type 'index' of a size, got ") << type;
    return {};
  }
  if (!body.consume_front("<") || !body.consume_back(">")) {
    parser.emitError(location, "expected '<...>' after '#sym.") << mnemonic << "'";
    return {};
  }
  llvm::Expected<llvm::SmallVector<ExprAttr>> exprs = parseList(getContext(), body);
  if (!exprs) {
    parser.emitError(location, llvm::toString(exprs.takeError()));
    return {};
  }
  if (mnemonic == ShapeAttr::getMnemonic())
    return ShapeAttr::get(getContext(), *exprs);
  if (exprs->size() == 1)
    return exprs->front();
  parser.emitError(location, "expected 1 expression, got ") << exprs->size();
  return {};
}

void SymDialect::printAttribute(mlir::Attribute attribute, mlir::DialectAsmPrinter &printer) const {
  llvm::raw_ostream &stream = printer.getStream();
  if (auto expr = llvm::dyn_cast<ExprAttr>(attribute)) {
    stream << ExprAttr::getMnemonic() << '<';
    expr.print(stream, /*forAttribute=*/true);
  } else {
    stream << ShapeAttr::getMnemonic() << '<';
    llvm::interleaveComma(llvm::cast<ShapeAttr>(attribute).getDims(), stream,
                          [&](ExprAttr dim) { dim.print(stream, /*forAttribute=*/true); });
  }
  stream << '>';
}

llvm::LogicalResult
ShapeAttr::verifyEncoding(llvm::ArrayRef<int64_t> shape, mlir::Type elementType,
                          llvm::function_ref<mlir::InFlightDiagnostic()> emitError) const {
  if (getDims().size() != shape.size()) // shape_c1
    return emitError() << "expected " << shape.size() << " sizes in '#sym.shape', one for each dim, got "
                       << getDims().size();
  for (auto [index, dim, size] : llvm::enumerate(getDims(), shape)) {
    bool isDynamic = mlir::ShapedType::isDynamic(size);
    if (!isDynamic && !dim.isConstant(size)) // shape_c2
      return emitError() << "expected size " << size << " for static dim " << index
                         << " in '#sym.shape', got '" << dim.str() << "'";
    if (isDynamic && dim.isConstant()) // shape_c3
      return emitError() << "expected a name for dynamic dim " << index
                         << " in '#sym.shape', got the constant " << dim.getValue();
  }
  if (llvm::none_of(shape, mlir::ShapedType::isDynamic)) // shape_c4
    return emitError() << "a static tensor type takes no '#sym.shape'";
  return mlir::success();
}
