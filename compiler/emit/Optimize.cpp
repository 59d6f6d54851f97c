// Sets up LLVM's pass builder for code whose loops are already tiled and vectorised.
// Second step of emission. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Optimize.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace ingot {
namespace {

OptimizationLevel passLevel(unsigned level) {
  const OptimizationLevel levels[] = {OptimizationLevel::O0, OptimizationLevel::O1, OptimizationLevel::O2,
                                      OptimizationLevel::O3};
  return levels[std::min(level, 3u)];
}

} // namespace

void optimize(Module &module, TargetMachine &machine, unsigned level) {
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.LoopInterleaving = false;
  tuning.SLPVectorization = false;
  tuning.LoopUnrolling = false;
  PassBuilder builder(&machine, tuning);

  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager callGraph;
  ModuleAnalysisManager modules;
  // A model has no C library: no loop may become a call of one, no name means what it means in C.
  TargetLibraryInfoImpl noLibrary(machine.getTargetTriple());
  noLibrary.disableAllFunctions();
  functions.registerPass([&] { return TargetLibraryAnalysis(noLibrary); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);

  ModulePassManager passes = level == 0 ? builder.buildO0DefaultPipeline(OptimizationLevel::O0)
                                        : builder.buildPerModuleDefaultPipeline(passLevel(level));
  passes.run(module, modules);
}

} // namespace ingot
