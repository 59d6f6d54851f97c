// The model's function as the entry point that the runtime calls. SPDX-License-Identifier: Apache-2.0
#include "passes/lower/EntryPoint.h"

#include "dialects/rt/Abi.h"
#include "dialects/rt/Rt.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace ingot {
namespace {

class EntryPoint {
public:
  EntryPoint(func::FuncOp function, ArrayRef<StringRef> symbolNames, const LLVMTypeConverter &converter)
      : function(function), symbolNames(symbolNames), converter(converter), builder(function.getContext()),
        abi(function.getContext(), converter.getIndexTypeBitwidth()) {}

  LogicalResult make();

private:
  Value field(rt::Abi::CallField field, Location loc);
  Value element(rt::Abi::CallField array, int64_t number, Type type, Location loc);
  Value viewOf(Value address, MemRefType type, ValueRange sizes, Location loc);
  Value asIndex(Value integer, Location loc) {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), integer);
  }
  Value asInteger(Value index, Location loc) { return arith::IndexCastOp::create(builder, loc, abi.index, index); }
  void replace(Operation *op, Value value) {
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }
  /// The place of a named size among those of the call; null where the interface has none of that name.
  Value symbolAddress(StringRef name, Location loc);
  void launch(rt::LaunchOp op);
  void launchParallel(rt::LaunchOp op, func::FuncOp kernel);
  func::FuncOp taskOf(func::FuncOp kernel, LLVM::LLVMStructType context);

  func::FuncOp function;
  ArrayRef<StringRef> symbolNames;
  const LLVMTypeConverter &converter;
  OpBuilder builder;
  rt::Abi abi;
  Value call;
  llvm::DenseMap<Type, Value> contexts;
};

Value EntryPoint::field(rt::Abi::CallField field, Location loc) {
  Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, abi.call, call, ArrayRef<LLVM::GEPArg>{0, field});
  return LLVM::LoadOp::create(builder, loc, abi.pointer, address);
}

Value EntryPoint::element(rt::Abi::CallField array, int64_t number, Type type, Location loc) {
  Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, type, field(array, loc),
                                      ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(number)});
  return LLVM::LoadOp::create(builder, loc, type, address);
}

Value EntryPoint::symbolAddress(StringRef name, Location loc) {
  auto found = llvm::find(symbolNames, name);
  if (found == symbolNames.end())
    return {};
  return LLVM::GEPOp::create(builder, loc, abi.pointer, builder.getI64Type(), field(rt::Abi::Symbols, loc),
                             ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(found - symbolNames.begin())});
}

Value EntryPoint::viewOf(Value address, MemRefType type, ValueRange sizes, Location loc) {
  auto descriptor = MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  descriptor.setAllocatedPtr(builder, loc, address);
  descriptor.setAlignedPtr(builder, loc, address);
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, abi.index, builder.getIntegerAttr(abi.index, value));
  };
  descriptor.setOffset(builder, loc, constant(0));
  Value stride = constant(1);
  size_t dynamic = sizes.size();
  for (int64_t axis = type.getRank() - 1; axis >= 0; --axis) {
    Value size = type.isDynamicDim(axis) ? asInteger(sizes[--dynamic], loc) : constant(type.getDimSize(axis));
    descriptor.setSize(builder, loc, axis, size);
    descriptor.setStride(builder, loc, axis, stride);
    if (axis > 0)
      stride = LLVM::MulOp::create(builder, loc, stride, size);
  }
  Value whole = descriptor;
  return UnrealizedConversionCastOp::create(builder, loc, type, whole).getResult(0);
}

LogicalResult EntryPoint::make() {
  (void)function.insertArgument(0, abi.pointer, {}, function.getLoc());
  call = function.getArgument(0);
  WalkResult walked = function.walk([&](Operation *op) -> WalkResult {
    builder.setInsertionPoint(op);
    Location loc = op->getLoc();
    if (auto input = dyn_cast<rt::InputOp>(op)) {
      replace(op, viewOf(element(rt::Abi::Inputs, static_cast<int64_t>(input.getIndex()), abi.pointer, loc),
                         cast<MemRefType>(input.getType()), input.getSizes(), loc));
    } else if (auto output = dyn_cast<rt::OutputOp>(op)) {
      replace(op, viewOf(element(rt::Abi::Outputs, static_cast<int64_t>(output.getIndex()), abi.pointer, loc),
                         cast<MemRefType>(output.getType()), output.getSizes(), loc));
    } else if (auto slice = dyn_cast<rt::SliceOp>(op)) {
      Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, builder.getI8Type(), field(rt::Abi::Arena, loc),
                                          ArrayRef<LLVM::GEPArg>{asInteger(slice.getOffset(), loc)});
      replace(op, viewOf(address, cast<MemRefType>(slice.getType()), slice.getSizes(), loc));
    } else if (auto weights = dyn_cast<rt::WeightsOp>(op)) {
      Value offset = LLVM::ConstantOp::create(
          builder, loc, abi.index, builder.getIntegerAttr(abi.index, static_cast<int64_t>(weights.getOffset())));
      Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, builder.getI8Type(), field(rt::Abi::Weights, loc),
                                          ArrayRef<LLVM::GEPArg>{offset});
      replace(op, viewOf(address, cast<MemRefType>(weights.getType()), weights.getSizes(), loc));
    } else if (auto symbol = dyn_cast<rt::SymbolOp>(op)) {
      Value address = symbolAddress(symbol.getName(), loc);
      if (!address)
        return symbol.emitError("symbol '") << symbol.getName() << "' is not in the model's interface";
      replace(op, asIndex(LLVM::LoadOp::create(builder, loc, builder.getI64Type(), address), loc));
    } else if (auto set = dyn_cast<rt::SetSymbolOp>(op)) {
      Value address = symbolAddress(set.getName(), loc);
      if (!address)
        return set.emitError("symbol '") << set.getName() << "' is not in the model's interface";
      Value value = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), set.getValue());
      LLVM::StoreOp::create(builder, loc, value, address);
      op->erase();
    } else if (auto launched = dyn_cast<rt::LaunchOp>(op)) {
      launch(launched);
    } else if (auto returned = dyn_cast<func::ReturnOp>(op)) {
      Value ok = arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(0));
      returned.getOperandsMutable().assign(ok);
    }
    return WalkResult::advance();
  });
  function.setFunctionType(builder.getFunctionType(abi.pointer, builder.getI32Type()));
  return failure(walked.wasInterrupted());
}

void EntryPoint::launch(rt::LaunchOp op) {
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getCalleeAttr());
  if (op.getParallel()) {
    launchParallel(op, kernel);
  } else {
    SmallVector<Value> arguments(op.getInputs());
    llvm::append_range(arguments, op.getOutputs());
    arguments.push_back(arith::ConstantIndexOp::create(builder, op.getLoc(), 0));
    arguments.push_back(op.getCount());
    func::CallOp::create(builder, op.getLoc(), kernel, arguments);
  }
  op.erase();
}

/// Stores the arguments in a struct on the stack and has `parallel_for` run the kernel's task over its parts.
void EntryPoint::launchParallel(rt::LaunchOp op, func::FuncOp kernel) {
  Location loc = op.getLoc();
  SmallVector<Value> arguments(op.getInputs());
  llvm::append_range(arguments, op.getOutputs());
  SmallVector<Type> types;
  for (Value argument : arguments)
    types.push_back(converter.convertType(argument.getType()));
  auto contextType = LLVM::LLVMStructType::getLiteral(builder.getContext(), types);
  Value &context = contexts[contextType]; // launches follow each other, so those of equal type share the struct
  if (!context) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&function.getBody().front());
    Value one = LLVM::ConstantOp::create(builder, loc, builder.getI32Type(), builder.getI32IntegerAttr(1));
    context = LLVM::AllocaOp::create(builder, loc, abi.pointer, contextType, one);
  }
  for (auto [number, argument] : llvm::enumerate(arguments)) {
    Value value = UnrealizedConversionCastOp::create(builder, loc, types[number], argument).getResult(0);
    Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, contextType, context,
                                        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(number)});
    LLVM::StoreOp::create(builder, loc, value, address);
  }
  func::FuncOp task = taskOf(kernel, contextType);
  Value taskFunction =
      func::ConstantOp::create(builder, loc, task.getFunctionType(), FlatSymbolRefAttr::get(task.getNameAttr()));
  Value taskPointer = UnrealizedConversionCastOp::create(builder, loc, abi.pointer, taskFunction).getResult(0);
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(builder.getContext()),
                                          {abi.pointer, abi.pointer, abi.pointer, abi.index});
  LLVM::CallOp::create(builder, loc, type,
                       ValueRange{field(rt::Abi::ParallelFor, loc), field(rt::Abi::Pool, loc), taskPointer, context,
                                  asInteger(op.getCount(), loc)});
}

/// `void (ptr context, size_t begin, size_t end)`: unpacks the arguments and calls the kernel.
func::FuncOp EntryPoint::taskOf(func::FuncOp kernel, LLVM::LLVMStructType contextType) {
  std::string name = (kernel.getName() + "_task").str();
  auto module = kernel->getParentOfType<ModuleOp>();
  if (auto existing = module.lookupSymbol<func::FuncOp>(name))
    return existing;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfter(kernel);
  Location loc = kernel.getLoc();
  auto task =
      func::FuncOp::create(builder, loc, name, builder.getFunctionType({abi.pointer, abi.index, abi.index}, {}));
  task.setPrivate();
  Block *body = task.addEntryBlock();
  builder.setInsertionPointToStart(body);
  SmallVector<Value> arguments;
  for (auto [number, type] : llvm::enumerate(contextType.getBody())) {
    Value address = LLVM::GEPOp::create(builder, loc, abi.pointer, contextType, body->getArgument(0),
                                        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(number)});
    Value value = LLVM::LoadOp::create(builder, loc, type, address);
    arguments.push_back(
        UnrealizedConversionCastOp::create(builder, loc, kernel.getArgumentTypes()[number], value).getResult(0));
  }
  arguments.push_back(asIndex(body->getArgument(1), loc));
  arguments.push_back(asIndex(body->getArgument(2), loc));
  func::CallOp::create(builder, loc, kernel, arguments);
  func::ReturnOp::create(builder, loc);
  return task;
}

} // namespace

LogicalResult makeEntryPoint(func::FuncOp function, ArrayRef<StringRef> symbolNames,
                             const LLVMTypeConverter &converter) {
  return EntryPoint(function, symbolNames, converter).make();
}

void lowerChecks(func::FuncOp function, SmallVectorImpl<StringRef> &messages) {
  OpBuilder builder(function.getContext());
  SmallVector<rt::CheckOp> checks;
  function.walk([&](rt::CheckOp check) { checks.push_back(check); });
  for (rt::CheckOp check : checks) {
    Location loc = check.getLoc();
    auto message = llvm::find(messages, check.getMessage());
    auto number = static_cast<int32_t>(message - messages.begin());
    if (message == messages.end())
      messages.push_back(check.getMessage());
    Block *before = check->getBlock(), *after = before->splitBlock(check);
    Block *end = builder.createBlock(&function.getBody(), function.getBody().end());
    Value result = arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(-1 - number));
    func::ReturnOp::create(builder, loc, result);
    builder.setInsertionPointToEnd(before);
    cf::CondBranchOp::create(builder, loc, check.getCondition(), after, end);
    check.erase();
  }
}

} // namespace ingot
