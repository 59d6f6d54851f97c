// Tests of the presets of `--target` and of what passes see of them. SPDX-License-Identifier: Apache-2.0
#include "compiler/Target.h"

#include "dialects/rt/TargetAttr.h"
#include "ingot/abi.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include "gtest/gtest.h"

using namespace ingot;

namespace {

Target parse(llvm::StringRef preset) {
  llvm::Expected<Target> target = parseTarget(preset);
  EXPECT_TRUE(static_cast<bool>(target)) << llvm::toString(target.takeError());
  return target ? *target : Target();
}

TEST(Target, LevelsHaveTheirVectors) {
  Target level2 = parse("x86-64-v2"), level3 = parse("x86-64-v3"), level4 = parse("x86-64-v4");
  EXPECT_EQ(level2.vectorBytes, 16u);
  EXPECT_EQ(level3.vectorBytes, 32u);
  EXPECT_EQ(level4.vectorBytes, 64u);
  EXPECT_EQ(level2.vectorRegisters, 16u);
  EXPECT_EQ(level3.vectorRegisters, 16u);
  EXPECT_EQ(level4.vectorRegisters, 32u);
  EXPECT_FALSE(level2.hasFma);
  EXPECT_TRUE(level3.hasFma);
  EXPECT_TRUE(level4.hasFma);
}

TEST(Target, LevelsAskForTheirCpuFeatures) {
  EXPECT_EQ(parse("x86-64-v2").cpuFeatures, INGOT_CPU_X86_SSE42);
  EXPECT_EQ(parse("x86-64-v3").cpuFeatures, INGOT_CPU_X86_SSE42 | INGOT_CPU_X86_AVX2_FMA);
  EXPECT_EQ(parse("x86-64-v4").cpuFeatures,
            INGOT_CPU_X86_SSE42 | INGOT_CPU_X86_AVX2_FMA | INGOT_CPU_X86_AVX512);
}

TEST(Target, WideVectorsAreNotSplit) {
  EXPECT_EQ(parse("x86-64-v3").features, "");
  EXPECT_EQ(parse("x86-64-v4").features, "-prefer-256-bit");
}

#ifdef __x86_64__
TEST(Target, HostIsConsistent) {
  Target host = parse("host");
  EXPECT_FALSE(host.cpu.empty());
  EXPECT_GE(host.level1Bytes, 4096u);
  EXPECT_GE(host.level2Bytes, host.level1Bytes);
  EXPECT_EQ(host.vectorRegisters, host.vectorBytes == 64 ? 32u : 16u);
  EXPECT_EQ(parse("host").features, host.features);
  EXPECT_EQ(llvm::StringRef(host.features).contains("-prefer-256-bit"), host.vectorBytes == 64);
}
#endif

TEST(Target, UnknownPresetListsThePresets) {
  llvm::Expected<Target> target = parseTarget("vax");
  ASSERT_FALSE(static_cast<bool>(target));
  EXPECT_EQ(llvm::toString(target.takeError()),
            "unknown target 'vax': expected one of 'host', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4'");
}

TEST(Target, PassesReadWhatTheDriverWrote) {
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context));
  EXPECT_EQ(rt::readTarget(*module).vectorBytes, 32u);
  attachTarget(*module, parse("x86-64-v4"));
  rt::TargetInfo info = rt::readTarget(*module);
  EXPECT_EQ(info.cpu, "x86-64-v4");
  EXPECT_EQ(info.lanes(32), 16u);
  EXPECT_EQ(info.cpuFeatures, parse("x86-64-v4").cpuFeatures);
  EXPECT_TRUE(info.hasFma);
  llvm::Error same = checkTarget(*module, parse("x86-64-v4")),
              other = checkTarget(*module, parse("x86-64-v2"));
  EXPECT_FALSE(static_cast<bool>(same));
  EXPECT_TRUE(static_cast<bool>(other));
  llvm::consumeError(std::move(other));
}

} // namespace
