// The machine that code is generated for: a value that is passed down, never a global, never read from the host
// except for the preset `host`. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>

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
  /// Bytes of the level 1 data cache, the level 2 cache, and of one cache line.
  unsigned level1Bytes = 32 * 1024;
  unsigned level2Bytes = 512 * 1024;
  /// Bits of MLIR's `index` type.
  unsigned indexBits = 64;
  /// INGOT_CPU_* bits of abi.h that the machine must have.
  uint64_t cpuFeatures = 0;
};

/// The description of a preset; the error names the presets that exist.
llvm::Expected<Target> parseTarget(llvm::StringRef preset);

} // namespace ingot
