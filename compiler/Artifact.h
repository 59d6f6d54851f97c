// What a compilation will write, decided from the options alone, before any work is done.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/Options.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace ingot {

struct Artifact {
  ArtifactKind kind = ArtifactKind::SharedObject;
  std::string path;
};

/// The kind that the extension of `path` names; the error lists the extensions.
llvm::Expected<ArtifactKind> artifactKind(llvm::StringRef path);

/// A C identifier made from the file name of `inputPath`: "dir/squeeze-net.onnx" gives "squeeze_net".
std::string deriveModelName(llvm::StringRef inputPath);

/// Fails unless `name` can be the name of a C function.
llvm::Error checkModelName(llvm::StringRef name);

/// Kind and path of the result; fails for what is wrong with them or with the name. `modelName` names the file when
/// the options give no path.
llvm::Expected<Artifact> planArtifact(const Options &options, llvm::StringRef modelName);

} // namespace ingot
