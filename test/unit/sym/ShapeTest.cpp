// Tensor types with named sizes. SPDX-License-Identifier: Apache-2.0
#include "test/unit/sym/RandomExpr.h"

#include "mlir/IR/Builders.h"

#include <gtest/gtest.h>

using namespace ingot::sym;

TEST(Shape, StaticTypesHaveNoEncoding) {
  SymTest sym;
  mlir::Type f32 = mlir::Builder(&sym.context).getF32Type();
  mlir::RankedTensorType type = tensorTypeOf({sym(2), sym(3)}, f32);
  EXPECT_EQ(type, mlir::RankedTensorType::get({2, 3}, f32));
  EXPECT_TRUE(isFullyNamed(type));
  EXPECT_EQ(dimsOf(type)[1], sym(3));
  EXPECT_FALSE(tensorTypeOf({sym(-1)}, f32));
}

TEST(Shape, NamesAreKept) {
  SymTest sym;
  mlir::Type f32 = mlir::Builder(&sym.context).getF32Type();
  mlir::RankedTensorType type = tensorTypeOf({sym("N"), sym(3), ExprAttr()}, f32);
  EXPECT_TRUE(type.isDynamicDim(0));
  EXPECT_EQ(dimOf(type, 0), sym("N"));
  EXPECT_EQ(dimOf(type, 1), sym(3));
  EXPECT_FALSE(dimOf(type, 2));
  EXPECT_FALSE(isFullyNamed(type));
  EXPECT_EQ(tensorTypeOf({ExprAttr()}, f32), mlir::RankedTensorType::get({mlir::ShapedType::kDynamic}, f32));
  EXPECT_FALSE(isFullyNamed(mlir::UnrankedTensorType::get(f32)));
  EXPECT_TRUE(isFullyNamed(f32));
}

TEST(Shape, SubstituteMakesDimsStatic) {
  SymTest sym;
  mlir::Type f32 = mlir::Builder(&sym.context).getF32Type();
  auto bind = [&](llvm::StringRef name) { return name == "N" ? sym(4) : ExprAttr(); };
  EXPECT_EQ(substitute(tensorTypeOf({sym("N"), sym("N - 1")}, f32), bind),
            mlir::RankedTensorType::get({4, 3}, f32));
  EXPECT_FALSE(substitute(tensorTypeOf({sym("N - 5")}, f32), bind));
}
