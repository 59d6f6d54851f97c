// The .zip reader and writer over zlib. The central directory at the end of the file is the truth; local
// headers are only skipped over. Under TensorFile. SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/ZipFile.h"

#include "tools/ingot/Errors.h"

#include "llvm/Support/Endian.h"

#include <limits>
#include <zlib.h>

namespace ingot::tool {
namespace {

constexpr uint32_t localSignature = 0x04034b50, centralSignature = 0x02014b50, endSignature = 0x06054b50;
constexpr uint32_t end64Signature = 0x06064b50, locator64Signature = 0x07064b50;
constexpr size_t localBytes = 30, centralBytes = 46, endBytes = 22, end64Bytes = 56, locator64Bytes = 20;
constexpr uint16_t zip64Extra = 1, storedMethod = 0, deflatedMethod = 8, encryptedFlag = 1;
constexpr uint32_t escape32 = 0xffffffff;
// Deflate cannot pack better than this, so a member that claims more is a lie (RFC 1951: 258 bytes from 2
// bits).
constexpr uint64_t deflateMaximumRatio = 1032;
// MS-DOS date of 1980-01-01.
constexpr uint16_t epochDate = (1 << 5) | 1;

/// Little-endian fields out of a byte range, every access checked.
class Reader {
public:
  Reader(llvm::StringRef bytes, const char *what) : bytes(bytes), what(what) {}

  uint16_t u16(uint64_t offset) const { return llvm::support::endian::read16le(at(offset, 2)); }
  uint32_t u32(uint64_t offset) const { return llvm::support::endian::read32le(at(offset, 4)); }
  uint64_t u64(uint64_t offset) const { return llvm::support::endian::read64le(at(offset, 8)); }
  llvm::StringRef slice(uint64_t offset, uint64_t size) const { return {at(offset, size), size}; }

private:
  const char *at(uint64_t offset, uint64_t size) const {
    if (offset > bytes.size() || size > bytes.size() - offset)
      throw InputError(std::string("zip archive is cut off: ") + what + " needs bytes " +
                       std::to_string(offset) + " to " + std::to_string(offset) + " + " +
                       std::to_string(size) + ", there are " + std::to_string(bytes.size()));
    return bytes.data() + offset;
  }

  llvm::StringRef bytes;
  const char *what;
};

struct Directory {
  uint64_t offset, size, count;
};

struct MemberRecord {
  std::string name;
  uint16_t flags, method;
  uint32_t crc;
  uint64_t packedSize, size, localOffset;
};

Directory findDirectory(llvm::StringRef bytes) {
  if (bytes.size() < endBytes)
    throw InputError("not a zip archive: " + std::to_string(bytes.size()) + " bytes are too few");
  // The end record is last, followed by a comment of at most 65535 bytes.
  Reader file(bytes, "the end record");
  size_t lowest = bytes.size() - std::min<size_t>(bytes.size(), endBytes + 0xffff);
  for (size_t offset = bytes.size() - endBytes;; --offset) {
    if (file.u32(offset) == endSignature && offset + endBytes + file.u16(offset + 20) <= bytes.size()) {
      Directory directory{file.u32(offset + 16), file.u32(offset + 12), file.u16(offset + 10)};
      bool hasLocator = offset >= locator64Bytes && file.u32(offset - locator64Bytes) == locator64Signature;
      if (!hasLocator)
        return directory;
      uint64_t end64 = file.u64(offset - locator64Bytes + 8);
      if (file.slice(end64, end64Bytes).empty() || file.u32(end64) != end64Signature)
        throw InputError("zip archive is malformed: the Zip64 locator does not point at a Zip64 end record");
      return {file.u64(end64 + 48), file.u64(end64 + 40), file.u64(end64 + 32)};
    }
    if (offset == lowest)
      throw InputError("not a zip archive, or cut off: no end record found");
  }
}

/// Takes the 64-bit fields of the Zip64 extra block, which holds only those whose 32-bit field is all ones.
void applyZip64(MemberRecord &member, llvm::StringRef extra) {
  Reader blocks(extra, "an extra field");
  for (uint64_t offset = 0; offset + 4 <= extra.size();) {
    uint16_t tag = blocks.u16(offset), size = blocks.u16(offset + 2);
    if (tag == zip64Extra) {
      Reader block(blocks.slice(offset + 4, size), "the Zip64 extra field");
      uint64_t next = 0;
      for (uint64_t *field : {&member.size, &member.packedSize, &member.localOffset})
        if (*field == escape32) {
          *field = block.u64(next);
          next += 8;
        }
      return;
    }
    offset += 4 + uint64_t(size);
  }
}

std::vector<MemberRecord> readDirectory(llvm::StringRef bytes) {
  Directory found = findDirectory(bytes);
  Reader directory(Reader(bytes, "the central directory").slice(found.offset, found.size),
                   "the central directory");
  if (found.count > found.size / centralBytes)
    throw InputError("zip archive is malformed: " + std::to_string(found.count) +
                     " members in a directory of " + std::to_string(found.size) + " bytes");
  std::vector<MemberRecord> members;
  uint64_t offset = 0;
  for (uint64_t index = 0; index < found.count; ++index) {
    if (directory.u32(offset) != centralSignature)
      throw InputError("zip archive is malformed: directory entry " + std::to_string(index) +
                       " has no signature");
    uint16_t nameSize = directory.u16(offset + 28), extraSize = directory.u16(offset + 30);
    MemberRecord member{directory.slice(offset + centralBytes, nameSize).str(),
                        directory.u16(offset + 8),
                        directory.u16(offset + 10),
                        directory.u32(offset + 16),
                        directory.u32(offset + 20),
                        directory.u32(offset + 24),
                        directory.u32(offset + 42)};
    applyZip64(member, directory.slice(offset + centralBytes + nameSize, extraSize));
    offset += centralBytes + uint64_t(nameSize) + extraSize + directory.u16(offset + 32);
    members.push_back(std::move(member));
  }
  return members;
}

/// Runs zlib's inflate over the whole of `packed`; `bytes` has the size that the directory claims.
bool inflateInto(llvm::StringRef packed, Bytes &bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    return false;
  constexpr uint64_t chunk = std::numeric_limits<uInt>::max();
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  Bytef spare = 0;
  stream.next_out = bytes.empty() ? &spare : bytes.data();
  uint64_t inputLeft = packed.size(), outputLeft = bytes.size();
  int status = Z_OK;
  while (status == Z_OK) {
    uInt input = static_cast<uInt>(std::min(inputLeft, chunk)),
         output = static_cast<uInt>(std::min(outputLeft, chunk));
    stream.avail_in = input;
    stream.avail_out = output;
    status = inflate(&stream, Z_NO_FLUSH);
    inputLeft -= input - stream.avail_in;
    outputLeft -= output - stream.avail_out;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END && outputLeft == 0;
}

Bytes unpack(const MemberRecord &member, llvm::StringRef packed) {
  std::string where = "zip member '" + member.name + "'";
  if (member.flags & encryptedFlag)
    throw InputError(where + " is encrypted, which is not supported");
  Bytes bytes;
  if (member.method == storedMethod) {
    if (member.size != member.packedSize)
      throw InputError(where + " is stored, but its two sizes differ: " + std::to_string(member.packedSize) +
                       " and " + std::to_string(member.size));
    bytes.assign(packed.bytes_begin(), packed.bytes_end());
  } else if (member.method == deflatedMethod) {
    if (member.size / deflateMaximumRatio > packed.size())
      throw InputError(where + " claims " + std::to_string(member.size) + " bytes from " +
                       std::to_string(packed.size()) + " packed ones, which deflate cannot do");
    bytes.resize(member.size);
    if (!inflateInto(packed, bytes))
      throw InputError(where + " has malformed deflate data");
  } else {
    throw InputError(where + " uses compression method " + std::to_string(member.method) +
                     ", expected stored (0) or deflate (8)");
  }
  if (crc32_z(0, bytes.data(), bytes.size()) != member.crc)
    throw InputError(where + " is damaged: its CRC does not match");
  return bytes;
}

Bytes deflateBytes(const Bytes &bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw InputError("zlib cannot start: out of memory");
  Bytes packed;
  std::vector<Bytef> buffer(1 << 16);
  size_t taken = 0;
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    uInt input = static_cast<uInt>(std::min<size_t>(bytes.size() - taken, 1 << 30));
    stream.next_in = const_cast<Bytef *>(bytes.data()) + taken;
    stream.avail_in = input;
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    status = deflate(&stream, taken + input == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    taken += input - stream.avail_in;
    packed.insert(packed.end(), buffer.data(), buffer.data() + (buffer.size() - stream.avail_out));
  }
  deflateEnd(&stream);
  return packed;
}

void append(std::string &out, uint64_t value, unsigned bytes) {
  for (unsigned index = 0; index < bytes; ++index)
    out.push_back(static_cast<char>(value >> (8 * index)));
}

uint32_t clamp32(uint64_t value) { return static_cast<uint32_t>(std::min<uint64_t>(value, escape32)); }

/// The fields that local and central headers share. Both carry a Zip64 extra field, so that neither size has
/// a limit.
void appendShared(std::string &out, const MemberRecord &member, uint16_t extraSize) {
  append(out, 45, 2); // the version that reads Zip64
  append(out, 0, 2);
  append(out, member.method, 2);
  append(out, 0, 2);
  append(out, epochDate, 2);
  append(out, member.crc, 4);
  append(out, escape32, 4);
  append(out, escape32, 4);
  append(out, member.name.size(), 2);
  append(out, extraSize, 2);
}

void appendZip64(std::string &out, const MemberRecord &member, bool withOffset) {
  append(out, zip64Extra, 2);
  append(out, withOffset ? 24 : 16, 2);
  append(out, member.size, 8);
  append(out, member.packedSize, 8);
  if (withOffset)
    append(out, member.localOffset, 8);
}

void appendEnd(std::string &out, uint64_t directoryOffset, uint64_t count) {
  uint64_t end64 = out.size(), directorySize = end64 - directoryOffset;
  append(out, end64Signature, 4);
  append(out, end64Bytes - 12, 8);
  append(out, 45, 2);
  append(out, 45, 2);
  append(out, 0, 8); // this disk, the directory's disk
  append(out, count, 8);
  append(out, count, 8);
  append(out, directorySize, 8);
  append(out, directoryOffset, 8);
  append(out, locator64Signature, 4);
  append(out, 0, 4);
  append(out, end64, 8);
  append(out, 1, 4);
  append(out, endSignature, 4);
  append(out, 0, 4);
  append(out, std::min<uint64_t>(count, 0xffff), 2);
  append(out, std::min<uint64_t>(count, 0xffff), 2);
  append(out, clamp32(directorySize), 4);
  append(out, clamp32(directoryOffset), 4);
  append(out, 0, 2);
}

} // namespace

std::vector<ZipMember> parseZip(llvm::StringRef bytes) {
  std::vector<ZipMember> members;
  Reader file(bytes, "a member");
  uint64_t packedLeft = bytes.size();
  for (const MemberRecord &member : readDirectory(bytes)) {
    // Members must not share bytes: a small file could unpack to any size.
    if (member.packedSize > packedLeft)
      throw InputError("zip archive is malformed: its members are larger than the file");
    packedLeft -= member.packedSize;
    if (file.u32(member.localOffset) != localSignature)
      throw InputError("zip member '" + member.name + "' has no local header");
    Reader header(file.slice(member.localOffset, localBytes), "a local header");
    uint64_t start = member.localOffset + localBytes + header.u16(26) + header.u16(28);
    members.push_back({member.name, unpack(member, file.slice(start, member.packedSize))});
  }
  return members;
}

std::string printZip(const std::vector<ZipMember> &members, ZipMethod method) {
  std::string out, directory;
  for (const ZipMember &member : members) {
    Bytes deflated = method == ZipMethod::Deflated ? deflateBytes(member.bytes) : Bytes();
    const Bytes &packed = method == ZipMethod::Deflated ? deflated : member.bytes;
    MemberRecord record{member.name,
                        0,
                        method == ZipMethod::Deflated ? deflatedMethod : storedMethod,
                        static_cast<uint32_t>(crc32_z(0, member.bytes.data(), member.bytes.size())),
                        packed.size(),
                        member.bytes.size(),
                        out.size()};
    append(out, localSignature, 4);
    appendShared(out, record, 20);
    out += record.name;
    appendZip64(out, record, false);
    out.append(reinterpret_cast<const char *>(packed.data()), packed.size());

    append(directory, centralSignature, 4);
    append(directory, 45, 2);
    appendShared(directory, record, 28);
    append(directory, 0, 2 + 2 + 2); // comment, disk, internal attributes
    append(directory, 0, 4);         // external attributes
    append(directory, escape32, 4);
    directory += record.name;
    appendZip64(directory, record, true);
  }
  uint64_t directoryOffset = out.size();
  out += directory;
  appendEnd(out, directoryOffset, members.size());
  return out;
}

} // namespace ingot::tool
