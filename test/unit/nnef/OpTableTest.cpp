// The table of NNEF operations, and the page that is made from it. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/OpTable.h"
#include "compiler/frontend/nnef/Importer.h"
#include "compiler/frontend/nnef/language/Library.h"

#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

namespace ingot::nnef {
namespace {

std::string printedPage() {
  std::string page;
  llvm::raw_string_ostream stream(page);
  EXPECT_FALSE(bool(printOpTable(stream)));
  return page;
}

TEST(NnefOpTable, PageSaysHowOperationsAreImported) {
  std::string page = printedPage();
  EXPECT_NE(page.find("| conv | input, filter, bias, border, padding, stride, dilation, groups | direct |"),
            std::string::npos);
  EXPECT_NE(page.find("| clamp | x, a, b | by its body |  |"), std::string::npos);
  EXPECT_NE(page.find("| update | variable, value | refused | it keeps state"), std::string::npos);
  EXPECT_EQ(page.find("ingot_"), std::string::npos);
}

TEST(NnefOpTable, EveryStandardOperationButUpdateIsImported) {
  auto library = Library::load();
  ASSERT_TRUE(bool(library));
  for (const Fragment &fragment : library->texts().front()->fragments)
    EXPECT_TRUE(fragment.hasBody || findImportFunction(fragment.name) || fragment.name == "update") << fragment.name;
}

TEST(NnefOpTable, WhatIsRefusedSaysWhy) {
  auto library = Library::load();
  ASSERT_TRUE(bool(library));
  for (const auto &text : library->texts())
    for (const Fragment &fragment : text->fragments) {
      bool isImported = fragment.hasBody || findImportFunction(fragment.name);
      EXPECT_EQ(isImported, refusalOf(fragment.name).empty()) << fragment.name;
    }
}

TEST(NnefOpTable, StoredPageIsUpToDate) {
  auto stored = llvm::MemoryBuffer::getFile(INGOT_SOURCE_DIR "/docs/nnef-ops.md");
  ASSERT_TRUE(static_cast<bool>(stored));
  EXPECT_EQ((*stored)->getBuffer().str(), printedPage()) << "write it anew: cmake --build build -t ingot-nnef-ops-page";
}

} // namespace
} // namespace ingot::nnef
