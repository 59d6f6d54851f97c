// The presets of `--target`, and the preset `host`, which asks LLVM and the system about this machine.
// Read by the driver before import; passes see the result as `rt.target`. SPDX-License-Identifier: Apache-2.0
#include "compiler/Target.h"

#include "dialects/rt/TargetAttr.h"
#include "ingot/abi.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <algorithm>
#include <memory>
#include <unistd.h>

using namespace llvm;

namespace ingot {
namespace {

constexpr StringLiteral presetTriple = "x86_64-unknown-linux-gnu";

/// Extensions that decide how code is generated, as LLVM names them.
struct Extensions {
  bool sse42 = false, avx2 = false, fma = false;
  bool avx512f = false, avx512bw = false, avx512cd = false, avx512dq = false, avx512vl = false, avx512vnni = false;
};

/// Derives everything that follows from the extensions. The 512-bit tuning is part of the features because
/// LLVM prefers 256 bits on most AVX-512 machines and would split the vectors that we emit.
void applyExtensions(Target &target, const Extensions &has) {
  bool wide = has.avx512f && has.avx512vl && has.avx512bw && has.avx512dq;
  target.vectorBytes = wide ? 64 : has.avx2 ? 32 : 16;
  target.vectorRegisters = wide ? 32 : 16;
  target.hasFma = has.fma;
  target.hasDotBytes = wide && has.avx512vnni;
  target.cpuFeatures = 0;
  if (has.sse42)
    target.cpuFeatures |= INGOT_CPU_X86_SSE42;
  if (has.avx2 && has.fma)
    target.cpuFeatures |= INGOT_CPU_X86_AVX2_FMA;
  if (wide && has.avx512cd)
    target.cpuFeatures |= INGOT_CPU_X86_AVX512;
  if (wide)
    target.features += target.features.empty() ? "-prefer-256-bit" : ",-prefer-256-bit";
}

Target makeLevel(StringRef preset, const Extensions &has, unsigned level2Bytes) {
  Target target;
  target.preset = preset.str();
  target.triple = presetTriple.str();
  target.cpu = preset.str();
  target.level2Bytes = level2Bytes;
  applyExtensions(target, has);
  return target;
}

/// Size of a cache of this machine, or `fallback` where the system does not tell.
unsigned cacheBytes(int name, unsigned fallback) {
  long bytes = sysconf(name);
  return bytes > 0 && bytes <= INT32_MAX ? static_cast<unsigned>(bytes) : fallback;
}

/// The features of this machine that differ from those that `cpu` implies, sorted: the shortest text that is
/// exact.
Expected<std::string> hostFeatureText(StringRef cpu, const StringMap<bool> &host) {
  Triple triple(presetTriple);
  std::string message;
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  const llvm::Target *llvmTarget = TargetRegistry::lookupTarget(triple, message);
  if (!llvmTarget)
    return createStringError("target 'host': %s", message.c_str());
  std::unique_ptr<MCSubtargetInfo> subtarget(llvmTarget->createMCSubtargetInfo(triple, cpu, ""));
  std::vector<std::string> differences;
  for (const SubtargetFeatureKV &feature : subtarget->getAllProcessorFeatures()) {
    auto known = host.find(feature.Key);
    if (known == host.end() || known->second == subtarget->getFeatureBits()[feature.Value])
      continue;
    differences.push_back((known->second ? "+" : "-") + std::string(feature.Key));
  }
  std::sort(differences.begin(), differences.end());
  return join(differences, ",");
}

Expected<Target> makeHost() {
  if (Triple(sys::getProcessTriple()).getArch() != Triple::x86_64)
    return createStringError(
        "target 'host': this machine is '%s', expected an x86-64 machine; name a preset instead",
        sys::getProcessTriple().c_str());
  StringMap<bool> host = sys::getHostCPUFeatures();
  StringRef cpu = sys::getHostCPUName();
  Expected<std::string> features = hostFeatureText(cpu, host);
  if (!features)
    return features.takeError();
  Target target;
  target.preset = "host";
  target.triple = presetTriple.str();
  target.cpu = cpu.str();
  target.features = *features;
  target.level1Bytes = cacheBytes(_SC_LEVEL1_DCACHE_SIZE, target.level1Bytes);
  target.level2Bytes = cacheBytes(_SC_LEVEL2_CACHE_SIZE, target.level2Bytes);
  Extensions has;
  has.sse42 = host.lookup("sse4.2");
  has.avx2 = host.lookup("avx2");
  has.fma = host.lookup("fma");
  has.avx512f = host.lookup("avx512f");
  has.avx512bw = host.lookup("avx512bw");
  has.avx512cd = host.lookup("avx512cd");
  has.avx512dq = host.lookup("avx512dq");
  has.avx512vl = host.lookup("avx512vl");
  has.avx512vnni = host.lookup("avx512vnni");
  applyExtensions(target, has);
  return target;
}

rt::TargetInfo describe(const Target &target) {
  rt::TargetInfo info;
  info.preset = target.preset;
  info.triple = target.triple;
  info.cpu = target.cpu;
  info.features = target.features;
  info.vectorBytes = target.vectorBytes;
  info.vectorRegisters = target.vectorRegisters;
  info.hasFma = target.hasFma;
  info.hasDotBytes = target.hasDotBytes;
  info.level1Bytes = target.level1Bytes;
  info.level2Bytes = target.level2Bytes;
  info.indexBits = target.indexBits;
  info.cpuFeatures = target.cpuFeatures;
  return info;
}

} // namespace

Expected<Target> parseTarget(StringRef preset) {
  Extensions level2, level3, level4;
  level2.sse42 = true;
  level3 = level2;
  level3.avx2 = level3.fma = true;
  level4 = level3;
  level4.avx512f = level4.avx512bw = level4.avx512cd = level4.avx512dq = level4.avx512vl = true;
  if (preset == "host")
    return makeHost();
  if (preset == "x86-64-v2")
    return makeLevel(preset, level2, 256 * 1024);
  if (preset == "x86-64-v3")
    return makeLevel(preset, level3, 512 * 1024);
  if (preset == "x86-64-v4")
    return makeLevel(preset, level4, 1024 * 1024);
  return createStringError(
      "unknown target '%s': expected one of 'host', 'x86-64-v2', 'x86-64-v3', 'x86-64-v4'",
      preset.str().c_str());
}

void attachTarget(mlir::ModuleOp module, const Target &target) { rt::writeTarget(module, describe(target)); }

Error checkTarget(mlir::ModuleOp module, const Target &target) {
  if (!module->hasAttr(rt::targetAttrName))
    return Error::success();
  rt::TargetInfo found = rt::readTarget(module), expected = describe(target);
  if (found.cpu == expected.cpu && found.features == expected.features && found.triple == expected.triple)
    return Error::success();
  return createStringError("the module was lowered for target '%s' (%s), the compilation asks for '%s' (%s); "
                           "pass the module's target",
                           found.preset.c_str(), found.cpu.c_str(), expected.preset.c_str(),
                           expected.cpu.c_str());
}

} // namespace ingot
