// The files of an NNEF model, whether they lie in a directory, a .tar or a .tgz. First step of the NNEF front
// end. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ingot::nnef {

/// Bytes and what keeps them alive. Bytes of a directory's file or of a .tar are mapped, not copied.
struct FileBytes {
  llvm::StringRef bytes;
  std::shared_ptr<const void> owner;
};

class Container {
public:
  /// Opens a directory, a tar archive or a gzip-compressed tar archive (told apart by content, not by name).
  static llvm::Expected<Container> open(llvm::StringRef path);

  /// Reads an archive from memory; `name` is for errors.
  static llvm::Expected<Container> fromArchive(llvm::StringRef name, FileBytes archive);

  /// The file `name` (a relative path with '/'), nothing if the model has none. A name that is absolute or
  /// has a component that starts with '.' is an error: it could leave the model.
  llvm::Expected<std::optional<FileBytes>> file(llvm::StringRef name) const;

  /// As the user wrote it.
  llvm::StringRef path() const { return rootPath; }

private:
  llvm::Error readTar(FileBytes archive);

  std::string rootPath;
  bool isDirectory = false;
  llvm::StringMap<FileBytes> entries;
};

/// The path inside a model that an archive's or a graph's spelling means: without leading "./"; nothing for
/// the empty path, absolute paths, and paths with an empty component or one that starts with '.'.
std::optional<std::string> normalizeModelPath(llvm::StringRef path);

/// Inflates gzip data (any number of members). `limit` bounds the result.
llvm::Expected<FileBytes> inflateGzip(llvm::StringRef name, llvm::StringRef compressed,
                                      uint64_t limit = uint64_t(1) << 34);

} // namespace ingot::nnef
