// How an operand's address changes from lane to lane. SPDX-License-Identifier: Apache-2.0
#include "passes/Access.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include <gtest/gtest.h>

using namespace ingot;
using namespace mlir;

namespace {
struct AccessTest : testing::Test {
  AccessTest() { context.loadDialect<tensor::TensorDialect>(); }
  AffineMap map(llvm::StringRef text) {
    return cast<AffineMapAttr>(parseAttribute(("affine_map<" + text + ">").str(), &context)).getValue();
  }
  /// What a tensor of `type` does when loop `dim` becomes a vector of four lanes.
  LaneAccess access(llvm::StringRef text, llvm::StringRef type, unsigned dim) {
    OpBuilder builder(&context);
    OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
    builder.setInsertionPointToStart(module->getBody());
    auto tensorType = cast<RankedTensorType>(parseType(type, &context));
    Value empty = tensor::EmptyOp::create(builder, builder.getUnknownLoc(), tensorType, ValueRange());
    return classifyAccess(map(text), empty, dim, 4);
  }
  /// The access of the columns of a part of a tensor<8x8xf32>, whole rows of which are taken where `drops`.
  LaneAccess sliced(int64_t columnStep, bool drops) {
    OpBuilder builder(&context);
    Location loc = builder.getUnknownLoc();
    OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
    builder.setInsertionPointToStart(module->getBody());
    auto type = RankedTensorType::get({8, 8}, builder.getF32Type());
    Value empty = tensor::EmptyOp::create(builder, loc, type, ValueRange());
    auto index = [&](int64_t value) -> OpFoldResult { return builder.getIndexAttr(value); };
    SmallVector<OpFoldResult> zeros{index(0), index(0)}, steps{index(1), index(columnStep)};
    SmallVector<OpFoldResult> sizes{index(4), index(drops ? 1 : 4)};
    auto result = RankedTensorType::get(drops ? SmallVector<int64_t>{4} : SmallVector<int64_t>{4, 4},
                                        builder.getF32Type());
    Value slice = tensor::ExtractSliceOp::create(builder, loc, result, empty, zeros, sizes, steps);
    return classifyAccess(map(drops ? "(d0) -> (d0)" : "(d0, d1) -> (d0, d1)"), slice, drops ? 0 : 1, 4);
  }
  MLIRContext context;
};
} // namespace

TEST_F(AccessTest, Plain) {
  EXPECT_EQ(access("(d0, d1) -> (d0, d1)", "tensor<8x8xf32>", 1), LaneAccess::Contiguous);
  EXPECT_EQ(access("(d0, d1) -> (d0, d1)", "tensor<8x8xf32>", 0), LaneAccess::Scattered);
  EXPECT_EQ(access("(d0, d1) -> (d0)", "tensor<8xf32>", 1), LaneAccess::Invariant);
}

TEST_F(AccessTest, Windows) {
  EXPECT_EQ(access("(d0, d1) -> (d0 + d1)", "tensor<8xf32>", 0), LaneAccess::Contiguous);
  EXPECT_EQ(access("(d0, d1) -> (d0 * 2 + d1)", "tensor<8xf32>", 0), LaneAccess::Scattered);
  EXPECT_EQ(access("(d0, d1) -> (d0 * 2 + d1)", "tensor<8xf32>", 1), LaneAccess::Contiguous);
  EXPECT_EQ(access("(d0, d1) -> (-d0 + 7, d1)", "tensor<8x8xf32>", 0), LaneAccess::Scattered);
}

TEST_F(AccessTest, PackedWeights) {
  EXPECT_EQ(access("(d0, d1) -> (d0 floordiv 8, d1, d0 mod 8)", "tensor<2x3x8xf32>", 0),
            LaneAccess::Contiguous);
  // Blocks of six end inside a vector of four.
  EXPECT_EQ(access("(d0, d1) -> (d0 floordiv 6, d1, d0 mod 6)", "tensor<2x3x6xf32>", 0),
            LaneAccess::Scattered);
  EXPECT_EQ(access("(d0, d1) -> ((d0 + d1) floordiv 8)", "tensor<2xf32>", 0), LaneAccess::Scattered);
}

TEST_F(AccessTest, Slices) {
  EXPECT_EQ(sliced(1, false), LaneAccess::Contiguous);
  EXPECT_EQ(sliced(2, false), LaneAccess::Scattered);
  EXPECT_EQ(sliced(1, true), LaneAccess::Scattered); // one column: the next element is in the next row
}

TEST_F(AccessTest, LaneStep) {
  AffineExpr d0 = getAffineDimExpr(0, &context), d1 = getAffineDimExpr(1, &context);
  EXPECT_EQ(laneStep(d1, 0, 4), 0);
  EXPECT_EQ(laneStep(d0 * 3 + d1, 0, 4), 3);
  EXPECT_EQ(laneStep(d0 - d1, 1, 4), -1);
  EXPECT_EQ(laneStep(d0 % 8, 0, 4), 1);
  EXPECT_EQ(laneStep(d0.floorDiv(8), 0, 4), 0);
  EXPECT_EQ(laneStep(d0 % 6, 0, 4), std::nullopt);
  EXPECT_EQ(laneStep(d0.ceilDiv(8), 0, 4), std::nullopt);
}
