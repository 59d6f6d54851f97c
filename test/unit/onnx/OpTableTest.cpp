// The table of operations: order, ranges, and the page that is made from it.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/onnx/OpTable.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

namespace ingot::onnx {
namespace {

TEST(OpTable, FindsTheEntryOfTheOpset) {
  ASSERT_NE(findOp("", "Clip", 10), nullptr);
  EXPECT_EQ(findOp("", "Clip", 10)->mostInputs, 1);
  EXPECT_EQ(findOp("", "Clip", 11)->mostInputs, 3);
  EXPECT_EQ(findOp("", "Upsample", 10), nullptr);
  EXPECT_EQ(findOp("", "NoSuchOperation", 17), nullptr);
  EXPECT_NE(findOp("com.microsoft", "QLinearAdd", 1), nullptr);
  EXPECT_EQ(findOp("", "QLinearAdd", 17), nullptr);
  EXPECT_EQ(findOp("ai.onnx.ml", "Scaler", 3), nullptr);
  EXPECT_EQ(knownOpsets("Upsample"), "7 to 9");
  EXPECT_EQ(knownOpsets("NoSuchOperation"), "");
}

TEST(OpTable, PageHasOneLinePerOperation) {
  std::string page;
  llvm::raw_string_ostream stream(page);
  printOpTable(stream);
  EXPECT_NE(page.find("| Conv | 1 to 28 |  |\n"), std::string::npos);
  EXPECT_NE(page.find("| CausalConvWithState | 27 to 28 | known number of channels |\n"), std::string::npos);
  EXPECT_EQ(page.find("| Clip |"), page.rfind("| Clip |"));
}

TEST(OpTable, StoredPageIsUpToDate) {
  auto stored = llvm::MemoryBuffer::getFile(INGOT_SOURCE_DIR "/docs/onnx-ops.md");
  ASSERT_TRUE(static_cast<bool>(stored));
  std::string page;
  llvm::raw_string_ostream stream(page);
  printOpTable(stream);
  EXPECT_EQ((*stored)->getBuffer().str(), page) << "write it anew: cmake --build build -t ingot-onnx-ops-page";
}

} // namespace
} // namespace ingot::onnx
