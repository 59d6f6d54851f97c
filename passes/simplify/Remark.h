// How the passes of the simplify stage report what they did and what they left.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mlir/IR/Operation.h"
#include "mlir/IR/Remarks.h"

namespace ingot {

inline constexpr llvm::StringLiteral simplifyCategory = "ingot-simplify";

/// `what` was done at an operation.
inline void remarkDone(mlir::Operation *op, llvm::StringRef pass, llvm::StringRef what) {
  mlir::remark::passed(op->getLoc(), mlir::remark::RemarkOpts::name(pass).category(simplifyCategory)) << what;
}

/// Something could not be done at an operation, and why.
inline void remarkMissed(mlir::Operation *op, llvm::StringRef pass, llvm::StringRef why) {
  mlir::remark::missed(op->getLoc(), mlir::remark::RemarkOpts::name(pass).category(simplifyCategory)) << why;
}

} // namespace ingot
