// The machine that code is generated for: a value that is passed down, never a global, never read from the
// host except for the preset `host`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace ingot {

struct Target {
  /// Preset name as the user wrote it.
  std::string preset;
  /// LLVM triple, cpu and feature string, as given to the LLVM target machine.
  std::string triple;
  std::string cpu;
  std::string features;
  /// Bytes of one native vector register (16, 32 or 64), and how many there are.
  unsigned vectorBytes = 16;
  unsigned vectorRegisters = 16;
  /// A multiply-add is one instruction.
  bool hasFma = false;
  /// One instruction adds up four products of an unsigned and a signed byte in each 32-bit lane.
  bool hasDotBytes = false;
  /// Bytes of the level 1 data cache and of the level 2 cache of one core.
  unsigned level1Bytes = 32 * 1024;
  unsigned level2Bytes = 512 * 1024;
  /// Bits of MLIR's `index` type.
  unsigned indexBits = 64;
  /// INGOT_CPU_* bits of abi.h that the machine must have.
  uint64_t cpuFeatures = 0;
};

/// The description of a preset; the error names the presets that exist.
llvm::Expected<Target> parseTarget(llvm::StringRef preset);

/// Writes `target` to the module attribute `rt.target`, where passes read it (dialects/rt/TargetAttr.h).
void attachTarget(mlir::ModuleOp module, const Target &target);

/// Succeeds when `module` has no `rt.target` or one equal to `target`; the error names both presets.
llvm::Error checkTarget(mlir::ModuleOp module, const Target &target);

} // namespace ingot
