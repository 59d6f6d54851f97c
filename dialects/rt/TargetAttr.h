// The module attribute `rt.target`: what a pass may know about the machine that code is generated for.
// Written by compiler/Target.cpp after import, read by passes. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <cstdint>
#include <string>

namespace ingot::rt {

/// Name of the module attribute, a dictionary with the keys that `TargetInfo` documents.
inline constexpr llvm::StringLiteral targetAttrName = "rt.target";

/// The machine as passes see it. A key that the attribute lacks has the value that `x86-64-v3` has.
struct TargetInfo {
  /// `preset`: the name that the user gave.
  std::string preset = "x86-64-v3";
  /// `triple`, `cpu`, `features`: as given to the LLVM target machine.
  std::string triple = "x86_64-unknown-linux-gnu";
  std::string cpu = "x86-64-v3";
  std::string features;
  /// `vector_bytes`, `vector_registers`: size of one native vector register, and how many there are.
  unsigned vectorBytes = 32;
  unsigned vectorRegisters = 16;
  /// `fma`: a multiply-add is one instruction.
  bool hasFma = true;
  /// `dot_bytes`: one instruction adds up four products of an unsigned and a signed byte in each 32-bit lane.
  bool hasDotBytes = false;
  /// `l1_bytes`, `l2_bytes`: sizes of the data caches of one core.
  unsigned level1Bytes = 32 * 1024;
  unsigned level2Bytes = 512 * 1024;
  /// `index_bits`: width of `index`.
  unsigned indexBits = 64;
  /// `cpu_features`: INGOT_CPU_* bits of abi.h that the machine must have.
  uint64_t cpuFeatures = 3;

  /// How many elements of `elementBits` bits one vector register holds; at least one.
  unsigned lanes(unsigned elementBits) const {
    unsigned count = elementBits == 0 ? 1 : vectorBytes * 8 / elementBits;
    return count == 0 ? 1 : count;
  }
};

/// Reads `rt.target` of `module`.
TargetInfo readTarget(mlir::ModuleOp module);

/// Sets `rt.target` of `module`.
void writeTarget(mlir::ModuleOp module, const TargetInfo &target);

} // namespace ingot::rt
