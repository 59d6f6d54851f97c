// Damages a model that uses most operations in fixed pseudo-random ways and imports it: every text must give
// a valid module or an error with a position. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Import.h"
#include "test/unit/nnef/TestSupport.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>
#include <random>

using namespace ingot::nnef;
using namespace ingot::nnef::test;

namespace {

const std::vector<std::string> seedLines = {
    "x = external<scalar>(shape = [1, 4, 8, 8]);",
    "s = external<scalar>(shape = [S, 4]);",
    "i = external<integer>(shape = [3]);",
    "w = external<scalar>(shape = [8, 4, 3, 3]);",
    "a = conv(x, w, 0.5, padding = [(1, 1), (0, 2)], stride = [2, 1], dilation = [1, 1], groups = 1);",
    "a = conv(x, w, border = 'replicate');",
    "b = deconv(a, w, stride = [2, 2], output_shape = [1, 4, 16, 16]);",
    "c = max_pool(x, size = [1, 1, 3, 3], padding = [(0, 0), (0, 0), (1, 1), (1, 1)], stride = [1, 1, 2, "
    "2]);",
    "c = box(x, size = [1, 3, 1, 1], normalize = true, border = 'ignore');",
    "d = debox(x, size = [1, 1, 2, 2], stride = [1, 1, 2, 2]);",
    "e = batch_normalization(x, 0.0, 1.0, 0.0, 1.0, epsilon = 0.001);",
    "f = reshape(x, shape = [0, -1, 4], axis_start = 1, axis_count = 3);",
    "f = transpose(f, axes = [1, 0]);",
    "g = slice(x, axes = [1, 2], begin = [1, -3], end = [0, 7], stride = [1, 2]);",
    "[h, k] = split(x, axis = 1, ratios = [1, 3]);",
    "[l, m, n, o] = unstack(x, axis = 1);",
    "p = stack([l, m], axis = -1);",
    "q = concat([x, x, e], axis = 1);",
    "r = pad(s, padding = [(1, 2), (0, 0)], border = 'reflect', value = 1.0);",
    "t = tile(s, repeats = [2, S]);",
    "u = gather(s, i, axis = 0) + gather(x, i, axis = -1);",
    "v = softmax(x, axes = [1, 2]) * sum_reduce(x, axes = [2, 3]);",
    "v = argmax_reduce(s, axes = [1]) if true else 2;",
    "aa = matmul(s, s, transposeB = true) / linear(s, s, 1.0);",
    "ab = select(s < 0.5 && s > -inf, s, [[1.0, 2.0, 3.0, 4.0]]);",
    "ac = tract_core_einsum([s, s], expr = 'ij,kj->ik', acc = 'f32');",
    "ad = tract_core_range(0, shape_of(s)[0], step = 1);",
    "ae = tract_core_broadcast(0.5, shape = [S, S / 2 + 1, min(S, 3)]);",
    "af = tract_core_trilu(s, k = 1, upper = false) ^ 2;",
    "ag = tract_transformers_sdpa(l, l, l, is_causal = true);",
    "ah = squeeze(slice(tract_core_shape_of(s), axes = [0], begin = [0], end = [1]), axes = [0]);",
    "ai = slice(s, axes = [0], begin = [ah - 1], end = [ah]);",
    "aj = moments(s, axes = [0]);",
    "ak = multilinear_upsample(x, factor = [2, 3], method = 'aligned');",
    "al = local_response_normalization(x, size = [1, 5, 1, 1], alpha = 0.1);",
    "am = tract_core_cast(i, to = 'f16') - 2;",
    "an = constant<integer>([2, 2], [1, 2, 3, 4]) + [[S, 1]];",
    "ao = clamp(s, 0.0, 6.0) - relu(-s);",
    "ap = nearest_downsample(x, factor = [2, 2]);",
    "aq = zero_point_linear_quantize(s, 0, 0.5, bits = 8, signed = true, symmetric = false);",
    "ar, as = max_pool_with_index(x, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], border = 'ignore');",
    "at = desample(ar, as, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], output_shape = [1, 4, 8, 8]);",
    "au = sample(x, as, size = [1, 1, 2, 2], stride = [1, 1, 2, 2], border = 'ignore');",
    "av = avg_roi_pool(x, s, i, output_size = [2, 3]);",
    "av = roi_resample(x, s, i, output_size = [2, 3], method = 'aligned');",
    "aw = argmin_reduce(x, axes = [0, 3]);",
    "ax = pad(x, padding = [(0, 0), (0, 0), (1, 2), (3, 0)], border = 'reflect-even');",
    "ay = multilinear_upsample(x, factor = [2, 3], border = 'constant');",
    "az = logarithmic_quantize(s, 4.0, bits = 3);",
    "ba = tract_core_gather_elements(x, x, axis = 2);",
    "bb = tract_core_scatter_elements(s, [[0, 1, 2, 3]], [[0.5, 1.0, 1.5, 2.0]], axis = 0, reduction = 'add');",
    "bc, bd = tract_core_topk(x, k = 2, axis = 3);",
    "be = tract_core_einsum([s, s, s], expr = 'ij,kj,kl->il');",
    "bf = tract_core_stft(reshape(x, shape = [1, 4, 32, 2]), axis = 2, frame = 4, stride = 2);",
    "bg = tract_core_scan(body = 'body', scan = [('t', s, 1, 2)], full = [('u', s)], state = [('h', [[0.0]], 'n')], "
    "output = [('n', 'last', 0, 1), ('m', 'full', 1, 1)], skip = 0);",
};

const std::string bodyText = "fragment body(t: tensor<scalar>, u: tensor<scalar>, h: tensor<scalar>) -> (n: "
                             "tensor<scalar>, m: tensor<scalar>)\n{\n    m = sum_reduce(t, axes = [1]);\n    n = h + "
                             "1.0;\n}\n";

const std::vector<std::string> seedQuantLines = {
    "\"a\": zero_point_linear_quantize(zero_point = -5, scale = 0.03, bits = 8, signed = true, symmetric = false);",
    "\"c\": zero_point_linear_quantize(zero_point = [0, 1, 2, 3], scale = [0.1, 0.2, 0.3, 0.4], bits = 8, signed = "
    "false, symmetric = false);",
    "\"d\": min_max_linear_quantize(min = -1.5, max = 2.5, bits = 4, signed = true, symmetric = true);",
    "\"e\": linear_quantize(min = 0.25, max = 1.0, bits = 8);",
    "\"v\": logarithmic_quantize(max = 3.0, bits = 3);",
    "\"x\": zero_point_linear_quantize(zero_point = 0, scale = 0.5, bits = 16, signed = true, symmetric = false);",
};

const char *const words[] = {"0",
                             "-1",
                             "1",
                             "2147483647",
                             "9223372036854775807",
                             "-9223372036854775807",
                             "[",
                             "]",
                             "(",
                             ")",
                             ",",
                             "S",
                             "x",
                             "s",
                             "[]",
                             "1.0",
                             "'a'",
                             "true",
                             "S * S",
                             "99999",
                             "4",
                             "-inf",
                             "i",
                             "[x]",
                             "1e308",
                             "7",
                             "[0, 0]"};

constexpr int numModels = 1500;

/// Replaces one run of digits or letters after the first parenthesis, so that most texts still parse.
void damage(std::string &line, std::mt19937 &random) {
  size_t at = line.find('(');
  at += random() % (line.size() - at);
  while (at < line.size() && !llvm::isAlnum(line[at]))
    ++at;
  size_t end = at;
  while (end < line.size() && llvm::isAlnum(line[end]))
    ++end;
  if (at < line.size())
    line.replace(at, end - at, words[random() % std::size(words)]);
}

std::string modelOf(const std::vector<std::string> &lines) {
  std::string text = "version 1.0;\nextension tract_symbol S;\n" + bodyText + "graph g(x, s, i, w) -> (y)\n{\n";
  for (const std::string &line : lines)
    text += "    " + line + "\n";
  return text + "    y = x;\n}\n";
}

void damageSome(std::vector<std::string> &lines, std::mt19937 &random) {
  for (unsigned edits = 1 + random() % 3; edits > 0; --edits)
    damage(lines[random() % lines.size()], random);
}

std::string entryOf(const std::string &name, const std::string &text) {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  char size[16];
  snprintf(size, sizeof size, "%011o", static_cast<unsigned>(text.size()));
  header.replace(124, 11, size, 11);
  header[156] = '0';
  header.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (char c : header)
    sum += static_cast<unsigned char>(c);
  char checksum[16];
  snprintf(checksum, sizeof checksum, "%06o", sum);
  header.replace(148, 7, checksum, 7);
  return header + text + std::string((512 - text.size() % 512) % 512, '\0');
}

std::string tarOf(const std::string &text, const std::string &quant = {}) {
  return entryOf("graph.nnef", text) + (quant.empty() ? "" : entryOf("graph.quant", quant)) + std::string(1024, '\0');
}

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += line + "\n";
  return text;
}

TEST(NnefImport, SeedIsValid) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (size_t line = 4; line < seedLines.size(); ++line) {
    std::string text = modelOf({seedLines.begin(), seedLines.begin() + static_cast<std::ptrdiff_t>(line) + 1});
    auto container = Container::fromArchive("m.tar", bytesOf(tarOf(text)));
    ASSERT_TRUE(bool(container));
    auto module = importNnef(context, *container);
    EXPECT_TRUE(bool(module)) << llvm::toString(module.takeError());
  }
}

TEST(NnefImport, DamagedModelsAreImportedOrRefused) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler quiet(&context, [](mlir::Diagnostic &) {});
  std::mt19937 random(7);
  unsigned accepted = 0;
  for (int i = 0; i < numModels; ++i) {
    std::vector<std::string> lines = seedLines;
    damageSome(lines, random);
    std::string text = modelOf(lines);
    auto container = Container::fromArchive("m.tar", bytesOf(tarOf(text)));
    ASSERT_TRUE(bool(container));
    auto module = importNnef(context, *container);
    accepted += bool(module);
    if (!module) {
      std::string error = llvm::toString(module.takeError());
      EXPECT_TRUE(llvm::StringRef(error).starts_with("graph.nnef:")) << error << "\n" << text;
    }
  }
  EXPECT_GT(accepted, numModels / 20u);
}

TEST(NnefImport, SeedQuantizationIsValid) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto container = Container::fromArchive("m.tar", bytesOf(tarOf(modelOf(seedLines), joined(seedQuantLines))));
  ASSERT_TRUE(bool(container));
  auto module = importNnef(context, *container);
  EXPECT_TRUE(bool(module)) << llvm::toString(module.takeError());
}

TEST(NnefImport, DamagedQuantizationsAreImportedOrRefused) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler quiet(&context, [](mlir::Diagnostic &) {});
  std::mt19937 random(11);
  unsigned accepted = 0;
  const std::string graph = modelOf(seedLines);
  for (int i = 0; i < numModels / 2; ++i) {
    std::vector<std::string> lines = seedQuantLines;
    damageSome(lines, random);
    auto container = Container::fromArchive("m.tar", bytesOf(tarOf(graph, joined(lines))));
    ASSERT_TRUE(bool(container));
    auto module = importNnef(context, *container);
    accepted += bool(module);
    if (!module) {
      std::string error = llvm::toString(module.takeError());
      EXPECT_TRUE(llvm::StringRef(error).starts_with("graph.quant:")) << error << "\n" << joined(lines);
    }
  }
  EXPECT_GT(accepted, numModels / 75u);
}

} // namespace
