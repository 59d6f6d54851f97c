// Affine expressions as size formulas over the model's symbols. Shared by the linalg stage, which names computed sizes,
// and the buffers stage, which sums up memory. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/IR/AffineExpr.h"

namespace ingot {

/// `expr` with formulas for its dims, then its symbols. Null where one of them is null or the result is too large.
/// Affine floordiv, ceildiv and mod are those of formulas: all round the same way.
sym::ExprAttr composeFormula(mlir::AffineExpr expr, unsigned dims, llvm::ArrayRef<sym::ExprAttr> operands);

} // namespace ingot
