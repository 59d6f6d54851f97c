// Writes the three memory functions as IR: one loop over native vectors, one over the bytes that remain.
// Third step of emission. SPDX-License-Identifier: Apache-2.0
//
// Forwards, for n bytes and vectors of V:          Backwards (memmove to a higher address):
//   whole = n & -V                                   whole = n & -V
//   i = 0;     while (i < whole) vector[i], i += V   i = n;     while (i > whole) i -= 1, byte[i]
//   i = whole; while (i < n)     byte[i],   i += 1   i = whole; while (i > 0)     i -= V, vector[i]
#include "compiler/emit/MemoryFunctions.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace ingot {
namespace {

struct FunctionWriter {
  Module &module;
  unsigned vectorBytes;
  IRBuilder<> builder;
  SmallVector<GlobalValue *> added;

  FunctionWriter(Module &module, unsigned vectorBytes)
      : module(module), vectorBytes(vectorBytes), builder(module.getContext()) {}

  Type *word() { return module.getDataLayout().getIntPtrType(module.getContext()); }
  Type *unitType(unsigned bytes) {
    Type *byte = builder.getInt8Ty();
    return bytes == 1 ? byte : FixedVectorType::get(byte, bytes);
  }

  /// Starts a function `name`(ptr, second, word) -> ptr; null if the module already defines it.
  Function *begin(StringRef name, Type *second) {
    Function *function = module.getFunction(name);
    if (function && !function->isDeclaration())
      return nullptr;
    if (!function)
      function =
          Function::Create(FunctionType::get(builder.getPtrTy(), {builder.getPtrTy(), second, word()}, false),
                           GlobalValue::InternalLinkage, name, module);
    function->setLinkage(GlobalValue::InternalLinkage);
    function->setDSOLocal(true);
    function->setDoesNotThrow();
    function->addFnAttr("no-builtins");
    builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "entry", function));
    added.push_back(function);
    return function;
  }

  using Body = function_ref<void(Value *offset, Type *unit)>;

  /// `for (i = from; i < to; i += bytes) body(i)`; leaves the builder after the loop.
  void loopUp(Value *from, Value *to, unsigned bytes, Body body) {
    Value *step = ConstantInt::get(word(), bytes);
    loop(
        from, [&](Value *i) { return builder.CreateICmpULT(i, to); },
        [&](Value *i) {
          body(i, unitType(bytes));
          return builder.CreateAdd(i, step);
        });
  }

  /// `for (i = from; i > to;) i -= bytes, body(i)`.
  void loopDown(Value *from, Value *to, unsigned bytes, Body body) {
    Value *step = ConstantInt::get(word(), bytes);
    loop(
        from, [&](Value *i) { return builder.CreateICmpUGT(i, to); },
        [&](Value *i) {
          Value *next = builder.CreateSub(i, step);
          body(next, unitType(bytes));
          return next;
        });
  }

  void loop(Value *from, function_ref<Value *(Value *)> condition, function_ref<Value *(Value *)> body) {
    BasicBlock *before = builder.GetInsertBlock();
    Function *function = before->getParent();
    BasicBlock *head = BasicBlock::Create(module.getContext(), "head", function);
    BasicBlock *inside = BasicBlock::Create(module.getContext(), "body", function);
    BasicBlock *after = BasicBlock::Create(module.getContext(), "after", function);
    builder.CreateBr(head);
    builder.SetInsertPoint(head);
    PHINode *index = builder.CreatePHI(word(), 2);
    index->addIncoming(from, before);
    builder.CreateCondBr(condition(index), inside, after);
    builder.SetInsertPoint(inside);
    index->addIncoming(body(index), inside);
    builder.CreateBr(head);
    builder.SetInsertPoint(after);
  }

  Value *wholeBytes(Value *size) {
    return builder.CreateAnd(size, ConstantInt::getSigned(word(), -static_cast<int64_t>(vectorBytes)));
  }

  void copyUnit(Value *to, Value *from, Value *offset, Type *unit) {
    Value *value = builder.CreateAlignedLoad(unit, builder.CreatePtrAdd(from, offset), Align(1));
    builder.CreateAlignedStore(value, builder.CreatePtrAdd(to, offset), Align(1));
  }

  void copyUp(Function *function) {
    Value *to = function->getArg(0), *from = function->getArg(1), *size = function->getArg(2);
    Value *whole = wholeBytes(size);
    auto unit = [&](Value *offset, Type *type) { copyUnit(to, from, offset, type); };
    loopUp(ConstantInt::get(word(), 0), whole, vectorBytes, unit);
    loopUp(whole, size, 1, unit);
    builder.CreateRet(to);
  }

  void copyDown(Function *function) {
    Value *to = function->getArg(0), *from = function->getArg(1), *size = function->getArg(2);
    Value *whole = wholeBytes(size);
    auto unit = [&](Value *offset, Type *type) { copyUnit(to, from, offset, type); };
    loopDown(size, whole, 1, unit);
    loopDown(whole, ConstantInt::get(word(), 0), vectorBytes, unit);
    builder.CreateRet(to);
  }

  void addMemcpy() {
    if (Function *function = begin("memcpy", builder.getPtrTy()))
      copyUp(function);
  }

  void addMemmove() {
    Function *function = begin("memmove", builder.getPtrTy());
    if (!function)
      return;
    BasicBlock *up = BasicBlock::Create(module.getContext(), "up", function);
    BasicBlock *down = BasicBlock::Create(module.getContext(), "down", function);
    Value *to = builder.CreatePtrToInt(function->getArg(0), word());
    Value *from = builder.CreatePtrToInt(function->getArg(1), word());
    builder.CreateCondBr(builder.CreateICmpULE(to, from), up, down);
    builder.SetInsertPoint(up);
    copyUp(function);
    builder.SetInsertPoint(down);
    copyDown(function);
  }

  void addMemset() {
    Function *function = begin("memset", builder.getInt32Ty());
    if (!function)
      return;
    Value *to = function->getArg(0), *size = function->getArg(2);
    Value *byte = builder.CreateTrunc(function->getArg(1), builder.getInt8Ty());
    Value *vector = builder.CreateVectorSplat(vectorBytes, byte);
    Value *whole = wholeBytes(size);
    auto unit = [&](Value *offset, Type *type) {
      builder.CreateAlignedStore(type->isVectorTy() ? vector : byte, builder.CreatePtrAdd(to, offset),
                                 Align(1));
    };
    loopUp(ConstantInt::get(word(), 0), whole, vectorBytes, unit);
    loopUp(whole, size, 1, unit);
    builder.CreateRet(to);
  }
};

/// Which of the functions the code generator may call.
struct Needs {
  bool memcpy = false, memmove = false, memset = false;
};

Needs findNeeds(const Module &module) {
  Needs needs;
  for (const Function &function : module) {
    needs.memcpy |= function.getName() == "memcpy" && function.isDeclaration();
    needs.memmove |= function.getName() == "memmove" && function.isDeclaration();
    needs.memset |= function.getName() == "memset" && function.isDeclaration();
    for (const BasicBlock &block : function)
      for (const Instruction &instruction : block)
        if (auto *call = dyn_cast<IntrinsicInst>(&instruction)) {
          needs.memcpy |= call->getIntrinsicID() == Intrinsic::memcpy;
          needs.memmove |= call->getIntrinsicID() == Intrinsic::memmove;
          needs.memset |= call->getIntrinsicID() == Intrinsic::memset;
        }
  }
  return needs;
}

} // namespace

void addMemoryFunctions(Module &module, unsigned vectorBytes) {
  Needs needs = findNeeds(module);
  FunctionWriter writer(module, vectorBytes);
  if (needs.memcpy)
    writer.addMemcpy();
  if (needs.memmove)
    writer.addMemmove();
  if (needs.memset)
    writer.addMemset();
  // The calls do not exist yet: without this the code generator drops the definitions as unused.
  if (!writer.added.empty())
    appendToCompilerUsed(module, writer.added);
}

} // namespace ingot
