// Opens the forms in which NNEF models are stored; parses tar headers with every field checked against the
// archive's size. See Container.h. SPDX-License-Identifier: Apache-2.0
#include "compiler/frontend/nnef/Container.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <zlib.h>

namespace ingot::nnef {

static llvm::Error archiveError(llvm::StringRef name, const llvm::Twine &message) {
  return llvm::createStringError(name + llvm::Twine(": ") + message);
}

std::optional<std::string> normalizeModelPath(llvm::StringRef path) {
  while (path.consume_front("./"))
    path = path.ltrim('/');
  if (path.empty() || path.starts_with("/") || path.contains('\0') || path.contains('\\'))
    return std::nullopt;
  llvm::SmallVector<llvm::StringRef> components;
  path.split(components, '/');
  for (llvm::StringRef component : components)
    if (component.empty() || component.starts_with("."))
      return std::nullopt;
  return path.str();
}

static llvm::Expected<FileBytes> mapFile(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "cannot read '" + path + "': " + buffer.getError().message());
  std::shared_ptr<const llvm::MemoryBuffer> owner = std::move(*buffer);
  llvm::StringRef bytes = owner->getBuffer();
  return FileBytes{bytes, std::move(owner)};
}

llvm::Expected<Container> Container::open(llvm::StringRef path) {
  if (llvm::sys::fs::is_directory(path)) {
    Container container;
    container.rootPath = path.str();
    container.isDirectory = true;
    return container;
  }
  llvm::Expected<FileBytes> archive = mapFile(path);
  if (!archive)
    return archive.takeError();
  return fromArchive(path, std::move(*archive));
}

llvm::Expected<Container> Container::fromArchive(llvm::StringRef name, FileBytes archive) {
  Container container;
  container.rootPath = name.str();
  if (archive.bytes.starts_with("\x1f\x8b")) {
    llvm::Expected<FileBytes> inflated = inflateGzip(name, archive.bytes);
    if (!inflated)
      return inflated.takeError();
    archive = std::move(*inflated);
  }
  if (llvm::Error error = container.readTar(std::move(archive)))
    return std::move(error);
  return container;
}

llvm::Expected<std::optional<FileBytes>> Container::file(llvm::StringRef name) const {
  std::optional<std::string> path = normalizeModelPath(name);
  if (!path)
    return llvm::createStringError("file name '" + name + "' is not a relative path inside the model");
  if (!isDirectory) {
    auto found = entries.find(*path);
    return found == entries.end() ? std::nullopt : std::optional<FileBytes>(found->second);
  }
  llvm::SmallString<256> full(rootPath);
  llvm::sys::path::append(full, *path);
  if (!llvm::sys::fs::is_regular_file(full))
    return std::nullopt;
  llvm::Expected<FileBytes> bytes = mapFile(full);
  if (!bytes)
    return bytes.takeError();
  return std::optional<FileBytes>(std::move(*bytes));
}

//===- gzip ---------------------------------------------------------------------------------------------===//

llvm::Expected<FileBytes> inflateGzip(llvm::StringRef name, llvm::StringRef compressed, uint64_t limit) {
  z_stream stream = {};
  if (inflateInit2(&stream, 15 + 16) != Z_OK)
    return archiveError(name, "cannot start to inflate");
  auto data = std::make_shared<std::vector<char>>();
  size_t written = 0, consumed = 0;
  std::string failure;
  while (failure.empty()) {
    if (written == data->size()) {
      if (written >= limit) {
        failure = "inflates to more than " + std::to_string(limit) + " bytes";
        break;
      }
      data->resize(std::min<uint64_t>(limit, std::max<size_t>(size_t(1) << 16, written * 2)));
    }
    size_t give = std::min<size_t>(compressed.size() - consumed, size_t(1) << 30);
    size_t take = std::min<size_t>(data->size() - written, size_t(1) << 30);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(compressed.data() + consumed));
    stream.avail_in = static_cast<uInt>(give);
    stream.next_out = reinterpret_cast<Bytef *>(data->data() + written);
    stream.avail_out = static_cast<uInt>(take);
    int status = inflate(&stream, Z_NO_FLUSH);
    size_t used = give - stream.avail_in, made = take - stream.avail_out;
    consumed += used;
    written += made;
    if (status == Z_STREAM_END) {
      // Another member may follow; anything else after the end is ignored, as gzip does with padding.
      if (!compressed.substr(consumed).starts_with("\x1f\x8b"))
        break;
      inflateReset(&stream);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      failure = std::string("damaged gzip data: ") + (stream.msg ? stream.msg : "unknown error");
    } else if (used == 0 && made == 0) {
      failure = "gzip data ends early";
    }
  }
  inflateEnd(&stream);
  if (!failure.empty())
    return archiveError(name, failure);
  llvm::StringRef bytes(data->data(), written);
  return FileBytes{bytes, std::move(data)};
}

//===- tar ----------------------------------------------------------------------------------------------===//

namespace {
constexpr size_t tarBlock = 512;

/// One header block of a tar archive.
class TarHeader {
public:
  explicit TarHeader(llvm::StringRef block) : block(block) {}

  bool isEmpty() const { return block.find_first_not_of('\0') == llvm::StringRef::npos; }
  char type() const { return block[156]; }

  std::string name() const {
    llvm::StringRef prefix = text(345, 155);
    bool isUstar = block.substr(257, 5) == "ustar" && block[262] == '\0';
    llvm::StringRef base = text(0, 100);
    return isUstar && !prefix.empty() ? (prefix + "/" + base).str() : base.str();
  }

  std::optional<uint64_t> size() const { return number(124, 12); }

  bool hasValidChecksum() const {
    uint64_t sum = 0;
    for (size_t i = 0; i < tarBlock; ++i)
      sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(block[i]);
    return number(148, 8) == sum;
  }

private:
  llvm::StringRef text(size_t offset, size_t length) const {
    return block.substr(offset, length).take_until([](char c) { return c == '\0'; });
  }

  /// Octal text, or big-endian binary when the first bit is set (GNU).
  std::optional<uint64_t> number(size_t offset, size_t length) const {
    llvm::StringRef field = block.substr(offset, length);
    uint64_t value = 0;
    if (static_cast<unsigned char>(field[0]) & 0x80) {
      for (char c : field.take_back(8))
        value = value << 8 | static_cast<unsigned char>(c);
      return value >> 62 ? std::nullopt : std::optional<uint64_t>(value);
    }
    field = field.trim(llvm::StringRef(" \0", 2));
    if (field.empty())
      return 0;
    return field.getAsInteger(8, value) ? std::nullopt : std::optional<uint64_t>(value);
  }

  llvm::StringRef block;
};

/// What extended headers say about the entry that follows.
struct PendingEntry {
  std::optional<std::string> name;
  std::optional<uint64_t> size;
};
} // namespace

/// Records of a pax header: `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record.
static bool readPaxRecords(llvm::StringRef records, PendingEntry &pending) {
  while (!records.empty()) {
    size_t length = 0;
    llvm::StringRef rest = records;
    if (rest.consumeInteger(10, length) || length > records.size() ||
        length < records.size() - rest.size() + 2)
      return false;
    llvm::StringRef record = records.take_front(length).drop_front(records.size() - rest.size() + 1);
    records = records.drop_front(length);
    auto [key, value] = record.rtrim('\n').split('=');
    if (key == "path")
      pending.name = value.str();
    uint64_t size = 0;
    if (key == "size" && !value.getAsInteger(10, size))
      pending.size = size;
  }
  return true;
}

llvm::Error Container::readTar(FileBytes archive) {
  llvm::StringRef rest = archive.bytes;
  PendingEntry pending;
  bool isFirst = true;
  while (rest.size() >= tarBlock) {
    TarHeader header(rest.take_front(tarBlock));
    if (header.isEmpty())
      break;
    if (!header.hasValidChecksum())
      return archiveError(rootPath,
                          isFirst ? "is neither a directory, a tar archive nor a gzip-compressed tar archive"
                                  : "damaged tar archive: wrong checksum of a header");
    isFirst = false;
    rest = rest.drop_front(tarBlock);
    std::optional<uint64_t> size = pending.size && header.type() != 'x' ? pending.size : header.size();
    if (!size || *size > rest.size())
      return archiveError(rootPath,
                          "damaged tar archive: entry '" + header.name() + "' is longer than the archive");
    llvm::StringRef contents = rest.take_front(*size);
    rest = rest.drop_front(std::min<uint64_t>(rest.size(), (*size + tarBlock - 1) / tarBlock * tarBlock));

    switch (header.type()) {
    case 'L':
      pending.name = contents.take_until([](char c) { return c == '\0'; }).str();
      continue;
    case 'x':
      if (!readPaxRecords(contents, pending))
        return archiveError(rootPath, "damaged tar archive: malformed extended header");
      continue;
    case '0':
    case '\0':
    case '7': {
      std::string written = pending.name ? *pending.name : header.name();
      if (std::optional<std::string> path = normalizeModelPath(written))
        entries[*path] = FileBytes{contents, archive.owner};
      break;
    }
    default: // Directories, links and global headers hold nothing of a model.
      break;
    }
    pending = {};
  }
  if (isFirst)
    return archiveError(rootPath, "is neither a directory, a tar archive nor a gzip-compressed tar archive");
  return llvm::Error::success();
}

} // namespace ingot::nnef
