// Files that appear all together or not at all: written beside their destination, renamed at the end.
// Used for every file that a compilation leaves behind. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"

#include <string>
#include <vector>

namespace ingot {

/// The output files of one compilation. Destroyed without `commit`, it removes what it wrote and touches
/// nothing else.
class Output {
public:
  Output() = default;
  Output(const Output &) = delete;
  Output &operator=(const Output &) = delete;
  ~Output();

  /// Creates an empty temporary file beside `path` and returns its name, for a writer that wants a path.
  llvm::Expected<std::string> reserve(llvm::StringRef path, bool executable = false);

  /// Writes `bytes`, to appear at `path`.
  llvm::Error write(llvm::StringRef path, llvm::StringRef bytes);

  /// Renames every temporary file to its path, in the order of creation, and returns the paths.
  llvm::Expected<std::vector<std::string>> commit();

private:
  struct File {
    std::string path;
    llvm::sys::fs::TempFile temporary;
  };
  std::vector<File> files;
};

} // namespace ingot
