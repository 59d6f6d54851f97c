// Damages graph texts, tensor files and archives in thousands of fixed pseudo-random ways: every reader must
// give a result or an error. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/TensorFile.h"
#include "compiler/frontend/nnef/language/QuantFile.h"
#include "test/unit/nnef/TestSupport.h"

#include <gtest/gtest.h>
#include <random>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

const char *const seedGraph = R"nnef(version 1.0;
extension tract_registry tract_core;
extension tract_symbol S;
extension tract_assert pp: S + 1 < 2048;
fragment twice<? = scalar>(a: tensor<?>, n: integer[] = [1, -2], p: (integer, string)[] = [(0, 'a')]) -> (b: tensor<?>)
{
    t = [for i in n, j in range_of(n) if i > 0 yield i * 2 + j];
    b = a * 2.0 if length_of(t) >= 1 && true else -a;
}
graph net(x) -> (y, z)
{
    x = external<scalar>(shape = [1, S, 3, 3]); # input
    w = variable<scalar>(label = "w", shape = [4, 3, 1, 1]);
    c = conv(x, w, 0.0, padding = [(0, 0), (1, 1)], stride = [1, 1], groups = 1, border = 'constant');
    [s, i"odd name"] = split(c, axis = 1, ratios = [2, 2]);
    (m, v) = moments(s, axes = [2, 3][0:2]);
    y = twice(relu(m ^ 2.0) / (v + 1e-5), n = [3] * 2);
    z = batch_normalization(x, 0.5, 1.0, 0.0, 1.0, epsilon = 0.001);
}
)nnef";

const char *const seedQuant =
    "\"a\": zero_point_linear_quantize(zero_point = [0, -1], scale = [0.5, 2e-3], bits = 8, "
    "signed = true, symmetric = false);\n\"b\": linear_quantize(min = -1.0, max = 1.0, bits "
    "= 8);\n";

class Mutator {
public:
  explicit Mutator(uint32_t seed) : random(seed) {}

  std::string mutate(std::string text) {
    static const char *const words[] = {
        "(",         ")",  "[",  "]", "{", "}", "for ",  " if ", " else ", "yield",
        "-",         "'",  "\"", "<", ">", "?", "i\"",   "1e99", "inf",    "99999999999999999",
        ":",         "->", "=",  ";", ",", "#", "graph", "[0]*", "^",      "\x80",
        "length_of("};
    for (unsigned edits = 1 + random() % 4; edits > 0 && !text.empty(); --edits) {
      size_t at = random() % text.size(), length = random() % 12;
      switch (random() % 6) {
      case 0:
        text[at] = static_cast<char>(random());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, words[random() % std::size(words)]);
        break;
      case 3:
        text.insert(at, text.substr(random() % text.size(), length));
        break;
      case 4:
        text[at] = static_cast<char>(text[at] ^ 1 << random() % 8);
        break;
      default:
        if (random() % 8 == 0)
          text.resize(at);
        else
          text.replace(at, length, words[random() % std::size(words)]);
      }
    }
    return text;
  }

private:
  std::mt19937 random;
};

TEST(NnefMutation, SeedIsValid) { EXPECT_EQ(evaluateText(seedGraph).error, ""); }

TEST(NnefMutation, GraphTexts) {
  Mutator mutator(1);
  auto library = Library::load();
  ASSERT_TRUE(bool(library));
  unsigned accepted = 0;
  for (int i = 0; i < 4000; ++i) {
    auto document = parseDocument(sourceOf(mutator.mutate(seedGraph)));
    if (!document) {
      EXPECT_NE(llvm::toString(document.takeError()).find("graph.nnef:"), std::string::npos);
      continue;
    }
    RecordingBuilder builder;
    for (const SymbolDeclaration &symbol : (*document)->symbols)
      builder.symbols.push_back(symbol.name);
    Evaluator evaluator(**document, *library, builder);
    llvm::consumeError(evaluator.checkOperations());
    auto outputs = evaluator.evaluateGraph();
    accepted += bool(outputs);
    llvm::consumeError(outputs.takeError());
  }
  EXPECT_GT(accepted, 100u);
}

TEST(NnefMutation, QuantTexts) {
  Mutator mutator(2);
  for (int i = 0; i < 2000; ++i)
    llvm::consumeError(readQuantFile(sourceOf(mutator.mutate(seedQuant), "graph.quant")).takeError());
}

TEST(NnefMutation, TensorFiles) {
  std::string seed("\x4e\xef\x01\x00\x18\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00", 20);
  seed.resize(152);
  seed[44] = 32;
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    std::string file = seed;
    for (unsigned edits = 1 + random() % 4; edits > 0; --edits)
      file[random() % 56] = static_cast<char>(random() % 3 ? random() % 9 : random());
    if (random() % 4 == 0)
      file.resize(random() % 200);
    auto tensor = readTensorFile("t.dat", bytesOf(file));
    if (!tensor) {
      llvm::consumeError(tensor.takeError());
      continue;
    }
    // Whatever is accepted can be read to its last byte.
    EXPECT_EQ(tensor->elements.size(),
              static_cast<size_t>(tensor->numElements()) * bytesPerElement(tensor->kind));
    unsigned sum = 0;
    for (char c : tensor->elements)
      sum += static_cast<unsigned char>(c);
    EXPECT_GE(sum, 0u);
  }
}

} // namespace
