// Text of functions on tensors -> loops -> LLVM -> machine code in this process. The work happens in a
// context of its own: passes of the caller's need not load dialects, and only small text crosses, as all
// tensors are passed by pointer. SPDX-License-Identifier: Apache-2.0
#include "passes/EvaluateJit.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/TensorInferTypeOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/TensorTilingInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"

#include <cstdlib>
#include <mutex>
#include <vector>

using namespace mlir;

namespace {

/// Temporaries of one call; freed together after it.
class Scratch {
public:
  Scratch() = default;
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;
  ~Scratch() { clear(); }

  static void *allocate(Scratch *scratch, uint64_t bytes) {
    scratch->blocks.push_back(llvm::safe_malloc(bytes));
    return scratch->blocks.back();
  }
  void clear() {
    for (void *block : blocks)
      std::free(block);
    blocks.clear();
  }

private:
  std::vector<void *> blocks;
};

llvm::Error makeError(const llvm::Twine &text) { return llvm::createStringError(text); }

/// The dialects and interfaces that evaluation works with.
DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registry.insert<affine::AffineDialect, arith::ArithDialect, bufferization::BufferizationDialect,
                  cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect, LLVM::LLVMDialect,
                  math::MathDialect, memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerInferTypeOpInterfaceExternalModels(registry);
  tensor::registerTilingInterfaceExternalModels(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  return registry;
}

/// A context that keeps the first diagnostic for an error.
class PrivateContext {
public:
  PrivateContext() : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
    context.allowUnregisteredDialects();
    context.loadAllAvailableDialects();
    context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      if (message.empty() && diagnostic.getSeverity() == DiagnosticSeverity::Error)
        message = diagnostic.str();
      return success();
    });
  }

  llvm::Error error(StringRef step) {
    return makeError("cannot evaluate constants: " + step + (message.empty() ? "" : ": " + message));
  }

  MLIRContext context;

private:
  std::string message;
};

/// Text of one module with the kernels as @subgraph0, @subgraph1, ...
std::string moduleText(ArrayRef<std::string> kernels) {
  std::string text;
  for (auto [index, kernel] : llvm::enumerate(kernels)) {
    size_t place = kernel.find(ingot::kernelName.str());
    if (place == std::string::npos)
      continue;
    size_t end = place + ingot::kernelName.size();
    text += kernel.substr(0, end) + std::to_string(index) + kernel.substr(end) + "\n";
  }
  return text;
}

/// Arguments become memrefs, results are written into memrefs behind them.
void passByPointer(func::FuncOp function) {
  Block &body = function.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  Location loc = function.getLoc();
  auto memrefOf = [](Type type) {
    auto tensor = cast<RankedTensorType>(type);
    return MemRefType::get(tensor.getShape(), tensor.getElementType());
  };
  SmallVector<Type> types;
  for (BlockArgument argument : body.getArguments()) {
    Type tensor = argument.getType();
    argument.setType(memrefOf(tensor));
    auto value = bufferization::ToTensorOp::create(builder, loc, tensor, argument, /*restrict=*/true);
    argument.replaceAllUsesExcept(value, value);
    types.push_back(argument.getType());
  }
  auto results = cast<func::ReturnOp>(body.getTerminator());
  builder.setInsertionPoint(results);
  for (Value result : results.getOperands()) {
    Value destination = body.addArgument(memrefOf(result.getType()), loc);
    types.push_back(destination.getType());
    bufferization::MaterializeInDestinationOp::create(builder, loc, Type(), result, destination,
                                                      /*restrict=*/true,
                                                      /*writable=*/true);
  }
  results->setOperands({});
  function.setFunctionType(builder.getFunctionType(types, {}));
  function.setPublic();
}

/// Kernels of loops get memory of their own for each of their tensors that start with nothing in it: equal ones were
/// merged, and bufferisation takes what is in them to be the same from then on.
void separateEmptyTensors(ModuleOp module) {
  SmallVector<OpOperand *> uses;
  module.walk([&](tensor::EmptyOp empty) {
    for (OpOperand &use : empty->getUses())
      if (use.getOwner()->getParentOfType<scf::ExecuteRegionOp>())
        uses.push_back(&use);
  });
  for (OpOperand *use : uses) {
    Operation *empty = use->get().getDefiningOp();
    use->set(OpBuilder(empty).clone(*empty)->getResult(0));
  }
}

/// Operations that one-shot bufferisation does not know become ones that it does.
LogicalResult decompose(ModuleOp module) {
  IRRewriter rewriter(module.getContext());
  SmallVector<Operation *> packs;
  module.walk([&](Operation *op) {
    if (isa<linalg::PackOp, linalg::UnPackOp>(op))
      packs.push_back(op);
  });
  for (Operation *op : packs) {
    rewriter.setInsertionPoint(op);
    auto pack = dyn_cast<linalg::PackOp>(op);
    if (pack ? failed(linalg::lowerPack(rewriter, pack))
             : failed(linalg::lowerUnPack(rewriter, cast<linalg::UnPackOp>(op))))
      return op->emitError("expected a packing that can be lowered");
  }
  RewritePatternSet patterns(module.getContext());
  tensor::populateDecomposeTensorConcatPatterns(patterns);
  return applyPatternsGreedily(module, std::move(patterns));
}

LogicalResult bufferize(ModuleOp module) {
  bufferization::OneShotBufferizationOptions options;
  // memref.copy would call a runtime library for strided operands.
  options.memCpyFn = [](OpBuilder &builder, Location loc, Value from, Value to) {
    linalg::makeMemRefCopyOp(builder, loc, from, to);
    return success();
  };
  options.allowReturnAllocsFromLoops = true; // memory is freed after all
  bufferization::BufferizationState state;
  return bufferization::runOneShotBufferize(module, options, state);
}

LogicalResult lowerToLlvm(ModuleOp module) {
  PassManager manager(module.getContext(), ModuleOp::getOperationName());
  manager.enableVerifier(false);
  OpPassManager &functions = manager.nest<func::FuncOp>();
  functions.addPass(createConvertLinalgToLoopsPass());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createSCFToControlFlowPass());
  arith::ArithExpandOpsPassOptions expand;
  expand.includeBf16 = true;
  manager.addPass(arith::createArithExpandOpsPass(expand));
  manager.addPass(createConvertMathToLLVMPass());
  manager.addPass(createConvertMathToLibmPass());
  FinalizeMemRefToLLVMConversionPassOptions memref;
  memref.useGenericFunctions = true;
  manager.addPass(createFinalizeMemRefToLLVMConversionPass(memref));
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  ConvertFuncToLLVMPassOptions function;
  function.useBarePtrCallConv = true;
  manager.addPass(createConvertFuncToLLVMPass(function));
  manager.addPass(createReconcileUnrealizedCastsPass());
  return manager.run(module);
}

/// Adds `void @call<i>(ptr arguments)`, which loads the arguments of @subgraph<i> from an array.
void addEntryPoint(llvm::Module &module, size_t index) {
  llvm::Function *kernel = module.getFunction((ingot::kernelName.drop_front() + llvm::Twine(index)).str());
  if (!kernel)
    return;
  llvm::IRBuilder<> builder(module.getContext());
  llvm::Type *pointer = builder.getPtrTy();
  auto *entry = llvm::Function::Create(llvm::FunctionType::get(builder.getVoidTy(), {pointer}, false),
                                       llvm::Function::ExternalLinkage, "call" + llvm::Twine(index), module);
  builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", entry));
  SmallVector<llvm::Value *> arguments;
  for (unsigned argument = 0; argument < kernel->arg_size(); ++argument)
    arguments.push_back(
        builder.CreateLoad(pointer, builder.CreateConstGEP1_32(pointer, entry->getArg(0), argument)));
  builder.CreateCall(kernel, arguments);
  builder.CreateRetVoid();
  kernel->setLinkage(llvm::Function::InternalLinkage);
}

/// Defines the allocation function that lowered memrefs call: memory of the host's `Scratch`.
void addAllocation(llvm::Module &module) {
  llvm::Function *allocate = module.getFunction("_mlir_memref_to_llvm_alloc");
  if (!allocate)
    return;
  llvm::IRBuilder<> builder(module.getContext());
  llvm::Type *pointer = builder.getPtrTy();
  module.getOrInsertGlobal("ingot_scratch", builder.getInt8Ty());
  llvm::FunctionCallee host =
      module.getOrInsertFunction("ingot_scratch_allocate", pointer, pointer, builder.getInt64Ty());
  builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", allocate));
  llvm::Value *block = builder.CreateCall(host, {module.getNamedValue("ingot_scratch"), allocate->getArg(0)});
  builder.CreateRet(block);
  allocate->setLinkage(llvm::Function::InternalLinkage);
}

/// A light pipeline: the code runs once over data that is in memory.
void optimize(llvm::Module &module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  llvm::ModulePassManager manager;
  if (llvm::Error error =
          builder.parsePassPipeline(manager, "function(early-cse,loop-mssa(licm),instsimplify)"))
    return llvm::consumeError(std::move(error));
  manager.run(module, modules);
}

llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> makeJit(uint64_t work) {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
  auto machine = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!machine)
    return machine.takeError();
  machine->setCodeGenOptLevel(work < ingot::heavyWork ? llvm::CodeGenOptLevel::None
                                                      : llvm::CodeGenOptLevel::Less);
  return llvm::orc::LLJITBuilder().setJITTargetMachineBuilder(std::move(*machine)).create();
}

llvm::Error defineHostSymbols(llvm::orc::LLJIT &jit, Scratch &scratch) {
  llvm::orc::JITDylib &library = jit.getMainJITDylib();
  auto process =
      llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(jit.getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));
  auto symbol = [](auto *address) {
    return llvm::orc::ExecutorSymbolDef(llvm::orc::ExecutorAddr::fromPtr(address),
                                        llvm::JITSymbolFlags::Exported);
  };
  llvm::orc::SymbolMap symbols;
  symbols[jit.mangleAndIntern("ingot_scratch")] = symbol(&scratch);
  symbols[jit.mangleAndIntern("ingot_scratch_allocate")] = symbol(&Scratch::allocate);
  return library.define(llvm::orc::absoluteSymbols(std::move(symbols)));
}

/// MLIR text -> optimised LLVM module.
llvm::Expected<llvm::orc::ThreadSafeModule> compile(ArrayRef<std::string> kernels, llvm::orc::LLJIT &jit) {
  PrivateContext privateContext;
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(moduleText(kernels), &privateContext.context);
  if (!module)
    return privateContext.error("expected a subgraph of linalg, tensor, arith and math");
  module->walk([](func::FuncOp function) { passByPointer(function); });
  separateEmptyTensors(*module);
  if (failed(decompose(*module)))
    return privateContext.error("decomposition failed");
  if (failed(bufferize(*module)))
    return privateContext.error("bufferisation failed");
  if (failed(lowerToLlvm(*module)))
    return privateContext.error("lowering to loops failed");
  auto context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> translated = translateModuleToLLVMIR(*module, *context, "constants");
  if (!translated)
    return privateContext.error("translation failed");
  translated->setDataLayout(jit.getDataLayout());
  for (size_t index = 0; index < kernels.size(); ++index)
    addEntryPoint(*translated, index);
  addAllocation(*translated);
  optimize(*translated);
  return llvm::orc::ThreadSafeModule(std::move(translated), std::move(context));
}

} // namespace

llvm::Error ingot::runKernels(ArrayRef<std::string> kernels, ArrayRef<KernelCall> calls, uint64_t work) {
  auto jit = makeJit(work);
  if (!jit)
    return jit.takeError();
  auto module = compile(kernels, **jit);
  if (!module)
    return module.takeError();
  Scratch scratch;
  if (llvm::Error error = defineHostSymbols(**jit, scratch))
    return error;
  if (llvm::Error error = (*jit)->addIRModule(std::move(*module)))
    return error;
  SmallVector<void (*)(const void *const *)> entries;
  for (size_t index = 0; index < kernels.size(); ++index) {
    auto address = (*jit)->lookup(("call" + llvm::Twine(index)).str());
    if (!address)
      return address.takeError();
    entries.push_back(address->toPtr<void(const void *const *)>());
  }
  for (const KernelCall &call : calls) {
    entries[call.kernel](call.pointers.data());
    scratch.clear();
  }
  return llvm::Error::success();
}
