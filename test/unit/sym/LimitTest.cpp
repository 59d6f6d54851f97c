// The greatest value of an expression over all values of the data symbols. SPDX-License-Identifier: Apache-2.0
#include "dialects/sym/SymLimit.h"
#include "test/unit/sym/RandomExpr.h"

#include "mlir/IR/Builders.h"
#include <gtest/gtest.h>

using namespace ingot::sym;

namespace {
/// N >= 1, data symbols K <= N, J <= 2*K and L from 2 to 10.
struct LimitTest : testing::Test {
  LimitTest() : module(mlir::ModuleOp::create(mlir::UnknownLoc::get(&sym.context))) {
    declare("N", 1, {});
    declare("K", 0, sym("N"));
    declare("J", 0, sym("2*K"));
    declare("L", 2, sym("10"));
    limits.emplace(*module);
  }
  void declare(llvm::StringRef name, int64_t least, ExprAttr bound) {
    auto builder = mlir::OpBuilder::atBlockEnd(module->getBody());
    SymbolOp::create(builder, module->getLoc(), builder.getStringAttr(name), builder.getI64IntegerAttr(least),
                     mlir::IntegerAttr(), bound);
  }
  std::string above(llvm::StringRef text) {
    ExprAttr limit = limits->above(sym(text));
    return limit ? limit.str() : "none";
  }

  SymTest sym;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::optional<DataLimits> limits;
};
} // namespace

TEST_F(LimitTest, Grows) {
  EXPECT_EQ(above("4*N + 1"), "4*N + 1");
  EXPECT_EQ(above("4*K + 1"), "4*N + 1");
  EXPECT_EQ(above("J"), "2*N");
  EXPECT_EQ(above("K*L"), "10*N");
  EXPECT_EQ(above("max(K, 3)"), "max(3, N)");
}

TEST_F(LimitTest, Shrinks) {
  EXPECT_EQ(above("N - K"), "N");
  EXPECT_EQ(above("12 - L"), "10");
  EXPECT_EQ(above("floordiv(N, L)"), "floordiv(N, 2)");
  EXPECT_TRUE(limits->isLargestAtBounds(sym("K*L")));
  EXPECT_FALSE(limits->isLargestAtBounds(sym("N - K")));
  EXPECT_TRUE(limits->isLargestAtBounds(sym("N*N")));
}

TEST_F(LimitTest, Reads) {
  EXPECT_TRUE(limits->readsData(sym("N + J")));
  EXPECT_FALSE(limits->readsData(sym("N + S")));
}

// Over all values of the data symbols, the limit is never exceeded.
TEST_F(LimitTest, IsNeverExceeded) {
  for (llvm::StringRef text : {"4*K - J + 7", "floordiv(5*K + 3, L)", "min(K, J)*L", "N*K - K", "max(N - K, L)*3",
                               "floordiv(K, 4)*4 + L - J", "le(K, 3)*N", "2*N - J"}) {
    ExprAttr expr = sym(text), limit = limits->above(expr);
    for (int64_t n = 1; limit && n < 9; ++n)
      for (int64_t k = 0; k <= n; ++k)
        for (int64_t j = 0; j <= 2 * k; ++j)
          for (int64_t l = 2; l <= 10; ++l) {
            llvm::StringMap<int64_t> values{{"N", n}, {"K", k}, {"J", j}, {"L", l}};
            EXPECT_LE(*evaluate(expr, values), *evaluate(limit, values)) << text.str() << " against " << limit.str();
          }
  }
}
