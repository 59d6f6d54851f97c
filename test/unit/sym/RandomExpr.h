// Random expressions with a second, naive way to evaluate them. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dialects/sym/Sym.h"
#include "mlir/IR/MLIRContext.h"

#include <random>

namespace ingot::sym {

/// A context with the dialect loaded, and short names for the builders.
class SymTest {
public:
  SymTest();
  ExprAttr operator()(int64_t value) { return constant(&context, value); }
  ExprAttr operator()(llvm::StringRef text);

  mlir::MLIRContext context;
};

/// An expression and what it should be: a tree that is evaluated without canonicalisation.
struct RandomExpr {
  ExprAttr expr;
  std::function<std::optional<int64_t>(const llvm::StringMap<int64_t> &)> value;
};

/// A tree of this depth over the symbols A, B, C and small constants.
RandomExpr makeRandom(mlir::MLIRContext *context, std::mt19937 &random, unsigned depth);

} // namespace ingot::sym
