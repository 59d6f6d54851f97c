// Line table and caret rendering of SourceText; used by every step of the NNEF front end.
// SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/language/SourceText.h"

#include <algorithm>

namespace ingot::nnef {

/// Longest part of a source line that an error repeats.
static constexpr size_t shownBytes = 120;

SourceText::SourceText(std::string name, llvm::StringRef text, std::shared_ptr<const void> owner)
    : fileName(std::move(name)), contents(text), bytesOwner(std::move(owner)) {
  lineStarts.push_back(0);
  for (size_t at = contents.find('\n'); at != llvm::StringRef::npos; at = contents.find('\n', at + 1))
    lineStarts.push_back(static_cast<uint32_t>(at + 1));
}

LineColumn SourceText::lineColumn(uint32_t offset) const {
  auto after = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset);
  unsigned line = static_cast<unsigned>(after - lineStarts.begin());
  return {line, offset - lineStarts[line - 1] + 1};
}

std::string SourceText::describe(uint32_t offset, const llvm::Twine &message) const {
  LineColumn place = lineColumn(offset);
  size_t start = lineStarts[place.line - 1];
  llvm::StringRef line = contents.substr(start).take_until([](char c) { return c == '\n' || c == '\r'; });
  size_t caret = std::min<size_t>(place.column - 1, line.size());
  // A long line (array literals) is shown around the caret only.
  size_t first = caret > shownBytes / 2 ? caret - shownBytes / 2 : 0;
  if (line.size() <= shownBytes)
    first = 0;
  llvm::StringRef shown = line.substr(first, shownBytes);

  std::string result = (llvm::Twine(fileName) + ":" + llvm::Twine(place.line) + ":" +
                        llvm::Twine(place.column) + ": " + message + "\n")
                           .str();
  for (char c : shown)
    result += c == '\t' || static_cast<unsigned char>(c) >= 0x20 ? c : '?';
  result += '\n';
  for (char c : shown.take_front(caret - first))
    result += c == '\t' ? '\t' : ' ';
  result += '^';
  return result;
}

llvm::Error SourceText::error(uint32_t offset, const llvm::Twine &message) const {
  return llvm::createStringError(llvm::Twine(describe(offset, message)));
}

llvm::Error Position::error(const llvm::Twine &message) const {
  return source ? source->error(offset, message) : llvm::createStringError(message);
}

std::string Position::describe(const llvm::Twine &message) const {
  return source ? source->describe(offset, message) : message.str();
}

} // namespace ingot::nnef
