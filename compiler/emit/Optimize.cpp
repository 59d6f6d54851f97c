// A short pipeline of LLVM passes for code that is already tiled, vectorised and unrolled. LLVM's own O3
// takes twice the time and gives no faster kernels. Second step of emission.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Optimize.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/DeadStoreElimination.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

using namespace llvm;

namespace ingot {
namespace {

ModulePassManager buildPasses(unsigned level) {
  ModulePassManager passes;
  if (level == 0)
    return passes;
  // First, so that nothing else looks at code without users.
  passes.addPass(GlobalDCEPass());
  FunctionPassManager function;
  function.addPass(SROAPass(SROAOptions::ModifyCFG));
  function.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  function.addPass(SimplifyCFGPass());
  function.addPass(InstCombinePass());
  // Rotation gives hoisting a block that runs only if the loop does.
  LoopPassManager loop;
  loop.addPass(LoopRotatePass());
  loop.addPass(LICMPass(LICMOptions()));
  function.addPass(createFunctionToLoopPassAdaptor(std::move(loop), /*UseMemorySSA=*/true));
  if (level >= 2) {
    function.addPass(GVNPass());
    function.addPass(DSEPass());
    function.addPass(InstCombinePass());
  }
  function.addPass(ADCEPass());
  function.addPass(SimplifyCFGPass());
  passes.addPass(createModuleToFunctionPassAdaptor(std::move(function)));
  return passes;
}

} // namespace

void optimize(Module &module, TargetMachine &machine, unsigned level) {
  PassBuilder builder(&machine);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  // A model has no C library: no name means what it means in C.
  TargetLibraryInfoImpl noLibrary(machine.getTargetTriple());
  noLibrary.disableAllFunctions();
  functions.registerPass([&] { return TargetLibraryAnalysis(noLibrary); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  buildPasses(level).run(module, modules);
}

} // namespace ingot
