// Writes constant structs, arrays and strings as private globals of the llvm dialect. Used by ingot-model-table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <string>
#include <vector>

namespace ingot {

/// One field of a constant struct: an integer, or the address of a global or function (empty name: null).
struct ConstantField {
  ConstantField(int64_t number) : number(number) {}
  ConstantField(llvm::StringRef symbol) : symbol(symbol.str()), isAddress(true) {}
  ConstantField(std::vector<ConstantField> fields) : fields(std::move(fields)) {}
  int64_t number = 0;
  std::string symbol;
  bool isAddress = false;
  std::vector<ConstantField> fields;
};

class ConstantData {
public:
  ConstantData(mlir::ModuleOp module, llvm::StringRef prefix);

  /// Name of a global with the bytes of `text` and a zero; equal texts share one.
  std::string string(llvm::StringRef text);
  /// Name of a global with the postfix words of a size program (abi.h); equal programs share one.
  std::string program(sym::ExprAttr expr, llvm::ArrayRef<llvm::StringRef> symbols);
  /// Name of a global of `type` with these values.
  std::string constant(mlir::Type type, const ConstantField &value);
  /// Name of an array of `element`; empty where there are no values.
  std::string array(mlir::Type element, llvm::ArrayRef<ConstantField> values);
  /// Name of a constant with the elements of `bytes`, aligned to 64 bytes.
  std::string blob(mlir::ElementsAttr bytes);

private:
  mlir::LLVM::GlobalOp global(mlir::Type type, mlir::Attribute value, uint64_t alignment);
  mlir::Value build(mlir::Type type, const ConstantField &value);

  mlir::OpBuilder builder;
  mlir::Location loc;
  std::string prefix;
  unsigned next = 0;
  std::map<std::string, std::string> strings;
  llvm::DenseMap<mlir::Attribute, std::string> programs;
};

} // namespace ingot
