// Tests of names and extensions of results. SPDX-License-Identifier: Apache-2.0
#include "compiler/Artifact.h"

#include "gtest/gtest.h"

using namespace ingot;

namespace {

bool isValidName(llvm::StringRef name) {
  llvm::Error error = checkModelName(name);
  bool valid = !error;
  llvm::consumeError(std::move(error));
  return valid;
}

TEST(Artifact, ModelNameIsAnIdentifier) {
  EXPECT_EQ(deriveModelName("dir/squeeze-net.onnx"), "squeeze_net");
  EXPECT_EQ(deriveModelName("mobilenet_v1_1.0_224.onnx"), "mobilenet_v1_1_0_224");
  EXPECT_EQ(deriveModelName("mnist_8.nnef.tgz"), "mnist_8");
  EXPECT_EQ(deriveModelName("mnist_8.nnef.tar.gz"), "mnist_8");
  EXPECT_EQ(deriveModelName("models/mnist_8.nnef/"), "mnist_8");
  EXPECT_EQ(deriveModelName("3d.onnx"), "model_3d");
  EXPECT_EQ(deriveModelName("for.onnx"), "model_for");
  EXPECT_EQ(deriveModelName(".onnx"), "_onnx");
  EXPECT_EQ(deriveModelName(""), "model_");
}

TEST(Artifact, DerivedNamesAreValid) {
  for (const char *path : {"", "/", ".", "..", "é.onnx", "a b.onnx", "ingot_run.onnx", "main", "memcpy.mlir"})
    EXPECT_TRUE(isValidName(deriveModelName(path))) << path;
}

TEST(Artifact, NamesThatCannotBeFunctionsAreRefused) {
  for (const char *name : {"", "3d", "a-b", "a b", "main", "memset", "int", "ingot_check"})
    EXPECT_FALSE(isValidName(name)) << name;
  EXPECT_TRUE(isValidName("_x9"));
}

TEST(Artifact, ExtensionGivesTheKind) {
  Options options;
  options.outputPath = "m.a";
  EXPECT_EQ(planArtifact(options, "m")->kind, ArtifactKind::Archive);
  options.outputPath = "";
  EXPECT_EQ(planArtifact(options, "m")->path, "m.so");
  options.stopAfter = "tile";
  EXPECT_EQ(planArtifact(options, "m")->path, "m.mlir");
  options.outputPath = "m.so";
  llvm::Expected<Artifact> artifact = planArtifact(options, "m");
  ASSERT_FALSE(static_cast<bool>(artifact));
  EXPECT_EQ(llvm::toString(artifact.takeError()),
            "output 'm.so': stopping after stage 'tile' writes MLIR, expected the extension .mlir");
}

} // namespace
