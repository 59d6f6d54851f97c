// Compiles functions on tensors by plain loops, in process, and runs them. Internal to Evaluate.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace ingot {

/// The name of the function in each text given to `runKernels`.
inline constexpr llvm::StringLiteral kernelName = "@subgraph";

/// One run of a kernel: pointers to the elements of its arguments, then of its results.
struct KernelCall {
  size_t kernel = 0;
  llvm::SmallVector<const void *> pointers;
};

/// Loop iterations of all calls above which better machine code pays for the time it takes to make.
inline constexpr uint64_t heavyWork = uint64_t(1) << 26;

/// Compiles kernels, each the text of a `func.func @subgraph` from static tensors to static tensors, and runs
/// the calls in order. `work` is the number of loop iterations of all calls.
llvm::Error runKernels(llvm::ArrayRef<std::string> kernels, llvm::ArrayRef<KernelCall> calls, uint64_t work);

} // namespace ingot
