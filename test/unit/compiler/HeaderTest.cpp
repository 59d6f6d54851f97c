// Tests of the text of a model's C header. SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/Header.h"

#include "gtest/gtest.h"

using namespace ingot;

namespace {

ModelInterface makeInterface(TensorInterface input) {
  ModelInterface interface;
  interface.name = "m";
  interface.inputs.push_back(std::move(input));
  return interface;
}

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

TEST(Header, SizesAreConstantsWhereTheDimsAre) {
  std::string text = headerText(makeInterface({"x", "bf16", {"2", "3"}, {}}));
  EXPECT_TRUE(contains(text, "#define M_INPUT_0_BYTES 12u\n"));
  EXPECT_TRUE(contains(text, "#define M_INPUT_0_DTYPE INGOT_DTYPE_BF16\n"));
  EXPECT_TRUE(contains(headerText(makeInterface({"x", "i64", {}, {}})), "#define M_INPUT_0_BYTES 8u\n"));
  EXPECT_TRUE(contains(headerText(makeInterface({"x", "bool", {"7"}, {}})), "#define M_INPUT_0_BYTES 7u\n"));
}

TEST(Header, FormulasAreComments) {
  std::string text = headerText(makeInterface({"x", "f32", {"S + 1", "N"}, {}}));
  EXPECT_TRUE(contains(text, "/* M_INPUT_0_BYTES depends on the input sizes: 4 * (S + 1) * N */\n"));
}

TEST(Header, BoundedSizesAreTheirGreatestValue) {
  std::string text = headerText(makeInterface({"x", "f32", {"S"}, 2048}));
  EXPECT_TRUE(contains(text, "/* M_INPUT_0_BYTES depends on the input sizes: 4 * S; at most: */\n"
                             "#define M_INPUT_0_BYTES 2048u\n"));
}

TEST(Header, SizesThatOverflowAreFormulas) {
  std::string text =
      headerText(makeInterface({"x", "f32", {"9223372036854775807", "9223372036854775807"}, {}}));
  EXPECT_FALSE(contains(text, "#define M_INPUT_0_BYTES"));
}

TEST(Header, NamesOfTheModelCannotBreakTheText) {
  std::string text = headerText(makeInterface({"a\"b\\c\n?\?/é", "f32", {"*/ #error \n"}, {}}));
  EXPECT_TRUE(contains(text, "#define M_INPUT_0_NAME \"a\\\"b\\\\c\\012\\?\\?/\\303\\251\"\n"));
  EXPECT_TRUE(contains(text, "4 * (* / #error ?) */\n"));
}

} // namespace
