// A text file with positions: turns an offset into line and column, and into errors that show the line with a
// caret. First step of the NNEF front end; every later step reports through it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ingot::nnef {

/// One-based line and column (in bytes).
struct LineColumn {
  unsigned line = 1;
  unsigned column = 1;
};

class SourceText {
public:
  /// Largest text that is accepted; offsets fit 32 bits with room to spare.
  static constexpr uint64_t maximumBytes = uint64_t(1) << 28;

  /// `owner` keeps the bytes of `text` alive.
  SourceText(std::string name, llvm::StringRef text, std::shared_ptr<const void> owner = nullptr);

  llvm::StringRef name() const { return fileName; }
  llvm::StringRef text() const { return contents; }
  LineColumn lineColumn(uint32_t offset) const;

  /// `NAME:LINE:COLUMN: message`, then the source line and a caret under the column.
  std::string describe(uint32_t offset, const llvm::Twine &message) const;
  llvm::Error error(uint32_t offset, const llvm::Twine &message) const;

private:
  std::string fileName;
  llvm::StringRef contents;
  std::shared_ptr<const void> bytesOwner;
  std::vector<uint32_t> lineStarts;
};

/// A place in a text.
struct Position {
  const SourceText *source = nullptr;
  uint32_t offset = 0;

  llvm::Error error(const llvm::Twine &message) const;
  std::string describe(const llvm::Twine &message) const;
};

} // namespace ingot::nnef
