// Writes constant structs, arrays and strings as private globals of the llvm dialect.
// SPDX-License-Identifier: Apache-2.0
#include "passes/lower/ConstantData.h"

#include "ingot/abi.h"

using namespace mlir;

namespace ingot {

ConstantData::ConstantData(ModuleOp module, StringRef prefix)
    : builder(module.getContext()), loc(module.getLoc()), prefix(prefix) {
  builder.setInsertionPointToEnd(module.getBody());
}

LLVM::GlobalOp ConstantData::global(Type type, Attribute value, uint64_t alignment) {
  std::string name = prefix + "_data_" + std::to_string(next++);
  return LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Internal, name, value,
                                alignment);
}

std::string ConstantData::string(StringRef text) {
  auto [found, isNew] = strings.try_emplace(text.str());
  if (isNew) {
    std::string bytes = text.str() + '\0';
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size());
    found->second = global(type, builder.getStringAttr(bytes), 1).getSymName().str();
  }
  return found->second;
}

/// Appends the postfix words of `expr`; operands of sums and products one after the other, so the stack stays low.
static void appendWords(sym::ExprAttr expr, ArrayRef<StringRef> symbols, SmallVectorImpl<int64_t> &words) {
  static const llvm::DenseMap<int, int64_t> operations = {
      {static_cast<int>(sym::ExprKind::Add), INGOT_EXPR_ADD},
      {static_cast<int>(sym::ExprKind::Mul), INGOT_EXPR_MUL},
      {static_cast<int>(sym::ExprKind::FloorDiv), INGOT_EXPR_FLOORDIV},
      {static_cast<int>(sym::ExprKind::Min), INGOT_EXPR_MIN},
      {static_cast<int>(sym::ExprKind::Max), INGOT_EXPR_MAX},
      {static_cast<int>(sym::ExprKind::Equal), INGOT_EXPR_EQ},
      {static_cast<int>(sym::ExprKind::LessEqual), INGOT_EXPR_LE}};
  if (expr.getKind() == sym::ExprKind::Constant) {
    words.append({INGOT_EXPR_CONST, expr.getValue()});
    return;
  }
  if (expr.getKind() == sym::ExprKind::Symbol) {
    words.append({INGOT_EXPR_SYMBOL, llvm::find(symbols, expr.getName()) - symbols.begin()});
    return;
  }
  for (auto [number, operand] : llvm::enumerate(expr.getOperands())) {
    appendWords(operand, symbols, words);
    if (number > 0)
      words.push_back(operations.lookup(static_cast<int>(expr.getKind())));
  }
}

std::string ConstantData::program(sym::ExprAttr expr, ArrayRef<StringRef> symbols) {
  std::string &name = programs[expr];
  if (!name.empty())
    return name;
  SmallVector<int64_t> words;
  appendWords(expr, symbols, words);
  words.push_back(INGOT_EXPR_END);
  auto type = RankedTensorType::get({static_cast<int64_t>(words.size())}, builder.getI64Type());
  auto arrayType = LLVM::LLVMArrayType::get(builder.getI64Type(), words.size());
  return name = global(arrayType, DenseIntElementsAttr::get(type, ArrayRef(words)), 8).getSymName().str();
}

Value ConstantData::build(Type type, const ConstantField &value) {
  if (value.isAddress) {
    auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
    if (value.symbol.empty())
      return LLVM::ZeroOp::create(builder, loc, pointer);
    return LLVM::AddressOfOp::create(builder, loc, pointer, value.symbol);
  }
  ArrayRef<Type> types;
  SmallVector<Type> repeated;
  if (auto structType = dyn_cast<LLVM::LLVMStructType>(type)) {
    types = structType.getBody();
  } else if (auto arrayType = dyn_cast<LLVM::LLVMArrayType>(type)) {
    repeated.assign(arrayType.getNumElements(), arrayType.getElementType());
    types = repeated;
  } else {
    return LLVM::ConstantOp::create(builder, loc, type, builder.getIntegerAttr(type, value.number));
  }
  Value whole = LLVM::UndefOp::create(builder, loc, type);
  for (auto [position, field] : llvm::enumerate(value.fields))
    whole = LLVM::InsertValueOp::create(builder, loc, whole, build(types[position], field),
                                        ArrayRef<int64_t>{static_cast<int64_t>(position)});
  return whole;
}

std::string ConstantData::constant(Type type, const ConstantField &value) {
  LLVM::GlobalOp op = global(type, Attribute(), 8);
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&op.getInitializerRegion());
  LLVM::ReturnOp::create(builder, loc, build(type, value));
  return op.getSymName().str();
}

std::string ConstantData::array(Type element, ArrayRef<ConstantField> values) {
  if (values.empty())
    return {};
  return constant(LLVM::LLVMArrayType::get(element, values.size()), ConstantField(values.vec()));
}

std::string ConstantData::blob(ElementsAttr bytes) {
  int64_t size = bytes ? bytes.getShapedType().getNumElements() : 0;
  if (size == 0)
    return {};
  return global(LLVM::LLVMArrayType::get(builder.getI8Type(), size), bytes, INGOT_ALIGNMENT).getSymName().str();
}

} // namespace ingot
