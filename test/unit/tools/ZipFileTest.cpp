// Tests of tools/ingot/ZipFile.cpp: archives of other writers, and archives made to break a reader.
// SPDX-License-Identifier: Apache-2.0
#include "tools/ingot/ZipFile.h"

#include "test/unit/tools/Expect.h"

#include "llvm/Support/Endian.h"

using namespace ingot::tool;

namespace {

Bytes bytes(const std::string &text) { return Bytes(text.begin(), text.end()); }

/// One stored member `a` of "hello", as an old writer makes it: no Zip64, sizes in the headers.
std::string smallArchive() {
  static const char file[] =
      "PK\3\4\24\0\0\0\0\0\0\0\41\0\206\246\20\66\5\0\0\0\5\0\0\0\1\0\0\0ahello"
      "PK\1\2\24\0\24\0\0\0\0\0\0\0\41\0\206\246\20\66\5\0\0\0\5\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0"
      "\0\0\0\0a"
      "PK\5\6\0\0\0\0\1\0\1\0\57\0\0\0\44\0\0\0\0\0";
  return std::string(file, sizeof file - 1);
}
constexpr size_t centralOffset = 36, endOffset = 83;

template <typename T>
std::string patched(size_t offset, T value) {
  std::string file = smallArchive();
  llvm::support::endian::write<T, llvm::endianness::little>(file.data() + offset, value);
  return file;
}

TEST(ZipFile, readsAnOldArchive) {
  std::vector<ZipMember> members = parseZip(smallArchive());
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members[0].name, "a");
  EXPECT_EQ(members[0].bytes, bytes("hello"));
}

TEST(ZipFile, skipsTheCommentAtTheEnd) {
  std::string file = patched<uint16_t>(endOffset + 20, 7) + "comment";
  EXPECT_EQ(parseZip(file).size(), 1u);
}

TEST(ZipFile, roundTrip) {
  std::vector<ZipMember> members = {
      {"empty", {}}, {"name with spaces/ä", bytes("some bytes")}, {"long", Bytes(300000, 7)}};
  for (ZipMethod method : {ZipMethod::Stored, ZipMethod::Deflated}) {
    std::string file = printZip(members, method);
    std::vector<ZipMember> read = parseZip(file);
    ASSERT_EQ(read.size(), members.size());
    for (size_t index = 0; index < members.size(); ++index) {
      EXPECT_EQ(read[index].name, members[index].name);
      EXPECT_EQ(read[index].bytes, members[index].bytes);
    }
    EXPECT_EQ(printZip(members, method), file);
  }
  EXPECT_LT(printZip(members, ZipMethod::Deflated).size(), 2000u);
  EXPECT_TRUE(parseZip(printZip({}, ZipMethod::Stored)).empty());
}

TEST(ZipFile, refusesEveryTruncation) {
  for (const std::string &whole : {smallArchive(), printZip({{"a", bytes("hello")}}, ZipMethod::Deflated)})
    for (size_t size = 0; size < whole.size(); ++size)
      EXPECT_THROW(parseZip(llvm::StringRef(whole).take_front(size)), InputError) << size;
}

TEST(ZipFile, survivesEveryFlippedByte) {
  // Any answer is fine but a crash, a hang, or a huge allocation.
  for (const std::string &whole : {smallArchive(), printZip({{"a", bytes("hello")}}, ZipMethod::Deflated)})
    for (size_t offset = 0; offset < whole.size(); ++offset)
      for (unsigned flip : {0x01u, 0x80u, 0xffu}) {
        std::string file = whole;
        file[offset] = static_cast<char>(static_cast<unsigned char>(file[offset]) ^ flip);
        try {
          parseZip(file);
        } catch (const InputError &) {
        }
      }
}

TEST(ZipFile, refusesLies) {
  auto refuse = [](const std::string &file, const std::string &words) {
    expectInputError([&] { parseZip(file); }, words);
  };
  refuse("no archive at all, just some text", "no end record found");
  refuse("", "too few");
  refuse(patched<uint32_t>(centralOffset, 0), "directory entry 0 has no signature");
  refuse(patched<uint32_t>(centralOffset + 42, 1), "no local header");
  refuse(patched<uint32_t>(centralOffset + 42, 0xfffffff0), "cut off");
  refuse(patched<uint32_t>(centralOffset + 16, 1), "CRC does not match");
  refuse(patched<uint16_t>(centralOffset + 8, 1), "is encrypted");
  refuse(patched<uint16_t>(centralOffset + 10, 12), "compression method 12");
  refuse(patched<uint16_t>(centralOffset + 10, 8), "malformed deflate data");
  refuse(patched<uint32_t>(centralOffset + 24, 6), "its two sizes differ: 5 and 6");
  refuse(patched<uint32_t>(centralOffset + 20, 5000), "larger than the file");
  refuse(patched<uint16_t>(endOffset + 10, 9), "9 members in a directory of 47 bytes");
  refuse(patched<uint32_t>(endOffset + 16, 0x7fffffff), "cut off");
}

TEST(ZipFile, refusesBombsBeforeAllocating) {
  // A deflated member of 5 bytes that claims 4 GB.
  std::string file = patched<uint16_t>(centralOffset + 10, 8);
  llvm::support::endian::write32le(file.data() + centralOffset + 24, 0xfffffffe);
  expectInputError([&] { parseZip(file); }, "which deflate cannot do");
}

} // namespace
